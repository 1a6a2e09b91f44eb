"""What became of the day, counted in the database: the figures of the table, and what is wrong with them."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.adapters.postbox import read_postbox
from backend.foundation import clock
from backend.replay.stream import StreamReport
from backend.replay.telling import check_told, count_mails, list_delivered
from backend.replay.town import Town

Figures = dict[str, Any]
GROWING = (
    *("report", "cases", "event", "reaction", "timeline_entry", "promise", "attention", "decision", "work_order"),
    *("hand_over", "alarm", "alarm_call", "case_note", "photo", "delivery"),
)
"""Tables that would grow if something happened again."""


def count_rows(session: Session) -> dict[str, int]:
    """How many rows each growing table has in the session's scope."""
    return {name: session.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0 for name in GROWING}


def count_figures(session: Session, town: Town, day: list[StreamReport], mail_folder: Path) -> Figures:
    """Every figure of the table in the session's scope: the same in every run of the same day."""
    now = clock.now(session)
    cases = {row.reference: row for row in session.execute(_CASES)}
    told, delivered = check_told(session), list_delivered(session)
    mails = [mail for mail in read_postbox(mail_folder) if "/sign-in/t/" not in mail.body]
    return {
        "sent": len(town.acknowledged),
        "references": len({answer["reference"] for answer in town.acknowledged.values()}),
        "reports": len(cases),
        "cases": len({row.case_id for row in cases.values()}),
        "taken_in_none": session.scalar(_IN_NONE),
        "outside": _count(session, _OUTSIDE),
        "outside_told_the_name": session.scalar(_TOLD_NAME),
        "decided": _count(session, _DECIDED),
        "left_to_person_because": _count(session, _BECAUSE),
        "decided_by_person": _count(session, _BY_PERSON),
        "approved": _count(session, _APPROVED),
        "orders": _count(session, _ORDERS),
        "alarms": _count(session, _ALARMS),
        "resolved": dict(sorted(Counter(row.outcome for row in cases.values() if row.outcome).items())),
        "asked": sum(row.asked for row in cases.values()),
        "closed": sum(row.state == "closed" for row in cases.values()),
        "open_with_future_promise": sum(is_promised(row, now) for row in cases.values()),
        "promises": _count(session, _PROMISES),
        "moved_late": _count(session, _LATE),
        "steps_by_recipients": told.steps,
        "deliveries": _count(session, _FATES),
        "told": asdict(told),
        "mail": count_mails(delivered, [mail.message_id for mail in mails]),
        "faults": [*list_lost(session, town, cases, day, now), *list_told_wrong(asdict(told))],
    }


def list_lost(
    session: Session, town: Town, cases: dict[str, sa.Row[Any]], day: list[StreamReport], now: datetime
) -> list[str]:
    """What the day lacks, in words; empty when nothing is lost."""
    faults = []
    for report in day:
        reference = str(town.acknowledged.get(report.ref, {}).get("reference", "")).replace("-", "")
        row = cases.get(reference)
        if row is None:
            faults.append(f"report {report.ref} has no reference or no case")
        elif row.state != "closed" and report.close_at is not None:
            faults.append(f"report {report.ref} has an end, but its case is {row.state}")
        elif row.state != "closed" and not is_promised(row, now):
            faults.append(f"report {report.ref} is open without a promise ahead")
        elif row.state == "closed" and not row.asked and row.outcome not in ("other_authority", "insufficient"):
            faults.append(f"report {report.ref} was closed as {row.outcome}, but nothing was asked")
    for what, count in _count(session, _GIVEN_UP).items():
        faults.append(f"{count} {what}")
    return faults


def list_told_wrong(told: dict[str, Any]) -> list[str]:
    """What was not told exactly once, in words."""
    words = {
        "missing": "was told to nobody",
        "twice": "was told twice",
        "without_cause": "was told without a step",
        "not_sent": "was never sent",
    }
    return [f"{what} {said}" for name, said in words.items() for what in told[name]]


def is_promised(row: sa.Row[Any], now: datetime) -> bool:
    """Whether an open case promises something that lies ahead."""
    return row.state not in ("resolved", "closed") and row.promise_due_at is not None and row.promise_due_at > now


def _count(session: Session, question: sa.TextClause) -> dict[str, int]:
    return {str(row.what): row.n for row in session.execute(question)}


def _by(what: str, rest: str) -> sa.TextClause:
    return sa.text(f"SELECT {what} AS what, count(*) AS n FROM {rest} GROUP BY 1 ORDER BY 1")


_FIRST = (
    "(SELECT DISTINCT ON (case_id) * FROM decision ORDER BY case_id, decided_at, id) AS first"
    " WHERE (body_code IS NULL OR body_code NOT LIKE 'municipality:%')"
)
_CASES = sa.text(
    "SELECT r.reference, r.case_id, c.state, c.outcome, c.promise_due_at, EXISTS (SELECT 1 FROM delivery d"
    "   WHERE d.case_id = c.id AND d.fate IN ('handed_over', 'delivered') AND d.recipient_kind = 'reporter'"
    "   AND d.text_code = c.outcome AND jsonb_path_exists(d.links, '$.* ? (@.maker == \"verdict\")')) AS asked"
    " FROM report r JOIN cases c ON c.municipality = r.municipality AND c.id = r.case_id"
)
_IN_NONE = sa.text(
    "SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM municipality m"
    "   WHERE ST_Covers(m.boundary, ST_SetSRID(ST_MakePoint(c.longitude, c.latitude), 4326)))"
)
_OUTSIDE = _by("facts ->> 'neighbour_name'", "decision WHERE body_code LIKE 'municipality:%'")
_TOLD_NAME = sa.text(
    "SELECT count(DISTINCT d.case_id) FROM decision d JOIN delivery l ON l.municipality = d.municipality"
    "  AND l.case_id = d.case_id AND l.recipient_kind = 'reporter' AND l.fate IN ('handed_over', 'delivered')"
    "  AND position(d.facts ->> 'neighbour_name' IN l.body) > 0 WHERE d.body_code LIKE 'municipality:%'"
)
_DECIDED = _by("route", _FIRST)
_BECAUSE = _by("explanation ->> 'sv'", f"{_FIRST} AND route = 'person'")
_BY_PERSON = _by("route", "decision WHERE decided_by IS NOT NULL")
_APPROVED = _by("approved_how", "work_order WHERE approved_how IS NOT NULL")
_ORDERS = _by("state", "work_order")
_ALARMS = _by("state", "alarm")
_PROMISES = _by("coalesce(ended_as, 'standing')", "promise")
_LATE = _by("reason", "promise WHERE cause = 'late'")
_FATES = _by("recipient_kind || ' ' || fate", "delivery WHERE text_code <> 'sign_in'")
_GIVEN_UP = sa.text(
    "SELECT 'reactions given up: ' || name AS what, count(*) AS n FROM reaction WHERE state = 'parked' GROUP BY 1"
    " UNION ALL SELECT 'acts of the clock failed: ' || tick, count(*) FROM tick_failure WHERE attempts >= 6 GROUP BY 1"
    " UNION ALL SELECT 'deliveries ' || fate, count(*) FROM delivery"
    "   WHERE fate IN ('parked', 'failed', 'in_doubt', 'queued') GROUP BY 1"
    " UNION ALL SELECT 'messages of the crews refused', count(*) FROM attention WHERE why = 'refused_act' HAVING"
    "   count(*) > 0"
    " UNION ALL SELECT 'photos refused', count(*) FROM photo WHERE state <> 'ready' HAVING count(*) > 0"
)
