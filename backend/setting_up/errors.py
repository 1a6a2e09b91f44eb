"""The refusals of setting up."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.foundation.errors import Invalid


@dataclass(frozen=True)
class Fault:
    """Something that is wrong, by file, row (as a spreadsheet numbers them; 0: the file as a whole) and column."""

    file: str
    row: int
    column: str
    why: str

    def __str__(self) -> str:
        where = [self.file, *([f"row {self.row}"] if self.row else []), *([self.column] if self.column else [])]
        return f"{', '.join(where)}: {self.why}"


class TownWrong(Invalid):
    """Nothing was changed: ``faults`` says what must be mended first, all of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        fields = {f"{each.file}.{each.row}.{each.column}": each.why for each in faults}
        super().__init__("town_wrong", "Nothing was changed: something in the files is wrong.", fields=fields)
        self.faults = tuple(faults)
