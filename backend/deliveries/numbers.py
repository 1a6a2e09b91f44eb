"""Telephone numbers as people write them, and the one way they are kept: E.164. Pure."""

import re
from collections.abc import Collection

from backend.foundation.errors import Invalid

SWEDISH_MOBILE = re.compile(r"\+467[02369][0-9]{7}")
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_BETWEEN = re.compile(r"[\s\u00a0().\-–/]")


def read_mobile(text: str, *, open_prefixes: Collection[str] = (), field: str = "mobile") -> str:
    """A number we send SMS to, as E.164: "070-174 06 05" is "+46701740605".

    ``open_prefixes`` are countries an installation has opened, such as "+47". Raises ``Invalid`` at ``field``.
    """
    number = normalise_number(text)
    if SWEDISH_MOBILE.fullmatch(number):
        return number
    if E164.fullmatch(number) and not number.startswith("+46"):
        if number.startswith(tuple(open_prefixes)):
            return number
        said = "We send SMS to Swedish mobile numbers only. Please leave an e-mail address instead."
        raise Invalid("number_abroad", said, fields={field: said})
    said = "That does not look like a mobile number. Write it like 070-174 06 05, or leave it empty."
    raise Invalid("number_wrong", said, fields={field: said})


def read_phone(text: str, *, field: str = "address") -> str:
    """Any telephone number a person may ring, as E.164. Raises ``Invalid`` at ``field``."""
    number = normalise_number(text)
    if not E164.fullmatch(number):
        said = "That does not look like a telephone number."
        raise Invalid("number_wrong", said, fields={field: said})
    return number


def normalise_number(text: str) -> str:
    """Digits behind a plus where the country is known; what is no number stays what it is, for ``read_`` to refuse."""
    number = _BETWEEN.sub("", text.replace("(0)", "").strip())
    if number.startswith("00"):
        return "+" + number[2:]
    if number.startswith("0"):
        return "+46" + number[1:]
    if number.startswith("46") and len(number) == 11:
        return "+" + number
    return number
