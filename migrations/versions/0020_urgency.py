"""How urgent: somebody hurt comes before a danger, a danger before what is acute by its category; and calls by time."""

from alembic import op

revision = "0020"
down_revision = "0019"
release = "before"

CHANGES = """
ALTER TABLE cases ADD COLUMN urgency smallint NOT NULL DEFAULT 0 CHECK (urgency BETWEEN 0 AND 3);
ALTER TABLE attention ADD COLUMN urgency smallint NOT NULL DEFAULT 0;
ALTER TABLE work_order ADD COLUMN urgency smallint NOT NULL DEFAULT 0;
UPDATE cases SET urgency = 1 WHERE is_acute;
UPDATE attention SET urgency = 1 WHERE is_acute;
UPDATE work_order SET urgency = 1 WHERE is_acute;
DROP INDEX attention_open, attention_of_all, attention_of_unit, work_order_of_firm;
CREATE INDEX attention_open ON attention (municipality, whose, urgency DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_all ON attention (municipality, urgency DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_unit ON attention (municipality, unit_code, urgency DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX work_order_of_firm ON work_order (municipality, contractor_id, urgency DESC, deadline_at, id)
  WHERE ended_at IS NULL;
CREATE INDEX cases_life ON cases (municipality, opened_at) WHERE urgency = 3 AND state NOT IN ('resolved', 'closed');
CREATE INDEX alarm_call_by_time ON alarm_call (municipality, called_at);
"""
BACK = """
DROP INDEX alarm_call_by_time, cases_life, attention_open, attention_of_all, attention_of_unit, work_order_of_firm;
CREATE INDEX attention_open ON attention (municipality, whose, is_acute DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_all ON attention (municipality, is_acute DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_unit ON attention (municipality, unit_code, is_acute DESC, until, id)
  WHERE settled_at IS NULL;
CREATE INDEX work_order_of_firm ON work_order (municipality, contractor_id, is_acute DESC, deadline_at, id)
  WHERE ended_at IS NULL;
ALTER TABLE work_order DROP COLUMN urgency;
ALTER TABLE attention DROP COLUMN urgency;
ALTER TABLE cases DROP COLUMN urgency;
"""


def upgrade() -> None:
    """Add the columns, and let every list that begins with what is acute begin with what is most urgent."""
    op.execute(CHANGES)


def downgrade() -> None:
    """Back to acute or not."""
    op.execute(BACK)
