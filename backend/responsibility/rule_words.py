"""A rule, and what differs between two editions, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from backend.responsibility.conditions import CHECKS
from backend.responsibility.rules import Rule, with_codes

LANGUAGES = ("sv", "en")
Words = dict[str, str]
_SAID: dict[str, tuple[str, str]] = {
    "category": ("kategorin är {0}", "the category is {0}"),
    "kind": ("ärendet är {0}", "the case is {0}"),
    "answers": ("svaret är {0}", "the answer is {0}"),
    "answer": ("svaret pekar på {0}", "the answer points to {0}"),
    "area": ("platsen ligger i {0}", "the place lies in {0}"),
    "keeper": ("väghållaren är {0}", "the road keeper is {0}"),
    "near": ("det finns {0}", "there is {0}"),
    "season": ("dagen ligger i {0}", "the day lies in {0}"),
    "hours": ("klockan är {0}", "the time is {0}"),
    "from": ("det är {0} eller senare", "it is {0} or later"),
    "until": ("det är före {0}", "it is before {0}"),
}
_YES_NO: dict[str, tuple[Words, Words]] = {
    "neighbour": (
        {"sv": "platsen ligger i en annan kommun", "en": "the place lies in another municipality"},
        {"sv": "platsen ligger i kommunen", "en": "the place lies in the municipality"},
    ),
    "covered": (
        {"sv": "ett avtal täcker kategorin där och då", "en": "a contract covers the category there and then"},
        {"sv": "inget avtal täcker kategorin där och då", "en": "no contract covers the category there and then"},
    ),
    "lack": (
        {"sv": "det är så med avsikt", "en": "it is so on purpose"},
        {"sv": "det är inte så med avsikt", "en": "it is not so on purpose"},
    ),
}
_CODES: dict[str, Words] = {
    "state": {"sv": "staten", "en": "the state"},
    "municipal": {"sv": "kommunen", "en": "the municipality"},
    "private": {"sv": "enskild", "en": "private"},
    "none": {"sv": "okänd", "en": "unknown"},
    "open": {"sv": "öppettid", "en": "within opening hours"},
    "closed": {"sv": "utanför öppettid", "en": "outside opening hours"},
    "fault": {"sv": "ett fel", "en": "a fault"},
    "viewpoint": {"sv": "en synpunkt", "en": "a viewpoint"},
    "question": {"sv": "en fråga", "en": "a question"},
    "order": {"sv": "en beställning", "en": "an order"},
    "authority_matter": {"sv": "en annan myndighets ärende", "en": "another authority's matter"},
}
_THEN: dict[str, tuple[str, str]] = {
    "contract": ("till avtalet {0}", "to the contract {0}"),
    "unit": ("till enheten {0}", "to the unit {0}"),
    "body": ("till {0}", "to {0}"),
    "keeper": ("till vägens väghållare", "to the keeper of the road"),
    "neighbour": ("till grannkommunen", "to the neighbouring municipality"),
    "lack": ("besvaras med förklaringen", "is answered with the explanation"),
    "person": ("till en människa: {0}", "to a person: {0}"),
}
_UNNAMED = {
    "contract": {"sv": "som täcker kategori och plats", "en": "that covers category and place"},
    "unit": {"sv": "som äger kategorin", "en": "that owns the category"},
    "body": {"sv": "den som svaret nämner", "en": "whom the answer names"},
}
_PRIORITY = {
    "acute": {"sv": "och är akut", "en": "and is acute"},
    "high": {"sv": "och har hög prioritet", "en": "and has high priority"},
}


@dataclass(frozen=True)
class Names:
    """What codes are called, each code → language → name; a code without a name is said as it is."""

    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contracts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One rule that differs: ``added``, ``removed``, ``changed`` or ``moved``; what it was and is, in words."""

    what: str
    code: str
    before: Words | None
    after: Words | None


def say_rule(rule: Rule, names: Names) -> Words:
    """The rule in each language: "Om kategorin är Potthål och platsen ligger i Öst: till avtalet …"."""
    return {language: _say(rule, names, number, language) for number, language in enumerate(LANGUAGES)}


def diff_rules(before: Sequence[Rule], after: Sequence[Rule], names: Names) -> list[Change]:
    """What differs, in the order of ``after`` and then what was taken away. Rules are the same by their code."""
    old = {rule["code"]: rule for rule in with_codes(before)}
    new = {rule["code"]: rule for rule in with_codes(after)}
    moved = _moved([code for code in old if code in new], [code for code in new if code in old])
    changes = []
    for code, rule in new.items():
        earlier = old.get(code)
        what = "added" if earlier is None else "changed" if earlier != rule else "moved" if code in moved else ""
        if what:
            changes.append(Change(what, code, say_rule(earlier, names) if earlier else None, say_rule(rule, names)))
    gone = [Change("removed", code, say_rule(rule, names), None) for code, rule in old.items() if code not in new]
    return changes + gone


def _moved(before: list[str], after: list[str]) -> set[str]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    still = {code for block in matcher.get_matching_blocks() for code in after[block.b : block.b + block.size]}
    return set(after) - still


def _say(rule: Rule, names: Names, number: int, language: str) -> str:
    asked = [_say_condition(name, rule["if"][name], names, number, language) for name in CHECKS if name in rule["if"]]
    begin, both, always = (("Om", "och", "Alltid"), ("If", "and", "Always"))[number]
    when = f"{begin} {f' {both} '.join(asked)}" if asked else always
    then = rule["then"]
    kind = {"contract": names.contracts, "unit": names.units, "body": names.bodies}.get(then, {})
    if then == "person":
        target = rule.get("why", {}).get(language) or rule.get("why", {}).get("sv", "")
    else:
        target = _name(kind, rule[then], language) if rule.get(then) else _UNNAMED.get(then, {}).get(language, "")
    said = f"{when}: {_THEN[then][number].format(target)}"
    if rule.get("priority"):
        said = f"{said} {_PRIORITY[rule['priority']][language]}"
    note = rule.get("note", {}).get(language)
    return f"{said}. {note}" if note else f"{said}."


def _say_condition(name: str, wanted: Any, names: Names, number: int, language: str) -> str:
    if name in _YES_NO:
        return _YES_NO[name][0 if wanted else 1][language]
    either = (" eller ", " or ")[number]
    known = {"category": names.categories, "area": names.areas}.get(name, _CODES)
    if name == "answers":
        parts = [f"{question} = {either.join(choices)}" for question, choices in wanted.items()]
    elif name == "near":
        parts = [f"{kind} ({('inom', 'within')[number]} {metres:g} m)" for kind, metres in wanted.items()]
    elif name == "answer":
        parts = [_name(names.bodies, wanted.removeprefix("body:"), language) or ("någon annan", "someone else")[number]]
    else:
        parts = [_name(known, code, language) for code in (wanted if isinstance(wanted, list) else [wanted])]
    return _SAID[name][number].format(either.join(parts))


def _name(names: Mapping[str, Mapping[str, str]], code: str, language: str) -> str:
    found = names.get(code, {})
    return found.get(language) or found.get("sv") or code
