"""Converting a case: first what it would lead to, then the reason and the button. And handing a matter over."""

from dataclasses import dataclass
from datetime import datetime

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, cases, catalogue, messages
from backend.accounts import Right
from backend.cases import Case
from backend.catalogue import CaseKind
from backend.doors.kontaktcenter.acting import CaseMovedOn, act_on_case, choice_missing, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.case_page import get_case_shown
from backend.doors.kontaktcenter.case_words import KINDS, PRIORITIES, PROMISES
from backend.doors.kontaktcenter.frame import Frame, build_frame, public_role
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import (
    current_actor,
    current_language,
    current_scope,
    door,
    keep_typed,
    transaction,
    translate,
)
from backend.doors.shared.sight import refuse_unread
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, LagatError
from backend.foundation.ids import show_reference
from backend.messages import ConversionPreview


@dataclass(frozen=True)
class ConversionView:
    """What a conversion would lead to, in words."""

    kind: str
    kind_before: str
    category: str
    category_before: str
    priority: str
    priority_before: str
    promise: str
    promise_at: datetime
    promise_before: str
    decision: str
    cancelled: tuple[str, ...]
    is_public: bool
    was_public: bool
    told_to: int
    told: str
    asked: str
    authority: str
    leaves_me: bool


@pages.get(f"{CASE}/convert")
@door(Right.DECIDE_CASES)
def show_conversion(municipality_code: str, reference: str) -> BaseResponse:
    """What converting would lead to; nothing has happened yet."""
    with transaction(current_scope()) as session:
        case = get_case_shown(session, municipality_code, reference)
        refuse_unread(case)
        return make_response(*_show(session, case))


@pages.post(f"{CASE}/convert")
@door(Right.DECIDE_CASES)
def convert(municipality_code: str, reference: str) -> BaseResponse:
    """Convert, with the reason; a case that becomes another authority's is not the caller's to see any more."""
    keep_typed({"": written("reason")})
    try:
        with transaction(current_scope()) as session:
            shown = get_case_shown(session, municipality_code, reference)
            refuse_unread(shown)
            case = cases.lock_case(session, municipality_code, shown.id)
            if request.form.get("version") != str(case.version):
                raise CaseMovedOn
            kind, category = _read_choice(request.form.get("kind", ""), request.form.get("category", ""))
            plan = cases.convert_case(
                session,
                municipality_code,
                case.id,
                kind=kind,
                category=category,
                reason=written("reason"),
                actor=current_actor(),
                role=public_role(municipality_code),
                now=clock.now(session),
            )
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page, _ = _show(session, get_case_shown(session, municipality_code, reference), refused=error)
            return make_response(page, 409 if isinstance(error, Conflict) else 422)
    gone = plan.changes_hands and current_scope().authority is not None
    if gone:
        return redirect(url_for("kontaktcenter.list_attention", municipality_code=municipality_code, done="given"), 303)
    return redirect(
        url_for("kontaktcenter.show_case", municipality_code=municipality_code, reference=reference, done="convert"),
        303,
    )


@pages.post(f"{CASE}/register")
@door(Right.ANSWER_REPORTERS)
def register_matter(municipality_code: str, reference: str) -> BaseResponse:
    """The officer of the authority has registered the matter: it is handed over under that number."""

    def act(session: Session, case: Case, now: datetime) -> None:
        refuse_unread(case)
        cases.hand_over_matter(
            session,
            municipality_code,
            case.id,
            registry_number=written("registry_number"),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.REGISTER, act)


def _read_choice(kind: str, category: str) -> tuple[CaseKind, str | None]:
    try:
        return CaseKind(kind), category or None
    except ValueError:
        raise choice_missing("kind") from None


def _show(session: Session, case: Case, *, refused: LagatError | None = None) -> tuple[str, int]:
    municipality, now = case.municipality, clock.now(session)
    frame = build_frame(session, municipality)
    asked = request.form if request.method == "POST" else request.args
    view, wrong = None, refused
    try:
        kind, category = _read_choice(asked.get("kind", ""), asked.get("category", ""))
        language = current_language()
        seen = messages.preview_conversion(
            session, municipality, case.id, kind=kind, category=category, language=language, now=now
        )
        view = _view(session, frame, case, seen)
    except (Invalid, Conflict) as error:
        wrong = wrong or error
    page = render_template(
        "kontaktcenter/convert.html",
        frame=frame,
        reference=show_reference(case.reference),
        place=case.place,
        version=case.version,
        view=view,
        kind=asked.get("kind", ""),
        category=asked.get("category", ""),
        reason=written("reason"),
        told=translate(wrong) if wrong else "",
    )
    return page, 409 if isinstance(wrong, Conflict) else 422 if wrong else 200


def _view(session: Session, frame: Frame, case: Case, seen: ConversionPreview) -> ConversionView:
    language, plan = current_language(), seen.plan
    before = catalogue.get_category(session, case.municipality, case.category)
    authorities = {each.id: each.name for each in accounts.list_authorities(session, case.municipality)}
    return ConversionView(
        kind=word_for(KINDS, plan.kind),
        kind_before=word_for(KINDS, case.kind),
        category=plan.category.name(language),
        category_before=before.name(language),
        priority=word_for(PRIORITIES, plan.priority),
        priority_before=word_for(PRIORITIES, case.priority),
        promise=word_for(PROMISES, plan.promise.kind),
        promise_at=plan.promise.due_at,
        promise_before=messages.words_for_promise(case, language, now=frame.now),
        decision=seen.decision.explanation.get(language, seen.decision.explanation["sv"]),
        cancelled=tuple(show_reference(order.reference) for order in seen.cancelled),
        is_public=plan.is_public,
        was_public=plan.was_public,
        told_to=seen.told_to,
        told=seen.told.body if seen.told else "",
        asked=seen.asked.ask_in(language) if seen.asked else "",
        authority=authorities.get(plan.authority_id, "") if plan.changes_hands else "",
        leaves_me=plan.changes_hands and current_scope().authority is not None,
    )
