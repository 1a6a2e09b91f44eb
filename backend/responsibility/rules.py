"""Rules as data: what a rule may say, checked before it is kept. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.catalogue.targets import read_window
from backend.foundation.errors import Invalid
from backend.responsibility.conditions import CHECKS
from backend.responsibility.decisions import rule_code
from backend.responsibility.when import CLOSED, OPEN, read_hours

MOST_RULES = 500
LONGEST_TEXT = 500
FURTHEST_NEAR_M = 500
KEEPERS = ("state", "municipal", "private", "none")
KINDS = ("fault", "viewpoint", "question", "order", "authority_matter")
THENS = ("contract", "unit", "body", "keeper", "neighbour", "lack", "person")
PRIORITIES = ("acute", "high")
_NAMES = {"contract": "contracts", "unit": "units", "body": "bodies"}
_KEYS = frozenset({"code", "if", "then", "priority", "why", "note", *_NAMES})

Rule = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """The codes a rule may name; an empty collection is not asked."""

    categories: Collection[str] = field(default_factory=frozenset)
    """Groups too."""
    units: Collection[str] = field(default_factory=frozenset)
    bodies: Collection[str] = field(default_factory=frozenset)
    contracts: Collection[str] = field(default_factory=frozenset)
    areas: Collection[str] = field(default_factory=frozenset)


def with_codes(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, each with a code: its own, or its place in the list as decisions by that edition have said it."""
    return [{**rule, "code": rule_code(rule, number)} for number, rule in enumerate(rules, 1)]


def check_rules(rules: Sequence[Any], known: Known) -> list[Rule]:
    """The rules as they may be kept, each with a code.

    Raises ``Invalid`` with ``fields`` ``{"rules.<place from 1>.<what>": why}`` for everything that is wrong.
    """
    wrong: dict[str, str] = {}
    if len(rules) > MOST_RULES:
        wrong["rules"] = "An edition holds at most 500 rules."
    read = [rule for rule in rules[:MOST_RULES] if isinstance(rule, dict)]
    if len(read) != len(rules[:MOST_RULES]):
        wrong["rules"] = "A rule is an object with if and then."
    coded = with_codes(read)
    for number, rule in enumerate(coded, 1):
        for what, why in _faults_of(rule, known).items():
            wrong[f"rules.{number}.{what}"] = why
    codes = [rule["code"] for rule in coded]
    for number, code in enumerate(codes, 1):
        if code in codes[: number - 1]:
            wrong[f"rules.{number}.code"] = "Another rule has this code."
    if wrong:
        raise Invalid("rules_wrong", "Something in the rules is wrong.", fields=wrong)
    return coded


def _faults_of(rule: Rule, known: Known) -> dict[str, str]:
    wrong = {str(name)[:40]: "There is no such thing in a rule." for name in rule.keys() - _KEYS}
    if rule.get("then") not in THENS:
        wrong["then"] = "Choose where the case goes."
    if rule.get("priority") not in (None, *PRIORITIES):
        wrong["priority"] = "Choose acute or high, or leave it empty."
    named = ((name, rule[name], getattr(known, kind)) for name, kind in _NAMES.items() if rule.get(name) is not None)
    wrong |= {name: "There is no such code here." for name, code, codes in named if not _is_known(code, codes)}
    if rule.get("then") == "person" and not rule.get("why"):
        wrong["why"] = "Say why a person decides."
    said = (name for name in ("why", "note") if rule.get(name) is not None)
    wrong |= {
        name: "Write it in Swedish at least, at most 500 characters." for name in said if not _are_words(rule[name])
    }
    return wrong | _faults_of_conditions(rule.get("if"), known)


def _faults_of_conditions(asked: Any, known: Known) -> dict[str, str]:
    if not isinstance(asked, dict):
        return {"if": "A rule is an object with if and then."}
    wrong = {f"if.{str(name)[:40]}": "There is no such condition." for name in asked.keys() - CHECKS.keys()}
    for name in asked.keys() & CHECKS.keys():
        if (why := _fault_of_condition(name, asked[name], known)) is not None:
            wrong[f"if.{name}"] = why
    return wrong


def _fault_of_condition(name: str, wanted: Any, known: Known) -> str | None:
    if name in ("neighbour", "covered", "lack"):
        return None if isinstance(wanted, bool) else "Say yes or no."
    if name in ("category", "area", "keeper", "kind"):
        codes = {"category": known.categories, "area": known.areas, "keeper": KEEPERS, "kind": KINDS}[name]
        fine = isinstance(wanted, list) and wanted and all(_is_known(code, codes) for code in wanted)
        return None if fine else "There is no such code here."
    if name == "answers":
        return None if _are_answers(wanted) else "Write answers as question=choice."
    if name == "near":
        return None if _is_near(wanted) else "Write a class of things and metres, at most 500."
    if not isinstance(wanted, str) or not wanted:
        return "Write it as the guide shows."
    return _fault_of_text(name, wanted)


def _fault_of_text(name: str, wanted: str) -> str | None:
    readers: dict[str, Callable[[str], object]] = {
        "season": read_window,
        "hours": lambda text: text if text in (OPEN, CLOSED) else read_hours(text),
        "from": date.fromisoformat,
        "until": date.fromisoformat,
    }
    try:
        readers.get(name, str)(wanted)
    except Invalid as error:
        return error.message
    except ValueError:
        return "Write the day as 2026-11-30."
    return None


def _is_known(code: Any, codes: Collection[str]) -> bool:
    return isinstance(code, str) and bool(code) and (not codes or code in codes)


def _are_words(words: Any) -> bool:
    return (
        isinstance(words, Mapping)
        and bool(words.get("sv"))
        and all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in words.values())
    )


def _are_answers(wanted: Any) -> bool:
    return (
        isinstance(wanted, dict)
        and bool(wanted)
        and all(isinstance(choices, list) and choices and all(map(_is_text, choices)) for choices in wanted.values())
    )


def _is_near(wanted: Any) -> bool:
    return (
        isinstance(wanted, dict)
        and bool(wanted)
        and all(
            isinstance(metres, int | float) and not isinstance(metres, bool) and 0 < metres <= FURTHEST_NEAR_M
            for metres in wanted.values()
        )
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
