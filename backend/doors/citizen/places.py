"""The place of a report: from the address of the page to words a person can say yes to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from backend import geography
from backend.doors.citizen.speech import gettext
from backend.foundation.errors import Invalid
from backend.geography import AssetNear, Location, RoadNear

CLOSE_METRES = 15
"""Within this a house's address is simply where one is."""
SAME_PLACE_METRES = 2
SNAP_METRES = 15.0
"""A known thing within this is asked about: is it the one?"""
LONGEST_NAME = 100
LEAST_ACCURATE_METRES = 100_000
_HOUSE_NUMBER = re.compile(r"\s+\d+\s?\w?$")


@dataclass(frozen=True)
class Spot:
    """A chosen place: WGS 84 degrees, the name it was found by (or ""), and how exact a device said it was.

    ``fix``: (lon, lat) where the device said it was, once the pin was moved away from there; None where the place is
    the fix itself, or no device was asked. It is kept apart from the place and never put in its stead.
    """

    longitude: float
    latitude: float
    name: str = ""
    accuracy_m: float | None = None
    fix: tuple[float, float] | None = None

    @property
    def query(self) -> dict[str, str]:
        """The place as the address of a page carries it from step to step."""
        carried = {"lat": f"{self.latitude:.6f}", "lon": f"{self.longitude:.6f}", "place": self.name}
        if self.accuracy_m is not None:
            carried["accuracy"] = f"{self.accuracy_m:.0f}"
        if self.fix is not None:
            carried |= {"fixlon": f"{self.fix[0]:.6f}", "fixlat": f"{self.fix[1]:.6f}"}
        return {name: value for name, value in carried.items() if value}

    @property
    def device(self) -> tuple[float, float] | None:
        """Where the device said it was, (lon, lat); None where it was not asked."""
        return self.fix or ((self.longitude, self.latitude) if self.accuracy_m is not None else None)

    @property
    def place_accuracy_m(self) -> float | None:
        """How exact the place is by what a device said: nothing once a person has pointed at it."""
        return self.accuracy_m if self.fix is None else None

    def move_pin(self, longitude: float, latitude: float) -> "Spot":
        """The place a person pointed at on the map; what the device said stays as it said it."""
        return replace(self, longitude=longitude, latitude=latitude, name="", fix=self.device)


@dataclass(frozen=True)
class PlaceView:
    """A place in words. ``neighbour`` is the full name of the other municipality it lies in, ``neighbour_code`` its
    code where that one takes reports here too. ``asset_id`` and ``asset_words``: a known thing so near that it may be
    what is meant, both "" without one. ``roads``: the keepers' lines near it, nearest first. ``pin``: the place itself."""

    words: str
    accuracy: str
    neighbour: str
    neighbour_code: str
    in_none: bool
    lamp_post: str
    asset_id: str
    asset_words: str
    roads: Sequence[RoadNear]
    pin: Spot
    query: Mapping[str, str]


def read_spot(session: Session, municipality_code: str, arguments: Mapping[str, str]) -> Spot | None:
    """The place the page's address carries, None where it carries none yet.

    A name is believed only where the municipality has it at that very point: an address is easily made up. Raises
    ``Invalid`` for what is no position in Sweden.
    """
    latitude, longitude = arguments.get("lat", ""), arguments.get("lon", "")
    if not latitude or not longitude:
        return None
    lon, lat = geography.read_position_text(f"{latitude} {longitude}")
    name = arguments.get("place", "")[:LONGEST_NAME]
    if name and not _is_known(session, municipality_code, name, lon, lat):
        name = ""
    accuracy = _read_accuracy(arguments.get("accuracy", ""))
    spot = Spot(lon, lat, name, accuracy, _read_point(arguments, "fix") if accuracy is not None else None)
    pin = _read_point(arguments, "pin")
    return spot.move_pin(*pin) if pin is not None else spot


def _read_point(arguments: Mapping[str, str], prefix: str) -> tuple[float, float] | None:
    """(lon, lat) of two fields such as pinlat and pinlon; None where they are empty or no position in Sweden."""
    latitude, longitude = arguments.get(f"{prefix}lat", ""), arguments.get(f"{prefix}lon", "")
    if not latitude or not longitude:
        return None
    try:
        return geography.read_position(float(latitude), float(longitude))
    except (ValueError, Invalid):
        return None


def describe_spot(session: Session, municipality_code: str, spot: Spot) -> PlaceView:
    """The place in the reader's words, with whose it is."""
    found = geography.locate(session, municipality_code, lon=spot.longitude, lat=spot.latitude)
    near = _find_thing(session, municipality_code, spot)
    return PlaceView(
        words=words_for_place(found, spot.name),
        accuracy=_words_for_device(spot),
        neighbour=found.neighbour_name or "",
        neighbour_code=_active_neighbour(session, found),
        in_none=found.in_none,
        lamp_post=found.lamp_post.number if found.lamp_post else "",
        asset_id=str(near.id) if near else "",
        asset_words=_words_for_asset(near) if near else "",
        roads=found.roads,
        pin=spot,
        query=spot.query,
    )


def _find_thing(session: Session, municipality_code: str, spot: Spot) -> AssetNear | None:
    """The nearest known thing that is shown to all, where one is near enough to be meant."""
    found = geography.list_assets_near(
        session,
        municipality_code,
        lon=spot.longitude,
        lat=spot.latitude,
        metres=SNAP_METRES,
        public_only=True,
        limit=1,
    )
    return found[0] if found else None


def _words_for_asset(near: AssetNear) -> str:
    return gettext(
        "It is about %(name)s, %(metres)s metres away", name=near.name, metres=max(1, round(near.distance_m))
    )


def words_for_place(found: Location, name: str = "") -> str:
    """Says "Storgatan 12, 8 meter från stolpe 4711"; the coordinates where nothing is near."""
    where = _words_for_point(found, name)
    if found.lamp_post is None:
        return where
    metres = max(1, round(found.lamp_post.distance_m))
    lamp_post = gettext("%(metres)s metres from lamp post %(number)s", metres=metres, number=found.lamp_post.number)
    return f"{where}, {lamp_post}"


def rough_place(found: Location) -> str:
    """The street or the district, never the house: what may be public."""
    street = found.street or (found.address.text if found.address else "")
    if street:
        return _HOUSE_NUMBER.sub("", street)
    return next((area.name for area in found.areas), "")


def _words_for_point(found: Location, name: str) -> str:
    address = found.address
    if name and (address is None or geography.fold(address.text) == geography.fold(name)):
        return name
    if name and address is not None:
        return gettext("%(name)s, near %(address)s", name=name, address=address.text)
    if address is not None and address.distance_m <= CLOSE_METRES:
        return address.text
    if address is not None:
        metres = round(address.distance_m)
        return gettext("%(metres)s metres from %(address)s", metres=metres, address=address.text)
    return found.street or f"{found.lat:.5f}, {found.lon:.5f}"


def _words_for_device(spot: Spot) -> str:
    if spot.fix is None:
        return _words_for_accuracy(spot.accuracy_m)
    metres = geography.distance_in_metres(spot.longitude, spot.latitude, *spot.fix)
    return gettext("The pin is %(metres)s metres from where your device says you are.", metres=_round_metres(metres))


def _words_for_accuracy(metres: float | None) -> str:
    if metres is None:
        return ""
    return gettext("Accuracy: about %(metres)s metres.", metres=max(1, _round_metres(metres)))


def _round_metres(metres: float) -> int:
    step = 1 if metres <= 20 else 10 if metres <= 200 else 100
    return round(metres / step) * step


def _active_neighbour(session: Session, found: Location) -> str:
    if found.neighbour is None:
        return ""
    neighbour = geography.get_municipality(session, found.neighbour.code)
    return neighbour.code if neighbour.active else ""


def _is_known(session: Session, municipality_code: str, name: str, lon: float, lat: float) -> bool:
    hits = geography.search_places(session, municipality_code, name)
    return any(
        hit.name == name and geography.distance_in_metres(lon, lat, hit.lon, hit.lat) <= SAME_PLACE_METRES
        for hit in hits
    )


def _read_accuracy(text: str) -> float | None:
    try:
        metres = float(text)
    except ValueError:
        return None
    return metres if 0 < metres < LEAST_ACCURATE_METRES else None
