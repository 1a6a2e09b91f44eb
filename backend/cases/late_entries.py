"""Entering afterwards what came while we could not take it, and the references printed on paper for such hours.

It came in when it came in: targets are counted from there. Where a target has passed meanwhile, what is promised
instead is counted from now, and marked late.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.errors import ReferenceNotReserved
from backend.cases.intake_models import ReservedReference
from backend.cases.models import Case
from backend.cases.promises import NewPromise, first_promise
from backend.cases.report_form import ReportForm
from backend.cases.words import Cause, LateReason
from backend.catalogue import Targets, WorkingCalendar
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id, new_reference, read_reference

MOST_ON_A_SHEET = 200
REASON = "entered_late"


def promise_since(
    targets: Targets, calendar: WorkingCalendar, *, is_acute: bool, received_at: datetime, now: datetime
) -> NewPromise:
    """The first promise, counted from when the report came; from now, and late, where that has passed."""
    promise = first_promise(targets, calendar, is_acute=is_acute, now=received_at)
    if promise.due_at > now:
        return promise
    anew = first_promise(targets, calendar, is_acute=is_acute, now=now)
    return NewPromise(anew.kind, anew.due_at, anew.precision, Cause.LATE, REASON)


def reserve_references(session: Session, municipality: str, *, count: int, now: datetime) -> list[str]:
    """Put new references aside for one set of paper forms, in stored form and the order of the sheets."""
    sheet_id = new_id()
    references = [new_reference() for _ in range(min(count, MOST_ON_A_SHEET))]
    session.add_all(
        _row(municipality, sheet_id, number, each, now=now) for number, each in enumerate(references, start=1)
    )
    session.flush()
    return references


def keep_reserved(session: Session, municipality: str, *, sheet_id: UUID, count: int, now: datetime) -> list[str]:
    """Those of one set that wait, filled up to ``count`` with new ones: what lies ready to be printed stays the same."""
    of_set = sa.select(ReservedReference).where(
        ReservedReference.municipality == municipality, ReservedReference.sheet_id == sheet_id
    )
    known = session.scalars(of_set.order_by(ReservedReference.number)).all()
    waiting = [each.reference for each in known if each.used_at is None]
    first = known[-1].number + 1 if known else 1
    fresh = [new_reference() for _ in range(count - len(waiting))]
    session.add_all(_row(municipality, sheet_id, first + at, each, now=now) for at, each in enumerate(fresh))
    session.flush()
    return waiting + fresh


def list_reserved(session: Session, municipality: str, *, limit: int = 500) -> Sequence[ReservedReference]:
    """References put aside and not entered yet, newest set first, in the order of its sheets."""
    return session.scalars(
        sa.select(ReservedReference)
        .where(ReservedReference.municipality == municipality, ReservedReference.used_at.is_(None))
        .order_by(ReservedReference.reserved_at.desc(), ReservedReference.sheet_id, ReservedReference.number)
        .limit(limit)
    ).all()


def check_reserved(session: Session, municipality: str, reference: str) -> None:
    """Raises ``ReferenceNotReserved`` unless a paper form waits under the reference."""
    found = session.get(ReservedReference, (municipality, read_reference(reference)))
    if found is None or found.used_at is not None:
        raise ReferenceNotReserved


def take_reserved(session: Session, municipality: str, reference: str, *, report_id: UUID, now: datetime) -> None:
    """The report has the reference its paper form carried. Raises ``ReferenceNotReserved``: unknown, or given away."""
    taken = session.execute(
        sa.update(ReservedReference)
        .where(
            ReservedReference.municipality == municipality,
            ReservedReference.reference == read_reference(reference),
            ReservedReference.used_at.is_(None),
        )
        .values(used_at=now, report_id=report_id)
        .returning(ReservedReference.number)
        .execution_options(synchronize_session=False)
    )
    if taken.one_or_none() is None:
        raise ReferenceNotReserved


def late_facts(form: ReportForm) -> dict[str, str]:
    """Why it was entered afterwards, for timeline and audit; nothing for what was not."""
    return {"late_reason": form.late_reason or LateReason.OTHER} if form.received_at else {}


def note_late_entry(
    session: Session, case: Case, report_id: UUID, form: ReportForm, *, actor: Actor, now: datetime
) -> None:
    """What was entered afterwards is written to the audit log, and the paper form's reference is given away."""
    if form.reserved_reference:
        take_reserved(session, case.municipality, form.reserved_reference, report_id=report_id, now=now)
    if form.received_at is None:
        return
    facts = {
        "received_at": form.received_at.isoformat(),
        "reserved": bool(form.reserved_reference),
        **late_facts(form),
    }
    subject, act = ("report", report_id), "enter_earlier_report"
    audit.record(session, case.municipality, actor=actor, act=act, subject=subject, facts=facts, now=now)


def _row(municipality: str, sheet_id: UUID, number: int, reference: str, *, now: datetime) -> ReservedReference:
    return ReservedReference(
        municipality=municipality,
        reference=reference,
        sheet_id=sheet_id,
        number=number,
        reserved_at=now,
        used_at=None,
        report_id=None,
    )
