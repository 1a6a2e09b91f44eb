"""How names are compared, pure: folding, forgiving, likeness."""

import re
import unicodedata
from difflib import SequenceMatcher

_KEPT = {"å", "ä", "ö"}
_SPELT = str.maketrans({"ø": "ö", "æ": "ä", "ð": "d", "þ": "th", "ß": "ss", "ł": "l"})
_FORGIVEN = str.maketrans({"å": "a", "ä": "a", "ö": "o"})
_NOT_WORD = re.compile(r"[^\w]+|_")
_ORDINARY = re.compile(r"[a-zåäö0-9 ]*")  # nearly every name, and half a million of them in one import
_NUMBER_AND_LETTER = re.compile(r"\b(\d+)\s+([a-z])\b")


def fold(text: str) -> str:
    """Lower case, one space between words, Arabic figures; å ä ö stay, every other accent is forgiven."""
    lowered = unicodedata.normalize("NFC", text).lower()
    if not _ORDINARY.fullmatch(lowered):
        lowered = lowered.translate(_SPELT)
        lowered = _NOT_WORD.sub(" ", "".join(_plain(character) for character in lowered))
    spaced = " ".join(lowered.split())
    return _NUMBER_AND_LETTER.sub(r"\1\2", spaced)


def forgive(text: str) -> str:
    """``fold`` with å ä ö as a a o: what is searched, so that a keyboard without them finds the place too."""
    return forgive_folded(fold(text))


def forgive_folded(folded: str) -> str:
    """As ``forgive``, of what is folded already."""
    return folded.translate(_FORGIVEN)


def likeness(asked: str, name: str, trigrams: float) -> float:
    """How like two forgiven texts are, 0 to 1: trigrams, or letters in order where two merely changed places."""
    return max(trigrams, 0.95 * SequenceMatcher(None, asked, name).ratio())


def _plain(character: str) -> str:
    if character in _KEPT:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
