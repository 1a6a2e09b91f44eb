"""Reactions that wake a person go before all others that wait."""

from alembic import op

revision = "0021"
down_revision = "0020"
release = "before"


def upgrade() -> None:
    """Say it of each reaction, and let the worker find those first."""
    op.execute("ALTER TABLE wanted_reaction ADD COLUMN urgent boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE reaction ADD COLUMN urgent boolean NOT NULL DEFAULT false")
    op.execute("DROP INDEX reaction_pending")
    op.execute(
        "CREATE INDEX reaction_pending ON reaction (urgent DESC, next_attempt_at, event_id) WHERE state = 'pending'"
    )


def downgrade() -> None:
    """As they come."""
    op.execute("DROP INDEX reaction_pending")
    op.execute("CREATE INDEX reaction_pending ON reaction (next_attempt_at, event_id) WHERE state = 'pending'")
    op.execute("ALTER TABLE reaction DROP COLUMN urgent")
    op.execute("ALTER TABLE wanted_reaction DROP COLUMN urgent")
