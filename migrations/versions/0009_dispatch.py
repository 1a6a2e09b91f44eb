"""Work orders, hand-overs, alarms; and what a firm may see of the cases it has orders in."""

from alembic import op

from migrations.walls import open_to_firm, raise_walls

revision = "0009"
down_revision = "0008"
release = "before"

TABLES = """
CREATE TABLE work_order (
  municipality char(4) NOT NULL, id uuid NOT NULL, reference char(8) NOT NULL, case_id uuid NOT NULL,
  contractor_id uuid NOT NULL, contract_id uuid NOT NULL, unit_code text NOT NULL, decision_id uuid,
  purpose varchar(40) NOT NULL, trade text NOT NULL, state varchar(40) NOT NULL, is_acute boolean NOT NULL,
  is_warranty boolean NOT NULL, briefing jsonb NOT NULL, sent_at timestamptz NOT NULL, received_at timestamptz,
  accept_by timestamptz NOT NULL, acceptance_overdue boolean NOT NULL DEFAULT false, deadline_at timestamptz NOT NULL,
  accepted_at timestamptz, started_at timestamptz, waiting_on varchar(40), waiting_reason text,
  waiting_until timestamptz, done_at timestamptz, outcome varchar(40), done_words text, declined_reason text,
  sent_back_reason text, approved_at timestamptz, approved_how varchar(40), ended_at timestamptz,
  version integer NOT NULL, PRIMARY KEY (municipality, id),
  CONSTRAINT work_order_reference_unique UNIQUE (municipality, reference),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE UNIQUE INDEX work_order_one_active ON work_order (municipality, case_id, purpose, trade) WHERE ended_at IS NULL;
CREATE INDEX work_order_by_case ON work_order (municipality, case_id, sent_at, id);
CREATE INDEX work_order_of_firm ON work_order (municipality, contractor_id, is_acute DESC, deadline_at, id)
  WHERE ended_at IS NULL;
CREATE INDEX work_order_of_firm_ended ON work_order (municipality, contractor_id, ended_at DESC, id DESC)
  WHERE ended_at IS NOT NULL;
CREATE INDEX work_order_acceptance ON work_order (municipality, accept_by)
  WHERE state IN ('sent', 'received') AND NOT acceptance_overdue;
CREATE INDEX work_order_of_contract ON work_order (municipality, contract_id, sent_at);
CREATE TABLE hand_over (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, body_code text NOT NULL,
  body_name text NOT NULL, way varchar(40) NOT NULL, state varchar(40) NOT NULL, their_reference text,
  masked_words text NOT NULL, made_at timestamptz NOT NULL, acknowledged_at timestamptz, ask_again_at timestamptz,
  ended_at timestamptz, made_by uuid, PRIMARY KEY (municipality, id),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX hand_over_by_case ON hand_over (municipality, case_id, made_at, id);
CREATE TABLE call_list_entry (
  municipality char(4) NOT NULL, list_code text NOT NULL, position integer NOT NULL, role jsonb NOT NULL,
  mail text NOT NULL, language text NOT NULL, wait_minutes integer NOT NULL,
  PRIMARY KEY (municipality, list_code, position));
CREATE TABLE alarm (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, state varchar(40) NOT NULL,
  list_codes jsonb NOT NULL, raised_at timestamptz NOT NULL, next_call_at timestamptz, calls integer NOT NULL,
  acknowledged_at timestamptz, acknowledged_by uuid, acknowledged_role text, version integer NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX alarm_by_case ON alarm (municipality, case_id);
CREATE INDEX alarm_due ON alarm (municipality, next_call_at) WHERE state = 'calling';
CREATE TABLE alarm_call (
  municipality char(4) NOT NULL, alarm_id uuid NOT NULL, number integer NOT NULL, list_code text NOT NULL,
  position integer NOT NULL, role jsonb NOT NULL, called_at timestamptz NOT NULL, step_id uuid NOT NULL,
  PRIMARY KEY (municipality, alarm_id, number),
  FOREIGN KEY (municipality, alarm_id) REFERENCES alarm (municipality, id));
"""
NAMES = ("alarm_call", "alarm", "call_list_entry", "hand_over", "work_order")
_ORDERED = (
    "EXISTS (SELECT 1 FROM work_order w WHERE w.municipality = {table}.municipality AND w.case_id = {table}.{column}"
    " AND w.contractor_id = lagat_firm())"
)
OF_A_CASE = {
    "cases": "id", "timeline_entry": "case_id", "promise": "case_id", "attention": "case_id", "alarm": "case_id",
    "photo": "case_id",
}  # fmt: skip


def upgrade() -> None:
    """Build the tables, and open what a firm needs for its own orders."""
    op.execute(TABLES)
    raise_walls(op, "work_order", firm="contractor_id = lagat_firm()")
    for name in NAMES[:-1]:
        raise_walls(op, name)
    for table, column in OF_A_CASE.items():
        open_to_firm(op, table, _ORDERED.format(table=table, column=column), authority=table == "cases")
    op.execute("ALTER TABLE work_order SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    """Close what was opened and take the tables away."""
    for table in OF_A_CASE:
        condition = "firm_id = lagat_firm()" if table == "photo" else ""
        open_to_firm(op, table, condition, authority=table == "cases")
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
