"""The problems' pages, what a case's head says of them, and the silent list."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from backend import cases
from backend.cases import Outcome, Problem, Submitted
from backend.doors.kontaktcenter.silent_page import ROWS
from backend.foundation import clock
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, BO, STREETS
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def third(console: Console) -> Submitted:
    """The third time the lamp on Storgatan is dark."""
    for _ in range(2):
        submitted = console.town.reported()
        console.town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
        console.town.pass_time(timedelta(days=10))
    return console.town.reported()


def problem_of(console: Console, submitted: Submitted) -> Problem:
    with console.town.transaction() as session:
        problem_id = console.case(submitted).problem_id
        assert problem_id is not None
        return cases.get_problem(session, PRACTICE_CODE, problem_id)


def test_the_head_of_a_case_says_how_manieth_time_and_who_owns_the_cause(console: Console, third: Submitted) -> None:
    said = words_of(console.at_case(BO, third))
    assert "Tredje gången på ett år – problem sedan" in said
    assert "ägare Gatuenheten, besked senast" in said
    assert "Det hade gått sönder förut" in said


def test_a_case_that_never_failed_before_says_nothing_of_it(console: Console, third: Submitted) -> None:
    assert "gången på ett år" not in words_of(console.at_case(BO, console.town.reported(category="annat")))


def test_the_list_shows_open_problems_and_what_was_mended_and_solved_apart(console: Console, third: Submitted) -> None:
    bo = console.open(BO)
    bo.go(f"{HOME}problem")
    said = words_of(bo)
    assert "Tredje gången på ett år" in said
    assert "Lagat på ett år 2" in said
    assert "Problem lösta på ett år 0" in said
    bo.go(f"{HOME}problem?unit=park")
    assert "Det finns inga problem här." in words_of(bo)
    bo.go(f"{HOME}problem?show=solved")
    assert "Det finns inga problem här." in words_of(bo)


def test_a_day_is_moved_with_its_reason_and_without_one_the_page_says_so(console: Console, third: Submitted) -> None:
    problem = problem_of(console, third)
    unit = console.open(STREETS)
    unit.go(f"{HOME}problem/{problem.id}")
    day = (problem.next_look_at + timedelta(days=30)).date().isoformat()
    unit.send("/move", day=day, reason="")
    assert unit.page.status_code == 422
    assert "Ett nytt datum behöver ett skäl." in words_of(unit)
    assert f'value="{day}"' in unit.text
    unit.send("/move", day=day, reason="Kabeln grävs upp i vår.")
    assert "Du ser det igen den dagen." in words_of(unit)
    assert "Kabeln grävs upp i vår." in words_of(unit)
    assert problem_of(console, third).moves == 1


def test_in_english_it_is_said_in_english(console: Console, third: Submitted) -> None:
    bo = console.open(BO)
    bo.go(f"{page_of(third)}?lang=en")
    assert "The third time in a year – problem since" in words_of(bo)


def test_its_owner_solves_it_with_words(console: Console, third: Submitted) -> None:
    problem = problem_of(console, third)
    unit = console.open(STREETS)
    unit.go(f"{HOME}problem/{problem.id}")
    unit.send("/solve", words=" ")
    assert unit.page.status_code == 422
    unit.send("/solve", words="Kabeln var avgrävd.")
    assert "Löst. Går det sönder igen räknas det ändå." in words_of(unit)
    assert not unit.has_form("/solve")
    unit.go(page_of(third))
    assert "löst" in words_of(unit)


def test_who_may_not_decide_may_look_and_change_nothing(console: Console, third: Submitted) -> None:
    problem = problem_of(console, third)
    admin = console.open(ADMIN)
    assert admin.go(f"{HOME}problem/{problem.id}").status_code == 200
    assert not admin.has_form("/solve")
    answer = admin.client.post(f"{HOME}problem/{problem.id}/solve", data={"words": "Löst."})
    assert answer.status_code in (403, 404)


def test_a_stranger_is_asked_to_sign_in_and_an_unknown_problem_is_not_found(console: Console, third: Submitted) -> None:
    stranger = console.open(None)
    stranger.go(f"{HOME}problem")
    assert "/sign-in" in stranger.path
    bo = console.open(BO)
    assert bo.go(f"{HOME}problem/{uuid4()}").status_code == 404


def test_the_silent_list_shows_what_nothing_happens_in_page_by_page(console: Console, third: Submitted) -> None:
    for _ in range(ROWS + 2):
        console.town.report(category="annat", mail=None)
    console.town.pass_time(timedelta(days=40))
    bo = console.open(BO)
    bo.go(f"{HOME}tysta?days=30")
    assert "Ingenting sedan" in words_of(bo)
    following = bo.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    bo.go(following)
    assert "Till de första" in words_of(bo)
    bo.go(f"{HOME}tysta?days=300")
    assert "Inget ärende är tyst på det sättet." in words_of(bo)
    assert bo.go(f"{HOME}tysta?days=plenty&kind=odd&after=odd&unit=odd").status_code == 200


def test_the_silent_list_shows_promises_that_passed_without_a_word(console: Console, third: Submitted) -> None:
    submitted = console.town.report(category="annat")
    console.town.pass_time(timedelta(days=7))
    console.town.work()
    bo = console.open(BO)
    bo.go(f"{HOME}tysta?kind=untold")
    assert "Inget ord sedan kvittot" in words_of(bo)
    with console.town.transaction() as session:
        cases.note_word_told(session, PRACTICE_CODE, submitted.case_id, now=clock.now(session))
        left = cases.list_silent(session, PRACTICE_CODE, cases.Silence.UNTOLD, before=clock.now(session), limit=100)
    assert submitted.case_id not in {case.id for case in left}
