"""Whom to tell about many cases at once."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.models import Report, ReporterAddress
from backend.cases.queries import Recipient


def list_recipients_of(session: Session, municipality: str, case_ids: Collection[UUID]) -> dict[UUID, list[Recipient]]:
    """Case → whom to tell about it, each address once, with its earliest report; one statement.

    Cases about which nobody wished to hear are left out.
    """
    rows = session.execute(
        sa.select(
            Report.case_id,
            Report.id,
            Report.reference,
            ReporterAddress.channel,
            ReporterAddress.address,
            ReporterAddress.recipient_key,
            Report.language,
        )
        .join(
            ReporterAddress,
            (ReporterAddress.municipality == Report.municipality) & (ReporterAddress.report_id == Report.id),
        )
        .where(Report.municipality == municipality, Report.case_id.in_(set(case_ids)), ReporterAddress.wants_word)
        .order_by(Report.case_id, Report.received_at, Report.id)
    )
    found: dict[UUID, dict[str, Recipient]] = {}
    for row in rows:
        found.setdefault(row.case_id, {}).setdefault(row.recipient_key, Recipient(*row[1:]))
    return {case_id: list(once.values()) for case_id, once in found.items()}
