"""Joining two cases either way, taking them apart, and splitting one report in two."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases
from backend.accounts import Right
from backend.cases import Case, SecondFault
from backend.doors.kontaktcenter.acting import act_on_case, choice_missing, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_page import get_case_shown
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference

CASE = "/<town:municipality_code>/kontaktcenter/arende/<reference>"
KEEPS_THIS = "this"


@pages.post(f"{CASE}/merge")
@door(Right.DECIDE_CASES)
def merge(municipality_code: str, reference: str) -> BaseResponse:
    """Make two cases one: ``keep`` says which remains."""

    def find_other(session: Session, case: Case) -> Case:
        try:
            return get_case_shown(session, municipality_code, request.form.get("other", ""))
        except cases.CaseNotFound:
            words = "We find no case with that reference."
            raise Invalid("no_such_case", words, fields={"other": "We find no case with that reference."}) from None

    def act(session: Session, case: Case, now: datetime) -> None:
        other = find_other(session, case)
        emptied, remains = (other, case) if request.form.get("keep") == KEEPS_THIS else (case, other)
        cases.merge_cases(
            session, municipality_code, emptied.id, into_case_id=remains.id, actor=current_actor(), now=now
        )

    return act_on_case(municipality_code, reference, Form.MERGE, act, beside=find_other)


@pages.post(f"{CASE}/unmerge")
@door(Right.DECIDE_CASES)
def unmerge(municipality_code: str, reference: str) -> BaseResponse:
    """Let an emptied case stand alone again."""

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.unmerge_case(session, municipality_code, case.id, actor=current_actor(), now=now)

    def find_other(session: Session, case: Case) -> Case:
        return cases.find_remaining_case(session, municipality_code, case)

    return act_on_case(municipality_code, reference, Form.UNMERGE, act, beside=find_other)


@pages.post(f"{CASE}/unjoin")
@door(Right.DECIDE_CASES)
def unjoin(municipality_code: str, reference: str) -> BaseResponse:
    """Let one report lie in its own case again."""

    def act(session: Session, case: Case, now: datetime) -> None:
        report = _get_report(session, case)
        cases.unjoin_report(session, municipality_code, report.id, actor=current_actor(), now=now)

    return act_on_case(municipality_code, reference, Form.UNJOIN, act, beside=lambda _, case: case)


@pages.post(f"{CASE}/split")
@door(Right.DECIDE_CASES)
def split(municipality_code: str, reference: str) -> BaseResponse:
    """Let the second fault a report tells of have a case of its own."""

    def act(session: Session, case: Case, now: datetime) -> None:
        category = request.form.get("category", "")
        if not category:
            raise choice_missing("category")
        second = SecondFault(request.form.get("act_id", ""), category, written("words"))
        report = _get_report(session, case)
        cases.split_report(session, municipality_code, report.id, second, actor=current_actor(), now=now)

    return act_on_case(municipality_code, reference, Form.SPLIT, act)


def _get_report(session: Session, case: Case) -> cases.Report:
    """The report the form names, in this case. Raises ``Invalid``."""
    try:
        stored = read_reference(request.form.get("report", ""))
    except Invalid:
        raise choice_missing("report") from None
    report = cases.find_report_by_reference(session, case.municipality, stored)
    if report is None or report.case_id != case.id:
        raise choice_missing("report")
    return report
