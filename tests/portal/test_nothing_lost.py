"""Bad coverage, a backend away, a session that ended: what was typed comes back, and sending again does no harm."""

import pytest

from backend import accounts, cases
from backend.cases import Why
from backend.foundation.database import GLOBAL
from backend.practice import PRACTICE_CODE
from contractor_portal import browser_session
from contractor_portal.act_forms import Draft
from contractor_portal.app import create_app
from tests.photo_builders import build_gif, build_jpeg
from tests.portal.browsing import Browser
from tests.portal.conftest import CLEO, DAG, BrowserOf, OrderOf, begin_session, get_order, portal_settings
from tests.portal.servers import Served
from tests.town import Town

WORDS = 'Åtta "nya" lampor,\nen <trasig> & två mörka.'


def test_an_answer_that_got_lost_gives_the_form_back_and_sending_it_again_does_it_once(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, backend: Served
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    mark = cleo.form("/complete").values["act_id"]
    backend.lose_answers_to = lambda method, path: path.endswith("/acts")
    assert cleo.send("/complete", outcome="gone", words=WORDS).status_code == 503
    assert "Inget är förlorat – försök igen" in cleo.text
    form = cleo.form("/complete")
    assert (form.values["words"], form.values["outcome"], form.values["act_id"]) == (WORDS, "gone", mark)
    assert get_order(town, address).state == "done"
    backend.behave()
    assert cleo.send("/complete").status_code == 200
    assert "Skickat: jobbet är klart." in cleo.text
    assert get_order(town, address).done_words == WORDS


def test_a_backend_away_gives_the_form_back_with_a_number_to_ring(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, backend: Served
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    backend.break_on = lambda method, path: True
    assert cleo.send("/wait", reason="frost", until="2026-10-01", words=WORDS).status_code == 503
    assert "Inget är förlorat" in cleo.text
    assert 'href="tel:' in cleo.text
    values = cleo.form("/wait").values
    assert (values["reason"], values["until"], values["words"]) == ("frost", "2026-10-01", WORDS)
    backend.behave()
    cleo.send("/wait")
    assert get_order(town, address).state == "waiting"


@pytest.mark.parametrize("path", ["/", f"/{PRACTICE_CODE}/order/K7M4-RTXB", f"/{PRACTICE_CODE}/ended"])
def test_a_page_of_a_backend_that_is_not_there_says_so(path: str) -> None:
    cleo = Browser(create_app(portal_settings("http://127.0.0.1:9")))
    cleo.sign_in_with("some token of a session")
    assert cleo.go(path).status_code == 503
    assert "Vi når inte kommunens system." in cleo.text
    assert "Försök igen" in cleo.text


def test_words_changed_after_the_first_had_arrived_are_not_taken_for_the_first(
    browser_of: BrowserOf, order_of: OrderOf, backend: Served, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    backend.lose_answers_to = lambda method, path: path.endswith("/acts")
    cleo.send("/wait", reason="frost", until="2026-10-01", words="Tjäle.")
    mark = cleo.form("/wait").values["act_id"]
    backend.behave()
    assert cleo.send("/wait", words="Tjäle, en meter.").status_code == 409
    assert "Det du skickade först har kommit fram" in cleo.text
    assert cleo.form("/wait").values["act_id"] != mark
    assert cleo.form("/wait").values["words"] == "Tjäle, en meter."
    assert get_order(town, address).waiting_reason == "Tjäle."


def test_an_act_that_comes_too_late_is_kept_and_the_page_says_so(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    early, late = browser_of(CLEO), browser_of(CLEO)
    late.go(address)
    early.go(address)
    early.send("/decline", reason="no_capacity")
    assert late.send("/complete", outcome="mended", words=WORDS).status_code == 409
    assert "Det har hänt något annat med ordern" in late.text
    assert "sparat" in late.text
    assert "Det här skrev du" in late.text
    assert not late.has_form("/complete")
    with town.transaction() as session:
        needs = cases.list_attention_of_case(session, PRACTICE_CODE, get_order(town, address).case_id)
    assert Why.REFUSED_ACT in {each.why for each in needs}


def test_a_photo_that_does_not_arrive_leaves_everything_else_to_be_sent_without_it(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, backend: Served
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    backend.break_on = lambda method, path: path.endswith("/photos")
    assert cleo.send("/complete", photo=build_jpeg(size=(40, 30)), outcome="mended", words=WORDS).status_code == 503
    assert "Bilden kom inte fram" in cleo.text
    assert get_order(town, address).state == "received"
    assert cleo.form("/complete").values["words"] == WORDS
    assert "without_photo" in cleo.form("/complete").names
    cleo.send("/complete", without_photo="1")
    assert get_order(town, address).state == "done"
    backend.behave()
    cleo.go(address)
    cleo.send("/photo", photo=build_jpeg(size=(40, 30)))
    assert "Bilden har kommit fram." in cleo.text


def test_a_photo_that_is_too_large_costs_itself_alone(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    assert cleo.send("/complete", photo=b"x" * 25_000_001, outcome="mended", words=WORDS).status_code == 503
    assert "Bilden är större än 25 MB." in cleo.text
    assert cleo.form("/complete").values["words"] == WORDS


def test_a_photo_that_arrived_is_not_asked_for_again_when_the_rest_got_lost(
    browser_of: BrowserOf, order_of: OrderOf, town: Town, backend: Served
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    backend.break_on = lambda method, path: path.endswith("/acts")
    cleo.send("/complete", photo=build_jpeg(size=(40, 30)), outcome="mended")
    assert "Bilden har kommit fram. Du behöver inte välja den igen." in cleo.text
    assert "photo" not in cleo.form("/complete").names
    backend.behave()
    cleo.send("/complete")
    assert get_order(town, address).state == "approved"


def test_the_same_photo_sent_twice_is_one_photo(browser_of: BrowserOf, order_of: OrderOf) -> None:
    cleo = browser_of(CLEO)
    cleo.go(order_of())
    for _ in range(2):
        cleo.send("/photo", photo=build_gif())
    assert "En bild granskas och visas snart." in cleo.text


def test_a_session_that_ended_keeps_the_words_on_the_page_and_for_after_signing_in(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    mark = cleo.form("/complete").values["act_id"]
    end_sessions(cleo, town)
    assert cleo.send("/complete", outcome="gone", words=WORDS).status_code == 401
    assert "Du är utloggad, men inget är förlorat" in cleo.text
    assert cleo.form("/complete").values["words"] == WORDS
    with cleo.client.session_transaction() as kept:
        assert "token" not in kept
        assert kept["going_to"] == address
    page_left_open = cleo.form("/complete")
    cleo.sign_in_with(begin_session(town.web, CLEO))
    cleo.go(address)
    form = cleo.form("/complete")
    assert (form.values["words"], form.values["outcome"], form.values["act_id"]) == (WORDS, "gone", mark)
    assert '<details class="act" id="complete" open>' in cleo.text
    cleo.page = cleo.client.post(page_left_open.action, data=page_left_open.values, follow_redirects=True)
    assert get_order(town, address).done_words == WORDS


def test_words_too_many_for_a_cookie_stay_on_the_page(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    words = "".join(f"{number}:{number * 7919 % 104729} " for number in range(700))
    cleo = browser_of(CLEO)
    cleo.go(order_of())
    end_sessions(cleo, town)
    cleo.send("/complete", outcome="gone", words=words)
    assert cleo.form("/complete").values["words"] == words.strip()
    assert "i en annan flik" in cleo.text
    with cleo.client.session_transaction() as kept:
        assert "draft" not in kept


def test_what_one_person_left_is_not_shown_to_the_next(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    cleo = browser_of(CLEO)
    with cleo.app.test_request_context():
        browser_session.begin("one token", person_id="cleo")
        browser_session.keep_draft(PRACTICE_CODE, "K7M4-RTXB", Draft("wait", "a" * 22, words=WORDS))
        browser_session.forget_token(going_to="/somewhere")
        assert browser_session.begin("another token", person_id="dag") == "/"
        assert browser_session.take_draft(PRACTICE_CODE, "K7M4-RTXB") is None


def test_a_form_from_another_browser_is_given_back_and_does_nothing(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    cleo.go(address)
    form = cleo.form("/decline")
    values = {**form.values, "csrf_token": "of another browser", "reason": "other", "words": WORDS}
    cleo.page = cleo.client.post(form.action, data=values)
    assert cleo.page.status_code == 400
    assert get_order(town, address).state == "received"
    assert cleo.form("/decline").values["words"] == WORDS
    cleo.send("/decline")
    assert get_order(town, address).state == "declined"


def test_another_firms_order_takes_no_act(browser_of: BrowserOf, order_of: OrderOf, town: Town) -> None:
    address = order_of()
    dag = browser_of(DAG)
    dag.go("/")
    token = dag.form("/sign-out").values["csrf_token"]
    answer = dag.client.post(f"{address}/accept", data={"csrf_token": token, "act_id": "a" * 22})
    assert answer.status_code == 403
    assert "Det går inte" in answer.text
    assert get_order(town, address).state == "sent"


def end_sessions(browser: Browser, town: Town) -> None:
    """Let the session of this browser be over at the backend."""
    with browser.client.session_transaction() as kept:
        token = kept["token"]
    with town.web.transaction(GLOBAL) as session:
        accounts.end_session(session, token)
