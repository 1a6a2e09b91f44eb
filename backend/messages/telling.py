"""Telling reporters of one step: each address once, in its language, at the right moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import Recipient, Said, Whose, Why
from backend.deliveries import Channel, Fate, LinkEntry, RecipientKind
from backend.messages.codes import MOVES, RECEIPTS, TextCode
from backend.messages.decisions import moment_to_send, only_by_day, overtaken_by
from backend.messages.facts import CaseFacts
from backend.messages.filling import names_in
from backend.messages.letters import Reader, Written, find_texts, queue_mail, write_mail, write_sms
from backend.messages.reporter_words import Given, ReporterWords
from backend.messages.staff_words import words_of_staff


@dataclass(frozen=True)
class Telling:
    """One step to be told. ``added`` are staff's words, beside the text; ``resolution`` what a verdict would answer.

    ``beside`` is a second text in the same letter.
    ``is_true`` False: something later has happened already. It is then written down as overtaken, never sent.
    """

    code: TextCode
    given: Given
    step_id: UUID
    added: Said | None = None
    resolution: int = 0
    is_true: bool = True
    beside: TextCode | None = None


def tell_reporters(
    session: Session, facts: CaseFacts, telling: Telling, recipients: Sequence[Recipient], *, now: datetime
) -> None:
    """Queue the step's text to each of ``recipients`` and let go unsent what it makes untrue.

    The case is locked by the caller, so that steps told at the same time see each other.
    """
    if telling.is_true:
        overtake(session, facts, *overtaken_by(telling.code), now=now)
    moment = _moment(session, facts, telling.code, now=now)
    reached = [_queue(session, facts, telling, recipient, moment=moment, now=now) for recipient in recipients]
    if not telling.is_true:
        overtake(session, facts, telling.code, now=now)
    elif any(reached) and telling.code not in RECEIPTS:
        cases.note_word_told(session, facts.code, facts.case.id, now=now)
    if not all(reached):
        ask_for_person(session, facts, {"text_code": telling.code.value, "reason": "address_malformed"}, now=now)


def overtake(
    session: Session, facts: CaseFacts, *codes: TextCode, recipient_key: str | None = None, now: datetime
) -> int:
    """Let queued texts of the case go unsent; returns how many."""
    if not codes:
        return 0
    return deliveries.overtake_waiting(
        session, facts.code, case_id=facts.case.id, text_codes=codes, recipient_key=recipient_key, now=now
    )


def ask_for_person(session: Session, facts: CaseFacts, about: dict[str, Any], *, now: datetime) -> None:
    """Somebody could not be told: the kontaktcenter sees it and why."""
    cases.ask_for_person(
        session,
        facts.code,
        facts.case.id,
        why=Why.DELIVERY_PARKED,
        whose=Whose.KONTAKTCENTER,
        facts=about,
        now=now,
    )


def write_to_reporter(
    session: Session,
    facts: CaseFacts,
    telling: Telling,
    *,
    reference: str,
    report_id: UUID,
    language: str,
    channel: Channel = Channel.MAIL,
    seen_from: datetime,
) -> Written:
    """The mail or SMS as one reporter reads it at ``seen_from``."""
    codes = [telling.code, TextCode.FOOT_REPORTER, TextCode.FOOT_REPORTER_LINKED]
    texts = find_texts(session, facts, [*codes, *([telling.beside] if telling.beside else [])], language)
    text, beside = texts[telling.code], texts[telling.beside] if telling.beside else None
    words = ReporterWords(facts, telling.given, reference, text.language, seen_from)
    links = _links(facts.code, report_id, telling.resolution)
    if channel is Channel.SMS:
        return write_sms(facts, text, values=words.values(), links=links)
    linked = names_in(text.body) & {"follow", "verdict"}
    foot = texts[TextCode.FOOT_REPORTER_LINKED if linked else TextCode.FOOT_REPORTER]
    return write_mail(
        facts, text, foot, values=words.values(), links=links, beside=beside, added_words=_added(telling, text.language)
    )


def _added(telling: Telling, language: str) -> str:
    return words_of_staff(telling.added, language) if telling.added else ""


def _queue(
    session: Session,
    facts: CaseFacts,
    telling: Telling,
    recipient: Recipient,
    *,
    moment: datetime,
    now: datetime,
) -> bool:
    channel = Channel(recipient.channel)
    written = write_to_reporter(
        session,
        facts,
        telling,
        reference=recipient.reference,
        report_id=recipient.report_id,
        language=recipient.language,
        channel=channel,
        seen_from=moment,
    )
    reader = Reader(RecipientKind.REPORTER, recipient.key, recipient.address, channel, recipient.source_key)
    return queue_mail(
        session,
        facts,
        telling.code,
        written,
        reader,
        step_id=telling.step_id,
        not_before=moment,
        by_day=only_by_day(telling.code, is_acute=facts.case.is_acute),
        now=now,
    )


def _links(municipality: str, report_id: UUID, resolution: int) -> dict[str, LinkEntry]:
    about = {"municipality": municipality, "report_id": str(report_id)}
    return {
        "follow": {"maker": "follow", **about},
        "verdict": {"maker": "verdict", **about, "resolution": resolution},
    }


def _moment(session: Session, facts: CaseFacts, code: TextCode, *, now: datetime) -> datetime:
    last_move_at = _last_move_at(session, facts) if code in MOVES else None
    return moment_to_send(code, is_acute=facts.case.is_acute, last_move_at=last_move_at, tz=facts.tz, now=now)


def _last_move_at(session: Session, facts: CaseFacts) -> datetime | None:
    told = deliveries.list_deliveries(session, facts.code, case_id=facts.case.id)
    moves = [row.not_before for row in told if row.text_code in MOVES and row.fate is not Fate.OVERTAKEN]
    return max(moves, default=None)
