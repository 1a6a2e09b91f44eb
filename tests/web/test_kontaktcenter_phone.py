"""A report by telephone: the place in one field, two presses of Enter, and the reference to read aloud."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend import cases
from backend.cases import Case, Channel, State
from backend.foundation.ids import read_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import BO
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture
def bo(console: Console) -> Browser:
    """Bo with an empty form before him."""
    browser = console.open(BO)
    browser.go(f"{HOME}ny")
    return browser


def saved(console: Console, bo: Browser) -> Case:
    """The case whose reference is read aloud."""
    found = re.search(r'<p class="reference">([^<]+)</p>', bo.text)
    assert found is not None, words_of(bo)
    with console.town.transaction() as session:
        return cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(found[1]))


def test_two_presses_save_a_report(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="storgattan 12", what="lampa")
    form = bo.form("/ny")
    assert "Storgatan 12" in words_of(bo)
    assert form.values["category"] == "belysning.enstaka"
    bo.send("/ny")
    case = saved(console, bo)
    assert (case.place, case.category, case.state) == ("Storgatan 12", "belysning.enstaka", State.RECEIVED)
    with console.town.transaction() as session:
        report = cases.list_reports(session, PRACTICE_CODE, case.id)[0]
    assert report.channel is Channel.PHONE
    assert report.entered_by is not None
    assert "Den läses senast" in words_of(bo)
    assert bo.form("/ny").values["place"] == ""


def test_the_reference_is_spelled_as_people_spell(bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    bo.send("/ny")
    said = re.search(r'<p class="reference">(.)', bo.text)
    spelled = re.search(r'<p class="lead">(\S+)', bo.text)
    assert said is not None
    assert spelled is not None
    assert spelled[1][0] == said[1]


def test_coordinates_and_lamp_posts_are_places_too(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="58.2, 18.606", what="lampa")
    bo.send("/ny")
    case = saved(console, bo)
    assert (case.latitude, case.longitude) == (58.2, 18.606)
    bo.send("/ny", place="stolpe 4054", what="lampa")
    assert re.search(r"4054", bo.form("/ny").values["place_choice"])


def test_what_the_category_asks_is_asked_and_danger_wakes_somebody(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="brunnslock")
    assert "Hur är det med locket?" in words_of(bo)
    answers: dict[str, Any] = {"answer.vag.brunn-lock.state": "open"}
    bo.send("/ny", category="vag.brunn-lock", **answers)
    assert saved(console, bo).is_acute
    assert "Akut: jouren larmas nu." in words_of(bo)


def test_words_that_may_mean_danger_raise_the_question(bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="el", words="Det hänger en elkabel")
    assert "Fråga: är någon i fara just nu?" in words_of(bo)


def test_a_place_nobody_finds_is_kept_in_words_and_the_case_held(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="vid Perssons gamla lada", what="lampa")
    assert bo.form("/ny").values["place_choice"]
    bo.send("/ny", place_choice="unknown")
    case = saved(console, bo)
    assert (case.place, case.state) == ("vid Perssons gamla lada", State.HELD)
    assert "Platsen är okänd: ärendet väntar på att du bestämmer." in words_of(bo)


def test_other_words_are_looked_for_anew(bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    bo.send("/ny", place="Hamngatan 40")
    assert "reference" not in bo.form("/ny").action
    assert "Hamngatan 40" in bo.form("/ny").values["place_choice"]
    bo.send("/ny", what="grop")
    assert bo.form("/ny").values["category"] != "belysning.enstaka"


def test_without_a_place_nothing_typed_is_lost(bo: Browser) -> None:
    bo.send("/ny", what="lampa", words="Den blinkar.", name="Amira", mail="amira@example.org")
    assert "Skriv var det är. Resten kan vänta." in words_of(bo)
    values = bo.form("/ny").values
    assert (values["words"], values["name"], values["mail"]) == ("Den blinkar.", "Amira", "amira@example.org")


def test_what_is_no_mail_address_is_said_before_the_caller_has_gone(bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa", mail="amira")
    assert bo.send("/ny").status_code == 422
    assert "Det är ingen e-postadress." in words_of(bo)
    assert bo.form("/ny").values["mail"] == "amira"


def test_a_category_nobody_knows_is_read_by_a_person(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="qqqq")
    bo.send("/ny")
    assert saved(console, bo).category == "annat"


def test_enter_twice_saves_once(console: Console, bo: Browser) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    form = bo.form("/ny")
    first, second = (bo.client.post(form.action, data=form.values) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    other = bo.client.post(form.action, data=form.values | {"words": "Annat."})
    assert other.status_code == 409


@pytest.mark.parametrize("choice", ["rubbish", "1,2", "91,181,Ingenstans", "18.6,58.2,Omvänt"])
def test_a_place_that_was_not_offered_is_asked_again(bo: Browser, choice: str) -> None:
    bo.send("/ny", place="Storgatan 12", what="lampa")
    answer = bo.send("/ny", place_choice=choice)
    assert answer.status_code == 200
    assert "Vilken plats?" in words_of(bo)
