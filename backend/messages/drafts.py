"""How words that are not saved yet will read: with a real open case of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend import cases
from backend.deliveries import Length
from backend.messages.actions import check_words
from backend.messages.codes import (
    CONVERSIONS,
    JOININGS,
    MOVES,
    OUTCOMES,
    RECEIPTS,
    REOPENINGS,
    SEEN,
    TextCode,
)
from backend.messages.filling import measure_filled, names_in
from backend.messages.models import MessageText
from backend.messages.previews import preview_text
from backend.messages.shipped import shipped_sms

TO_REPORTERS = frozenset(
    {*RECEIPTS, *SEEN, *MOVES, *REOPENINGS, *JOININGS, *CONVERSIONS, *OUTCOMES, TextCode.MADE_SAFE, TextCode.NEED_INFO}
)
"""Texts about a case to those who reported it; the others are shown with a mark for each name."""


@dataclass(frozen=True)
class DraftPreview:
    """How it will read to the reporters of one case. ``reference`` and ``kind`` empty: no case, a mark for each name."""

    reference: str
    kind: str
    category: str
    subject: str
    body: str
    sms: str
    sms_length: Length


def preview_draft(
    session: Session,
    municipality: str,
    code: TextCode,
    *,
    language: str,
    subject: str,
    body: str,
    sms: str | None = None,
    now: datetime,
) -> Sequence[DraftPreview]:
    """The words with the newest open case of each kind, as ``preview_text`` shows them; nothing is kept.

    One preview with marks in place of names where no case is open, or the text is none to reporters. Raises as
    ``save_text``.
    """
    words = check_words(code, language=language, subject=subject, body=body, sms=sms)
    found = cases.list_newest_of_each_kind(session, municipality) if code in TO_REPORTERS else []
    if not found:
        return [_marked(code, language, words)]
    shown = []
    # Written as it would be kept, read by the same code that sends, and undone: no second way of filling a text in.
    undone = session.begin_nested()
    try:
        row = insert(MessageText).values(
            municipality=municipality, code=code, language=language, **words, edited_at=now
        )
        key = ["municipality", "code", "language"]
        session.execute(row.on_conflict_do_update(index_elements=key, set_=words))
        for case in found:
            read = preview_text(session, municipality, code, case.id, language=language, now=now)
            texts: dict[str, Any] = {name: getattr(read, name) for name in ("subject", "body", "sms", "sms_length")}
            shown.append(DraftPreview(case.reference, str(case.kind), case.category, **texts))
    finally:
        undone.rollback()
    return shown


def _marked(code: TextCode, language: str, words: dict[str, str | None]) -> DraftPreview:
    said = {name: words[name] or "" for name in ("subject", "body")}
    sms = words["sms"] or shipped_sms(code, language)
    marked = {name: _mark(text) for name, text in said.items()}
    return DraftPreview("", "", "", **marked, sms=_mark(sms), sms_length=measure_filled(sms))


def _mark(text: str) -> str:
    for name in names_in(text):
        text = text.replace(f"{{{name}}}", f"[{name}]")
    return text
