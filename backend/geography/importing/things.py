"""Road keepers and assets: what stands or lies in the municipality, and whose it is."""

from collections.abc import Iterable

import shapely

from backend.geography.angsby_town import TRAFIKVERKET
from backend.geography.decisions import cells_along
from backend.geography.importing.prepared import Placed, Prepared, name_values
from backend.geography.importing.profiles import Profile
from backend.geography.models import SRID, AssetKind, PlaceKind, RoadKeeper, RoadKind
from backend.geography.names import fold, forgive

LONGEST_NUMBER = 60
PRIVATE_KEEPER = "enskild-vaghallare"
"""The body of a private road whose keeper the file does not name."""


def prepare_roads(rows: Iterable[Placed], profile: Profile) -> Prepared:
    """Each stretch of road with its keeper, and the cells it passes; a line of several parts is a row for each."""
    prepared = Prepared({"road_line": {}})
    keepers, kinds = {each.value for each in RoadKeeper}, {each.value for each in RoadKind}
    for placed in rows:
        keeper = profile.mean(placed.row, "keeper").lower()
        kind = profile.mean(placed.row, "kind").lower() or RoadKind.CARRIAGEWAY.value
        if shapely.get_dimensions(placed.geometry) != 1:
            prepared.refuse(placed.row.number, "It is no line.")
        elif keeper not in keepers:
            said = profile.read(placed.row, "keeper")
            prepared.refuse(placed.row.number, f'"{said[:40]}" is no road keeper that the profile knows.')
        elif kind not in kinds:
            said = profile.read(placed.row, "kind")
            prepared.refuse(placed.row.number, f'"{said[:40]}" is neither carriageway nor path.')
        else:
            _add_road(prepared, placed, profile, RoadKeeper(keeper), RoadKind(kind))
    return prepared


def prepare_assets(
    rows: Iterable[Placed], profile: Profile, *, asset_class: str | None, is_public: bool, names: dict[str, str]
) -> Prepared:
    """Each asset of ``asset_class``, or of the class the row names. Of a class shown to all the names are searched."""
    prepared = Prepared({"asset": {}})
    for placed in rows:
        kind = asset_class or forgive(profile.read(placed.row, "class")).replace(" ", "_")[:40]
        number = profile.read(placed.row, "number")[:LONGEST_NUMBER]
        if not kind or not number:
            prepared.refuse(placed.row.number, "It has no number." if kind else "It has no class.")
            continue
        name = profile.read(placed.row, "name") or f"{_word_for(kind, names)} {number}"
        street = profile.read(placed.row, "street") or None
        values = {
            "kind": kind,
            "number": number,
            "name": name,
            "lon": placed.lon,
            "lat": placed.lat,
            "cell": cells_along([(placed.lon, placed.lat)] * 2)[0],
            "street": street,
            "area_code": profile.read(placed.row, "area_code") or None,
        }
        if not prepared.add("asset", f"{kind}:{number}", values):
            prepared.refuse(placed.row.number, f'Its number "{number}" is also that of an earlier row.')
        elif is_public and fold(name):
            is_post = kind == AssetKind.LAMP_POST
            what = PlaceKind.LAMP_POST if is_post else PlaceKind.LOCAL_NAME
            said = f"Stolpe {number}" if is_post else name
            prepared.add(
                "place_name", f"asset:{kind}:{number}", name_values(what, said, (placed.lon, placed.lat), street=street)
            )
    return prepared


def _word_for(kind: str, names: dict[str, str]) -> str:
    """What one thing of the class is called."""
    return names.get("sv") or ("Stolpe" if kind == AssetKind.LAMP_POST else kind.replace("_", " ").capitalize())


def _add_road(prepared: Prepared, placed: Placed, profile: Profile, keeper: RoadKeeper, kind: RoadKind) -> None:
    own = profile.read(placed.row, "key")
    part = profile.read(placed.row, "part")
    body = _body_of(keeper, profile.read(placed.row, "keeper_name"))
    name = _name_of_road(placed, profile, keeper, kind)
    for number, line in enumerate(shapely.get_parts(placed.geometry), start=1):
        points = [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line)]
        if len(points) < 2:
            continue
        key = own or " ".join(f"{value:.5f}" for value in (*points[0], *points[-1]))
        key = "#".join(filter(None, (key, part, str(number) if number > 1 else "")))
        written = shapely.to_wkb(shapely.set_srid(line, SRID), hex=True, include_srid=True)
        values = {"keeper": keeper.value, "kind": kind.value, "name": name, "body_code": body, "line": written}
        if prepared.add("road_line", key, values):
            prepared.cells += [(key, cell) for cell in cells_along(points)]
        else:
            prepared.refuse(placed.row.number, f'Its key "{key}" is also that of an earlier row.')


def _body_of(keeper: RoadKeeper, said: str) -> str | None:
    if keeper is RoadKeeper.MUNICIPAL:
        return None
    if keeper is RoadKeeper.STATE:
        return TRAFIKVERKET
    return forgive(said).replace(" ", "-")[:LONGEST_NUMBER] or PRIVATE_KEEPER


def _name_of_road(placed: Placed, profile: Profile, keeper: RoadKeeper, kind: RoadKind) -> str:
    """The street's name, else the road's number, else what it is."""
    name, europe, road = (profile.read(placed.row, asked) for asked in ("name", "europe", "road_number"))
    if name:
        return name
    if europe and europe not in ("0", "-1"):
        return f"E{europe.removeprefix('E').strip()}"
    if road and road not in ("0", "-1"):
        return f"Väg {road}" if road[0].isdecimal() else road
    if kind is RoadKind.PATH:
        return "Gångväg"
    return {RoadKeeper.STATE: "Statlig väg", RoadKeeper.MUNICIPAL: "Gata", RoadKeeper.PRIVATE: "Enskild väg"}[keeper]
