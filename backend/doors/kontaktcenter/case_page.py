"""The case, whole, with what may be done to it as plain forms."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, jsonify, make_response, render_template, request
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, deliveries, dispatch, messages, photos, responsibility
from backend.accounts import Right
from backend.cases import Case, CaseNotFound, Outcome, ReporterAddress
from backend.catalogue import CaseKind, Category, word_in
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.alarm_views import AlarmView, list_waiting, view_alarm
from backend.doors.kontaktcenter.allowed import Form, first_form, list_allowed, list_outcomes
from backend.doors.kontaktcenter.case_head import view_attention, view_case
from backend.doors.kontaktcenter.case_words import KINDS, OUTCOMES
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.hand_over_views import list_hand_over_views
from backend.doors.kontaktcenter.history_views import list_promise_views, list_step_views
from backend.doors.kontaktcenter.language_views import list_readers
from backend.doors.kontaktcenter.near_views import view_joining
from backend.doors.kontaktcenter.problem_views import view_repeat
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.told_views import (
    list_report_views,
    list_verdict_views,
    list_written_views,
    view_delivery,
)
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_choices import list_work_choices
from backend.doors.kontaktcenter.work_views import list_decision_views, list_order_views
from backend.doors.kontaktcenter.work_words import WAITS
from backend.doors.shared import current_language, current_scope, door, transaction
from backend.doors.shared.date_reasons import list_date_reasons
from backend.doors.shared.language import list_languages
from backend.doors.shared.sight import may_read
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference

MOST_DELIVERIES = 100
HIDDEN: dict[str, object] = {"reports": [], "written": [], "verdicts": [], "told": [], "hand_overs": []}
"""What is left of another authority's matter for those who may not read it."""


@dataclass(frozen=True)
class Failure:
    """A form that was refused: why, and what was typed, to be shown again in the form as it lies now."""

    form: str
    told: str
    fields: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    is_conflict: bool = False

    def kept(self, form: str, name: str, otherwise: str = "") -> str:
        """What stands in a field: what was typed where this form failed."""
        return self.typed.get(name, otherwise) if form == self.form else otherwise


NO_FAILURE = Failure("", "")


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
        case=view_case(session, frame, case, category),
        repeat=view_repeat(session, frame, case),
        date_reasons=[word_in(each.words, current_language()) for each in list_date_reasons(session, case, category)],
        attention=[view_attention(frame, case, each, allowed) for each in attention],
        alarm=_find_alarm(session, frame, case, names),
        allowed=allowed,
        first=failure.form or first_form(attention, allowed),
        choices=_list_choices(session, frame, case, allowed),
        failure=failure,
        done=done,
        addresses=addresses,
        act_id=secrets.token_urlsafe(24),
        work_choices=list_work_choices(session, case),
        joining=view_joining(session, frame, case, names, joinable=category.joinable),
        joinable=category.joinable,
        **(_list_parts(session, frame, case, category, names) | ({} if may_read(case) else HIDDEN)),
        may_read=may_read(case),
        authority_name=_name_authority(session, case),
    )


def _name_authority(session: Session, case: Case) -> str:
    names = {each.id: each.name for each in accounts.list_authorities(session, case.municipality)}
    return names.get(case.authority_id, "")


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
    spoken: dict[str, object] = {
        "languages": list(list_languages().items()),
        "readers": list_readers(cases.list_reports(session, frame.code, case.id)),
        "questions": list(messages.list_common_questions(language).items()),
    }
    if not allowed & {Form.DECIDE, Form.ORDER, Form.RESOLVE, Form.PROMISE}:
        return {
            "contracts": [],
            "bodies": [],
            "groups": [],
            "outcomes": [],
            "reasons": [],
            "waits": [],
            "kinds": [],
        } | spoken
    contracts = [
        (str(each.id), f"{each.name} ({frame.unit_name(each.unit_code)})")
        for each in responsibility.list_contracts(session, frame.code)
        if each.valid_from <= frame.now and (each.valid_to is None or each.valid_to > frame.now)
    ]
    bodies = responsibility.list_bodies(session, frame.code, at=frame.now)
    groups = catalogue.list_groups(session, frame.code, include_hidden=True)
    return {
        "contracts": contracts,
        "bodies": sorted((word_in(each.names, language), each.code) for each in bodies),
        "groups": [(each.name(language), [(c.code, c.name(language)) for c in each.categories]) for each in groups],
        "outcomes": [(each.value, word_for(OUTCOMES, each), _asks(each)) for each in list_outcomes(case)],
        "reasons": list(messages.list_late_reasons(language).items()),
        **spoken,
        "kinds": [(each.value, word_for(KINDS, each)) for each in CaseKind],
        "waits": [(each.value, word_for(WAITS, each)) for each in WaitReason],
    }


def _asks(outcome: Outcome) -> str:
    """What reporters are asked with the outcome."""
    asked = messages.question_of(outcome)
    return asked.ask_in(current_language()) if asked else ""


def _find_alarm(session: Session, frame: Frame, case: Case, names: dict[str, str]) -> AlarmView | None:
    alarm = dispatch.find_alarm_of_case(session, frame.code, case.id) if case.is_acute else None
    if alarm is None:
        return None
    calls = dispatch.list_calls(session, frame.code, alarm.id)
    fates = deliveries.find_fates(session, frame.code, {call.step_id for call in calls})
    waits_turn = bool(list_waiting(session, [alarm]))
    return view_alarm(alarm, case, calls, fates, names, waits_turn=waits_turn)
