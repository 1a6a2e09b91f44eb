"""How urgent a report is: what decides the order of every list. Pure; words can raise it, nothing lowers it."""

import re
from enum import IntEnum

from backend.catalogue.answers import Answers, Given, is_acute, is_dangerous, read_answers
from backend.catalogue.tree import Category

INJURED = "injured"
"""The code of the question, in whatever category, whose yes says that somebody is hurt or trapped."""

_WHO = (
    r"(?:person(?:er)?|någon|nån|människ(?:a|or)|man|kvinna|barn|pojke|flicka|cyklist|gubbe|tant|äldre"
    r"|someone|somebody|people|woman|child|boy|girl|cyclist)"
)
_HOW = (
    r"(?:(?:ligger|sitter|är|fick|har blivit) (?:\w+ )?(?:under|fast|fastklämda?|klämda?|instängda?|medvetslösa?|skadade?|skadad)"
    r"|har (?:ramlat|fallit|trillat) (?:ner|ned|i)|andas inte|blöder|har fastnat"
    r"|(?:is|are|lies|lying|got) (?:\w+ )?(?:under|trapped|stuck|unconscious|injured|hurt|bleeding|pinned)"
    r"|fell (?:in|into|down)|not breathing)"
)
_SOMEBODY_IS_HURT = re.compile(rf"\b{_WHO}\b[^.!?]{{0,40}}\b{_HOW}\b|\bmedvetslös\b|\bunconscious\b")


class Urgency(IntEnum):
    """Higher comes first, everywhere."""

    ORDINARY = 0
    ACUTE = 1
    """The category is acute by itself."""
    DANGER = 2
    """An answer says that somebody may be hurt."""
    LIFE = 3
    """Somebody is hurt or trapped: first on every list, joined to nothing, held by nothing."""


def urgency_of(category: Category, answers: Given, words: str) -> Urgency:
    """The urgency of what was reported; ``words`` are the reporter's own, Swedish or English."""
    read = answers if isinstance(answers, Answers) else read_answers(category, answers)
    if read.understood.get(INJURED) == "yes" or speaks_of_hurt(words):
        return Urgency.LIFE
    if is_dangerous(category, answers):
        return Urgency.DANGER
    return Urgency.ACUTE if is_acute(category, answers) else Urgency.ORDINARY


def speaks_of_hurt(words: str) -> bool:
    """Whether the words say that a person is hurt, trapped or under something: "en person ligger under trädet"."""
    return _SOMEBODY_IS_HURT.search(" ".join(words.casefold().split())) is not None
