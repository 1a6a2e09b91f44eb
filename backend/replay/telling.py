"""Was every step that calls for a message told to each of its recipients exactly once? Worked out anew, from events.

This knows which events call for a message by the table of the design, not by asking the package that sends them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

SENT = ("handed_over", "delivered")
TOLD_NOTHING = ("withdrawn", "abuse")
TO_REPORTERS = {
    "CaseRead": None,
    "PromiseMoved": "promise_number",
    "MadeSafe": "promise_number",
    "QuestionAsked": "note_id",
    "CaseResolved": "resolution",
}
"""Event → the fact that numbers the step; None: told once a case."""
Step = tuple[UUID, str]
"""A step's id and the recipient's key."""


@dataclass(frozen=True)
class Delivered:
    """One delivery as the check needs it."""

    id: UUID
    step: Step
    kind: str
    case_id: UUID | None
    text_code: str
    fate: str
    message_id: str | None
    repeats: int


@dataclass(frozen=True)
class Told:
    """What the check found; the lists name steps by case and are empty when all is well."""

    steps: int
    told: int
    overtaken: int
    missing: list[str]
    twice: list[str]
    without_cause: list[str]
    not_sent: list[str]


def check_told(session: Session) -> Told:
    """Compare what events call for with the deliveries there are, in the session's scope."""
    expected = list_expected(session)
    delivered = list_delivered(session)
    by_step: dict[Step, list[Delivered]] = defaultdict(list)
    for each in delivered:
        by_step[each.step].append(each)
    spared = {row.step_id for row in session.execute(_SPARED)}
    later = _later_told(delivered)
    return Told(
        steps=len(expected),
        told=sum(any(each.fate in SENT for each in by_step[step]) for step in expected),
        overtaken=sum(all(each.fate == "overtaken" for each in by_step[step]) for step in expected if by_step[step]),
        missing=[why for step, why in expected.items() if not by_step[step]],
        twice=[why for step, why in expected.items() if len(by_step[step]) > 1],
        without_cause=[f"{each.text_code} {each.id}" for each in delivered if each.step not in expected],
        not_sent=[
            f"{each.text_code} {each.fate} {each.id}"
            for each in delivered
            if each.fate not in SENT and not (each.fate == "overtaken" and (each.id in later or each.step[0] in spared))
        ],
    )


def list_expected(session: Session) -> dict[Step, str]:
    """Each step that calls for a message and each of its recipients → what it is, for a person to read."""
    found: dict[Step, str] = {}
    addresses = _addresses(session)
    for event in session.execute(_EVENTS):
        for step_id, keys in _calls_for(session, event, addresses):
            for key in keys:
                found[(step_id, key)] = f"{event.name} of case {event.stream_id}"
    return found


def list_delivered(session: Session) -> list[Delivered]:
    """Every delivery about a case, in the order they were queued."""
    return [
        Delivered(
            row.id, (row.step_id, row.recipient_key), row.recipient_kind, row.case_id, row.text_code, row.fate,
            row.message_id, row.repeats,
        )
        for row in session.execute(_DELIVERIES)
    ]  # fmt: skip


def _calls_for(session: Session, event: sa.Row[Any], addresses: "Addresses") -> Iterator[tuple[UUID, list[str]]]:
    facts, name = event.facts, event.name

    def step(number: object) -> UUID:
        return uuid5(event.stream_id, f"{name}:{number}")

    if name == "ReportSubmitted":
        yield step(facts["report_id"]), addresses.of_report[UUID(facts["report_id"])]
    elif name == "AlarmCalled":
        yield UUID(facts["step_id"]), list(session.scalars(_CALLED, {"step_id": facts["step_id"]}))
    elif name in TO_OTHERS:
        fact, whom = TO_OTHERS[name]
        yield step(facts[fact]), list(session.scalars(whom, {fact: facts[fact]}))
    elif name in TO_REPORTERS and _is_told(session, event):
        numbered_by = TO_REPORTERS[name]
        yield step(facts[numbered_by] if numbered_by else "first"), addresses.of_case[event.stream_id]


def _is_told(session: Session, event: sa.Row[Any]) -> bool:
    """An acute case is seen, and most ends are told.

    Of a promise, a delay and a waiting are told, and a next step as planned where it is mending in some week or season.
    """
    if event.name == "CaseRead":
        return bool(event.is_acute)
    if event.name != "PromiseMoved":
        return event.facts.get("outcome") not in TOLD_NOTHING
    about = {"case_id": event.stream_id, "number": event.facts["promise_number"]}
    promise = session.execute(_PROMISE, about).one()
    planned = promise.kind == "mend" and promise.precision in ("week", "season")
    return promise.cause in ("late", "waiting") or (promise.cause == "next_step" and planned)


def _later_told(delivered: list[Delivered]) -> set[UUID]:
    """Deliveries after which the same recipient was told something else of the same case."""
    last: dict[tuple[UUID | None, str], int] = {}
    for number, each in enumerate(delivered):
        if each.fate in SENT:
            last[(each.case_id, each.step[1])] = number
    return {each.id for number, each in enumerate(delivered) if last.get((each.case_id, each.step[1]), -1) > number}


@dataclass(frozen=True)
class Addresses:
    """Recipient keys of those who wish to be told, each once."""

    of_report: dict[UUID, list[str]]
    of_case: dict[UUID, list[str]]


def _addresses(session: Session) -> Addresses:
    of_report: dict[UUID, list[str]] = defaultdict(list)
    of_case: dict[UUID, list[str]] = defaultdict(list)
    for row in session.execute(_ADDRESSES):
        of_report[row.report_id].append(row.recipient_key)
        if row.recipient_key not in of_case[row.case_id]:
            of_case[row.case_id].append(row.recipient_key)
    return Addresses(of_report, of_case)


def count_mails(delivered: list[Delivered], message_ids: list[str]) -> dict[str, Any]:
    """What arrived at the mail server beside what was handed over. ``message_ids`` is one a mail that arrived."""
    arrived = Counter(message_ids)
    known = {each.message_id: each for each in delivered if each.message_id is not None}
    ids_of_step: dict[Step, set[str]] = defaultdict(set)
    for message_id in arrived:
        if message_id in known:
            ids_of_step[known[message_id].step].add(message_id)
    repeated = [message_id for message_id, count in arrived.items() if count > 1]
    return {
        "mails": arrived.total(),
        "message_ids": len(arrived),
        "repeats": arrived.total() - len(arrived),
        "steps_under_two_ids": sum(len(ids) > 1 for ids in ids_of_step.values()),
        "repeated_without_doubt": [ident for ident in repeated if ident in known and not known[ident].repeats],
        "handed_over_but_not_arrived": [
            str(each.id) for each in delivered if each.fate in SENT and each.message_id not in arrived
        ],
        "arrived_but_not_handed_over": [
            str(each.id) for ident, each in known.items() if ident in arrived and each.fate not in SENT
        ],
    }


_EVENTS = sa.text(
    "SELECT e.stream_id, e.name, e.facts, c.is_acute FROM event e"
    " LEFT JOIN cases c ON c.municipality = e.municipality AND c.id = e.stream_id ORDER BY e.position"
)
_ADDRESSES = sa.text(
    "SELECT r.id AS report_id, r.case_id, a.recipient_key FROM reporter_address a"
    " JOIN report r ON r.municipality = a.municipality AND r.id = a.report_id WHERE a.wants_word"
    " ORDER BY r.received_at, r.id"
)
_DELIVERIES = sa.text(
    "SELECT id, step_id, recipient_key, recipient_kind, case_id, text_code, fate, message_id, repeats FROM delivery"
    " WHERE text_code <> 'sign_in' ORDER BY queued_at, id"
)
_PROMISE = sa.text("SELECT kind, precision, cause FROM promise WHERE case_id = :case_id AND number = :number")
_MANAGERS = sa.text(
    "SELECT DISTINCT cast(m.person_id AS text) FROM work_order w JOIN membership m"
    " ON m.organisation_id = w.contractor_id AND m.municipality = w.municipality AND m.ended_at IS NULL"
    " WHERE w.id = cast(:order_id AS uuid) AND m.role = 'manager'"
)
_CALLED = sa.text(
    "SELECT 'call:' || list_code || ':' || position FROM alarm_call WHERE step_id = cast(:step_id AS uuid)"
)
_BODY = sa.text(
    "SELECT 'body:' || body_code FROM hand_over WHERE id = cast(:hand_over_id AS uuid) AND way IN ('mail', 'open311')"
)
_SPARED = sa.text(
    "SELECT c.step_id FROM alarm_call c JOIN alarm a ON a.municipality = c.municipality AND a.id = c.alarm_id"
    " WHERE a.state = 'acknowledged'"
)
TO_OTHERS = {
    "WorkOrderSent": ("order_id", _MANAGERS),
    "WorkOrderCancelled": ("order_id", _MANAGERS),
    "HandOverMade": ("hand_over_id", _BODY),
}
"""Event → the fact that numbers the step, and whom it is told to."""
