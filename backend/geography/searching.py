"""What a name means: streets, addresses, corners, properties, local names and lamp posts, with spelling forgiven.

Names are public facts without a condition of policy, so indexes of exact keys, beginnings and trigrams serve them
(migrations 0002 and 0022). What is spelt right, or with a for å, is found by its key in one statement; house numbers not
known, misspellings and corners cost one more each, three at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.geography.decisions import distance_in_metres
from backend.geography.models import PlaceKind
from backend.geography.names import likeness
from backend.geography.questions import PlaceQuestion, read_question
from backend.geography.search_statements import (
    CANDIDATES,
    CORNERS_LIKE,
    FORGIVE,
    KNOWN,
    LIKE,
    NUMBERED,
    NUMBERED_LIKE,
)

WHOLE, PART, MOST_OF_PART = 1.0, 0.55, 0.95
ADDRESS_BONUS = 0.1
OTHER_NUMBER = 0.85
SPELT_BONUS = 0.05
BEGINS = 0.75
LAMP_POST = 1.15
SAME_PLACE_METRES = 1_500
SURE, LIKELY = 0.9, 0.65


@dataclass(frozen=True)
class PlaceHit:
    """A place a text may mean. ``context`` is the street it lies by, or "" where the name says it.

    ``score`` is 0 to about 1.2, for ordering alone; ``exact`` False where the house number asked for is unknown and
    the nearest one on that street is offered.
    """

    name: str
    kind: PlaceKind
    lon: float
    lat: float
    context: str
    score: float
    exact: bool = True


def search_places(session: Session, municipality: str, text: str, *, limit: int = 8) -> list[PlaceHit]:
    """The places ``text`` may mean in the municipality, likeliest first, then by name; [] where nothing is like it."""
    question = read_question(text)
    if not question.keys:
        return []
    known = _rows(session, KNOWN, municipality, **_known_arguments(question))
    hits = [_known_hit(row, question) for row in known]
    _forgive_spelling(session, question, hits)
    if question.number is not None and not _is_sure(hits):
        hits += _list_numbered(session, municipality, question, known)
    elif question.corners and not _is_sure(hits):
        hits += _list_corners(session, municipality, question)
    if not any(hit.score >= LIKELY for hit in hits):
        rows = _rows(session, LIKE, municipality, phrases=list(question.phrases), limit=limit + CANDIDATES)
        hits += [_like_hit(row, question) for row in rows]
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.name, hit.lon, hit.lat))
    return _each_once(ordered)[:limit]


def _known_arguments(question: PlaceQuestion) -> dict[str, Any]:
    begin = question.whole.replace("\\", "").replace("%", "").replace("_", "")
    asked = [*question.keys, *question.streets]
    return {"keys": list(dict.fromkeys(asked)), "begin": f"{begin}%" if len(begin) > 2 else "", "limit": CANDIDATES}


def _known_hit(row: sa.Row[Any], question: PlaceQuestion) -> PlaceHit:
    """A name that stands as it was asked for, all of it or in part, or that begins with all that was asked."""
    if PlaceKind(row.kind) is PlaceKind.LAMP_POST:
        return _hit(row, LAMP_POST if question.lamp_post else PART)
    asked, found = set(question.whole.split()), row.forgiven.split()
    spelt = SPELT_BONUS if row.folded in (question.spelt, question.said_spelt) else 0.0
    is_whole = _close(row.forgiven) in (_close(question.whole), _close(question.said)) or (
        PlaceKind(row.kind) is PlaceKind.CORNER and set(found) == asked
    )
    if is_whole:
        bonus = ADDRESS_BONUS if row.kind in (PlaceKind.ADDRESS, PlaceKind.PROPERTY) else 0.0
        return _hit(row, WHOLE + bonus + spelt)
    if row.forgiven.startswith(question.whole):
        return _hit(row, BEGINS + 0.2 * len(question.whole) / len(row.forgiven))
    # A part of what was said: the more of it, and the rarer (a long name), the likelier.
    covered = len(" ".join(found)) / len(question.whole)
    many = 0.2 if len(found) > 1 else 0.0
    number = ADDRESS_BONUS + 0.15 if row.number is not None else 0.0
    return _hit(row, min(PART + many + number + 0.15 * covered, MOST_OF_PART))


def _close(text: str) -> str:
    """Written together: people disagree about Stor gatan."""
    return text.replace(" ", "")


def _list_numbered(
    session: Session, municipality: str, question: PlaceQuestion, known: Sequence[sa.Row[Any]]
) -> list[PlaceHit]:
    """The number on the street that was named, or on those like it; the nearest one where it is not known."""
    streets = sorted(
        {
            (row.name, row.forgiven)
            for row in known
            if row.kind in (PlaceKind.STREET, PlaceKind.TRACT) and row.forgiven in question.streets
        }
    )
    given = {"tail": question.tail, "number": question.number}
    if streets:
        names, forgiven = zip(*streets, strict=True)
        rows = _rows(session, NUMBERED, municipality, streets=list(names), forgiven=list(forgiven), **given)
    else:
        street = question.street or ""
        rows = _rows(session, NUMBERED_LIKE, municipality, street=street, begin=f"{street}%", limit=CANDIDATES, **given)
    exact = {row.street for row in rows if row.is_tail}
    hits = []
    for row in rows:
        is_exact = row.is_tail or (
            row.number == question.number and " " not in question.tail and question.tail.isdecimal()
        )
        if row.is_tail or row.street not in exact:
            alike = likeness(question.street or "", row.its_street, row.likeness)
            hits.append(_hit(row, alike * (1 if is_exact else OTHER_NUMBER) + ADDRESS_BONUS, exact=is_exact))
    return hits


def _list_corners(session: Session, municipality: str, question: PlaceQuestion) -> list[PlaceHit]:
    """Corners of streets like the two that were named, in either order."""
    firsts, seconds = zip(*question.corners, strict=True)
    rows = _rows(session, CORNERS_LIKE, municipality, firsts=list(firsts), seconds=list(seconds), limit=CANDIDATES)
    asked = [words for one, other in question.corners for words in (f"{one} {other}", f"{other} {one}")]
    return [_hit(row, max(likeness(words, row.forgiven, 0.0) for words in asked)) for row in rows]


def _forgive_spelling(session: Session, question: PlaceQuestion, hits: Sequence[PlaceHit]) -> None:
    """Say how like trigrams must be from here on: one letter wrong spoils fewer of a long text's than of a short one's.

    Without it an index proposes every name that ends in -gatan, to be thrown away again one by one.
    """
    if not _is_sure(hits):
        session.execute(FORGIVE, {"least": str(question.least_like)})


def _like_hit(row: sa.Row[Any], question: PlaceQuestion) -> PlaceHit:
    score = max(likeness(phrase, row.forgiven, row.likeness) for phrase in question.phrases)
    return _hit(row, score + (SPELT_BONUS if row.folded == question.spelt else 0))


def _hit(row: sa.Row[Any], score: float, *, exact: bool = True) -> PlaceHit:
    kind = PlaceKind(row.kind)
    context = "" if kind in (PlaceKind.ADDRESS, PlaceKind.PROPERTY) else row.street or ""
    return PlaceHit(row.name, kind, row.lon, row.lat, context, round(score + row.weight / 100, 4), exact)


def _is_sure(hits: Iterable[PlaceHit]) -> bool:
    """Whether something is all that was asked for: then nothing alike is looked for."""
    return any(hit.exact and hit.score >= SURE for hit in hits)


def _each_once(hits: Sequence[PlaceHit]) -> list[PlaceHit]:
    """One of those of a name and kind that several files tell of; two that lie far apart are two."""
    kept: list[PlaceHit] = []
    for hit in hits:
        same = (each for each in kept if (each.name, each.kind) == (hit.name, hit.kind))
        if all(distance_in_metres(hit.lon, hit.lat, each.lon, each.lat) > SAME_PLACE_METRES for each in same):
            kept.append(hit)
    return kept


def _rows(session: Session, statement: sa.TextClause, municipality: str, **given: Any) -> Sequence[sa.Row[Any]]:
    return session.execute(statement, {"municipality": municipality, **given}).all()
