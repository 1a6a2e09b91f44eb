"""Language packs: one folder a language, read at start, no code. What a pack lacks is said in the house's own languages.

    languages/fi/pack.toml    name, and texts, words, questions as the shipped files have them, each in this language
    languages/fi/screens.po   gettext of the pages' English sentences, where somebody translated them

The folder is ``languages`` beside the code, or what ``LAGAT_LANGUAGE_FOLDER`` names. A pack that cannot be read is left
out and told in the log: it never keeps a process from starting.
"""

import logging
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

log = logging.getLogger(__name__)

SHIPPED = ("sv", "en")
BESIDE_THE_CODE = Path(__file__).parents[2] / "languages"

Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class LanguagePack:
    """One language. ``texts``: text → subject, body, sms. ``words``: kind → code → words. ``questions``: outcome →
    ask, agree, object. ``common_questions``: code → what is asked. Any of them may be partial."""

    code: str
    name: str
    texts: Table = field(default_factory=dict)
    words: Table = field(default_factory=dict)
    questions: Table = field(default_factory=dict)
    common_questions: Mapping[str, str] = field(default_factory=dict)
    screens: Path | None = None


@cache
def list_packs() -> tuple[LanguagePack, ...]:
    """Every pack that can be read, by code. Read once a process."""
    folder = Path(os.environ.get("LAGAT_LANGUAGE_FOLDER") or BESIDE_THE_CODE)
    found = (_read(each) for each in sorted(folder.iterdir())) if folder.is_dir() else ()
    return tuple(pack for pack in found if pack is not None)


def find_pack(code: str) -> LanguagePack | None:
    """The pack of a language, None where there is none."""
    return next((pack for pack in list_packs() if pack.code == code), None)


def direction_of(code: str) -> str:
    """How a language is written: "rtl" or "ltr"."""
    try:
        return str(Locale.parse(code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _read(folder: Path) -> LanguagePack | None:
    file, screens = folder / "pack.toml", folder / "screens.po"
    if not file.exists() or folder.name in SHIPPED:
        return None
    try:
        Locale.parse(folder.name)
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        tables = {name: _table(written.get(name, {})) for name in ("texts", "words", "questions")}
        asked = {str(code): str(words) for code, words in written.get("common_questions", {}).items()}
        name = str(written["name"])
    except (OSError, ValueError, KeyError, AttributeError, UnknownLocaleError) as error:
        log.warning("language pack left out", extra={"pack": folder.name, "error": repr(error)})
        return None
    return LanguagePack(
        folder.name, name, **tables, common_questions=asked, screens=screens if screens.exists() else None
    )


def _table(written: Any) -> Table:
    return {str(code): {str(k): str(v) for k, v in inner.items()} for code, inner in written.items()}
