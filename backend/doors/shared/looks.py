"""The log of looks as page and API show it; reading it is a look itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, cases
from backend.doors.shared.access import current_actor, current_caller
from backend.foundation import audit, clock
from backend.foundation.ids import read_reference, show_reference
from backend.foundation.look_log import Look, list_looks


@dataclass(frozen=True)
class LookView:
    """One look: who, at what, when, from which session and device; empty where it is not known."""

    id: UUID
    actor_id: UUID | None
    actor_name: str
    act: str
    reference: str
    session: str
    device: str
    occurred_at: datetime


def read_looks(
    session: Session,
    municipality: str,
    *,
    person_id: UUID | None,
    reference: str,
    before: UUID | None,
    limit: int,
) -> list[LookView]:
    """Looks, latest first, by one person or at one case where given. Raises ``NotFound`` for a case that is not there."""
    case_id = None
    if reference:
        case_id = cases.get_case_by_reference(session, municipality, read_reference(reference)).id
    found = list_looks(session, municipality, actor_id=person_id, subject_id=case_id, before=before, limit=limit)
    if before is None:
        _record(session, municipality, case_id)
    return _views(session, municipality, found)


def _record(session: Session, municipality: str, case_id: UUID | None) -> None:
    audit.record(
        session,
        municipality,
        actor=current_actor(),
        act="look_at_looks",
        subject=("case" if case_id else "municipality", case_id),
        facts=accounts.session_facts(current_caller()),
        now=clock.now(session),
    )


def _views(session: Session, municipality: str, found: Sequence[Look]) -> list[LookView]:
    names = accounts.name_people(session, {each.actor_id for each in found if each.actor_id})
    devices = accounts.name_devices(session, [UUID(each.facts["device"]) for each in found if "device" in each.facts])
    about = {each.subject_id for each in found if each.subject_kind == "case" and each.subject_id}
    known = cases.find_cases(session, municipality, about)
    return [
        LookView(
            each.id,
            each.actor_id,
            names.get(each.actor_id, "") if each.actor_id else "",
            each.act,
            show_reference(known[each.subject_id].reference) if each.subject_id in known else "",
            str(each.facts.get("session", "")),
            devices.get(UUID(each.facts["device"]), "") if "device" in each.facts else "",
            each.occurred_at,
        )
        for each in found
    ]
