"""Deliveries: what leaves the house, to one recipient each, and its fate."""

from alembic import op

from migrations.walls import raise_walls

revision = "0005"
down_revision = "0004"
release = "before"

TABLE = """
CREATE TABLE delivery (
  municipality char(4) NOT NULL, id uuid NOT NULL, authority_id uuid,
  channel varchar(40) NOT NULL, recipient_kind varchar(40) NOT NULL, recipient_key text NOT NULL,
  address text, language text NOT NULL, text_code text NOT NULL, subject text NOT NULL, body text NOT NULL,
  links jsonb NOT NULL, case_id uuid, step_id uuid NOT NULL, urgent boolean NOT NULL,
  fate varchar(40) NOT NULL CHECK (fate IN (
    'queued', 'in_doubt', 'handed_over', 'delivered', 'failed', 'parked', 'overtaken', 'unwanted')),
  parked_reason varchar(40), attempts integer NOT NULL DEFAULT 0, repeats integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL, next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz, lease_token uuid, message_id text, last_error text,
  queued_at timestamptz NOT NULL, ended_at timestamptz, traceparent text,
  PRIMARY KEY (municipality, id),
  CONSTRAINT delivery_told_once UNIQUE (municipality, step_id, recipient_key, channel, text_code),
  CONSTRAINT delivery_parked_with_reason CHECK ((fate = 'parked') = (parked_reason IS NOT NULL)));
CREATE INDEX delivery_due ON delivery (urgent DESC, next_attempt_at, id) WHERE fate IN ('queued', 'in_doubt');
CREATE INDEX delivery_next_due ON delivery (next_attempt_at, id) WHERE fate IN ('queued', 'in_doubt');
CREATE INDEX delivery_by_case ON delivery (municipality, case_id, id);
CREATE INDEX delivery_by_recipient ON delivery (municipality, recipient_key, case_id);
CREATE INDEX delivery_by_fate ON delivery (municipality, fate, id);
"""


def upgrade() -> None:
    """Build the table of deliveries. A firm sees none: they hold addresses of reporters."""
    op.execute(TABLE)
    raise_walls(op, "delivery", worker_sees_all=True, grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE delivery")
