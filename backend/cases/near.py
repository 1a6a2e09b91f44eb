"""What is known already: open cases of the same group nearby, of the same asset, and those just resolved.

One statement through (municipality, cell, category, until when it was open), whatever the number of cases. PostGIS
cannot be an index condition behind the walls, and is not needed: within two hundred metres a plane is as exact as a globe.
"""

import math
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.words import Outcome, PromiseKind, State
from backend.catalogue import Precision
from backend.geography import box_around, cells_around

FURTHEST_METRES = 200
"""The largest radius a category may have: the cells are looked up before it is known."""
JUST_RESOLVED = timedelta(days=14)
_METRES_PER_DEGREE = 111_195.08


@dataclass(frozen=True)
class Near:
    """A case that may be the same fault. ``distance_m`` is metres from the point asked about.

    ``is_public``: category, state and promise may be shown to anyone. ``may_join``: the category allows joining.
    """

    case_id: UUID
    reference: str
    category: str
    kind: str
    state: State
    outcome: Outcome | None
    is_acute: bool
    longitude: float
    latitude: float
    place: str
    unit_code: str | None
    keeper_name: str | None
    opened_at: datetime
    read_at: datetime | None
    made_safe_at: datetime | None
    resolved_at: datetime | None
    waiting_on: str | None
    waiting_reason: str | None
    promise_kind: PromiseKind | None
    promise_due_at: datetime | None
    promise_precision: Precision | None
    is_public: bool
    may_join: bool
    same_asset: bool
    distance_m: float

    @property
    def is_open(self) -> bool:
        """Whether work remains; else it was resolved a short time ago."""
        return self.state not in (State.RESOLVED, State.CLOSED)


_SHOWN = """c.id, c.reference, c.category, c.kind, c.state, c.outcome, c.is_acute, c.longitude, c.latitude, c.place,
    c.unit_code, c.keeper_name, c.opened_at, c.read_at, c.made_safe_at, c.resolved_at, c.waiting_on, c.waiting_reason,
    c.promise_kind, c.promise_due_at, c.promise_precision"""
_THERE = """c.municipality = CAST(:municipality AS bpchar) AND c.joined_to IS NULL AND c.id IS DISTINCT FROM :but
    AND (CASE WHEN c.resolved_at IS NULL THEN timestamptz 'infinity' ELSE c.resolved_at END) >= :since
    AND (NOT :only_public OR (c.kind = 'fault' AND c.state <> 'held'))"""
_HERE = f"""SELECT {_SHOWN}, false AS same_asset FROM cases c
  WHERE {_THERE} AND c.cell = ANY(:cells) AND c.category = ANY(ARRAY(SELECT code FROM kin))
    AND c.longitude BETWEEN :west AND :east AND c.latitude BETWEEN :south AND :north"""
_SAME_ASSET = f"""{_HERE} AND c.asset_id IS DISTINCT FROM :asset_id
  UNION ALL
  SELECT {_SHOWN}, true FROM cases c WHERE {_THERE} AND c.asset_id = :asset_id"""


def _write_statement(found: str) -> str:
    return f"""
WITH kin AS MATERIALIZED (
  SELECT k.code, k.joinable, k.public_at_once AND NOT k.hidden AS is_public, asked.near_metres
  FROM category asked JOIN category k ON k.municipality = asked.municipality AND k.group_code = asked.group_code
  WHERE asked.municipality = CAST(:municipality AS bpchar) AND asked.code = :category
    AND (NOT :only_public OR (k.joinable AND k.public_at_once AND NOT k.hidden))),
measured AS (
  SELECT found.*, sqrt(((longitude - :lon) * :per_lon) ^ 2 + ((latitude - :lat) * :per_lat) ^ 2) AS distance_m
  FROM ({found}) AS found)
SELECT measured.*, coalesce(kin.joinable, false) AS may_join, coalesce(kin.is_public, false) AS is_public
FROM measured LEFT JOIN kin ON kin.code = measured.category
WHERE (same_asset AND (kin.code IS NOT NULL OR NOT :only_public)) OR distance_m <= kin.near_metres
ORDER BY same_asset DESC, resolved_at IS NULL DESC, distance_m, opened_at DESC, id LIMIT :limit
"""


NEAR_SQL = _write_statement(_HERE)
_BOUND = (sa.bindparam("but", type_=sa.Uuid), sa.bindparam("cells", type_=sa.ARRAY(sa.Integer)))
_NEAR = sa.text(NEAR_SQL).bindparams(*_BOUND)
_NEAR_OR_SAME = sa.text(_write_statement(_SAME_ASSET)).bindparams(*_BOUND, sa.bindparam("asset_id", type_=sa.Uuid))


def find_near(
    session: Session,
    municipality: str,
    *,
    lon: float,
    lat: float,
    category: str,
    asset_id: UUID | None = None,
    but: UUID | None = None,
    only_public: bool = False,
    limit: int = 5,
    now: datetime,
) -> list[Near]:
    """Cases that may be the fault asked about (WGS84 degrees), the same asset first, then open ones, nearest first.

    How near is the category's own ``near_metres``. ``but`` leaves out a case by its id. ``only_public``: those anyone
    may see and join, faults let through alone. Empty for a category the municipality does not have.
    """
    given = near_parameters(
        municipality, lon=lon, lat=lat, category=category, but=but, only_public=only_public, limit=limit, now=now
    )
    if asset_id is None:
        rows = session.execute(_NEAR, given)
    else:
        rows = session.execute(_NEAR_OR_SAME, {**given, "asset_id": asset_id})
    return [_near(row) for row in rows.mappings()]


def near_parameters(
    municipality: str,
    *,
    lon: float,
    lat: float,
    category: str,
    but: UUID | None = None,
    only_public: bool = False,
    limit: int = 5,
    now: datetime,
) -> dict[str, object]:
    """What ``NEAR_SQL`` is given."""
    west, south, east, north = box_around(lon, lat, FURTHEST_METRES)
    return {
        "municipality": municipality,
        "category": category,
        "cells": cells_around(lon, lat, FURTHEST_METRES),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "lon": lon,
        "lat": lat,
        "per_lon": _METRES_PER_DEGREE * math.cos(math.radians(lat)),
        "per_lat": _METRES_PER_DEGREE,
        "but": but,
        "only_public": only_public,
        "since": now - JUST_RESOLVED,
        "limit": limit,
    }


def _near(row: sa.RowMapping) -> Near:
    codes: dict[str, Any] = {
        "state": State(row["state"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
        "promise_kind": PromiseKind(row["promise_kind"]) if row["promise_kind"] else None,
        "promise_precision": Precision(row["promise_precision"]) if row["promise_precision"] else None,
    }
    same = {field.name: row[field.name] for field in fields(Near) if field.name not in ("case_id", *codes)}
    return Near(case_id=row["id"], **codes, **same)
