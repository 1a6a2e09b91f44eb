"""Putting a mail or an SMS together: the text, staff's words where there are some, the foot, and its links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import deliveries
from backend.deliveries import Channel, Letter, LinkEntry, RecipientKind
from backend.foundation.errors import Invalid
from backend.messages.codes import TextCode
from backend.messages.facts import CaseFacts
from backend.messages.filling import fill, fill_line, names_in, plain_words
from backend.messages.queries import get_texts
from backend.messages.shipped import Text, say

Values = Mapping[str, Callable[[], str]]


@dataclass(frozen=True)
class Written:
    """A mail before it has an address: links are still names in braces."""

    language: str
    subject: str
    body: str
    links: Mapping[str, LinkEntry]


def find_texts(session: Session, facts: CaseFacts, codes: list[TextCode], language: str) -> dict[TextCode, Text]:
    """Each text in the reader's language, else the municipality's, else Swedish."""
    return get_texts(
        session, facts.code, codes, language=language, default_language=facts.municipality.default_language
    )


def write_mail(
    facts: CaseFacts,
    text: Text,
    foot: Text,
    *,
    values: Values,
    links: Mapping[str, LinkEntry],
    beside: Text | None = None,
    added_words: str = "",
) -> Written:
    """Fill text and foot. ``beside`` is a second text in a paragraph of its own, and so are ``added_words`` of staff.

    Unused links fall away.
    """
    second = fill(beside.body, values) if beside else ""
    parts = [fill(text.body, values), second, plain_words(added_words), fill(foot.body, values)]
    body = "\n\n".join(part for part in parts if part) + "\n"
    subject = fill_line(text.subject, values)
    if facts.is_exercise:
        subject = f"{say('fallback', 'exercise', text.language)}: {subject}"
    used = names_in(body)
    return Written(text.language, subject, body, {name: entry for name, entry in links.items() if name in used})


def write_sms(facts: CaseFacts, text: Text, *, values: Values, links: Mapping[str, LinkEntry]) -> Written:
    """The text as SMS: no foot, and no words of staff. Its subject is what lists call it."""
    body = fill(text.sms, values)
    subject = fill_line(text.subject, values)
    if facts.is_exercise:
        exercise = say("fallback", "exercise", text.language)
        body, subject = f"{exercise}: {body}", f"{exercise}: {subject}"
    used = names_in(body)
    return Written(text.language, subject, body, {name: entry for name, entry in links.items() if name in used})


@dataclass(frozen=True)
class Reader:
    """Who is written to, and by which channel: ``key`` is the same for one person everywhere in a case."""

    kind: RecipientKind
    key: str
    address: str
    channel: Channel = Channel.MAIL
    source_mark: str | None = None


def queue_mail(
    session: Session,
    facts: CaseFacts,
    code: TextCode,
    written: Written,
    reader: Reader,
    *,
    step_id: UUID,
    urgent: bool = False,
    not_before: datetime | None = None,
    by_day: bool = False,
    now: datetime,
) -> bool:
    """Queue the mail or SMS. False where the address cannot be written to: others must not go without word because of it."""
    letter = Letter(
        recipient_kind=reader.kind,
        recipient_key=reader.key,
        address=reader.address,
        language=written.language,
        text_code=code.value,
        subject=written.subject,
        body=written.body,
        step_id=step_id,
        case_id=facts.case.id,
        authority_id=facts.case.authority_id,
        channel=reader.channel,
        links=written.links,
        urgent=urgent,
        not_before=not_before,
        by_day_in=facts.municipality.time_zone if by_day else None,
        source_mark=reader.source_mark,
    )
    try:
        deliveries.queue_delivery(session, facts.code, letter, now=now)
    except Invalid:
        return False
    return True
