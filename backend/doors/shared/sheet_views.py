"""What both the API and the console show of a sheet that is taken in."""

from dataclasses import dataclass

from flask import Response

from backend.doors.shared.language import translate
from backend.foundation.sheets import SheetRead

MOST_SHOWN = 500


@dataclass(frozen=True)
class WrongSaid:
    """What is wrong in a row, in the reader's language."""

    row: int
    column: str
    words: str


def say_wrong(read: SheetRead) -> list[WrongSaid]:
    """Everything that is wrong, in words."""
    return [WrongSaid(each.row, each.column, translate(each.error)) for each in read.wrong]


def name_text_sheet(language: str | None) -> str:
    """The file's name for the texts in one language, or in all."""
    return f"texter-{language}.csv" if language else "texter.csv"


def answer_sheet(sheet: str, name: str) -> Response:
    """The sheet as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet, content_type="text/csv; charset=utf-8", headers=headers)
