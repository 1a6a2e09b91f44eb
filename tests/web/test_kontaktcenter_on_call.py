"""The page an alarm's mail leads to: opening it does nothing, its button takes the case, for whoever was called."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from backend import dispatch, wiring
from backend.cases import Submitted
from backend.dispatch import AlarmState
from backend.foundation.agenda import run_tick
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.conftest import BO
from tests.web.console_builders import Console, open_console, words_of

OPEN_LID = {
    "category": "vag.brunn-lock",
    "answers": {"state": "open"},
    "words": "Brunnslocket är borta! Ring 070-123 45 67.",
    "place_words": "Storgatan 12",
}


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture
def lid(console: Console) -> Submitted:
    console.town.send()
    return console.town.reported(**OPEN_LID)


def link_of(console: Console, submitted: Submitted) -> str:
    """The path in the mail of the case's latest call, sent now."""
    with console.town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
    assert alarm is not None
    bodies = [each.body for each in console.town.send().taken]
    found: list[str] = [urlsplit(link).path for body in bodies for link in re.findall(r"https?://\S+/larm/\S+", body)]
    return [path for path in found if str(alarm.id) in path][-1]


def state_of(console: Console, submitted: Submitted) -> AlarmState:
    with console.town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
    assert alarm is not None
    return alarm.state


def test_opening_the_link_tells_and_does_nothing(console: Console, lid: Submitted) -> None:
    jour = console.open(None)
    answer = jour.go(link_of(console, lid))
    said = words_of(jour)
    assert "Brunnslock saknas eller är löst Storgatan 12" in said
    assert "Hur är det med locket? Det är borta eller öppet" in said
    assert "Du larmades i dag kl. 10.00 som Entreprenörens jour." in said
    assert "[telefon]" in said
    assert "070-123" not in jour.text
    assert state_of(console, lid) is AlarmState.CALLING
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_button_takes_it_as_the_role_that_was_called(console: Console, lid: Submitted) -> None:
    jour = console.open(None)
    path = link_of(console, lid)
    jour.go(path)
    jour.send(path)
    assert "Entreprenörens jour har tagit det Sedan i dag kl. 10.00. Ingen annan larmas." in words_of(jour)
    assert not jour.has_form(path)
    case = console.case(lid)
    assert case.read_by_role == "Entreprenörens jour"
    console.town.react()
    assert "Entreprenörens jour" in console.town.last(lid, "seen").body


def test_who_comes_second_sees_who_has_it(console: Console, lid: Submitted) -> None:
    first = link_of(console, lid)
    began = console.town.now()
    console.town.pass_time(timedelta(minutes=11))
    for tick in wiring.TICKS:
        run_tick(console.town.worker, tick, municipalities=(PRACTICE_CODE,), tell_parked=wiring.tell_parked_tick)
    console.town.react()
    second = link_of(console, lid)
    console.open(None).client.post(first)
    later = console.open(None)
    later.go(second)
    assert "Entreprenörens jour har tagit det" in words_of(later)
    assert later.client.post(second).status_code == 303
    console.town.stop_clock(began)
    assert console.case(lid).read_by_role == "Entreprenörens jour"


def test_what_the_console_took_is_told_by_its_role(console: Console, lid: Submitted) -> None:
    path = link_of(console, lid)
    bo = console.at_case(BO, lid)
    alarm = path.split("/")[3]
    bo.send(f"/alarms/{alarm}")
    jour = console.open(None)
    jour.go(path)
    assert "Kontaktcenter har tagit det" in words_of(jour)


def test_a_token_opens_its_own_call_alone(console: Console, lid: Submitted) -> None:
    alarm, number, token = link_of(console, lid).split("/")[3:]
    client = console.app.test_client()
    for wrong in (
        f"{alarm}/2/{token}",
        f"{new_id()}/{number}/{token}",
        f"{alarm}/{number}/{token[:-1]}0",
        f"{alarm}/0/x",
    ):
        assert client.get(f"/angsby/larm/{wrong}").status_code == 404, wrong
        assert client.post(f"/angsby/larm/{wrong}").status_code == 404, wrong
    assert client.get(f"/norrkoping/larm/{alarm}/{number}/{token}").status_code == 404
    assert state_of(console, lid) is AlarmState.CALLING
