"""Orders that wait, their deadlines, pauses and sample; hand-overs with an answer; who chases what a case waits on."""

from alembic import op

from migrations.walls import raise_walls

revision = "0015"
down_revision = "0014"
release = "before"

COLUMNS = """
ALTER TABLE work_order ADD COLUMN make_safe_by timestamptz, ADD COLUMN start_by timestamptz,
  ADD COLUMN terms jsonb, ADD COLUMN make_safe_overdue boolean NOT NULL DEFAULT false,
  ADD COLUMN start_overdue boolean NOT NULL DEFAULT false, ADD COLUMN mend_overdue boolean NOT NULL DEFAULT false,
  ADD COLUMN waits_for jsonb, ADD COLUMN released_at timestamptz, ADD COLUMN released_by uuid,
  ADD COLUMN released_words text, ADD COLUMN held_because varchar(40), ADD COLUMN let_go_at timestamptz,
  ADD COLUMN let_go_by uuid, ADD COLUMN replaces_order_id uuid, ADD COLUMN sampled boolean;
CREATE INDEX work_order_unended ON work_order (municipality, deadline_at, id) WHERE ended_at IS NULL AND done_at IS NULL
  AND NOT mend_overdue;
CREATE INDEX work_order_to_make_safe ON work_order (municipality, make_safe_by)
  WHERE make_safe_by IS NOT NULL AND ended_at IS NULL AND done_at IS NULL AND NOT make_safe_overdue;
CREATE INDEX work_order_to_start ON work_order (municipality, start_by)
  WHERE start_by IS NOT NULL AND started_at IS NULL AND ended_at IS NULL AND NOT start_overdue;
CREATE INDEX work_order_held ON work_order (municipality, contract_id, is_acute DESC, sent_at, id)
  WHERE state = 'unsent';
CREATE INDEX work_order_overdue ON work_order (municipality, unit_code, deadline_at, id) WHERE ended_at IS NULL
  AND (acceptance_overdue OR make_safe_overdue OR start_overdue OR mend_overdue);
ALTER TABLE contract ADD COLUMN sample_percent integer NOT NULL DEFAULT 10,
  ADD COLUMN acute_orders_an_hour integer NOT NULL DEFAULT 30, ADD COLUMN targets jsonb;
ALTER TABLE hand_over ADD COLUMN chaser varchar(40), ADD COLUMN contact_name text, ADD COLUMN mail text,
  ADD COLUMN answered_at timestamptz, ADD COLUMN answer varchar(40), ADD COLUMN answer_words text,
  ADD COLUMN ended_as varchar(40), ADD COLUMN same_as_id uuid, ADD COLUMN cell bigint, ADD COLUMN group_code text,
  ADD COLUMN next_look_at timestamptz, ADD COLUMN look_asked boolean NOT NULL DEFAULT false;
CREATE INDEX hand_over_at_spot ON hand_over (municipality, cell, body_code, made_at) WHERE cell IS NOT NULL;
CREATE INDEX hand_over_next_look ON hand_over (municipality, next_look_at)
  WHERE next_look_at IS NOT NULL AND ended_at IS NULL AND NOT look_asked;
CREATE INDEX hand_over_same_as ON hand_over (municipality, same_as_id) WHERE same_as_id IS NOT NULL;
ALTER TABLE alarm ADD COLUMN calls_before integer NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN chaser varchar(40), ADD COLUMN next_look_at timestamptz,
  ADD COLUMN look_asked boolean NOT NULL DEFAULT false;
CREATE INDEX cases_next_look ON cases (municipality, next_look_at) WHERE next_look_at IS NOT NULL AND NOT look_asked;
CREATE TABLE order_pause (
  municipality char(4) NOT NULL, order_id uuid NOT NULL, number integer NOT NULL, reason varchar(40) NOT NULL,
  begins_at timestamptz NOT NULL, ends_at timestamptz, granted_by varchar(40) NOT NULL, person_id uuid,
  recorded_at timestamptz NOT NULL, PRIMARY KEY (municipality, order_id, number),
  FOREIGN KEY (municipality, order_id) REFERENCES work_order (municipality, id));
"""
# Behind the walls a row is seen only within the municipalities the transaction names: here all of them.
BACKFILL = """
SELECT set_config('lagat.municipalities', coalesce((SELECT string_agg(code, ',') FROM municipality), '0000'), true);
UPDATE hand_over h SET cell = c.cell, group_code = split_part(c.category, '.', 1) FROM cases c
  WHERE c.municipality = h.municipality AND c.id = h.case_id AND h.municipality = any(lagat_municipalities());
SELECT set_config('lagat.municipalities', '', true);
"""
ADDED = {
    "work_order": (
        "make_safe_by", "start_by", "terms", "make_safe_overdue", "start_overdue", "mend_overdue", "waits_for",
        "released_at", "released_by", "released_words", "held_because", "let_go_at", "let_go_by", "replaces_order_id",
        "sampled",
    ),
    "contract": ("sample_percent", "acute_orders_an_hour", "targets"),
    "hand_over": (
        "chaser", "contact_name", "mail", "answered_at", "answer", "answer_words", "ended_as", "same_as_id", "cell",
        "group_code", "next_look_at", "look_asked",
    ),
    "alarm": ("calls_before",),
    "cases": ("chaser", "next_look_at", "look_asked"),
}  # fmt: skip
SENT = "(held_because IS NULL OR let_go_at IS NOT NULL)"
OWN = "contractor_id = lagat_firm()"
OF_OWN = (
    "EXISTS (SELECT 1 FROM work_order w WHERE w.municipality = order_pause.municipality"
    " AND w.id = order_pause.order_id AND w.contractor_id = lagat_firm())"
)


def upgrade() -> None:
    """Add what orders and hand-overs need, and keep from a firm what was never sent to it."""
    op.execute(COLUMNS)
    op.execute(BACKFILL)
    raise_walls(op, "order_pause", firm=OF_OWN)
    _let_firm_see(f"{OWN} AND {SENT}")


def downgrade() -> None:
    """Take it away again."""
    _let_firm_see(OWN)
    op.execute("DROP TABLE order_pause")
    for name in (
        "work_order_unended", "work_order_to_make_safe", "work_order_to_start", "work_order_held", "work_order_overdue",
        "hand_over_at_spot", "hand_over_next_look", "hand_over_same_as", "cases_next_look",
    ):  # fmt: skip
        op.execute(f"DROP INDEX {name}")
    for table, columns in ADDED.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"DROP COLUMN {column}" for column in columns))


def _let_firm_see(condition: str) -> None:
    seen = f"municipality = any(lagat_municipalities()) AND (lagat_firm() IS NULL OR ({condition}))"
    op.execute(f"ALTER POLICY work_order_scope ON work_order USING ({seen})")
