"""What the doors share of records: files that are given out, and a case as it is given out."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from backend import retention
from backend.accounts import session_facts
from backend.adapters.record_store import FolderRecordStore
from backend.doors.shared.access import current_actor, current_caller, current_scope
from backend.doors.shared.house import current_house, transaction
from backend.foundation import audit, clock
from backend.retention import RecordNotFound, Sheet
from backend.retention.masking import tell


def answer_file(municipality: str, disclosure_id: UUID, name: str, kind: str) -> Response:
    """A file of a disclosure the caller sees, piece by piece. Raises ``RecordNotFound`` where it is not there (any more)."""
    with transaction(current_scope()) as session:
        retention.get_disclosure(session, municipality, disclosure_id)
    opened = FolderRecordStore(current_house().settings.record_folder).find(municipality, disclosure_id, name)
    if opened is None:
        raise RecordNotFound
    headers = {"Content-Disposition": f"attachment; filename={name}", "X-Content-Type-Options": "nosniff"}
    response = Response(iter(lambda: opened.read(65_536), b""), content_type=kind, headers=headers)
    response.call_on_close(opened.close)
    return response


def find_person(session: Session, municipality: str, asked: str) -> list[UUID]:
    """The reports of whoever ``asked`` names; the search is written to the log of looks. Raises ``NobodyFound``."""
    facts, now = session_facts(current_caller()), clock.now(session)
    subject = ("municipality", None)
    audit.record(
        session, municipality, actor=current_actor(), act="search_person", subject=subject, facts=facts, now=now
    )
    return retention.find_reports(session, municipality, asked=asked)


def tell_sheet(sheet: Sheet) -> dict[str, Any]:
    """A case as it is given out, its masks in words."""
    return {
        "position": sheet.position,
        "reference": sheet.reference,
        "category": sheet.category,
        "place": tell(sheet.place),
        "texts": [{"part": text.part.value, "text": tell(text.pieces)} for text in sheet.texts],
        "masks": sheet.masks,
        "left_out": sheet.left_out,
    }
