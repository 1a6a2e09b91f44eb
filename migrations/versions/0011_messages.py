"""A municipality's own words in place of the texts that come with Lagat."""

from alembic import op

from migrations.walls import raise_walls

revision = "0011"
down_revision = "0010"
release = "before"


def upgrade() -> None:
    """Build the table."""
    op.execute("""
CREATE TABLE message_text (
  municipality char(4) NOT NULL, code varchar(40) NOT NULL, language text NOT NULL, subject text NOT NULL,
  body text NOT NULL, edited_at timestamptz NOT NULL, PRIMARY KEY (municipality, code, language))""")
    raise_walls(op, "message_text")


def downgrade() -> None:
    """Take the table away."""
    op.execute("DROP TABLE message_text")
