"""Taking a sheet in on a page: tried first, then the same sheet again to keep it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from backend.doors.kontaktcenter.rule_form import read_file
from backend.doors.shared import current_scope, transaction, translate
from backend.doors.shared.sheet_views import MOST_SHOWN, WrongSaid, say_wrong
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.sheets import Changed, SheetRead

TakeIn = Callable[[Session, str, bool, datetime], SheetRead]
"""Session, sheet, whether it is only tried, now."""


@dataclass(frozen=True)
class Tried:
    """What a sheet would change, or did. ``sheet`` goes with the button that keeps it; ``told`` is why it cannot be read."""

    sheet: str = ""
    rows: int = 0
    changed: tuple[Changed, ...] = ()
    wrong: list[WrongSaid] = field(default_factory=list)
    more: int = 0
    is_done: bool = False
    told: str = ""


def take_sheet(take_in: TakeIn) -> Tried:
    """Try the uploaded sheet, or keep the one that was tried where the form says so."""
    keeps = request.form.get("act") == "keep"
    try:
        sheet = request.form.get("tried", "") if keeps else read_file("sheet")
        with transaction(current_scope()) as session:
            read = take_in(session, sheet, not keeps, clock.now(session))
    except (Invalid, Conflict) as error:
        return Tried(told=translate(error))
    more = max(len(read.changed) - MOST_SHOWN, 0)
    return Tried(sheet, read.rows, read.changed[:MOST_SHOWN], say_wrong(read)[:MOST_SHOWN], more, read.is_done)
