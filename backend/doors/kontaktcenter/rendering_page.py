"""Putting a rendering beside what somebody wrote."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases
from backend.accounts import Right
from backend.cases import Case, RenderingOf
from backend.doors.kontaktcenter.acting import act_on_case, choice_missing, read_id, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.frame import public_role
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door


@pages.post(f"{CASE}/renderings")
@door(Right.DECIDE_CASES)
def render_words(municipality_code: str, reference: str) -> BaseResponse:
    """A member of staff writes what somebody's words say in another language; it rests on no state of the case."""

    def act(session: Session, case: Case, now: datetime) -> None:
        of_id = read_id(request.form.get("of_id", ""))
        if of_id is None or request.form.get("of") not in set(RenderingOf):
            raise choice_missing("of")
        cases.write_rendering(
            session,
            municipality_code,
            case.id,
            of=RenderingOf(request.form["of"]),
            of_id=of_id,
            language=request.form.get("language", "sv"),
            words=written("words"),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.RENDER, act, checks_version=False)
