"""One import under way: what is being laid, what is known of codes so far, what was wrong, and what became of each row."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.actor import Actor
from backend.foundation.database import Base
from backend.geography import Municipality
from backend.setting_up.errors import Fault
from backend.setting_up.folder import Line, TownFiles
from backend.setting_up.laying import Laid


@dataclass(kw_only=True)
class Work:
    """``faults`` and ``counts`` grow while the files are laid."""

    session: Session
    town: Municipality
    files: TownFiles
    actor: Actor
    now: datetime
    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, Counter[Laid]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def municipality(self) -> str:
        """Its code."""
        return self.town.code

    def count(self, file: str, laid: Laid, many: int = 1) -> None:
        """That so many rows became that."""
        self.counts[file][laid] += many

    def ids_by_code(self, table: type[Base]) -> dict[str, UUID]:
        """Code → id of the rows of a table with both: the municipality's own, or everybody's where it is a global one."""
        columns = table.__table__.c
        wanted = sa.select(columns.code, columns.id)
        if "municipality" in columns:
            wanted = wanted.where(columns.municipality == self.municipality)
        return {str(code): UUID(str(row_id)) for code, row_id in self.session.execute(wanted)}

    def is_known(self, line: Line, column: str, known: Collection[str]) -> bool:
        """Whether the cell (each of its codes) is one of ``known``, or empty; a fault is kept where not."""
        cell = line.cells[column]
        named = cell if isinstance(cell, tuple) else (cell,) if cell else ()
        unknown = [each for each in named if each not in known]
        if unknown:
            self.faults.append(line.fault(column, f"There is no {', '.join(unknown)} here."))
        return not unknown

    def are_once(self, file: str, *columns: str) -> list[Line]:
        """The rows of a file; a fault is kept for each whose ``columns`` say the same as an earlier row's."""
        seen: dict[tuple[object, ...], int] = {}
        for line in self.files.of(file):
            key = tuple(line.cells[column] for column in columns)
            if key in seen:
                self.faults.append(line.fault(columns[-1], f"Row {seen[key]} says the same."))
            seen.setdefault(key, line.number)
        return self.files.of(file)

    def morning_of(self, day: date | None) -> datetime | None:
        """The moment that day begins in the municipality."""
        return datetime.combine(day, time(), ZoneInfo(self.town.time_zone)) if day else None


def in_languages(swedish: str, english: str | None) -> dict[str, str]:
    """Words by language, with English where it was written."""
    return {"sv": swedish} | ({"en": english} if english else {})
