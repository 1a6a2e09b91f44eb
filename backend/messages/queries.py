"""Reading texts, and what was told about a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries
from backend.deliveries import Channel, Delivery, Fate, ParkedReason, RecipientKind
from backend.foundation.keeping import kept_for_reactions
from backend.messages.codes import TextCode
from backend.messages.models import MessageText
from backend.messages.shipped import LANGUAGE_OF_LAST_RESORT, Text, form_of, shipped_sms

MOST_TOLD = 500


@dataclass(frozen=True)
class Told:
    """One message about a case and its fate. ``body`` has a mark in place of each link; no address is here."""

    delivery_id: UUID
    step_id: UUID
    code: str
    channel: Channel
    recipient_kind: RecipientKind
    language: str
    subject: str
    body: str
    fate: Fate
    parked_reason: ParkedReason | None
    attempts: int
    repeats: int
    queued_at: datetime
    not_before: datetime
    ended_at: datetime | None


def get_texts(
    session: Session, municipality: str, codes: Sequence[TextCode], *, language: str, default_language: str
) -> dict[TextCode, Text]:
    """Each text in ``language``, else in the municipality's own, else in Swedish: its own words before the shipped.

    To reactions its own words may be some seconds old (``foundation.keeping``).
    """
    wanted = list(dict.fromkeys([language, default_language, LANGUAGE_OF_LAST_RESORT]))
    key = ("texts", municipality, tuple(codes), tuple(wanted))
    own = kept_for_reactions(session, key, lambda: _own_texts(session, municipality, codes, wanted))
    return {code: _first_text(code, wanted, own) for code in codes}


def _own_texts(
    session: Session, municipality: str, codes: Sequence[TextCode], languages: Sequence[str]
) -> dict[tuple[TextCode, str], Text]:
    rows = session.scalars(
        sa.select(MessageText).where(
            MessageText.municipality == municipality,
            MessageText.code.in_(codes),
            MessageText.language.in_(languages),
        )
    )
    return {
        (row.code, row.language): Text(
            row.code, row.language, row.subject, row.body, row.sms or shipped_sms(row.code, row.language)
        )
        for row in rows
    }


def get_text(session: Session, municipality: str, code: TextCode, *, language: str) -> Text:
    """The text as it is sent now in ``language``, else in Swedish."""
    found = get_texts(session, municipality, [code], language=language, default_language=LANGUAGE_OF_LAST_RESORT)
    return found[code]


def told(session: Session, municipality: str, case_id: UUID) -> list[Told]:
    """What was told about the case, or is about to be, first first."""
    rows = deliveries.list_deliveries(session, municipality, case_id=case_id, limit=MOST_TOLD)
    return [_told(row) for row in reversed(rows)]


def _first_text(code: TextCode, languages: Sequence[str], own: dict[tuple[TextCode, str], Text]) -> Text:
    shipped = form_of(code).texts
    for language in languages:
        found = own.get((code, language)) or shipped.get(language)
        if found is not None:
            return found
    return shipped[LANGUAGE_OF_LAST_RESORT]


def _told(row: Delivery) -> Told:
    return Told(
        delivery_id=row.id,
        step_id=row.step_id,
        code=row.text_code,
        channel=row.channel,
        recipient_kind=row.recipient_kind,
        language=row.language,
        subject=row.subject,
        body=deliveries.render_preview(row),
        fate=row.fate,
        parked_reason=row.parked_reason,
        attempts=row.attempts,
        repeats=row.repeats,
        queued_at=row.queued_at,
        not_before=row.not_before,
        ended_at=row.ended_at,
    )
