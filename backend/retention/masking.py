"""Masking texts that are given out. Pure: what is masked is cut away, and nothing tells how long it was."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEFAULT_PARAGRAPH = "21 kap. 7 § offentlighets- och sekretesslagen"
_PERSONS = tuple(
    map(
        re.compile,
        (
            r"[\w.+-]+@[\w-]+\.[\w.-]+",
            r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b",
            r"(?:\+46|\b0)[\d\s-]{6,13}\d\b",
            r"\b[A-ZÅÄÖ]{3} ?\d{2}[A-ZÅÄÖ0-9]\b",
        ),
    )
)
"""Mail addresses, personal numbers, telephones and number plates."""


@dataclass(frozen=True)
class Span:
    """A passage by its place in a text, ``starts`` to ``ends`` (excluded), and why it is masked."""

    starts: int
    ends: int
    paragraph: str


@dataclass(frozen=True)
class Piece:
    """A piece of a text as it is given out: words, or a mask with its paragraph and no words."""

    words: str
    paragraph: str | None = None


def find_all(text: str, passage: str) -> list[tuple[int, int]]:
    """Every place where ``passage`` stands, whatever its letters' size and the spaces between its words."""
    wanted = passage.split()
    if not wanted or wanted[0].lower() not in text.lower():
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, wanted)), re.IGNORECASE)
    return [found.span() for found in pattern.finditer(text)]


def find_persons(text: str, names: Iterable[str], paragraph: str) -> list[Span]:
    """What is masked unless somebody decides otherwise: addresses, numbers, plates, and these ``names``."""
    found = [found.span() for pattern in _PERSONS for found in pattern.finditer(text)]
    for name in names:
        found += [place for place in find_all(text, name) if _stands_alone(text, *place)]
    return [Span(starts, ends, paragraph) for starts, ends in sorted(set(found))]


def cut(text: str, masks: Sequence[Span], shown: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    """The text in pieces. ``shown`` are places that are not masked after all; masks that touch become one."""
    hidden: dict[int, str] = {}
    for mask in masks:
        for at in range(max(0, mask.starts), min(len(text), mask.ends)):
            hidden.setdefault(at, mask.paragraph)
    for starts, ends in shown:
        for at in range(starts, ends):
            hidden.pop(at, None)
    pieces: list[Piece] = []
    begin = 0
    for at in range(len(text) + 1):
        if at == len(text) or hidden.get(at) != hidden.get(begin):
            if at > begin:
                paragraph = hidden.get(begin)
                pieces.append(Piece("" if paragraph else text[begin:at], paragraph))
            begin = at
    return pieces


def tell(pieces: Iterable[Piece]) -> str:
    """The pieces as plain text."""
    return "".join(f"[maskerat: {piece.paragraph}]" if piece.paragraph else piece.words for piece in pieces)


def count_masks(pieces: Iterable[Piece]) -> int:
    """How many passages are masked."""
    return sum(piece.paragraph is not None for piece in pieces)


def _stands_alone(text: str, starts: int, ends: int) -> bool:
    before, after = text[starts - 1 : starts], text[ends : ends + 1]
    return not (before.isalnum() or (after.isalnum() and after.lower() != "s"))
