"""What follows in a hand-over when another body's system takes it, or says how it goes."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import Case, CaseNotFound, Whose, Why
from backend.deliveries import TOKEN, DeliveryTaken
from backend.dispatch.events import HandOverAnswered
from backend.dispatch.hand_over_acts import acknowledge_hand_over, answer_hand_over
from backend.dispatch.hand_over_steps import state_after
from backend.dispatch.hand_over_waiting import WAITS_ON_BODY
from backend.dispatch.hand_overs import in_five_days
from backend.dispatch.locking import lock_hand_over
from backend.dispatch.models import HandOver
from backend.dispatch.ports import Heard, HeardState
from backend.dispatch.words import BodyAnswer, HandOverState, HandOverStep
from backend.foundation import events
from backend.foundation.actor import SYSTEM

PAUSES = tuple(timedelta(hours=hours) for hours in (1, 2, 4, 8, 12, 24))
"""Between questions how it goes; the last one from then on."""
TOKEN_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Between questions for a number."""
MOST_UNKNOWN = 6
"""So many questions in, a system that knows nothing of it is not merely slow."""
LONGEST_NUMBER = 100
_ANSWERS = {HeardState.MENDED: BodyAnswer.MENDED, HeardState.NOT_THEIRS: BodyAnswer.NOT_THEIRS}


def pause_after(asks: int, *, for_number: bool) -> timedelta:
    """How long to wait after ``asks`` questions."""
    pauses = TOKEN_PAUSES if for_number else PAUSES
    return pauses[min(asks, len(pauses) - 1)]


def keep_delivery(session: Session, municipality: str, hand_over_id: UUID, delivery_id: UUID) -> None:
    """Write down what was sent to the body's system."""
    lock_hand_over(session, municipality, hand_over_id).delivery_id = delivery_id


def acknowledge_taken(session: Session, taken: DeliveryTaken, now: datetime) -> None:
    """The body's system has taken it: under a number it has it, under a token the number is asked for.

    With neither nothing proves that they have it, and a person asks when the day comes.
    """
    found = session.scalars(
        sa.select(HandOver).where(
            HandOver.municipality == taken.municipality, HandOver.delivery_id == taken.delivery_id
        )
    ).one_or_none()
    said = deliveries.get_delivery(session, taken.municipality, taken.delivery_id).provider_id
    if found is None or not said:
        return
    locked = _lock(session, taken.municipality, found.id)
    if locked is None:
        return
    case, hand_over = locked
    if said.startswith(TOKEN):
        hand_over.their_token, hand_over.status_asks = said.removeprefix(TOKEN), 0
        hand_over.ask_status_at = now + pause_after(0, for_number=True)
        return
    _number(session, case, hand_over, said, now=now)


def hear_status(session: Session, municipality: str, hand_over_id: UUID, heard: Heard, *, now: datetime) -> None:
    """What the body's system said. Mended or not theirs ends it; closed without more is for a person to read."""
    locked = _lock(session, municipality, hand_over_id)
    if locked is None:
        return
    case, hand_over = locked
    if heard.state is HeardState.NUMBERED and hand_over.their_token:
        _number(session, case, hand_over, heard.number, now=now)
    elif heard.state in _ANSWERS:
        answer = _ANSWERS[heard.state]
        answer_hand_over(session, municipality, hand_over_id, answer=answer, words=heard.words, actor=SYSTEM, now=now)
        session.get_one(HandOver, (municipality, hand_over_id)).ask_status_at = None
    elif heard.state is HeardState.CLOSED:
        _read_closed(session, case, hand_over, heard.words, now=now)
    elif heard.state is HeardState.UNKNOWN and hand_over.status_asks >= MOST_UNKNOWN:
        hand_over.ask_status_at = None
        _bring(session, case, hand_over, HeardState.UNKNOWN, now=now)


def _lock(session: Session, municipality: str, hand_over_id: UUID) -> tuple[Case, HandOver] | None:
    """Case and hand-over under their locks; None, and it is asked about no more, where nobody waits for it."""
    found = session.get(HandOver, (municipality, hand_over_id))
    if found is None:
        return None
    try:
        case = cases.lock_case(session, municipality, found.case_id)
    except CaseNotFound:
        return None
    hand_over = lock_hand_over(session, municipality, hand_over_id)
    if case.is_open and hand_over.is_open:
        return case, hand_over
    hand_over.ask_status_at = None
    return None


def _number(session: Session, case: Case, hand_over: HandOver, number: str, *, now: datetime) -> None:
    number = " ".join(number.split())[:LONGEST_NUMBER]
    hand_over.their_token, hand_over.status_asks = None, 0
    hand_over.ask_status_at = now + pause_after(0, for_number=False)
    if hand_over.state is not HandOverState.SENT:  # a person has it from them already
        hand_over.their_reference = hand_over.their_reference or number
        return
    again = hand_over.ask_again_at
    at = again if again is not None and again > now else in_five_days(session, case, now)
    acknowledge_hand_over(
        session, case.municipality, hand_over.id, their_reference=number, ask_again_at=at, actor=SYSTEM, now=now
    )


def _read_closed(session: Session, case: Case, hand_over: HandOver, words: str, *, now: datetime) -> None:
    """They closed it. Whether it is mended, refused or done twice a person reads from their words, or asks."""
    hand_over.state = state_after(hand_over.state, HandOverStep.ANSWER)
    hand_over.answer, hand_over.answer_words, hand_over.answered_at = None, words or None, now
    hand_over.ask_status_at = None
    _bring(session, case, hand_over, HeardState.CLOSED, now=now)
    answered = HandOverAnswered(case.municipality, case.id, hand_over.id, HeardState.CLOSED.value)
    events.announce(session, case.municipality, case.id, answered, now)


def _bring(session: Session, case: Case, hand_over: HandOver, why: HeardState, *, now: datetime) -> None:
    facts = {
        "hand_over_id": str(hand_over.id),
        "waiting_on": WAITS_ON_BODY,
        "reason": hand_over.body_name,
        "answer": why.value,
    }
    whose = hand_over.chaser or Whose.KONTAKTCENTER
    cases.raise_attention(session, case, Why.NEXT_LOOK, whose=whose, facts=facts, now=now)
