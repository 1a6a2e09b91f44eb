"""Going live: what people did before a municipality opens, each entered by name and day."""

from alembic import op

from migrations.walls import raise_walls

revision = "0025"
down_revision = "0024"
release = "before"


def upgrade() -> None:
    """Build the table; an act is entered and never changed."""
    op.execute(
        """CREATE TABLE going_live_act (
          municipality char(4) NOT NULL, id uuid NOT NULL, code varchar(40) NOT NULL, by_name text NOT NULL,
          done_on date NOT NULL, note text NOT NULL, is_practice boolean NOT NULL, entered_by uuid,
          entered_at timestamptz NOT NULL, PRIMARY KEY (municipality, id));
        CREATE INDEX going_live_act_latest ON going_live_act (municipality, code, entered_at DESC)"""
    )
    raise_walls(op, "going_live_act", grants="SELECT, INSERT")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE going_live_act")
