"""A municipality's texts as a sheet: out to a spreadsheet and in again, tried first."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.sheets import (
    Changed,
    SheetRead,
    SheetRow,
    Wrong,
    read_flag,
    read_sheet,
    write_flag,
    write_sheet,
)
from backend.messages.actions import check_words, return_to_shipped, save_text
from backend.messages.texts import EditedText, list_text_languages, list_texts

COLUMNS = ("code", "language", "own", "subject", "body", "sms", "names", "must")
"""``own``: no (nej) brings the shipped words back. ``sms`` empty: the shipped one. The last two are read by people alone."""
_MUST = ("code", "language", "subject", "body")
_WORDS = ("subject", "body", "sms")
_Words = dict[str, str | None] | None
"""What a row asks to keep; None: the shipped words."""


def write_texts(session: Session, municipality: str, *, language: str | None = None) -> str:
    """Every text in every language there are words in, one a row; ``import_texts`` reads it back to no change.

    With ``language`` in that one alone, and those that have no words in it yet hold the Swedish ones to be translated.
    """
    rows = [
        _cells(text)
        for each in ([language] if language else list_text_languages(session, municipality))
        for text in list_texts(session, municipality, language=each)
        if language or text.is_translated
    ]
    return write_sheet(COLUMNS, rows)


def import_texts(
    session: Session, municipality: str, sheet: str, *, dry_run: bool, actor: Actor, now: datetime
) -> SheetRead:
    """What the sheet would change and what is wrong, by row; kept only where nothing is wrong and ``dry_run`` is False.

    A text that is not in the sheet stays. Raises ``Invalid`` where the sheet cannot be read at all.
    """
    rows = read_sheet(sheet, columns=COLUMNS, must=_MUST)
    texts = _texts_of(session, municipality, {row.cells.get("language", "") for row in rows})
    changed: list[Changed] = []
    wrong: list[Wrong] = []
    to_do: list[tuple[EditedText, _Words]] = []
    for row, text in _each_once(rows, texts, wrong):
        try:
            wanted = _wanted(row, text)
        except Invalid as error:
            wrong.append(Wrong(row.number, next(iter(error.fields), "body"), error))
            continue
        differences = _differences(row, text, wanted)
        if differences:
            changed += differences
            to_do.append((text, wanted))
    is_done = not dry_run and not wrong
    if is_done:
        _keep(session, municipality, to_do, actor=actor, now=now)
    return SheetRead(tuple(changed), tuple(wrong), len(rows), is_done)


def _texts_of(session: Session, municipality: str, languages: Iterable[str]) -> dict[tuple[str, str], EditedText]:
    return {
        (text.code.value, language): text
        for language in sorted(languages)
        for text in list_texts(session, municipality, language=language)
    }


def _each_once(
    rows: Iterable[SheetRow], texts: dict[tuple[str, str], EditedText], wrong: list[Wrong]
) -> Iterable[tuple[SheetRow, EditedText]]:
    seen = set()
    for row in rows:
        key = (row.cells.get("code", ""), row.cells.get("language", ""))
        if key not in texts:
            wrong.append(Wrong(row.number, "code", Invalid("no_such_text", "There is no such text.")))
        elif key in seen:
            error = Invalid("row_twice", "It stands in an earlier row already.")
            wrong.append(Wrong(row.number, "code", error))
        else:
            seen.add(key)
            yield row, texts[key]


def _wanted(row: SheetRow, text: EditedText) -> _Words:
    """The words the row asks for; None for the shipped ones. Raises ``Invalid``."""
    cells, own = row.cells, row.cells.get("own", "")
    try:
        # "nej" beside words that were changed is a person who forgot the column, not one who wants them thrown away.
        is_shipped = bool(own) and not read_flag(own) and (text.is_own or not _says_other(cells, text))
    except ValueError:
        said = "This cell could not be read."
        raise Invalid("cell_not_understood", said, fields={"own": said}) from None
    if is_shipped:
        return None
    sms = cells.get("sms", text.own_sms or "") or None
    if not text.own_sms and sms == text.sms:
        sms = None
    return check_words(
        text.code, language=text.language, subject=cells.get("subject", ""), body=cells.get("body", ""), sms=sms
    )


def _says_other(cells: Mapping[str, str], text: EditedText) -> bool:
    return (cells.get("subject", ""), cells.get("body", "")) != (text.subject, text.body) or bool(
        cells.get("sms") and cells["sms"] != text.sms
    )


def _differences(row: SheetRow, text: EditedText, wanted: _Words) -> list[Changed]:
    subject = f"{text.code.value} {text.language}"
    if wanted is None:
        return [Changed(row.number, subject, "own", write_flag(True), write_flag(False))] if text.is_own else []
    before = {"subject": text.subject, "body": text.body, "sms": text.own_sms}
    if not text.is_translated:
        before = dict.fromkeys(_WORDS)
    return [
        Changed(row.number, subject, name, before[name] or "", wanted[name] or "")
        for name in _WORDS
        if (wanted[name] or "") != (before[name] or "")
    ]


def _keep(
    session: Session,
    municipality: str,
    to_do: list[tuple[EditedText, _Words]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for text, words in to_do:
        if words is None:
            return_to_shipped(session, municipality, text.code, language=text.language, actor=actor, now=now)
            continue
        save_text(
            session, municipality, text.code, language=text.language, subject=words["subject"] or "",
            body=words["body"] or "", sms=words["sms"], actor=actor, now=now,
        )  # fmt: skip
    facts = {"texts": len(to_do)}
    audit.record(
        session, municipality, actor=actor, act="import_texts", subject=("message_text", None), facts=facts, now=now
    )


def _cells(text: EditedText) -> dict[str, str]:
    return {
        "code": text.code.value,
        "language": text.language,
        "own": write_flag(text.is_own),
        "subject": text.subject,
        "body": text.body,
        "sms": text.own_sms or "",
        "names": " ".join(f"{{{name}}}" for name in text.names),
        "must": " ".join(f"{{{name}}}" for name in text.must),
    }
