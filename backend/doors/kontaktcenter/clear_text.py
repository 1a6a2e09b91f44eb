"""Citizens' words made safe to look at: characters one cannot see, or that turn the direction of reading, are shown."""

import unicodedata
from dataclasses import dataclass

_ORDINARY = {"\n", "\t", " ", "\u00a0"}
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}
_JOINS_EMOJI = "\u200d\ufe0f"


@dataclass(frozen=True)
class Piece:
    """A run of text, or one character that would not be seen; then ``text`` is its code, as "U+202E"."""

    text: str
    is_hidden: bool = False
    name: str = ""


def show_hidden(words: str) -> tuple[Piece, ...]:
    """``words`` in order, with each invisible or direction character as a piece of its own."""
    pieces: list[Piece] = []
    run: list[str] = []
    for index, character in enumerate(words.replace("\r\n", "\n")):
        if not _is_hidden(character) or _is_in_emoji(words, index):
            run.append(character)
            continue
        if run:
            pieces.append(Piece("".join(run)))
            run = []
        name = unicodedata.name(character, "").capitalize()
        pieces.append(Piece(f"U+{ord(character):04X}", is_hidden=True, name=name))
    if run:
        pieces.append(Piece("".join(run)))
    return tuple(pieces)


def _is_hidden(character: str) -> bool:
    if character in _ORDINARY:
        return False
    return unicodedata.category(character) in _INVISIBLE or character in _JOINS_EMOJI


def _is_in_emoji(words: str, index: int) -> bool:
    """A joiner or selector just after a picture belongs to it."""
    return words[index] in _JOINS_EMOJI and index > 0 and unicodedata.category(words[index - 1]) in ("So", "Sk", "Mn")
