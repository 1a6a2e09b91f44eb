"""The functions of sight are said to be cheap: they are hardly ever run.

A planner that counts a hundred operators for each row they might be run on starts parallel workers to read one page of
a list.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
release = "before"

FUNCTIONS = ("lagat_firm_has_case(char(4), uuid)", "lagat_sees_case(char(4), uuid)")


def upgrade() -> None:
    """Tell the planner."""
    for function in FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} COST 1")


def downgrade() -> None:
    """Let it count what it counts for any function in plpgsql."""
    for function in FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} COST 100")
