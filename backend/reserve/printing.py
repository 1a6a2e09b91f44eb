"""Making the sheets: for printing now, with new references, or for the folder, with those that wait there."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from sqlalchemy.orm import Session

from backend import cases, geography
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.reserve.files import STANDBY, standby_set, write_file
from backend.reserve.sheets import Sheets, gather_sheets

FORMS_ON_STANDBY = 20
_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def print_sheets(database: Database, municipality: str, *, forms: int, folder: Path, out: Path | None = None) -> Path:
    """Put ``forms`` new references aside and write them as a page to print; returns the file."""
    with database.transaction(Scope((municipality,))) as session:
        now = clock.now(session)
        references = cases.reserve_references(session, municipality, count=forms, now=now)
        sheets = gather_sheets(session, municipality, references=references, now=now)
    if out is not None:
        return write_file(out.resolve().parent, out.name, render_sheets(sheets))
    stamp = now.astimezone(sheets.tz).strftime("%Y%m%d-%H%M%S")
    return write_file(folder / "printed", f"{sheets.slug}-{stamp}{STANDBY}", render_sheets(sheets))


def write_standby(database: Database, folder: Path) -> int:
    """Write the sheets of every municipality to ``folder`` for when the database is away; returns how many."""
    with database.transaction(GLOBAL) as session:
        towns = [(each.code, each.slug) for each in geography.list_municipalities(session, active_only=True)]
    for code, slug in towns:
        with database.transaction(Scope((code,))) as session:
            sheets = _gather_standby(session, code, slug, folder)
        write_file(folder, f"{slug}{STANDBY}", render_sheets(sheets))
    return len(towns)


def render_sheets(sheets: Sheets) -> str:
    """The page as HTML with its own style: it is opened from a disk."""

    def moment(at: datetime, tz: ZoneInfo = sheets.tz) -> str:
        return at.astimezone(tz).strftime("%Y-%m-%d kl. %H.%M")

    return _PAGES.get_template("sheets.html").render(sheets=sheets, moment=moment)


def _gather_standby(session: Session, code: str, slug: str, folder: Path) -> Sheets:
    now = clock.now(session)
    references = cases.keep_reserved(session, code, sheet_id=standby_set(folder, slug), count=FORMS_ON_STANDBY, now=now)
    return gather_sheets(session, code, references=references, now=now)
