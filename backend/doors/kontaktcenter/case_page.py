"""The case, whole, with what may be done to it as plain forms."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, jsonify, make_response, render_template, request
from sqlalchemy.orm import Session

from backend import cases, catalogue, deliveries, dispatch, geography, messages, photos, responsibility
from backend.accounts import Right
from backend.cases import Attention, Case, CaseNotFound, Outcome, ReporterAddress
from backend.catalogue import Category, word_in
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.alarm_views import AlarmView, view_alarm
from backend.doors.kontaktcenter.allowed import Form, first_form, is_settled_by_hand, list_allowed, list_outcomes
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.history_views import list_promise_views, list_step_views
from backend.doors.kontaktcenter.reasons import words_for_whose, words_for_why
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.told_views import (
    list_report_views,
    list_verdict_views,
    list_written_views,
    view_delivery,
)
from backend.doors.kontaktcenter.words import KINDS, OUTCOMES, PRIORITIES, STATES, WAITS, word_for
from backend.doors.kontaktcenter.work_views import list_decision_views, list_hand_over_views, list_order_views
from backend.doors.shared import current_language, current_scope, door, transaction
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference, show_reference

MOST_DELIVERIES = 100


@dataclass(frozen=True)
class Failure:
    """A form that was refused: why, and what was typed, to be shown again in the form as it lies now."""

    form: str
    told: str
    fields: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def kept(self, form: str, name: str, otherwise: str = "") -> str:
        """What stands in a field: what was typed where this form failed."""
        return self.typed.get(name, otherwise) if form == self.form else otherwise


NO_FAILURE = Failure("", "")


@dataclass(frozen=True)
class AttentionView:
    """Why the case needs a person now."""

    code: str
    why: str
    whose: str
    until: datetime
    is_late: bool
    may_settle: bool


@dataclass(frozen=True)
class CaseView:
    """The head of a case. ``version`` proves which state of it a form was written on."""

    reference: str
    version: int
    category: str
    category_code: str
    advice: str
    kind: str
    priority: str
    is_acute: bool
    state: str
    outcome: str
    is_open: bool
    waiting: str
    unit: str
    keeper: str
    place: str
    latitude: float
    longitude: float
    near: str
    promise: str
    promise_passed: bool
    opened_at: datetime
    read_at: datetime | None
    read_by: str
    made_safe_at: datetime | None
    resolved_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None


@pages.get("/<town:municipality_code>/kontaktcenter/arende/<reference>")
@door(Right.SEE_CASES)
def show_case(municipality_code: str, reference: str) -> str:
    """The page of one case."""
    with transaction(current_scope()) as session:
        return render_case(session, municipality_code, reference, done=request.args.get("done", ""))


@pages.get("/<town:municipality_code>/kontaktcenter/arende/<reference>/fresh")
@door(Right.SEE_CASES, limit="600/minute")
def tell_changed(municipality_code: str, reference: str) -> Response:
    """Which version of the case stands, for the module that says that it has changed."""
    with transaction(current_scope()) as session:
        case = get_case_shown(session, municipality_code, reference)
        response = make_response("", 204)
        if request.args.get("position") != str(case.version):
            response = jsonify(position=str(case.version), ids=[str(case.version)])
    return response


def get_case_shown(session: Session, municipality_code: str, reference: str) -> Case:
    """The case of an address. Raises ``CaseNotFound``, also for what is no reference."""
    try:
        return cases.get_case_by_reference(session, municipality_code, read_reference(reference))
    except Invalid:
        raise CaseNotFound from None


def render_case(
    session: Session,
    municipality_code: str,
    reference: str,
    *,
    failure: Failure = NO_FAILURE,
    done: str = "",
    addresses: Sequence[ReporterAddress] | None = None,
) -> str:
    """The page as it stands now. ``addresses`` only after a look that was written to the audit log."""
    case = get_case_shown(session, municipality_code, reference)
    frame = build_frame(session, municipality_code)
    names = name_categories(session, municipality_code)
    category = catalogue.get_category(session, municipality_code, case.category)
    attention = cases.list_attention_of_case(session, municipality_code, case.id)
    allowed = list_allowed(frame, case)
    return render_template(
        "kontaktcenter/case.html",
        frame=frame,
        case=_view_case(session, frame, case, category),
        attention=[_view_attention(frame, case, each, allowed) for each in attention],
        alarm=_find_alarm(session, frame, case, names),
        allowed=allowed,
        first=failure.form or first_form(attention, allowed),
        choices=_list_choices(session, frame, case, allowed),
        failure=failure,
        done=done,
        addresses=addresses,
        act_id=secrets.token_urlsafe(24),
        **_list_parts(session, frame, case, category, names),
    )


def _list_parts(
    session: Session, frame: Frame, case: Case, category: Category, names: dict[str, str]
) -> dict[str, object]:
    """Everything below the head, by the template's names."""
    pictures = photos.list_photos(session, frame.code, case.id)
    contracts = responsibility.list_contracts(session, frame.code)
    bodies = responsibility.list_bodies(session, frame.code, at=frame.now)
    told = deliveries.list_deliveries(session, frame.code, case_id=case.id, limit=MOST_DELIVERIES)
    return {
        "reports": list_report_views(session, case, category, pictures, names),
        "written": list_written_views(session, case),
        "verdicts": list_verdict_views(session, case),
        "decisions": list_decision_views(session, case),
        "orders": list_order_views(session, case, pictures, contracts, frame.now),
        "hand_overs": list_hand_over_views(session, case, bodies),
        "promises": list_promise_views(session, case),
        "steps": list_step_views(session, case),
        "told": [view_delivery(each) for each in told],
    }


def _list_choices(session: Session, frame: Frame, case: Case, allowed: frozenset[Form]) -> dict[str, object]:
    """What the selects of the forms offer."""
    language = current_language()
    if not allowed & {Form.DECIDE, Form.ORDER, Form.RESOLVE, Form.PROMISE}:
        return {"contracts": [], "bodies": [], "groups": [], "outcomes": [], "reasons": [], "waits": []}
    contracts = [
        (str(each.id), f"{each.name} ({frame.unit_name(each.unit_code)})")
        for each in responsibility.list_contracts(session, frame.code)
        if each.valid_to is None or each.valid_to > frame.now
    ]
    bodies = responsibility.list_bodies(session, frame.code, at=frame.now)
    groups = catalogue.list_groups(session, frame.code, include_hidden=True)
    return {
        "contracts": contracts,
        "bodies": sorted((word_in(each.names, language), each.code) for each in bodies),
        "groups": [(each.name(language), [(c.code, c.name(language)) for c in each.categories]) for each in groups],
        "outcomes": [(each.value, word_for(OUTCOMES, each), _asks(each)) for each in list_outcomes(case)],
        "reasons": list(messages.list_late_reasons(language).items()),
        "waits": [(each.value, word_for(WAITS, each)) for each in WaitReason],
    }


def _asks(outcome: Outcome) -> str:
    """What reporters are asked with the outcome."""
    asked = messages.question_of(outcome)
    return asked.ask_in(current_language()) if asked else ""


def _words_for_wait(case: Case) -> str:
    return ": ".join(filter(None, messages.words_for_wait(case.waiting_on, case.waiting_reason, current_language())))


def _find_alarm(session: Session, frame: Frame, case: Case, names: dict[str, str]) -> AlarmView | None:
    alarm = dispatch.find_alarm_of_case(session, frame.code, case.id) if case.is_acute else None
    if alarm is None:
        return None
    calls = dispatch.list_calls(session, frame.code, alarm.id)
    fates = deliveries.find_fates(session, frame.code, {call.step_id for call in calls})
    return view_alarm(alarm, case, calls, fates, names)


def _view_attention(frame: Frame, case: Case, attention: Attention, allowed: frozenset[Form]) -> AttentionView:
    return AttentionView(
        code=attention.why.value,
        why=words_for_why(attention),
        whose=words_for_whose(frame, attention),
        until=attention.until,
        is_late=attention.until < frame.now,
        may_settle=Form.SETTLE in allowed and is_settled_by_hand(case, attention.why),
    )


def _view_case(session: Session, frame: Frame, case: Case, category: Category) -> CaseView:
    location = geography.locate(session, frame.code, lon=case.longitude, lat=case.latitude)
    post = location.lamp_post
    near = [
        location.address.text if location.address else location.street or "",
        f"stolpe {post.number}" if post else "",
    ]
    language = current_language()
    return CaseView(
        reference=show_reference(case.reference),
        version=case.version,
        category=category.name(language),
        category_code=category.code,
        advice=category.danger_advice(language) if case.is_acute else "",
        kind=word_for(KINDS, case.kind),
        priority=word_for(PRIORITIES, case.priority),
        is_acute=case.is_acute,
        state=word_for(STATES, case.state),
        outcome=word_for(OUTCOMES, case.outcome) if case.outcome else "",
        is_open=case.is_open,
        waiting=_words_for_wait(case) if case.waiting_on else "",
        unit=frame.unit_name(case.unit_code),
        keeper=case.keeper_name or "",
        place=case.place,
        latitude=case.latitude,
        longitude=case.longitude,
        near=", ".join(dict.fromkeys(part for part in near if part and part != case.place)),
        promise=messages.words_for_promise(case, language, now=frame.now),
        promise_passed=case.promise_passed,
        opened_at=case.opened_at,
        read_at=case.read_at,
        read_by=messages.words_for_role(case.read_by_role, language) if case.read_by_role else "",
        made_safe_at=case.made_safe_at,
        resolved_at=case.resolved_at,
        closes_at=case.closes_at,
        closed_at=case.closed_at,
    )
