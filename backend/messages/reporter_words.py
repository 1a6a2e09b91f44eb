"""Every name a reporter's text may use, and the words that stand for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.cases import LOOK_AGAIN, PromiseKind, Said
from backend.catalogue import Precision, word_in, words_for_ordinal
from backend.foundation.ids import show_reference
from backend.messages.facts import CaseFacts
from backend.messages.filling import plain_words
from backend.messages.moments import period_in_mail, words_in_mail
from backend.messages.shipped import find_word, say
from backend.messages.staff_words import words_of_staff
from backend.messages.wording import words_for_reason, words_for_role, words_for_wait


@dataclass(frozen=True)
class Given:
    """What a step brings to its text beside the case itself. ``words`` are staff's question or answer.

    ``visited_at`` is when somebody was at the place. ``repeat_number``, the code of the unit that is ``owner`` and
    ``next_word_at`` are of the problem behind a fault that fails again and again. ``end_at`` is when the case is answered, done or handed over, and
    ``came_at`` when the report reached us, where that was long before.
    """

    due_at: datetime | None = None
    precision: Precision = Precision.DAY
    waiting_on: str | None = None
    reason: str | None = None
    words: str = ""
    role: str = ""
    visited_at: datetime | None = None
    repeat_number: int = 1
    owner: str | None = None
    next_word_at: datetime | None = None
    promise_kind: PromiseKind | None = None
    end_at: datetime | None = None
    end_precision: Precision = Precision.DAY
    came_at: datetime | None = None
    said: Said | None = None
    first_reference: str = ""


@dataclass(frozen=True)
class ReporterWords:
    """The words of one text to one reporter. ``seen_from`` is when they are expected to read it."""

    facts: CaseFacts
    given: Given
    reference: str
    language: str
    seen_from: datetime

    def values(self) -> Mapping[str, Callable[[], str]]:
        """Name → what fills it; links are left to the sender."""
        language = self.language
        category = self.facts.category
        return {
            "ref": lambda: show_reference(self.reference),
            "kind": lambda: say("kind", self.facts.kind, language),
            "name": lambda: category.public_name(language),
            "verb": lambda: category.verb(language, at_start=True),
            "municipality": lambda: self.facts.municipality_name(language),
            "unit": lambda: self.facts.unit_name(language),
            "sender": lambda: self.facts.sender(language),
            "place": lambda: self.facts.place(language),
            "phone": lambda: self.facts.phone,
            "role": self._role,
            "when": lambda: self._planned() or self._moment(self.given.due_at, self.given.precision),
            "period": self._period,
            "end": lambda: self._moment(self.given.end_at, self.given.end_precision),
            "first_ref": lambda: show_reference(self.given.first_reference),
            "came": lambda: self._moment(self.given.came_at, Precision.TIME),
            "next": self._next,
            "authority": lambda: self.facts.authority_name,
            "dnr": lambda: plain_words(self.facts.case.registry_number or ""),
            "day": lambda: self._moment(self.given.visited_at, Precision.DAY),
            "nth": lambda: words_for_ordinal(self.given.repeat_number, language),
            "owner": lambda: self.facts.name_of_unit(self.given.owner, language),
            "next_word": lambda: self._moment(self.given.next_word_at, Precision.DAY),
            "who": lambda: self._wait[0],
            "reason": lambda: self._wait[1],
            "step": lambda: words_for_reason(self.given.reason, language),
            "org": lambda: self.facts.other.name_in(language),
            "their_ref": lambda: plain_words(self.facts.other.their_reference or ""),
            "how": self._how,
            "question": lambda: plain_words(self._said()),
            "answer": lambda: plain_words(self._said()),
        }

    @property
    def _wait(self) -> tuple[str, str]:
        if self.given.waiting_on is None:
            return "", words_for_reason(self.given.reason, self.language)
        return words_for_wait(self.given.waiting_on, self.given.reason, self.language)

    def _role(self) -> str:
        called = self.facts.called_role(self.given.role, self.language)
        return called or words_for_role(self.given.role, self.language)

    def _moment(self, at: datetime | None, precision: Precision) -> str:
        if at is None:
            return ""
        return words_in_mail(at, precision, self.language, tz=self.facts.tz, now=self.seen_from)

    def _period(self) -> str:
        if self.given.due_at is None:
            return ""
        if planned := self._planned():
            return planned
        if self.given.reason == LOOK_AGAIN:
            when = self._moment(self.given.due_at, self.given.precision)
            return say("period", LOOK_AGAIN, self.language).replace("{when}", when)
        given, tz = self.given, self.facts.tz
        return period_in_mail(self.given.due_at, given.precision, self.language, tz=tz, now=self.seen_from)

    def _planned(self) -> str:
        """The category's words for planned upkeep, where the promise is a week or season in which it is mended."""
        kind = self.given.promise_kind or self.facts.case.promise_kind
        if kind is not PromiseKind.MEND or self.given.precision not in (Precision.WEEK, Precision.SEASON):
            return ""
        return plain_words(word_in(self.facts.category.planned_words, self.language))

    def _said(self) -> str:
        """Staff's question or answer, in the reader's language or marked with its own."""
        return words_of_staff(self.given.said, self.language) if self.given.said else self.given.words

    def _next(self) -> str:
        given = self.given
        if given.due_at is None or given.promise_kind is None:
            return ""
        exact = given.precision in (Precision.TIME, Precision.DAY)
        words = say("promise_by" if exact else "promise_in", given.promise_kind.value, self.language)
        return words.replace("{when}", self._planned() or self._moment(given.due_at, given.precision))

    def _how(self) -> str:
        other = self.facts.other
        own = find_word("how_on_plot", self.facts.category.code, self.language)
        if own and not other.phone and not other.web:
            return own
        code = "phone_and_web" if other.phone and other.web else "phone" if other.phone else "web"
        words = say("how", code if other.phone or other.web else "nothing", self.language)
        return words.replace("{phone}", other.phone or "").replace("{web}", other.web or "")
