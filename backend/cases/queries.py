"""Reading cases and reports. Lists are keyset-paged, never counted; the scope's walls stand behind every one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.errors import CaseNotFound, ReportNotFound
from backend.cases.models import (
    Attention,
    Case,
    CaseNote,
    Promise,
    Report,
    ReportAddition,
    ReporterAddress,
    TimelineEntry,
)
from backend.cases.words import ENDED, Whose


@dataclass(frozen=True)
class Recipient:
    """One address to tell, with the reference and language of the report it was given with."""

    report_id: UUID
    reference: str
    channel: str
    address: str
    key: str
    language: str
    source_key: str | None = None


def get_case(session: Session, municipality: str, case_id: UUID) -> Case:
    """One case. Raises ``CaseNotFound``."""
    case = session.get(Case, (municipality, case_id))
    if case is None:
        raise CaseNotFound
    return case


def find_cases(session: Session, municipality: str, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Cases by id, in one statement; those that are not there or not the scope's to see are left out."""
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.id.in_(set(case_ids)))
    return {case.id: case for case in session.scalars(wanted)}


def get_case_by_reference(session: Session, municipality: str, reference: str) -> Case:
    """The case that carries ``reference`` itself or holds the report that does. Raises ``CaseNotFound``."""
    own = sa.select(Case).where(Case.municipality == municipality, Case.reference == reference)
    case = session.scalars(own).one_or_none()
    if case is None:
        report = session.scalars(_by_reference(municipality, reference)).one_or_none()
        if report is None:
            raise CaseNotFound
        case = get_case(session, municipality, report.case_id)
    return case


def find_remaining_case(session: Session, municipality: str, case: Case) -> Case:
    """The case itself, or the one it was emptied into: where its own report lies now."""
    return case if case.joined_to is None else get_case(session, municipality, case.joined_to)


def list_emptied_into(session: Session, municipality: str, case_id: UUID) -> Sequence[Case]:
    """The cases that were emptied into this one, first opened first."""
    return session.scalars(
        sa.select(Case)
        .where(Case.municipality == municipality, Case.joined_to == case_id)
        .order_by(Case.opened_at, Case.id)
    ).all()


def get_report(session: Session, municipality: str, report_id: UUID) -> Report:
    """One report. Raises ``ReportNotFound``."""
    report = session.get(Report, (municipality, report_id))
    if report is None:
        raise ReportNotFound
    return report


def find_report_by_reference(session: Session, municipality: str, reference: str) -> Report | None:
    """The report with ``reference`` in stored form, or None."""
    return session.scalars(_by_reference(municipality, reference)).one_or_none()


def list_reports(session: Session, municipality: str, case_id: UUID) -> Sequence[Report]:
    """The case's reports, first received first."""
    return session.scalars(
        sa.select(Report)
        .where(Report.municipality == municipality, Report.case_id == case_id)
        .order_by(Report.received_at, Report.id)
    ).all()


def list_first_words(session: Session, municipality: str, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the first report of each case says, by case, in one statement; empty words where it says nothing."""
    wanted = (
        sa.select(Report.case_id, Report.words)
        .where(Report.municipality == municipality, Report.case_id.in_(set(case_ids)))
        .ext(distinct_on(Report.case_id))
        .order_by(Report.case_id, Report.received_at, Report.id)
    )
    return {row.case_id: row.words for row in session.execute(wanted)}


def list_recipients(
    session: Session, municipality: str, case_id: UUID, *, report_ids: Collection[UUID] | None = None
) -> Sequence[Recipient]:
    """Whom to tell about the case: each address once, with its earliest report. Empty when nobody wished it.

    With ``report_ids`` those of these reports alone, whatever else the same person has reported here.
    """
    of_these = [] if report_ids is None else [Report.id.in_(report_ids)]
    rows = session.execute(
        sa.select(
            Report.id,
            Report.reference,
            ReporterAddress.channel,
            ReporterAddress.address,
            ReporterAddress.recipient_key,
            Report.language,
            Report.source_key,
        )
        .join(
            ReporterAddress,
            (ReporterAddress.municipality == Report.municipality) & (ReporterAddress.report_id == Report.id),
        )
        .where(Report.municipality == municipality, Report.case_id == case_id, ReporterAddress.wants_word, *of_these)
        .order_by(Report.received_at, Report.id)
    )
    once: dict[str, Recipient] = {}
    for row in rows:
        once.setdefault(row.recipient_key, Recipient(*row))
    return list(once.values())


def list_addresses(session: Session, municipality: str, case_id: UUID) -> Sequence[ReporterAddress]:
    """The reporters' addresses: whoever shows them to a person writes the look to the audit log."""
    return session.scalars(
        sa.select(ReporterAddress)
        .join(Report, (Report.municipality == ReporterAddress.municipality) & (Report.id == ReporterAddress.report_id))
        .where(Report.municipality == municipality, Report.case_id == case_id)
        .order_by(Report.received_at, ReporterAddress.id)
    ).all()


def list_additions(session: Session, municipality: str, case_id: UUID) -> Sequence[ReportAddition]:
    """What reporters wrote afterwards, in order."""
    return session.scalars(
        sa.select(ReportAddition)
        .where(ReportAddition.municipality == municipality, ReportAddition.case_id == case_id)
        .order_by(ReportAddition.received_at, ReportAddition.id)
    ).all()


def list_notes(session: Session, municipality: str, case_id: UUID) -> Sequence[CaseNote]:
    """Staff's notes, questions and answers, in order."""
    return session.scalars(
        sa.select(CaseNote)
        .where(CaseNote.municipality == municipality, CaseNote.case_id == case_id)
        .order_by(CaseNote.written_at, CaseNote.id)
    ).all()


def get_note(session: Session, municipality: str, note_id: UUID) -> CaseNote:
    """One text of staff. Raises ``CaseNotFound``."""
    note = session.get(CaseNote, (municipality, note_id))
    if note is None:
        raise CaseNotFound
    return note


def list_timeline(session: Session, municipality: str, case_id: UUID) -> Sequence[TimelineEntry]:
    """The case's steps, ordered by number."""
    return session.scalars(
        sa.select(TimelineEntry)
        .where(TimelineEntry.municipality == municipality, TimelineEntry.case_id == case_id)
        .order_by(TimelineEntry.number)
    ).all()


def list_promises(session: Session, municipality: str, case_id: UUID) -> Sequence[Promise]:
    """The case's promises, first made first."""
    return session.scalars(
        sa.select(Promise)
        .where(Promise.municipality == municipality, Promise.case_id == case_id)
        .order_by(Promise.number)
    ).all()


def get_promise(session: Session, municipality: str, case_id: UUID, number: int) -> Promise:
    """One promise. Raises ``CaseNotFound``."""
    promise = session.get(Promise, (municipality, case_id, number))
    if promise is None:
        raise CaseNotFound
    return promise


def list_cases(
    session: Session,
    municipality: str,
    *,
    only_open: bool = True,
    unit_code: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 20,
) -> Sequence[Case]:
    """Cases, newest first, after a (opened_at, id) already shown."""
    wanted = sa.select(Case).where(Case.municipality == municipality)
    if only_open or unit_code:
        wanted = wanted.where(Case.state.not_in(ENDED))
    if unit_code:
        wanted = wanted.where(Case.unit_code == unit_code)
    if after:
        wanted = wanted.where(sa.tuple_(Case.opened_at, Case.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).all()


def list_attention(
    session: Session,
    municipality: str,
    *,
    whose: Whose | None = None,
    unit_code: str | None = None,
    limit: int = 100,
) -> Sequence[tuple[Attention, Case, dict[str, str]]]:
    """What needs a person, its case and the names of its category; people at risk first, then by when."""
    wanted = (
        sa.select(Attention, Case, catalogue.names_of(Case.municipality, Case.category))
        .join(Case, (Case.municipality == Attention.municipality) & (Case.id == Attention.case_id))
        .where(Attention.municipality == municipality, Attention.settled_at.is_(None))
    )
    if whose is not None:
        wanted = wanted.where(Attention.whose == whose)
    if unit_code is not None:
        wanted = wanted.where(Attention.unit_code == unit_code)
    rows = session.execute(wanted.order_by(Attention.urgency.desc(), Attention.until, Attention.id).limit(limit))
    return [(row[0], row[1], row[2] or {}) for row in rows]


def list_attention_of_case(session: Session, municipality: str, case_id: UUID) -> Sequence[Attention]:
    """Why this case needs a person now."""
    return session.scalars(
        sa.select(Attention)
        .where(Attention.municipality == municipality, Attention.case_id == case_id, Attention.settled_at.is_(None))
        .order_by(Attention.until, Attention.id)
    ).all()


def _by_reference(municipality: str, reference: str) -> sa.Select[Report]:
    return sa.select(Report).where(Report.municipality == municipality, Report.reference == reference)
