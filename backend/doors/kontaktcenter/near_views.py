"""What staff see of cases nearby, and of what was joined here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, messages
from backend.cases import Case, Near
from backend.doors.kontaktcenter.case_words import OUTCOMES, STATES
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_language
from backend.doors.shared.known_words import words_for_distance
from backend.foundation.ids import show_reference

MOST_NEAR = 10


@dataclass(frozen=True)
class NearView:
    """One case nearby. ``may_join``: both categories allow it and work remains."""

    case_id: UUID
    reference: str
    category: str
    state: str
    promise: str
    place: str
    where: str
    opened_at: datetime
    is_open: bool
    is_acute: bool
    may_join: bool


@dataclass(frozen=True)
class HereView:
    """A report that lies in the case. ``is_own``: the case was born with it."""

    reference: str
    is_own: bool


@dataclass(frozen=True)
class JoiningView:
    """The panel of the case page. ``joined_to`` is empty for a case that was not emptied."""

    near: tuple[NearView, ...]
    joined_to: str
    joined_from: tuple[str, ...]
    reports: tuple[HereView, ...]


def view_joining(session: Session, frame: Frame, case: Case, names: dict[str, str], *, joinable: bool) -> JoiningView:
    """What is near the case and what lies in it. ``names`` are categories by code."""
    subject = (session, case.municipality)
    near = cases.find_near(
        *subject,
        lon=case.longitude,
        lat=case.latitude,
        category=case.category,
        asset_id=case.asset_id,
        but=case.id,
        limit=MOST_NEAR,
        now=frame.now,
    )
    shown = [view_near(frame, each, names, case.longitude, case.latitude, joinable=joinable) for each in near]
    remaining = cases.find_remaining_case(*subject, case)
    return JoiningView(
        near=tuple(shown),
        joined_to=show_reference(remaining.reference) if case.joined_to else "",
        joined_from=tuple(show_reference(each.reference) for each in cases.list_emptied_into(*subject, case.id)),
        reports=tuple(
            HereView(show_reference(each.reference), each.reference == case.reference)
            for each in cases.list_reports(*subject, case.id)
        ),
    )


def view_near(
    frame: Frame, near: Near, names: dict[str, str], longitude: float, latitude: float, *, joinable: bool
) -> NearView:
    """One of them, seen from a point."""
    return NearView(
        case_id=near.case_id,
        reference=show_reference(near.reference),
        category=names.get(near.category, near.category),
        state=word_for(OUTCOMES, near.outcome) if near.outcome else word_for(STATES, near.state),
        promise=messages.words_for_promise(near, current_language(), now=frame.now),
        place=near.place,
        where=words_for_distance(near, lon=longitude, lat=latitude),
        opened_at=near.opened_at,
        is_open=near.is_open,
        is_acute=near.is_acute,
        may_join=joinable and near.may_join and near.is_open,
    )
