"""Taking a sheet in: what is sent, and what it would change or did."""

from typing import Any

from marshmallow import fields, validate

from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared.sheet_views import say_wrong
from backend.foundation.sheets import SheetRead

MOST_SHEET = 240_000
BINARY = {"type": "string", "format": "binary"}
"""The schema of a file that is answered."""


class SheetBody(ApiSchema):
    """A sheet."""

    sheet = fields.String(
        required=True,
        validate=validate.Length(1, MOST_SHEET, error="The file is too large."),
        metadata=note("CSV with a heading, semicolon or comma between.", "code;language;subject;body\r\n"),
    )
    dry_run = fields.Boolean(load_default=True, metadata=note("Only tell what would change; so unless said.", True))


class ChangedCell(ApiSchema):
    """A cell that says something else than what stands."""

    row = fields.Integer(metadata=note("The row of the sheet; the heading is 1.", 2))
    subject = fields.String(metadata=note("What it is about.", "mended sv"))
    column = fields.String(metadata=note("The column.", "subject"))
    before = fields.String(metadata=note("What stood.", "{ref}: {verb}"))
    after = fields.String(metadata=note("What would stand.", "{ref}: Klart"))


class WrongCell(ApiSchema):
    """A row that cannot be taken in."""

    row = fields.Integer(metadata=note("The row of the sheet.", 3))
    column = fields.String(metadata=note("The column.", "body"))
    words = fields.String(metadata=note("What is wrong, in the reader's language.", "Det finns ingen sådan text."))


class SheetAnswer(ApiSchema):
    """What the sheet changes. Where anything is wrong nothing is kept."""

    rows = fields.Integer(metadata=note("Rows that hold anything.", 130))
    changed = fields.List(fields.Nested(ChangedCell), metadata=note("By row."))
    wrong = fields.List(fields.Nested(WrongCell), metadata=note("By row."))
    is_done = fields.Boolean(metadata=note("Whether it was kept.", False))


SHEET_EXAMPLE: dict[str, Any] = {
    "rows": 130,
    "changed": [{"row": 2, "subject": "mended sv", "column": "subject", "before": "{ref}: {verb}", "after": "{ref}"}],
    "wrong": [],
    "isDone": False,
}
SHEET_SENT = {"sheet": "code;language;subject;body\r\nmended;sv;{ref};{ref}: {verdict}\r\n", "dryRun": True}


def say_read(read: SheetRead) -> dict[str, Any]:
    """As it is answered."""
    return {"rows": read.rows, "changed": read.changed, "wrong": say_wrong(read), "is_done": read.is_done}
