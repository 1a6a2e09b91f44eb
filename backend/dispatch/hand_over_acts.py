"""What happens to a hand-over once it is made: told, acknowledged, answered, ended. By its own table of steps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case, Outcome, State, Step, Whose, Why
from backend.dispatch.errors import ProofMissing, UntilMissing
from backend.dispatch.events import HandOverAnswered
from backend.dispatch.hand_over_steps import state_after
from backend.dispatch.hand_over_waiting import WAITS_ON_BODY, ask_again, has_open_orders
from backend.dispatch.hand_overs import get_hand_over, list_hand_overs
from backend.dispatch.locking import lock_hand_over
from backend.dispatch.models import HandOver
from backend.dispatch.words import BodyAnswer, HandOverEnding, HandOverState, HandOverStep
from backend.foundation import events
from backend.foundation.actor import Actor

_ENDINGS = {BodyAnswer.MENDED: HandOverEnding.MENDED, BodyAnswer.NOT_THEIRS: HandOverEnding.NOT_THEIRS}


def tell_hand_over(
    session: Session,
    municipality: str,
    hand_over_id: UUID,
    *,
    ask_again_at: datetime,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """The body was rung or its form was filled in, and nothing proves yet that they have it: they are asked again."""
    case, hand_over = _open(session, municipality, hand_over_id, HandOverStep.TELL)
    _settle(session, case, actor=actor, now=now)
    facts = _facts(hand_over, HandOverStep.TELL)
    ask_again(session, case, hand_over, at=ask_again_at, facts=facts, actor=actor, role=role, now=now)


def acknowledge_hand_over(
    session: Session,
    municipality: str,
    hand_over_id: UUID,
    *,
    their_reference: str,
    contact_name: str = "",
    ask_again_at: datetime | None,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """The body has it, under a name or reference that proves it. Raises ``ProofMissing`` without either.

    With ``ask_again_at`` the case stays ours and waits on them; without, it is theirs and resolved as handed over,
    unless work of our own remains in it.
    """
    if not (their_reference.strip() or contact_name.strip()):
        raise ProofMissing
    case, hand_over = _open(session, municipality, hand_over_id, HandOverStep.ACKNOWLEDGE)
    hand_over.acknowledged_at = now
    hand_over.their_reference = their_reference.strip() or hand_over.their_reference
    hand_over.contact_name = contact_name.strip() or hand_over.contact_name
    _settle(session, case, actor=actor, now=now)
    facts = _facts(hand_over, HandOverStep.ACKNOWLEDGE)
    if ask_again_at is not None or has_open_orders(session, case):
        ask_again(session, case, hand_over, at=ask_again_at, facts=facts, actor=actor, role=role, now=now)
        return
    _end(hand_over, HandOverEnding.THEIRS, now=now)
    outcome = Outcome.NOT_OURS_HANDED_OVER
    cases.resolve_case(session, municipality, case.id, outcome=outcome, facts=facts, actor=actor, role=role, now=now)


def answer_hand_over(
    session: Session,
    municipality: str,
    hand_over_id: UUID,
    *,
    answer: BodyAnswer,
    words: str = "",
    ask_again_at: datetime | None = None,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """The body answered. Mended: the case is resolved so, where no work of our own remains. They will do it: they are
    asked again, and ``ask_again_at`` is a must. Not theirs: it ends, and a person decides anew.
    """
    if answer is BodyAnswer.WILL_DO and ask_again_at is None:
        raise UntilMissing
    case, hand_over = _open(session, municipality, hand_over_id, HandOverStep.ANSWER)
    hand_over.answer, hand_over.answer_words, hand_over.answered_at = answer, words.strip() or None, now
    _settle(session, case, actor=actor, now=now)
    facts = {**_facts(hand_over, HandOverStep.ANSWER), "answer": answer.value}
    if answer is BodyAnswer.WILL_DO:
        ask_again(session, case, hand_over, at=ask_again_at, facts=facts, actor=actor, role=role, now=now)
    else:
        _end(hand_over, _ENDINGS[answer], now=now)
        _go_on(session, case, answer, facts=facts, actor=actor, role=role, now=now)
    answered = HandOverAnswered(municipality, case.id, hand_over_id, answer.value)
    events.announce(session, municipality, case.id, answered, now)


def withdraw_hand_over(
    session: Session, municipality: str, hand_over_id: UUID, *, actor: Actor, role: str | None = None, now: datetime
) -> None:
    """Nobody waits for the body any more."""
    case, hand_over = _open(session, municipality, hand_over_id, HandOverStep.END)
    _end(hand_over, HandOverEnding.WITHDRAWN, now=now)
    _settle(session, case, actor=actor, now=now)
    _resume(session, case, facts=_facts(hand_over, HandOverStep.END), actor=actor, role=role, now=now)


def end_those_to(
    session: Session, case: Case, body_code: str, *, ended_as: HandOverEnding, actor: Actor, now: datetime
) -> None:
    """End what is open with one body in a locked case: it did its part."""
    for hand_over in _list_open(session, case):
        if hand_over.body_code == body_code:
            end_one(session, hand_over, ended_as, now=now)
    cases.settle_attention(session, case.municipality, case.id, Why.HAND_OVER, settled_by=actor.id, now=now)
    if case.state is State.WAITING and case.waiting_on == WAITS_ON_BODY and not _list_open(session, case):
        cases.resume_case(session, case.municipality, case.id, facts={"body": body_code}, actor=actor, now=now)


def end_open(session: Session, case: Case, ended_as: HandOverEnding, *, now: datetime) -> None:
    """End every open hand-over of a locked case."""
    for hand_over in _list_open(session, case):
        end_one(session, hand_over, ended_as, now=now)


def end_one(session: Session, hand_over: HandOver, ended_as: HandOverEnding, *, now: datetime) -> None:
    """End one hand-over of a locked case, whatever its state."""
    _end(lock_hand_over(session, hand_over.municipality, hand_over.id), ended_as, now=now)


def _open(session: Session, municipality: str, hand_over_id: UUID, step: HandOverStep) -> tuple[Case, HandOver]:
    found = get_hand_over(session, municipality, hand_over_id)
    case = cases.lock_case(session, municipality, found.case_id)
    hand_over = lock_hand_over(session, municipality, hand_over_id)
    hand_over.state = state_after(hand_over.state, step)
    return case, hand_over


def _list_open(session: Session, case: Case) -> list[HandOver]:
    session.flush()
    return [each for each in list_hand_overs(session, case.municipality, case.id) if each.is_open]


def _end(hand_over: HandOver, ended_as: HandOverEnding, *, now: datetime) -> None:
    hand_over.state = HandOverState.ENDED
    hand_over.ended_at, hand_over.ended_as = now, ended_as
    hand_over.next_look_at = hand_over.ask_status_at = None


def _go_on(
    session: Session,
    case: Case,
    answer: BodyAnswer,
    *,
    facts: dict[str, Any],
    actor: Actor,
    role: str | None,
    now: datetime,
) -> None:
    """What an answer that ends the hand-over means for the case."""
    subject = (session, case.municipality, case.id)
    is_last = not has_open_orders(session, case) and not _list_open(session, case)
    if not is_last:
        _resume(session, case, facts=facts, actor=actor, role=role, now=now)
    elif answer is BodyAnswer.MENDED:
        outcome = Outcome.MENDED_BY_OTHER
        cases.resolve_case(*subject, outcome=outcome, facts=facts, actor=actor, role=role, now=now)
    else:
        cases.leave_to_person(*subject, why=Why.UNDECIDED, whose=Whose.KONTAKTCENTER, facts=facts, actor=actor, now=now)


def _resume(
    session: Session, case: Case, *, facts: dict[str, Any], actor: Actor, role: str | None, now: datetime
) -> None:
    subject = (session, case.municipality, case.id)
    if case.state is State.WAITING and case.waiting_on == WAITS_ON_BODY and not _list_open(session, case):
        cases.resume_case(*subject, facts=facts, actor=actor, role=role, now=now)
    else:
        cases.move_case(*subject, Step.ORDER_MOVED, facts=facts, actor=actor, role=role, now=now)


def _settle(session: Session, case: Case, *, actor: Actor, now: datetime) -> None:
    whys = (Why.HAND_OVER, Why.NEXT_LOOK)
    cases.settle_attention(session, case.municipality, case.id, *whys, settled_by=actor.id, now=now)


def _facts(hand_over: HandOver, step: HandOverStep) -> dict[str, Any]:
    return {
        "hand_over_id": str(hand_over.id),
        "body": hand_over.body_code,
        "body_name": hand_over.body_name,
        "hand_over": step.value,
    }
