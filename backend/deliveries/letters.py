"""What is to be sent, before it is a row: the letter, the places for its links, and how they are filled."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from backend.deliveries.numbers import E164
from backend.foundation.errors import Invalid

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

LinkEntry = Mapping[str, Any]
"""How a link is made when the letter is sent: ``{"maker": "web" | "portal" | "sign_in" …}`` and ids and codes for it."""


class Channel(StrEnum):
    """The way a delivery leaves the house."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"
    CALL = "call"
    OPEN311 = "open311"
    """Into another body's own system; ``Letter.form`` holds what it takes beside the words."""


TASKS = frozenset({Channel.LETTER, Channel.CALL})
"""What a person carries out: it stands on the kontaktcenter's list, and no sender takes it."""


class RecipientKind(StrEnum):
    """Who is told."""

    REPORTER = "reporter"
    STAFF = "staff"
    CONTRACTOR = "contractor"
    BODY = "body"


@dataclass(frozen=True)
class Letter:
    """One text to one recipient because of one step.

    ``step_id`` is the event or act that called for it and ``recipient_key`` the same for one person everywhere in a
    case: together they make sure that a step is told to a person once. ``body`` keeps ``{name}`` for each entry of
    ``links``, so that no token is stored. ``not_before`` is of the promise clock; None means now. ``urgent`` is for
    alarms: first in the queue and tried every minute at first. ``address`` is a mailbox, a number as E.164, or what
    stands on an envelope, on one line. ``by_day_in`` is the time zone whose nights it keeps away from, however late it
    is; None: it leaves at any hour. ``source_mark`` is the same for reports from one network, None where unknown.
    ``form`` is what a system takes beside the words (see ``ports.Outgoing``), None where a person is written to.
    """

    recipient_kind: RecipientKind
    recipient_key: str
    address: str
    language: str
    text_code: str
    subject: str
    body: str
    step_id: UUID
    case_id: UUID | None = None
    authority_id: UUID | None = None
    channel: Channel = Channel.MAIL
    links: Mapping[str, LinkEntry] = field(default_factory=dict)
    urgent: bool = False
    not_before: datetime | None = None
    by_day_in: str | None = None
    source_mark: str | None = None
    form: Mapping[str, str] | None = None


class Written(Protocol):
    """A letter, or the delivery it became."""

    @property
    def body(self) -> str: ...
    @property
    def links(self) -> Mapping[str, Any]: ...


def check_letter(letter: Letter) -> None:
    """Raises ``Invalid`` where a line break stands in what becomes a header, or a number is none.

    Raises ``ValueError`` where a link has no place in the text or no maker: a mistake of ours, never of a person's.
    """
    for words in (letter.subject, letter.address):
        if not words or any(character in words for character in "\r\n\0"):
            raise Invalid("letter_header_broken", "A message needs an address and a subject of one line each.")
    if letter.channel in (Channel.SMS, Channel.CALL) and not E164.fullmatch(letter.address):
        raise Invalid("letter_number_wrong", "That is not a telephone number.")
    places = set(_PLACE.findall(letter.body))
    for name, entry in letter.links.items():
        if name not in places or not isinstance(entry.get("maker"), str):
            raise ValueError(f"The link {name} of {letter.text_code} has no place in its text or no maker.")


def render_body(written: Written, make_link: Callable[[str, LinkEntry], str]) -> str:
    """The text with each link filled in as plain text; braces that name no link stay as they are."""
    made = {name: make_link(name, entry) for name, entry in written.links.items()}
    return _PLACE.sub(lambda place: made.get(place[1], place[0]), written.body)


def render_preview(written: Written) -> str:
    """The text as staff may see it: in place of each link a mark, never a token."""
    return render_body(written, lambda name, _: f"[{name}]")
