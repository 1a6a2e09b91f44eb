"""How an act on a case is done: in one transaction, once, on the version it rests on, answered by the case in full."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case
from backend.doors.api.case_full_schemas import CASE_IN_FULL_EXAMPLE, CaseInFull
from backend.doors.api.cases import Answer, answer_case, find_case
from backend.doors.api.entry import role_here
from backend.doors.shared import current_actor, current_scope, transaction
from backend.doors.shared.sight import refuse_unread
from backend.foundation import clock, idempotency
from backend.foundation.errors import Conflict

Body = dict[str, Any]
Act = Callable[[Session, Case, datetime], object]
OPEN_TO_ALL = frozenset({"decisions", "notes", "releases", "settlements"})
"""What may be done to another authority's matter without reading what was written."""
AS_CASE: dict[str, Any] = {
    "schema": CaseInFull,
    "example": CASE_IN_FULL_EXAMPLE,
    "headers": {"ETag": {"description": "The version an act may rest on.", "schema": {"type": "string"}}},
    "description": "The case after the act.",
}
"""The response of every act, for ``response(201, **AS_CASE)``."""


def act_on_case(body: Body, header: Body, municipality: str, reference: str, act: Act) -> Answer:
    """Do ``act`` on the case of the address, once, and answer the case as it then stands."""
    with transaction(current_scope()) as session:
        return do_once(session, find_case(session, municipality, reference), body, header, act)


def do_once(session: Session, found: Case, body: Body, header: Body, act: Act) -> Answer:
    """Do ``act`` under the case's lock unless its clientId came before, and answer the case.

    Raises ``Conflict`` where the act rests on a version the case has moved past.
    """
    return answer_case(session, act_once(session, found, body, header, act), 201)


def act_once(session: Session, found: Case, body: Body, header: Body, act: Act) -> Case:
    """The same without an answer: for an act after which the caller may not see the case any more."""
    case = cases.lock_case(session, found.municipality, found.id)
    if request.path.rstrip("/").rpartition("/")[2] not in OPEN_TO_ALL:
        refuse_unread(case)
    now = clock.now(session)
    if not _was_done(session, case, body, now=now):
        seen = {tag.strip().strip('"') for tag in header.get("if_match", "*").split(",")}
        if not seen & {"*", str(case.version)}:
            raise Conflict("case_changed", "The case has changed since you saw it. Look at it again.")
        act(session, case, now)
    return case


def _was_done(session: Session, case: Case, body: Body, *, now: datetime) -> bool:
    if "client_id" not in body:
        return False
    sent = {name: value for name, value in body.items() if name != "client_id"}
    purpose = f"case:{case.id}:{request.endpoint}"
    earlier = idempotency.claim(
        session, case.municipality, body["client_id"], purpose=purpose, body=sent, subject_id=case.id, now=now
    )
    return earlier is not None


def as_staff(municipality: str) -> dict[str, Any]:
    """The caller as ``actor`` and the ``role`` reporters are told."""
    return {"actor": current_actor(), "role": role_here(municipality)}
