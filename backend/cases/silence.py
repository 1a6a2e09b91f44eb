"""The silent list: open cases where nothing has happened for long, and those whose reporters have had no word."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.models import Case
from backend.cases.words import ENDED

QUIET_DAYS = 14
"""How long nothing may happen before it is asked why, unless the reader says otherwise."""


class Silence(StrEnum):
    """How a case is silent: nothing was changed or told for long; a promise passed, and nothing was told but a receipt."""

    QUIET = "quiet"
    UNTOLD = "untold"


def note_word_told(session: Session, municipality: str, case_id: UUID, *, now: datetime) -> None:
    """A word other than the receipt is on its way to a reporter. No step of the case, and no new version of it."""
    session.execute(
        sa.update(Case)
        .where(Case.municipality == municipality, Case.id == case_id)
        .values(last_word_at=now, quiet_since=now)
        .execution_options(synchronize_session=False)
    )


def list_silent(
    session: Session,
    municipality: str,
    silence: Silence,
    *,
    before: datetime,
    unit_code: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 25,
) -> Sequence[Case]:
    """Open cases silent since before ``before``, the longest first, after a (moment, id) already shown.

    The moment is when something last happened (quiet), or when the promise passed (untold).
    """
    moment = moment_of(silence)
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.state.not_in(ENDED), moment < before)
    if silence is Silence.UNTOLD:
        wanted = wanted.where(Case.promise_passed, Case.last_word_at.is_(None))
    if unit_code:
        wanted = wanted.where(Case.unit_code == unit_code)
    if after:
        wanted = wanted.where(sa.tuple_(moment, Case.id) > sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(moment, Case.id).limit(limit)).all()


def moment_of(silence: Silence) -> sa.orm.InstrumentedAttribute[datetime | None]:
    """The column the list goes by."""
    return Case.quiet_since if silence is Silence.QUIET else Case.promise_due_at
