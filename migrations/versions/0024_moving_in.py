"""Moving in: whose matters came from which system, under which old reference, and new dates given without telling."""

from alembic import op

from migrations.walls import raise_walls

revision = "0024"
down_revision = "0023"
release = "before"

TABLES = """
CREATE TABLE moving_in (
  municipality char(4) NOT NULL, id uuid NOT NULL, name text NOT NULL, source text NOT NULL,
  state varchar(40) NOT NULL, file_name text NOT NULL, file_sha256 text NOT NULL, mapping_sha256 text NOT NULL,
  time_zone text NOT NULL, counted jsonb NOT NULL, in_file integer NOT NULL, refused integer NOT NULL,
  begun_at timestamptz NOT NULL, ended_at timestamptz,
  PRIMARY KEY (municipality, id), CONSTRAINT moving_in_name_unique UNIQUE (municipality, name));
CREATE TABLE old_reference (
  municipality char(4) NOT NULL, source text NOT NULL, old_id text NOT NULL, search_key text NOT NULL,
  case_id uuid NOT NULL, moved_in_id uuid NOT NULL, row_number integer NOT NULL,
  category_there text NOT NULL, state_there text NOT NULL,
  PRIMARY KEY (municipality, source, old_id),
  FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id),
  FOREIGN KEY (municipality, moved_in_id) REFERENCES moving_in (municipality, id));
CREATE INDEX old_reference_by_key ON old_reference (municipality, search_key, case_id);
CREATE INDEX old_reference_by_case ON old_reference (municipality, case_id);
CREATE INDEX old_reference_of_moving ON old_reference (municipality, moved_in_id, row_number);
ALTER TABLE cases ADD COLUMN moved_in_id uuid,
  ADD CONSTRAINT cases_moved_in_fkey FOREIGN KEY (municipality, moved_in_id) REFERENCES moving_in (municipality, id);
CREATE INDEX cases_moved_in ON cases (municipality, moved_in_id, id) WHERE moved_in_id IS NOT NULL;
CREATE INDEX cases_without_date ON cases (municipality, promise_due_at, id)
  WHERE promise_kind = 'date_to_be_given' AND state NOT IN ('resolved', 'closed');
ALTER TABLE bulk_move ADD COLUMN tells boolean NOT NULL DEFAULT true;
"""


def upgrade() -> None:
    """Build the tables; what is there already stays as it is."""
    op.execute(TABLES)
    for name in ("moving_in", "old_reference"):
        raise_walls(op, name)


def downgrade() -> None:
    """Take them away again; moved-in cases stay, without their old references."""
    op.execute("ALTER TABLE bulk_move DROP COLUMN tells")
    op.execute("DROP INDEX cases_without_date")
    op.execute("ALTER TABLE cases DROP COLUMN moved_in_id")
    op.execute("DROP TABLE old_reference")
    op.execute("DROP TABLE moving_in")
