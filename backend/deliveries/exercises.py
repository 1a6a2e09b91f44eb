"""ÖVNING before whatever leaves a practice municipality: most texts say so themselves, and the rest is seen to here."""

from typing import Protocol

from backend.deliveries.letters import Channel
from backend.foundation.language_packs import list_packs

PRACTICE = "practice"
MARKS = {"sv": "ÖVNING", "en": "EXERCISE"}


class Addressed(Protocol):
    """As much of a message as its mark hangs on."""

    @property
    def town_kind(self) -> str: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def language(self) -> str: ...
    @property
    def subject(self) -> str: ...


def mark_exercise(message: Addressed, body: str) -> tuple[str, str]:
    """Subject and text as they leave: marked in a practice municipality, once; an SMS has only its text."""
    if message.town_kind != PRACTICE:
        return message.subject, body
    if message.channel is Channel.SMS:
        return message.subject, mark(body, message.language)
    return mark(message.subject, message.language), body


def mark(words: str, language: str) -> str:
    """The words with the mark of their language before them, unless they begin with one."""
    packs = {pack.code: pack.words.get("fallback", {}).get("exercise", "") for pack in list_packs()}
    marks = packs | MARKS
    if words.partition(":")[0] in {each for each in marks.values() if each}:
        return words
    return f"{marks.get(language) or MARKS['sv']}: {words}"
