"""Known already: what a case was joined to, how near is near, and a report split off from another."""

from alembic import op

revision = "0013"
down_revision = "0012"
release = "before"

UP = """
ALTER TABLE category ADD COLUMN near_metres integer NOT NULL DEFAULT 50
  CONSTRAINT category_near_metres CHECK (near_metres BETWEEN 1 AND 200);
ALTER TABLE cases ADD COLUMN joined_to uuid,
  ADD CONSTRAINT cases_joined_is_closed CHECK (joined_to IS NULL OR (state = 'closed' AND joined_to <> id)),
  ADD CONSTRAINT cases_joined_to_fkey FOREIGN KEY (municipality, joined_to) REFERENCES cases (municipality, id);
CREATE INDEX cases_joined_to ON cases (municipality, joined_to) WHERE joined_to IS NOT NULL;
-- What is open has no resolved_at and stands at the end of time: one range of one index finds it with what was resolved a
-- short time ago, whatever lies behind. CASE and not COALESCE, which the walls take for leaky and keep out of an index.
CREATE INDEX cases_near ON cases (municipality, cell, category,
  (CASE WHEN resolved_at IS NULL THEN timestamptz 'infinity' ELSE resolved_at END)) WHERE joined_to IS NULL;
ALTER TABLE report ADD COLUMN split_from uuid,
  ADD CONSTRAINT report_split_from_fkey FOREIGN KEY (municipality, split_from) REFERENCES report (municipality, id);
CREATE INDEX report_by_split ON report (municipality, split_from) WHERE split_from IS NOT NULL;
-- A report may be asked again in the case it was joined to, which counts its resolutions by itself.
ALTER TABLE verdict DROP CONSTRAINT verdict_once,
  ADD CONSTRAINT verdict_once UNIQUE (municipality, report_id, case_id, resolution);
"""
DOWN = """
ALTER TABLE verdict DROP CONSTRAINT verdict_once,
  ADD CONSTRAINT verdict_once UNIQUE (municipality, report_id, resolution);
ALTER TABLE report DROP COLUMN split_from;
DROP INDEX cases_near;
ALTER TABLE cases DROP COLUMN joined_to;
ALTER TABLE category DROP COLUMN near_metres;
"""


def upgrade() -> None:
    """Add the columns with what they must hold, and the indexes of the look-up."""
    op.execute(UP)


def downgrade() -> None:
    """Take them away; a verdict is again given once whatever case its report lies in."""
    op.execute(DOWN)
