"""What was made of reports, made again from what is left: a case's place, and what crews were told."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, dispatch, geography
from backend.cases import Case
from backend.catalogue import CaseKind
from backend.dispatch import WorkOrder

AT_THE_PERSONS = frozenset({CaseKind.ORDER, CaseKind.QUESTION, CaseKind.VIEWPOINT})
"""Kinds whose point is where the person lives or stood, and not where something is broken."""
ROUGH_DECIMALS = 2
"""About a kilometre."""


def rebuild_places(session: Session, municipality: str, *, typed: Collection[UUID], alone: Collection[UUID]) -> None:
    """Tell places in our own words where the person typed them; make rough what was the person's own point."""
    wanted = set(typed) | set(alone)
    for case in cases.find_cases(session, municipality, wanted).values():
        is_persons = case.id in set(alone) and CaseKind(case.kind) in AT_THE_PERSONS
        if is_persons:
            case.longitude = round(case.longitude, ROUGH_DECIMALS)
            case.latitude = round(case.latitude, ROUGH_DECIMALS)
            case.cell = geography.cell_of(case.longitude, case.latitude)
        if is_persons or case.id in set(typed):
            case.place = geography.tell_place(session, municipality, lon=case.longitude, lat=case.latitude)
    session.flush()
    session.execute(_FOLLOW, {"m": municipality, "alone": sorted(alone)})


def rebuild_briefings(session: Session, municipality: str, case_ids: Collection[UUID]) -> None:
    """What crews were told, with the words of the reports that are left and the place as it is told now."""
    orders = session.scalars(
        sa.select(WorkOrder).where(WorkOrder.municipality == municipality, WorkOrder.case_id.in_(set(case_ids)))
    ).all()
    found = cases.find_cases(session, municipality, {order.case_id for order in orders})
    for order in orders:
        case = found[order.case_id]
        told: dict[str, str | float] = {"words": _words_of(session, case), "place": case.place}
        told |= {"longitude": case.longitude, "latitude": case.latitude}
        order.briefing = {**order.briefing, **told}
    session.flush()


def _words_of(session: Session, case: Case) -> str:
    said = "\n".join(report.words for report in cases.list_reports(session, case.municipality, case.id) if report.words)
    if not said:
        return ""
    category = catalogue.get_category(session, case.municipality, case.category)
    return dispatch.mask_words(said, accusation_likely=category.accusation_likely)


_FOLLOW = sa.text(
    "UPDATE report r SET longitude = c.longitude, latitude = c.latitude FROM cases c WHERE r.municipality = :m"
    " AND r.case_id = ANY(:alone) AND c.municipality = r.municipality AND c.id = r.case_id"
).bindparams(sa.bindparam("alone", type_=sa.ARRAY(sa.Uuid)))
