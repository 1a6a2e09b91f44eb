"""The tables: municipalities and names of places (public, without walls), areas, roads and assets (behind walls).

Geometry is WGS 84 (EPSG:4326), longitude before latitude. ``cell`` is the integer of ``decisions.cell_of``: what
an indexed look-up near a point may use behind row-level security, where no operator of PostGIS is leakproof.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from geoalchemy2 import Geometry, WKBElement
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column

SRID = 4326
BY_LIKENESS = "kind <> 'address' AND kind <> 'lamp_post' AND kind <> 'property' AND kind <> 'corner'"
"""Names found by beginning and likeness; the others are found through their street, tract or number."""


class MunicipalityKind(StrEnum):
    """What a municipality is for: real people, practice, or replaying a recorded day."""

    REAL = "real"
    PRACTICE = "practice"
    REPLAY = "replay"


class PlaceKind(StrEnum):
    """What a name names."""

    STREET = "street"
    ADDRESS = "address"
    LOCAL_NAME = "local_name"
    LAMP_POST = "lamp_post"
    AREA = "area"
    CORNER = "corner"
    STOP = "stop"
    PROPERTY = "property"
    TRACT = "tract"


class AreaKind(StrEnum):
    """What an area is drawn for."""

    DISTRICT = "district"
    CARE = "care"
    CONTRACT = "contract"
    WINTER = "winter"


class RoadKeeper(StrEnum):
    """Who keeps a road (väghållare)."""

    STATE = "state"
    MUNICIPAL = "municipal"
    PRIVATE = "private"


class RoadKind(StrEnum):
    """Carriageway, or path for walking and cycling."""

    CARRIAGEWAY = "carriageway"
    PATH = "path"


class AssetKind(StrEnum):
    """The kinds of known things Lagat knows by itself; a municipality's register may hold any other class by its code."""

    LAMP_POST = "lamp_post"
    PLAYGROUND = "playground"
    GULLY = "gully"
    BIN = "bin"
    BENCH = "bench"
    SIGN = "sign"


class Municipality(Base):
    """A municipality by its SCB code; ``active`` where it uses Lagat. Global: seen by everyone."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(sa.CHAR(4), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    full_name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[MunicipalityKind] = mapped_column(
        enum_column(MunicipalityKind), server_default=MunicipalityKind.REAL.value
    )
    active: Mapped[bool] = mapped_column(server_default=sa.false())
    boundary: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=SRID, spatial_index=False), deferred=True
    )
    lon: Mapped[float | None] = mapped_column(sa.Double)
    lat: Mapped[float | None] = mapped_column(sa.Double)
    time_zone: Mapped[str] = mapped_column(server_default="Europe/Stockholm")
    default_language: Mapped[str] = mapped_column(server_default="sv")
    languages: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{sv,en}")
    phone: Mapped[str | None]
    acute_phone: Mapped[str | None]
    email: Mapped[str | None]
    web_address: Mapped[str | None]
    opening_hours: Mapped[dict[str, Any]] = mapped_column(server_default="{}")

    __table_args__ = (sa.Index("municipality_boundary", "boundary", postgresql_using="gist"),)


class Imported:
    """Where a row came from. ``source`` names the set it was imported with and ``source_key`` its own key there, None
    for what came with no file; ``ended_at`` when a later import no longer had it: kept, and found no more."""

    source: Mapped[str | None]
    source_key: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class PlaceName(Imported, Base):
    """A name people say for a place: public facts, read without a condition so that trigrams may be searched.

    ``folded`` is ``names.fold(name)``; ``forgiven`` also writes å ä ö as a a o. ``street`` and ``number`` belong to
    an address (to a property: its tract and first number), ``asset_id`` to the name of an asset. ``weight`` lifts what
    many people mean. ``taught_by`` and ``taught_at``: the person of the staff who taught it.
    """

    __tablename__ = "place_name"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind))
    name: Mapped[str]
    folded: Mapped[str]
    forgiven: Mapped[str]
    lon: Mapped[float] = mapped_column(sa.Double)
    lat: Mapped[float] = mapped_column(sa.Double)
    cell: Mapped[int]
    weight: Mapped[int] = mapped_column(server_default="0")
    street: Mapped[str | None]
    number: Mapped[int | None]
    asset_id: Mapped[UUID | None]
    taught_by: Mapped[UUID | None]
    taught_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index("place_name_source", "municipality", "source", "source_key", unique=True),
        sa.Index(
            "place_name_numbered", "municipality", "street", "number", postgresql_where=sa.text("number IS NOT NULL")
        ),
        sa.Index(
            "place_name_beginning",
            "municipality",
            "forgiven",
            postgresql_ops={"forgiven": "text_pattern_ops"},
            postgresql_where=sa.text(BY_LIKENESS),
        ),
        sa.Index(
            "place_name_likeness",
            "municipality",
            "forgiven",
            postgresql_using="gin",
            postgresql_ops={"forgiven": "gin_trgm_ops"},
            postgresql_where=sa.text(BY_LIKENESS),
        ),
        sa.Index("place_name_cell", "municipality", "kind", "cell"),
        sa.Index("place_name_exact", "municipality", "kind", "forgiven"),
    )


class Area(Imported, Base):
    """A part of a municipality: a district, or what a contract, a level of care or the winter's work covers."""

    __tablename__ = "area"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[AreaKind] = mapped_column(enum_column(AreaKind))
    boundary: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=SRID, spatial_index=False), deferred=True
    )

    __table_args__ = (sa.Index("area_source", "municipality", "source", "source_key", unique=True),)


class RoadLine(Imported, Base):
    """A stretch of road and who keeps it. ``body_code`` names the keeper outside the municipality, None: itself."""

    __tablename__ = "road_line"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    keeper: Mapped[RoadKeeper] = mapped_column(enum_column(RoadKeeper))
    kind: Mapped[RoadKind] = mapped_column(enum_column(RoadKind))
    name: Mapped[str]
    body_code: Mapped[str | None]
    line: Mapped[WKBElement] = mapped_column(Geometry("LINESTRING", srid=SRID, spatial_index=False))

    __table_args__ = (sa.Index("road_line_source", "municipality", "source", "source_key", unique=True),)


class RoadCell(Base):
    """A cell that a road passes: the indexed way to the roads near a point."""

    __tablename__ = "road_cell"

    municipality: Mapped[MunicipalityCode]
    road_id: Mapped[UUID] = mapped_column(primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __table_args__ = (
        # The cell first: the planner takes the policy's list of municipalities for ten, and would rather read all rows
        # of one municipality than look up ten times each cell.
        sa.Index("road_cell_by_cell", "cell", "municipality", "road_id"),
        sa.ForeignKeyConstraint(
            ["municipality", "road_id"], ["road_line.municipality", "road_line.id"], ondelete="CASCADE"
        ),
    )


class AssetClass(Base):
    """A class of known things, by its code; ``names`` by language. What is not ``is_public`` staff alone see."""

    __tablename__ = "asset_class"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    names: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_public: Mapped[bool] = mapped_column(server_default=sa.false())


class Asset(Imported, Base):
    """A known thing: its number is what is painted on it, unique in its class (``kind``) and municipality."""

    __tablename__ = "asset"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    number: Mapped[str]
    name: Mapped[str]
    lon: Mapped[float] = mapped_column(sa.Double)
    lat: Mapped[float] = mapped_column(sa.Double)
    cell: Mapped[int]
    street: Mapped[str | None]
    area_code: Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("municipality", "kind", "number", name="asset_number_unique"),
        sa.Index("asset_source", "municipality", "source", "source_key", unique=True),
        sa.Index("asset_by_cell", "cell", "municipality", "kind"),
    )
