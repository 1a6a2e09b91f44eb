"""Names of places lose two indexes of 0002 that nothing asks since those of 0022 serve: every import wrote them too.

They are dropped after the release, so that whoever still serves the one before keeps them.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
release = "after"


def upgrade() -> None:
    """Drop them."""
    op.execute("DROP INDEX place_name_trigrams, place_name_address")


def downgrade() -> None:
    """Put them back."""
    op.execute("CREATE INDEX place_name_address ON place_name (municipality, street, number) WHERE kind = 'address'")
    op.execute(
        "CREATE INDEX place_name_trigrams ON place_name USING gin (municipality, forgiven gin_trgm_ops)"
        " WHERE kind <> 'address' AND kind <> 'lamp_post'"
    )
