"""Moving many promises in the console: choose, see who reads what, confirm, watch, take back."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from backend import cases
from backend.cases import BulkState, Submitted
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO
from tests.web.console_builders import HOME, Console, open_console, words_of

PAGE = f"{HOME}flytta-loften"
LAMPS = f"{PAGE}?category=belysning.enstaka"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture
def lamps(console: Console) -> list[Submitted]:
    """Three dark lamps: one told in Swedish, one in English, one by somebody without an address."""
    return [
        console.town.reported(),
        console.town.reported(language="en", mail="anna@example.org"),
        console.town.reported(mail=None),
    ]


def far_day(console: Console) -> str:
    return (console.town.now() + timedelta(days=60)).date().isoformat()


def drafted(console: Console, *submitted: Submitted, **filled_in: str) -> Browser:
    """Bo at the preview of a move of those cases."""
    bo = console.open(BO)
    bo.go(LAMPS)
    values = {"which": "ticked", "day": far_day(console), "cause": "late", "reason": "weather", "kind": "next_word"}
    data = {**_hidden(bo), **values, "precision": "day", **filled_in}
    bo.page = bo.client.post(
        PAGE, data={**data, "case": [show_reference(each.reference) for each in submitted]}, follow_redirects=True
    )
    return bo


def _hidden(bo: Browser) -> dict[str, str]:
    """What the page's second form holds without being filled in."""
    html = bo.text.split('name="client_id" value="')
    token = bo.text.split('name="csrf_token" value="')[-1].split('"')[0]
    return {"client_id": html[1].split('"')[0], "csrf_token": token}


def state_of(console: Console, bo: Browser) -> BulkState:
    with console.town.transaction() as session:
        return cases.get_bulk_move(session, PRACTICE_CODE, UUID(bo.path.rsplit("/", 1)[-1])).state


def test_the_filter_shows_the_cases_it_finds_and_nothing_before_it_is_asked(
    console: Console, lamps: list[Submitted]
) -> None:
    bo = console.open(BO)
    bo.go(PAGE)
    assert show_reference(lamps[0].reference) not in bo.text
    bo.go(LAMPS)
    assert all(show_reference(each.reference) in bo.text for each in lamps)
    bo.go(f"{PAGE}?category=group:vag")
    assert "Inget öppet ärende passar urvalet." in words_of(bo)
    assert bo.go(f"{PAGE}?category=odd&area=odd&before=odd&from=odd&until=9").status_code == 200


def test_the_preview_says_how_many_read_what_in_their_language_and_who_reads_nothing(
    console: Console, lamps: list[Submitted]
) -> None:
    bo = drafted(console, *lamps)
    said = words_of(bo)
    assert "Flyttas 3 Får besked 2" in said
    assert "Vi beklagar:" in said
    assert "tar längre tid än vi sa. Orsak: vädret. Nytt besked senast" in said
    assert "takes longer than we said. Reason: the weather. Next word by" in said
    assert f"Ingen adress att skriva till (1) {show_reference(lamps[2].reference)}" in said
    assert state_of(console, bo) is BulkState.DRAFT


def test_what_is_confirmed_begins_in_ten_minutes_and_shows_how_far_it_came(
    console: Console, lamps: list[Submitted]
) -> None:
    bo = drafted(console, *lamps)
    bo.send("/confirm")
    assert "Det börjar" in words_of(bo)
    console.town.pass_time(timedelta(minutes=10))
    console.town.work()
    bo.go(bo.path)
    assert "Klart: 3 av 3" in words_of(bo)
    assert state_of(console, bo) is BulkState.DONE
    letters = [each for each in console.town.told(lamps[0]) if each.text_code == "delayed"]
    assert len(letters) == 1
    bo.go(PAGE)
    assert "3 ärenden till" in words_of(bo)


def test_the_letters_read_as_the_preview_did(console: Console, lamps: list[Submitted]) -> None:
    bo = drafted(console, lamps[0])
    preview = words_of(bo)
    bo.send("/confirm")
    console.town.pass_time(timedelta(minutes=10))
    console.town.react()
    console.town.work()
    body = console.town.last(lamps[0], "delayed").body.splitlines()[0]
    assert body in preview


def test_it_is_taken_back_before_it_begins(console: Console, lamps: list[Submitted]) -> None:
    bo = drafted(console, *lamps)
    bo.send("/confirm")
    bo.send("/cancel")
    assert "Ångrat" in words_of(bo)
    console.town.pass_time(timedelta(hours=1))
    console.town.work()
    assert all(console.case(each).late_moves == 0 for each in lamps)


def test_all_the_filter_finds_is_chosen_with_one_mark(console: Console, lamps: list[Submitted]) -> None:
    bo = drafted(console, which="all", filter_category="belysning.enstaka")
    with console.town.transaction() as session:
        wanted = cases.MovableFilter(categories=("belysning.enstaka",))
        count = len(cases.list_movable(session, PRACTICE_CODE, wanted, limit=1000))
    assert f"{count} ärenden till" in words_of(bo)


@pytest.mark.parametrize(
    ("filled_in", "said"),
    [
        ({"day": ""}, "Skriv en dag"),
        ({"reason": ""}, "Ett nytt datum behöver ett skäl."),
        ({"cause": "first"}, "Välj något av det som erbjuds."),
        ({"cause": "waiting"}, "Välj något av det som erbjuds."),
        ({"client_id": "short"}, ""),
    ],
)
def test_what_is_missing_is_said_and_what_was_chosen_is_kept(
    console: Console, lamps: list[Submitted], filled_in: dict[str, str], said: str
) -> None:
    bo = drafted(console, lamps[0], **filled_in)
    assert bo.page.status_code == 422
    assert said in words_of(bo) or 'role="alert"' in bo.text


def test_nothing_chosen_is_said(console: Console, lamps: list[Submitted]) -> None:
    bo = drafted(console)
    assert bo.page.status_code == 422
    assert "Välj minst ett ärende." in words_of(bo)


def test_frost_lets_many_wait_with_one_act(console: Console, lamps: list[Submitted]) -> None:
    bo = drafted(console, lamps[0], cause="waiting", waiting_on="frost", reason="")
    assert "mildare väder" in words_of(bo)
    bo.send("/confirm")
    console.town.pass_time(timedelta(minutes=11))
    console.town.work()
    assert console.case(lamps[0]).waiting_on == "frost"


def test_who_may_not_decide_and_strangers_are_kept_out(console: Console, lamps: list[Submitted]) -> None:
    assert console.open(ADMIN).go(PAGE).status_code in (403, 404)
    stranger = console.open(None)
    stranger.go(PAGE)
    assert "/sign-in" in stranger.path
