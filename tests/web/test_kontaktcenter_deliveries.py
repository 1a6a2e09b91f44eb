"""What did not get through, on the console: seen, sent another way, and letters and calls carried out by a person."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import deliveries
from backend.cases import Submitted
from backend.deliveries import Channel, Delivery, Fate
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def settings(settings_environment: Callable[..., dict[str, str]]) -> Settings:
    return Settings.from_environment(settings_environment(LAGAT_SMS_ADDRESS="http://127.0.0.1:9"))


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def told(console: Console, submitted: Submitted) -> list[Delivery]:
    return [each for each in console.town.told(submitted) if each.recipient_kind.value == "reporter"]


def look(console: Console, delivery_id: UUID) -> Delivery:
    with console.town.transaction() as session:
        return deliveries.get_delivery(session, PRACTICE_CODE, delivery_id)


def parked(console: Console, **report: str) -> tuple[Submitted, Delivery]:
    """Amira's receipt, which did not get through."""
    lamp = console.town.reported(**report)
    (receipt,) = told(console, lamp)
    with console.town.transaction() as session:
        statement = (
            "UPDATE delivery SET fate = 'parked', parked_reason = 'refused', ended_at = queued_at WHERE id = :id"
        )
        session.execute(sa.text(statement), {"id": receipt.id})
    return lamp, receipt


def at_list(console: Console, email: str = BO) -> Browser:
    browser = console.open(email)
    browser.go(f"{HOME}leveranser")
    return browser


def test_who_has_seen_it_is_shown_and_written_once(console: Console) -> None:
    _, receipt = parked(console)
    bo = at_list(console)
    bo.send(f"/leveranser/{receipt.id}/seen")
    assert "Det är antecknat." in words_of(bo)
    bo.go(f"{HOME}leveranser")
    assert "Sett av Bo" in words_of(bo)
    assert not bo.has_form(f"/leveranser/{receipt.id}/seen")


def test_what_did_not_get_through_by_mail_becomes_a_call_with_what_to_say(console: Console) -> None:
    _, receipt = parked(console)
    bo = at_list(console)
    bo.send(f"/leveranser/{receipt.id}/other-way", channel="call", address="070-174 06 05")
    assert "Det skickas på annat sätt nu." in words_of(bo)
    call_id = look(console, receipt.id).resent_as
    assert call_id is not None
    bo.go(f"{HOME}leveranser/att-gora")
    assert "Ring den som anmälde" in words_of(bo)
    assert "+46701740605" not in bo.text
    bo.send(f"/leveranser/{call_id}/task")
    said = words_of(bo)
    assert "+46701740605" in said
    assert "Tack! Vi har din felanmälan" in said
    assert "/arende/" not in said, "no token is shown to staff"
    assert "mejlet" not in said
    bo.send(f"/leveranser/{call_id}/done", words="Amira svarade.", went="well")
    done = look(console, call_id)
    assert (done.fate, done.done_words) == (Fate.DELIVERED, "Amira svarade.")
    bo.go(f"{HOME}leveranser")
    assert "Skickat på annat sätt: Samtal" in words_of(bo)
    assert not bo.has_form(f"/leveranser/{receipt.id}/resend")


def test_a_look_at_a_tasks_address_is_in_the_log(console: Console) -> None:
    _, receipt = parked(console)
    bo = at_list(console)
    bo.send(f"/leveranser/{receipt.id}/other-way", channel="letter", address="Amira\nStorgatan 1\nÄngsby")
    letter = look(console, look(console, receipt.id).resent_as or receipt.id)
    assert (letter.channel, letter.address) == (Channel.LETTER, "Amira, Storgatan 1, Ängsby")
    bo.go(f"{HOME}leveranser/att-gora")
    bo.send(f"/leveranser/{letter.id}/task")
    with console.town.owner.engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        looks = connection.scalar(
            sa.text("SELECT count(*) FROM audit_entry WHERE act = 'look_at_address' AND subject_id = :id"),
            {"id": letter.id},
        )
    assert looks == 1


def test_the_other_address_they_left_is_used_without_a_look(console: Console) -> None:
    lamp, receipt = parked(console, mobile="070-174 06 05")
    bo = at_list(console)
    bo.send(f"/leveranser/{receipt.id}/other-way", channel="sms")
    sms = look(console, look(console, receipt.id).resent_as or receipt.id)
    assert (sms.channel, sms.address) == (Channel.SMS, "+46701740605")
    assert sms.body.startswith("ÖVNING: Vi har din felanmälan ")
    assert sms.body.endswith(" Läs mer: {follow}")
    assert len(told(console, lamp)) == 2


@pytest.mark.parametrize(
    ("channel", "address", "said"),
    [
        ("sms", "", "de har inte lämnat någon annan adress"),
        ("sms", "08-123 45 67", "ser inte ut som ett mobilnummer"),
        ("call", "hemma", "ser inte ut som ett telefonnummer"),
        ("mail", "amira@example.org", "Välj ett annat sätt"),
        ("pigeon", "", "Välj"),
    ],
)
def test_a_way_that_is_none_is_refused_and_nothing_is_sent(
    console: Console, channel: str, address: str, said: str
) -> None:
    _, receipt = parked(console)
    bo = at_list(console)
    answer = bo.send(f"/leveranser/{receipt.id}/other-way", channel=channel, address=address)
    assert answer.status_code == 422
    assert said in words_of(bo)
    assert look(console, receipt.id).resent_as is None


def test_a_call_that_reached_nobody_is_given_up_for_another_way(console: Console) -> None:
    _, receipt = parked(console)
    bo = at_list(console)
    bo.send(f"/leveranser/{receipt.id}/other-way", channel="call", address="070-174 06 05")
    call_id = look(console, receipt.id).resent_as
    bo.go(f"{HOME}leveranser/att-gora")
    bo.send(f"/leveranser/{call_id}/task")
    bo.send(f"/leveranser/{call_id}/done", went="badly")
    bo.go(f"{HOME}leveranser")
    assert "Orsak: någon försökte men fick inte tag på dem." in words_of(bo)


def test_an_administrator_carries_out_no_task_and_sees_no_address(console: Console) -> None:
    _, receipt = parked(console)
    at_list(console).send(f"/leveranser/{receipt.id}/other-way", channel="call", address="070-174 06 05")
    call_id = look(console, receipt.id).resent_as
    admin = console.open(ADMIN)
    admin.go(f"{HOME}leveranser/att-gora")
    assert not admin.has_form(f"/leveranser/{call_id}/task")
    token = admin.form("/sign-out").values
    assert admin.client.post(f"{HOME}leveranser/{call_id}/task", data=token).status_code in (403, 404)
