"""Renderings: what somebody wrote, in another language, by a member of staff, beside the words and never instead."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.errors import ReportNotFound
from backend.cases.language_models import Rendering, RenderingOf
from backend.cases.models import CaseNote, Report, ReportAddition
from backend.cases.notes import keep_rendering
from backend.cases.steps import lock_case, take_step
from backend.cases.words import Step
from backend.foundation.actor import Actor

_Column = sa.orm.InstrumentedAttribute
_CASES: dict[RenderingOf, tuple[_Column[str], _Column[UUID], _Column[UUID]]] = {
    RenderingOf.REPORT: (Report.municipality, Report.id, Report.case_id),
    RenderingOf.ADDITION: (ReportAddition.municipality, ReportAddition.id, ReportAddition.case_id),
    RenderingOf.NOTE: (CaseNote.municipality, CaseNote.id, CaseNote.case_id),
}
"""Where words lie: municipality, id and case of each."""


def write_rendering(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    of: RenderingOf,
    of_id: UUID,
    language: str,
    words: str,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> UUID:
    """Put a rendering beside a report's, an addition's or a note's words; returns its id.

    Raises ``ReportNotFound`` for words of another case, ``WordsMissing``, ``LanguageUnknown``.
    """
    case = lock_case(session, municipality, case_id)
    its_municipality, its_id, its_case = _CASES[of]
    found = session.execute(sa.select(its_case).where(its_municipality == municipality, its_id == of_id)).scalar()
    if found != case_id:
        raise ReportNotFound
    rendering = keep_rendering(session, case, (of, of_id), language, words, actor=actor, now=now)
    facts = {"rendering_id": str(rendering.id), "of": of.value, "language": rendering.language}
    take_step(session, case, Step.NOTE, actor=actor, role=role, facts=facts, now=now)
    return rendering.id


def list_renderings(session: Session, municipality: str, case_id: UUID) -> Sequence[Rendering]:
    """Every rendering on the case, first written first."""
    return session.scalars(
        sa.select(Rendering)
        .where(Rendering.municipality == municipality, Rendering.case_id == case_id)
        .order_by(Rendering.written_at, Rendering.id)
    ).all()


def renderings_of(renderings: Iterable[Rendering], of_id: UUID) -> dict[str, str]:
    """Language → words of one subject; the newest of each language."""
    return {each.language: each.words for each in renderings if each.of_id == of_id}
