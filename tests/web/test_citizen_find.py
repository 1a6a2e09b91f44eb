"""Typing a reference: what anyone may know, and nothing that anybody wrote."""

from collections.abc import Iterator

import pytest

from backend.cases import Outcome
from backend.foundation.ids import new_reference, show_reference
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import Citizens, open_citizens, words_of


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def find(citizens: Citizens, typed: str) -> str:
    return words_of(citizens.open("/angsby/hitta", query_string={"reference": typed}))


@pytest.fixture(scope="module")
def reference(citizens: Citizens) -> str:
    return citizens.reported({"words": "Hos Amira på tolvan.", "mail": "amira@example.org"}).split("/")[3]


@pytest.mark.parametrize("spelling", ["{}", "{} ", "small", "dashed", "spaced"])
def test_a_reference_is_understood_however_it_is_typed(citizens: Citizens, reference: str, spelling: str) -> None:
    typed = {"small": reference.lower(), "dashed": show_reference(reference), "spaced": " ".join(reference)}
    said = find(citizens, typed.get(spelling, spelling.format(reference)))
    assert "Skickad till Gatuenheten" in said
    assert "Den läses senast" in said
    assert "Gäller en lampa I närheten av Storgatan" in said


def test_it_tells_neither_words_nor_house_nor_address(citizens: Citizens, reference: str) -> None:
    said = find(citizens, reference)
    for never in ("Amira", "Storgatan 12", "amira@example.org", "4711"):
        assert never not in said


def test_a_category_that_is_not_public_is_only_said_to_be_there(citizens: Citizens) -> None:
    path = citizens.reported(query={"category": "va.dagvatten-granne"})
    reference = path.split("/")[3]
    said = find(citizens, reference)
    for never in ("regnvatten", "Storgatan", "fastighetsägaren", "granne"):
        assert never not in said
    assert "Den finns och är" in said


def test_one_that_is_not_public_is_said_to_be_closed_when_it_is(citizens: Citizens) -> None:
    path = citizens.reported(query={"category": "annat"})
    assert "Den finns och är öppen." in find(citizens, path.split("/")[3])
    citizens.act("resolve_case", path, outcome=Outcome.PRIVATE)
    said = find(citizens, path.split("/")[3])
    assert "Den finns och är avslutad." in said
    assert "Privat" not in said


def test_an_unknown_reference_is_answered_kindly_with_the_same_status(citizens: Citizens, reference: str) -> None:
    known = citizens.open("/angsby/hitta", query_string={"reference": reference})
    unknown = citizens.open("/angsby/hitta", query_string={"reference": new_reference()})
    assert known.status_code == unknown.status_code == 200
    assert known.headers["Cache-Control"] == unknown.headers["Cache-Control"] == "no-store"
    assert "Vi hittar ingen anmälan med den referensen." in words_of(unknown)


def test_a_misread_reference_is_told_so_before_anything_is_looked_up(citizens: Citizens) -> None:
    page = citizens.open("/angsby/hitta", query_string={"reference": "K7M4-RTX"})
    assert page.status_code == 422
    assert "Referensen är inte hel" in words_of(page)
    assert 'value="K7M4-RTX"' in page.text


def test_nobody_can_try_references_for_long(citizens: Citizens) -> None:
    source = {"REMOTE_ADDR": "10.8.8.8"}
    answers = [
        citizens.open(
            "/angsby/hitta", query_string={"reference": new_reference()}, environ_overrides=source
        ).status_code
        for _ in range(32)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_an_acute_report_nobody_has_read_says_so_here_too(citizens: Citizens) -> None:
    path = citizens.reported(query={"category": "va.lacka"})
    assert "Ingen på kommunen har läst det här än. Ring 0980-31 92 99." in find(citizens, path.split("/")[3])
