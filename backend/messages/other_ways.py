"""Another way to somebody a message did not reach: mail, SMS, a letter or a call, in the words that way can carry.

What was said is not written anew: the facts of its moment are gone. An SMS says what the message is about and leads to
it; a mail, a letter and a call carry the text as it stands, without what only holds for the way it came.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import ReporterAddress
from backend.deliveries import Channel, Delivery, LinkEntry, OtherWay, RecipientKind
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.messages.facts import CaseFacts
from backend.messages.filling import names_in
from backend.messages.shipped import say

_LEADING_LINKS = ("verdict", "follow", "acknowledge", "order")
_LONGEST_ADDRESS = 300


def send_another_way(
    session: Session,
    municipality: str,
    delivery_id: UUID,
    *,
    channel: Channel,
    address: str = "",
    open_prefixes: tuple[str, ...] = (),
    actor: Actor,
    now: datetime,
) -> UUID:
    """Send what was given up by another channel; returns the new delivery's id, which points at the first.

    ``address`` empty: the one the reporter left beside. Raises ``NotFound``; ``Invalid`` where there is none or the
    channel cannot use it; ``Conflict`` where the first is not given up, or was sent another way before.
    """
    if channel is Channel.OPEN311:
        said = "Choose another way."
        raise Invalid("channel_not_possible", said, fields={"channel": said})
    first = deliveries.get_delivery(session, municipality, delivery_id)
    found = _line(address) or find_other_address(session, first, channel)
    if not found:
        said = "Write where it is to be sent: they have left no other address."
        raise Invalid("address_missing", said, fields={"address": said})
    to = _read_address(channel, found, open_prefixes)
    body, links = _write(session, first, channel)
    way = OtherWay(channel, to, body, links)
    return deliveries.resend_by(session, municipality, delivery_id, way, actor=actor, now=now)


def find_other_address(session: Session, first: Delivery, channel: Channel) -> str:
    """What the same reporter left for that channel with the same report; empty where nothing is known.

    A call uses the number for SMS. Whoever sends there need not have looked at it.
    """
    own = _list_own_addresses(session, first)
    wanted = Channel.SMS if channel is Channel.CALL else channel
    return next((each.address for each in own if each.channel == wanted), "")


def _list_own_addresses(session: Session, first: Delivery) -> list[ReporterAddress]:
    if first.case_id is None or first.recipient_kind is not RecipientKind.REPORTER:
        return []
    every = cases.list_addresses(session, first.municipality, first.case_id)
    reports = {each.report_id for each in every if each.recipient_key == first.recipient_key}
    return [each for each in every if each.report_id in reports]


def _read_address(channel: Channel, address: str, open_prefixes: tuple[str, ...]) -> str:
    if channel is Channel.SMS:
        return deliveries.read_mobile(address, open_prefixes=open_prefixes, field="address")
    if channel is Channel.CALL:
        return deliveries.read_phone(address)
    if channel is Channel.MAIL and "@" not in address[1:-1]:
        said = "That is not a mail address."
        raise Invalid("email_wrong", said, fields={"address": said})
    return address


def _write(session: Session, first: Delivery, channel: Channel) -> tuple[str, dict[str, LinkEntry]]:
    links: dict[str, LinkEntry] = {name: dict(entry) for name, entry in first.links.items()}
    if channel is Channel.SMS:
        return _write_sms(session, first, links)
    if channel in deliveries.TASKS and first.channel is Channel.MAIL:
        # The last paragraph of a mail says how to answer that mail.
        body = first.body.strip().rpartition("\n\n")[0] or first.body
    elif first.channel is Channel.SMS and first.case_id is not None:
        facts = CaseFacts(session, cases.get_case(session, first.municipality, first.case_id))
        body = f"{first.body}\n\n{facts.sender(first.language)}\n"
    else:
        body = first.body
    used = names_in(body)
    return body, {name: entry for name, entry in links.items() if name in used}


def _write_sms(session: Session, first: Delivery, links: Mapping[str, LinkEntry]) -> tuple[str, dict[str, LinkEntry]]:
    """What it is about, and the way to it."""
    usable: dict[str, Any] = dict(links)
    own = _list_own_addresses(session, first)
    if own:
        about = {"municipality": first.municipality, "report_id": str(own[0].report_id)}
        usable.setdefault("follow", {"maker": "follow", **about})
    name = next((each for each in _LEADING_LINKS if each in usable), None)
    if name is None:
        return first.subject, {}
    body = f"{first.subject}. {say('fallback', 'read_more', first.language)}: {{{name}}}"
    return body, {name: usable[name]} if name in names_in(body) else {}


def _line(address: str) -> str:
    return ", ".join(" ".join(line.split()) for line in address.splitlines() if line.strip())[:_LONGEST_ADDRESS]
