"""Photos sent part by part, and the rule under which an original is kept."""

from alembic import op

from migrations.walls import raise_walls

revision = "0012"
down_revision = "0011"
release = "before"

TABLE = """
CREATE TABLE photo_upload (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, report_id uuid NOT NULL,
  client_photo_hash char(64) NOT NULL, byte_length integer NOT NULL, sha256 char(64), content_type text NOT NULL,
  shown_ok boolean NOT NULL, started_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id),
  CONSTRAINT photo_upload_client_id_unique UNIQUE (municipality, client_photo_hash));
CREATE INDEX photo_upload_by_report ON photo_upload (municipality, report_id);
CREATE INDEX photo_upload_by_start ON photo_upload (municipality, started_at);
"""

# No rule is active until a decision is entered: without one, an original is kept.
ORIGINALS = """
ALTER TABLE photo ADD COLUMN original_rule varchar(40), ADD COLUMN original_kept_until timestamptz,
  ADD CONSTRAINT photo_original_end_has_rule CHECK (original_kept_until IS NULL OR original_rule IS NOT NULL);
"""


def upgrade() -> None:
    """Build the table of uploads under way; no firm sees a row of it."""
    op.execute(TABLE)
    raise_walls(op, "photo_upload")
    op.execute(ORIGINALS)


def downgrade() -> None:
    """Take it away."""
    op.execute(
        "ALTER TABLE photo DROP CONSTRAINT photo_original_end_has_rule,"
        " DROP COLUMN original_kept_until, DROP COLUMN original_rule"
    )
    op.execute("DROP TABLE photo_upload")
