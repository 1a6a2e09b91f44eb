"""Tests kept with the rules: "this report → that answer". All must pass before the rules are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import catalogue
from backend.foundation.errors import Invalid
from backend.responsibility.answers import Answer
from backend.responsibility.dry_run import Subject, answer_all
from backend.responsibility.rules import Known, Rule

MOST_TESTS = 300
EXPECTED = {
    "route": str, "contract": str, "unit": str, "body": str, "way": str, "priority": str, "outcome": str,
    "locked": bool, "asks": bool,
}  # fmt: skip
"""What a test may expect: route (contract, unit, body, person, outcome) and codes; way a body is told; priority;
``locked``: our own work waits for an all-clear; ``asks``: a person or the reporter is asked which of two keepers."""
_KEYS = {"name", "category", "answers", "longitude", "latitude", "at", "expect"}


@dataclass(frozen=True)
class TestResult:
    """One test: what was expected and what the rules answer, with the explanation in each language."""

    __test__ = False  # not a test of ours, whatever its name

    name: str
    passed: bool
    expected: Mapping[str, Any]
    answered: Mapping[str, Any]
    explanation: Mapping[str, str]


def check_tests(tests: Sequence[Any], known: Known) -> list[dict[str, Any]]:
    """The tests as they may be kept. Raises ``Invalid`` with ``fields`` ``{"tests.<place from 1>": why}``."""
    wrong = {"tests": "An edition holds at most 300 tests."} if len(tests) > MOST_TESTS else {}
    for number, test in enumerate(tests[:MOST_TESTS], 1):
        if (why := _fault_of(test, known)) is not None:
            wrong[f"tests.{number}"] = why
    if wrong:
        raise Invalid("rule_tests_wrong", "Something in the tests is wrong.", fields=wrong)
    return list(tests)


def run_tests(
    session: Session, municipality: str, *, rules: Sequence[Rule], tests: Sequence[Mapping[str, Any]], now: datetime
) -> list[TestResult]:
    """What the rules answer to each test's report, in the order of the tests."""
    every = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    categories = {each.code: each for each in every}
    subjects = [
        Subject(
            str(number), test["category"], catalogue.read_answers(categories[test["category"]], test.get("answers", {})),
            test["longitude"], test["latitude"], _moment(test.get("at"), now),
        )
        for number, test in enumerate(tests)
        if test["category"] in categories
    ]  # fmt: skip
    [answers] = answer_all(session, municipality, subjects, [rules], now=now)
    found = {subject.key: answer for subject, answer in zip(subjects, answers, strict=True)}
    return [_judge(test, found.get(str(number))) for number, test in enumerate(tests)]


def list_failed(results: Sequence[TestResult]) -> list[TestResult]:
    """Those that did not pass."""
    return [each for each in results if not each.passed]


def _judge(test: Mapping[str, Any], answer: Answer | None) -> TestResult:
    expected = dict(test["expect"])
    if answer is None:
        gone = {"sv": "Kategorin finns inte.", "en": "There is no such category."}
        return TestResult(test["name"], False, expected, {}, gone)
    answered = answer.as_test()
    passed = all(answered.get(name) == value for name, value in expected.items())
    return TestResult(test["name"], passed, expected, answered, answer.explanation)


def _fault_of(test: Any, known: Known) -> str | None:
    if not isinstance(test, dict) or not _KEYS.issuperset(test) or not test.get("name"):
        return "A test has a name, a category, a place and what is expected."
    if test.get("category") not in known.categories:
        return "There is no such category."
    if not all(isinstance(test.get(name), int | float) for name in ("longitude", "latitude")):
        return "A test has a name, a category, a place and what is expected."
    if not isinstance(test.get("answers", {}), dict) or not _is_moment(test.get("at")):
        return "A test has a name, a category, a place and what is expected."
    expect = test.get("expect")
    fine = isinstance(expect, dict) and expect and all(
        name in EXPECTED and (value is None or isinstance(value, EXPECTED[name])) for name, value in expect.items()
    )  # fmt: skip
    return (
        None
        if fine
        else "What is expected is one of route, contract, unit, body, way, priority, outcome, locked, asks."
    )


def _is_moment(text: Any) -> bool:
    try:
        return text is None or datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _moment(text: str | None, now: datetime) -> datetime:
    return datetime.fromisoformat(text) if text else now
