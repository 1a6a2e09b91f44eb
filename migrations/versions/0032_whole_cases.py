"""Whole cases culled: what proves that a case was, and the right to take away what hung on it."""

from alembic import op

from migrations.walls import WORKER, raise_walls

revision = "0032"
down_revision = "0031"
release = "before"

TABLE = """
CREATE TABLE culled_case (
  municipality char(4) NOT NULL, erasure_id uuid NOT NULL, reference char(8) NOT NULL, authority_id uuid NOT NULL,
  category text NOT NULL, reports integer NOT NULL, opened_at timestamptz NOT NULL, closed_at timestamptz,
  culled_at timestamptz NOT NULL, PRIMARY KEY (municipality, erasure_id, reference));
CREATE INDEX culled_case_by_time ON culled_case (municipality, culled_at, reference);
"""
EMPTIED = ("delivery", "delivery_report", "decision")
"""What the worker may now take away with a case; the web takes nothing away."""


def upgrade() -> None:
    """Build the table; nobody changes or takes away what it says."""
    op.execute(TABLE)
    raise_walls(op, "culled_case", authority=True, grants="SELECT, INSERT")
    for table in EMPTIED:
        op.execute(f"GRANT DELETE ON {table} TO {WORKER}")


def downgrade() -> None:
    """Take table and rights away."""
    for table in EMPTIED:
        op.execute(f"REVOKE DELETE ON {table} FROM {WORKER}")
    op.execute("DROP TABLE culled_case")
