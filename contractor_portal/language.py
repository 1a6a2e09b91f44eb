"""The reader's language: English msgids in code and templates, Swedish first on screens.

``locales/<language>.po`` of ``ui`` and of the portal are read and merged in memory at start: no build step.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import Babel, Domain, get_locale

import ui

LANGUAGES = {"sv": "Svenska", "en": "English"}
DEFAULT = "sv"
_COOKIE = "lang"
_COOKIE_SECONDS = 365 * 24 * 3600
_FOLDERS = (Path(__file__).parent, Path(ui.__file__).parent)


def current_language() -> str:
    """The code of the reader's language: "sv" or "en"."""
    locale = get_locale()
    return str(locale.language) if locale is not None else DEFAULT


def in_language(language: str) -> str:
    """The address of this page in another language, for the link that changes it."""
    query = request.args.to_dict(flat=False) | {"lang": [language]}
    return f"{quote(request.path)}?{urlencode(query, doseq=True)}"


def register(app: Flask, *, secure: bool) -> None:
    """Choose a language for each request and give templates ``_()``, ``lang``, ``languages`` and ``in_language()``."""
    babel = Babel(app, default_locale=DEFAULT, default_timezone="Europe/Stockholm", locale_selector=_choose_language)
    babel.domain_instance = _MergedDomain()
    app.context_processor(_words_for_templates)

    def remember(response: Response) -> Response:
        asked = request.args.get("lang")
        if asked in LANGUAGES:
            response.set_cookie(_COOKIE, asked, max_age=_COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
        return response

    app.after_request(remember)


def _words_for_templates() -> dict[str, Any]:
    """A page that answers a form has no address in another language: following one would lose what was typed."""
    words: dict[str, Any] = {"lang": current_language(), "languages": LANGUAGES}
    return words | {"in_language": in_language} if request.method == "GET" else words


@lru_cache(maxsize=len(LANGUAGES))
def read_translations(language: str) -> NullTranslations:
    """The words of ``ui`` and the portal in ``language``, the portal's own going before; English needs none."""
    merged = Catalog(locale=language)
    for file in (folder / "locales" / f"{language}.po" for folder in _FOLDERS):
        if file.exists():
            with file.open("rb") as opened:
                for message in read_po(opened, locale=language):
                    if message.id and message.id not in merged:
                        merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(fp=compiled) if len(merged) else NullTranslations()


class _MergedDomain(Domain):
    """Flask-Babel's words, from memory instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        return read_translations(current_language())


def _choose_language() -> str:
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    kept = request.cookies.get(_COOKIE)
    return kept if kept in LANGUAGES else DEFAULT
