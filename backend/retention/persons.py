"""Finding what one person has told us: by a report's reference, or by the address it was made with."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import recipient_key
from backend.cases.models import Report, ReporterAddress
from backend.deliveries import Channel, normalise_number
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference
from backend.retention.errors import NobodyFound


def key_of(municipality: str, address: str) -> str:
    """The recipient's key of a mail address or a number as a person writes it. Raises ``Invalid``."""
    address = address.strip()
    if "@" in address:
        return recipient_key(municipality, Channel.MAIL, address)
    return recipient_key(municipality, Channel.SMS, normalise_number(address))


def find_reports(session: Session, municipality: str, *, asked: str) -> list[UUID]:
    """The reports of whoever ``asked`` names: a reference (that report alone) or an address (all made with it).

    Whoever asks writes the search to the audit log. Raises ``NobodyFound``.
    """
    try:
        report = cases.find_report_by_reference(session, municipality, read_reference(asked))
        found = [report.id] if report else []
    except Invalid:
        found = _list_by_address(session, municipality, asked)
    if not found:
        raise NobodyFound
    return found


def list_cases_of_keys(session: Session, municipality: str, keys: Collection[str]) -> list[UUID]:
    """The cases in which these recipients have reported, in order of id."""
    wanted = (
        sa.select(Report.case_id)
        .join(
            ReporterAddress,
            (ReporterAddress.municipality == Report.municipality) & (ReporterAddress.report_id == Report.id),
        )
        .where(ReporterAddress.municipality == municipality, ReporterAddress.recipient_key.in_(set(keys)))
    )
    return list(session.scalars(wanted.distinct().order_by(Report.case_id)))


def list_cases_of_reports(session: Session, municipality: str, report_ids: Collection[UUID]) -> list[UUID]:
    """The cases these reports lie in, in order of id."""
    wanted = sa.select(Report.case_id).where(Report.municipality == municipality, Report.id.in_(set(report_ids)))
    return list(session.scalars(wanted.distinct().order_by(Report.case_id)))


def _list_by_address(session: Session, municipality: str, asked: str) -> list[UUID]:
    try:
        key = key_of(municipality, asked)
    except Invalid:
        return []
    # Through the report: an address alone has no authority, and nobody erases or reads what another authority owns.
    wanted = (
        sa.select(Report.id)
        .join(
            ReporterAddress,
            (ReporterAddress.municipality == Report.municipality) & (ReporterAddress.report_id == Report.id),
        )
        .where(ReporterAddress.municipality == municipality, ReporterAddress.recipient_key == key)
    )
    return list(session.scalars(wanted.distinct().order_by(Report.id)))
