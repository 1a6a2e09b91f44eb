"""Reads: municipalities, areas, assets. Where a point is: ``locating``; what a name means: ``searching``."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import NotFound
from backend.foundation.keeping import kept_awhile
from backend.geography.decisions import box_around, cells_around, distance_in_metres
from backend.geography.models import Area, AreaKind, Asset, AssetClass, Municipality


@dataclass(frozen=True)
class AreaHit:
    """An area by its code; rules name the code, people read the name."""

    code: str
    name: str
    kind: AreaKind


@dataclass(frozen=True)
class AssetNear:
    """A known thing and how far it is from the point asked about, in metres."""

    id: UUID
    kind: str
    number: str
    name: str
    lon: float
    lat: float
    distance_m: float


@dataclass(frozen=True)
class MunicipalityView:
    """What a report needs of its municipality: a value that outlives its session."""

    code: str
    slug: str
    time_zone: str
    languages: tuple[str, ...]
    default_language: str
    acute_phone: str | None
    opening_hours: dict[str, Any]


def list_municipalities(session: Session, *, active_only: bool = False) -> list[Municipality]:
    """Every municipality by its code; with ``active_only`` those that use Lagat."""
    query = sa.select(Municipality).order_by(Municipality.code)
    if active_only:
        query = query.where(Municipality.active)
    return list(session.scalars(query))


def get_municipality(session: Session, code: str) -> Municipality:
    """The municipality with this SCB code. Raises ``NotFound``."""
    found = session.get(Municipality, code)
    if found is None:
        raise NotFound("municipality_not_found", "There is no such municipality.")
    return found


def get_municipality_view(session: Session, code: str) -> MunicipalityView:
    """The same as a value, some seconds old at most (``foundation.keeping``). Raises ``NotFound``."""
    return kept_awhile(session, ("municipality", code), lambda: _view(get_municipality(session, code)))


def find_municipality_by_slug(session: Session, slug: str) -> Municipality | None:
    """The municipality whose address begins with this slug, or None."""
    return session.scalars(sa.select(Municipality).where(Municipality.slug == slug.lower())).one_or_none()


def find_municipality_at(session: Session, lon: float, lat: float, *, asked: str | None = None) -> Municipality | None:
    """The municipality that holds the point: ``asked`` where it does, else the lowest code that does; None in none.

    Boundaries as imported may overlap or leave gaps, so two or none are ordinary answers.
    """
    holds = sa.func.ST_Covers(Municipality.boundary, sa.func.ST_SetSRID(sa.func.ST_MakePoint(lon, lat), 4326))
    query = (
        sa.select(Municipality).where(holds).order_by((Municipality.code == asked).desc(), Municipality.code).limit(1)
    )
    return session.scalars(query).one_or_none()


def list_areas(session: Session, municipality: str, *, kind: AreaKind | None = None) -> list[AreaHit]:
    """The municipality's areas by kind, name and code; with ``kind`` that kind alone."""
    query = sa.select(Area.code, Area.name, Area.kind).where(Area.municipality == municipality, Area.ended_at.is_(None))
    if kind is not None:
        query = query.where(Area.kind == kind)
    rows = session.execute(query.order_by(Area.kind, Area.name, Area.code))
    return [AreaHit(row.code, row.name, row.kind) for row in rows]


def get_asset(session: Session, asset_id: UUID, *, municipality: str) -> Asset:
    """The asset with this id. Raises ``NotFound``."""
    found = session.get(Asset, (municipality, asset_id))
    if found is None:
        raise NotFound("asset_not_found", "There is no such thing in our register.")
    return found


def find_asset(session: Session, municipality: str, kind: str, number: str) -> Asset | None:
    """The asset with this number painted on it, or None; spaces and leading zeros in ``number`` are forgiven."""
    wanted = number.strip()
    numbers = {wanted, wanted.lstrip("0")} - {""}
    query = sa.select(Asset).where(
        Asset.municipality == municipality,
        Asset.kind == kind,
        Asset.number.in_(numbers),
        Asset.ended_at.is_(None),
    )
    return session.scalars(query.order_by((Asset.number == wanted).desc(), Asset.id).limit(1)).one_or_none()


def find_asset_by_id(session: Session, municipality: str, asset_id: UUID, *, public_only: bool) -> Asset | None:
    """The asset that stands under this id, or None; with ``public_only`` None too for a class that is not shown to all."""
    query = sa.select(Asset).where(Asset.municipality == municipality, Asset.id == asset_id, Asset.ended_at.is_(None))
    return session.scalars(query.where(_is_public()) if public_only else query).one_or_none()


def list_assets_near(
    session: Session,
    municipality: str,
    *,
    lon: float,
    lat: float,
    metres: float = 50,
    kind: str | None = None,
    public_only: bool = False,
    limit: int = 20,
) -> list[AssetNear]:
    """Assets within ``metres`` of the point, nearest first and then by number; with ``kind`` that class alone.

    ``public_only``: those of classes that the municipality shows to all.
    """
    west, south, east, north = box_around(lon, lat, metres)
    query = sa.select(Asset).where(
        Asset.municipality == municipality,
        Asset.cell.in_(cells_around(lon, lat, metres)),
        Asset.lon.between(west, east),
        Asset.lat.between(south, north),
        Asset.ended_at.is_(None),
    )
    if public_only:
        query = query.where(_is_public())
    if kind is not None:
        query = query.where(Asset.kind == kind)
    near = [_near(asset, lon, lat) for asset in session.scalars(query)]
    within = [asset for asset in near if asset.distance_m <= metres]
    return sorted(within, key=lambda asset: (asset.distance_m, asset.number, asset.id))[:limit]


def _view(found: Municipality) -> MunicipalityView:
    return MunicipalityView(
        code=found.code,
        slug=found.slug,
        time_zone=found.time_zone,
        languages=tuple(found.languages),
        default_language=found.default_language,
        acute_phone=found.acute_phone,
        opening_hours=found.opening_hours,
    )


def _is_public() -> sa.ColumnElement[bool]:
    """Whether the asset's class is shown to all."""
    return sa.exists().where(
        AssetClass.municipality == Asset.municipality, AssetClass.code == Asset.kind, AssetClass.is_public
    )


def _near(asset: Asset, lon: float, lat: float) -> AssetNear:
    distance = distance_in_metres(lon, lat, asset.lon, asset.lat)
    return AssetNear(asset.id, asset.kind, asset.number, asset.name, asset.lon, asset.lat, distance)
