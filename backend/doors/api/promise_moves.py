"""Promises moved many at once: drafted with a preview of who gets what, confirmed, followed, taken back."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, messages
from backend.accounts import Right
from backend.cases import BulkMove, BulkState, MovableFilter, NewPromise
from backend.cases.bulk_moves import MOST_CASES
from backend.doors.api.acting import Body
from backend.doors.api.case_act_schemas import check_not_far
from backend.doors.api.promise_move_schemas import (
    MOVE_EXAMPLE,
    ConfirmationBody,
    PromiseMoveBody,
    PromiseMoveInFull,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import read_reference, show_reference

resource = ApiBlueprint("promise-moves", __name__, description="Many promises moved with one reason.")

_ADDRESS = "/<municipality:municipality_code>/promise-moves"
_SAME = (
    *("id", "state", "kind", "cause", "waiting_on", "reason", "tells", "due_at", "precision", "asked_at", "not_before"),
    *("ended_at", "chosen", "moved"),
)
_ANSWER: dict[str, Any] = {
    "schema": PromiseMoveInFull,
    "example": MOVE_EXAMPLE,
    "description": "The move as it stands.",
}


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(
    PromiseMoveBody,
    example={
        "clientId": "m3Zk0o0q9eV5bFQnT7rGxA",
        "filter": {"categories": ["park.trad-omkull"]},
        "kind": "next_word",
        "dueAt": MOVE_EXAMPLE["dueAt"],
        "cause": "late",
        "reason": "weather",
    },
)
@resource.response(201, **_ANSWER)
@door(Right.DECIDE_CASES)
def draft_promise_move(body: Body, municipality_code: str) -> dict[str, Any]:
    """Draft a move of many promises

    The cases by reference or by a filter, at most 1 000. Nothing is moved: the answer says how many would be, who would
    read what, and who nothing and why.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        check_not_far("due_at", body["due_at"], now=now)
        promise = NewPromise(body["kind"], body["due_at"], body["precision"], body["cause"], body["reason"])
        move_id = cases.draft_move(
            session,
            municipality_code,
            _list_chosen(session, municipality_code, body),
            client_id=body["client_id"],
            promise=promise,
            waiting_on=body["waiting_on"].value if body.get("waiting_on") else None,
            tells=body["tells"],
            actor=current_actor(),
            now=now,
        )
        return _in_full(session, municipality_code, move_id)


@resource.route(f"{_ADDRESS}/<uuid:move_id>")
@resource.response(200, **_ANSWER)
@door(Right.DECIDE_CASES, limit="600/minute")
def get_promise_move(municipality_code: str, move_id: UUID) -> dict[str, Any]:
    """Tell how far a move of many has come

    Of a draft: the preview. Later: how many are moved, which were passed over and why.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, municipality_code, move_id)


@resource.route(f"{_ADDRESS}/<uuid:move_id>/confirmations", methods=["POST"])
@resource.arguments(ConfirmationBody, example={"atOnce": False})
@resource.response(201, **_ANSWER)
@door(Right.DECIDE_CASES)
def confirm_promise_move(body: Body, municipality_code: str, move_id: UUID) -> dict[str, Any]:
    """Confirm a move of many

    It begins in ten minutes, or at once. Confirmed twice it is confirmed once.
    """
    with transaction(current_scope()) as session:
        cases.confirm_move(session, municipality_code, move_id, at_once=body["at_once"], now=clock.now(session))
        return _in_full(session, municipality_code, move_id)


@resource.route(f"{_ADDRESS}/<uuid:move_id>/cancellations", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(201, **_ANSWER)
@door(Right.DECIDE_CASES)
def cancel_promise_move(body: Body, municipality_code: str, move_id: UUID) -> dict[str, Any]:
    """Take back a move of many

    Before it has begun; afterwards it is refused.
    """
    with transaction(current_scope()) as session:
        cases.cancel_move(session, municipality_code, move_id, now=clock.now(session))
        return _in_full(session, municipality_code, move_id)


def _list_chosen(session: Session, municipality: str, body: Body) -> list[UUID]:
    references = [read_reference(text) for text in body.get("cases", ())]
    if references:
        return [case.id for case in cases.find_cases_by_reference(session, municipality, references)]
    asked = dict(body.get("filter", {}))
    box = asked.pop("box", None)
    wanted = MovableFilter(**asked, box=(box[0], box[1], box[2], box[3]) if box else None)
    return (
        [case.id for case in cases.list_movable(session, municipality, wanted, limit=MOST_CASES)]
        if body.get("filter")
        else []
    )


def _in_full(session: Session, municipality: str, move_id: UUID) -> dict[str, Any]:
    move = cases.get_bulk_move(session, municipality, move_id)
    said: dict[str, Any] = {name: getattr(move, name) for name in _SAME}
    if move.state is BulkState.DRAFT:
        preview = messages.preview_many(session, municipality, move, now=clock.now(session))
        return said | {"preview": preview, "passed_over": preview.passed_over}
    return said | {"preview": None, "passed_over": _passed_over(session, municipality, move)}


def _passed_over(session: Session, municipality: str, move: BulkMove) -> dict[str, list[str]]:
    over: dict[str, list[str]] = {}
    for case, fate in cases.list_cases_of_move(session, municipality, move.id):
        if fate is not None and fate is not cases.BulkFate.MOVED:
            over.setdefault(fate.value, []).append(show_reference(case.reference))
    return over
