"""What is so on purpose: lamps that are off, and upkeep that goes no further, with the decision behind it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id
from backend.foundation.seen import check_seen
from backend.responsibility.contract_terms import check_times
from backend.responsibility.editions import list_known
from backend.responsibility.errors import EndsFirst, LackNotFound
from backend.responsibility.models import KnownLack
from backend.responsibility.words import LackKind

LACK = (
    "kind", "category", "area_code", "asset_numbers", "season", "hours", "explanation", "decision_reference",
    "valid_from", "valid_to",
)  # fmt: skip
LONGEST_WORDS, LONGEST_REFERENCE = 500, 100


def add_lack(
    session: Session,
    municipality: str,
    *,
    kind: LackKind,
    category: str,
    explanation: Mapping[str, str],
    decision_reference: str,
    area_code: str | None = None,
    asset_numbers: Sequence[str] = (),
    season: str | None = None,
    hours: str | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    lack_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Enter what is so on purpose; returns its id. It is answered so from ``valid_from`` (None: now), if a rule says it."""
    lack = KnownLack(
        municipality=municipality, id=lack_id or new_id(), kind=kind, category=category, area_code=area_code,
        asset_numbers=list(asset_numbers), season=season, hours=hours, explanation=dict(explanation),
        decision_reference=decision_reference, valid_from=valid_from or now, valid_to=valid_to,
    )  # fmt: skip
    _check(session, lack, now=now)
    session.add(lack)
    session.flush()
    audit.record(session, municipality, actor=actor, act="add_lack", subject=("known_lack", lack.id), now=now)
    return lack.id


def change_lack(
    session: Session, municipality: str, lack_id: UUID, *, given: Mapping[str, Any], seen: str | None = None,
    actor: Actor, now: datetime,
) -> KnownLack:  # fmt: skip
    """Change what ``given`` names of ``LACK``; what was answered by it stays answered. The same again changes nothing.

    Raises ``LackNotFound``, ``ChangedSince``, ``Invalid``.
    """
    lack = _lock(session, municipality, lack_id)
    changed = {name: value for name, value in given.items() if name in LACK and getattr(lack, name) != value}
    if not changed:
        return lack
    check_seen([lack], seen)
    with session.no_autoflush:
        for name, value in changed.items():
            setattr(lack, name, value)
        _check(session, lack, now=now)
    session.flush()
    facts = {"changed": sorted(changed)}
    subject = ("known_lack", lack_id)
    audit.record(session, municipality, actor=actor, act="change_lack", subject=subject, facts=facts, now=now)
    return lack


def end_lack(session: Session, municipality: str, lack_id: UUID, *, actor: Actor, now: datetime) -> None:
    """It is so no longer, from now. Raises ``LackNotFound``."""
    lack = _lock(session, municipality, lack_id)
    if lack.valid_to is None or lack.valid_to > now:
        lack.valid_to = now
        audit.record(session, municipality, actor=actor, act="end_lack", subject=("known_lack", lack_id), now=now)


def get_lack(session: Session, municipality: str, lack_id: UUID) -> KnownLack:
    """One entry. Raises ``LackNotFound``."""
    lack = session.get(KnownLack, (municipality, lack_id))
    if lack is None:
        raise LackNotFound
    return lack


def list_lacks(
    session: Session, municipality: str, *, at: datetime, ended: bool = False, after: tuple[str, UUID] | None = None,
    limit: int | None = None,
) -> Sequence[KnownLack]:  # fmt: skip
    """What is so on purpose at ``at`` or will be (``ended``: what no longer is), by category and then as entered."""
    holds = sa.or_(KnownLack.valid_to.is_(None), KnownLack.valid_to > at)
    wanted = sa.select(KnownLack).where(KnownLack.municipality == municipality, sa.not_(holds) if ended else holds)
    if after is not None:
        wanted = wanted.where(sa.tuple_(KnownLack.category, KnownLack.id) > sa.tuple_(*after))
    return session.scalars(wanted.order_by(KnownLack.category, KnownLack.id).limit(limit)).all()


def _check(session: Session, lack: KnownLack, *, now: datetime) -> None:
    check_times(season=lack.season, hours=lack.hours)
    known = list_known(session, lack.municipality, now=now)
    wrong = {}
    if lack.category not in known.categories:
        wrong["category"] = "There is no such code here."
    if lack.area_code is not None and lack.area_code not in known.areas:
        wrong["area_code"] = "There is no such code here."
    words = list(lack.explanation.values())
    if not lack.explanation.get("sv") or any(len(each) > LONGEST_WORDS for each in words):
        wrong["explanation"] = "Write it in Swedish at least, at most 500 characters."
    if not 1 <= len(lack.decision_reference) <= LONGEST_REFERENCE:
        wrong["decision_reference"] = "Say by which decision, in at most 100 characters."
    if wrong:
        raise Invalid("lack_wrong", "Something in what was sent is missing or wrong.", fields=wrong)
    if lack.valid_to is not None and lack.valid_to <= lack.valid_from:
        raise EndsFirst


def _lock(session: Session, municipality: str, lack_id: UUID) -> KnownLack:
    lack = session.get(KnownLack, (municipality, lack_id), with_for_update=True, populate_existing=True)
    if lack is None:
        raise LackNotFound
    return lack
