"""Rules as a sheet: out to CSV and in again, one rule a row, for those who keep them in a spreadsheet. Pure."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from backend.foundation.errors import Invalid
from backend.responsibility.conditions import CHECKS
from backend.responsibility.rules import MOST_RULES, Rule, with_codes

CONDITIONS = tuple(CHECKS)
TARGETS = ("then", "unit", "contract", "body", "priority")
TEXTS = ("why_sv", "why_en", "note_sv", "note_en")
COLUMNS = ("code", *CONDITIONS, *TARGETS, *TEXTS)
_LISTS = frozenset({"category", "kind", "area", "keeper"})
_YES_NO = frozenset({"neighbour", "covered", "lack"})
_BETWEEN = "|"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_YES, _NO = frozenset({"ja", "yes", "true", "1"}), frozenset({"nej", "no", "false", "0"})
_BYTE_ORDER_MARK = "\ufeff"


def write_sheet(rules: list[Rule]) -> str:
    """The rules as CSV with semicolons, as Swedish spreadsheets open it; ``read_sheet`` reads it back to the same rules."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rule in with_codes(rules):
        writer.writerow([_harmless(_cell(rule, name)) for name in COLUMNS])
    return _BYTE_ORDER_MARK + out.getvalue()


def read_sheet(text: str) -> list[Rule]:
    """The rules of a sheet, comma or semicolon between, columns in any order; not yet checked.

    Raises ``Invalid`` for a sheet without ``then``, with a column there is not, or a cell that cannot be read.
    """
    text = text.removeprefix(_BYTE_ORDER_MARK)
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if heading.count(";") >= heading.count(",") else ",")
    names = [name.strip() for name in reader.fieldnames or ()]
    unknown = [name for name in names if name and name not in COLUMNS]
    if "then" not in names or unknown:
        said = "The sheet's first row must hold the names of the columns. Not understood: {names}"
        raise Invalid("sheet_not_understood", said, names=", ".join(unknown) or "then")
    rules: list[Rule] = []
    wrong: dict[str, str] = {}
    for number, row in enumerate(reader, 2):
        cells = {str(name).strip(): _plain(value) for name, value in row.items() if isinstance(value, str)}
        if any(cells.values()):
            rules.append(_rule(cells, number, wrong))
        if len(rules) > MOST_RULES:
            break
    if wrong:
        raise Invalid("sheet_wrong", "Some cells of the sheet could not be read.", fields=wrong)
    return rules


def _rule(cells: Mapping[str, str], number: int, wrong: dict[str, str]) -> Rule:
    asked: dict[str, Any] = {}
    for name in CONDITIONS:
        if cells.get(name):
            try:
                asked[name] = _condition(name, cells[name])
            except ValueError:
                wrong[f"row.{number}.{name}"] = "This cell could not be read."
    rule: Rule = {"if": asked, "then": cells.get("then", "")}
    if cells.get("code"):
        rule = {"code": cells["code"], **rule}
    rule |= {name: cells[name] for name in TARGETS[1:] if cells.get(name)}
    for name in ("why", "note"):
        said = {language: cells[f"{name}_{language}"] for language in ("sv", "en") if cells.get(f"{name}_{language}")}
        rule |= {name: said} if said else {}
    return rule


def _condition(name: str, text: str) -> Any:
    parts = [part.strip() for part in text.split(_BETWEEN) if part.strip()]
    if name in _LISTS:
        return parts
    if name in _YES_NO:
        if text.casefold() not in _YES | _NO:
            raise ValueError(text)
        return text.casefold() in _YES
    if name == "answers":
        answers: dict[str, list[str]] = {}
        for part in parts:
            question, equals, choice = part.partition("=")
            if not (question and equals and choice):
                raise ValueError(part)
            answers.setdefault(question.strip(), []).append(choice.strip())
        return answers
    if name == "near":
        pairs = (part.rsplit(None, 1) for part in parts)
        return {kind: float(metres.replace(",", ".")) for kind, metres in pairs}
    return text


def _cell(rule: Rule, name: str) -> str:
    if name in TEXTS:
        kind, _, language = name.partition("_")
        return str(rule.get(kind, {}).get(language, ""))
    if name not in CONDITIONS:
        return str(rule.get(name) or "")
    wanted = rule["if"].get(name)
    if wanted is None:
        return ""
    if isinstance(wanted, bool):
        return "ja" if wanted else "nej"
    if name == "answers":
        return _BETWEEN.join(f"{question}={choice}" for question, choices in wanted.items() for choice in choices)
    if name == "near":
        return _BETWEEN.join(f"{kind} {metres:g}" for kind, metres in wanted.items())
    return _BETWEEN.join(wanted) if isinstance(wanted, list) else str(wanted)


def _harmless(text: str) -> str:
    """A spreadsheet runs what begins like a formula: an apostrophe before it makes it text."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _plain(value: str) -> str:
    text = value.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS_FORMULA) else text
