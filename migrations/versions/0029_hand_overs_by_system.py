"""Hand-overs by system: a body's Open311 server, what was sent there, and when it is next asked how it goes."""

from alembic import op

revision = "0029"
down_revision = "0028"
release = "before"

ADDED = """
ALTER TABLE body ADD COLUMN jurisdiction text, ADD COLUMN services jsonb NOT NULL DEFAULT '{}';
ALTER TABLE delivery ADD COLUMN form jsonb;
ALTER TABLE hand_over
  ADD COLUMN delivery_id uuid, ADD COLUMN their_token text, ADD COLUMN ask_status_at timestamptz,
  ADD COLUMN status_asks integer NOT NULL DEFAULT 0;
CREATE INDEX hand_over_to_ask ON hand_over (ask_status_at, id) WHERE ask_status_at IS NOT NULL;
CREATE INDEX hand_over_by_delivery ON hand_over (municipality, delivery_id) WHERE delivery_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add columns that may be empty."""
    op.execute(ADDED)


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP INDEX hand_over_by_delivery")
    op.execute("DROP INDEX hand_over_to_ask")
    op.execute(
        "ALTER TABLE hand_over DROP COLUMN delivery_id, DROP COLUMN their_token, DROP COLUMN ask_status_at,"
        " DROP COLUMN status_asks"
    )
    op.execute("ALTER TABLE delivery DROP COLUMN form")
    op.execute("ALTER TABLE body DROP COLUMN jurisdiction, DROP COLUMN services")
