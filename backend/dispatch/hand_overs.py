"""Telling another body of its fault, by the way it really takes faults, or showing the reporter the way there."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Outcome, Step, Whose, Why
from backend.dispatch.briefing import write_briefing
from backend.dispatch.errors import HandOverNotFound
from backend.dispatch.events import HandOverMade
from backend.dispatch.models import HandOver
from backend.dispatch.words import HandOverState
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id
from backend.responsibility import DecisionRow, Way

NEIGHBOUR = "municipality:"


def hand_over_by_decision(session: Session, case: Case, decision: DecisionRow, *, now: datetime) -> None:
    """What a decision for another body leads to: the reporter is shown the way, or the body is told."""
    code = decision.body_code or ""
    if code.startswith(NEIGHBOUR):
        way, name = Way.SHOWN, str(decision.facts.get("neighbour_name", ""))
    else:
        body = responsibility.get_body(session, case.municipality, code)
        way, name = body.way, str(body.names["sv"])
        if case.is_acute and body.acute_phone:
            way = Way.PHONE
    if way in (Way.SHOWN, Way.FORM):
        facts = {"body": code, "body_name": name}
        cases.resolve_case(
            session, case.municipality, case.id, outcome=Outcome.NOT_OURS_SHOWN, facts=facts, actor=SYSTEM, now=now
        )
        return
    hand_over = _write(session, case, code, name, way, actor=SYSTEM, now=now)
    if way is Way.PHONE:
        facts = {"hand_over_id": str(hand_over.id), "body": code, "body_name": name}
        cases.raise_attention(session, case, Why.HAND_OVER, whose=Whose.KONTAKTCENTER, facts=facts, now=now)


def acknowledge_hand_over(
    session: Session,
    municipality: str,
    hand_over_id: UUID,
    *,
    their_reference: str,
    ask_again_at: datetime | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The body has it, under a name or reference that proves it.

    With ``ask_again_at`` the case stays ours and waits on them; without, it is theirs and resolved as handed over.
    """
    hand_over = _get(session, municipality, hand_over_id)
    case = cases.lock_case(session, municipality, hand_over.case_id)
    hand_over.state, hand_over.acknowledged_at = HandOverState.ACKNOWLEDGED, now
    hand_over.their_reference, hand_over.ask_again_at = their_reference, ask_again_at
    cases.settle_attention(session, municipality, case.id, Why.HAND_OVER, settled_by=actor.id, now=now)
    facts = {"hand_over_id": str(hand_over.id), "body": hand_over.body_code}
    if ask_again_at is not None:
        cases.wait_on(
            session,
            municipality,
            case.id,
            waiting_on="body",
            reason=hand_over.body_name,
            until=ask_again_at,
            facts=facts,
            actor=actor,
            now=now,
        )
        return
    hand_over.ended_at = now
    hand_over.state = HandOverState.ENDED
    cases.resolve_case(
        session, municipality, case.id, outcome=Outcome.NOT_OURS_HANDED_OVER, facts=facts, actor=actor, now=now
    )


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
    return _get(session, municipality, hand_over_id)


def _write(session: Session, case: Case, code: str, name: str, way: Way, *, actor: Actor, now: datetime) -> HandOver:
    by_mail = way is Way.MAIL
    calendar = catalogue.get_calendar(session, case.municipality)
    ask_again_at = calendar.add_target(now, catalogue.read_target("5 working_days")) if by_mail else None
    hand_over = HandOver(
        municipality=case.municipality,
        id=new_id(),
        case_id=case.id,
        body_code=code,
        body_name=name,
        way=way,
        state=HandOverState.SENT if by_mail else HandOverState.TO_DO,
        masked_words=write_briefing(session, case)["words"],
        made_at=now,
        ask_again_at=ask_again_at,
        made_by=actor.id,
    )
    session.add(hand_over)
    session.flush()
    facts = {"hand_over_id": str(hand_over.id), "body": code, "way": way.value}
    if ask_again_at is None:
        cases.move_case(session, case.municipality, case.id, Step.ORDER_MOVED, facts=facts, actor=actor, now=now)
        return hand_over
    made = HandOverMade(case.municipality, case.id, hand_over.id)
    events.announce(session, case.municipality, case.id, made, now)
    cases.wait_on(
        session,
        case.municipality,
        case.id,
        waiting_on="body",
        reason=name,
        until=ask_again_at,
        facts=facts,
        actor=actor,
        now=now,
    )
    return hand_over


def _get(session: Session, municipality: str, hand_over_id: UUID) -> HandOver:
    hand_over = session.get(HandOver, (municipality, hand_over_id))
    if hand_over is None:
        raise HandOverNotFound
    return hand_over
