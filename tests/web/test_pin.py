"""The pin: a claim of its own beside what the device says, on the citizens' form and on the telephone."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend import cases
from backend.app import create_app
from backend.cases import Report, State
from backend.doors.citizen.places import Spot
from backend.foundation.base_map import BaseMap
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.citizen_builders import Citizens, open_citizens, words_of
from tests.web.conftest import BO
from tests.web.console_builders import HOME, Console, open_console
from tests.web.console_builders import words_of as words_on
from tests.web.test_kontaktcenter_phone import saved

PIN: dict[str, Any] = {"pinlat": "58.200046", "pinlon": "18.589320"}
"""Forty metres north of Storgatan 12."""
STOOD = {"accuracy": "9", "place": ""}


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture
def bo(console: Console) -> Browser:
    browser = console.open(BO)
    browser.go(f"{HOME}ny")
    return browser


def claims(citizens: Citizens, report: Report) -> tuple[tuple[float, float, float | None], tuple[float, ...] | None]:
    """The place with its accuracy, and the device's fix with its own."""
    with citizens.town.transaction() as session:
        fix = cases.list_fixes(session, PRACTICE_CODE, [report.id]).get(report.id)
    place = (report.latitude, report.longitude, report.accuracy_m)
    return place, (fix.lat, fix.lon, fix.accuracy_m or 0.0) if fix else None


def test_a_pin_moves_the_place_and_leaves_the_devices_own_claim() -> None:
    stood = Spot(18.6, 58.2, accuracy_m=12.0)
    moved = stood.move_pin(18.601, 58.201)
    assert (stood.device, stood.place_accuracy_m) == ((18.6, 58.2), 12.0)
    assert (moved.longitude, moved.latitude, moved.place_accuracy_m) == (18.601, 58.201, None)
    assert moved.device == (18.6, 58.2)
    assert moved.move_pin(18.7, 58.3).device == (18.6, 58.2)
    assert Spot(18.6, 58.2, "Storgatan 12").move_pin(18.7, 58.3).device is None


def test_the_pin_is_sent_beside_where_the_device_was(citizens: Citizens) -> None:
    report = citizens.report_of(citizens.reported({"words": "Mörkt.", **PIN}, STOOD))
    place, device = claims(citizens, report)
    assert place == (58.200046, 18.58932, None)
    assert device == (58.199686, 18.58932, 9.0)


def test_a_report_whose_pin_was_left_alone_is_as_before(citizens: Citizens) -> None:
    place, device = claims(citizens, citizens.report_of(citizens.reported({"words": "Mörkt."}, STOOD)))
    assert place == (58.199686, 18.58932, 9.0)
    assert device == (58.199686, 18.58932, 9.0)


def test_a_pin_of_a_place_found_by_its_name_invents_no_device(citizens: Citizens) -> None:
    report = citizens.report_of(citizens.reported({"words": "Mörkt.", **PIN}))
    assert claims(citizens, report) == ((58.200046, 18.58932, None), None)
    assert report.place_words != "Storgatan 12"


def test_the_next_step_carries_both_and_says_how_far_apart(citizens: Citizens) -> None:
    page = citizens.form(**PIN, **STOOD)
    assert "Nålen står 40 m från där telefonen säger att du är." in words_of(page)
    assert "lat=58.200046" in page.text
    assert "fixlat=58.199686" in page.text
    again = citizens.form(lat="58.200046", fixlat="58.199686", fixlon="18.589320", **STOOD)
    assert "Nålen står 40 m" in words_of(again)


@pytest.mark.parametrize("pin", [{"pinlat": "58.2"}, {"pinlat": "x", "pinlon": "y"}, {"pinlat": "0", "pinlon": "0"}])
def test_a_pin_nobody_can_read_costs_no_report(citizens: Citizens, pin: dict[str, str]) -> None:
    report = citizens.report_of(citizens.reported({"words": "Mörkt.", **pin}))
    assert (report.latitude, report.longitude) == (58.199686, 18.58932)


def test_the_map_is_offered_hidden_and_its_fields_are_not_sent_unmoved(citizens: Citizens) -> None:
    page = citizens.form().text
    assert 'data-module="pin_map" hidden' in page
    assert 'data-tiles="/api/v1/9901/map-tiles/{z}/{x}/{y}"' in page
    assert 'name="pinlat" data-pin="lat" value="" disabled' in page
    assert "maplibre" not in page


def test_on_the_telephone_the_pin_stands_where_the_caller_says(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    choice = bo.form("/ny").values["place_choice"]
    bo.send("/ny", place_choice=choice, pinfor=choice, **PIN)
    if "Spara anmälan" in words_on(bo) and 'class="reference"' not in bo.text:
        assert 'name="pinlat" data-pin="lat" value="58.200046"' in bo.text
        bo.send("/ny")
    case = saved(console, bo)
    assert (case.latitude, case.longitude, case.place) == (58.200046, 18.58932, "Storgatan 12")


def test_a_pin_of_another_choice_is_none(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    bo.send("/ny", pinfor="58.3,18.7,Annanstans", **PIN)
    if 'class="reference"' not in bo.text:
        bo.send("/ny")
    assert saved(console, bo).latitude == pytest.approx(58.1997, abs=0.0002)


def test_a_place_no_search_knows_is_known_by_its_pin(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="vid stora eken", what="skräp")
    bo.send("/ny", place_choice="unknown", pinfor="unknown", **PIN)
    if 'class="reference"' not in bo.text:
        bo.send("/ny")
    case = saved(console, bo)
    assert (case.latitude, case.place) == (58.200046, "vid stora eken")
    assert case.state is not State.HELD


def test_without_a_base_map_pages_let_the_browser_call_nobody_else(citizens: Citizens) -> None:
    assert "connect-src 'self';" in citizens.form().headers["Content-Security-Policy"]
    assert citizens.open("/karta/grundkarta.pmtiles").status_code == 404


def test_only_pages_with_a_map_may_call_the_tiles_of_others(database_urls: DatabaseUrls, settings: Settings) -> None:
    base = BaseMap("vector", "https://tiles.example/{z}/{x}/{y}.pbf", attribution="© Tiles")
    database = Database(database_urls.web)
    client = create_app(dataclasses.replace(settings, base_map=base), database).test_client()
    form = client.get("/angsby/anmal?lat=58.2&lon=18.6")
    assert "connect-src 'self' https://tiles.example;" in form.headers["Content-Security-Policy"]
    assert "script-src 'self';" in form.headers["Content-Security-Policy"]
    assert "tiles.example" not in client.get("/angsby/").headers["Content-Security-Policy"]
    database.close()


def test_a_base_map_of_ones_own_is_served_in_parts(
    database_urls: DatabaseUrls, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "town.pmtiles"
    file.write_bytes(b"PMTiles" + bytes(6_000_000))
    database = Database(database_urls.web)
    app = create_app(dataclasses.replace(settings, base_map=BaseMap("pmtiles", file=file, attribution="©")), database)
    client = app.test_client()
    part = client.get("/karta/grundkarta.pmtiles", headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"PMTiles", "bytes 0-6/6000007")
    for wrong in ({}, {"Range": "bytes=0-5999999"}, {"Range": "bytes=7000000-7000001"}, {"Range": "bytes=0-1,4-5"}):
        assert client.get("/karta/grundkarta.pmtiles", headers=wrong).status_code == 416
    file.unlink()
    assert client.get("/karta/grundkarta.pmtiles", headers={"Range": "bytes=0-6"}).status_code == 404
    assert "connect-src 'self';" in client.get("/angsby/anmal?lat=58.2&lon=18.6").headers["Content-Security-Policy"]
    database.close()
