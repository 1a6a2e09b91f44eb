"""Hand-overs as the case page shows them: to whom, by what way, what is to be said, what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries, dispatch, responsibility
from backend.cases import Case
from backend.catalogue import word_in
from backend.deliveries import Fate, ParkedReason
from backend.dispatch import HandOver
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import BODY_ANSWERS, CHASERS, HAND_OVER_ENDINGS, HAND_OVERS, WAYS
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference
from backend.responsibility import Way


@dataclass(frozen=True)
class HandOverView:
    """One body outside told of its fault. ``steps`` may be done to it now; ``known`` is the earlier case they have."""

    id: UUID
    body: str
    way: str
    is_call: bool
    is_form: bool
    state: str
    is_ended: bool
    phone: str
    web: str
    mail: str
    their_reference: str
    contact_name: str
    masked_words: str
    chaser: str
    made_at: datetime
    acknowledged_at: datetime | None
    ask_again_at: datetime | None
    answer: str
    answer_words: str
    answered_at: datetime | None
    ended_at: datetime | None
    ended_as: str
    is_numberless: bool
    in_doubt: bool
    known: str
    known_reference: str
    steps: frozenset[str]

    @property
    def is_to_do(self) -> bool:
        """Whether nobody has told them yet."""
        return "tell" in self.steps


def list_hand_over_views(session: Session, case: Case, bodies: Sequence[responsibility.Body]) -> list[HandOverView]:
    """Hand-overs, first first; how to reach the body comes from the directory as it is now."""
    known = {body.code: body for body in bodies}
    found = dispatch.list_hand_overs(session, case.municipality, case.id)
    return [_hand_over(session, each, known.get(each.body_code), case) for each in found]


def _hand_over(session: Session, hand_over: HandOver, body: responsibility.Body | None, case: Case) -> HandOverView:
    phone = ((body.acute_phone if case.is_acute else None) or body.phone) if body else None
    known, known_reference = _known(session, hand_over)
    return HandOverView(
        id=hand_over.id,
        body=word_in(body.names, current_language()) if body else hand_over.body_name,
        way=word_for(WAYS, hand_over.way),
        is_call=hand_over.way is Way.PHONE,
        is_form=hand_over.way is Way.FORM,
        state=word_for(HAND_OVERS, hand_over.state),
        is_ended=not hand_over.is_open,
        phone=phone or "",
        web=(body.web or "") if body else "",
        mail=hand_over.mail or "",
        their_reference=hand_over.their_reference or "",
        contact_name=hand_over.contact_name or "",
        masked_words=hand_over.masked_words,
        chaser=word_for(CHASERS, hand_over.chaser) if hand_over.chaser else "",
        made_at=hand_over.made_at,
        acknowledged_at=hand_over.acknowledged_at,
        ask_again_at=hand_over.ask_again_at if hand_over.is_open else None,
        answer=word_for(BODY_ANSWERS, hand_over.answer) if hand_over.answer else "",
        answer_words=hand_over.answer_words or "",
        answered_at=hand_over.answered_at,
        ended_at=hand_over.ended_at,
        ended_as=word_for(HAND_OVER_ENDINGS, hand_over.ended_as) if hand_over.ended_as else "",
        is_numberless=hand_over.their_token is not None and hand_over.is_open,
        in_doubt=_is_in_doubt(session, hand_over),
        known=known,
        known_reference=known_reference,
        steps=frozenset(step.value for step in dispatch.list_steps_allowed(hand_over.state))
        if case.is_open
        else frozenset(),
    )


def _is_in_doubt(session: Session, hand_over: HandOver) -> bool:
    """Whether what was sent to their system may or may not have come there."""
    if hand_over.delivery_id is None or hand_over.acknowledged_at is not None:
        return False
    sent = deliveries.get_delivery(session, hand_over.municipality, hand_over.delivery_id)
    return sent.fate is Fate.IN_DOUBT or sent.parked_reason is ParkedReason.IN_DOUBT


def _known(session: Session, hand_over: HandOver) -> tuple[str, str]:
    """The case whose fault the body had before at the spot, and the reference it has it under."""
    if hand_over.same_as_id is None:
        return "", ""
    earlier = dispatch.get_hand_over(session, hand_over.municipality, hand_over.same_as_id)
    found = cases.find_cases(session, hand_over.municipality, [earlier.case_id]).get(earlier.case_id)
    return (show_reference(found.reference) if found else ""), earlier.their_reference or ""
