"""Targets by season and by count: what a category says of them, and which counts hold for a case."""

from alembic import op

revision = "0030"
down_revision = "0029"
release = "before"

COLUMNS = """
ALTER TABLE category ADD COLUMN season_targets text NOT NULL DEFAULT '';
ALTER TABLE category ADD COLUMN count_rules text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN counted jsonb;
"""


def upgrade() -> None:
    """Add the columns. An open case is looked for by the index that stands (municipality, cell, category)."""
    op.execute(COLUMNS)


def downgrade() -> None:
    """Take the columns away."""
    op.execute("ALTER TABLE cases DROP COLUMN counted")
    op.execute("ALTER TABLE category DROP COLUMN count_rules, DROP COLUMN season_targets")
