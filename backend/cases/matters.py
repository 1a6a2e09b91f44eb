"""Another authority's matter: only its own officers read what was written; it ends handed over, under a number."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.actions import resolve_case
from backend.cases.errors import NotOfThisKind, RegistryNumberMissing
from backend.cases.models import Case
from backend.cases.steps import lock_case
from backend.cases.words import Outcome
from backend.catalogue import CaseKind
from backend.foundation.actor import Actor

LONGEST_NUMBER = 60


def may_read_words(case: Case, authority_id: UUID | None) -> bool:
    """Whether a caller who sees one authority (None: stands in none, as the kontaktcenter) may read what was written.

    Of another authority's matter the kontaktcenter sees that it is there and where it stands, never an accusation.
    """
    return case.kind != CaseKind.AUTHORITY_MATTER or case.authority_id == authority_id


def find_unread(
    session: Session, municipality: str, case_ids: Collection[UUID], authority_id: UUID | None
) -> set[UUID]:
    """Which of these cases are another authority's matter, whose words the caller may not read; one statement at most.

    Whoever stands in an authority sees no other authority's case at all, and is asked nothing.
    """
    if authority_id is not None or not case_ids:
        return set()
    wanted = sa.select(Case.id).where(
        Case.municipality == municipality, Case.id.in_(set(case_ids)), Case.kind == CaseKind.AUTHORITY_MATTER
    )
    return set(session.scalars(wanted))


def hand_over_matter(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    registry_number: str,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """The officer has registered the matter: it ends with us under that number, and nothing is asked.

    Raises ``NotOfThisKind``, ``RegistryNumberMissing``.
    """
    case = lock_case(session, municipality, case_id)
    number = " ".join(registry_number.split())[:LONGEST_NUMBER]
    if case.kind != CaseKind.AUTHORITY_MATTER:
        raise NotOfThisKind
    if not number:
        raise RegistryNumberMissing
    case.registry_number = number
    resolve_case(
        session,
        municipality,
        case_id,
        outcome=Outcome.OTHER_AUTHORITY,
        facts={"registry_number": number},
        actor=actor,
        role=role,
        now=now,
    )
