"""The languages of a case: what its words are written in, what staff rendered them as, and who reads what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request

from backend import cases, messages
from backend.cases import Rendering, Report
from backend.doors.shared import current_language
from backend.doors.shared.language import name_language

PREFIX = "rendering-"
LONGEST_WORDS = 5000


@dataclass(frozen=True)
class LanguageView:
    """The language of words. ``mark`` says it where the reader reads another; ``renderings`` are (language, words)."""

    id: UUID
    language: str
    mark: str
    renderings: tuple[tuple[str, str], ...]


def view_language(of_id: UUID, language: str, renderings: Iterable[Rendering]) -> LanguageView:
    """How words in ``language`` are shown to whoever reads this page."""
    reader = current_language()
    beside = cases.renderings_of(renderings, of_id)
    return LanguageView(
        id=of_id,
        language=language,
        mark="" if language == reader else messages.words_written_in(language, reader),
        renderings=tuple((name_language(code), words) for code, words in sorted(beside.items())),
    )


def list_readers(reports: Iterable[Report], written: str = "sv") -> list[tuple[str, str]]:
    """The languages in which those who reported are answered, but for the one staff write in: (code, name)."""
    codes = sorted({report.language for report in reports} - {written})
    return [(code, name_language(code)) for code in codes]


def read_renderings(form: Mapping[str, str]) -> dict[str, str]:
    """The renderings a form brought, language → words; empty ones are left out."""
    return {
        name.removeprefix(PREFIX): words.strip().replace("\r\n", "\n")[:LONGEST_WORDS]
        for name, words in form.items()
        if name.startswith(PREFIX) and words.strip()
    }


def read_said() -> dict[str, object]:
    """The language of what a form says, and its renderings, as the actions take them."""
    return {"language": request.form.get("language") or "sv", "renderings": read_renderings(request.form)}
