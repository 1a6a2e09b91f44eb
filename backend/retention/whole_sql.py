"""What taking whole cases away says to the database. ``:cases`` are whole families: a case and all joined into it."""

import sqlalchemy as sa


def _say(sql: str) -> sa.TextClause:
    said = sa.text(sql)
    names = [name for name in ("cases", "reports") if f":{name}" in sql]
    return said.bindparams(*(sa.bindparam(name, type_=sa.ARRAY(sa.Uuid)) for name in names))


FAMILIES = _say(
    "WITH RECURSIVE family AS (SELECT id, id AS head FROM cases WHERE municipality = :m AND id = ANY(:cases)"
    " UNION SELECT c.id, f.head FROM cases c JOIN family f ON c.joined_to = f.id WHERE c.municipality = :m)"
    " SELECT head, id FROM family ORDER BY head, id"
)
LOCK = _say("SELECT id FROM cases WHERE municipality = :m AND id = ANY(:cases) ORDER BY id FOR UPDATE")
PHOTOS = _say("SELECT id FROM photo WHERE municipality = :m AND case_id = ANY(:cases) ORDER BY id")
REFERENCES = _say(
    "SELECT reference FROM cases WHERE municipality = :m AND id = ANY(:cases)"
    " UNION SELECT reference FROM report WHERE municipality = :m AND case_id = ANY(:cases) ORDER BY 1"
)
PHOTO_AT_GATE = _say(
    "SELECT 1 FROM photo WHERE municipality = :m AND case_id = ANY(:cases) AND leased_until > clock_timestamp() FOR UPDATE"
)
PROVE_ERASURE = _say(
    # After a restore what was decided since the backup is gone with its row; the rule it rested on may be there.
    "INSERT INTO erasure (municipality, id, what, rule_id, decision, basis, asked_at, done_at)"
    " SELECT :m, :erasure, 'cases', r.id, coalesce(r.decision, ''), coalesce(r.basis || ' (' || r.plan_reference || ')', ''),"
    " :now, :now FROM (SELECT) AS one LEFT JOIN retention_rule r ON r.municipality = :m AND r.id::text = :rule"
    " ON CONFLICT DO NOTHING"
)
PROVE = _say(
    "INSERT INTO culled_case (municipality, erasure_id, reference, authority_id, category, reports, opened_at, closed_at,"
    " culled_at) SELECT c.municipality, :erasure, c.reference, c.authority_id, c.category,"
    " (SELECT count(*) FROM report r WHERE r.municipality = c.municipality AND r.case_id = c.id),"
    " c.opened_at, c.closed_at, :now FROM cases c WHERE c.municipality = :m AND c.id = ANY(:cases)"
    " ON CONFLICT DO NOTHING"
)

# A problem loses the cases that go; with its last one it goes too. One that is open keeps its cases from going at all.
_LEFT = (
    "(SELECT c.id FROM cases c WHERE c.municipality = p.municipality AND c.problem_id = p.id AND c.id <> ALL(:cases)"
    " ORDER BY c.opened_at {order}, c.id LIMIT 1)"
)
_OF_GOING = (
    "p.municipality = :m AND (p.last_case_id = ANY(:cases) OR p.first_case_id = ANY(:cases) OR p.id IN"
    " (SELECT problem_id FROM cases WHERE municipality = :m AND id = ANY(:cases) AND problem_id IS NOT NULL))"
)
_EMPTY = f"SELECT p.id FROM problem p WHERE {_OF_GOING} AND {_LEFT.format(order='ASC')} IS NULL"
LET_GO = (
    _say(f"DELETE FROM problem_step WHERE municipality = :m AND problem_id IN ({_EMPTY})"),
    _say(f"DELETE FROM problem WHERE municipality = :m AND id IN ({_EMPTY})"),
    _say(
        f"UPDATE problem p SET first_case_id = {_LEFT.format(order='ASC')}, last_case_id = {_LEFT.format(order='DESC')}"
        f" WHERE {_OF_GOING}"
    ),
    _say("UPDATE problem_step SET case_id = NULL WHERE municipality = :m AND case_id = ANY(:cases)"),
    _say("UPDATE report SET split_from = NULL WHERE municipality = :m AND split_from = ANY(:reports)"),
    _say("UPDATE reserved_reference SET report_id = NULL WHERE municipality = :m AND report_id = ANY(:reports)"),
    _say(
        "DELETE FROM delivery_report WHERE municipality = :m AND delivery_id IN"
        " (SELECT id FROM delivery WHERE municipality = :m AND case_id = ANY(:cases))"
    ),
    _say(
        "DELETE FROM order_pause WHERE municipality = :m AND order_id IN"
        " (SELECT id FROM work_order WHERE municipality = :m AND case_id = ANY(:cases))"
    ),
    _say(
        "DELETE FROM alarm_call WHERE municipality = :m AND alarm_id IN"
        " (SELECT id FROM alarm WHERE municipality = :m AND case_id = ANY(:cases))"
    ),
    *(
        _say(f"DELETE FROM {table} WHERE municipality = :m AND report_id = ANY(:reports)")
        for table in ("verdict", "report_fix", "reporter_address", "report_addition", "photo_upload")
    ),
)
OF_A_CASE = (
    "verdict", "rendering", "report_addition", "photo", "photo_upload", "delivery", "work_order", "hand_over", "alarm",
    "decision", "attention", "promise", "timeline_entry", "case_note", "case_word", "old_reference", "bulk_move_case",
    "disclosure_mask", "disclosure_case", "legal_hold_case", "report",
)  # fmt: skip
"""Every table that names a case, in an order its keys allow; a test holds it equal to the database."""
TAKE = {
    table: _say(f"DELETE FROM {table} WHERE municipality = :m AND case_id = ANY(:cases) RETURNING 1")
    for table in OF_A_CASE
} | {"cases": _say("DELETE FROM cases WHERE municipality = :m AND id = ANY(:cases) RETURNING 1")}
