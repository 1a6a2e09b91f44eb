"""The list of orders, and one order: what a crew is told, and what another firm is not."""

import secrets
from datetime import timedelta

from backend import dispatch
from backend.dispatch import Act, ActForm
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.ids import new_reference, read_reference, show_reference
from backend.practice import PRACTICE_CODE
from tests.portal.conftest import CLEO, DAG, BrowserOf, OrderOf, decline, get_order, make_orders, order_by_hand
from tests.portal.servers import Served
from tests.town import WEDNESDAY_MORNING, Town


def test_the_list_shows_place_category_deadline_in_words_and_state(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go("/")
    assert f'href="{address}"' in cleo.text
    row = next(row for row in cleo.text.split("<li>") if address in row)
    assert "En lampa är släckt" in row
    assert get_order(town, address).briefing["place"] in row
    assert "Ängsby" in cleo.text
    assert "Senast " in cleo.text
    assert "2026-" not in cleo.text
    assert ">Ny<" in cleo.text
    assert "ÖVNING" in cleo.text


def test_acute_orders_come_first(browser_of: BrowserOf, order_of: OrderOf) -> None:
    order_of()
    acute = order_of(category="belysning.fara", answers={"what": "cables"})
    cleo = browser_of(CLEO)
    cleo.go("/")
    first, second = cleo.text.split("<li>")[1:3]
    assert acute in first
    assert "AKUT" in first
    assert "AKUT" not in second


def test_a_late_order_is_marked(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    try:
        town.stop_clock(WEDNESDAY_MORNING + timedelta(days=200))
        cleo.go("/")
        assert "Försenad" in cleo.text
        assert "Svaret är sent" in cleo.text
        cleo.go(address)
        assert "Försenad" in cleo.text
    finally:
        town.stop_clock(WEDNESDAY_MORNING)


def test_the_order_tells_all_a_crew_needs(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of(words="Det är mörkt. Ring 070-123 45 67.", answers={"how_many": "one"})
    cleo = browser_of(CLEO)
    cleo.go(address)
    assert "Det är mörkt." in cleo.text
    assert "Hur många" in cleo.text
    assert "070-123" not in cleo.text
    assert "amira@example.org" not in cleo.text
    assert 'href="geo:58.200000,18.606000?q=' in cleo.text
    assert "58.20000, 18.60600" in cleo.text
    assert "Svara senast" in cleo.text


def test_words_of_a_reporter_reach_the_page_only_as_text(browser_of: BrowserOf, order_of: OrderOf) -> None:
    cleo = browser_of(CLEO)
    cleo.go(order_of(words="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in cleo.text
    assert "&lt;img src=x" in cleo.text


def test_opening_a_new_order_says_that_it_was_received_and_says_it_once(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, backend: Served
) -> None:
    address = order_of()
    assert get_order(town, address).state == "sent"
    cleo = browser_of(CLEO)
    cleo.go(address)
    assert get_order(town, address).state == "received"
    assert "Väntar på ert svar" in cleo.text
    cleo.go(address)
    cleo.go(address)
    assert len([path for method, path, _ in backend.seen if method == "POST"]) == 1


def test_an_order_is_shown_though_it_could_not_be_said_that_it_was_received(
    browser_of: BrowserOf, order_of: OrderOf, backend: Served
) -> None:
    address = order_of()
    backend.break_on = lambda method, path: method == "POST"
    cleo = browser_of(CLEO)
    assert cleo.go(address).status_code == 200
    assert "Ta jobbet" in cleo.text


def test_a_reference_without_its_dash_leads_to_the_same_order(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of()
    head, reference = address.rsplit("/", 1)
    cleo = browser_of(CLEO)
    cleo.go(f"{head}/{reference.replace('-', '').lower()}")
    assert cleo.path == address


def test_another_firms_order_is_not_there_and_looks_like_one_that_never_was(
    browser_of: BrowserOf, order_of: OrderOf
) -> None:
    address = order_of()
    dag = browser_of(DAG)
    theirs = dag.go(address)
    unused = f"/{PRACTICE_CODE}/order/{show_reference(new_reference())}"
    never = dag.go(unused)
    assert theirs.status_code == never.status_code == 404
    assert theirs.text.replace(address, "") == never.text.replace(unused, "")
    dag.go("/")
    assert address not in dag.text


def test_a_municipality_one_does_not_work_in_is_not_there(browser_of: BrowserOf) -> None:
    assert browser_of(CLEO).go("/0581/ended").status_code == 404


def test_ended_orders_are_listed_some_at_a_time(browser_of: BrowserOf, town: Town) -> None:
    addresses = make_orders(town, 22)
    for address in addresses:
        decline(town, address)
    cleo = browser_of(CLEO)
    cleo.go(f"/{PRACTICE_CODE}/ended")
    first = {address for address in addresses if address in cleo.text}
    assert len(first) == 20
    assert "Ni tackade nej" in cleo.text
    more = next(part for part in cleo.text.split('"') if part.startswith(f"/{PRACTICE_CODE}/ended?after="))
    cleo.go(more)
    rest = {address for address in addresses if address in cleo.text}
    assert rest == set(addresses) - first
    assert "Visa tidigare" not in cleo.text


def test_everything_is_there_in_english(browser_of: BrowserOf, order_of: OrderOf) -> None:
    cleo = browser_of(CLEO)
    cleo.go(f"{order_of()}?lang=en")
    assert "Take the job" in cleo.text
    assert "Answer by" in cleo.text
    cleo.go("/")
    assert "My orders" in cleo.text
    assert '<html lang="en" dir="ltr">' in cleo.text


def release(town: Town, address: str, *, words: str) -> None:
    """Bo says who released the order at that address."""
    reference = read_reference(address.rsplit("/", 1)[-1])
    with town.transaction() as session:
        order = dispatch.get_order_by_reference(session, PRACTICE_CODE, reference)
        form = ActForm(secrets.token_urlsafe(24), Act.RELEASE, words=words)
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=SYSTEM, now=clock.now(session))


def test_a_person_of_no_firm_is_told_so(browser_of: BrowserOf) -> None:
    bo = browser_of("bo@angsby.example")
    bo.go("/")
    assert "inte i något företag" in bo.text


def test_work_that_must_wait_for_a_release_is_locked_with_danger_to_life(browser_of: BrowserOf, town: Town) -> None:
    address = order_by_hand(town, "park", category="park.trad-fallit", answers={"power_line": "yes"})
    crew = browser_of("driftgruppen@angsby.example")
    crew.go(address)
    assert "LIVSFARA – börja inte" in crew.text
    assert crew.text.index("LIVSFARA") < crew.text.index("Rör inte trädet.") < crew.text.index("<h1>")
    crew.go("/")
    assert "LIVSFARA" in crew.text


def test_a_locked_order_offers_no_beginning_and_says_who_is_to_release_it_and_then_who_did(
    browser_of: BrowserOf, town: Town
) -> None:
    address = order_by_hand(town, "park", category="park.trad-fallit", answers={"power_line": "yes"})
    crew = browser_of("driftgruppen@angsby.example")
    crew.go(address)
    assert "Väntar på att platsen släpps fri av: Ängsby Elnät" in crew.text
    assert not crew.has_form("/start")
    assert not crew.has_form("/complete")
    assert crew.has_form("/make_safe")
    release(town, address, words="Elnät, Sven")
    crew.go(address)
    assert "LIVSFARA – börja inte" not in crew.text
    assert "Frisläppt av Elnät, Sven" in crew.text
    assert crew.has_form("/start")
    assert "Klockan stod" in crew.text
