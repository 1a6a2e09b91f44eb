"""Cases as they are given out: every text in pieces, masked, with nothing behind the masks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.catalogue import CaseKind
from backend.foundation.ids import show_reference
from backend.retention.disclosure_models import Disclosure, Part
from backend.retention.masking import Piece, Span, count_masks, cut, find_persons
from backend.retention.naming import SHORTEST_NAME, spellings_of
from backend.retention.rebuilding import AT_THE_PERSONS

FIELDS = ("name", "address", "restricted")
"""What of a reporter is masked in every case unless it is shown by decision: name, address, number plates and the like."""


@dataclass(frozen=True)
class Text:
    """One text of a case: which, whose, when, in pieces."""

    part: Part
    id: UUID
    at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Sheet:
    """One case as it is given out. ``sender``: fields of its reporters; ``left_out``: why the whole is withheld."""

    position: int
    id: UUID
    reference: str
    category: str
    state: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    place: tuple[Piece, ...]
    point: tuple[float, float] | None
    sender: tuple[tuple[str, tuple[Piece, ...]], ...]
    texts: tuple[Text, ...]
    photos: int
    left_out: str | None

    @property
    def masks(self) -> int:
        """How many passages are masked."""
        every = [self.place, *(pieces for _, pieces in self.sender), *(text.pieces for text in self.texts)]
        return sum(map(count_masks, every)) + (self.left_out is not None)


def list_sheets(session: Session, disclosure: Disclosure, *, after: int = 0, limit: int = 25) -> list[Sheet]:
    """The cases of a disclosure after a position already shown, as they would be given out; seven statements."""
    asked: dict[str, Any] = {"m": disclosure.municipality, "d": disclosure.id, "after": after, "limit": limit}
    rows = session.execute(_CASES, asked).all()
    asked["cases"] = [row.id for row in rows]
    found = {name: _by_case(session, sql, asked) for name, sql in _HANGING.items()}
    return [_sheet(disclosure, row, {name: by_case.get(row.id, []) for name, by_case in found.items()}) for row in rows]


def list_texts(session: Session, municipality: str, case_id: UUID) -> list[tuple[Part, UUID, str]]:
    """Every text of a case that could be masked, as it was written."""
    asked = {"m": municipality, "cases": [case_id]}
    place = session.execute(_PLACE, asked).one_or_none()
    texts = [(Part.PLACE, case_id, place.place)] if place else []
    for name, part in _PARTS.items():
        texts += [(part, row.id, row.words) for row in session.execute(_HANGING[name], asked)]
    return texts


def _sheet(disclosure: Disclosure, row: sa.Row[Any], of_case: dict[str, list[sa.Row[Any]]]) -> Sheet:
    names = _list_names(of_case)
    masks: dict[tuple[str, UUID], list[Span]] = defaultdict(list)
    shown: dict[tuple[str, UUID], list[tuple[int, int]]] = defaultdict(list)
    for mask in of_case["masks"]:
        key = (mask.part, mask.part_id)
        if mask.is_shown:
            shown[key].append((mask.starts, mask.ends))
        else:
            masks[key].append(Span(mask.starts, mask.ends, mask.paragraph))

    def pieces(part: Part, part_id: UUID, text: str) -> tuple[Piece, ...]:
        spans = [*masks[part, part_id], *find_persons(text, names, disclosure.paragraph)]
        return tuple(cut(text, spans, shown[part, part_id]))

    place = pieces(Part.PLACE, row.id, row.place)
    is_persons = CaseKind(row.kind) in AT_THE_PERSONS or count_masks(place) > 0
    is_out = row.left_out is not None
    return Sheet(
        position=row.position,
        id=row.id,
        reference=show_reference(row.reference),
        category=row.category,
        state=row.state,
        outcome=row.outcome or "",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        place=(Piece("", row.left_out),) if is_out else place,
        point=None if is_persons or is_out else (round(row.longitude, 5), round(row.latitude, 5)),
        sender=() if is_out else _sender(disclosure, of_case),
        texts=()
        if is_out
        else tuple(
            Text(part, each.id, each.at, pieces(part, each.id, each.words))
            for name, part in _PARTS.items()
            for each in of_case[name]
            if each.words
        ),
        photos=0 if is_out else sum(each.photos for each in of_case["photos"]),
        left_out=row.left_out,
    )


def _sender(disclosure: Disclosure, of_case: dict[str, list[sa.Row[Any]]]) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    said = [("name", report.name) for report in of_case["words"] if report.name]
    said += [("address", row.address) for row in of_case["addresses"]]
    said += [("restricted", str(answer)) for report in of_case["words"] for answer in report.restricted.values()]
    return tuple(
        (field, (Piece(words) if field in disclosure.shown else Piece("", disclosure.paragraph),))
        for field, words in said
    )


def _list_names(of_case: dict[str, list[sa.Row[Any]]]) -> set[str]:
    names = {name for report in of_case["words"] if report.name for name in (report.name, *report.name.split())}
    for row in of_case["addresses"]:
        names |= {row.address, *spellings_of(row.address)}
    names |= {str(answer) for report in of_case["words"] for answer in report.restricted.values()}
    return {name for name in names if len(name) >= SHORTEST_NAME}


def _by_case(session: Session, sql: sa.TextClause, asked: dict[str, Any]) -> dict[UUID, list[sa.Row[Any]]]:
    found: dict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in session.execute(sql, asked):
        found[row.case_id].append(row)
    return found


def _say(sql: str) -> sa.TextClause:
    return sa.text(sql).bindparams(sa.bindparam("cases", type_=sa.ARRAY(sa.Uuid)))


_CASES = sa.text(
    "SELECT d.position, d.left_out, c.id, c.reference, c.category, c.kind, c.state, c.outcome, c.opened_at, c.closed_at,"
    " c.place, c.longitude, c.latitude FROM disclosure_case d"
    " JOIN cases c ON c.municipality = d.municipality AND c.id = d.case_id"
    " WHERE d.municipality = :m AND d.disclosure_id = :d AND d.position > :after ORDER BY d.position LIMIT :limit"
)
_PLACE = _say("SELECT id AS case_id, place FROM cases WHERE municipality = :m AND id = ANY(:cases)")
_HERE = "municipality = :m AND case_id = ANY(:cases)"
_HANGING = {
    "words": _say(
        "SELECT case_id, id, received_at AS at, words, name, answers_restricted AS restricted FROM report"
        f" WHERE {_HERE} ORDER BY received_at, id"
    ),
    "additions": _say(
        f"SELECT case_id, id, received_at AS at, words FROM report_addition WHERE {_HERE} ORDER BY received_at, id"
    ),
    "notes": _say(f"SELECT case_id, id, written_at AS at, words FROM case_note WHERE {_HERE} ORDER BY written_at, id"),
    "addresses": _say(
        "SELECT r.case_id, a.address FROM reporter_address a JOIN report r ON r.municipality = a.municipality"
        " AND r.id = a.report_id WHERE r.municipality = :m AND r.case_id = ANY(:cases) ORDER BY a.id"
    ),
    "photos": _say(f"SELECT case_id, count(*) AS photos FROM photo WHERE {_HERE} GROUP BY case_id"),
    "masks": sa.text(
        "SELECT case_id, part, part_id, starts, ends, paragraph, is_shown FROM disclosure_mask"
        " WHERE municipality = :m AND disclosure_id = :d AND case_id = ANY(:cases) ORDER BY id"
    ).bindparams(sa.bindparam("cases", type_=sa.ARRAY(sa.Uuid))),
}
_PARTS = {"words": Part.WORDS, "additions": Part.ADDITION, "notes": Part.NOTE}
