"""Verdicts: a reporter's answer to what the outcome allows to ask."""

from alembic import op

from migrations.walls import raise_walls

revision = "0010"
down_revision = "0009"
release = "before"


def upgrade() -> None:
    """Build the table. One answer per report and resolution."""
    op.execute("""
CREATE TABLE verdict (
  municipality char(4) NOT NULL, id uuid NOT NULL, report_id uuid NOT NULL, case_id uuid NOT NULL,
  resolution integer NOT NULL, outcome varchar(40) NOT NULL, answer varchar(40) NOT NULL, words text NOT NULL,
  led_to varchar(40), given_at timestamptz NOT NULL, PRIMARY KEY (municipality, id),
  CONSTRAINT verdict_once UNIQUE (municipality, report_id, resolution),
  FOREIGN KEY (municipality, report_id) REFERENCES report (municipality, id));
CREATE INDEX verdict_by_case ON verdict (municipality, case_id, given_at, id)""")
    raise_walls(op, "verdict")


def downgrade() -> None:
    """Take the table away."""
    op.execute("DROP TABLE verdict")
