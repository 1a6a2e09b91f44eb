"""How names are compared, pure: folding, forgiving, and what a person meant by a line of text."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

_KEPT = {"å", "ä", "ö"}
_SPELT = str.maketrans({"ø": "ö", "æ": "ä", "ð": "d", "þ": "th", "ß": "ss", "ł": "l"})
_FORGIVEN = str.maketrans({"å": "a", "ä": "a", "ö": "o"})
_NOT_WORD = re.compile(r"[^\w]+|_")
_NUMBER_AND_LETTER = re.compile(r"\b(\d+)\s+([a-z])\b")
_LAMP_POST = re.compile(
    r"\b(?:\w*stolpen?s?|\w*stolpar|lampan?s?|lamp|post)\s+(?:nr\s+|nummer\s+|number\s+)?(\d{2,6})\b"
)
_ONLY_DIGITS = re.compile(r"\d{3,6}")
_STREET_AND_NUMBER = re.compile(r"^(.*?[^\W\d]{2,}.*?) (?:nr |nummer )?(\d{1,4})([a-z])?\b")

_SMALL_WORDS = frozenset(
    "vid utanför framför bakom bredvid mittemot mitt emot nära på i av och hörnet hörn korsningen korsning hos invid "
    "mellan runt under till från ca nr nummer den det där ute x "
    "at near outside in by the corner of and behind opposite between on".split()
)
LONGEST_PHRASE = 3
MOST_PHRASES = 12


@dataclass(frozen=True)
class PlaceQuestion:
    """What a person seems to ask for; every text is folded and forgiven.

    ``phrases`` are looked up by likeness; ``street`` and ``number`` (with ``letter``) are an address, ``lamp_post`` the
    number of one. ``spelt`` is the text with å ä ö kept, to prefer "Ån" to "An".
    """

    spelt: str
    phrases: tuple[str, ...]
    street: str | None = None
    number: int | None = None
    letter: str = ""
    lamp_post: str | None = None


def fold(text: str) -> str:
    """Lower case, one space between words, Arabic figures; å ä ö stay, every other accent is forgiven."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_SPELT)
    plain = "".join(_plain(character) for character in lowered)
    spaced = " ".join(_NOT_WORD.sub(" ", plain).split())
    return _NUMBER_AND_LETTER.sub(r"\1\2", spaced)


def forgive(text: str) -> str:
    """``fold`` with å ä ö as a a o: what is searched, so that a keyboard without them finds the place too."""
    return fold(text).translate(_FORGIVEN)


def read_question(text: str) -> PlaceQuestion:
    """What ``text`` asks for: "lampan utanför gamla Konsum", "Storgatan 12 b", "Storgatan/Lyktgatan", "stolpe 4711"."""
    spelt = fold(text)[:200]
    words = [word for word in spelt.split() if word not in _SMALL_WORDS]
    meant = " ".join(words).translate(_FORGIVEN)
    lamp_post = _find_lamp_post(spelt.translate(_FORGIVEN))
    address = _STREET_AND_NUMBER.match(meant)
    return PlaceQuestion(
        spelt=" ".join(words),
        phrases=_phrases(meant),
        street=address[1] if address else None,
        number=int(address[2]) if address else None,
        letter=(address[3] or "") if address else "",
        lamp_post=lamp_post,
    )


def likeness(asked: str, name: str, trigrams: float) -> float:
    """How like two forgiven texts are, 0 to 1: trigrams, or letters in order where two merely changed places."""
    return max(trigrams, 0.95 * SequenceMatcher(None, asked, name).ratio())


def _plain(character: str) -> str:
    if character in _KEPT:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))


def _find_lamp_post(text: str) -> str | None:
    if _ONLY_DIGITS.fullmatch(text):
        return text
    said = _LAMP_POST.search(text)
    return said[1] if said else None


def _phrases(text: str) -> tuple[str, ...]:
    """The whole of a short text; of a long one each run of up to three words, the longer first."""
    words = text.split()
    if len(words) <= LONGEST_PHRASE + 1:
        return (text,) if text else ()
    runs = [" ".join(words[start : start + length]) for length in (2, 1, 3) for start in range(len(words) - length + 1)]
    return tuple(run for run in dict.fromkeys(runs) if len(run) > 3)[:MOST_PHRASES]
