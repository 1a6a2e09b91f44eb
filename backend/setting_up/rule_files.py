"""The rules of responsibility from a sheet: a new edition is published where they differ from the one in force."""

from typing import Any

from backend import responsibility
from backend.foundation.errors import Invalid
from backend.responsibility.errors import RuleTestsFailed
from backend.setting_up.errors import Fault
from backend.setting_up.folder import RULES, TESTS
from backend.setting_up.laying import Laid
from backend.setting_up.work import Work

FIRST_ROW = 2
"""Of the rules in a sheet: the first holds the columns' names."""


def lay_rules(work: Work) -> None:
    """Publish the sheet with its tests as an edition in force from now, by a draft as people do it."""
    if work.files.rules is None or work.faults:
        return
    try:
        rules = responsibility.read_sheet(work.files.rules)
    except Invalid as error:
        _keep(work, error)
        return
    in_force = responsibility.find_edition(work.session, work.municipality, at=work.now)
    try:
        draft_id = responsibility.begin_draft(
            work.session, work.municipality, name="Från filer", actor=work.actor, now=work.now
        )
        tests: dict[str, Any] = {"tests": work.files.tests} if work.files.tests else {}
        responsibility.change_draft(
            work.session, work.municipality, draft_id, rules=rules, **tests, actor=work.actor, now=work.now
        )
        draft = responsibility.get_draft(work.session, work.municipality, draft_id)
        if in_force is not None and (draft.rules, draft.tests) == (in_force.rules, in_force.tests):
            work.session.delete(draft)
            work.session.flush()
            work.count(RULES, Laid.SAME, len(rules))
            return
        responsibility.publish_draft(work.session, work.municipality, draft_id, actor=work.actor, now=work.now)
        work.count(RULES, Laid.CHANGED if in_force is not None else Laid.NEW, len(rules))
    except Invalid as error:
        _keep(work, error)
    except RuleTestsFailed as error:
        work.faults.append(Fault(TESTS, 0, "", str(error)))


def _keep(work: Work, error: Invalid) -> None:
    """``rules.<place>.<what>``, ``tests.<place>`` and ``row.<number>.<column>`` as file and row."""
    for name, why in (error.fields or {"": str(error)}).items():
        kind, _, rest = name.partition(".")
        place, _, column = rest.partition(".")
        number = int(place) if place.isdecimal() else 0
        if kind == "tests":
            work.faults.append(Fault(TESTS, 0, f"test {number}" if number else "", why))
        else:
            row = number + FIRST_ROW - 1 if kind == "rules" and number else number
            work.faults.append(Fault(RULES, row, column.removeprefix("if."), why))
