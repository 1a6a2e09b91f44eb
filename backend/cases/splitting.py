"""One report that tells of two faults: staff let the second have a case of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.intake import Submitted, submit_report
from backend.cases.models import Report, ReporterAddress
from backend.cases.queries import get_report
from backend.cases.report_form import ReportForm
from backend.cases.steps import lock_case, take_step
from backend.cases.words import Step
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id


@dataclass(frozen=True)
class SecondFault:
    """What staff say of the second fault. ``words`` are the part of the report that tells of it, empty: all of them.

    ``client_id`` is the sender's own 128 random bits. Without ``place`` (lon, lat, name) it is where the first one is.
    """

    client_id: str
    category: str
    words: str = ""
    place: tuple[float, float, str] | None = None


def split_report(
    session: Session, municipality: str, report_id: UUID, second: SecondFault, *, actor: Actor, now: datetime
) -> Submitted:
    """Make a second report of what one report told, with a case and a reference of its own; the first is untouched.

    It keeps the channel, language, name and address of the first: the same person is told of both, each under its own
    reference. Sent twice under one client id it is done once.
    """
    first = get_report(session, municipality, report_id)
    case = lock_case(session, municipality, first.case_id)
    lon, lat, place = second.place or (first.longitude, first.latitude, first.place_words)
    form = ReportForm(
        client_id=second.client_id,
        category=second.category,
        longitude=lon,
        latitude=lat,
        channel=first.channel,
        words=second.words.strip() or first.words,
        language=first.language,
        accuracy_m=None if second.place else first.accuracy_m,
        place_words=place,
        name=first.name,
        wants_word=False,
        may_show_words=first.may_show_words,
        occurred_at=first.occurred_at,
        entered_by=actor.id,
    )
    submitted = submit_report(session, municipality, form, now=now)
    if submitted.is_first:
        _link(session, municipality, first, submitted)
        facts = {"report_id": str(first.id), "split_report_id": str(submitted.report_id)}
        facts["split_case_id"] = str(submitted.case_id)
        take_step(session, case, Step.SPLIT, actor=actor, facts=facts, now=now)
    return submitted


def list_split(session: Session, municipality: str, report_ids: list[UUID]) -> list[Report]:
    """The reports that were split off these, first first."""
    return list(
        session.scalars(
            sa.select(Report)
            .where(Report.municipality == municipality, Report.split_from.in_(report_ids))
            .order_by(Report.received_at, Report.id)
        )
    )


def _link(session: Session, municipality: str, first: Report, submitted: Submitted) -> None:
    """The second report remembers the first, and is answered at the same addresses."""
    second = get_report(session, municipality, submitted.report_id)
    second.split_from = first.id
    addresses = session.scalars(
        sa.select(ReporterAddress)
        .where(ReporterAddress.municipality == municipality, ReporterAddress.report_id == first.id)
        .order_by(ReporterAddress.id)
    ).all()
    for each in addresses:
        session.add(
            ReporterAddress(
                municipality=municipality,
                id=new_id(),
                report_id=second.id,
                channel=each.channel,
                address=each.address,
                recipient_key=each.recipient_key,
                wants_word=each.wants_word,
            )
        )
    session.flush()
