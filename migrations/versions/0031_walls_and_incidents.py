"""Authorities: walls around all that hangs on a case, and each authority's register of personal data breaches.

``lagat_sees_case`` is opaque to the planner on purpose: a statement whose caller stands in no authority (the public, the
contact centre, a firm) plans nothing for it, and work orders can ask about cases though cases ask about work orders.
"""

from alembic import op

from migrations.walls import raise_walls

revision = "0031"
down_revision = "0030"
release = "before"

FUNCTION = """
CREATE FUNCTION lagat_sees_case(code char(4), sought uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM cases WHERE municipality = code AND id = sought AND authority_id = lagat_authority());
END $$;
"""
COLUMNS = "ALTER TABLE bulk_move ADD COLUMN authority_id uuid DEFAULT lagat_authority();"
_CASE = "lagat_sees_case(municipality, case_id)"
_THROUGH = "EXISTS (SELECT 1 FROM {owner} o WHERE o.municipality = {table}.municipality AND o.id = {table}.{column})"
OF_A_CASE = (
    "timeline_entry", "promise", "attention", "alarm", "work_order", "bulk_move_case", "old_reference",
)  # fmt: skip
THROUGH = {
    "alarm_call": ("alarm", "alarm_id"),
    "order_pause": ("work_order", "order_id"),
    "problem_step": ("problem", "problem_id"),
    "delivery_report": ("delivery", "delivery_id"),
    "data_incident_item": ("data_incident", "incident_id"),
    "data_incident_step": ("data_incident", "incident_id"),
}
_OWN = "authority_id IS NULL OR authority_id = lagat_authority()"
# What is written by every act and every intake asks the function too: planning a sub-select cost each of them.
_NOW_BY_FUNCTION = ("decision", "case_note", "hand_over", "verdict", "rendering", "report_addition")
_BEFORE = "EXISTS (SELECT 1 FROM cases c WHERE c.municipality = {table}.municipality AND c.id = {table}.case_id)"

TABLES = """
CREATE TABLE data_incident (
  municipality char(4) NOT NULL, id uuid NOT NULL, authority_id uuid NOT NULL, kind varchar(40) NOT NULL,
  noticed_at timestamptz NOT NULL, noticed_by text NOT NULL, what text NOT NULL, people integer,
  entered_by uuid, entered_at timestamptz NOT NULL, imy_due_at timestamptz NOT NULL, warn_at timestamptz NOT NULL,
  warned_at timestamptz, risk varchar(40), risk_words text NOT NULL, measures text NOT NULL,
  imy_settled_at timestamptz, imy_told_at timestamptz, imy_number text NOT NULL, imy_words text NOT NULL,
  people_settled_at timestamptz, people_told_at timestamptz, people_words text NOT NULL,
  closed_at timestamptz, last_number integer NOT NULL, version integer NOT NULL,
  PRIMARY KEY (municipality, id));
CREATE INDEX data_incident_newest ON data_incident (municipality, noticed_at DESC, id DESC);
CREATE INDEX data_incident_pressing ON data_incident (municipality, warn_at) WHERE imy_settled_at IS NULL;
CREATE TABLE data_incident_item (
  municipality char(4) NOT NULL, incident_id uuid NOT NULL, kind varchar(40) NOT NULL, item_id uuid NOT NULL,
  PRIMARY KEY (municipality, incident_id, kind, item_id),
  FOREIGN KEY (municipality, incident_id) REFERENCES data_incident (municipality, id));
CREATE TABLE data_incident_step (
  municipality char(4) NOT NULL, incident_id uuid NOT NULL, number integer NOT NULL, step varchar(40) NOT NULL,
  words text NOT NULL, facts jsonb NOT NULL, actor_id uuid, taken_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, incident_id, number),
  FOREIGN KEY (municipality, incident_id) REFERENCES data_incident (municipality, id));
"""


def upgrade() -> None:
    """Raise the walls that were missing, and build the register."""
    op.execute(FUNCTION)
    op.execute(COLUMNS)
    op.execute(TABLES)
    raise_walls(op, "data_incident", authority=True, grants="SELECT, INSERT, UPDATE")
    raise_walls(op, "data_incident_item", grants="SELECT, INSERT")
    raise_walls(op, "data_incident_step", grants="SELECT, INSERT, UPDATE")
    conditions = dict.fromkeys(OF_A_CASE, _CASE) | {"bulk_move": _OWN}
    for table, (owner, column) in THROUGH.items():
        conditions[table] = _THROUGH.format(table=table, owner=owner, column=column)
    for table, condition in conditions.items():
        op.execute(
            f"CREATE POLICY {table}_authority ON {table} AS RESTRICTIVE TO lagat_web"
            f" USING (lagat_authority() IS NULL OR ({condition}))"
        )
    for table in _NOW_BY_FUNCTION:
        op.execute(f"ALTER POLICY {table}_authority ON {table} USING (lagat_authority() IS NULL OR {_CASE})")


def downgrade() -> None:
    """Take register and walls away."""
    for table in _NOW_BY_FUNCTION:
        before = _BEFORE.format(table=table)
        op.execute(f"ALTER POLICY {table}_authority ON {table} USING (lagat_authority() IS NULL OR ({before}))")
    for table in (*OF_A_CASE, *THROUGH, "bulk_move"):
        op.execute(f"DROP POLICY {table}_authority ON {table}")
    for table in ("data_incident_step", "data_incident_item", "data_incident"):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE bulk_move DROP COLUMN authority_id")
    op.execute("DROP FUNCTION lagat_sees_case(char(4), uuid)")
