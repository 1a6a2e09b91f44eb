"""Erasing what is a person's in reports, set by set: emptied, removed or made again, as ``personal_data`` declares.

The one place that writes to tables of other rooms, on purpose: what must be gone everywhere is best seen at once. It
commits nothing and removes no file; it says which must go. Doing it again is harmless, which a restore relies on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Unavailable
from backend.retention import erasing_sql as words
from backend.retention.naming import list_terms
from backend.retention.rebuilding import rebuild_briefings, rebuild_places
from backend.retention.word_index import index_cases


@dataclass(frozen=True)
class Erased:
    """What was reached, and what lies outside the database and must go before this is committed.

    ``photo_ids`` go from the store with everything of theirs, ``upload_ids`` with what came of them,
    ``original_ids`` only as they came; ``disclosure_ids`` are files already written that hold what was erased.
    """

    counts: dict[str, int]
    photo_ids: tuple[UUID, ...] = ()
    upload_ids: tuple[UUID, ...] = ()
    original_ids: tuple[UUID, ...] = ()
    disclosure_ids: tuple[UUID, ...] = ()


def erase_reports(session: Session, municipality: str, report_ids: Collection[UUID], *, now: datetime) -> Erased:
    """Take the persons out of these reports and of all that was made of them; the cases' facts stay.

    A case's notes are emptied with its last report, else where they name the person. Raises ``Unavailable`` while a
    photo of theirs is at the gate.
    """
    at: dict[str, Any] = {"m": municipality, "reports": sorted(report_ids), "now": now}
    cases = _lock_cases(session, at)
    at |= {"cases": cases, "keys": _ids(session, words.KEYS, at)}
    at["alone"] = _ids(session, words.ALONE, at)
    named, typed = list_terms(session, at)
    photos, uploads = _take_photos(session, at)
    counts = {name: _count(session, sql, at) for name, sql in words.EMPTY.items()}
    for sql in words.EMPTY_ALONE:
        session.execute(sql, at)
    for sql in words.EMPTY_NAMED:
        session.execute(sql, {**at, **named})
    session.expire_all()
    rebuild_places(session, municipality, typed=typed, alone=at["alone"])
    rebuild_briefings(session, municipality, cases)
    index_cases(session, municipality, cases)
    counts |= {"reports": len(at["reports"]), "cases": len(cases), "photos": len(photos)}
    return Erased(counts, photos, uploads, disclosure_ids=take_disclosures(session, at))


def erase_messages(session: Session, municipality: str, case_ids: Collection[UUID], *, now: datetime) -> Erased:
    """Empty every message of these cases and the address it went to; that it was sent, and when, stays."""
    at = {"m": municipality, "cases": sorted(case_ids), "now": now}
    counts = {"deliveries": _count(session, words.EMPTY_MESSAGES, at)}
    session.execute(words.EMPTY_CALLBACKS, at)
    session.expire_all()
    return Erased(counts)


def drop_originals(
    session: Session, municipality: str, case_ids: Collection[UUID], *, rule: str, now: datetime
) -> Erased:
    """Mark the sealed bytes of these cases' photos as gone by ``rule``; our own encodes stay.

    A photo that has not passed the gate keeps its bytes until it has.
    """
    at = {"m": municipality, "cases": sorted(case_ids), "now": now, "rule": rule}
    gone = _ids(session, words.DROP_ORIGINALS, at)
    return Erased({"originals": len(gone)}, original_ids=tuple(gone))


def list_reports_of(session: Session, municipality: str, case_ids: Collection[UUID]) -> list[UUID]:
    """Every report of these cases, in order of id."""
    return _ids(session, words.REPORTS_OF_CASES, {"m": municipality, "cases": sorted(case_ids)})


def list_photos_of(session: Session, municipality: str, report_ids: Collection[UUID]) -> list[UUID]:
    """Every photo of these reports, in order of id."""
    return _ids(session, words.PHOTOS_OF_REPORTS, {"m": municipality, "reports": sorted(report_ids)})


def _lock_cases(session: Session, at: dict[str, Any]) -> list[UUID]:
    """The cases these reports lie in, locked in the order of their ids as everybody locks them."""
    return _ids(session, words.LOCK_CASES, at)


def _take_photos(session: Session, at: dict[str, Any]) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    if session.execute(words.PHOTO_AT_GATE, at).first() is not None:
        raise Unavailable("photo_at_gate", "A photo is being read right now. It is tried again in a moment.")
    return tuple(_ids(session, words.TAKE_PHOTOS, at)), tuple(_ids(session, words.TAKE_UPLOADS, at))


def take_disclosures(session: Session, at: dict[str, Any]) -> tuple[UUID, ...]:
    """Let go of what was written of ``at["cases"]`` at ``at["now"]``; the disclosures whose files must go."""
    session.execute(words.DROP_MASKS, at)
    return tuple(_ids(session, words.TAKE_DISCLOSURES, at))


def _ids(session: Session, sql: sa.TextClause, at: dict[str, Any]) -> list[Any]:
    return list(session.scalars(sql, at))


def _count(session: Session, sql: sa.TextClause, at: dict[str, Any]) -> int:
    return len(session.execute(sql, at).all())
