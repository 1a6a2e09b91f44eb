"""Deliveries: SMS with their cost and the provider's own reports, letters and calls as tasks, budgets."""

from alembic import op

from migrations.walls import raise_walls

revision = "0016"
down_revision = "0015"
release = "before"

# ``cost_micro``, ``limit_micro`` and ``spent_micro`` are millionths of a krona. The number is looked up across
# municipalities: one account at the provider serves them all.
ADDED = """
ALTER TABLE delivery
  ADD COLUMN segments integer, ADD COLUMN cost_micro bigint, ADD COLUMN provider_id text,
  ADD COLUMN first_tried_at timestamptz, ADD COLUMN source_mark text,
  ADD COLUMN resent_from uuid, ADD COLUMN resent_as uuid,
  ADD COLUMN seen_at timestamptz, ADD COLUMN seen_by uuid,
  ADD COLUMN done_by uuid, ADD COLUMN done_words text;
CREATE INDEX delivery_by_number ON delivery (address, queued_at) WHERE channel = 'sms';
CREATE INDEX delivery_by_source ON delivery (municipality, source_mark, queued_at) WHERE source_mark IS NOT NULL;
CREATE INDEX delivery_tasks ON delivery (municipality, urgent DESC, next_attempt_at, id)
  WHERE fate = 'queued' AND channel IN ('letter', 'call');
ALTER TABLE call_list_entry ADD COLUMN phone text;
ALTER TABLE message_text ADD COLUMN sms text;
"""
TABLES = """
CREATE TABLE delivery_report (
  municipality char(4) NOT NULL, id uuid NOT NULL, delivery_id uuid NOT NULL, received_at timestamptz NOT NULL,
  status text NOT NULL, provider_id text, said jsonb NOT NULL, PRIMARY KEY (municipality, id));
CREATE INDEX delivery_report_by_delivery ON delivery_report (municipality, delivery_id, id);
CREATE TABLE delivery_budget (
  municipality char(4) NOT NULL, channel varchar(40) NOT NULL, limit_micro bigint NOT NULL,
  most_a_number integer NOT NULL, most_a_source integer NOT NULL, edited_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, channel), CHECK (limit_micro >= 0 AND most_a_number >= 0 AND most_a_source >= 0));
CREATE TABLE delivery_spending (
  municipality char(4) NOT NULL, channel varchar(40) NOT NULL, month date NOT NULL,
  spent_micro bigint NOT NULL, segments integer NOT NULL, PRIMARY KEY (municipality, channel, month));
"""
NAMES = ("delivery_report", "delivery_budget", "delivery_spending")


def upgrade() -> None:
    """Add columns that may be empty, and three tables. A firm sees none of them."""
    op.execute(ADDED)
    op.execute(TABLES)
    for name in NAMES:
        raise_walls(op, name, grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    """Take them away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    op.execute("ALTER TABLE message_text DROP COLUMN sms")
    op.execute("ALTER TABLE call_list_entry DROP COLUMN phone")
    for name in ("delivery_by_number", "delivery_by_source", "delivery_tasks"):
        op.execute(f"DROP INDEX {name}")
    op.execute(
        "ALTER TABLE delivery DROP COLUMN segments, DROP COLUMN cost_micro, DROP COLUMN provider_id,"
        " DROP COLUMN first_tried_at, DROP COLUMN source_mark, DROP COLUMN resent_from, DROP COLUMN resent_as,"
        " DROP COLUMN seen_at, DROP COLUMN seen_by, DROP COLUMN done_by, DROP COLUMN done_words"
    )
