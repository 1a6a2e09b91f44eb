"""A category as cells of text: the one form that pages, the API, sheets and its history share. Pure.

Words of a language are ``name_sv``, ``help_en`` …; targets stand under their own names in their written form.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backend.catalogue.counts import read_count_rules, write_count_rules
from backend.catalogue.seasons import read_season_targets, write_season_targets
from backend.catalogue.shipped import CATCH_ALL
from backend.catalogue.targets import TARGET_NAMES, read_target, read_targets, read_window, write_targets
from backend.catalogue.tree import Category
from backend.foundation.errors import Invalid
from backend.foundation.sheets import read_flag, write_flag

WORDS = {
    "name": "names", "public": "public_names", "help": "helps", "verb": "verbs", "advice": "advice",
    "planned": "planned_words",
}  # fmt: skip
"""Cell → column of words by language. ``planned`` is said in the place of a week or season of planned work."""
BY_RULE = ("season_targets", "count_rules")
FLAGS = ("public_at_once", "joinable", "hidden", "retired")
PLAIN = ("unit", "search_words", *FLAGS, "near_metres", "season", *TARGET_NAMES, *BY_RULE, "look_again_on")
MOST_METRES = 500
LONGEST = {"name": 80, "public": 80, "help": 200, "verb": 80, "advice": 500, "planned": 120, "search_words": 1000}
LONGEST |= dict.fromkeys(BY_RULE, 600)
_OF_LANGUAGE = re.compile(rf"({'|'.join(WORDS)})_([a-z]{{2,3}})")
_EMPTY, _TOO_LONG = "This field must not be empty.", "This is too long."
_MUST = ("name_sv", "public_sv", "unit")


def write_cells(category: Category) -> dict[str, str]:
    """The category's cells; words that are not there have none."""
    words = {
        f"{cell}_{language}": said
        for cell, column in WORDS.items()
        for language, said in getattr(category, column).items()
        if said
    }
    return {
        **words,
        "unit": category.unit_code,
        "search_words": category.search_words,
        **{flag: write_flag(getattr(category, flag)) for flag in FLAGS},
        "near_metres": str(category.near_metres),
        "season": str(category.season) if category.season else "",
        **dict.fromkeys(TARGET_NAMES, ""),
        **write_targets(category.targets),
        "season_targets": write_season_targets(category.season_targets),
        "count_rules": write_count_rules(category.count_rules),
        "look_again_on": category.look_again_on.isoformat() if category.look_again_on else "",
    }


def is_cell(name: str) -> bool:
    """Whether a category has cells of that name."""
    return name in PLAIN or bool(_OF_LANGUAGE.fullmatch(name))


def list_languages(categories: Iterable[Category]) -> list[str]:
    """The languages any of them has words in, Swedish and English first."""
    there = {
        language for category in categories for column in WORDS.values() for language in getattr(category, column)
    }  # fmt: skip
    return [*("sv", "en"), *sorted(there - {"sv", "en"})]


def changed_cells(category: Category, given: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Cell → before and after, for those of ``given`` that say something else than what stands.

    Raises ``Invalid`` for a cell there is not.
    """
    strange = [name for name in given if not is_cell(name)]
    if strange:
        said = "A category has no such field."
        raise Invalid("no_such_field", said, fields=dict.fromkeys(strange, said))
    before = write_cells(category)
    after = {name: _tidy(name, cell) for name, cell in given.items()}
    return {name: (before.get(name, ""), cell) for name, cell in after.items() if cell != before.get(name, "")}


def read_cells(category: Category, after: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the category once ``after`` stands in those cells. Raises ``Invalid`` naming each wrong cell."""
    cells = {**write_cells(category), **after}
    wrong = _too_short_or_long(cells)
    values: dict[str, Any] = {"unit_code": cells["unit"], "search_words": cells["search_words"]}
    for column, read in _READ.items():
        _try(column, read, cells[column], values, wrong)
    for flag in FLAGS:
        _try(flag, read_flag, cells[flag], values, wrong)
    if category.code == CATCH_ALL and (values.get("hidden") or values.get("retired")):
        wrong["hidden" if values.get("hidden") else "retired"] = "What fits nowhere needs this category: it stays."
    _read_all_targets(cells, values, wrong)
    if wrong:
        raise Invalid("category_not_possible", "The category cannot be like that.", fields=wrong)
    return {**values, **_words(cells)}


def _too_short_or_long(cells: Mapping[str, str]) -> dict[str, str]:
    empty = {name: _EMPTY for name in _MUST if not cells.get(name)}
    longest = {name: LONGEST.get(name, LONGEST.get(name.partition("_")[0], 200)) for name in cells}
    return empty | {name: _TOO_LONG for name, cell in cells.items() if len(cell) > longest[name]}


def _words(cells: Mapping[str, str]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {column: {} for column in WORDS.values()}
    for name, cell in cells.items():
        found = _OF_LANGUAGE.fullmatch(name)
        if found and cell:
            words[WORDS[found[1]]][found[2]] = cell
    return words


def _read_all_targets(cells: Mapping[str, str], values: dict[str, Any], wrong: dict[str, str]) -> None:
    written = {name: cells[name] for name in TARGET_NAMES if cells[name]}
    for name, text in written.items():
        try:
            read_target(text)
        except Invalid as error:
            wrong[name] = error.message
    if not any(name in wrong for name in TARGET_NAMES):
        try:
            values["targets"] = write_targets(read_targets(written))
        except Invalid as error:
            wrong["mend" if "acknowledge" in written else "acknowledge"] = error.message


def _try(name: str, read: Any, cell: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    try:
        values[name] = read(cell)
    except Invalid as error:
        wrong[name] = error.message
    except ValueError:
        wrong[name] = "This cell could not be read."


def _read_metres(cell: str) -> int:
    metres = int(cell)
    if not 0 <= metres <= MOST_METRES:
        raise Invalid("near_metres_wrong", "Between 0 and 500 metres.")
    return metres


def _read_season(cell: str) -> str | None:
    return str(read_window(cell)) if cell else None


def _read_day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


_READ = {
    "near_metres": _read_metres,
    "season": _read_season,
    "look_again_on": _read_day,
    "season_targets": lambda cell: write_season_targets(read_season_targets(cell)),
    "count_rules": lambda cell: write_count_rules(read_count_rules(cell)),
}  # fmt: skip
"""Column → how its cell is read; what is written in more than one way is kept in one."""


def _tidy(name: str, cell: str) -> str:
    """On one line, without braces: what stands inside a text can never become a place for a link."""
    return " ".join(cell.replace("{", "(").replace("}", ")").split())
