"""The texts and words that come with Lagat: files in ``data/``, in Swedish and English. Pure."""

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backend.catalogue.tree import Words, word_in
from backend.foundation.language_packs import LanguagePack, Table, list_packs
from backend.messages.codes import TextCode

log = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data"
LANGUAGES = ("sv", "en")
LANGUAGE_OF_LAST_RESORT = "sv"
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
ANY = "any"
"""The SMS of every text that has none of its own."""


@dataclass(frozen=True)
class Text:
    """The words of one text in one language; a foot has no subject. ``sms`` is the whole of it as SMS."""

    code: TextCode
    language: str
    subject: str
    body: str
    sms: str = ""


@dataclass(frozen=True)
class TextForm:
    """What a text of this code looks like in any language: the names it may use, and those it may not lose."""

    code: TextCode
    names: frozenset[str]
    must: frozenset[str]
    texts: Mapping[str, Text]


@cache
def shipped_texts() -> Mapping[TextCode, TextForm]:
    """Every text's form with its default words."""
    forms = [form for path in sorted(DATA.glob("*.toml")) for form in _read_texts(path)]
    return {form.code: form for form in forms}


def form_of(code: TextCode) -> TextForm:
    """The form of one text."""
    return shipped_texts()[code]


@cache
def spoken() -> Mapping[str, Mapping[str, Words]]:
    """Words that stand inside texts and on pages: kind of word → code → language → words."""
    written: dict[str, dict[str, dict[str, str]]] = tomllib.loads(_read("words/spoken.toml"))
    return _with_packs(written, lambda pack: pack.words)


def say(kind: str, code: str, language: str) -> str:
    """The word of that kind and code; raises ``KeyError`` for one that is not there."""
    return word_in(spoken()[kind][code], language)


def find_word(kind: str, code: str, language: str) -> str | None:
    """The same, None for a code that is not there: what people wrote themselves is no code."""
    words = spoken()[kind].get(code)
    return word_in(words, language) if words else None


def shipped_sms(code: TextCode, language: str) -> str:
    """What is sent as SMS instead of the text: its own words, else that there is news behind the link."""
    written = list_shipped_sms()
    return word_in(written.get(code.value, written[ANY]), language)


@cache
def list_shipped_sms() -> Mapping[str, Words]:
    """Every shipped SMS by the code of its text, and ``ANY`` for those that have none: language → words."""
    written: dict[str, dict[str, str]] = tomllib.loads(_read("words/sms.toml"))
    return written


@cache
def shipped_questions() -> Mapping[str, Mapping[str, Words]]:
    """Outcome → ``ask``, ``agree`` (where there is something to agree with) and ``object`` → language → words."""
    written: dict[str, dict[str, dict[str, str]]] = tomllib.loads(_read("words/questions.toml"))
    return _with_packs(written, lambda pack: pack.questions)


def _read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def _read_texts(path: Path) -> list[TextForm]:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    common = frozenset(written.pop("common"))
    return [_read_text(TextCode(code), common, text) for code, text in written.items()]


def _read_text(code: TextCode, common: frozenset[str], written: Mapping[str, Any]) -> TextForm:
    texts = {
        language: Text(
            code, language, written[language]["subject"], written[language]["body"], shipped_sms(code, language)
        )
        for language in LANGUAGES
    }
    names, must = common | frozenset(written.get("names", ())), frozenset(written["must"])
    return TextForm(code, names, must, texts | _texts_of_packs(code, names, must))


def _texts_of_packs(code: TextCode, names: frozenset[str], must: frozenset[str]) -> dict[str, Text]:
    """The text in the languages of packs; one that uses a name it may not, or lost one it must have, is left out."""
    texts = {}
    for pack in list_packs():
        found = pack.texts.get(code.value, {})
        subject, body = found.get("subject", ""), found.get("body", "")
        used = frozenset(_NAME.findall(subject + body))
        if body and must <= used <= names:
            sms = found.get("sms") or shipped_sms(code, pack.code)
            texts[pack.code] = Text(code, pack.code, subject, body, sms)
        elif body:
            log.warning("text of a language pack left out", extra={"pack": pack.code, "text": code.value})
    return texts


def _with_packs(
    written: dict[str, dict[str, dict[str, str]]], part: Callable[[LanguagePack], Table]
) -> Mapping[str, Mapping[str, Words]]:
    """The shipped words, and those of packs for the codes there are."""
    for pack in list_packs():
        for kind, words in part(pack).items():
            for code, said in words.items():
                if code in written.get(kind, {}):
                    written[kind][code][pack.code] = said
    return written
