"""Addresses, names and property designations: rows that are a point with a name."""

import re
from collections.abc import Iterable
from statistics import median

from backend.geography.importing.prepared import Placed, Prepared, name_values
from backend.geography.importing.profiles import Profile
from backend.geography.importing.sources import RowRefused
from backend.geography.models import PlaceKind
from backend.geography.names import fold

LONGEST_NAME = 200
_NUMBER = re.compile(r"(\d{1,5})\s*([A-Za-zÅÄÖåäö]?)(?![\w])")
_WHOLE = re.compile(r"(.*?\D)\s+(\d{1,5}\s*[A-Za-zÅÄÖåäö]?)$")
_DESIGNATION = re.compile(r"(.*?)\s+((?:S:|GA:|[A-Z]+:)?\d{1,5}(?::\d{1,5})?)(?:\s*>.*)?$")
_HEAVIEST = 20


def prepare_addresses(rows: Iterable[Placed], profile: Profile) -> Prepared:
    """Each address, and beside them each street they name, at the middle of its addresses."""
    prepared = Prepared({"place_name": {}})
    streets: dict[str, tuple[str, list[float], list[float]]] = {}
    for placed in rows:
        try:
            street, number, letter = _read_address(placed, profile)
        except RowRefused as refused:
            prepared.refuse(placed.row.number, str(refused))
            continue
        name = f"{street} {number} {letter}".rstrip()
        key = profile.read(placed.row, "key") or fold(name)
        values = name_values(PlaceKind.ADDRESS, name, (placed.lon, placed.lat), street=street, number=number)
        if not prepared.add("place_name", key, values):
            _refuse_repeated(prepared, placed, key, name)
        _, lons, lats = streets.setdefault(fold(street), (street, [], []))
        lons.append(placed.lon)
        lats.append(placed.lat)
    for folded, (street, lons, lats) in streets.items():
        point = (median(lons), median(lats))
        prepared.add("place_name", f"street:{folded}", name_values(PlaceKind.STREET, street, point))
    return prepared


def prepare_names(rows: Iterable[Placed], profile: Profile) -> Prepared:
    """Each name, and each other name of the same place."""
    prepared = Prepared({"place_name": {}})
    for placed in rows:
        name = profile.read(placed.row, "name")[:LONGEST_NAME]
        if not fold(name):
            prepared.refuse(placed.row.number, "It has no name.")
            continue
        key = profile.read(placed.row, "key") or f"{fold(name)}|{placed.lon:.5f} {placed.lat:.5f}"
        street = profile.read(placed.row, "street") or None
        weight = _read_weight(profile.read(placed.row, "weight"))
        point = (placed.lon, placed.lat)
        values = name_values(PlaceKind.LOCAL_NAME, name, point, street=street, weight=weight)
        if not prepared.add("place_name", key, values):
            _refuse_repeated(prepared, placed, key, name)
            continue
        for alias in list_aliases(placed, profile, name):
            values = name_values(PlaceKind.LOCAL_NAME, alias, point, street=street, weight=weight)
            prepared.add("place_name", f"{key}|{fold(alias)}", values)
    return prepared


def prepare_properties(rows: Iterable[Placed], profile: Profile) -> Prepared:
    """Each designation ("Fredriksskans 1:2", "Lejonet 3"), and beside them each tract, at the middle of its properties."""
    prepared = Prepared({"place_name": {}})
    tracts: dict[str, tuple[str, list[float], list[float]]] = {}
    for placed in rows:
        tract, unit = profile.read(placed.row, "tract"), profile.read(placed.row, "unit")
        if not (tract and unit):
            found = _DESIGNATION.match(profile.read(placed.row, "name"))
            tract, unit = (found[1], found[2]) if found else ("", "")
        first = re.search(r"\d+", unit)
        if not fold(tract) or first is None:
            prepared.refuse(placed.row.number, "It has no designation, such as Fredriksskans 1:2.")
            continue
        tract = spoken(tract)
        name = f"{tract} {unit}"
        key = profile.read(placed.row, "key") or fold(name)
        values = name_values(PlaceKind.PROPERTY, name, (placed.lon, placed.lat), street=tract, number=int(first[0]))
        if not prepared.add("place_name", key, values):
            _refuse_repeated(prepared, placed, key, name)
            continue
        _, lons, lats = tracts.setdefault(fold(tract), (tract, [], []))
        lons.append(placed.lon)
        lats.append(placed.lat)
    for folded, (tract, lons, lats) in tracts.items():
        prepared.add("place_name", f"tract:{folded}", name_values(PlaceKind.TRACT, tract, (median(lons), median(lats))))
    return prepared


def list_aliases(placed: Placed, profile: Profile, name: str) -> list[str]:
    """The row's other names, each once."""
    said = (placed.row.text((column,))[:LONGEST_NAME] for column in profile.columns.get("alias", ()))
    return list({fold(each): each for each in said if fold(each) and fold(each) != fold(name)}.values())


def _read_address(placed: Placed, profile: Profile) -> tuple[str, int, str]:
    street, said = profile.read(placed.row, "street"), profile.read(placed.row, "number")
    if not street or not said:
        whole = _WHOLE.match(profile.read(placed.row, "name"))
        if whole is None:
            raise RowRefused("It has no street and number.")
        street, said = whole[1], whole[2]
    number = _NUMBER.match(said)
    if number is None:
        raise RowRefused(f'"{said[:40]}" is no house number.')
    if not fold(street):
        raise RowRefused("Its street has no name.")
    letter = number[2] or profile.read(placed.row, "letter")[:2]
    return street[:LONGEST_NAME], int(number[1]), letter.upper()


def _refuse_repeated(prepared: Prepared, placed: Placed, key: str, name: str) -> None:
    """The same place told twice is not worth a word; another one under the same key is."""
    there = prepared.tables["place_name"][key]
    if (there["name"], round(there["lon"], 5), round(there["lat"], 5)) != (
        name,
        round(placed.lon, 5),
        round(placed.lat, 5),
    ):
        prepared.refuse(placed.row.number, f'Its key "{key[:60]}" is also that of an earlier row.')


def _read_weight(said: str) -> int:
    return min(int(said), _HEAVIEST) if said.isdecimal() else 0


def spoken(name: str) -> str:
    """A register's VASASTADEN as people write it; what has small letters stays."""
    return name.title() if name.isupper() and len(name) > 3 else name
