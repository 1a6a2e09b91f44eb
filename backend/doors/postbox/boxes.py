"""Mails and SMS as they arrived beside what the house knows of them, by address."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, deliveries, geography, responsibility
from backend.adapters.postbox import PostboxMail, read_postbox
from backend.adapters.sms_practice import KeptSms, read_sms
from backend.catalogue import Precision, words_for_moment
from backend.deliveries import Delivery, Fate, RecipientKind
from backend.doors.postbox.words import FATES, RECIPIENTS
from backend.doors.shared import current_language, transaction
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Scope
from backend.foundation.settings import Settings
from backend.geography import MunicipalityKind

MOST_MAILS = 300
MOST_DELIVERIES = 300
ENDED_UNSENT = (Fate.QUEUED, Fate.PARKED, Fate.IN_DOUBT, Fate.OVERTAKEN, Fate.UNWANTED)


@dataclass(frozen=True)
class Piece:
    """A run of a mail's text; a link where ``address`` says where it leads."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Message:
    """One mail in a box, or one that is not there (yet): then ``has_come`` is False."""

    subject: str
    body: tuple[Piece, ...]
    when: str
    at: datetime
    fate: str
    is_undelivered: bool
    has_come: bool
    copies: int


@dataclass(frozen=True)
class Box:
    """What one address has got, newest first."""

    address: str
    name: str
    messages: tuple[Message, ...]

    @property
    def anchor(self) -> str:
        """The part of the page's address that leads here."""
        return re.sub(r"[^a-z0-9]+", "-", self.address.lower())


def list_boxes(settings: Settings, folder: Path) -> list[Box]:
    """Every address that was written to, the one with the newest message first."""
    mails = read_postbox(folder, limit=MOST_MAILS)
    known: list[Delivery] = []
    names: dict[str, str] = {}
    with transaction(GLOBAL) as session:
        now = clock.now(session)
        towns = [
            each.code
            for each in geography.list_municipalities(session, active_only=True)
            if each.kind is not MunicipalityKind.REAL
        ]
    for code in towns:
        with transaction(Scope((code,))) as session:
            known += deliveries.list_deliveries(session, code, limit=MOST_DELIVERIES)
            names |= _names(session, code, now)
    sms = read_sms(settings.sms.folder)[:MOST_MAILS] if settings.sms.folder else []
    here = {mail.message_id for mail in mails} | {each.id for each in sms}
    messages = [
        *_arrived(mails, known, settings, now),
        *_arrived_sms(sms, known, settings, now),
        *_missing(here, known, now),
    ]
    by_address: dict[str, list[Message]] = {}
    for address, message in sorted(messages, key=lambda pair: pair[1].at, reverse=True):
        by_address.setdefault(address, []).append(message)
    kinds = {each.address.lower(): each.recipient_kind for each in known if each.address}
    return [
        Box(address, names.get(address) or _name_of(address, kinds.get(address)), tuple(found))
        for address, found in by_address.items()
    ]


def split_links(text: str, addresses: tuple[str, ...]) -> tuple[Piece, ...]:
    """``text`` with what begins with one of our own ``addresses`` as links; every other address stays text."""
    pattern = re.compile("|".join(rf"{re.escape(address)}/[^\s<>\"']*[^\s<>\"'.,)]" for address in addresses))
    pieces: list[Piece] = []
    end = 0
    for found in pattern.finditer(text):
        pieces += [Piece(text[end : found.start()]), Piece(found[0], found[0])]
        end = found.end()
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)


def _arrived(
    mails: list[PostboxMail], known: list[Delivery], settings: Settings, now: datetime
) -> list[tuple[str, Message]]:
    fates = {each.message_id: each.fate for each in known if each.message_id}
    copies: dict[str, list[PostboxMail]] = {}
    for mail in mails:
        copies.setdefault(mail.message_id or mail.name, []).append(mail)
    found = []
    for same in copies.values():
        mail = same[0]
        fate = fates.get(mail.message_id)
        at = mail.dated_at or mail.received_at
        body = split_links(mail.body.strip(), (settings.web_address, settings.portal_address))
        said = str(FATES[fate]) if fate else ""
        message = Message(mail.subject, body, _when(at, now), at, said, False, True, len(same))
        found.append((mail.to.lower(), message))
    return found


def _arrived_sms(
    sms: list[KeptSms], known: list[Delivery], settings: Settings, now: datetime
) -> list[tuple[str, Message]]:
    """What lies at the practice provider, at the time by the town's clock when it was handed over."""
    sent = {each.provider_id: each for each in known if each.provider_id}
    found = []
    for each in sms:
        delivery = sent.get(each.id)
        at = (delivery and delivery.ended_at) or datetime.fromisoformat(each.created).replace(tzinfo=UTC)
        body = split_links(each.message, (settings.web_address, settings.portal_address))
        said = str(FATES[delivery.fate]) if delivery else ""
        subject = gettext("SMS from %(sender)s", sender=each.sender)
        found.append((each.to, Message(subject, body, _when(at, now), at, said, False, True, 1)))
    return found


def _missing(here: set[str], known: list[Delivery], now: datetime) -> list[tuple[str, Message]]:
    return [
        (
            each.address.lower(),
            Message(
                each.subject,
                (),
                _when(each.queued_at, now),
                each.queued_at,
                str(FATES[each.fate]),
                each.fate in (Fate.PARKED, Fate.FAILED),
                False,
                0,
            ),
        )
        for each in known
        if each.address and each.fate in ENDED_UNSENT and not {each.message_id, each.provider_id} & here
    ]


def _names(session: Session, municipality: str, now: datetime) -> dict[str, str]:
    names = {member.email.lower(): member.name for member in accounts.list_members(session, municipality)}
    for body in responsibility.list_bodies(session, municipality, at=now):
        if body.mail:
            names[body.mail.lower()] = str(body.names.get(current_language()) or body.names["sv"])
    return names


def _name_of(address: str, kind: RecipientKind | None) -> str:
    """The cast have their name before the @."""
    name = address.partition("@")[0].replace(".", " ").capitalize()
    return f"{name} ({RECIPIENTS[kind]})" if kind else name


def _when(at: datetime, now: datetime) -> str:
    return words_for_moment(at, Precision.TIME, current_language(), now=now)
