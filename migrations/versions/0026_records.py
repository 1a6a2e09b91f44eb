"""Records: erasures and their ledger, legal holds, rules of retention, disclosures, and words to search cases by."""

from alembic import op

from migrations.walls import raise_walls

revision = "0026"
down_revision = "0025"
release = "before"

COLUMNS = """
ALTER TABLE report ADD COLUMN erased_at timestamptz;
ALTER TABLE photo ADD COLUMN original_gone_at timestamptz;
CREATE INDEX idempotency_key_by_subject ON idempotency_key (municipality, subject_id);
CREATE INDEX cases_closed ON cases (municipality, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_by_category ON cases (municipality, category, opened_at DESC, id DESC);
CREATE INDEX delivery_by_mark ON delivery (queued_at) WHERE source_mark IS NOT NULL;
CREATE INDEX reaction_with_error ON reaction (municipality, stream_id) WHERE last_error IS NOT NULL;
GRANT UPDATE (content) ON idempotency_key TO lagat_worker;
"""
TABLES = """
CREATE TABLE retention_rule (
  municipality char(4) NOT NULL, id uuid NOT NULL, authority_id uuid, category text, what varchar(40) NOT NULL,
  after_days integer, decision text NOT NULL, basis text NOT NULL, plan_reference text NOT NULL,
  decided_on date NOT NULL, entered_by uuid, entered_at timestamptz NOT NULL, active_since timestamptz,
  activated_by uuid, ended_at timestamptz, next_run_at timestamptz, cursor_at timestamptz, cursor_id uuid,
  culled integer NOT NULL DEFAULT 0, PRIMARY KEY (municipality, id),
  CONSTRAINT retention_rule_days CHECK (after_days IS NULL OR after_days >= 0));
CREATE INDEX retention_rule_due ON retention_rule (next_run_at) WHERE active_since IS NOT NULL AND ended_at IS NULL;
CREATE TABLE erasure (
  municipality char(4) NOT NULL, id uuid NOT NULL, what varchar(40) NOT NULL, rule_id uuid, decision text NOT NULL,
  basis text NOT NULL, asked_by uuid, asked_at timestamptz NOT NULL, done_at timestamptz, held integer NOT NULL
  DEFAULT 0, counts jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (municipality, id));
CREATE INDEX erasure_waiting ON erasure (municipality, asked_at, id) WHERE done_at IS NULL;
CREATE INDEX erasure_newest ON erasure (municipality, asked_at DESC, id DESC);
CREATE INDEX erasure_of_rule ON erasure (municipality, rule_id) WHERE done_at IS NULL;
CREATE TABLE erasure_item (
  municipality char(4) NOT NULL, erasure_id uuid NOT NULL, kind varchar(40) NOT NULL, item_id uuid NOT NULL,
  PRIMARY KEY (municipality, erasure_id, kind, item_id),
  FOREIGN KEY (municipality, erasure_id) REFERENCES erasure (municipality, id));
CREATE INDEX erasure_item_by_item ON erasure_item (municipality, item_id);
CREATE TABLE legal_hold (
  municipality char(4) NOT NULL, id uuid NOT NULL, of_kind varchar(40) NOT NULL, decision text NOT NULL,
  reason text NOT NULL, recipient_key text, cases integer NOT NULL, decided_by uuid, begun_at timestamptz NOT NULL,
  review_on date NOT NULL, ended_at timestamptz, ended_by uuid, ended_reason text, PRIMARY KEY (municipality, id));
CREATE INDEX legal_hold_of_person ON legal_hold (municipality, recipient_key)
  WHERE ended_at IS NULL AND recipient_key IS NOT NULL;
CREATE INDEX legal_hold_newest ON legal_hold (municipality, begun_at DESC, id DESC);
CREATE TABLE legal_hold_case (
  municipality char(4) NOT NULL, case_id uuid NOT NULL, hold_id uuid NOT NULL,
  PRIMARY KEY (municipality, case_id, hold_id),
  FOREIGN KEY (municipality, hold_id) REFERENCES legal_hold (municipality, id));
CREATE TABLE case_word (
  municipality char(4) NOT NULL, word text NOT NULL, case_id uuid NOT NULL,
  PRIMARY KEY (municipality, word, case_id));
CREATE INDEX case_word_by_case ON case_word (municipality, case_id);
CREATE TABLE word_progress (
  municipality char(4) NOT NULL, source varchar(40) NOT NULL, read_to uuid NOT NULL,
  PRIMARY KEY (municipality, source));
CREATE TABLE disclosure (
  municipality char(4) NOT NULL, id uuid NOT NULL, authority_id uuid, number text NOT NULL, asked_for text NOT NULL,
  criteria jsonb NOT NULL, state varchar(40) NOT NULL, paragraph text NOT NULL, shown jsonb NOT NULL,
  cases integer NOT NULL, masked integer, received_at timestamptz NOT NULL, made_by uuid, decision text,
  reason text, decided_by uuid, decided_at timestamptz, written_at timestamptz, sha256 char(64),
  list_sha256 char(64), byte_length bigint, gone_at timestamptz, PRIMARY KEY (municipality, id));
CREATE INDEX disclosure_newest ON disclosure (municipality, received_at DESC, id DESC);
CREATE INDEX disclosure_waiting ON disclosure (municipality, decided_at, id) WHERE state = 'decided';
CREATE TABLE disclosure_case (
  municipality char(4) NOT NULL, disclosure_id uuid NOT NULL, position integer NOT NULL, case_id uuid NOT NULL,
  left_out text, PRIMARY KEY (municipality, disclosure_id, position),
  CONSTRAINT disclosure_case_once UNIQUE (municipality, disclosure_id, case_id),
  FOREIGN KEY (municipality, disclosure_id) REFERENCES disclosure (municipality, id));
CREATE INDEX disclosure_of_case ON disclosure_case (municipality, case_id);
CREATE TABLE disclosure_mask (
  municipality char(4) NOT NULL, id uuid NOT NULL, disclosure_id uuid NOT NULL, case_id uuid NOT NULL,
  part varchar(40) NOT NULL, part_id uuid NOT NULL, starts integer NOT NULL, ends integer NOT NULL,
  paragraph text NOT NULL, is_shown boolean NOT NULL, made_by uuid, made_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id),
  FOREIGN KEY (municipality, disclosure_id) REFERENCES disclosure (municipality, id));
CREATE INDEX disclosure_mask_of_case ON disclosure_mask (municipality, disclosure_id, case_id, id);
"""
OF_AN_AUTHORITY = ("disclosure",)
NAMES = (
    "disclosure_mask", "disclosure_case", "disclosure", "word_progress", "case_word", "legal_hold_case", "legal_hold",
    "erasure_item", "erasure", "retention_rule",
)  # fmt: skip
KEPT = {"erasure": "SELECT, INSERT, UPDATE", "erasure_item": "SELECT, INSERT", "legal_hold": "SELECT, INSERT, UPDATE"}
INDEXES = (
    "idempotency_key_by_subject", "cases_closed", "cases_by_category", "delivery_by_mark",
    "reaction_with_error",
)  # fmt: skip


def upgrade() -> None:
    """Add columns and indexes, and the tables; what was erased and held can be changed by nobody afterwards."""
    op.execute(COLUMNS)
    op.execute(TABLES)
    for name in NAMES:
        grants = KEPT.get(name, "SELECT, INSERT, UPDATE, DELETE")
        raise_walls(op, name, authority=name in OF_AN_AUTHORITY, grants=grants)


def downgrade() -> None:
    """Take tables, indexes and columns away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    op.execute("REVOKE UPDATE (content) ON idempotency_key FROM lagat_worker")
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE photo DROP COLUMN original_gone_at")
    op.execute("ALTER TABLE report DROP COLUMN erased_at")
