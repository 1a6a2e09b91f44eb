"""Authorities: what hangs on a case, and what was held and erased, is walled between them as the case itself is.

The policies stand beside those that are there and are the web's alone: the worker acts for all authorities.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
release = "before"

COLUMNS = """
ALTER TABLE erasure ADD COLUMN authority_id uuid;
ALTER TABLE legal_hold ADD COLUMN authority_id uuid;
"""
_CASE = "EXISTS (SELECT 1 FROM cases c WHERE c.municipality = {table}.municipality AND c.id = {table}.case_id)"
_REPORT = "EXISTS (SELECT 1 FROM report r WHERE r.municipality = {table}.municipality AND r.id = {table}.report_id)"
_OWN = "authority_id IS NULL OR authority_id = lagat_authority()"
OF_A_CASE = ("photo", "report_addition", "case_note", "verdict", "decision", "hand_over", "rendering", "case_word")
"""Not the work orders: the wall of cases itself reads them, for firms."""
OF_A_REPORT = ("reporter_address", "report_fix", "photo_upload")
OF_AN_AUTHORITY = ("erasure", "legal_hold", "retention_rule")
OF_ANOTHER = {
    "erasure_item": "EXISTS (SELECT 1 FROM erasure e WHERE e.municipality = erasure_item.municipality"
    " AND e.id = erasure_item.erasure_id)",
    "legal_hold_case": "EXISTS (SELECT 1 FROM legal_hold h WHERE h.municipality = legal_hold_case.municipality"
    " AND h.id = legal_hold_case.hold_id)",
    "disclosure_case": "EXISTS (SELECT 1 FROM disclosure d WHERE d.municipality = disclosure_case.municipality"
    " AND d.id = disclosure_case.disclosure_id)",
    "disclosure_mask": "EXISTS (SELECT 1 FROM disclosure d WHERE d.municipality = disclosure_mask.municipality"
    " AND d.id = disclosure_mask.disclosure_id)",
    # What goes out about a case is its owner's, whoever owned it when it was written.
    "delivery": f"CASE WHEN case_id IS NULL THEN {_OWN} ELSE {_CASE.format(table='delivery')} END",
}  # fmt: skip


def upgrade() -> None:
    """Say whose an erasure and a hold is, and raise the walls."""
    op.execute(COLUMNS)
    conditions = {table: _CASE.format(table=table) for table in OF_A_CASE}
    conditions |= {table: _REPORT.format(table=table) for table in OF_A_REPORT}
    conditions |= dict.fromkeys(OF_AN_AUTHORITY, _OWN)
    for table, condition in (conditions | OF_ANOTHER).items():
        op.execute(
            f"CREATE POLICY {table}_authority ON {table} AS RESTRICTIVE TO lagat_web"
            f" USING (lagat_authority() IS NULL OR ({condition}))"
        )


def downgrade() -> None:
    """Take walls and columns away."""
    for table in (*OF_A_CASE, *OF_A_REPORT, *OF_AN_AUTHORITY, *OF_ANOTHER):
        op.execute(f"DROP POLICY {table}_authority ON {table}")
    op.execute("ALTER TABLE legal_hold DROP COLUMN authority_id")
    op.execute("ALTER TABLE erasure DROP COLUMN authority_id")
