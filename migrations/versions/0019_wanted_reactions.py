"""Which reactions any release of the worker wants: a worker writes rows for those of a newer one too."""

from alembic import op

from migrations.walls import open_to_all

revision = "0019"
down_revision = "0018"
release = "before"


def upgrade() -> None:
    """Build the table; each worker writes its own names into it when it begins."""
    op.execute("CREATE TABLE wanted_reaction (name text PRIMARY KEY, event text NOT NULL, rank integer NOT NULL)")
    open_to_all(op, "wanted_reaction", web="", worker="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE wanted_reaction")
