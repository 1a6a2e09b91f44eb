"""Hand-overs: what another body was told, and that it has it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case, CaseNotFound
from backend.dispatch.errors import HandOverNotFound
from backend.doors.api.acting import AS_CASE, Body, do_once
from backend.doors.api.case_act_schemas import AcknowledgementBody, check_not_far
from backend.doors.api.cases import Answer
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction

resource = ApiBlueprint("hand-overs", __name__, description="Faults that are another body's.")


@resource.route("/<municipality:municipality_code>/hand-overs/<uuid:hand_over_id>/acknowledgements", methods=["POST"])
@resource.arguments(AcknowledgementBody, example={"theirReference": "EL-4711"})
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def acknowledge_hand_over(body: Body, municipality_code: str, hand_over_id: UUID) -> Answer:
    """Say that another body has it

    Under a name or reference that proves it. With a date the case stays ours and waits on them; without, it is theirs.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        check_not_far("ask_again_at", body["ask_again_at"], now=now)
        dispatch.acknowledge_hand_over(
            session,
            municipality_code,
            hand_over_id,
            their_reference=body["their_reference"],
            ask_again_at=body["ask_again_at"],
            actor=current_actor(),
            now=now,
        )

    with transaction(current_scope()) as session:
        hand_over = dispatch.get_hand_over(session, municipality_code, hand_over_id)
        try:
            case = cases.get_case(session, municipality_code, hand_over.case_id)
        except CaseNotFound as error:  # another authority's: its hand-overs have no wall of their own
            raise HandOverNotFound from error
        return do_once(session, case, body, {}, act)
