"""What staff do to a case by the forms of its page, and what each form refuses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend import dispatch, responsibility
from backend.cases import Outcome, PromiseKind, State, Submitted
from backend.catalogue import Precision
from backend.deliveries import RecipientKind
from backend.dispatch import Act, OrderState, Purpose
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, STREETS
from tests.web.console_builders import Console, open_console, page_of, words_of

VIEWPOINT = {"category": "trafik.farthinder", "words": "Kan ni sätta farthinder?"}


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def contract_id(console: Console, code: str) -> str:
    with console.town.transaction() as session:
        found = {each.code: each.id for each in responsibility.list_contracts(session, PRACTICE_CODE)}
    return str(found[code])


def told(console: Console, submitted: Submitted) -> list[str]:
    """The texts those who reported have been told, first first."""
    return [code for code, _ in console.town.fates(submitted)]


def test_a_person_decides_by_contract_and_puts_the_category_right(console: Console) -> None:
    annat = console.town.reported(category="annat", words="Gropen är djup.")
    bo = console.at_case(BO, annat)
    bo.send("/decide", target=f"contract:{contract_id(console, 'drift')}", category="vag.potthal")
    assert "Bestämt. Ärendet är på väg dit." in words_of(bo)
    console.town.react()
    case = console.case(annat)
    assert (case.state, case.category, case.unit_code) == (State.ASSIGNED, "vag.potthal", "gata")
    assert [order.state for order in console.orders(annat)] == [OrderState.SENT]
    assert "undecided" not in console.attention(annat)
    bo.go(page_of(annat))
    assert "En handläggare har bestämt det. i dag kl. 10.00 · Bo" in words_of(bo)


def test_a_unit_may_be_made_responsible_and_answers_itself(console: Console) -> None:
    annat = console.town.reported(category="annat")
    console.at_case(BO, annat).send("/decide", target="unit:park", category="annat")
    console.town.react()
    assert (console.case(annat).state, console.case(annat).unit_code) == (State.WITH_UNIT, "park")
    assert console.attention(annat) == {"answer"}


def test_a_decision_needs_a_target_and_the_page_says_so(console: Console) -> None:
    annat = console.town.reported(category="annat")
    bo = console.at_case(BO, annat)
    assert bo.send("/decide", category="annat").status_code == 422
    assert "Välj en" in words_of(bo)
    assert bo.send("/decide", target="contract:rubbish", category="annat").status_code == 422
    assert bo.send("/decide", target="unit:nowhere", category="annat").status_code == 404
    assert console.case(annat).state is State.RECEIVED


def test_another_body_is_rung_and_its_proof_is_noted(console: Console) -> None:
    annat = console.town.reported(category="annat", words="En kabel ligger lös.")
    bo = console.at_case(BO, annat)
    bo.send("/decide", target="body:elnat", category="annat")
    console.town.react()
    bo.go(page_of(annat))
    assert "Ängsby Elnät · på telefon Inte kontaktad än Telefon 010-555 01 00" in words_of(bo)
    with console.town.transaction() as session:
        hand_over = dispatch.list_hand_overs(session, PRACTICE_CODE, annat.case_id)[0]
    where = f"/hand-overs/{hand_over.id}"
    assert bo.send(where, their_reference=" ").status_code == 422
    assert "Skriv namnet eller referensen som visar det." in words_of(bo)
    bo.send(where, their_reference="Karin, EN-4711", ask_again="2026-09-23")
    assert "Noterat att de har tagit emot." in words_of(bo)
    case = console.case(annat)
    assert (case.state, case.waiting_on) == (State.WAITING, "body")
    assert case.promise_kind is PromiseKind.ASK_AGAIN
    assert "Deras referens Karin, EN-4711" in words_of(bo)
    bo.send(where, their_reference="Karin, EN-4711", ask_again="")
    assert console.case(annat).outcome is Outcome.NOT_OURS_HANDED_OVER


def test_an_older_page_is_refused_and_gives_back_what_was_written(console: Console) -> None:
    view = console.town.reported(**VIEWPOINT)
    bo, gata = console.at_case(BO, view), console.at_case("trafik@angsby.example", view)
    gata.send("/wait", waiting_on="permit", until="2026-09-30")
    bo.send("/answer", words="Vi mäter farten i oktober.")
    assert bo.page.status_code == 409
    assert "Ärendet har ändrats sedan du öppnade sidan." in words_of(bo)
    assert bo.form("/answer").values["words"] == "Vi mäter farten i oktober."
    assert console.case(view).state is State.WAITING
    bo.send("/answer")
    assert console.case(view).outcome is Outcome.ANSWERED


def test_a_form_that_is_offered_no_more_still_gives_back_what_was_written(console: Console) -> None:
    lamp = console.town.reported()
    bo, other = console.at_case(BO, lamp), console.at_case(BO, lamp)
    other.send("/resolve", outcome="gone")
    bo.send("/ask", words="Vilken stolpe gäller det?")
    assert bo.page.status_code == 409
    assert not bo.has_form("/ask")
    assert "Det här hade du skrivit: Vilken stolpe gäller det?" in words_of(bo)


def test_an_answer_resolves_a_viewpoint_and_is_sent_as_it_stands(console: Console) -> None:
    view = console.town.reported(**VIEWPOINT)
    bo = console.at_case(BO, view)
    assert bo.send("/answer", words=" ").status_code == 422
    bo.send("/answer", words="Vi mäter farten i oktober.")
    console.town.react()
    assert console.case(view).outcome is Outcome.ANSWERED
    assert "Vi mäter farten i oktober." in console.town.last(view, "answered").body


def test_a_fault_has_no_answer_form_and_a_viewpoint_no_mending(console: Console) -> None:
    lamp, view = console.town.reported(), console.town.reported(**VIEWPOINT)
    assert not console.at_case(BO, lamp).has_form("/answer")
    bo = console.at_case(BO, view)
    assert bo.send("/resolve", outcome="mended").status_code == 422
    assert console.case(view).state is State.WITH_UNIT


def test_resolving_tells_those_who_reported(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert "Borta när vi kom (Stämmer det?)" in words_of(bo)
    assert bo.send("/resolve", outcome="").status_code == 422
    bo.send("/resolve", outcome="gone", words="")
    console.town.react()
    assert "gone" in told(console, lamp)
    assert console.orders(lamp)[0].state is OrderState.CANCELLED


def test_a_case_is_reopened_with_a_reason_and_a_new_promise(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert not bo.has_form("/reopen")
    bo.send("/resolve", outcome="gone")
    assert bo.send("/reopen", words="").status_code == 422
    assert console.case(lamp).state is State.RESOLVED
    bo.send("/reopen", words="Den är mörk igen.")
    case = console.case(lamp)
    assert (case.state, case.promise_kind) == (State.RECEIVED, PromiseKind.NEXT_WORD)
    assert "Anteckning, Bo · i dag kl. 10.00 · Kan begäras ut Den är mörk igen." in words_of(bo)


def test_a_held_case_is_let_through(console: Console) -> None:
    held = console.hold()
    bo = console.at_case(BO, held)
    assert "Hålls innan något skickas" in words_of(bo)
    bo.send("/release")
    console.town.react()
    assert console.case(held).state is State.ASSIGNED
    assert not console.at_case(BO, held).has_form("/release")


def test_a_promise_is_moved_to_a_day_with_its_reason(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    new: dict[str, Any] = {"kind": "mend", "day": "2026-09-24", "precision": "day", "cause": "late"}
    assert bo.send("/promise", **new).status_code == 422
    assert "behöver ett skäl" in words_of(bo)
    assert bo.form("/promise").values["day"] == "2026-09-24"
    bo.send("/promise", **new, reason="parts")
    console.town.react()
    case = console.case(lamp)
    assert (case.promise_kind, case.promise_precision) == (PromiseKind.MEND, Precision.DAY)
    assert case.promise_due_at == datetime.fromisoformat("2026-09-24T16:30+02:00")
    assert "delayed" in told(console, lamp)
    bo.go(page_of(lamp))
    assert "försenat: reservdelar har inte kommit" in words_of(bo)


@pytest.mark.parametrize(
    ("precision", "day", "due"),
    [
        ("week", "2026-09-29", "2026-10-02T15:00+02:00"),
        ("day", "2026-09-26", "2026-09-28T16:30+02:00"),  # a Saturday ends with the next working day
    ],
)
def test_a_promise_is_as_exact_as_it_is_chosen(console: Console, precision: str, day: str, due: str) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    bo.send("/promise", kind="mend", day=day, precision=precision, cause="next_step")
    assert console.case(lamp).promise_due_at == datetime.fromisoformat(due)


def test_a_promise_may_name_the_hour(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    bo.send("/promise", kind="next_word", day="2026-09-17", time="14:15", precision="day", cause="next_step")
    case = console.case(lamp)
    assert case.promise_due_at == datetime.fromisoformat("2026-09-17T14:15+02:00")
    assert case.promise_precision is Precision.TIME


@pytest.mark.parametrize("day", ["", "2026-09-15", "2036-01-01", "rubbish"])
def test_a_promise_needs_a_day_ahead(console: Console, day: str) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/promise", kind="mend", day=day, precision="day", cause="next_step").status_code == 422
    assert "Välj en dag framåt" in words_of(bo)


def test_the_third_late_move_goes_to_the_head(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    for day in ("2026-09-21", "2026-09-22", "2026-09-23"):
        bo.send("/promise", kind="mend", day=day, precision="day", cause="late", words="Regn.")
    assert "third_move" in console.attention(lamp)
    assert "Beskedet har skjutits upp tre gånger. Chefen för Gatuenheten" in words_of(bo)
    bo.send("/settle")
    assert "third_move" not in console.attention(lamp)


def test_waiting_tells_on_whom_and_until_when(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/wait", waiting_on="parts", until="").status_code == 422
    assert bo.send("/wait", waiting_on="moon", until="2026-09-30").status_code == 422
    bo.send("/wait", waiting_on="parts", until="2026-09-30")
    console.town.react()
    assert console.case(lamp).state is State.WAITING
    assert "waiting" in told(console, lamp)
    assert "Väntar på reservdelar" in words_of(bo)


def test_asking_sends_the_question_and_the_answer_comes_to_the_list(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/ask", words="").status_code == 422
    bo.send("/ask", words="Vilken stolpe gäller det?")
    console.town.react()
    assert console.case(lamp).state is State.NEEDS_ANSWER
    assert "Vilken stolpe gäller det?" in console.town.last(lamp, "need_info").body
    console.answer(lamp, "Stolpe 4711.")
    bo.go(page_of(lamp))
    assert "Den som anmälde har skrivit mer. Det är svaret på vår fråga." in words_of(bo)
    assert "Den som anmälde skrev · i dag kl. 10.00 Stolpe 4711." in words_of(bo)
    bo.send("/note", words="Läst.")
    assert "new_words" not in console.attention(lamp)


def test_a_note_rests_on_no_state_and_says_that_it_may_be_asked_for(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert "Kan begäras ut." in words_of(bo)
    console.crew(lamp, Act.ACCEPT)
    bo.send("/note", words="Ringde arbetsledaren.")
    assert bo.page.status_code == 200
    assert "Ringde arbetsledaren." in words_of(bo)
    assert bo.send("/note", words="").status_code == 422


def test_making_the_place_safe_tonight_is_an_order_of_its_own(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.send("/orders", contract="", purpose="make_safe").status_code == 422
    bo.send("/orders", contract=contract_id(console, "drift"), purpose="make_safe")
    assert [order.purpose for order in console.orders(lamp)] == [Purpose.MEND, Purpose.MAKE_SAFE]
    bo.send("/orders", contract=contract_id(console, "drift"), purpose="make_safe")
    assert bo.page.status_code == 409
    assert "redan en" in words_of(bo)


def test_work_is_sent_back_with_words_and_the_crew_told(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.MENDED)
    gata = console.at_case(STREETS, lamp)
    assert gata.send("/send_back", words=" ").status_code == 422
    gata.send("/send_back", words="Skicka ett foto.")
    console.town.react()
    assert console.orders(lamp)[0].state is OrderState.ACCEPTED
    assert "order_sent_back" in [code for code, _ in console.town.fates(lamp, to=RecipientKind.CONTRACTOR.value)]


def test_an_approval_sent_twice_happens_once(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.MENDED)
    gata = console.at_case(STREETS, lamp)
    form = gata.form("/approve")
    for _ in range(2):
        assert gata.client.post(form.action, data=form.values).status_code == 303
    console.town.react()
    assert console.orders(lamp)[0].state is OrderState.APPROVED
    assert gata.client.post(form.action, data=form.values | {"act_id": "a" * 24}).status_code == 409


def test_an_agent_may_not_approve(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.MENDED)
    bo = console.at_case(BO, lamp)
    address = f"{page_of(lamp)}/orders/{console.orders(lamp)[0].id}/approve"
    assert bo.client.post(address, data=bo.form("/note").values | {"act_id": "a" * 24}).status_code == 403


def test_an_order_of_another_case_is_not_found_by_this_one(console: Console) -> None:
    mine, other = console.town.reported(), console.town.reported()
    gata = console.at_case(STREETS, mine)
    address = f"{page_of(mine)}/orders/{console.orders(other)[0].id}/cancel"
    assert gata.client.post(address, data=gata.form("/note").values | {"act_id": "a" * 24}).status_code == 404


def test_taking_back_an_order_keeps_the_case_open(console: Console) -> None:
    lamp = console.town.reported()
    gata = console.at_case(STREETS, lamp)
    gata.send("/cancel")
    assert console.orders(lamp)[0].state is OrderState.CANCELLED
    assert console.case(lamp).is_open


def test_what_no_act_answers_is_taken_off_the_list_by_hand(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    began = console.town.now()
    console.town.pass_time(timedelta(days=3))
    assert (
        bo.client.post(f"{page_of(lamp)}/settle", data=bo.form("/note").values | {"why": "approve"}).status_code == 422
    )
    console.town.stop_clock(began)
