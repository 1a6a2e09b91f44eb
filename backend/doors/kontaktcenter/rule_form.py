"""One rule as a plain form: the same cells as a row of the sheet, read by the same reader."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext

from backend import responsibility
from backend.doors.kontaktcenter.acting import written
from backend.foundation.errors import Invalid

MOST_FILE_BYTES = 2_000_000
FIELDS: tuple[tuple[str, Any, Any], ...] = (
    ("category", lazy_gettext("Category or group"), lazy_gettext("Codes, with | between: vag.potthal|vinter")),
    ("answers", lazy_gettext("Answers"), lazy_gettext("question=choice, with | between: sign=stop|sign=give_way")),
    ("area", lazy_gettext("Area"), lazy_gettext("Codes of areas, with | between.")),
    ("keeper", lazy_gettext("Road keeper"), lazy_gettext("state, municipal, private or none, with | between.")),
    ("near", lazy_gettext("Near"), lazy_gettext("A class of things and metres: playground 50")),
    ("season", lazy_gettext("Season"), lazy_gettext("Month-day to month-day: 10-01/04-30")),
    ("hours", lazy_gettext("Hours"), lazy_gettext("open, closed, or 16:00-07:00")),
    ("from", lazy_gettext("From the day"), lazy_gettext("2026-11-30, or empty.")),
    ("until", lazy_gettext("Before the day"), lazy_gettext("2026-11-30, or empty.")),
)
"""The conditions of the form. What else a rule may ask stays as it was, and is edited in the sheet."""
_ROW = ("code", *(name for name, _, _ in FIELDS), "then", "unit", "contract", "body", "priority", "why_sv", "note_sv")


def rules_with(rules: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The draft's rules with the form's rule in its place; without it where "remove" was pressed."""
    code = written("code")
    before = next((rule for rule in rules if rule["code"] == code), None)
    others = [rule for rule in rules if rule["code"] != code]
    if request.form.get("act") == "remove":
        return others
    rule = _merge(_read_rule(), before)
    place = written("place")
    number = int(place) if place.isdecimal() else 1 if before is None else list(rules).index(before) + 1
    at = min(max(number, 1), len(others) + 1) - 1
    return [*others[:at], rule, *others[at:]]


def fill_form(rules: Sequence[dict[str, Any]], code: str) -> dict[str, str]:
    """The cells of the rule of that code, and its place; empty for a new one."""
    place = next((number for number, rule in enumerate(rules, 1) if rule.get("code") == code), None)
    if place is None:
        return {"place": "1"}
    sheet = responsibility.write_sheet([rules[place - 1]]).removeprefix("\ufeff")
    [cells] = csv.DictReader(io.StringIO(sheet), delimiter=";")
    return {**cells, "place": str(place)}


def read_file(name: str) -> str:
    """An uploaded text file, UTF-8 or as old spreadsheets write; empty for none. Raises ``Invalid`` where it is too large."""
    upload = request.files.get(name)
    if upload is None or not upload.filename:
        return ""
    data: bytes = upload.read(MOST_FILE_BYTES + 1)
    if len(data) > MOST_FILE_BYTES:
        raise Invalid("file_too_large", "The file is too large. At most two million bytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _read_rule() -> dict[str, Any]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(_ROW)
    writer.writerow([written(name) for name in _ROW])
    rules = responsibility.read_sheet(out.getvalue())
    return rules[0] if rules else {"if": {}, "then": ""}


def _merge(rule: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the form has no field for stays as it was."""
    if before is None:
        return rule
    shown = {name for name, _, _ in FIELDS}
    kept = {name: wanted for name, wanted in before["if"].items() if name not in shown}
    for name in ("why", "note"):
        if name in rule and name in before:
            rule[name] = {**before[name], **rule[name]}
    return {**rule, "if": {**kept, **rule["if"]}}
