"""A disclosure as a file: a zip of self-contained pages and a list, written by the worker in pieces.

Pages rather than PDF: they need no library, can be read by everybody's aids, and hold nothing but what is seen. What is
masked is never written: not as text, not as length, not as a layer. Names in the zip carry no times.
"""

import csv
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import jinja2
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, catalogue
from backend.foundation import audit
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.agenda import Due
from backend.retention.disclosure_models import Disclosure, DisclosureState
from backend.retention.masking import tell
from backend.retention.ports import RecordStore
from backend.retention.sheets import Sheet, list_sheets

FILE, LIST = "utlamnande.zip", "lista.csv"
CHUNK, A_PAGE = 500, 2_000
KEPT_FOR = timedelta(days=30)
COLUMNS = ("nr", "referens", "kom in", "gäller", "läge", "utfall", "avslutat", "plats", "avsändare", "texter", "masker")
_FIELDS = {"name": "Anmälarens namn", "address": "Anmälarens adress", "restricted": "Skyddad uppgift"}
_PARTS = {"words": "Anmälan", "addition": "Tillägg", "note": "Anteckning"}
_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def list_due_disclosures(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Those decided and not written yet, and those whose file has lain long enough."""
    waits = Disclosure.state == DisclosureState.DECIDED
    old = sa.and_(Disclosure.state == DisclosureState.WRITTEN, Disclosure.gone_at.is_(None))
    if by is not None:
        old = sa.and_(old, Disclosure.written_at < by - KEPT_FOR)
    else:
        old = sa.false()
    wanted = sa.select(Disclosure.municipality, Disclosure.id, Disclosure.decided_at).where(sa.or_(waits, old))
    rows = session.execute(wanted.order_by(Disclosure.decided_at, Disclosure.id).limit(limit))
    return [Due(row.municipality, row.id, row.decided_at) for row in rows]


def write_disclosure(
    session: Session, disclosure_id: UUID, municipality: str, now: datetime, *, records: RecordStore
) -> None:
    """Write the file and the list of a decided disclosure, or forget the files of an old one. Audited as an export."""
    disclosure = session.get(Disclosure, (municipality, disclosure_id), with_for_update=True, populate_existing=True)
    if disclosure is None:
        return
    if disclosure.state is DisclosureState.WRITTEN:
        if disclosure.gone_at is None and disclosure.written_at and disclosure.written_at < now - KEPT_FOR:
            records.remove(municipality, disclosure_id)
            disclosure.gone_at = now
        return
    if disclosure.state is not DisclosureState.DECIDED:
        return
    with tempfile.TemporaryFile() as packed, tempfile.TemporaryFile() as listed:
        disclosure.masked = _write(session, disclosure, packed, listed)
        disclosure.sha256, disclosure.byte_length = _digest(packed)
        disclosure.list_sha256, _ = _digest(listed)
        for name, content in ((FILE, packed), (LIST, listed)):
            content.seek(0)
            records.put(municipality, disclosure_id, name, content)
    disclosure.state, disclosure.written_at = DisclosureState.WRITTEN, now
    session.flush()
    facts = {"cases": disclosure.cases, "masked": disclosure.masked, "sha256": disclosure.sha256}
    actor, subject = Actor(ActorKind.STAFF, disclosure.decided_by), ("disclosure", disclosure_id)
    audit.record(session, municipality, actor=actor, act="export", subject=subject, facts=facts, now=now)


def _write(session: Session, disclosure: Disclosure, packed: BinaryIO, listed: BinaryIO) -> int:
    names = {
        each.code: each.name("sv")
        for each in catalogue.list_categories(
            session, disclosure.municipality, include_hidden=True, include_retired=True
        )
    }
    masked, page, page_number = 0, io.StringIO(), 0
    text = io.TextIOWrapper(listed, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    head = _head_of(session, disclosure)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for sheets in _chunks(session, disclosure):
            if not page.tell():
                page_number += 1
                page.write(_PAGES.get_template("disclosure.html").render(part=page_number, **head))
            page.write(
                _PAGES.get_template("sheet.html").render(sheets=sheets, names=names, fields=_FIELDS, parts=_PARTS)
            )
            for sheet in sheets:
                masked += sheet.masks
                rows.writerow(map(_neutral, _row(sheet, names)))
            if sheets[-1].position % A_PAGE == 0 or sheets[-1].position == disclosure.cases:
                _close(archive, page_number, page)
                page = io.StringIO()
        if page.tell():
            _close(archive, page_number, page)
        text.flush()
        listed.seek(0)
        archive.writestr(zipfile.ZipInfo(LIST, _NO_TIME), listed.read(), zipfile.ZIP_DEFLATED)
    text.detach()
    return masked


def _chunks(session: Session, disclosure: Disclosure) -> Iterator[list[Sheet]]:
    after = 0
    while sheets := list_sheets(session, disclosure, after=after, limit=CHUNK):
        yield sheets
        after = sheets[-1].position


def _close(archive: zipfile.ZipFile, number: int, page: io.StringIO) -> None:
    page.write("</main>\n</body>\n</html>\n")
    name = zipfile.ZipInfo(f"utlamnande-{number:03}.html", _NO_TIME)
    archive.writestr(name, page.getvalue().encode(), zipfile.ZIP_DEFLATED)


def _head_of(session: Session, disclosure: Disclosure) -> dict[str, object]:
    authorities = {each.id: each.name for each in accounts.list_authorities(session, disclosure.municipality)}
    authority = authorities.get(disclosure.authority_id) if disclosure.authority_id else ", ".join(authorities.values())
    decision = disclosure.decision or ""
    return {"number": disclosure.number, "authority": authority, "decision": decision, "cases": disclosure.cases}


def _row(sheet: Sheet, names: dict[str, str]) -> tuple[str, ...]:
    sender = "anonym" if not sheet.sender else "; ".join(tell(pieces) for _, pieces in sheet.sender)
    closed = f"{sheet.closed_at:%Y-%m-%d}" if sheet.closed_at else ""
    told = (str(sheet.position), sheet.reference, f"{sheet.opened_at:%Y-%m-%d %H:%M}")
    if sheet.left_out:
        return (*told, *[""] * 4, tell(sheet.place), "", "", str(sheet.masks))
    said = " | ".join(" ".join(tell(text.pieces).split()) for text in sheet.texts)
    state = (names.get(sheet.category, sheet.category), sheet.state, sheet.outcome, closed)
    return (*told, *state, tell(sheet.place), sender, said, str(sheet.masks))


def _neutral(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _digest(content: BinaryIO) -> tuple[str, int]:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # a temporary file is one
    return digest, content.seek(0, io.SEEK_END)
