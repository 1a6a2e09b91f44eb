"""How many SMS a text becomes: GSM-7 where its letters allow it (å, ä and ö do), else UCS-2. Pure.

The alphabet and the lengths are those of 3GPP TS 23.038 and 23.040: a text in several parts gives up room in each of
them for the number that joins them again.
"""

from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Characters of GSM-7 that take the room of two."""


class Coding(StrEnum):
    """How an SMS is written on its way."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


ALONE = {Coding.GSM7: 160, Coding.UCS2: 70}
"""Room in an SMS that stands alone: septets, or code units of UTF-16."""
JOINED = {Coding.GSM7: 153, Coding.UCS2: 67}
"""Room in each part of a longer one."""


@dataclass(frozen=True)
class Length:
    """How long a text is as SMS. ``used`` counts septets or code units, ``left`` is the room in the last segment.

    ``forces_ucs2`` are the characters, each once, that GSM-7 lacks: what an editor may want to take out.
    """

    coding: Coding
    used: int
    segments: int
    left: int
    forces_ucs2: str


def measure_sms(text: str) -> Length:
    """The length of ``text`` as SMS; an empty one takes one segment too."""
    foreign = "".join(dict.fromkeys(character for character in text if character not in BASIC | EXTENDED))
    coding = Coding.UCS2 if foreign else Coding.GSM7
    widths = [_width(character, coding) for character in text]
    used = sum(widths)
    if used <= ALONE[coding]:
        return Length(coding, used, 1, ALONE[coding] - used, foreign)
    segments, room = 1, JOINED[coding]
    for width in widths:
        if width > room:  # what takes two is never cut in half
            segments, room = segments + 1, JOINED[coding]
        room -= width
    return Length(coding, used, segments, room, foreign)


def _width(character: str, coding: Coding) -> int:
    if coding is Coding.UCS2:
        return 2 if ord(character) > 0xFFFF else 1
    return 2 if character in EXTENDED else 1
