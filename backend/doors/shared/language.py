"""The reader's language: English msgids in code and templates, Swedish first on screens.

Each door package and ``ui`` have their own ``locales/<language>.po``; they are read and merged in memory at start, so
there is no build step and nothing can be stale.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import Babel, Domain, get_locale, gettext

import ui
from backend.doors.shared.browser_session import is_api_request, uses_secure_cookies
from backend.doors.shared.house import current_house
from backend.foundation.errors import LagatError
from backend.foundation.language_packs import direction_of, find_pack, list_packs

LANGUAGES = {"sv": "Svenska", "en": "English"}
DEFAULT = "sv"
_COOKIE = "lang"
_COOKIE_SECONDS = 365 * 24 * 3600
_DOORS = Path(__file__).parent.parent


def list_languages() -> dict[str, str]:
    """The languages of the pages, code → its own name: those that come with the house, then those of packs."""
    return LANGUAGES | {pack.code: pack.name for pack in list_packs()}


def name_language(code: str) -> str:
    """What a language is called in the reader's language; the code itself for one nobody knows."""
    try:
        return str(Locale.parse(code).get_display_name(current_language()) or code)
    except (UnknownLocaleError, ValueError):
        return code


def current_language() -> str:
    """The code of the reader's language: "sv", "en", or that of a pack."""
    locale = get_locale()
    return str(locale.language) if locale is not None else DEFAULT


def translate(error: LagatError) -> str:
    """What an error says, in the reader's language."""
    words: str = gettext(error.message)
    return words.format(**error.params) if error.params else words


def in_language(language: str) -> str:
    """The address of this page in another language, for the link that changes it."""
    query = request.args.to_dict(flat=False) | {"lang": [language]}
    return f"{quote(request.path)}?{urlencode(query, doseq=True)}"


def register(app: Flask) -> None:
    """Choose a language for each request and give templates ``_()``, ``lang``, ``languages`` and ``in_language()``."""
    babel = Babel(app, default_locale=DEFAULT, default_timezone="Europe/Stockholm", locale_selector=_choose_language)
    babel.domain_instance = _MergedDomain()
    app.context_processor(
        lambda: {
            "lang": current_language(),
            "direction": direction_of(current_language()),
            "languages": list_languages(),
            "in_language": in_language,
        }
    )
    app.after_request(_remember_language)


@lru_cache(maxsize=32)
def read_translations(language: str) -> NullTranslations:
    """Every door's words in ``language``; English needs none."""
    merged = Catalog(locale=language)
    for file in list_catalogues(language):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and message.id not in merged:
                    merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(fp=compiled) if len(merged) else NullTranslations()


def list_catalogues(language: str) -> list[Path]:
    """The ``.po`` files of one language: what doors share first, then the doors by name, then ``ui``."""
    folders: Iterable[Path] = [_DOORS / "shared", *sorted(_DOORS.iterdir()), Path(ui.__file__).parent]
    files = [folder / "locales" / f"{language}.po" for folder in folders]
    pack = find_pack(language)
    own = [pack.screens] if pack is not None and pack.screens is not None else []
    return own + list(dict.fromkeys(file for file in files if file.exists()))


class _MergedDomain(Domain):
    """Flask-Babel's words, from memory instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        return read_translations(current_language())


def _choose_language() -> str:
    asked = request.args.get("lang")
    languages = list_languages()
    if asked in languages:
        return asked
    if is_api_request():
        return request.accept_languages.best_match(languages, DEFAULT) or DEFAULT
    kept = request.cookies.get(_COOKIE)
    return kept if kept in languages else DEFAULT


def _remember_language(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in list_languages() and not is_api_request():
        secure = uses_secure_cookies(current_house().settings)
        response.set_cookie(_COOKIE, asked, max_age=_COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response
