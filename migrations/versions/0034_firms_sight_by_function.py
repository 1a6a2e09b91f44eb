"""A firm's sight of a case by a function, and the index by which a reporter's own photos are counted.

The condition "it has an order of this case" stood in the policies as a sub-select, which the planner may turn into one
reading of all orders: for a firm a scan of a million rows, and for everybody else a plan that carries it for nothing.
``lagat_firm_has_case`` asks one index for one case. It runs as whoever asks: an order that was never sent opens nothing.
"""

from alembic import op

from migrations.walls import open_to_firm

revision = "0034"
down_revision = "0033"
release = "before"

FUNCTION = """
CREATE FUNCTION lagat_firm_has_case(code char(4), sought uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM work_order WHERE municipality = code AND case_id = sought AND contractor_id = lagat_firm());
END $$;
"""
OF_A_CASE = {
    "cases": "id", "timeline_entry": "case_id", "promise": "case_id", "attention": "case_id", "alarm": "case_id",
    "photo": "case_id",
}  # fmt: skip
_BEFORE = (
    "EXISTS (SELECT 1 FROM work_order w WHERE w.municipality = {table}.municipality AND w.case_id = {table}.{column}"
    " AND w.contractor_id = lagat_firm())"
)


def upgrade() -> None:
    """Ask by the function, and build the index."""
    op.execute(FUNCTION)
    for table, column in OF_A_CASE.items():
        open_to_firm(op, table, f"lagat_firm_has_case(municipality, {column})", authority=table == "cases")
    op.execute("CREATE INDEX photo_by_report ON photo (municipality, report_id, id)")


def downgrade() -> None:
    """Ask as before."""
    op.execute("DROP INDEX photo_by_report")
    for table, column in OF_A_CASE.items():
        open_to_firm(op, table, _BEFORE.format(table=table, column=column), authority=table == "cases")
    op.execute("DROP FUNCTION lagat_firm_has_case(char(4), uuid)")
