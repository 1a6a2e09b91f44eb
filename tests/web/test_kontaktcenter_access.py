"""Who may come in by the kontaktcenter's door, and how one signs in."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backend import accounts
from backend.accounts import Role
from backend.cases import Submitted
from backend.deliveries import Outgoing
from backend.foundation.database import GLOBAL, Scope
from backend.foundation.ids import new_id, show_reference
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO, CLEO, STREETS
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of

PAGES = ("", "fresh", "larm", "arenden", "ny", "leveranser", "arende/{ref}", "arende/{ref}/fresh", f"foto/{new_id()}")
ACTS = (
    "decide", "release", "promise", "wait", "ask", "note", "answer", "resolve", "reopen", "settle", "addresses",
    "orders", f"orders/{new_id()}/approve", f"hand-overs/{new_id()}",
)  # fmt: skip
ELSEWHERE = "elsewhere@norrkoping.example"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def lamp(console: Console) -> Submitted:
    return console.town.reported()


@pytest.fixture(scope="module")
def stranger(console: Console) -> str:
    """An agent of another municipality."""
    with console.town.owner.transaction(GLOBAL) as session:
        person = accounts.add_person(session, name="Någon annan", email=ELSEWHERE)
    with console.town.owner.transaction(Scope(("0581",))) as session:
        accounts.add_membership(session, person, municipality="0581", role=Role.AGENT)
    return ELSEWHERE


def addresses(lamp: Submitted) -> list[str]:
    return [HOME + page.format(ref=show_reference(lamp.reference)) for page in PAGES]


def posts(lamp: Submitted) -> list[str]:
    case = page_of(lamp)
    others = [f"{HOME}alarms/{new_id()}", f"{HOME}leveranser/{new_id()}/resend", f"{HOME}larm", f"{HOME}ny"]
    return [f"{case}/{act}" for act in ACTS] + others


def test_nobody_comes_in_without_signing_in(console: Console, lamp: Submitted) -> None:
    client = console.app.test_client()
    for address in addresses(lamp):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, "/sign-in"), address
    for address in posts(lamp):
        assert client.post(address).location == "/sign-in", address


def test_a_contractor_is_told_that_the_role_does_not_allow_it(console: Console, lamp: Submitted) -> None:
    cleo = console.open(CLEO)
    for address in addresses(lamp):
        assert cleo.client.get(address).status_code == 403, address
    for address in posts(lamp):
        # An alarm may be taken by a firm, but only with a form of its own page: without one it is refused too.
        assert cleo.client.post(address).status_code in (400, 403), address


def test_staff_of_another_municipality_find_nothing(console: Console, lamp: Submitted, stranger: str) -> None:
    other = console.open(stranger)
    for address in addresses(lamp):
        assert other.client.get(address).status_code == 404, address
    for address in posts(lamp):
        assert other.client.post(address).status_code == 404, address


def test_a_form_without_this_browsers_token_is_refused(console: Console, lamp: Submitted) -> None:
    bo = console.open(BO)
    assert bo.client.post(f"{page_of(lamp)}/note", data={"words": "x"}).status_code == 400


def test_a_unit_of_another_authority_does_not_find_the_case(console: Console, lamp: Submitted) -> None:
    assert console.open("miljo@angsby.example").go(page_of(lamp)).status_code == 404


def test_a_case_that_is_not_there_looks_like_one_that_is_not_yours(console: Console) -> None:
    bo = console.open(BO)
    assert bo.go(f"{HOME}arende/2345-6789").status_code == 404
    assert bo.go(f"{HOME}arende/nonsense").status_code == 404


def test_an_administrator_looks_but_is_offered_no_act(console: Console, lamp: Submitted) -> None:
    admin = console.at_case(ADMIN, lamp)
    assert admin.page.status_code == 200
    assert "Du får titta, men inte ändra något här." in words_of(admin)
    assert not admin.has_form("/note")
    assert not admin.has_form("/addresses")
    assert admin.client.get(f"{HOME}ny").status_code == 403


def test_pages_of_a_session_are_never_kept(console: Console, lamp: Submitted) -> None:
    for address in addresses(lamp)[:-1]:
        assert console.open(BO).client.get(address).headers["Cache-Control"] == "no-store", address


def ask_for_link(console: Console, browser: Browser, email: str) -> tuple[str, str]:
    """Ask to sign in as a person does; the link's path and the digits, as they were sent."""
    browser.go("/sign-in")
    browser.send("/sign-in", email=email)
    assert "Titta i din e-post" in browser.text
    sent: list[Outgoing] = console.town.send().taken
    body = [each.body for each in sent if each.address == email][-1]
    link, digits = re.search(r"/sign-in/t/\S+", body), re.search(r"\b\d{6}\b", body)
    assert link is not None
    assert digits is not None
    return link[0], digits[0]


def test_a_button_behind_the_mailed_link_signs_in(console: Console) -> None:
    bo = console.open(None)
    link, _ = ask_for_link(console, bo, BO)
    console.app.test_client().get(link)  # a mail scanner opens it first
    bo.go(link)
    assert not bo.form(link).names & {"digits"}
    bo.send(link)
    assert bo.path == HOME
    assert "Att göra" in bo.text


def test_another_browser_needs_the_six_digits(console: Console) -> None:
    link, digits = ask_for_link(console, console.open(None), BO)
    phone = console.open(None)
    phone.go(link)
    assert phone.send(link).status_code == 422
    assert "sex siffrorna" in words_of(phone)
    assert phone.send(link, digits=f"{digits[:3]} {digits[3:]}").status_code == 200
    assert phone.path == HOME


def test_a_used_link_explains_itself(console: Console) -> None:
    bo = console.open(None)
    link, _ = ask_for_link(console, bo, BO)
    bo.go(link)
    bo.send(link)
    again = console.open(None)
    again.go(link)
    assert again.send(link, digits="000000").status_code == 409
    assert "Be om en ny länk" in words_of(again)


def test_what_is_no_address_is_said_and_kept(console: Console) -> None:
    bo = console.open(None)
    bo.go("/sign-in")
    assert bo.send("/sign-in", email="bo").status_code == 422
    assert bo.form("/sign-in").values["email"] == "bo"


def test_signing_out_ends_the_session(console: Console) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    token = bo.client.get_cookie("lagat_session")
    assert token is not None
    bo.send("/sign-out")
    assert bo.path == "/sign-in"
    bo.client.set_cookie("lagat_session", token.value)
    assert bo.client.get(HOME).location == "/sign-in"


def test_one_municipality_opens_at_once_and_a_contractor_is_shown_the_portal(
    console: Console, settings: Settings
) -> None:
    assert console.open(STREETS).go("/kontaktcenter/").request.path == HOME
    cleo = console.open(CLEO)
    cleo.go("/kontaktcenter/")
    assert f'href="{settings.portal_address}/"' in cleo.text


def test_of_several_municipalities_one_chooses(console: Console) -> None:
    with console.town.owner.transaction(Scope(("9901", "0581"))) as session:
        session.execute(sa.text("UPDATE municipality SET active = true WHERE code = '0581'"))
        person = accounts.add_person(session, name="Båda", email="bada@angsby.example")
        for code in ("9901", "0581"):
            accounts.add_membership(session, person, municipality=code, role=Role.AGENT)
    both = console.open("bada@angsby.example")
    both.go("/kontaktcenter/")
    assert "Välj kommun" in both.text
    assert "/norrkoping/kontaktcenter/" in both.text
