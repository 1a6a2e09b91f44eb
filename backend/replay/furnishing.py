"""Giving the replay municipality its ground, Ängsby's rules, contracts and people, and a clock that stands still."""

from dataclasses import dataclass
from datetime import datetime

from backend import geography
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import NotAllowed
from backend.foundation.settings import Settings
from backend.geography import Boundary, Municipality, MunicipalityKind
from backend.practice import furnish_municipality


@dataclass(frozen=True)
class Ground:
    """The municipality by SCB code, its town's centre (lon, lat) and the boundaries it is to be found by."""

    municipality: str
    centre: tuple[float, float]
    boundaries: list[Boundary]


def refuse_real(settings: Settings, found: Municipality | None) -> None:
    """Raise ``NotAllowed`` in production, and where real people use the municipality."""
    if settings.is_production:
        raise NotAllowed("replay_in_production", "A replay is not for production (LAGAT_MODE).")
    if found is not None and found.active and found.kind is MunicipalityKind.REAL:
        raise NotAllowed("replay_in_real", "{name} is in real use here; a replay is not.", name=found.full_name)


def furnish(owner: Database, settings: Settings, ground: Ground, *, midnight: datetime) -> None:
    """Make the municipality ready under the owner's role; done again it changes nothing, the clock least of all.

    Raises ``NotAllowed`` as ``refuse_real``.
    """
    code = ground.municipality
    with owner.transaction(GLOBAL) as session:
        geography.seed_municipalities(session)
        refuse_real(settings, session.get(Municipality, code))
        if session.get_one(Municipality, code).active:
            return
        geography.import_boundaries(session, ground.boundaries)
        clock.simulate(session, start=midnight, speed=0)
    with owner.transaction(Scope((code,))) as session:
        geography.add_municipality(session, code, kind=MunicipalityKind.REPLAY)
        geography.give_whole_area(session, code, centre=ground.centre)
        furnish_municipality(session, code)
