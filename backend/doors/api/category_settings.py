"""Categories kept by the municipality: names, flags, targets, upkeep and frost, out to a sheet and in again."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from backend import accounts, catalogue
from backend.accounts import Right
from backend.catalogue import CELLS_OF_WORDS, Category
from backend.doors.api.acting import Body
from backend.doors.api.category_setting_schemas import (
    FULL_EXAMPLE,
    SETTING_EXAMPLE,
    SettingChange,
    SettingInFull,
    SettingList,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.rule_cells import say_rules, write_counts, write_seasons
from backend.doors.api.sheet_schemas import BINARY, SHEET_EXAMPLE, SheetAnswer, SheetBody, say_read
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.naming import camel_case
from backend.doors.shared.sheet_views import answer_sheet
from backend.foundation import clock
from backend.foundation.errors import Invalid
from backend.foundation.sheets import write_flag

resource = ApiBlueprint("category-settings", __name__, description="Categories as the municipality keeps them.")

_ALL = "/<municipality:municipality_code>/category-settings"
_ONE = f"{_ALL}/<category_code>"
_SAME = ("code", "kind", "priority", "search_words", "public_at_once", "joinable", "hidden", "retired", "near_metres")
_WRITTEN = {"season_targets": write_seasons, "count_rules": write_counts}
_IN_FULL: dict[str, Any] = {"schema": SettingInFull, "example": FULL_EXAMPLE, "description": "The category."}
_SENT = {"sheet": "code;name_sv;mend\r\nbelysning.enstaka;Släckt lampa;30 days\r\n", "dryRun": True}


@resource.route(_ALL)
@resource.response(200, schema=SettingList, example={"items": [SETTING_EXAMPLE]}, description="The categories.")
@door(Right.ADMINISTER)
def list_category_settings(municipality_code: str) -> dict[str, Any]:
    """List the categories as they are kept

    In every language, with targets; hidden and retired ones too.
    """
    with transaction(current_scope()) as session:
        found = catalogue.list_categories(session, municipality_code, include_hidden=True, include_retired=True)
        return {"items": [_item(each) for each in found]}


@resource.route(_ONE)
@resource.response(200, **_IN_FULL)
@door(Right.ADMINISTER)
def get_category_setting(municipality_code: str, category_code: str) -> dict[str, Any]:
    """Tell everything of one category

    With every change: who changed what, when.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, municipality_code, category_code)


@resource.route(_ONE, methods=["PATCH"])
@resource.arguments(SettingChange, example={"targets": {"mend": "30 days"}, "names": {"sv": "Släckt lampa"}, "seen": 1})
@resource.response(200, **_IN_FULL)
@door(Right.ADMINISTER)
def change_category_setting(body: Body, municipality_code: str, category_code: str) -> dict[str, Any]:
    """Change a category

    What is left out stays. What is promised already stays promised.
    """
    seen = body.pop("seen", None)
    with transaction(current_scope()) as session:
        given = {"given": _cells(body), "seen": seen, "actor": current_actor(), "now": clock.now(session)}
        try:
            catalogue.change_category(session, municipality_code, category_code, **given)
        except Invalid as error:
            error.fields = {_outside(name): said for name, said in error.fields.items()}
            raise
        return _in_full(session, municipality_code, category_code)


@resource.route(f"{_ALL}/sheet")
@resource.response(200, schema=BINARY, content_type="text/csv", description="The sheet.")
@door(Right.ADMINISTER)
def get_category_sheet(municipality_code: str) -> Response:
    """Take the categories out to a spreadsheet

    CSV in UTF-8 with a byte order mark and semicolons. A cell that begins like a formula has an apostrophe before it.
    """
    with transaction(current_scope()) as session:
        return answer_sheet(catalogue.write_categories(session, municipality_code), "kategorier.csv")


@resource.route(f"{_ALL}/imports", methods=["POST"])
@resource.arguments(SheetBody, example=_SENT)
@resource.response(200, schema=SheetAnswer, example=SHEET_EXAMPLE, description="What it changes.")
@door(Right.ADMINISTER, limit="30/minute")
def import_category_settings(body: Body, municipality_code: str) -> dict[str, Any]:
    """Take categories in from a spreadsheet

    Tried first unless said otherwise. Columns that are not there stay; where one row is wrong none is kept.
    """
    with transaction(current_scope()) as session:
        given = {"dry_run": body["dry_run"], "actor": current_actor(), "now": clock.now(session)}
        return say_read(catalogue.import_categories(session, municipality_code, body["sheet"], **given))


def _cells(body: Body) -> dict[str, str]:
    """What was sent, as cells."""
    columns = {column: cell for cell, column in CELLS_OF_WORDS.items()}
    cells: dict[str, str] = {}
    for name, value in body.items():
        if name in columns:
            cells |= {f"{columns[name]}_{language}": said or "" for language, said in value.items()}
        elif name == "targets":
            cells |= {target: said or "" for target, said in value.items()}
        elif name in _WRITTEN:
            cells[name] = _WRITTEN[name](value)
        elif isinstance(value, bool):
            cells[name] = write_flag(value)
        else:
            cells[name] = "" if value is None else str(value)
    return cells


def _outside(cell: str) -> str:
    """The cell's name as it was sent: ``names.sv``, ``targets.mend``, ``nearMetres``."""
    word, _, language = cell.partition("_")
    if word in CELLS_OF_WORDS and language:
        return f"{camel_case(CELLS_OF_WORDS[word])}.{language}"
    return f"targets.{cell}" if cell in catalogue.TARGET_NAMES else cell


def _item(category: Category) -> dict[str, Any]:
    cells = catalogue.write_cells(category)
    return {
        **{name: getattr(category, name) for name in _SAME},
        **{column: dict(getattr(category, column)) for column in CELLS_OF_WORDS.values()},
        "group": category.group_code,
        "unit": category.unit_code,
        "season": cells["season"] or None,
        "targets": {name: cells[name] for name in catalogue.TARGET_NAMES if cells[name]},
        "look_again_on": category.look_again_on,
        **say_rules(category),
    }


def _in_full(session: Session, municipality: str, code: str) -> dict[str, Any]:
    category = catalogue.get_category(session, municipality, code)
    versions = catalogue.list_category_versions(session, municipality, code)
    names = accounts.name_people(session, [each.edited_by for each in versions if each.edited_by])
    return {
        **_item(category),
        "version": versions[0].number if versions else 0,
        "versions": [
            {
                "number": each.number,
                "changes": {k: {"before": before, "after": after} for k, (before, after) in each.changes.items()},
                "edited_by": names.get(each.edited_by, "") if each.edited_by else "",
                "edited_at": each.edited_at,
            }
            for each in versions
        ],
    }
