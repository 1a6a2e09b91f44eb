"""Reading a report's body without the schema, which alone would cost as much as all of Lagat's own part of an intake.

``report_schemas.ReportBody`` is what holds. Here only what is plainly right is read, as that schema would read it;
whatever is unusual, missing, unknown or wrong is left to it, and so is every word about what is wrong. A test compares
the two.
"""

import re
from collections.abc import Callable
from typing import Any

from backend.cases import Channel
from backend.doors.api.codes import MOST_WORDS
from backend.doors.shared.naming import camel_case

# Narrower than what a mailbox may be called: the others are read by the schema.
_MAILBOX = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]{1,60}(?:-[a-z0-9]{1,20})?\.){1,4}[a-z]{2,20}")
_CHANNELS = {str(channel): channel for channel in (Channel.WEB, Channel.APP, Channel.API)}
_LONGEST_MAILBOX = 60


class _Unusual(Exception):
    """Not for here."""


def _text(most: int, least: int = 0) -> Callable[[Any], str]:
    def read(sent: Any) -> str:
        if type(sent) is str and least <= len(sent) <= most:
            return sent
        raise _Unusual

    return read


def _number(sent: Any) -> float:
    if type(sent) is float:
        return sent
    raise _Unusual


def _metres(sent: Any) -> float:
    if type(sent) is float and sent >= 0:
        return sent
    raise _Unusual


def _truth(sent: Any) -> bool:
    if type(sent) is bool:
        return sent
    raise _Unusual


def _answers(sent: Any) -> dict[str, Any]:
    if type(sent) is dict:
        return sent
    raise _Unusual


def _mailbox(sent: Any) -> str:
    if type(sent) is str and len(sent) <= _LONGEST_MAILBOX and _MAILBOX.fullmatch(sent):
        return sent
    raise _Unusual


def _channel(sent: Any) -> Channel:
    if type(sent) is str and sent in _CHANNELS:
        return _CHANNELS[sent]
    raise _Unusual


_READ: dict[str, Callable[[Any], Any]] = {
    "client_id": _text(100, 22),
    "category": _text(100),
    "latitude": _number,
    "longitude": _number,
    "words": _text(MOST_WORDS),
    "language": _text(100),
    "answers": _answers,
    "accuracy_m": _metres,
    "place_words": _text(500),
    "asset_number": _text(100),
    "name": _text(500),
    "email": _mailbox,
    "mobile": _text(100),
    "wants_word": _truth,
    "may_show_words": _truth,
    "may_show_photo": _truth,
    "channel": _channel,
}
_OUTSIDE = {camel_case(name): (name, read) for name, read in _READ.items()}
_REQUIRED = frozenset({"client_id", "category", "latitude", "longitude"})
_ELSE = {
    "words": "", "language": "sv", "place_words": "", "prefers": "mail", "wants_word": True,
    "may_show_words": False, "may_show_photo": False, "channel": Channel.API,
}  # fmt: skip


def read_quickly(sent: Any) -> dict[str, Any] | None:
    """What ``ReportBody().load(sent)`` gives; None where that has to be asked. ``sent`` was cleaned."""
    if type(sent) is not dict:
        return None
    body: dict[str, Any] = {**_ELSE, "answers": {}}
    try:
        for outside, value in sent.items():
            name, read = _OUTSIDE[outside]
            body[name] = read(value)
    except (_Unusual, KeyError):
        return None
    return body if body.keys() >= _REQUIRED else None
