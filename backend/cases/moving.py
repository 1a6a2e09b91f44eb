"""Moving reports between cases, with what hangs on them. The cases are locked by the caller, in the order of their ids."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import photos
from backend.cases.attention import settle_attention
from backend.cases.errors import CaseNotFound, ReportNotFound
from backend.cases.events import CaseJoined
from backend.cases.language_models import Rendering
from backend.cases.models import Case, Report, ReportAddition
from backend.cases.steps import end_promise, take_step
from backend.cases.words import Step
from backend.foundation import events
from backend.foundation.actor import Actor

JOINED = "joined"
"""How the promise of an emptied case ended: that of the case that remains stands in its place."""


def lock_cases(session: Session, municipality: str, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """The cases by id, locked in the order of their ids so that two who join at once wait and never block each other.

    Raises ``CaseNotFound`` where one is missing or not the scope's to see.
    """
    wanted = set(case_ids)
    locked = session.scalars(
        sa.select(Case)
        .where(Case.municipality == municipality, Case.id.in_(wanted))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(locked) < len(wanted):
        raise CaseNotFound
    return {case.id: case for case in locked}


def lock_family(session: Session, municipality: str, *case_ids: UUID) -> None:
    """Lock cases with the own case of every report that lies in them, in order: for a door about to join or part.

    A door locks its case before it acts, and would otherwise take the locks in another order than others do.
    """
    own = sa.select(Case.id).where(
        Case.municipality == municipality,
        Case.reference.in_(
            sa.select(Report.reference).where(Report.municipality == municipality, Report.case_id.in_(case_ids))
        ),
    )
    lock_cases(session, municipality, {*case_ids, *session.scalars(own)})


def reread_report(session: Session, municipality: str, report_id: UUID) -> Report:
    """The report as it is now, not as this transaction first saw it. Raises ``ReportNotFound``."""
    report = session.get(Report, (municipality, report_id), populate_existing=True)
    if report is None:
        raise ReportNotFound
    return report


def list_reports_now(session: Session, municipality: str, case_id: UUID) -> Sequence[Report]:
    """The reports that lie in a locked case, first received first."""
    return session.scalars(
        sa.select(Report)
        .where(Report.municipality == municipality, Report.case_id == case_id)
        .order_by(Report.received_at, Report.id)
        .execution_options(populate_existing=True)
    ).all()


def find_own_cases(session: Session, municipality: str, reports: Sequence[Report]) -> dict[str, UUID]:
    """Reference → id of the case each report was born with: it carries the report's own reference."""
    references = {report.reference for report in reports}
    rows = session.execute(
        sa.select(Case.reference, Case.id).where(Case.municipality == municipality, Case.reference.in_(references))
    )
    return {row.reference: row.id for row in rows}


def move_reports(session: Session, reports: Sequence[Report], *, to: Case) -> None:
    """Let the reports lie in ``to``, with what was added to them, its renderings and their photos.

    An emptied case points to where its own report lies: those of the reports moved point on to ``to``.
    """
    ids = [report.id for report in reports]
    for report in reports:
        report.case_id = to.id
    session.flush()
    additions = sa.select(ReportAddition.id).where(
        ReportAddition.municipality == to.municipality, ReportAddition.report_id.in_(ids)
    )
    for statement in (
        sa.update(Rendering).where(
            Rendering.municipality == to.municipality, Rendering.of_id.in_(ids) | Rendering.of_id.in_(additions)
        ),
        sa.update(ReportAddition).where(
            ReportAddition.municipality == to.municipality, ReportAddition.report_id.in_(ids)
        ),
    ):
        session.execute(statement.values(case_id=to.id).execution_options(synchronize_session=False))
    photos.move_photos(session, to.municipality, ids, to_case_id=to.id)


def point_on(session: Session, reports: Sequence[Report], own: dict[str, UUID], cases: dict[UUID, Case]) -> None:
    """Let each emptied case among the locked ones point to where its own report lies now."""
    for report in reports:
        case = cases[own[report.reference]]
        if case.joined_to is not None and case.id != report.case_id:
            case.joined_to = report.case_id
    session.flush()


def empty_case(
    session: Session, case: Case, *, into: UUID, report_ids: Sequence[UUID], actor: Actor, now: datetime
) -> None:
    """Close a locked case that holds no report any more; it points to ``into``. Raises ``StepNotAllowed`` when ended."""
    facts = {"into": str(into), "report_ids": [str(each) for each in report_ids]}
    end_promise(session, case, ended_as=JOINED, now=now)
    case.joined_to, case.closed_at = into, now
    case.waiting_on = case.waiting_reason = None
    take_step(session, case, Step.JOIN, actor=actor, facts=facts, now=now)
    settle_attention(session, case.municipality, case.id, settled_by=actor.id, now=now)
    events.announce(session, case.municipality, case.id, CaseJoined(case.municipality, case.id, into), now)
