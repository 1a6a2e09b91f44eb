"""What a person meant by a line of text, pure: the keys to look up exactly, and what to look for where none is known."""

import re
from dataclasses import dataclass

from backend.geography.names import fold, forgive

_LAMP_POST = re.compile(
    r"\b(?:\w*stolpen?s?|\w*stolpar|lampan?s?|lamp|post)\s+(?:nr\s+|nummer\s+|number\s+)?(\d{2,6})\b"
)
_ONLY_DIGITS = re.compile(r"\d{3,6}")
_STREET_AND_NUMBER = re.compile(r"^(.*?[^\W\d]{2,}.*?) (?:nr |nummer )?(\d{1,5})([a-z])?\b")
_DESIGNATION = re.compile(r"^(.*?[^\W\d]{2,}.*?)\s+(\d{1,5}):(\d{1,5})\b")
_SEPARATOR = re.compile(r"\s*[/\\&+]\s*")
_STREETISH = re.compile(
    r"(g[at]*a?n|v[aeg]*n|v\.?|g\.?|gr[an]*d|torge?t?|alle[en]*|leden|gata|vag|back[ea]n|plan|esplanaden)$"
)
_CORNER = frozenset(("hornet", "horn", "korsningen", "korsning", "corner"))

_SMALL_WORDS = frozenset(
    "vid utanför framför bakom bredvid mittemot mitt emot nära på i av och hörnet hörn korsningen korsning hos invid "
    "mellan runt under till från ca nr nummer den det där ute x "
    "at near outside in by the corner of and behind opposite between on".split()
)
LONGEST_TEXT = 200
LONGEST_RUN = 4
MOST_KEYS = 48
FEW_WORDS = 5
MOST_PHRASES = 6
LEAST_LIKE, MOST_ALIKE = 0.3, 0.6


@dataclass(frozen=True)
class PlaceQuestion:
    """What a person seems to ask for; every text is folded and forgiven.

    ``said`` is all of it, ``whole`` all that was meant (without "utanför" and the like), ``spelt`` and ``said_spelt`` the same with å ä ö kept, to prefer "An" to "Ån". ``keys`` are looked up
    exactly, the likelier first, ``phrases`` by likeness. ``street`` and ``number`` with its ``tail`` ("12b", of a
    property "1 2") are an address or a designation. ``corners`` are pairs of streets that may meet, ``lamp_post`` the
    number of one.
    """

    said: str
    whole: str
    spelt: str
    said_spelt: str
    keys: tuple[str, ...]
    phrases: tuple[str, ...]
    street: str | None = None
    number: int | None = None
    tail: str = ""
    corners: tuple[tuple[str, str], ...] = ()
    lamp_post: str | None = None

    @property
    def least_like(self) -> float:
        """How like trigrams must be (0 to 1) for one letter wrong, or two changed places, to be forgiven."""
        corners = (side for pair in self.corners for side in pair)
        texts = [self.street] if self.street else [*corners, *self.phrases]
        shortest = min((len(text) + text.count(" ") + 1 for text in texts), default=0)
        return round(min(max(LEAST_LIKE, (shortest - 4) / (shortest + 6)), MOST_ALIKE), 2)

    @property
    def streets(self) -> tuple[str, ...]:
        """The street, and what is left of it without its first words ("lampan storgatan")."""
        words = (self.street or "").split()
        return tuple(" ".join(words[start:]) for start in range(len(words))) + (("".join(words),) if words else ())


def read_question(text: str) -> PlaceQuestion:
    """What ``text`` asks for: "lampan utanför gamla Konsum", "Storgatan 12 b", "Storgatan/Lyktgatan", "Åby 1:2"."""
    said = text[:LONGEST_TEXT]
    spelt = fold(said)
    meant_spelt = " ".join(word for word in spelt.split() if word not in _SMALL_WORDS)
    meant = forgive(meant_spelt)
    designation = _DESIGNATION.match(said)
    address = None if designation else _STREET_AND_NUMBER.match(meant)
    street, number, tail = None, None, ""
    if designation:
        street, number, tail = forgive(designation[1]), int(designation[2]), f"{designation[2]} {designation[3]}"
    elif address:
        street, number, tail = address[1], int(address[2]), address[2] + (address[3] or "")
    lamp_post = _find_lamp_post(forgive(said))
    return PlaceQuestion(
        said=forgive(said),
        whole=meant,
        spelt=meant_spelt,
        said_spelt=spelt,
        keys=_list_keys(forgive(said), meant, lamp_post),
        phrases=_list_phrases(meant),
        street=street,
        number=number,
        tail=tail,
        corners=_list_corners(said, meant) if number is None else (),
        lamp_post=lamp_post,
    )


def _find_lamp_post(text: str) -> str | None:
    if _ONLY_DIGITS.fullmatch(text):
        return text
    said = _LAMP_POST.search(text)
    return said[1] if said else None


def _list_keys(said: str, meant: str, lamp_post: str | None) -> tuple[str, ...]:
    """All of it, all of it the other way round (a corner), written together, then its runs of words, the longer first."""
    words = meant.split()
    if not words:
        return ()
    keys = [said, meant, "".join(words)] if len(words) <= FEW_WORDS else [said, meant]
    if lamp_post:
        keys += [f"stolpe {lamp_post}", f"stolpe {lamp_post.lstrip('0')}"]
    if len(words) <= FEW_WORDS:
        keys += [" ".join(words[cut:] + words[:cut]) for cut in range(1, len(words))]
    for length in range(min(LONGEST_RUN, len(words) - 1), 0, -1):
        keys += [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]
    return tuple(key for key in dict.fromkeys(keys) if len(key) > 1)[:MOST_KEYS]


def _list_phrases(meant: str) -> tuple[str, ...]:
    """The whole of a short text; of a long one each pair of words, then each long word."""
    words = meant.split()
    if len(words) < FEW_WORDS:
        return (meant,) if words else ()
    pairs = [" ".join(words[start : start + 2]) for start in range(len(words) - 1)]
    return tuple(dict.fromkeys([*pairs, *(word for word in words if len(word) > 4)]))[:MOST_PHRASES]


def _list_corners(said: str, meant: str) -> tuple[tuple[str, str], ...]:
    """The two streets of a corner: on either side of a stroke, else at a cut of few words, where both look like streets."""
    sides = [forgive(side) for side in _SEPARATOR.split(said)]
    sides = [" ".join(word for word in side.split() if word not in _SMALL_WORDS | _CORNER) for side in sides]
    if len(sides) == 2 and all(sides):
        return ((sides[0], sides[1]),)
    words = meant.split()
    if not 2 <= len(words) <= FEW_WORDS:
        return ()
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    if _CORNER & set(forgive(said).split()):
        return tuple(cuts)
    return tuple((one, other) for one, other in cuts if _STREETISH.search(one) and _STREETISH.search(other))
