"""A path beside a state road: the pages ask "körbana eller gångbana?", and each answer leads to its keeper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend import responsibility
from backend.foundation import clock
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import Citizens, open_citizens, words_of
from tests.web.conftest import BO
from tests.web.console_builders import HOME, Console
from tests.web.test_kontaktcenter_phone import saved

BESIDE = {"lat": "58.20504", "lon": "18.60512", "place": "", "category": "vag.linjer"}
ASKED = "Är det på körbanan eller på gång- eller cykelbanan?"


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def decided(citizens: Citizens, answer: str) -> responsibility.DecisionRow:
    fields = {"answer-surface": answer} if answer else {}
    case = citizens.case_of(citizens.reported(fields, BESIDE))
    with citizens.town.transaction() as session:
        return responsibility.list_decisions(session, PRACTICE_CODE, case.id)[-1]


def test_where_two_keepers_run_side_by_side_the_form_asks_without_javascript(citizens: Citizens) -> None:
    page = citizens.form(**BESIDE)
    assert ASKED in words_of(page)
    assert re.findall(r'name="answer-surface" value="(\w+)"', page.text) == ["carriageway", "path", "unknown"]
    english = citizens.open("/angsby/anmal", query_string={**BESIDE, "lang": "en"})
    assert "Is it on the carriageway, or on the pavement or cycle path?" in english.text


@pytest.mark.parametrize(
    "query",
    [
        {"lat": "58.199686", "lon": "18.589320", "category": "vag.linjer"},
        {**BESIDE, "category": "belysning.enstaka"},
        {**BESIDE, "category": "vag.potthal"},
    ],
    ids=["one keeper", "the rules do not ask whose road it is", "the category asks it in its own words"],
)
def test_elsewhere_it_is_not_asked(citizens: Citizens, query: dict[str, str]) -> None:
    assert ASKED not in words_of(citizens.form(**query))


def test_an_app_is_told_the_same_for_what_is_to_be_reported_and_by_the_place_alone_without(citizens: Citizens) -> None:
    def asked(**more: str) -> tuple[int, bool | None]:
        where = {"lat": BESIDE["lat"], "lon": BESIDE["lon"], **more}
        answer = citizens.open(f"/api/v1/{PRACTICE_CODE}/location", query_string=where)
        return answer.status_code, answer.json.get("askSurface") if answer.json else None

    assert asked() == (200, True)
    assert asked(category="vag.linjer") == (200, True)
    assert asked(category="belysning.enstaka") == (200, False)
    assert asked(category="vag.potthal") == (200, False)
    assert asked(category="ingen.sadan")[0] == 404


def test_the_carriageway_is_the_states_and_the_path_is_ours(citizens: Citizens) -> None:
    carriageway, path = decided(citizens, "carriageway"), decided(citizens, "path")
    assert (carriageway.route, carriageway.body_code) == ("body", "trafikverket")
    assert (path.route, path.body_code) == ("contract", None)
    assert "Anmälaren säger att det är på körbanan." in carriageway.explanation["sv"]
    assert "The reporter says that it is on the pavement or cycle path." in path.explanation["en"]


@pytest.mark.parametrize("answer", ["", "unknown"])
def test_who_does_not_say_leaves_it_to_a_person_and_the_explanation_says_so(citizens: Citizens, answer: str) -> None:
    decision = decided(citizens, answer)
    assert (decision.route, decision.facts["unsure"]) == ("person", "road")
    assert "Ingen har sagt om det är på körbanan" in decision.explanation["sv"]


def test_a_dry_run_counts_whom_it_would_ask(citizens: Citizens) -> None:
    lon, lat = float(BESIDE["lon"]), float(BESIDE["lat"])
    with citizens.town.transaction() as session:
        now = clock.now(session)
        rows = [
            {"category": "vag.linjer", "answers": answers, "longitude": str(lon), "latitude": str(lat), "at": now.isoformat()}
            for answers in ("", "surface=path", "surface=På körbanan")
        ]  # fmt: skip
        subjects = responsibility.read_rows(session, PRACTICE_CODE, rows)
        edition = responsibility.find_edition(session, PRACTICE_CODE, at=now)
        assert edition is not None
        run = responsibility.dry_run(
            session, PRACTICE_CODE, subjects, before=edition.rules, after=[{"if": {}, "then": "person"}], now=now
        )
    assert (run.tried, run.asked_before, run.asked_after) == (3, 1, 0)


def test_on_the_telephone_it_is_asked_with_the_category_and_saved_with_the_report(citizens: Citizens) -> None:
    console = Console(citizens.app, citizens.town)
    bo = console.open(BO)
    bo.go(f"{HOME}ny")
    bo.send("/ny", place="58.20504, 18.60512", what="väglinjer")
    assert ASKED in bo.text
    form = bo.form("/ny")
    field = f"answer.{form.values['category']}.surface"
    assert f'name="{field}"' in bo.text
    chosen: dict[str, Any] = {field: "path"}
    bo.send("/ny", **chosen)
    case = saved(console, bo)
    citizens.town.react()
    with citizens.town.transaction() as session:
        decision = responsibility.list_decisions(session, PRACTICE_CODE, case.id)[-1]
    assert (decision.route, decision.body_code) == ("contract", None)


def test_a_category_taken_from_the_whole_list_is_asked_of_before_it_is_saved(citizens: Citizens) -> None:
    bo = Console(citizens.app, citizens.town).open(BO)
    bo.go(f"{HOME}ny")
    bo.send("/ny", place="58.20504, 18.60512", what="lampa")
    bo.send("/ny", category_other="vag.racke")
    assert ASKED in bo.text
    assert 'name="answer.vag.racke.surface"' in bo.text
