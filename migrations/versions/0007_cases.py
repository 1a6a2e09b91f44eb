"""Reports, cases, their timeline and promises, and what needs a person."""

from alembic import op

from migrations.walls import raise_walls

revision = "0007"
down_revision = "0006"
release = "before"

TABLES = """
CREATE TABLE cases (
  municipality char(4) NOT NULL, id uuid NOT NULL, reference char(8) NOT NULL, authority_id uuid NOT NULL,
  kind varchar(40) NOT NULL, category text NOT NULL, state varchar(40) NOT NULL, state_before varchar(40),
  outcome varchar(40), priority varchar(40) NOT NULL, is_acute boolean NOT NULL,
  longitude double precision NOT NULL, latitude double precision NOT NULL, cell integer NOT NULL,
  place text NOT NULL, asset_id uuid, unit_code text, keeper_name text,
  promise_number integer, promise_kind varchar(40), promise_due_at timestamptz, promise_precision varchar(40),
  promise_passed boolean NOT NULL DEFAULT false, late_moves integer NOT NULL DEFAULT 0,
  waiting_on varchar(40), waiting_reason text,
  opened_at timestamptz NOT NULL, read_at timestamptz, read_by_role text, made_safe_at timestamptz,
  resolved_at timestamptz, resolutions integer NOT NULL DEFAULT 0, closes_at timestamptz, closed_at timestamptz,
  last_number integer NOT NULL, version integer NOT NULL,
  PRIMARY KEY (municipality, id), CONSTRAINT cases_reference_unique UNIQUE (municipality, reference),
  CONSTRAINT cases_open_has_promise CHECK (state IN ('resolved', 'closed') OR promise_due_at IS NOT NULL));
CREATE INDEX cases_newest ON cases (municipality, opened_at DESC, id DESC);
CREATE INDEX cases_open_newest ON cases (municipality, opened_at DESC, id DESC) WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX cases_by_unit ON cases (municipality, unit_code, opened_at DESC, id DESC)
  WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX cases_by_cell ON cases (municipality, cell, category) WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX cases_promise_due ON cases (municipality, promise_due_at)
  WHERE state NOT IN ('resolved', 'closed') AND NOT promise_passed;
CREATE INDEX cases_closing ON cases (municipality, closes_at) WHERE state = 'resolved';
CREATE TABLE report (
  municipality char(4) NOT NULL, id uuid NOT NULL, reference char(8) NOT NULL, case_id uuid NOT NULL,
  authority_id uuid NOT NULL, channel varchar(40) NOT NULL, category_said text NOT NULL, answers jsonb NOT NULL,
  answers_as_said jsonb NOT NULL, answers_restricted jsonb NOT NULL,
  words text NOT NULL, language text NOT NULL, longitude double precision NOT NULL, latitude double precision NOT NULL,
  accuracy_m double precision, place_words text NOT NULL, asset_number text, name text,
  may_show_words boolean NOT NULL, may_show_photo boolean NOT NULL, entered_by uuid,
  occurred_at timestamptz, received_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id), CONSTRAINT report_reference_unique UNIQUE (municipality, reference),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX report_by_case ON report (municipality, case_id, received_at, id);
CREATE TABLE reporter_address (
  municipality char(4) NOT NULL, id uuid NOT NULL, report_id uuid NOT NULL, channel varchar(40) NOT NULL,
  address text NOT NULL, recipient_key text NOT NULL, wants_word boolean NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, report_id) REFERENCES report (municipality, id));
CREATE INDEX reporter_address_by_report ON reporter_address (municipality, report_id);
CREATE INDEX reporter_address_by_key ON reporter_address (municipality, recipient_key);
CREATE TABLE report_addition (
  municipality char(4) NOT NULL, id uuid NOT NULL, report_id uuid NOT NULL, case_id uuid NOT NULL,
  words text NOT NULL, received_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, report_id) REFERENCES report (municipality, id));
CREATE INDEX report_addition_by_case ON report_addition (municipality, case_id, received_at, id);
CREATE TABLE case_note (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, kind varchar(40) NOT NULL,
  words text NOT NULL, author_id uuid, written_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX case_note_by_case ON case_note (municipality, case_id, written_at, id);
CREATE TABLE timeline_entry (
  municipality char(4) NOT NULL, case_id uuid NOT NULL, number integer NOT NULL, step varchar(40) NOT NULL,
  actor_kind varchar(40) NOT NULL, actor_id uuid, facts jsonb NOT NULL,
  occurred_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, case_id, number),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE TABLE promise (
  municipality char(4) NOT NULL, case_id uuid NOT NULL, number integer NOT NULL, kind varchar(40) NOT NULL,
  due_at timestamptz NOT NULL, precision varchar(40) NOT NULL, cause varchar(40) NOT NULL, reason text,
  made_at timestamptz NOT NULL, ended_at timestamptz, ended_as varchar(40),
  PRIMARY KEY (municipality, case_id, number),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE TABLE attention (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, why varchar(40) NOT NULL,
  whose varchar(40) NOT NULL, unit_code text, until timestamptz NOT NULL, facts jsonb NOT NULL,
  is_acute boolean NOT NULL, raised_at timestamptz NOT NULL, settled_at timestamptz, settled_by uuid,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE UNIQUE INDEX attention_once ON attention (municipality, case_id, why, whose) WHERE settled_at IS NULL;
CREATE INDEX attention_open ON attention (municipality, whose, is_acute DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_all ON attention (municipality, is_acute DESC, until, id) WHERE settled_at IS NULL;
CREATE INDEX attention_of_unit ON attention (municipality, unit_code, is_acute DESC, until, id)
  WHERE settled_at IS NULL;
"""
NAMES = (
    "attention", "promise", "timeline_entry", "case_note", "report_addition", "reporter_address", "report", "cases",
)  # fmt: skip


def upgrade() -> None:
    """Build the tables; cases and reports are an authority's own."""
    op.execute(TABLES)
    for name in NAMES:
        raise_walls(op, name, authority=name in ("cases", "report"))
    op.execute("ALTER TABLE cases SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)")


def downgrade() -> None:
    """Take the tables away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
