"""Is it one of these? Asked once, before a report is sent, of what may be joined; a report is sent whatever is answered."""

import re
from collections.abc import Iterator

import pytest

from backend.cases import Outcome
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import Citizens, open_citizens, words_of

ASKS = "Är det något av de här?"
HOLE = {"category": "vag.potthal"}


@pytest.fixture
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def somewhere(number: int) -> dict[str, str]:
    """A place of its own in Ängsby."""
    return {"lat": f"{58.1985 + number / 1500:.6f}", "lon": "18.595000", "place": ""}


def known(page: str) -> str:
    """The first case that may be chosen."""
    found = re.search(r'name="same_as" value="([0-9a-f-]{36})"', page)
    assert found is not None
    return found[1]


def test_the_form_shows_what_is_known_and_nothing_of_who_reported_it(citizens: Citizens) -> None:
    place = somewhere(0)
    citizens.reported({"words": "Mörkt utanför hos Amira.", "mail": "amira@example.org"}, place)
    page = citizens.form(**place)
    said = words_of(page)
    assert ASKS in said
    assert "En lampa är släckt, just här" in said
    assert "Skickad till" in said
    assert "Amira" not in said
    assert "Ja, det är samma – säg till mig också" in said


def test_where_an_answer_may_mean_danger_the_question_waits_for_it(citizens: Citizens) -> None:
    place = somewhere(1) | HOLE
    citizens.reported({"answer-how": "small"}, place)
    page = citizens.form(**place)
    assert 'data-module="known" hidden disabled' in page.text
    asked = citizens.send({"known_asked": "", "answer-how": "small", "words": "Ett hål."}, place)
    assert asked.status_code == 422
    assert 'data-module="known">' in asked.text
    assert "Ett hål." in asked.text


def test_who_answers_that_it_is_dangerous_is_never_asked(citizens: Citizens) -> None:
    place = somewhere(2) | HOLE
    citizens.reported({"answer-how": "small"}, place)
    sent = citizens.send({"known_asked": "", "answer-how": "deep"}, place)
    assert sent.status_code == 303
    chosen = known(citizens.send({"known_asked": "", "answer-how": "small"}, place).text)
    path = citizens.reported({"answer-how": "deep", "same_as": chosen}, place)
    assert citizens.report_of(path).reference == citizens.case_of(path).reference, (
        "it stands alone, whatever was chosen"
    )


def test_words_that_may_mean_danger_are_asked_about_first(citizens: Citizens) -> None:
    place = somewhere(3)
    citizens.reported({}, place)
    asked = citizens.send({"known_asked": "", "words": "Det luktar gas vid lampan."}, place)
    assert "Är det akut?" in words_of(asked)
    sent = citizens.send(
        {"known_asked": "", "acute_asked": "yes", "acute": "yes", "words": "Det luktar gas vid lampan."}, place
    )
    assert sent.status_code == 303


def test_yes_joins_and_the_page_says_so(citizens: Citizens) -> None:
    place = somewhere(4)
    first = citizens.reported({}, place)
    chosen = known(citizens.form(**place).text)
    second = citizens.reported({"same_as": chosen, "mail": "eve@example.org"}, place)
    assert citizens.report_of(second).case_id == citizens.report_of(first).case_id
    page = words_of(citizens.open(second))
    assert "Felet är redan anmält. Din anmälan hör till samma jobb" in page
    assert "Din anmälan fördes ihop med den här" in page
    assert "Din anmälan kom in" in page
    assert "Någon mer anmälde det" in words_of(citizens.open(first))
    found = words_of(citizens.open("/angsby/hitta", query_string={"reference": second.split("/")[3]}))
    assert "Avslutad" not in found


@pytest.mark.parametrize("choice", ["", "rubbish"], ids=["no", "rubbish"])
def test_no_sends_a_report_of_its_own(citizens: Citizens, choice: str) -> None:
    place = somewhere(5)
    first = citizens.reported({}, place)
    second = citizens.reported({"same_as": choice}, place)
    assert citizens.report_of(second).case_id != citizens.report_of(first).case_id


def test_a_case_that_was_not_shown_cannot_be_chosen(citizens: Citizens) -> None:
    far = citizens.reported({}, somewhere(6))
    near = citizens.reported({"same_as": str(citizens.report_of(far).case_id)}, somewhere(7))
    nowhere = citizens.reported({"same_as": str(new_id())}, somewhere(8))
    for path in (near, nowhere):
        assert citizens.report_of(path).reference == citizens.case_of(path).reference


def test_sent_twice_it_is_asked_nothing_and_is_one_report(citizens: Citizens) -> None:
    place, fields = somewhere(9), {"known_asked": "", "client_id": "k" * 24}
    first = citizens.send(fields, place)
    again = citizens.send(fields, place)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location


def test_what_was_resolved_just_now_is_told_and_cannot_be_joined(citizens: Citizens) -> None:
    place = somewhere(10)
    first = citizens.reported({}, place)
    citizens.act("resolve_case", first, outcome=Outcome.GONE)
    page = citizens.form(**place)
    assert "Är det trasigt igen? Skicka din anmälan som vanligt." in words_of(page)
    assert 'name="same_as"' not in page.text
