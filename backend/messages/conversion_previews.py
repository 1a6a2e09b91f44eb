"""What converting a case would lead to, told before it is done: promise, place on lists, orders, and who is told what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, dispatch, responsibility
from backend.cases import Case, ConversionPlan, Outcome
from backend.catalogue import WORK_KINDS, CaseKind
from backend.dispatch import WorkOrder
from backend.messages.decisions import text_of_conversion
from backend.messages.previews import Preview, preview_text
from backend.messages.reporter_words import Given
from backend.messages.wording import Asked, question_of
from backend.responsibility import Decision

END_OF_KIND = {
    CaseKind.FAULT: Outcome.MENDED,
    CaseKind.ORDER: Outcome.DELIVERED,
    CaseKind.VIEWPOINT: Outcome.ANSWERED,
    CaseKind.QUESTION: Outcome.ANSWERED,
    CaseKind.AUTHORITY_MATTER: Outcome.OTHER_AUTHORITY,
}
"""How a case of a kind usually ends: what is then asked, or nothing."""


@dataclass(frozen=True)
class ConversionPreview:
    """The consequence of a conversion.

    ``decision`` is what the rules would decide; ``cancelled`` the orders taken back. ``told`` is the text to those
    who reported, None where they are told nothing, and ``told_to`` how many addresses get it. ``asked`` is what they
    may answer at the end, None where nothing is asked.
    """

    plan: ConversionPlan
    decision: Decision
    cancelled: tuple[WorkOrder, ...]
    told: Preview | None
    told_to: int
    asked: Asked | None
    may_need_work: bool


def preview_conversion(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    kind: CaseKind,
    category: str | None = None,
    language: str,
    now: datetime,
) -> ConversionPreview:
    """What ``cases.convert_case`` with the same choices would lead to, texts in ``language``; changes nothing.

    Raises as ``cases.plan_conversion``.
    """
    plan = cases.plan_conversion(session, municipality, case_id, kind=kind, category=category, now=now)
    case = cases.get_case(session, municipality, case_id)
    return ConversionPreview(
        plan=plan,
        decision=responsibility.preview_for_kind(session, case, kind=kind, category=plan.category, now=now),
        cancelled=tuple(dispatch.list_orders_to_cancel(session, case, kind)),
        told=_told(session, case, plan, language, now=now),
        told_to=len(cases.list_recipients(session, municipality, case_id)) if kind != case.kind else 0,
        asked=question_of(END_OF_KIND[kind]),
        may_need_work=kind in WORK_KINDS,
    )


def _told(session: Session, case: Case, plan: ConversionPlan, language: str, *, now: datetime) -> Preview | None:
    if plan.kind == case.kind:
        return None
    given = Given(due_at=plan.promise.due_at, precision=plan.promise.precision, promise_kind=plan.promise.kind)
    return preview_text(
        session,
        case.municipality,
        text_of_conversion(plan.kind),
        case.id,
        language=language,
        given=given,
        kind=plan.kind,
        authority_id=plan.authority_id,
        now=now,
    )
