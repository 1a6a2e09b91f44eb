"""One row of somebody's file, as it was read, and why it may not become one of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class SourceRow:
    """A row: its ``number`` in the file (from 1), its columns, folded to small letters, and its geometry if it has one."""

    number: int
    fields: Mapping[str, Any]
    geometry: BaseGeometry | None

    def text(self, columns: Iterable[str]) -> str:
        """What the first of ``columns`` that says anything says, "" where none does."""
        for column in columns:
            value = self.fields.get(column)
            if value is None or value != value:  # a number that is no number is unequal to itself
                continue
            said = str(int(value)) if isinstance(value, float) and value.is_integer() else " ".join(str(value).split())
            if said and said.lower() not in ("none", "null", "nan", "<null>"):
                return said
        return ""


@dataclass(frozen=True)
class Refusal:
    """A row that was left out: its number in the file, and why in an English sentence."""

    number: int
    reason: str


class RowRefused(Exception):
    """A row cannot become one of ours; its text is the reason."""
