"""Hand-overs: what another body is told, that it has it, and what it answers."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case, CaseNotFound
from backend.dispatch.errors import HandOverNotFound
from backend.doors.api import hand_over_schemas as schemas
from backend.doors.api.acting import AS_CASE, Body, act_on_case, as_staff, do_once
from backend.doors.api.case_act_schemas import AcknowledgementBody, ActBody, check_not_far
from backend.doors.api.case_schemas import AT, VersionHeader
from backend.doors.api.cases import ADDRESS, Answer
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction

resource = ApiBlueprint("hand-overs", __name__, description="Faults that are another body's.")

_ADDRESS = "/<municipality:municipality_code>/hand-overs/<uuid:hand_over_id>"


@resource.route(f"{ADDRESS}/<reference>/hand-overs", methods=["POST"])
@resource.arguments(schemas.HandOverBody, example={"bodyCode": "elnat", "way": "phone"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def hand_over(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Hand over to another body

    Inside an open case, which stays ours until they have it. Never with a reporter's address.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        check_not_far("ask_again_at", body["ask_again_at"], now=now)
        chosen = {name: value for name, value in body.items() if name != "client_id"}
        dispatch.hand_over_by_person(session, municipality_code, case.id, **chosen, actor=current_actor(), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{_ADDRESS}/tellings", methods=["POST"])
@resource.arguments(schemas.TellingBody, example={"askAgainAt": AT})
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def tell_hand_over(body: Body, municipality_code: str, hand_over_id: UUID) -> Answer:
    """Say that another body was told

    Nothing proves yet that they have it: they are asked again.
    """

    def act(session: Session, now: datetime) -> None:
        check_not_far("ask_again_at", body["ask_again_at"], now=now)
        dispatch.tell_hand_over(
            session, municipality_code, hand_over_id, ask_again_at=body["ask_again_at"],
            **as_staff(municipality_code), now=now,
        )  # fmt: skip

    return _act_on_hand_over(body, municipality_code, hand_over_id, act)


@resource.route(f"{_ADDRESS}/acknowledgements", methods=["POST"])
@resource.arguments(AcknowledgementBody, example={"theirReference": "EL-4711"})
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def acknowledge_hand_over(body: Body, municipality_code: str, hand_over_id: UUID) -> Answer:
    """Say that another body has it

    Under a name or reference that proves it. With a date the case stays ours and waits on them; without, it is theirs,
    unless work of our own remains in it.
    """

    def act(session: Session, now: datetime) -> None:
        check_not_far("ask_again_at", body["ask_again_at"], now=now)
        dispatch.acknowledge_hand_over(
            session,
            municipality_code,
            hand_over_id,
            their_reference=body["their_reference"],
            contact_name=body["contact_name"],
            ask_again_at=body["ask_again_at"],
            **as_staff(municipality_code),
            now=now,
        )

    return _act_on_hand_over(body, municipality_code, hand_over_id, act)


@resource.route(f"{_ADDRESS}/answers", methods=["POST"])
@resource.arguments(schemas.BodyAnswerBody, example={"answer": "mended", "words": "Kabeln är lagad."})
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def answer_hand_over(body: Body, municipality_code: str, hand_over_id: UUID) -> Answer:
    """Say what another body answered

    Mended resolves the case where no work of our own remains; what is not theirs is decided anew by a person.
    """

    def act(session: Session, now: datetime) -> None:
        check_not_far("ask_again_at", body["ask_again_at"], now=now)
        dispatch.answer_hand_over(
            session,
            municipality_code,
            hand_over_id,
            answer=body["answer"],
            words=body["words"],
            ask_again_at=body["ask_again_at"],
            **as_staff(municipality_code),
            now=now,
        )

    return _act_on_hand_over(body, municipality_code, hand_over_id, act)


@resource.route(f"{_ADDRESS}/withdrawals", methods=["POST"])
@resource.arguments(ActBody, example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA"})
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def withdraw_hand_over(body: Body, municipality_code: str, hand_over_id: UUID) -> Answer:
    """Wait for another body no more

    The case goes on as before it waited.
    """

    def act(session: Session, now: datetime) -> None:
        dispatch.withdraw_hand_over(session, municipality_code, hand_over_id, **as_staff(municipality_code), now=now)

    return _act_on_hand_over(body, municipality_code, hand_over_id, act)


def _act_on_hand_over(
    body: Body, municipality_code: str, hand_over_id: UUID, act: Callable[[Session, datetime], object]
) -> Answer:
    with transaction(current_scope()) as session:
        found = dispatch.get_hand_over(session, municipality_code, hand_over_id)
        try:
            case = cases.get_case(session, municipality_code, found.case_id)
        except CaseNotFound as error:  # another authority's: its hand-overs have no wall of their own
            raise HandOverNotFound from error
        return do_once(session, case, body, {}, lambda session, _, now: act(session, now))
