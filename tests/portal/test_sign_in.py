"""Signing in by a mailed link that a button redeems, in the browser that asked and in another."""

import sqlalchemy as sa

from backend import accounts
from backend.accounts import SignInLink
from backend.foundation import clock
from backend.foundation.database import GLOBAL
from tests.portal.browsing import Browser
from tests.portal.conftest import CLEO, BrowserOf, OrderOf
from tests.portal.servers import Served
from tests.town import Town


def ask(browser: Browser, town: Town, email: str = CLEO) -> SignInLink:
    """Ask for a link as a person does; what the mail will carry."""
    browser.go("/sign-in")
    browser.send("/sign-in", email=email)
    assert browser.path == "/sign-in/sent"
    with town.owner.transaction(GLOBAL) as session:
        newest = sa.text("SELECT id FROM sign_in_request ORDER BY created_at DESC LIMIT 1")
        return accounts.make_sign_in_secret(session, session.scalar(newest), clock.now(session))


def test_the_link_signs_in_by_its_button_in_the_browser_that_asked(browser_of: BrowserOf, town: Town) -> None:
    cleo = browser_of(None)
    link = ask(cleo, town)
    cleo.go(f"/sign-in/t/{link.token}")
    assert "digits" not in cleo.form(link.token).names
    cleo.send(link.token)
    assert cleo.path == "/"
    assert "Mina order" in cleo.text


def test_opening_the_link_does_nothing_however_often(browser_of: BrowserOf, town: Town) -> None:
    cleo, scanner = browser_of(None), browser_of(None)
    link = ask(cleo, town)
    for _ in range(3):
        assert scanner.go(f"/sign-in/t/{link.token}").status_code == 200
        scanner.client.head(f"/sign-in/t/{link.token}")
    cleo.go(f"/sign-in/t/{link.token}")
    cleo.send(link.token)
    assert cleo.path == "/"


def test_another_browser_is_asked_for_the_six_digits(browser_of: BrowserOf, town: Town) -> None:
    asked, other = browser_of(None), browser_of(None)
    link = ask(asked, town)
    other.go(f"/sign-in/t/{link.token}")
    assert other.send(link.token, digits="").status_code == 422
    wrong = "000000" if link.digits != "000000" else "111111"
    assert other.send(link.token, digits=wrong).status_code == 422
    assert "is-wrong" in other.text
    other.send(link.token, digits=f"{link.digits[:3]} {link.digits[3:]}")
    assert other.path == "/"
    assert "Mina order" in other.text


def test_a_link_works_once_and_says_so_when_it_is_over(browser_of: BrowserOf, town: Town) -> None:
    cleo = browser_of(None)
    link = ask(cleo, town)
    cleo.go(f"/sign-in/t/{link.token}")
    cleo.send(link.token)
    again = browser_of(None)
    again.go(f"/sign-in/t/{link.token}")
    assert again.send(link.token, digits=link.digits).status_code == 410
    assert "Länken gäller inte längre" in again.text


def test_an_unknown_address_is_answered_like_a_known_one(browser_of: BrowserOf) -> None:
    pages = []
    for email in (CLEO, "nobody@nowhere.example"):
        browser = browser_of(None)
        browser.go("/sign-in")
        pages.append(browser.send("/sign-in", email=email).text)
    assert pages[0] == pages[1]


def test_what_is_no_address_comes_back_with_what_is_wrong(browser_of: BrowserOf) -> None:
    browser = browser_of(None)
    browser.go("/sign-in")
    assert browser.send("/sign-in", email="cleo").status_code == 422
    assert browser.form("/sign-in").values["email"] == "cleo"
    assert browser.send("/sign-in", email="cleo@").status_code == 422
    assert browser.form("/sign-in").values["email"] == "cleo@"


def test_the_address_comes_back_when_the_backend_is_away(browser_of: BrowserOf, backend: Served) -> None:
    browser = browser_of(None)
    browser.go("/sign-in")
    backend.break_on = lambda method, path: True
    assert browser.send("/sign-in", email=CLEO).status_code == 503
    assert browser.form("/sign-in").values["email"] == CLEO


def test_an_order_opened_without_a_session_is_where_signing_in_leads(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(None)
    cleo.go(address)
    assert cleo.path == "/sign-in"
    link = ask(cleo, town)
    cleo.go(f"/sign-in/t/{link.token}")
    cleo.send(link.token)
    assert cleo.path == address


def test_signing_out_ends_the_session_at_the_backend_too(browser_of: BrowserOf, town: Town) -> None:
    cleo = browser_of(CLEO)
    cleo.go("/")
    with cleo.client.session_transaction() as kept:
        token = kept["token"]
    cleo.send("/sign-out")
    assert cleo.path == "/sign-in"
    again = browser_of(None)
    again.sign_in_with(token)
    again.go("/")
    assert again.path == "/sign-in"


def test_a_person_cut_off_is_out_at_the_next_page(browser_of: BrowserOf, town: Town) -> None:
    cleo = browser_of(CLEO)
    cleo.go("/")
    with cleo.client.session_transaction() as kept:
        kept["token"] = "a token that nobody was ever given, made up here"
    cleo.go("/")
    assert cleo.path == "/sign-in"
