"""Taking a reporter's verdict, and doing what a "no" means."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, dispatch, photos, responsibility
from backend.cases import Case, Cause, NewPromise, Outcome, PromiseKind, Report, State, Step, Whose, Why
from backend.catalogue import Target, TargetUnit
from backend.dispatch import Purpose, WorkOrder
from backend.feedback.decisions import ASKS_YES_OR_NO, ONLY_OBJECTION, NoFacts, consequence_of_no
from backend.feedback.errors import NothingAsked
from backend.feedback.events import VerdictGiven
from backend.feedback.models import Verdict
from backend.feedback.words import Answer, Consequence
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor, ActorKind
from backend.foundation.ids import new_id

LOOK_AGAIN = Target(2, TargetUnit.WORKING_DAYS)


def give_verdict(
    session: Session,
    municipality: str,
    report_id: UUID,
    *,
    resolution: int,
    answer: Answer,
    words: str,
    now: datetime,
) -> Verdict:
    """Take the answer to one resolution; the same answer twice is taken once.

    Raises ``NothingAsked`` when the case has moved on or the outcome asks nothing, or was answered otherwise before.
    """
    report = cases.get_report(session, municipality, report_id)
    case = cases.lock_case(session, municipality, report.case_id)
    earlier = find_verdict(session, municipality, report_id, resolution=resolution)
    if earlier is not None and earlier.answer is answer:
        return earlier
    outcome = case.outcome
    allowed = ASKS_YES_OR_NO if answer is Answer.YES else ASKS_YES_OR_NO | ONLY_OBJECTION
    if earlier is not None or outcome not in allowed or case.resolutions != resolution:
        raise NothingAsked
    verdict = Verdict(
        municipality=municipality,
        id=new_id(),
        report_id=report_id,
        case_id=case.id,
        resolution=resolution,
        outcome=outcome,
        answer=answer,
        words=words.strip(),
        led_to=None,
        given_at=now,
    )
    session.add(verdict)
    actor = Actor(ActorKind.REPORTER, report_id)
    facts = {"verdict_id": str(verdict.id), "answer": answer.value}
    cases.move_case(session, municipality, case.id, Step.ADD_WORDS, facts=facts, actor=actor, now=now)
    given = VerdictGiven(municipality, case.id, report_id, verdict.id, answer.value)
    events.announce(session, municipality, case.id, given, now)
    return verdict


def follow_verdict(session: Session, municipality: str, verdict_id: UUID, *, now: datetime) -> None:
    """Do what the answer means: close on everybody's yes, else what the outcome's "no" leads to."""
    verdict = session.get_one(Verdict, (municipality, verdict_id))
    case = cases.lock_case(session, municipality, verdict.case_id)
    if case.is_open or case.resolutions != verdict.resolution:
        return
    if verdict.answer is Answer.YES:
        _close_when_all_agree(session, case, now=now)
        return
    order = _last_done_order(session, case)
    verdict.led_to = consequence_of_no(_facts(session, case, verdict, order), now)
    if verdict.led_to is Consequence.PERSON:
        facts = {"verdict_id": str(verdict.id)}
        whose = Whose.UNIT if case.unit_code and order else Whose.KONTAKTCENTER
        cases.raise_attention(session, case, Why.OBJECTION, whose=whose, facts=facts, now=now)
        # A person looks before anything happens; silence must not close what somebody objects to.
        case.closes_at = None
        return
    _reopen(session, case, verdict, order, now=now)


def find_verdict(session: Session, municipality: str, report_id: UUID, *, resolution: int) -> Verdict | None:
    """The report's answer to that resolution of the case it lies in now, or None."""
    lies_in = sa.select(Report.case_id).where(Report.municipality == municipality, Report.id == report_id)
    return session.scalars(
        sa.select(Verdict).where(
            Verdict.municipality == municipality,
            Verdict.report_id == report_id,
            Verdict.case_id == lies_in.scalar_subquery(),
            Verdict.resolution == resolution,
        )
    ).one_or_none()


def list_verdicts(session: Session, municipality: str, case_id: UUID) -> list[Verdict]:
    """Every verdict on the case, first first."""
    return list(
        session.scalars(
            sa.select(Verdict)
            .where(Verdict.municipality == municipality, Verdict.case_id == case_id)
            .order_by(Verdict.given_at, Verdict.id)
        )
    )


def _reopen(session: Session, case: Case, verdict: Verdict, order: WorkOrder | None, *, now: datetime) -> None:
    calendar = catalogue.get_calendar(session, case.municipality)
    led_to = verdict.led_to or Consequence.UNIT
    if led_to is Consequence.VIEWPOINT:
        case.kind = catalogue.CaseKind.VIEWPOINT
    due_at = calendar.add_target(now, LOOK_AGAIN)
    promise = NewPromise(PromiseKind.NEXT_WORD, due_at, catalogue.precision_of(LOOK_AGAIN), Cause.REOPENED)
    facts = {"verdict_id": str(verdict.id), "led_to": led_to.value}
    cases.reopen_case(
        session, case.municipality, case.id, because=led_to.value, promise=promise, facts=facts, actor=SYSTEM, now=now
    )
    if order is not None and led_to in (Consequence.WARRANTY_ORDER, Consequence.BACK_TO_CREW):
        contract = responsibility.get_contract(session, case.municipality, order.contract_id)
        cases.move_case(
            session, case.municipality, case.id, Step.ASSIGN, facts={"unit": case.unit_code}, actor=SYSTEM, now=now
        )
        dispatch.send_order(
            session,
            case,
            contract,
            decision_id=order.decision_id,
            is_warranty=led_to is Consequence.WARRANTY_ORDER,
            actor=SYSTEM,
            now=now,
        )
    else:
        cases.raise_attention(session, case, Why.OBJECTION, whose=Whose.UNIT, facts=facts, now=now)


def _close_when_all_agree(session: Session, case: Case, *, now: datetime) -> None:
    agreed = {
        verdict.report_id
        for verdict in list_verdicts(session, case.municipality, case.id)
        if verdict.resolution == case.resolutions and verdict.answer is Answer.YES
    }
    reports = cases.list_reports(session, case.municipality, case.id)
    if case.state is State.RESOLVED and all(report.id in agreed for report in reports):
        cases.close_case(session, case.municipality, case.id, because="yes", actor=SYSTEM, now=now)


def _facts(session: Session, case: Case, verdict: Verdict, order: WorkOrder | None) -> NoFacts:
    others = [v for v in list_verdicts(session, case.municipality, case.id) if v.id != verdict.id]
    category = catalogue.get_category(session, case.municipality, case.category)
    warranty_days = category.warranty_days
    if order is not None:
        contract = responsibility.get_contract(session, case.municipality, order.contract_id)
        warranty_days = contract.warranty_days or warranty_days
    return NoFacts(
        outcome=verdict.outcome,
        mended_at=order.done_at if order else None,
        warranty_days=warranty_days,
        kind=case.kind,
        noes_before=sum(v.answer is Answer.NO for v in others),
        yeses_of_others=sum(v.answer is Answer.YES and v.resolution == verdict.resolution for v in others),
        is_disputed=_is_disputed(session, case, verdict, category, order),
    )


def _is_disputed(
    session: Session, case: Case, verdict: Verdict, category: catalogue.Category, order: WorkOrder | None
) -> bool:
    """Whether the crew shows by a photo that a household's own bin did not stand out: one word against another's."""
    if order is None or verdict.outcome is not Outcome.NO_FAULT_FOUND or category.joinable or category.public_at_once:
        return False
    return any(photo.order_id == order.id for photo in photos.list_photos(session, case.municipality, case.id))


def _last_done_order(session: Session, case: Case) -> WorkOrder | None:
    orders = dispatch.list_orders_of_case(session, case.municipality, case.id)
    # Who made the place safe for the night mended nothing: a "no" is not theirs to put right.
    mended = [order for order in orders if order.purpose is Purpose.MEND and order.done_at is not None]
    return mended[-1] if mended else None
