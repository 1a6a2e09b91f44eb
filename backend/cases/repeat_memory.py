"""Repeat memory: the earlier failures of the same asset or place, remembered once with the case they lead to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.cases.events import CaseReleased, ProblemOpened, ReportSubmitted
from backend.cases.models import Case
from backend.cases.problems import take_up_problem
from backend.cases.repeats import FAILURES, MEMORY, MENDED, Repeats, Spell, judge_repeats
from backend.cases.steps import lock_case, write_timeline
from backend.cases.words import State, Step
from backend.catalogue import CaseKind, Sibling
from backend.foundation.actor import SYSTEM

MOST_EARLIER = 200
"""More cases of one place are not read; nobody needs a truer number than that."""
_KNOWN = (Case.id, Case.reference, Case.category, Case.outcome, Case.opened_at, Case.resolved_at)


def count_repeats(session: Session, municipality: str, case: Case) -> Repeats:
    """How manieth failure in a year ``case`` tells of, with the earlier ones; two statements, nothing written.

    The same asset where it is known, else whatever of the category's group lies within its radius. Where one place
    holds many things of many people (bins, cars) nearness tells nothing: only the asset counts.
    """
    siblings = {each.code: each for each in catalogue.list_siblings(session, municipality, case.category)}
    own = siblings.get(case.category)
    if case.kind != CaseKind.FAULT or own is None:
        return judge_repeats((), same_asset=False, opened_at=case.opened_at)
    if case.asset_id is not None:
        found = _list_earlier(session, case, Case.asset_id == case.asset_id, codes=list(siblings))
    elif own.joinable:
        found = _list_near(session, case, own, [code for code, each in siblings.items() if each.joinable])
    else:
        found = []
    spells = [_spell(row, siblings) for row in found]
    return judge_repeats(spells, same_asset=case.asset_id is not None, opened_at=case.opened_at)


def remember_repeats(session: Session, case: Case, *, now: datetime) -> int:
    """Write down how manieth failure a locked case is, once; the third in a year has a problem. Returns the number.

    Whoever needs the number first (the receipt, the order's briefing) may ask: reactions run in any order.
    """
    if case.repeat_number is not None:
        return case.repeat_number
    repeats = count_repeats(session, case.municipality, case)
    case.repeat_number = repeats.count_in_year
    if repeats.earlier:
        problem = take_up_problem(session, case, repeats, now=now) if repeats.is_problem else None
        facts = {
            "number": repeats.count_in_year,
            "same_asset": repeats.same_asset,
            "earlier": [str(spell.case_id) for spell in repeats.earlier],
            **({"problem_id": str(problem.id)} if problem else {}),
        }
        write_timeline(session, case, Step.COUNT_REPEAT, actor=SYSTEM, facts=facts, occurred_at=now, now=now)
    session.flush()
    return case.repeat_number


def remember_on_submitted(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """Reaction: a report came in. One that is held is counted when let through, one joined elsewhere not at all."""
    case = lock_case(session, submitted.municipality, submitted.case_id)
    if case.state is not State.HELD and case.joined_to is None:
        remember_repeats(session, case, now=now)


def remember_on_released(session: Session, released: CaseReleased, now: datetime) -> None:
    """Reaction: a held case was let through."""
    remember_repeats(session, lock_case(session, released.municipality, released.case_id), now=now)


def link_on_opened(session: Session, opened: ProblemOpened, now: datetime) -> None:
    """Reaction: the earlier cases of a new problem belong to it too, locked in the order of their ids."""
    case = session.get_one(Case, (opened.municipality, opened.case_id))
    earlier = [spell.case_id for spell in count_repeats(session, opened.municipality, case).earlier]
    mine = (Case.municipality == opened.municipality, Case.id.in_(earlier), Case.problem_id.is_(None))
    locked = session.scalars(sa.select(Case.id).where(*mine).order_by(Case.id).with_for_update()).all()
    # The version stays: whoever has such a case before them sees nothing that has moved.
    session.execute(
        sa.update(Case)
        .where(Case.municipality == opened.municipality, Case.id.in_(locked))
        .values(problem_id=opened.problem_id)
        .execution_options(synchronize_session=False)
    )


def _list_near(session: Session, case: Case, own: Sibling, codes: Sequence[str]) -> list[sa.Row[tuple[object, ...]]]:
    lon, lat, metres = case.longitude, case.latitude, float(own.near_metres)
    west, south, east, north = geography.box_around(lon, lat, metres)
    in_box = sa.and_(
        Case.cell.in_(geography.cells_around(lon, lat, metres)),
        Case.longitude.between(west, east),
        Case.latitude.between(south, north),
    )
    return [
        row
        for row in _list_earlier(session, case, in_box, codes=codes)
        if geography.distance_in_metres(lon, lat, row.longitude, row.latitude) <= metres
    ]


def _list_earlier(
    session: Session, case: Case, where: sa.ColumnElement[bool], *, codes: Sequence[str]
) -> list[sa.Row[tuple[object, ...]]]:
    wanted = (
        sa.select(*_KNOWN, Case.longitude, Case.latitude)
        .where(
            Case.municipality == case.municipality,
            where,
            Case.category.in_(codes),
            Case.opened_at >= case.opened_at - MEMORY,
            Case.opened_at <= case.opened_at,
            Case.id != case.id,
            Case.kind == CaseKind.FAULT,
            Case.state != State.HELD,
            Case.joined_to.is_(None),
            sa.or_(Case.outcome.is_(None), Case.outcome.in_(FAILURES)),
        )
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(MOST_EARLIER)
    )
    return list(session.execute(wanted))


def _spell(row: sa.Row[tuple[object, ...]], siblings: dict[str, Sibling]) -> Spell:
    warranty = timedelta(days=siblings[row.category].warranty_days)
    return Spell(row.id, row.reference, row.opened_at, row.resolved_at, row.outcome in MENDED, warranty)
