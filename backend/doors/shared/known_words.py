"""How a case nearby is said to whoever may report it again: how far, which way, where it stands. Never who or what words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, messages
from backend.cases import Near
from backend.catalogue import Category
from backend.catalogue.answers import Given
from backend.doors.shared.language import current_language

MOST_SHOWN = 3
"""More than three to compare is a list nobody reads; measured, it asks a quarter of a city's reporters about two each."""
HERE_METRES = 5
_STEP_METRES = 10


@dataclass(frozen=True)
class KnownView:
    """One case nearby in public words. ``promise`` is empty for one that is resolved."""

    case_id: UUID
    what: str
    where: str
    state: str
    promise: str
    opened_at: datetime
    is_open: bool


def list_known(
    session: Session,
    municipality: str,
    category: Category,
    answers: Given,
    *,
    lon: float,
    lat: float,
    asset_id: UUID | None = None,
    now: datetime,
) -> list[KnownView]:
    """What a reporter is asked about before a report is sent; empty where joining is never offered.

    One statement for the cases, whatever their number, and three for the words where there is anything to show.
    """
    if not cases.may_be_offered(category, answers):
        return []
    near = cases.find_near(
        session,
        municipality,
        lon=lon,
        lat=lat,
        category=category.code,
        asset_id=asset_id,
        only_public=True,
        limit=MOST_SHOWN,
        now=now,
    )
    if catalogue.is_acute(category, answers):
        near = [each for each in near if each.is_acute]
    if not near:
        return []
    return _say_each(session, municipality, near, lon=lon, lat=lat, now=now)


def words_for_distance(near: Near, *, lon: float, lat: float) -> str:
    """Says "just here" or "about 20 metres to the north"; metres are rounded to tens."""
    if near.same_asset:
        return str(gettext("the same object"))
    if near.distance_m < HERE_METRES:
        return str(gettext("just here"))
    metres = max(_STEP_METRES, round(near.distance_m / _STEP_METRES) * _STEP_METRES)
    way = _way(near.longitude - lon, near.latitude - lat, lat)
    return str(gettext("about %(metres)s metres %(way)s", metres=metres, way=way))


def _say_each(
    session: Session, municipality: str, near: Sequence[Near], *, lon: float, lat: float, now: datetime
) -> list[KnownView]:
    language = current_language()
    names = {unit.code: unit.name_in(language) for unit in accounts.list_units(session, municipality)}
    by_code = {each.code: each for each in catalogue.list_categories(session, municipality, include_retired=True)}
    tz = catalogue.get_calendar(session, municipality).tz
    return [
        KnownView(
            case_id=each.case_id,
            what=by_code[each.category].name(language),
            where=words_for_distance(each, lon=lon, lat=lat),
            state=messages.words_for_state(
                each, language, category=by_code[each.category], unit_name=names.get(each.unit_code or "")
            ),
            promise=messages.words_for_promise(each, language, now=now, tz=tz) if each.is_open else "",
            opened_at=each.opened_at,
            is_open=each.is_open,
        )
        for each in near
    ]


def _way(east: float, north: float, lat: float) -> str:
    ways = (
        gettext("to the north"), gettext("to the north-east"), gettext("to the east"), gettext("to the south-east"),
        gettext("to the south"), gettext("to the south-west"), gettext("to the west"), gettext("to the north-west"),
    )  # fmt: skip
    bearing = math.degrees(math.atan2(east * math.cos(math.radians(lat)), north)) % 360
    return str(ways[round(bearing / 45) % 8])
