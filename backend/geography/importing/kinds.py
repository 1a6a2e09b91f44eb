"""What may be imported."""

from enum import StrEnum


class Kind(StrEnum):
    """What the rows of a file are."""

    ADDRESSES = "addresses"
    NAMES = "names"
    STREETS = "streets"
    PROPERTIES = "properties"
    DISTRICTS = "districts"
    CARE_AREAS = "care-areas"
    ROAD_KEEPERS = "road-keepers"
    ASSETS = "assets"
