"""Staff's words as one reader sees them: a common question whole in their language, free text marked with its own.

Free text is never translated by the house: where a member of staff wrote a rendering it stands first, and what was
really written follows, so that nobody takes the one for the other.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from backend.cases import Said
from backend.catalogue.tree import Words, word_in
from backend.foundation.language_packs import list_packs
from backend.messages.shipped import DATA, find_word, say


@dataclass(frozen=True)
class ReadWords:
    """How one reader meets words. ``rendering`` and ``mark`` ("skrivet på svenska") are empty where nothing is needed."""

    words: str
    language: str
    rendering: str = ""
    mark: str = ""


@cache
def common_questions() -> Mapping[str, Words]:
    """Code → language → what is asked, in the order they are offered."""
    file = DATA / "words" / "common_questions.toml"
    written: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    for pack in list_packs():
        for code in written.keys() & pack.common_questions.keys():
            written[code][pack.code] = pack.common_questions[code]
    return written


def list_common_questions(language: str) -> dict[str, str]:
    """Code → what is asked, in ``language``."""
    return {code: word_in(words, language) for code, words in common_questions().items()}


def find_common_question(code: str | None, language: str) -> str | None:
    """What is asked under the code; None for none that is known."""
    words = common_questions().get(code or "")
    return word_in(words, language) if words else None


def words_written_in(written: str, reader: str) -> str:
    """Says "skrivet på svenska" in the reader's language, "written in another language" for one we have no name for."""
    return find_word("written_in", written, reader) or say("written_in", "other", reader)


def read_as(said: Said, reader: str) -> ReadWords:
    """The words as somebody who reads ``reader`` meets them."""
    question = find_common_question(said.question_code, reader)
    if question is not None:
        return ReadWords(question, reader)
    if said.language == reader or not said.words.strip():
        return ReadWords(said.words, said.language)
    mark = words_written_in(said.language, reader)
    return ReadWords(said.words, said.language, said.renderings.get(reader, ""), mark)


def words_of_staff(said: Said, reader: str) -> str:
    """The same in one text, for a message: the rendering, then what was written and its language."""
    reading = read_as(said, reader)
    if not reading.mark:
        return reading.words
    marked = f"({reading.mark}) {reading.words}"
    return f"{reading.rendering}\n\n{marked}" if reading.rendering else marked
