"""The tree that comes with Lagat: one file a top group in ``data/``, read in the order of the files' names."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from backend.catalogue.choices import read_choice
from backend.catalogue.counts import read_count_rules
from backend.catalogue.seasons import read_season_targets
from backend.catalogue.targets import TARGET_NAMES, Targets, read_target, read_window
from backend.catalogue.tree import CaseKind, Category, Choice, Group, Priority, Question, QuestionKind

DATA = Path(__file__).parent / "data"
CATCH_ALL = "annat"
"""The category that takes what fits nowhere; every tree has it."""

NEAR_METRES = 50
ACKNOWLEDGE_ACUTE = "1 hours"
ACKNOWLEDGE = "1 working_days"
_YES_NO = {"yes": {"sv": "Ja", "en": "Yes"}, "no": {"sv": "Nej", "en": "No"}}
_MAKE_ACUTE = frozenset({"acute", "112"})


@cache
def shipped_tree() -> tuple[Group, ...]:
    """Every group of the shipped tree, in tree order."""
    return tuple(_read_group(path) for path in sorted(DATA.glob("*.toml")))


def shipped_categories() -> tuple[Category, ...]:
    """Every leaf of the shipped tree, in tree order."""
    return tuple(category for group in shipped_tree() for category in group.categories)


def catch_all() -> Category:
    """The shipped ``annat``: what a report falls back to when its municipality has no tree at all."""
    return next(category for category in shipped_categories() if category.code == CATCH_ALL)


def _read_group(path: Path) -> Group:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    defaults = written.get("defaults", {})
    return Group(
        code=written["code"],
        names=written["name"],
        categories=tuple(_read_category(written["code"], {**defaults, **leaf}) for leaf in written["category"]),
    )


def _read_category(group_code: str, leaf: Mapping[str, Any]) -> Category:
    questions = tuple(_read_question(question) for question in leaf.get("question", ()))
    priority = Priority(leaf["priority"])
    return Category(
        code=leaf["code"],
        group_code=group_code,
        names=leaf["name"],
        helps=leaf["help"],
        public_names=leaf["public"],
        verbs=leaf["verb"],
        advice=leaf.get("advice", {}),
        search_words=leaf["search"],
        kind=CaseKind(leaf.get("kind", CaseKind.FAULT)),
        unit_code=leaf["unit"],
        authority_code=leaf["authority"],
        trade=leaf["trade"] or None,
        priority=priority,
        can_be_acute=priority is Priority.ACUTE or any(_may_be_acute(question) for question in questions),
        targets=_read_targets(priority, leaf),
        season=read_window(leaf["season"]) if "season" in leaf else None,
        joinable=leaf.get("joinable", True),
        public_at_once=leaf.get("public_at_once", True),
        accusation_likely=leaf.get("accusation_likely", False),
        hidden=leaf.get("hidden", False),
        near_metres=leaf.get("near_metres", NEAR_METRES),
        not_ours=tuple(leaf.get("not_ours", ())),
        season_targets=read_season_targets(leaf.get("season_targets", "")),
        count_rules=read_count_rules(leaf.get("count_rules", "")),
        questions=questions,
    )


def _read_targets(priority: Priority, leaf: Mapping[str, Any]) -> Targets:
    usual = ACKNOWLEDGE_ACUTE if priority is Priority.ACUTE else ACKNOWLEDGE
    written = {"acknowledge": usual, **{name: leaf[name] for name in TARGET_NAMES if name in leaf}}
    return Targets(**{name: read_target(text) for name, text in written.items()})


def _read_question(written: Mapping[str, Any]) -> Question:
    kind = QuestionKind(written.get("kind", QuestionKind.CHOICE))
    if kind is QuestionKind.YES_NO:
        raw = [{"code": code, **label, **written.get(code, {})} for code, label in _YES_NO.items()]
    else:
        raw = written.get("choices", [])
    return Question(
        code=written["code"],
        text=written["text"],
        kind=kind,
        choices=tuple(read_choice(choice) for choice in raw),
        restricted=written.get("restricted", False),
    )


def _may_be_acute(question: Question) -> bool:
    return any(_is_acute(choice) for choice in question.choices)


def _is_acute(choice: Choice) -> bool:
    return choice.danger or not _MAKE_ACUTE.isdisjoint(choice.routes)
