"""Known nearby on the console: shown with the case and on the telephone, joined either way, taken apart, split in two."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend import cases
from backend.cases import State, Submitted
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def two(console: Console, number: int, **changes: Any) -> tuple[Submitted, Submitted]:
    """Two reports of one place of their own."""
    place = {"category": "park.mobler", "latitude": 58.2 + number / 1000, **changes}
    return console.town.reported(**place), console.town.reported(**place, mail=f"eve{number}@example.org")


def test_the_case_page_shows_what_is_near_and_joins_it_the_way_one_chooses(console: Console) -> None:
    first, second = two(console, 1)
    browser = console.at_case(BO, second)
    assert show_reference(first.reference) in words_of(browser)
    assert "just här" in words_of(browser)
    browser.send("/merge", keep="this")
    assert "Ihopförda." in words_of(browser)
    assert console.case(first).joined_to == second.case_id
    browser.go(f"{HOME}arende/{first.reference}")
    assert "Förd till ett annat ärende" in words_of(browser)
    browser.send("/unmerge")
    assert console.case(first).is_open


def test_a_report_joined_here_may_stand_alone_again(console: Console) -> None:
    first, second = two(console, 2)
    browser = console.at_case(BO, second)
    browser.send("/merge", keep="other")
    assert console.case(second).state is State.CLOSED
    browser = console.at_case(BO, first)
    browser.send("/unjoin")
    assert "Den är en egen igen." in words_of(browser)
    assert console.case(second).is_open


def test_what_is_never_joined_is_shown_without_a_button_and_refused(console: Console) -> None:
    first, second = two(console, 3, category="fordon.overgivet")
    browser = console.at_case(BO, second)
    assert show_reference(first.reference) in words_of(browser)
    assert "För det hit" not in words_of(browser)


def test_a_reference_that_is_none_is_refused_with_what_was_typed(console: Console) -> None:
    _, second = two(console, 4)
    browser = console.at_case(BO, second)
    browser.send("/merge", other="XXXX-XXXX", keep="other")
    assert browser.page.status_code == 422
    assert "Vi hittar inget ärende med den referensen." in words_of(browser)


def test_a_report_of_two_faults_is_split(console: Console) -> None:
    first, _ = two(console, 5)
    browser = console.at_case(BO, first)
    browser.send(
        "/split", report=show_reference(first.reference), category="belysning.enstaka", words="Och lampan är mörk."
    )
    assert "Ett andra ärende är skapat." in words_of(browser)
    with console.town.transaction() as session:
        assert [each.words for each in cases.list_split(session, "9901", [first.report_id])] == ["Och lampan är mörk."]


def test_a_contractor_sees_nothing_of_it(console: Console) -> None:
    first, _ = two(console, 6)
    browser = console.open(CLEO)
    assert browser.go(f"{HOME}arende/{first.reference}").status_code in (403, 404)


def test_on_the_telephone_it_is_shown_before_saving_and_joined_with_one_choice(console: Console) -> None:
    first = console.town.reported(category="belysning.enstaka", latitude=58.199686, longitude=18.589320)
    browser = console.open(BO)
    browser.go(f"{HOME}ny")
    browser.send("/ny", place="Storgatan 12", what="lampa")
    assert "Känt i närheten: är det något av de här?" in words_of(browser)
    browser.send("/ny", same_as=str(first.case_id), mail="ring@example.org")
    assert "Sparad" in words_of(browser)
    with console.town.transaction() as session:
        assert len(cases.list_reports(session, "9901", first.case_id)) == 2
