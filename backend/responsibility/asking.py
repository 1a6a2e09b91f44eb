"""Where a reporter is asked "körbana eller gångbana?": only where the answer changes who is responsible."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.catalogue import Category
from backend.geography import RoadNear
from backend.responsibility.dry_run import Subject, answer_all
from backend.responsibility.queries import find_edition


def list_asking_surface(
    session: Session,
    municipality: str,
    categories: Iterable[Category],
    *,
    roads: Sequence[RoadNear],
    place: tuple[float, float],
    accuracy_m: float | None = None,
    now: datetime,
) -> frozenset[str]:
    """The codes of those ``categories`` of which the rules in force cannot tell whose they are at ``place`` (lon, lat;
    WGS84) until somebody says which of two lines it is.

    ``roads`` nearest first, as geography found them. A category that asks it in words of its own is not asked twice.
    Costs nothing where no two keepers' lines run side by side.
    """
    asked = [each for each in categories if not catalogue.asks_surface(each)]
    if not asked or not geography.must_ask_surface(roads, accuracy_m=accuracy_m):
        return frozenset()
    edition = find_edition(session, municipality, at=now)
    if edition is None:
        return frozenset()
    nothing, (lon, lat) = catalogue.NO_ANSWERS, place
    subjects = [Subject(each.code, each.code, nothing, lon, lat, now, accuracy_m=accuracy_m) for each in asked]
    (answers,) = answer_all(session, municipality, subjects, [edition.rules], now=now)
    return frozenset(subject.key for subject, answer in zip(subjects, answers, strict=True) if answer.asks)
