"""Telling another body of its fault, by the way it really takes faults, or showing the reporter the way there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Outcome, Step, Whose, Why
from backend.dispatch.briefing import write_briefing
from backend.dispatch.errors import BodyMissing, HandOverNotFound, WayNotPossible
from backend.dispatch.events import HandOverMade
from backend.dispatch.hand_over_spot import find_known, group_of
from backend.dispatch.hand_over_waiting import ask_again
from backend.dispatch.models import HandOver
from backend.dispatch.words import HandOverState
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id
from backend.responsibility import DecisionRow, Way

NEIGHBOUR = "municipality:"
FREE = "free"
"""The code of a body that is not in the directory."""
WAYS_OF_STAFF = (Way.PHONE, Way.FORM, Way.MAIL, Way.OPEN311)
SENT_BY_US = frozenset({Way.MAIL, Way.OPEN311})
"""Ways by which the body is told at once; the others are a person's to do."""


@dataclass(frozen=True)
class Receiver:
    """Who is told, and how; ``mail`` where they are not in the directory and are written to."""

    code: str
    name: str
    way: Way
    mail: str | None = None


def hand_over_by_decision(session: Session, case: Case, decision: DecisionRow, *, now: datetime) -> None:
    """What a decision for another body leads to: the reporter is shown the way, or the body is told.

    Where the body already has it from an earlier report at the spot, nobody is told twice: the case waits on them. What
    is acute, or of a kind where two things may stand side by side, is told anew, with the earlier one beside it.
    """
    receiver = _receiver_of(session, case, decision)
    if any(each.is_open and each.body_code == receiver.code for each in _of_case(session, case)):
        return
    known = find_known(session, case, receiver.code, now=now)
    if known is not None and _may_be_same(session, case):
        _rest_on(session, case, receiver, known, now=now)
        return
    if receiver.way in (Way.SHOWN, Way.FORM):
        facts = {"body": receiver.code, "body_name": receiver.name}
        cases.resolve_case(
            session, case.municipality, case.id, outcome=Outcome.NOT_OURS_SHOWN, facts=facts, actor=SYSTEM, now=now
        )
        return
    _make(session, case, receiver, known=known, ask_again_at=None, chaser=Whose.KONTAKTCENTER, actor=SYSTEM, now=now)


def hand_over_by_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    body_code: str = "",
    body_name: str = "",
    mail: str = "",
    way: Way,
    ask_again_at: datetime | None = None,
    chaser: Whose | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Staff hand over inside an open case, to a body of the directory or to another by name. Returns its id.

    By mail or system it is sent at once, with masked words; by telephone or form it is to be done, and whoever ``chaser`` says
    does it. Raises ``BodyMissing``, ``WayNotPossible``.
    """
    case = cases.lock_case(session, municipality, case_id)
    receiver = _receiver_chosen(session, case, body_code, body_name, mail, way)
    known = find_known(session, case, receiver.code, now=now) if body_code else None
    chaser = chaser or (Whose.UNIT if case.unit_code else Whose.KONTAKTCENTER)
    return _make(
        session, case, receiver, known=known, ask_again_at=ask_again_at, chaser=chaser, actor=actor, now=now
    ).id


def list_hand_overs(session: Session, municipality: str, case_id: UUID) -> list[HandOver]:
    """The case's hand-overs, first first."""
    return list(
        session.scalars(
            sa.select(HandOver)
            .where(HandOver.municipality == municipality, HandOver.case_id == case_id)
            .order_by(HandOver.made_at, HandOver.id)
        )
    )


def get_hand_over(session: Session, municipality: str, hand_over_id: UUID) -> HandOver:
    """One hand-over. Raises ``HandOverNotFound``."""
    hand_over = session.get(HandOver, (municipality, hand_over_id))
    if hand_over is None:
        raise HandOverNotFound
    return hand_over


def _of_case(session: Session, case: Case) -> list[HandOver]:
    return list_hand_overs(session, case.municipality, case.id)


def _may_be_same(session: Session, case: Case) -> bool:
    category = catalogue.get_category(session, case.municipality, case.category)
    return category.joinable and not case.is_acute


def _receiver_of(session: Session, case: Case, decision: DecisionRow) -> Receiver:
    code = decision.body_code or ""
    if code.startswith(NEIGHBOUR):
        return Receiver(code, str(decision.facts.get("neighbour_name", "")), Way.SHOWN)
    body = responsibility.get_body(session, case.municipality, code)
    way = Way.PHONE if case.is_acute and body.acute_phone else responsibility.way_to(body, case.category)
    return Receiver(code, str(body.names["sv"]), way)


def _receiver_chosen(session: Session, case: Case, code: str, name: str, mail: str, way: Way) -> Receiver:
    if way not in WAYS_OF_STAFF:
        raise WayNotPossible
    if not code:
        if not name.strip():
            raise BodyMissing
        if way is not Way.PHONE and not (way is Way.MAIL and mail.strip()):
            raise WayNotPossible
        return Receiver(FREE, name.strip()[:200], way, mail.strip() or None)
    body = responsibility.get_body(session, case.municipality, code)
    service = body.open311 and responsibility.find_service(body, case.category)
    reach = {Way.PHONE: body.acute_phone or body.phone, Way.FORM: body.web, Way.MAIL: body.mail, Way.OPEN311: service}
    if not reach[way]:
        raise WayNotPossible
    return Receiver(code, str(body.names["sv"]), way)


def _make(
    session: Session,
    case: Case,
    receiver: Receiver,
    *,
    known: HandOver | None,
    ask_again_at: datetime | None,
    chaser: Whose,
    actor: Actor,
    now: datetime,
) -> HandOver:
    is_sent = receiver.way in SENT_BY_US
    if is_sent and ask_again_at is None:
        ask_again_at = in_five_days(session, case, now)
    state = HandOverState.SENT if is_sent else HandOverState.TO_DO
    hand_over = _write(session, case, receiver, state, chaser=chaser, actor=actor, now=now)
    hand_over.same_as_id = known.id if known is not None else None
    facts = {"hand_over_id": str(hand_over.id), "body": receiver.code, "way": receiver.way.value}
    if not is_sent:
        cases.move_case(session, case.municipality, case.id, Step.ORDER_MOVED, facts=facts, actor=actor, now=now)
        said = {"hand_over_id": str(hand_over.id), "body": receiver.code, "body_name": receiver.name}
        cases.raise_attention(session, case, Why.HAND_OVER, whose=chaser, facts=said, now=now)
        return hand_over
    made = HandOverMade(case.municipality, case.id, hand_over.id)
    events.announce(session, case.municipality, case.id, made, now)
    ask_again(session, case, hand_over, at=ask_again_at, facts=facts, actor=actor, now=now)
    return hand_over


def _rest_on(session: Session, case: Case, receiver: Receiver, known: HandOver, *, now: datetime) -> None:
    """The body has it already: under the same reference, and asked again when the first is."""
    has_it = known.acknowledged_at is not None
    state = HandOverState.ACKNOWLEDGED if has_it else HandOverState.SENT
    chaser = known.chaser or Whose.KONTAKTCENTER
    hand_over = _write(session, case, receiver, state, chaser=chaser, actor=SYSTEM, now=now)
    hand_over.same_as_id, hand_over.their_reference = known.id, known.their_reference
    hand_over.acknowledged_at = now if has_it else None
    earlier = known.ask_again_at
    at = earlier if earlier is not None and earlier > now else in_five_days(session, case, now)
    facts = {"hand_over_id": str(hand_over.id), "body": receiver.code, "known_hand_over": str(known.id)}
    ask_again(session, case, hand_over, at=at, facts=facts, actor=SYSTEM, now=now)


def _write(
    session: Session,
    case: Case,
    receiver: Receiver,
    state: HandOverState,
    *,
    chaser: Whose,
    actor: Actor,
    now: datetime,
) -> HandOver:
    hand_over = HandOver(
        municipality=case.municipality,
        id=new_id(),
        case_id=case.id,
        body_code=receiver.code,
        body_name=receiver.name,
        way=receiver.way,
        state=state,
        masked_words=write_briefing(session, case)["words"],
        made_at=now,
        made_by=actor.id,
        chaser=chaser,
        mail=receiver.mail,
        cell=case.cell,
        group_code=group_of(case),
    )
    session.add(hand_over)
    session.flush()
    return hand_over


def in_five_days(session: Session, case: Case, now: datetime) -> datetime:
    """When a body that was told is asked again unless somebody says otherwise."""
    calendar = catalogue.get_calendar(session, case.municipality)
    return calendar.add_target(now, catalogue.read_target("5 working_days"))
