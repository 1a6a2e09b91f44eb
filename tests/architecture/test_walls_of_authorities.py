"""Every table that hangs on a case is walled between authorities, or is named here with the reason why not."""

import pytest
import sqlalchemy as sa

OPEN = {
    "audit_entry": "the municipality's own log: ids, codes and times, read by administrators alone",
    "event": "ids and codes alone, read by the worker; the web writes them and reads how far they have come",
    "event_stream": "a number for each stream of events",
    "reaction": "what the worker has still to do, by id",
    "idempotency_key": "fingerprints of what was sent, so that it is taken once whoever sends it again",
    "reserved_reference": "numbers printed before there was a report; whose it became is read through the report",
    "tick_failure": "the worker's own",
}
"""Tables that point to a case or to what hangs on one, and stand without the wall."""
POINTS = ("case_id", "report_id", "order_id", "stream_id", "subject_id", "delivery_id", "first_case_id", "joined_to")


@pytest.fixture(scope="module")
def hanging(owner_engine: sa.Engine) -> set[str]:
    """Cases, what names a case, a report or what hangs on one, and what refers to any of these."""
    with owner_engine.connect() as connection:
        named = set(connection.scalars(_NAMED, {"points": list(POINTS)}))
        refers = connection.execute(_REFERS).all()
    found = {"cases", "report"} | named
    while more := {child for child, parent in refers if parent in found} - found:
        found |= more
    return found


@pytest.fixture(scope="module")
def walled(owner_engine: sa.Engine) -> set[str]:
    """Tables with a policy for the web that asks whose authority the transaction is."""
    with owner_engine.connect() as connection:
        return set(connection.scalars(_WALLED))


def test_what_hangs_on_a_case_is_walled_between_authorities(hanging: set[str], walled: set[str]) -> None:
    assert {"timeline_entry", "promise", "work_order", "alarm_call", "order_pause", "delivery_report"} <= hanging
    said = "Put an authority's policy on it (migrations 0028 and 0030 show how), or name it in OPEN with a reason."
    assert sorted(hanging - walled - set(OPEN)) == [], said


def test_what_is_left_open_needs_to_be(hanging: set[str], walled: set[str]) -> None:
    assert sorted(set(OPEN) - hanging) == []
    assert sorted(set(OPEN) & walled) == []


_NAMED = sa.text(
    "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = ANY(:points)"
)
_REFERS = sa.text(
    "SELECT c.relname, p.relname FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid"
    " JOIN pg_class p ON p.oid = f.confrelid WHERE f.contype = 'f'"
)
_WALLED = sa.text(
    "SELECT tablename FROM pg_policies WHERE qual LIKE '%lagat_authority()%'"
    " AND (permissive = 'RESTRICTIVE' OR qual LIKE '%(authority_id = lagat_authority())%')"
    " AND 'lagat_web' = ANY(roles::text[])"
)
