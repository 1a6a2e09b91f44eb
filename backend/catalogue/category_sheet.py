"""A municipality's categories as a sheet: out to a spreadsheet and in again, tried first."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.catalogue.cells import PLAIN, WORDS, is_cell, list_languages, write_cells
from backend.catalogue.editing import change_category, check_category
from backend.catalogue.queries import list_categories
from backend.catalogue.tree import Category
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.sheets import Changed, SheetRead, SheetRow, Wrong, read_sheet, write_sheet

CODE = "code"


def write_categories(session: Session, municipality: str) -> str:
    """Every category, hidden and retired ones too, one a row; ``import_categories`` reads it back to no change."""
    categories = _all(session, municipality)
    words = [f"{cell}_{language}" for cell in WORDS for language in list_languages(categories)]
    rows = [{CODE: category.code, **write_cells(category)} for category in categories]
    return write_sheet((CODE, *words, *PLAIN), rows)


def import_categories(
    session: Session, municipality: str, sheet: str, *, dry_run: bool, actor: Actor, now: datetime
) -> SheetRead:
    """What the sheet would change and what is wrong, by row; kept only where nothing is wrong and ``dry_run`` is False.

    Columns and categories that are not in the sheet stay. Raises ``Invalid`` where it cannot be read at all.
    """
    heading = sheet.partition("\n")[0].strip("\ufeff\r\n").replace(",", ";").split(";")
    known = [CODE, *(name.strip().strip('"') for name in heading if is_cell(name.strip().strip('"')))]
    rows = read_sheet(sheet, columns=known, must=(CODE,))
    categories = {category.code: category for category in _all(session, municipality)}
    changed: list[Changed] = []
    wrong: list[Wrong] = []
    to_do: dict[str, dict[str, str]] = {}
    for row in rows:
        code = row.cells.get(CODE, "")
        if code not in categories or code in to_do:
            wrong.append(Wrong(row.number, CODE, _stranger(code in to_do)))
            continue
        given = to_do[code] = {name: cell for name, cell in row.cells.items() if name != CODE}
        changed += _try(session, municipality, categories[code], given, row, wrong, now=now)
    is_done = not dry_run and not wrong
    if is_done:
        _keep(session, municipality, to_do, actor=actor, now=now)
    return SheetRead(tuple(changed), tuple(wrong), len(rows), is_done)


def _try(
    session: Session,
    municipality: str,
    category: Category,
    given: dict[str, str],
    row: SheetRow,
    wrong: list[Wrong],
    *,
    now: datetime,
) -> list[Changed]:
    try:
        changes = check_category(session, municipality, category, given, now=now)
    except Invalid as error:
        wrong += [Wrong(row.number, name, Invalid(error.code, said)) for name, said in error.fields.items()]
        return []
    return [Changed(row.number, category.code, name, before, after) for name, (before, after) in changes.items()]


def _keep(
    session: Session, municipality: str, to_do: dict[str, dict[str, str]], *, actor: Actor, now: datetime
) -> None:
    done = [
        code for code, given in to_do.items()
        if change_category(session, municipality, code, given=given, actor=actor, now=now)
    ]  # fmt: skip
    facts = {"categories": len(done)}
    audit.record(
        session, municipality, actor=actor, act="import_categories", subject=("category", None), facts=facts, now=now
    )


def _stranger(is_twice: bool) -> Invalid:
    if is_twice:
        return Invalid("row_twice", "It stands in an earlier row already.")
    return Invalid("no_such_category", "There is no such category.")


def _all(session: Session, municipality: str) -> list[Category]:
    return list_categories(session, municipality, include_hidden=True, include_retired=True)
