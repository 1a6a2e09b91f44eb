"""The pages of what is agreed: contracts, others responsible, call-lists, and what is so on purpose."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO
from tests.web.console_builders import HOME, Console, open_console, words_of

PAGES = ("avtal", "andra-ansvariga", "larmlistor", "med-avsikt")


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def at_contract(browser: Browser, name: str) -> str:
    """Go to the newest terms of that name; its address."""
    browser.go(f"{HOME}avtal")
    found = re.findall(rf'href="([^"]+)">{name}<', browser.text)
    browser.go(found[-1])
    return str(found[-1])


def chosen(browser: Browser, name: str) -> str:
    """What a select of the page holds."""
    select = re.search(rf'<select id="{name}".*?</select>', browser.text, re.DOTALL)
    assert select is not None
    return str(re.findall(r'value="([^"]*)" selected', select[0])[0])


def ticked(browser: Browser, name: str) -> list[str]:
    """The boxes of that name that are ticked."""
    return re.findall(rf'name="{name}" value="([^"]*)" checked', browser.text)


def send_terms(browser: Browser, **changed: object) -> None:
    """Send the form of terms as it is, but for what is said."""
    held = {name: chosen(browser, name) for name in ("contractor_id", "unit_code")}
    held |= {name: ticked(browser, name) for name in ("covers", "areas", "pauses")}  # type: ignore[misc]  # a box sends several
    browser.send("/villkor", **(held | changed))  # type: ignore[arg-type]  # a box sends several


def test_terms_are_changed_at_once_from_a_day_and_taken_back(console: Console) -> None:
    admin = console.open(ADMIN)
    address = at_contract(admin, "Belysning öst")
    admin.go(f"{address}/villkor")
    send_terms(admin, jour_phone="010-555 03 00", frame_kr="500 000", price_belysning="1800")
    assert "Sparat." in words_of(admin)
    assert "500000 kr" in words_of(admin)
    assert admin.path == address, "nothing that a sent order is held to: the same terms go on"
    admin.go(f"{address}/villkor")
    send_terms(admin, warranty_days="30", holds_from="2027-01-01")
    assert admin.path != address
    assert "30 dagar" in words_of(admin)
    assert "kommande" in words_of(admin)
    console.open(BO).go(admin.path)
    admin.send("/ta-tillbaka")
    assert admin.path == address
    assert "14 dagar" in words_of(admin)


def test_a_form_filled_in_on_an_older_page_is_told_and_kept(console: Console) -> None:
    one, two = console.open(ADMIN), console.open(ADMIN)
    address = at_contract(one, "Vattenjouren")
    for each in (one, two):
        each.go(f"{address}/villkor")
    send_terms(one, jour_phone="010-555 03 01")
    send_terms(two, call_off_kr="7000")
    assert two.page.status_code == 409
    assert 'value="7000"' in two.text
    send_terms(two)
    assert "Sparat." in words_of(two), "sent once more it holds, on what is there now"
    two.go(f"{address}/villkor")
    send_terms(two, season="sommar")
    assert two.page.status_code == 422
    assert 'value="sommar"' in two.text


def test_a_contract_is_entered_and_ended(console: Console) -> None:
    admin = console.open(ADMIN)
    at_contract(admin, "Drift av gator")
    admin.go(f"{admin.path}/villkor")
    firm = chosen(admin, "contractor_id")
    admin.go(f"{HOME}avtal/nytt")
    new: dict[str, Any] = {"code": "sno", "name": "Snön", "trade": "roads", "contractor_id": firm, "unit_code": "gata"}
    admin.send("/nytt", **new, areas="*", holds_from="2026-01-01")
    assert admin.page.status_code == 422
    assert "Välj minst en kategori." in words_of(admin)
    admin.send("/nytt", **new, areas="*", covers="vinter", holds_from="2026-01-01")
    assert "Avtalet är inlagt." in words_of(admin)
    admin.send("/sluta", last_day="")
    assert "Avtalet upphör." in words_of(admin)
    admin.go(f"{HOME}avtal?ended=1")
    assert "Snön" in words_of(admin)


def test_a_body_is_entered_changed_and_ended(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}andra-ansvariga/ny")
    admin.send("/ny", code="fiber", name_sv="Ängsby Fiber", way="phone")
    assert admin.page.status_code == 422
    admin.send("/ny", code="fiber", name_sv="Ängsby Fiber", way="phone", phone="010-555 09 00")
    assert "Sparat." in words_of(admin)
    admin.send("/post/fiber", mail="fel@fiber.example")
    admin.go(f"{HOME}andra-ansvariga?after=")
    assert "fel@fiber.example" in words_of(admin)
    admin.go(f"{HOME}andra-ansvariga/post/fiber")
    admin.send("/sluta")
    assert "har upphört" in words_of(admin)


def test_a_call_list_is_written_anew_and_rung_round(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}larmlistor")
    assert "Gatujouren" in words_of(admin)
    admin.go(f"{HOME}larmlistor/jour")
    assert "Aldrig" in words_of(admin)
    admin.send("/jour", phone_0="070-174 06 05", language_0="sv", language_1="sv", mail_1="fel")
    assert admin.page.status_code == 422
    assert 'id="mail_1-wrong"' in admin.text
    admin.send("/jour", mail_1="tekniska@angsby.example", order_0="9", language_0="sv", language_1="sv")
    assert "2. Gatujouren" in words_of(admin)
    assert "+46701740605" in admin.text
    admin.send("/uppringd", by_name="Anna Ek", done_on="2026-01-02")
    assert "2026-01-02, Anna Ek" in words_of(admin)
    assert console.open(BO).go(f"{HOME}larmlistor/ingen").status_code == 404


def test_what_is_so_on_purpose_is_entered_changed_and_ended(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}med-avsikt/ny")
    given: dict[str, Any] = {"kind": "off_on_purpose", "category": "belysning.enstaka", "area_code": "ost"}
    admin.send("/ny", **given, words_sv="", decision_reference="TN 2026/12")
    assert admin.page.status_code == 422
    admin.send("/ny", **given, words_sv="Släckt för att spara el.", decision_reference="TN 2026/12")
    assert "Sparat." in words_of(admin)
    entry = admin.path
    admin.send(entry.rpartition("/")[2], **given, asset_numbers="4711, 4712")
    assert "4711, 4712" in words_of(admin)
    admin.send("/sluta")
    assert "har upphört" in words_of(admin)
    admin.go(f"{HOME}med-avsikt?ended=1")
    assert "TN 2026/12" in words_of(admin)


@pytest.mark.parametrize("path", PAGES)
def test_those_who_see_cases_read_and_change_nothing(console: Console, path: str) -> None:
    bo = console.open(BO)
    assert bo.go(f"{HOME}{path}").status_code == 200
    assert 'method="post"' not in bo.text.partition("<main")[2]
    for new in ("nytt", "ny"):
        assert bo.go(f"{HOME}{path}/{new}").status_code in (403, 404)
    assert console.open(None).go(f"{HOME}{path}").request.path.endswith("/sign-in")
