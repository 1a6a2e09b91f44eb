"""A municipality's texts as those who edit them see them: which are its own, what they may say, how they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.messages.codes import FEET, TextCode
from backend.messages.filling import NEVER_IN_SMS
from backend.messages.models import MessageText, MessageTextVersion
from backend.messages.shipped import LANGUAGE_OF_LAST_RESORT, TextForm, form_of, shipped_sms, shipped_texts

MOST_VERSIONS = 200


@dataclass(frozen=True)
class EditedText:
    """A text in one language. ``own_sms`` None: the shipped SMS, which ``sms`` then holds.

    ``is_translated``: there are words in this language, ours or the municipality's; else it holds the Swedish ones.
    """

    code: TextCode
    language: str
    subject: str
    body: str
    sms: str
    own_sms: str | None
    is_own: bool
    is_translated: bool
    edited_at: datetime | None
    names: tuple[str, ...]
    must: tuple[str, ...]
    names_in_sms: tuple[str, ...]

    @property
    def is_foot(self) -> bool:
        """A part of a letter, without a subject."""
        return self.code in FEET


@dataclass(frozen=True)
class TextVersion:
    """How a text was saved. ``body`` None: back to the shipped one."""

    number: int
    subject: str | None
    body: str | None
    sms: str | None
    edited_by: UUID | None
    edited_at: datetime


def list_texts(session: Session, municipality: str, *, language: str) -> list[EditedText]:
    """Every text in ``language``, in the order they come with Lagat; one statement."""
    rows = session.scalars(
        sa.select(MessageText).where(MessageText.municipality == municipality, MessageText.language == language)
    )
    own = {row.code: row for row in rows}
    return [_edited(form, language, own.get(code)) for code, form in shipped_texts().items()]


def get_edited_text(session: Session, municipality: str, code: TextCode, *, language: str) -> EditedText:
    """One of them."""
    row = session.get(MessageText, (municipality, code, language))
    return _edited(form_of(code), language, row)


def list_text_languages(session: Session, municipality: str) -> list[str]:
    """The languages there are words in, shipped ones first, then the municipality's own."""
    shipped = list(dict.fromkeys(language for form in shipped_texts().values() for language in form.texts))
    own = session.scalars(
        sa.select(MessageText.language).where(MessageText.municipality == municipality).distinct().order_by("language")
    )
    return list(dict.fromkeys([*shipped, *own]))


def list_text_versions(session: Session, municipality: str, code: TextCode, *, language: str) -> Sequence[TextVersion]:
    """How the text was saved, newest first, ``MOST_VERSIONS`` at most; empty where it was always the shipped one."""
    rows = session.scalars(
        sa.select(MessageTextVersion)
        .where(
            MessageTextVersion.municipality == municipality,
            MessageTextVersion.code == code,
            MessageTextVersion.language == language,
        )
        .order_by(MessageTextVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    return [TextVersion(row.number, row.subject, row.body, row.sms, row.edited_by, row.edited_at) for row in rows]


def _edited(form: TextForm, language: str, own: MessageText | None) -> EditedText:
    shipped = form.texts.get(language) or form.texts[LANGUAGE_OF_LAST_RESORT]
    sms = shipped.sms or shipped_sms(form.code, language)
    return EditedText(
        code=form.code,
        language=language,
        subject=own.subject if own else shipped.subject,
        body=own.body if own else shipped.body,
        sms=(own.sms if own else None) or sms,
        own_sms=own.sms if own else None,
        is_own=own is not None,
        is_translated=own is not None or language in form.texts,
        edited_at=own.edited_at if own else None,
        names=tuple(sorted(form.names)),
        must=tuple(sorted(form.must)),
        names_in_sms=tuple(sorted(form.names - NEVER_IN_SMS)),
    )
