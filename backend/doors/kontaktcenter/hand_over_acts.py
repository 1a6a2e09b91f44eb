"""What staff do with hand-overs: begin one, tell, note that they have it, what they answer; and let a wait end."""

from datetime import datetime
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch import BodyAnswer
from backend.doors.kontaktcenter.acting import Act, act_on_case, choice_missing, read_day, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.chasing import read_chaser
from backend.doors.kontaktcenter.frame import public_role
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door
from backend.foundation.errors import Invalid
from backend.responsibility import Way

FREE = "free"
_HAND_OVER = f"{CASE}/hand-overs/<uuid:hand_over_id>"


@pages.post(f"{CASE}/hand-overs")
@door(Right.DECIDE_CASES)
def begin_hand_over(municipality_code: str, reference: str) -> BaseResponse:
    """Hand over to a body of the directory, or to another by its name."""

    def act(session: Session, case: Case, now: datetime) -> None:
        body = request.form.get("body", "")
        dispatch.hand_over_by_person(
            session,
            municipality_code,
            case.id,
            body_code="" if body == FREE else body,
            body_name=written("body_name") if body in ("", FREE) else "",
            mail=written("mail") if body in ("", FREE) else "",
            way=_read_way(),
            ask_again_at=read_day("ask_again", session=session, municipality=municipality_code, now=now),
            chaser=read_chaser(),
            actor=current_actor(),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.HAND_OVER_TO, act)


@pages.post(_HAND_OVER)
@door(Right.DECIDE_CASES)
def acknowledge_hand_over(municipality_code: str, reference: str, hand_over_id: UUID) -> BaseResponse:
    """The other body has it, under a name or reference that proves it."""

    def act(session: Session, case: Case, now: datetime) -> None:
        dispatch.acknowledge_hand_over(
            session,
            municipality_code,
            hand_over_id,
            their_reference=written("their_reference")[:200],
            contact_name=written("contact_name")[:200],
            ask_again_at=read_day("ask_again", session=session, municipality=municipality_code, now=now),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return _act_on_hand_over(municipality_code, reference, hand_over_id, Form.HAND_OVER, act)


@pages.post(f"{_HAND_OVER}/told")
@door(Right.DECIDE_CASES)
def tell_hand_over(municipality_code: str, reference: str, hand_over_id: UUID) -> BaseResponse:
    """They were told, and nothing proves yet that they have it."""

    def act(session: Session, case: Case, now: datetime) -> None:
        dispatch.tell_hand_over(
            session,
            municipality_code,
            hand_over_id,
            ask_again_at=_read_ask(session, municipality_code, now),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return _act_on_hand_over(municipality_code, reference, hand_over_id, "told", act)


@pages.post(f"{_HAND_OVER}/answer")
@door(Right.DECIDE_CASES)
def answer_hand_over(municipality_code: str, reference: str, hand_over_id: UUID) -> BaseResponse:
    """What they answered."""

    def act(session: Session, case: Case, now: datetime) -> None:
        try:
            answer = BodyAnswer(request.form.get("answer", ""))
        except ValueError:
            raise choice_missing("answer") from None
        at = _read_ask(session, municipality_code, now) if answer is BodyAnswer.WILL_DO else None
        dispatch.answer_hand_over(
            session,
            municipality_code,
            hand_over_id,
            answer=answer,
            words=written("words"),
            ask_again_at=at,
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return _act_on_hand_over(municipality_code, reference, hand_over_id, "body_answer", act)


@pages.post(f"{_HAND_OVER}/withdraw")
@door(Right.DECIDE_CASES)
def withdraw_hand_over(municipality_code: str, reference: str, hand_over_id: UUID) -> BaseResponse:
    """Nobody waits for them any more."""

    def act(session: Session, case: Case, now: datetime) -> None:
        dispatch.withdraw_hand_over(
            session,
            municipality_code,
            hand_over_id,
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return _act_on_hand_over(municipality_code, reference, hand_over_id, "withdraw", act)


@pages.post(f"{CASE}/resume")
@door(Right.DECIDE_CASES)
def resume(municipality_code: str, reference: str) -> BaseResponse:
    """What was waited for has come: the case goes on."""

    def act(session: Session, case: Case, now: datetime) -> None:
        actor, role = current_actor(), public_role(municipality_code)
        cases.resume_case(session, municipality_code, case.id, actor=actor, role=role, now=now)

    return act_on_case(municipality_code, reference, Form.RESUME, act)


def _act_on_hand_over(municipality_code: str, reference: str, hand_over_id: UUID, form: str, act: Act) -> BaseResponse:
    def on_own(session: Session, case: Case, now: datetime) -> None:
        if dispatch.get_hand_over(session, municipality_code, hand_over_id).case_id != case.id:
            raise cases.CaseNotFound
        act(session, case, now)

    return act_on_case(municipality_code, reference, f"{form}-{hand_over_id}", on_own, done=form)


def _read_way() -> Way:
    try:
        return Way(request.form.get("way", ""))
    except ValueError:
        raise choice_missing("way") from None


def _read_ask(session: Session, municipality_code: str, now: datetime) -> datetime:
    at = read_day("ask_again", session=session, municipality=municipality_code, now=now)
    if at is None:
        said = "Say when we ask again."
        raise Invalid("until_missing", said, fields={"ask_again": "Say when we ask again."})
    return at
