"""Repeat memory and its problems, promises moved many at once, and since when a case has been silent."""

from alembic import op

from migrations.walls import raise_walls

revision = "0014"
down_revision = "0013"
release = "before"

COLUMNS = """
ALTER TABLE cases ADD COLUMN repeat_number integer, ADD COLUMN problem_id uuid,
  ADD COLUMN quiet_since timestamptz, ADD COLUMN last_word_at timestamptz;
ALTER TABLE cases ALTER COLUMN quiet_since SET DEFAULT lagat_now();
CREATE INDEX cases_of_asset ON cases (municipality, asset_id, opened_at) WHERE asset_id IS NOT NULL;
CREATE INDEX cases_of_place ON cases (municipality, cell, category, opened_at);
CREATE INDEX cases_of_problem ON cases (municipality, problem_id, opened_at, id) WHERE problem_id IS NOT NULL;
CREATE INDEX cases_resolved ON cases (municipality, resolved_at, outcome) WHERE resolved_at IS NOT NULL;
CREATE INDEX cases_acute_promise_due ON cases (municipality, promise_due_at)
  WHERE state NOT IN ('resolved', 'closed') AND NOT promise_passed AND is_acute;
CREATE INDEX cases_open_by_promise ON cases (municipality, promise_due_at, id)
  WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX cases_quiet ON cases (municipality, quiet_since, id) WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX cases_without_word ON cases (municipality, promise_due_at, id)
  WHERE state NOT IN ('resolved', 'closed') AND promise_passed AND last_word_at IS NULL;
"""
DAYTIME = "ALTER TABLE delivery ADD COLUMN by_day_in text"
BACKFILL = """
UPDATE cases SET quiet_since = coalesce(read_at, opened_at) WHERE state NOT IN ('resolved', 'closed');
"""
TABLES = """
CREATE TABLE problem (
  municipality char(4) NOT NULL, id uuid NOT NULL, authority_id uuid NOT NULL, category text NOT NULL,
  asset_id uuid, unit_code text, state varchar(40) NOT NULL, first_case_id uuid NOT NULL, last_case_id uuid NOT NULL,
  failures integer NOT NULL, opened_at timestamptz NOT NULL, next_look_at timestamptz NOT NULL,
  look_asked boolean NOT NULL DEFAULT false, moves integer NOT NULL DEFAULT 0, solved_at timestamptz,
  version integer NOT NULL, PRIMARY KEY (municipality, id),
  FOREIGN KEY (municipality, last_case_id) REFERENCES cases (municipality, id));
CREATE INDEX problem_open ON problem (municipality, next_look_at, id) WHERE state = 'open';
CREATE INDEX problem_solved ON problem (municipality, solved_at DESC, id DESC) WHERE state = 'solved';
CREATE UNIQUE INDEX problem_one_open_of_asset ON problem (municipality, asset_id)
  WHERE state = 'open' AND asset_id IS NOT NULL;
CREATE TABLE problem_step (
  municipality char(4) NOT NULL, problem_id uuid NOT NULL, number integer NOT NULL, step varchar(40) NOT NULL,
  words text NOT NULL, next_look_at timestamptz, case_id uuid, actor_kind varchar(40) NOT NULL, actor_id uuid,
  taken_at timestamptz NOT NULL, PRIMARY KEY (municipality, problem_id, number),
  FOREIGN KEY (municipality, problem_id) REFERENCES problem (municipality, id));
CREATE TABLE bulk_move (
  municipality char(4) NOT NULL, id uuid NOT NULL, state varchar(40) NOT NULL, kind varchar(40) NOT NULL,
  cause varchar(40) NOT NULL, waiting_on varchar(40), reason text NOT NULL, due_at timestamptz NOT NULL,
  precision varchar(40) NOT NULL, asked_by uuid, asked_at timestamptz NOT NULL, not_before timestamptz,
  cursor uuid, chosen integer NOT NULL, moved integer NOT NULL DEFAULT 0, passed_over integer NOT NULL DEFAULT 0,
  ended_at timestamptz, PRIMARY KEY (municipality, id));
CREATE INDEX bulk_move_due ON bulk_move (municipality, not_before) WHERE state IN ('waiting', 'under_way');
CREATE INDEX bulk_move_newest ON bulk_move (municipality, asked_at DESC, id DESC);
CREATE TABLE bulk_move_case (
  municipality char(4) NOT NULL, bulk_move_id uuid NOT NULL, case_id uuid NOT NULL, fate varchar(40),
  PRIMARY KEY (municipality, bulk_move_id, case_id),
  FOREIGN KEY (municipality, bulk_move_id) REFERENCES bulk_move (municipality, id) ON DELETE CASCADE);
"""
NAMES = ("bulk_move_case", "bulk_move", "problem_step", "problem")
INDEXES = (
    "cases_of_asset", "cases_of_place", "cases_of_problem", "cases_resolved", "cases_acute_promise_due",
    "cases_open_by_promise", "cases_quiet", "cases_without_word",
)  # fmt: skip


def upgrade() -> None:
    """Add the columns with their indexes, and the tables; a problem is an authority's own."""
    op.execute(COLUMNS)
    op.execute(DAYTIME)
    op.execute(BACKFILL)
    op.execute(TABLES)
    for name in NAMES:
        raise_walls(op, name, authority=name == "problem")


def downgrade() -> None:
    """Take tables, indexes and columns away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE delivery DROP COLUMN by_day_in")
    columns = ("last_word_at", "quiet_since", "problem_id", "repeat_number")
    op.execute("ALTER TABLE cases " + ", ".join(f"DROP COLUMN {name}" for name in columns))
