"""What a firm does with an order, by the forms of its page."""

from datetime import timedelta

import pytest

from backend import cases
from backend.practice import PRACTICE_CODE
from tests.photo_builders import build_jpeg
from tests.portal.conftest import CLEO, BrowserOf, OrderOf, get_order, pass_photos
from tests.town import WEDNESDAY_MORNING, Town


def test_an_order_is_taken_started_and_done_with_a_photo(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    cleo.send("/accept")
    assert cleo.path == address
    assert "Ni har tagit jobbet." in cleo.text
    assert get_order(town, address).state == "accepted"
    cleo.send("/start")
    assert get_order(town, address).state == "started"
    cleo.send("/complete", photo=build_jpeg(size=(400, 300)), outcome="mended", words="Bytte lampan.")
    order = get_order(town, address)
    assert (order.state, order.outcome, order.done_words) == ("approved", "mended", "Bytte lampan.")
    assert order.approved_how == "rule"
    assert "Skickat: jobbet är klart." in cleo.text
    assert "En bild granskas och visas snart." in cleo.text
    pass_photos(town)
    cleo.go(address)
    small = next(part for part in cleo.text.split('"') if "/photos/" in part and "thumb" in part)
    photo = cleo.client.get(small.replace("&amp;", "&"))
    assert photo.content_type.startswith("image/")
    assert photo.headers["Content-Security-Policy"] == "sandbox"
    assert photo.headers["Cache-Control"] == "no-store"
    assert not cleo.has_form("/complete")


def test_work_without_a_photo_waits_for_approval(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    cleo.send("/complete", outcome="no_fault_found", words="Lampan lyser.")
    assert get_order(town, address).state == "done"
    assert "Klar, väntar på godkännande" in cleo.text
    assert "Inget fel hittades" in cleo.text


def test_a_place_made_safe_is_noted_and_the_order_stays(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    cleo.send("/make_safe")
    assert "Noterat: platsen är säkrad." in cleo.text
    with town.transaction():
        assert town.case(get_order(town, address).case_id).made_safe_at is not None


def test_waiting_has_a_reason_a_day_and_words_and_the_reason_is_remembered(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    first, second = order_of(), order_of()
    cleo = browser_of(CLEO)
    cleo.go(first)
    assert cleo.form("/wait").values["until"] == "2026-09-23"
    cleo.send("/wait", reason="parts", until="2026-09-25", words="Armaturen är beställd.")
    order = get_order(town, first)
    assert (order.state, order.waiting_on) == ("waiting", "parts")
    assert order.waiting_until == WEDNESDAY_MORNING + timedelta(days=9, hours=6)
    assert "Reservdelar" in cleo.text
    assert "fre 25 sept" in cleo.text
    assert "Armaturen är beställd." in cleo.text
    cleo.send("/resume")
    assert get_order(town, first).state == "started"
    cleo.go(second)
    assert cleo.form("/wait").values["reason"] == "parts"


@pytest.mark.parametrize("until", ["", "2026-09-01", "i morgon", "2031-01-01"])
def test_waiting_until_no_day_ahead_gives_the_form_back(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, until: str
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    mark = cleo.form("/wait").values["act_id"]
    assert cleo.send("/wait", reason="frost", until=until, words="Tjälen är djup.").status_code == 422
    form = cleo.form("/wait")
    assert (form.values["reason"], form.values["words"], form.values["act_id"]) == ("frost", "Tjälen är djup.", mark)
    assert "Något fattas" in cleo.text
    cleo.send("/wait", until="2026-09-25")
    assert get_order(town, address).state == "waiting"


def test_declining_has_a_reason_and_ends_the_order(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    assert cleo.send("/decline", words="Vi har ingen lift.").status_code == 422
    assert cleo.form("/decline").values["words"] == "Vi har ingen lift."
    cleo.send("/decline", reason="no_capacity")
    assert get_order(town, address).state == "declined"
    assert "Vi hinner inte" in cleo.text
    assert not cleo.has_form("/accept")


def test_sending_the_same_form_twice_does_it_once(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    form = cleo.form("/make_safe")
    answers = [cleo.client.post(form.action, data=form.values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with town.transaction() as session:
        steps = cases.list_timeline(session, PRACTICE_CODE, get_order(town, address).case_id)
    assert len([step for step in steps if step.step == "make_safe"]) == 1


def test_each_form_has_a_mark_of_its_own_of_128_bits(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    marks = set()
    for _ in range(2):
        cleo.go(address)
        marks |= {cleo.form(f"/{act}").values["act_id"] for act in ("accept", "start", "wait", "complete", "decline")}
    assert len(marks) == 10
    assert all(len(mark) >= 22 for mark in marks)


def test_the_address_of_a_form_leads_to_its_order(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    assert cleo.go(f"{address}/wait").status_code == 200
    assert cleo.path == address


def test_what_a_unit_does_is_nothing_the_portal_passes_on(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    token = cleo.form("/accept").values["csrf_token"]
    assert cleo.client.post(f"{address}/approve", data={"csrf_token": token}).status_code == 404


def test_several_photos_are_sent_at_once_and_one_that_cannot_be_shown_is_told(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    several = [build_jpeg(size=(40 + number, 30)) for number in range(3)]
    cleo.send("/photo", photo=[*several, b"not a photo"])
    assert "4 bilder har kommit fram." in cleo.text
    cleo.send("/photo", photo=several)
    pass_photos(town)
    cleo.go(address)
    assert cleo.text.count("size=thumb") == 3, "the same photo again is the same photo"
    assert "En bild gick inte att visa" in cleo.text
