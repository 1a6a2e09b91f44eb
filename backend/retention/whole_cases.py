"""Culling whole cases: which may go, and taking them away with all that hangs on them but the proof that they were.

What stays are ids and codes: the audit log with its chain, the outbox's events, and the protocol (``culled_case``, and
the same in the ledger). A restore does it again, and it changes nothing more.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case
from backend.cases.problem_models import Problem, ProblemState
from backend.dispatch import WorkOrder
from backend.dispatch.models import Alarm, HandOver
from backend.foundation.errors import Unavailable
from backend.retention import whole_sql as words
from backend.retention.disclosure_models import Disclosure, DisclosureCase, DisclosureState
from backend.retention.erasing import Erased, erase_reports, list_reports_of, take_disclosures
from backend.retention.holds import list_held
from backend.retention.ledger import Entry
from backend.retention.models import CulledCase, Erasure, What

_PENDING = sa.text(
    "NOT EXISTS (SELECT FROM reaction WHERE reaction.municipality = cases.municipality"
    " AND reaction.stream_id = cases.id AND reaction.state <> 'done')"
)


def is_ready() -> sa.ColumnElement[bool]:
    """Whether nothing waits on the closed case: no order, hand-over, alarm, open problem, request for it or reaction.

    One that was joined into another goes with that one and not before.
    """
    same = Case.municipality
    return sa.and_(
        Case.closed_at.is_not(None),
        Case.joined_to.is_(None),
        ~sa.exists().where(WorkOrder.municipality == same, WorkOrder.case_id == Case.id, WorkOrder.ended_at.is_(None)),
        ~sa.exists().where(HandOver.municipality == same, HandOver.case_id == Case.id, HandOver.ended_at.is_(None)),
        ~sa.exists().where(Alarm.municipality == same, Alarm.case_id == Case.id, Alarm.next_call_at.is_not(None)),
        ~sa.exists().where(
            Problem.municipality == same, Problem.id == Case.problem_id, Problem.state == ProblemState.OPEN
        ),
        ~sa.exists().where(
            DisclosureCase.municipality == same,
            DisclosureCase.case_id == Case.id,
            Disclosure.municipality == DisclosureCase.municipality,
            Disclosure.id == DisclosureCase.disclosure_id,
            Disclosure.state.in_((DisclosureState.DRAFT, DisclosureState.DECIDED)),
        ),
        _PENDING,
    )


def list_families(session: Session, municipality: str, case_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Each case → itself and every case that was joined into it, however far."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in session.execute(words.FAMILIES, {"m": municipality, "cases": sorted(case_ids)}):
        found[row.head].append(row.id)
    return found


def list_held_families(session: Session, municipality: str, case_ids: Collection[UUID]) -> set[UUID]:
    """Which of these cases a hold keeps, by themselves or by one that was joined into them."""
    families = list_families(session, municipality, case_ids)
    held = list_held(session, municipality, {each for family in families.values() for each in family})
    return {head for head, family in families.items() if held.intersection(family)}


def gather_whole(session: Session, erasure: Erasure, case_ids: Sequence[UUID], *, now: datetime) -> tuple[Entry, int]:
    """What goes of these cases, locked, and how many stay: under hold, or with something that waits on them since."""
    municipality = erasure.municipality
    families = list_families(session, municipality, case_ids)
    everything = sorted({each for family in families.values() for each in family})
    session.execute(words.LOCK, {"m": municipality, "cases": everything})
    wanted = sa.select(Case.id).where(Case.municipality == municipality, Case.id.in_(families), is_ready())
    free = set(session.scalars(wanted)) - list_held_families(session, municipality, families)
    going = sorted({each for head in free for each in families[head]})
    at: dict[str, Any] = {"m": municipality, "cases": going}
    entry = Entry(
        municipality,
        erasure.id,
        What.CASES,
        str(erasure.rule_id or ""),
        report_ids=tuple(list_reports_of(session, municipality, going)),
        case_ids=tuple(going),
        photo_ids=tuple(session.scalars(words.PHOTOS, at)),
        at=now,
        references=tuple(session.scalars(words.REFERENCES, at)),
    )
    return entry, len(families) - len(free)


def remove_cases(session: Session, entry: Entry, *, now: datetime) -> Erased:
    """Take away the cases of a line of the ledger with all that hangs on them; the proof that they were stays.

    Raises ``Unavailable`` while a photo of theirs is at the gate.
    """
    at: dict[str, Any] = {"m": entry.municipality, "cases": list(entry.case_ids), "now": now}
    at |= {"reports": list(entry.report_ids), "erasure": entry.erasure_id, "rule": entry.rule}
    if session.execute(words.PHOTO_AT_GATE, at).first() is not None:
        raise Unavailable("photo_at_gate", "A photo is being read right now. It is tried again in a moment.")
    session.execute(words.PROVE_ERASURE, at)
    session.execute(words.PROVE, at)
    # The persons first: what staff wrote of them elsewhere, what was typed and kept, the fingerprints of the sendings.
    persons = erase_reports(session, entry.municipality, entry.report_ids, now=now)
    written = take_disclosures(session, at)
    for said in words.LET_GO:
        session.execute(said, at)
    taken = {table: len(session.execute(said, at).all()) for table, said in words.TAKE.items()}
    session.expire_all()
    counts = {"cases": taken["cases"], "reports": taken["report"], "photos": len(entry.photo_ids)}
    counts |= {"deliveries": taken["delivery"], "work_orders": taken["work_order"]}
    gone = tuple({*persons.disclosure_ids, *written})
    return Erased(counts, persons.photo_ids, persons.upload_ids, disclosure_ids=gone)


def list_culled(
    session: Session,
    municipality: str,
    *,
    erasure_id: UUID | None = None,
    days: tuple[date, date] | None = None,
    zone: ZoneInfo | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Sequence[tuple[CulledCase, Erasure | None]]:
    """The protocol: cases that were culled, with what it rested on, first culled first.

    Of one batch, or from one day to another (both within, in ``zone``), after a (culled_at, reference) already shown.
    """
    same = (Erasure.municipality == CulledCase.municipality) & (Erasure.id == CulledCase.erasure_id)
    wanted = sa.select(CulledCase, Erasure).outerjoin(Erasure, same).where(CulledCase.municipality == municipality)
    if erasure_id is not None:
        wanted = wanted.where(CulledCase.erasure_id == erasure_id)
    if days is not None:
        wanted = wanted.where(
            CulledCase.culled_at >= datetime.combine(days[0], time.min, zone),
            CulledCase.culled_at <= datetime.combine(days[1], time.max, zone),
        )
    if after:
        wanted = wanted.where(
            sa.tuple_(CulledCase.culled_at, CulledCase.reference) > sa.tuple_(*map(sa.literal, after))
        )
    rows = session.execute(wanted.order_by(CulledCase.culled_at, CulledCase.reference).limit(limit))
    return [(row.CulledCase, row.Erasure) for row in rows]
