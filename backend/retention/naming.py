"""What names a person in words that others wrote: their name, their addresses, and long pieces of what they wrote."""

import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.retention.erasing_sql import TERMS

SHORTEST_NAME, SHORTEST_WORDS = 3, 12
"""Shorter names and shorter pieces of text stand in others' words by chance."""


def list_terms(session: Session, at: dict[str, Any]) -> tuple[dict[str, list[Any]], list[UUID]]:
    """Pairs of case and pattern for the reports of ``at``, and the cases whose place is as one of them typed it."""
    cases: list[UUID] = []
    patterns: list[str] = []
    typed: list[UUID] = []
    for row in session.execute(TERMS, at):
        found = terms_of(row)
        if found:
            cases.append(row.case_id)
            patterns.append("|".join(map(pattern_of, found)))
        if row.is_place_typed and row.place_words:
            typed.append(row.case_id)
    return {"named_cases": cases, "patterns": patterns}, typed


def terms_of(row: sa.Row[Any]) -> list[str]:
    """What to look for, each once; the longest first."""
    names = [row.name, *(row.name or "").split()]
    found = {each.strip() for each in names if each and len(each.strip()) >= SHORTEST_NAME}
    for address in row.addresses:
        found |= {address, *spellings_of(address)}
    for said in (row.words, row.place_words, *row.additions):
        found |= {piece.strip() for piece in re.split(r"[\n.!?]", said or "") if len(piece.strip()) >= SHORTEST_WORDS}
    return sorted(found, key=lambda each: (-len(each), each))


def spellings_of(address: str) -> set[str]:
    """A number as people write it: with and without the country, with and without a dash after three."""
    if not address.startswith("+46"):
        return set()
    local = f"0{address[3:]}"
    return {local, f"{local[:3]}-{local[3:]}", f"{local[:3]} {local[3:]}"}


def pattern_of(term: str) -> str:
    """A pattern of PostgreSQL that finds ``term`` as words of their own, however its spaces were set."""
    parts = [re.sub(r"(\W)", r"\\\1", part) for part in term.split()]
    return r"(?:^|\W)" + r"\s+".join(parts) + r"(?:$|\W)"
