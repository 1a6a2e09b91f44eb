"""Registry numbers, the language of words and renderings, ceilings of the intake, references kept for paper."""

from alembic import op

from migrations.walls import raise_walls

revision = "0018"
down_revision = "0017"
release = "before"

COLUMNS = """
ALTER TABLE cases ADD COLUMN registry_number text;
ALTER TABLE report ADD COLUMN words_language text, ADD COLUMN source_key text, ADD COLUMN late_reason varchar(40);
ALTER TABLE report_addition ADD COLUMN language text;
ALTER TABLE case_note ADD COLUMN language text NOT NULL DEFAULT 'sv', ADD COLUMN question_code varchar(60);
ALTER TABLE reporter_address ADD COLUMN recorded_at timestamptz;
CREATE INDEX report_by_source ON report (municipality, source_key, recorded_at) WHERE source_key IS NOT NULL;
CREATE INDEX reporter_address_recent ON reporter_address (municipality, recipient_key, recorded_at)
  WHERE recorded_at IS NOT NULL;
CREATE INDEX cases_by_cell_newest ON cases (municipality, cell, opened_at);
"""
TABLES = """
CREATE TABLE rendering (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, of_kind varchar(40) NOT NULL,
  of_id uuid NOT NULL, language text NOT NULL, words text NOT NULL, written_by uuid, written_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX rendering_by_case ON rendering (municipality, case_id, written_at, id);
CREATE TABLE intake_ceiling (
  municipality char(4) NOT NULL, per varchar(40) NOT NULL, most integer NOT NULL, minutes integer NOT NULL,
  PRIMARY KEY (municipality, per), CONSTRAINT intake_ceiling_possible CHECK (most > 0 AND minutes > 0));
CREATE TABLE reserved_reference (
  municipality char(4) NOT NULL, reference char(8) NOT NULL, sheet_id uuid NOT NULL, number integer NOT NULL,
  reserved_at timestamptz NOT NULL, used_at timestamptz, report_id uuid,
  PRIMARY KEY (municipality, reference),
  CONSTRAINT reserved_reference_once UNIQUE (municipality, sheet_id, number));
"""
NAMES = ("reserved_reference", "intake_ceiling", "rendering")
ADDED = {
    "reporter_address": ("recorded_at",),
    "case_note": ("question_code", "language"),
    "report_addition": ("language",),
    "report": ("late_reason", "source_key", "words_language"),
    "cases": ("registry_number",),
}


def upgrade() -> None:
    """Add the columns with what may be missing in them, and the tables."""
    op.execute(COLUMNS)
    op.execute(TABLES)
    for name in NAMES:
        raise_walls(op, name)


def downgrade() -> None:
    """Take tables, indexes and columns away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    op.execute("DROP INDEX cases_by_cell_newest")
    for table, columns in ADDED.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"DROP COLUMN {name}" for name in columns))
