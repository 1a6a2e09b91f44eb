"""What both the API and the console show of rules: in words, beside the edition in force, with what their tests say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend import responsibility
from backend.foundation import clock
from backend.responsibility import Change, DryRun, Names, RuleDraft, Subject, TestResult

MOST_TRIED = 5_000
"""Cases tried while somebody waits for the page; more are tried by ``lagat rules``."""
USUAL_PERIOD = timedelta(days=31)
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class RuleSaid:
    """A rule with its words."""

    code: str
    rule: dict[str, Any]
    words: dict[str, str]


@dataclass(frozen=True)
class DraftSeen:
    """A draft as it is looked at."""

    draft: RuleDraft
    rules: list[RuleSaid]
    results: list[TestResult]
    differences: list[Change]
    sheet: str
    names: Names

    @property
    def failed(self) -> int:
        """How many tests do not pass."""
        return sum(not each.passed for each in self.results)


def say_rules(rules: Sequence[dict[str, Any]], names: Names) -> list[RuleSaid]:
    """Each rule with its code and words."""
    coded = [{**rule, "code": rule.get("code") or f"R{number:02}"} for number, rule in enumerate(rules, 1)]
    return [RuleSaid(rule["code"], rule, responsibility.say_rule(rule, names)) for rule in coded]


def look_at_draft(session: Session, municipality: str, draft: RuleDraft) -> DraftSeen:
    """Everything of a draft: its tests are run, and it is compared with the edition in force."""
    now = clock.now(session)
    names = responsibility.read_names(session, municipality, now=now)
    in_force = responsibility.find_edition(session, municipality, at=now)
    before = in_force.rules if in_force else []
    results = responsibility.run_tests(session, municipality, rules=draft.rules, tests=draft.tests, now=now)
    differences = responsibility.diff_rules(before, draft.rules, names)
    sheet = responsibility.write_sheet(draft.rules)
    return DraftSeen(draft, say_rules(draft.rules, names), results, differences, sheet, names)


def try_draft(
    session: Session,
    municipality: str,
    draft: RuleDraft,
    subjects: Sequence[Subject],
    *,
    now: datetime,
) -> DryRun:
    """The draft against the edition in force, on at most ``MOST_TRIED`` of the subjects."""
    in_force = responsibility.find_edition(session, municipality, at=now)
    return responsibility.dry_run(
        session,
        municipality,
        list(subjects)[:MOST_TRIED],
        before=in_force.rules if in_force else [],
        after=draft.rules,
        now=now,
    )


def choose_subjects(
    session: Session, municipality: str, *, since: datetime | None, until: datetime | None, now: datetime
) -> Sequence[Subject]:
    """The cases of the period, newest first, one more than may be tried where there are more."""
    begins = since or (until or now) - USUAL_PERIOD
    return responsibility.list_subjects(
        session, municipality, since=begins, until=until or now + A_MOMENT, limit=MOST_TRIED + 1
    )
