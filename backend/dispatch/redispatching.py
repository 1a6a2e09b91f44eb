"""Ordering the same work from another contractor; what was ordered before stays in the history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, responsibility
from backend.cases import WordsMissing
from backend.dispatch import queries
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.decisions import ENDED
from backend.dispatch.errors import SameContract
from backend.dispatch.orders import send_order
from backend.dispatch.words import Act, Purpose
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id


def redispatch_order(
    session: Session,
    municipality: str,
    order_id: UUID,
    *,
    contract_id: UUID,
    words: str,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> UUID:
    """Take the order back where it still stands and order the same under another contract. Returns the new order's id.

    ``words`` say why and are kept as a note. Mending is decided anew, so that the case's decisions tell it too; making
    safe is not. Raises ``WordsMissing``, ``SameContract``, not found, and ``Conflict`` where the case has moved on.
    """
    if not words.strip():
        raise WordsMissing
    order = queries.get_order(session, municipality, order_id)
    case = cases.lock_case(session, municipality, order.case_id)
    contract = responsibility.get_contract(session, municipality, contract_id)
    if order.contract_id == contract_id and order.state not in ENDED:
        raise SameContract
    cases.note_on_case(session, municipality, case.id, words=words, actor=actor, role=role, now=now)
    if order.state not in ENDED:
        form = ActForm(act_id=str(new_id()), act=Act.CANCEL)
        act_on_order(session, municipality, order_id, form, actor=actor, now=now)
    decision_id = None
    if order.purpose is Purpose.MEND:
        decision_id = responsibility.decide_by_person(
            session, municipality, case.id, contract_id=contract_id, actor=actor, now=now
        )
    return send_order(
        session,
        case,
        contract,
        decision_id=decision_id,
        purpose=order.purpose,
        is_warranty=order.is_warranty and order.contract_id == contract_id,
        actor=actor,
        now=now,
    )
