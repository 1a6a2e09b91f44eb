"""Which counts hold for a case, as they stood when they took it: kept on the case itself, so that a firm's sight has it too.

Each is an object: ``rule`` as it was written, the ``category`` it stands at, whose cases it ``counts``, its ``targets`` in
their written form, and ``at``, when the row was complete.
"""

from datetime import datetime
from typing import Any

from backend.cases.models import Case
from backend.catalogue import CaseKind, FoundRule, Targets, WorkingCalendar, read_items, tighten, write_items


def is_counted(case: Case, found: FoundRule) -> bool:
    """Whether this very rule has taken the case before; a rule that was changed since is another."""
    same = (found.category, str(found.rule))
    return any((each["category"], each["rule"]) == same for each in case.counted or ())


def note_counted(case: Case, found: FoundRule, *, now: datetime) -> None:
    """Let the rule hold for the case from now on."""
    written = {
        "category": found.category,
        "rule": str(found.rule),
        "counts": list(found.counted),
        "targets": write_items(found.targets),
        "at": now.isoformat(),
    }
    case.counted = [*(case.counted or ()), written]


def list_counts(case: Case) -> list[dict[str, Any]]:
    """The counts that hold for the case as it is; what it was before it was converted holds no more."""
    if case.kind != CaseKind.FAULT:
        return []
    return [each for each in case.counted or () if case.category in each["counts"]]


def tighten_by_counts(case: Case, targets: Targets, calendar: WorkingCalendar, *, now: datetime) -> Targets:
    """The targets with those of the counts that hold, wherever they end sooner."""
    for each in list_counts(case):
        other = read_items(each["targets"]) if each["targets"] else {}
        targets = tighten(targets, other, calendar, at=now)
    return targets
