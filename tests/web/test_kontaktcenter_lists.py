"""The list of cases and the list of deliveries."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import Whose, Why
from backend.deliveries import Fate, LinkEntry, LinkMaker
from backend.doors.kontaktcenter.cases_page import ROWS
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import FakeTransport, build_sender, send_all
from tests.web.conftest import ADMIN, BO
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def test_open_cases_newest_first_and_closed_ones_when_asked(console: Console) -> None:
    old, new, ended = (console.town.reported() for _ in range(3))
    console.town.staff("resolve_case", ended, outcome=cases.Outcome.GONE)
    bo = console.open(BO)
    bo.go(f"{HOME}arenden")
    said = words_of(bo)
    assert said.index(show_reference(new.reference)) < said.index(show_reference(old.reference))
    assert show_reference(ended.reference) not in said
    bo.go(f"{HOME}arenden?show=all")
    assert show_reference(ended.reference) in bo.text
    assert "Borta när vi kom" in words_of(bo)


def test_cases_of_one_unit(console: Console) -> None:
    lamp = console.town.reported()
    annat = console.town.reported(category="annat")
    bo = console.open(BO)
    bo.go(f"{HOME}arenden?unit=gata")
    assert show_reference(lamp.reference) in bo.text
    assert show_reference(annat.reference) not in bo.text
    assert bo.go(f"{HOME}arenden?unit=nowhere").status_code == 200


def test_a_page_leads_to_the_next_and_no_case_is_lost_between(console: Console) -> None:
    reported = [console.town.report() for _ in range(ROWS + 3)]
    bo = console.open(BO)
    bo.go(f"{HOME}arenden")
    first = bo.text
    following = bo.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    bo.go(following)
    assert "Till de första" in bo.text
    for each in reported:
        shown = show_reference(each.reference)
        assert (f">{shown}<" in first) != (f">{shown}<" in bo.text)


@pytest.mark.parametrize("cursor", ["rubbish", "%C3%A5", "MjAyNg", "MjAyNi0wOS0xNiB4"])
def test_a_cursor_that_is_none_of_ours_begins_anew(console: Console, cursor: str) -> None:
    assert console.open(BO).go(f"{HOME}arenden?after={cursor}").status_code == 200


def test_a_reference_is_found_however_it_is_written(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.open(BO)
    bo.go(f"{HOME}arenden?q={lamp.reference[:4].lower()}+{lamp.reference[4:]}")
    assert bo.path == page_of(lamp)
    assert bo.go(f"{HOME}arenden?q=hejhej").status_code == 404
    assert "referens" in words_of(bo).lower()
    assert bo.form("/arenden").values["q"] == "hejhej"


def test_what_was_given_up_is_first_and_can_be_sent_again(console: Console) -> None:
    lamp = console.town.reported()
    makers: dict[str, LinkMaker] = dict.fromkeys(("follow", "verdict", "portal_order", "case_page", "web"), _a_link)
    send_all(build_sender(console.town.worker, FakeTransport("permanent"), link_makers=makers))
    with console.town.transaction() as session:
        cases.ask_for_person(
            session, PRACTICE_CODE, lamp.case_id, why=Why.DELIVERY_PARKED, whose=Whose.KONTAKTCENTER,
            now=clock.now(session),
        )  # fmt: skip
        parked = deliveries.list_deliveries(session, PRACTICE_CODE, case_id=lamp.case_id, fate=Fate.PARKED)
    bo = console.open(BO)
    bo.go(f"{HOME}leveranser")
    said = words_of(bo)
    assert "Inte levererat: försöken är slut" in said
    assert "Orsak: mottagaren sa nej." in said
    assert show_reference(lamp.reference) in said
    assert "amira@example.org" not in bo.text
    bo.send(f"/leveranser/{parked[0].id}/resend")
    assert "Det ligger i kön igen." in words_of(bo)
    with console.town.transaction() as session:
        assert deliveries.get_delivery(session, PRACTICE_CODE, parked[0].id).fate is Fate.QUEUED
    assert "delivery_parked" not in console.attention(lamp)


def test_what_has_gone_is_not_sent_again(console: Console) -> None:
    lamp = console.town.reported()
    console.town.send()
    with console.town.transaction() as session:
        sent = deliveries.list_deliveries(session, PRACTICE_CODE, case_id=lamp.case_id)[0]
    bo = console.open(BO)
    bo.go(f"{HOME}leveranser?fate=handed_over")
    assert not bo.has_form(f"/leveranser/{sent.id}/resend")
    token = bo.form("/sign-out").values
    assert bo.client.post(f"{HOME}leveranser/{sent.id}/resend", data=token).status_code == 409


def test_an_administrator_may_send_again(console: Console) -> None:
    assert console.open(ADMIN).go(f"{HOME}leveranser").status_code == 200


def _a_link(session: Session, entry: LinkEntry) -> str:
    return "https://example.org/"
