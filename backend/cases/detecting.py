"""Which language words are written in, as far as that can be told from a few of them."""

import threading
from collections.abc import Collection
from typing import Any

LANGUAGES = (
    *("sv", "en", "de", "fi", "no", "da", "nl", "fr", "es", "it", "pl", "lt", "uk", "ru", "bs", "sr", "ro", "sq"),
    *("ar", "fa", "ku", "so", "tr", "th", "vi", "zh"),
)
"""Those people in Swedish municipalities write most; between all the world's, three words tell too little."""
SURE = 0.8
RATHER = 0.35
FEWEST_LETTERS = 8

_lock = threading.Lock()
_kept: list[Any] = []


def find_language(words: str, *, among: Collection[str]) -> str | None:
    """The code of the language, None where it cannot be told; ``among`` are expected, and need less to be believed."""
    if sum(letter.isalpha() for letter in words) < FEWEST_LETTERS:
        return None
    language, share = _identifier().classify(words)
    return str(language) if share >= (RATHER if language in among else SURE) else None


def _identifier() -> Any:
    """Read at first use: a process that reads no words needs neither its time nor its memory."""
    with _lock:
        if not _kept:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier

            identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            identifier.set_languages(list(LANGUAGES))
            _kept.append(identifier)
    return _kept[0]
