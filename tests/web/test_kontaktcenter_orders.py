"""Orders that are held, locked, paused or ordered anew, hand-overs and waits: by the forms of the console's pages."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import dispatch, responsibility
from backend.cases import Outcome, State, Submitted, Whose
from backend.dispatch import Act, HandOver, OrderState
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO, CLEO, STREETS
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of

LINE = {"category": "park.trad-fallit", "answers": {"power_line": "yes"}}
CABINET = {"category": "klotter.ovrigt", "answers": {"surface": "cabinet"}}
ORDERS = f"{HOME}bestallningar"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def set_ceiling(urls: DatabaseUrls, code: str, number: int) -> None:
    owner = Database(urls.owner)
    with owner.engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', :town, true)"), {"town": PRACTICE_CODE})
        changed = sa.text("UPDATE contract SET orders_an_hour = :number WHERE code = :code")
        connection.execute(changed, {"number": number, "code": code})
    owner.close()


@pytest.fixture
def ceiling(database_urls: DatabaseUrls) -> Iterator[None]:
    """The lighting contract has sent all it may this hour."""
    set_ceiling(database_urls, "belysning-ost", 0)
    yield
    set_ceiling(database_urls, "belysning-ost", 200)


def contract_id(console: Console, code: str) -> str:
    with console.town.transaction() as session:
        found = {each.code: each.id for each in responsibility.list_contracts(session, PRACTICE_CODE)}
    return str(found[code])


def hand_over_of(console: Console, submitted: Submitted) -> HandOver:
    with console.town.transaction() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)[-1]


def reopen(browser: Browser, submitted: Submitted) -> str:
    browser.go(page_of(submitted))
    return words_of(browser)


def test_the_unit_lets_chosen_orders_go_and_all_of_a_contract(console: Console, ceiling: None) -> None:
    lamps = [console.town.reported() for _ in range(3)]
    gata = console.open(STREETS)
    gata.go(ORDERS)
    assert "Belysning öst" in words_of(gata)
    gata.send("/slapp", order=str(console.orders(lamps[0])[0].id))
    assert "Släppta beställningar: 1." in words_of(gata)
    assert [console.orders(lamp)[0].state for lamp in lamps] == [
        OrderState.SENT, OrderState.UNSENT, OrderState.UNSENT,
    ]  # fmt: skip
    form = gata.form("/slapp")
    name = f"of-{contract_id(console, 'belysning-ost')}"
    every = [str(console.orders(lamp)[0].id) for lamp in lamps]
    sent = {"csrf_token": form.values["csrf_token"], "tab": "own", "every": contract_id(console, "belysning-ost")}
    gata.page = gata.client.post(form.action, data={**sent, name: every}, follow_redirects=True)
    assert "Släppta beställningar: 2. Redan släppta eller återtagna: 1." in words_of(gata)
    assert {console.orders(lamp)[0].state for lamp in lamps} == {OrderState.SENT}


def test_a_held_order_is_let_go_from_its_case(console: Console, ceiling: None) -> None:
    lamp = console.town.reported()
    gata = console.at_case(STREETS, lamp)
    assert "Skriven, inte skickad" in words_of(gata)
    assert "avtalets tak för automatiska beställningar är nått" in words_of(gata).lower()
    gata.send("/send")
    assert "Släppt. Beställningen är på väg till entreprenören." in words_of(gata)
    assert console.orders(lamp)[0].state is OrderState.SENT


def test_who_may_only_look_is_offered_no_way_to_let_go_and_refused_one(console: Console, ceiling: None) -> None:
    lamp = console.town.reported()
    admin, gata = console.open(ADMIN), console.open(STREETS)
    admin.go(f"{ORDERS}?tab=all")
    assert "Belysning öst" in words_of(admin)
    assert not admin.text.count('type="checkbox"')
    gata.go(ORDERS)
    form = admin.form("/slapp")
    refused = admin.client.post(f"{ORDERS}/slapp", data={**form.values, "order": str(console.orders(lamp)[0].id)})
    assert refused.status_code == 403
    assert console.orders(lamp)[0].state is OrderState.UNSENT


@pytest.mark.parametrize("who", [None, CLEO])
def test_nobody_and_a_firm_see_no_such_page(console: Console, who: str | None) -> None:
    assert words_of_page(console.open(who)) is None


def words_of_page(browser: Browser) -> str | None:
    """What the page of orders says; None where it is not shown."""
    page = browser.client.get(ORDERS)
    return page.text if page.status_code == 200 else None


def test_a_locked_order_is_released_with_who_and_when(console: Console) -> None:
    tree = console.town.reported(**LINE)
    bo = console.at_case(BO, tree)
    assert "inte före frisläppande: LIVSFARA (Ängsby Elnät)" in words_of(bo)
    assert bo.send("/release", words="").status_code == 422
    assert "Skriv vem som släppte platsen fri." in words_of(bo)
    assert bo.send("/release", words="Elnät, Sven", time="kvart över").status_code == 422
    bo.send("/release", words="Elnät, Sven", time="09:40")
    assert "Frisläppt. Entreprenören får veta att arbetet får börja." in words_of(bo)
    assert "frisläppt av Elnät, Sven" in reopen(bo, tree)
    assert not console.orders(tree)[0].is_locked


def test_the_unit_grants_a_pause_and_the_page_shows_it(console: Console) -> None:
    lamp = console.town.reported()
    gata = console.at_case(STREETS, lamp)
    deadline = console.orders(lamp)[0].deadline_at
    assert gata.send("/pause", reason="parts", until="").status_code == 422
    gata.send("/pause", reason="parts", until="2026-10-14")
    assert "Klockan står, och sluttiderna räknas om." in words_of(gata)
    assert "reservdelar (beviljat av enheten)" in words_of(gata)
    assert console.orders(lamp)[0].deadline_at > deadline


def test_the_same_is_ordered_from_somebody_else(console: Console) -> None:
    lamp = console.town.reported()
    gata = console.at_case(STREETS, lamp)
    first = console.orders(lamp)[0]
    assert gata.send("/redispatch", contract=str(first.contract_id), words="Hör av er.").status_code == 422
    gata.send("/redispatch", contract=contract_id(console, "drift"), words="De har inte svarat.")
    console.town.react()
    assert "I stället för beställning" in reopen(gata, lamp)
    assert [(each.state, each.trade) for each in console.orders(lamp)] == [
        (OrderState.CANCELLED, "lighting"), (OrderState.SENT, "roads"),
    ]  # fmt: skip


def test_another_body_is_rung_inside_the_case_and_answers_that_it_is_mended(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.WAIT, reason="power_company", until=console.town.now().replace(day=25))
    bo = console.at_case(BO, lamp)
    bo.send("/hand-overs", body="elnat", way="phone", chaser="unit")
    assert "Överlämnandet är påbörjat." in words_of(bo)
    made = hand_over_of(console, lamp)
    said = words_of(bo)
    assert "Säg detta: Ängsby, vårt ärende" in said
    assert made.chaser is Whose.UNIT
    where = f"/hand-overs/{made.id}"
    assert bo.send(f"{where}/told", ask_again="").status_code == 422
    bo.send(where, their_reference="EL-4711", contact_name="Sven", ask_again="2026-09-23")
    assert console.case(lamp).waiting_on == "body"
    assert "Vem som tog emot Sven" in reopen(bo, lamp)
    assert bo.send(f"{where}/answer", answer="").status_code == 422
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND)
    gata = console.at_case(STREETS, lamp)
    gata.send("/approve")
    console.town.react()
    assert console.case(lamp).is_open
    reopen(bo, lamp)
    bo.send(f"{where}/answer", answer="mended", words="Kabeln är lagad.")
    assert console.case(lamp).outcome is Outcome.MENDED_BY_OTHER


def test_one_who_is_not_in_the_directory_is_written_to_by_name(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/hand-overs", body="free", body_name="", way="mail").status_code == 422
    bo.send("/hand-overs", body="free", body_name="Bredband i Ängsby", mail="fel@bredband.example", way="mail")
    console.town.react()
    bo.go(page_of(lamp))
    assert "Bredband i Ängsby · med e-post" in words_of(bo)
    bo.send(f"/hand-overs/{hand_over_of(console, lamp).id}/withdraw")
    assert "Ingen väntar på dem längre." in words_of(bo)


def test_a_hand_over_of_another_case_is_not_found_from_this_one(console: Console) -> None:
    one, other = console.town.reported(**CABINET), console.town.reported()
    bo = console.at_case(BO, other)
    form = bo.form("/hand-overs")
    address = f"{page_of(other)}/hand-overs/{hand_over_of(console, one).id}"
    posted = bo.client.post(address, data={**form.values, "their_reference": "X"})
    assert posted.status_code == 404


def test_a_wait_says_who_chases_and_ends_when_somebody_goes_on(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/wait", waiting_on="owner", until="2026-09-23", chaser="head").status_code == 422
    bo.send("/wait", waiting_on="owner", until="2026-09-23", chaser="kontaktcenter")
    case = console.case(lamp)
    assert (case.state, case.chaser) == (State.WAITING, Whose.KONTAKTCENTER)
    bo.send("/resume")
    assert "Ärendet går vidare, med ett nytt löfte." in words_of(bo)
    assert console.case(lamp).state is not State.WAITING
    assert not bo.has_form("/resume")


def test_an_order_may_be_told_to_wait_for_another(console: Console) -> None:
    lamp = console.town.reported()
    first: UUID = console.orders(lamp)[0].id
    gata = console.at_case(STREETS, lamp)
    gata.send("/orders", contract=contract_id(console, "drift"), after=str(first))
    console.town.react()
    assert "när beställning" in reopen(gata, lamp)
    assert console.orders(lamp)[1].is_locked
