"""Contracts: terms that are agreed anew from a day are a row of their own under the same code; old orders keep theirs."""

from alembic import op

revision = "0033"
down_revision = "0032"
release = "before"

_OLDER = """
UPDATE contract c SET code = left(c.code, 80) || '-' || left(c.id::text, 13)
WHERE EXISTS (SELECT 1 FROM contract n WHERE n.municipality = c.municipality AND n.code = c.code
  AND n.valid_from > c.valid_from)
"""


def upgrade() -> None:
    """A code may have several rows, one from each day on."""
    op.execute("ALTER TABLE contract DROP CONSTRAINT contract_municipality_code_key")
    op.execute("ALTER TABLE contract ADD CONSTRAINT contract_version_once UNIQUE (municipality, code, valid_from)")


def downgrade() -> None:
    """One row has the code again, the newest; those before it get a code of their own."""
    op.execute("ALTER TABLE contract DROP CONSTRAINT contract_version_once")
    op.execute(_OLDER)
    op.execute("ALTER TABLE contract ADD CONSTRAINT contract_municipality_code_key UNIQUE (municipality, code)")
