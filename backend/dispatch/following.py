"""Asking other bodies' systems how it goes: now and then, ever more seldom, with no transaction open while they answer.

Taking one up moves its next question on before it is asked, so one that kills the asker is asked again later and never
over and over. Of a municipality that is none of real people's nothing is asked: nothing was told there.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.dispatch.models import HandOver
from backend.dispatch.ports import Heard, Question, StatusDesk
from backend.dispatch.system_steps import hear_status, pause_after
from backend.dispatch.words import HandOverState
from backend.foundation import clock
from backend.foundation.database import Database, Scope
from backend.geography import Municipality, MunicipalityKind
from backend.responsibility import Body

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taken:
    municipality: str
    id: UUID
    question: Question


class StatusFollower:
    """Asks what is due. ``database`` is the worker's; any number may run."""

    def __init__(self, database: Database, desk: StatusDesk) -> None:
        self._database = database
        self._desk = desk

    def follow_next(self, municipalities: tuple[str, ...]) -> bool:
        """Ask about one hand-over of these municipalities that is due; False when none is."""
        if not municipalities:
            return False
        with self._database.transaction(Scope(municipalities)) as session:
            taken = _take(session)
        if taken is None:
            return False
        heard = self._ask(taken)
        if heard is not None:
            with self._database.transaction(Scope((taken.municipality,))) as session:
                hear_status(session, taken.municipality, taken.id, heard, now=clock.now(session))
        return True

    def _ask(self, taken: _Taken) -> Heard | None:
        try:
            return self._desk.ask(taken.question)
        except Exception as error:  # whatever a stranger's answer did: it is asked again
            log.warning("system not asked", exc_info=error, extra={"hand_over": str(taken.id)})
            return None


def _take(session: Session) -> _Taken | None:
    now = clock.now(session)
    row = session.execute(
        sa.select(HandOver, Body.open311, Body.jurisdiction)
        .join(Body, (Body.municipality == HandOver.municipality) & (Body.code == HandOver.body_code))
        .join(Municipality, Municipality.code == HandOver.municipality)
        .where(
            HandOver.ask_status_at <= now,
            HandOver.state != HandOverState.ENDED,
            Municipality.kind == MunicipalityKind.REAL,
            Body.open311.is_not(None),
        )
        .order_by(HandOver.ask_status_at, HandOver.id)
        .limit(1)
        .with_for_update(of=HandOver, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    hand_over, address, jurisdiction = row[0], str(row[1]), row[2]
    hand_over.status_asks += 1
    hand_over.ask_status_at = now + pause_after(hand_over.status_asks, for_number=bool(hand_over.their_token))
    question = Question(address, jurisdiction, hand_over.their_reference, hand_over.their_token)
    return _Taken(hand_over.municipality, hand_over.id, question)
