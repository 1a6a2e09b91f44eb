"""What needs a person: people at risk first, then rows with why, whose and until when."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from backend import cases, dispatch
from backend.cases import Submitted, Whose, Why
from backend.deliveries import LinkMaker
from backend.dispatch import Act, DeclineReason
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import FakeTransport, build_sender, send_all
from tests.web.conftest import ADMIN, BO, STREETS
from tests.web.console_builders import HOME, Console, open_console, words_of

OPEN_LID = {"category": "vag.brunn-lock", "answers": {"state": "open"}, "words": "Brunnslocket är borta!"}


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def alarm_form(console: Console, submitted: Submitted) -> str:
    """How the address of the alarm's button ends."""
    with console.town.transaction() as session:
        found = dispatch.find_calling(session, PRACTICE_CODE, submitted.case_id)
    assert found is not None
    return f"/alarms/{found.id}"


def test_an_acute_case_stands_first_with_each_call_undelivered(console: Console) -> None:
    lid = console.town.reported(**OPEN_LID)
    annat = console.town.reported(category="annat", words="Något konstigt.")
    bo = console.open(BO)
    bo.go(HOME)
    said = words_of(bo)
    assert (
        said.index("Människor i fara") < said.index("Brunnslock saknas") < said.index(show_reference(annat.reference))
    )
    assert "Larmar sedan i dag kl. 10.00. Ingen har tagit det än." in said
    assert "Inget larm har levererats. Ring någon nu." in said
    assert "Entreprenörens jour Inte levererat I kön" in said
    makers: dict[str, LinkMaker] = {
        name: partial(make, console.town.settings) for name, make in message_links.LINK_MAKERS.items()
    }
    send_all(build_sender(console.town.worker, FakeTransport("permanent"), link_makers=makers))
    bo.go(HOME)
    assert "Inte levererat Inte levererat: försöken är slut" in words_of(bo)
    bo.send(alarm_form(console, lid))


def test_one_button_takes_the_alarm_and_nobody_takes_it_twice(console: Console) -> None:
    hole = console.town.reported(category="vag.potthal", answers={"how": "deep"})
    bo, gata = console.open(BO), console.open(STREETS)
    button = alarm_form(console, hole)
    bo.go(HOME)
    gata.go(f"{HOME}?tab=units")
    bo.send(button)
    assert "Du har tagit det. Larmandet är slut." in words_of(bo)
    assert console.case(hole).read_by_role == "agent"
    assert "acute_unread" not in console.attention(hole)
    gata.send(button)
    assert "Någon hade redan tagit det" in words_of(gata)
    assert "Kontaktcenter har tagit det" in words_of(gata)


def test_an_administrator_sees_the_alarm_without_a_button(console: Console) -> None:
    lid = console.town.reported(**OPEN_LID)
    admin = console.open(ADMIN)
    admin.go(HOME)
    assert "Brunnslock saknas" in admin.text
    assert not admin.has_form(alarm_form(console, lid))


def test_a_row_says_why_whose_and_until_when(console: Console) -> None:
    console.town.reported(category="annat", words="Något konstigt.")
    bo = console.open(BO)
    bo.go(HOME)
    assert "Ingen regel är säker på vem som ansvarar. Bestäm. Kontaktcenter senast i morgon kl. 10.00" in words_of(bo)


def test_a_declined_order_comes_to_the_units_own_list_with_the_reason(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.DECLINE, reason=DeclineReason.NO_CAPACITY.value, words="Inte före fredag.")
    gata, bo = console.open(STREETS), console.open(BO)
    gata.go(HOME)
    assert "Utföraren säger nej till beställningen. Skäl: hinner inte. Inte före fredag." in words_of(gata)
    bo.go(HOME)
    assert show_reference(lamp.reference) not in bo.text
    bo.go(f"{HOME}?tab=units")
    assert show_reference(lamp.reference) in bo.text


def test_what_is_late_says_so(console: Console) -> None:
    annat = console.town.reported(category="annat")
    began = console.town.now()
    console.town.stop_clock(began + timedelta(days=2))
    bo = console.open(BO)
    bo.go(HOME)
    console.town.stop_clock(began)
    assert "skulle varit klart i går kl. 10.00 " + show_reference(annat.reference) in words_of(bo)


def test_the_list_tells_of_what_is_new_and_never_moves_by_itself(console: Console) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    assert 'data-module="fresh"' in bo.text
    first = bo.client.get(f"{HOME}fresh?tab=kontaktcenter").get_json()
    same = bo.client.get(f"{HOME}fresh?tab=kontaktcenter&position={first['position']}")
    assert same.status_code == 204
    console.town.reported(category="annat")
    then = bo.client.get(f"{HOME}fresh?tab=kontaktcenter&position={first['position']}").get_json()
    assert len(set(then["ids"]) - set(first["ids"])) == 1


def test_parked_things_say_what_they_are(console: Console) -> None:
    lamp = console.town.reported()
    with console.town.transaction() as session:
        for why in (Why.DELIVERY_PARKED, Why.REACTION_PARKED):
            cases.ask_for_person(
                session, PRACTICE_CODE, lamp.case_id, why=why, whose=Whose.KONTAKTCENTER, now=clock.now(session)
            )
    bo = console.open(BO)
    bo.go(HOME)
    assert "Ett meddelande gick inte att leverera." in words_of(bo)
    assert "Något automatiskt har stannat." in words_of(bo)


def test_the_page_is_english_for_who_asks(console: Console) -> None:
    bo = console.open(BO)
    bo.go(f"{HOME}?lang=en")
    assert "What needs a person" in words_of(bo)
