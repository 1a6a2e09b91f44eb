"""From words to categories: what the kontaktcenter types, and words that ask "is it acute?". Pure."""

import re
from collections.abc import Iterable

from backend.catalogue.tree import Category
from backend.geography import forgive

SHORTEST_PART = 4
"""Inside a compound only parts this long count: "lampa" in "gatlampa", not "el" in "elev"."""

_NAME, _SEARCH, _HELP = 6, 4, 1
_WHOLE, _BEGINNING, _PART = 4, 3, 1

_WORD = re.compile(r"[^\W_]+")

_ACUTE_FORMS = {
    "barn": r"barn(?:et|en|s|ets|ens)?|child|children|kid|kids|toddler",
    "öppen brunn": r"öppen (?:\w+ )?brunn|öppna (?:\w+ )?brunnar|brunnen (?:är|står|ligger) öppen"
    r"|brunnslock(?:et)? (?:saknas|är borta|borta)|open (?:manhole|drain|well)|missing manhole(?: cover)?",
    "el": r"el|el(?:kabel|kabeln|kablar|kablarna|ledning|ledningen|ledningar|ledningarna|stöt|stötar|chock)"
    r"|strömförande|kraftledning(?:en|ar|arna)?|electric(?:ity)?|electrical|live (?:wire|cable)|power line",
    "läcker": r"läcker|läckt|läckte|läcka|läckan|läckor|läckage|läckaget|vattenläcka|vattenläckan|gasläcka"
    r"|leak|leaks|leaking|leaked|leakage",
    "blöder": r"blöder|blödde|blödning|blod|bleeding|bleeds|bleed|blood",
    "gas": r"gas|gasen|gaslukt|gaslukten|gasläcka|gasläckan|gasledning|gasledningen|gasol|gasoltub|smell of gas",
}
_ACUTE = {word: re.compile(rf"\b(?:{forms})\b") for word, forms in _ACUTE_FORMS.items()}


def acute_words_in(text: str) -> tuple[str, ...]:
    """Which of the words that may mean danger stand in ``text``, Swedish or English; empty when none does.

    They raise the question "är det akut?", nothing more. Only whole words and named forms of them count: "el" is found
    in "det luktar el" and in "elkabel", not in "elev" or "elsparkcykel".
    """
    folded = " ".join(text.casefold().split())
    return tuple(word for word, pattern in _ACUTE.items() if pattern.search(folded))


def suggest_categories(text: str, categories: Iterable[Category], limit: int = 5) -> list[Category]:
    """The categories whose name, search words or help line begin with or contain the words typed, best first.

    Case, accents and a for å or ä are forgiven; every word typed adds to the score, a name that begins
    with it a little more, and ties keep the tree's order.
    Retired and hidden categories are never suggested. Nothing typed or nothing alike: an empty list.
    """
    typed = _words(text)
    scored = [
        (score, category)
        for category in categories
        if not category.retired and not category.hidden and (score := _score(typed, category))
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [category for _, category in scored[:limit]]


def _score(typed: list[str], category: Category) -> int:
    fields = (
        (_NAME, " ".join(category.names.values())),
        (_SEARCH, category.search_words),
        (_HELP, " ".join(category.helps.values())),
    )
    worded = [(weight, _words(words)) for weight, words in fields]
    alike = sum(max(weight * _likeness(word, words) for weight, words in worded) for word in typed)
    names = {_words(name)[0] for name in category.names.values()}
    return alike + sum(word in names for word in typed)


def _likeness(typed: str, words: list[str]) -> int:
    if typed in words:
        return _WHOLE
    if len(typed) > 1 and any(word.startswith(typed) for word in words):
        return _BEGINNING
    if len(typed) >= SHORTEST_PART and any(_holds(typed, word) for word in words):
        return _PART
    return 0


def _holds(typed: str, word: str) -> bool:
    """Whether one is a part of the other: "lampa" of "gatlampa", and the stem "lamp" of "lampan"."""
    return typed in word or (len(word) >= SHORTEST_PART and word in typed)


def _words(text: str) -> list[str]:
    return _WORD.findall(forgive(text))
