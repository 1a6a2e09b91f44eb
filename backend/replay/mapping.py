"""From what the stream calls a report to the tree's category and answers: its own codes are too coarse."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from backend.catalogue.shipped import CATCH_ALL

FILE = Path(__file__).parent / "mapping.toml"


@dataclass(frozen=True)
class Rule:
    """Descriptions that hold ``words`` are of ``category`` and have answered ``answers`` (question → choice)."""

    words: str
    category: str
    answers: Mapping[str, str] = field(default_factory=dict)


UNMAPPED = Rule("", CATCH_ALL)
"""What no rule fits: a person at the kontaktcenter reads it."""


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules of ``mapping.toml``, in order."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Rule(**rule) for rule in written["rule"])


def find_rule(description: str, rules: Sequence[Rule] | None = None) -> Rule:
    """The first rule whose words stand in ``description``, ``UNMAPPED`` where none does."""
    said = description.casefold()
    tried = shipped_rules() if rules is None else rules
    return next((rule for rule in tried if rule.words.casefold() in said), UNMAPPED)
