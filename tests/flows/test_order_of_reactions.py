"""Reactions that fail, are late or are killed change nothing of what is right in the end: each relies on no other."""

import secrets
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, dispatch, feedback, responsibility
from backend.cases import Outcome, State, Submitted, Whose, Why
from backend.cases.events import ReportSubmitted
from backend.dispatch import Act, ActForm, OrderState, WorkOrder
from backend.feedback import Answer
from backend.foundation.actor import Actor
from backend.foundation.database import Database
from backend.foundation.errors import LagatError, Unavailable
from backend.foundation.outbox import ATTEMPTS_BEFORE_PARKED, Reaction
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.outbox_builders import Book, connect_as_superuser, run_all
from tests.rolled_back_town import BO, CORE, MANHOLE
from tests.town import WEDNESDAY_MORNING, Town


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    """Ängsby on a Wednesday morning."""
    urls = (database_urls.owner, database_urls.web, database_urls.worker)
    owner, web, worker = (Database(url) for url in urls)
    town = Town(owner, web, worker, settings)
    town.begin()
    yield town
    for database in (owner, web, worker):
        database.close()


@pytest.fixture
def book(database_urls: DatabaseUrls) -> Iterator[Book]:
    book = Book(connect_as_superuser(database_urls))
    book.open_empty()
    yield book
    book.superuser.dispose()


def turn(town: Town, book: Book, *, without: str = "", times: int = 1) -> None:
    """Turn the outbox; ``without`` names a reaction that fails for now."""
    town.reactions = tuple(replace(each, react=fail) if each.name == without else each for each in CORE)
    for _ in range(times):
        book.let_time_pass()
        outbox = town.outbox()
        while run_all(outbox):
            pass


def fail(session: Session, happened: object, now: datetime) -> None:
    raise RuntimeError("not now")


def orders(town: Town, case_id: UUID) -> list[WorkOrder]:
    with town.transaction() as session:
        return list(dispatch.list_orders_of_case(session, PRACTICE_CODE, case_id))


def lists(town: Town, case_id: UUID) -> set[tuple[Why, Whose]]:
    with town.transaction() as session:
        return {(each.why, each.whose) for each in cases.list_attention_of_case(session, PRACTICE_CODE, case_id)}


def act(town: Town, order: WorkOrder, what: Act, *, actor: Actor = BO, outcome: Outcome | None = None) -> None:
    form = ActForm(act_id=secrets.token_urlsafe(24), act=what, outcome=outcome)
    with town.transaction() as session:
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=actor, now=WEDNESDAY_MORNING)


def resolve(town: Town, submitted: Submitted, outcome: Outcome = Outcome.GONE) -> None:
    with town.transaction() as session:
        cases.resolve_case(session, PRACTICE_CODE, submitted.case_id, outcome=outcome, actor=BO, now=WEDNESDAY_MORNING)


def say_no(town: Town, submitted: Submitted, resolution: int) -> None:
    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, submitted.report_id, resolution=resolution, answer=Answer.NO, words="",
            now=WEDNESDAY_MORNING,
        )  # fmt: skip


def test_an_acute_report_wakes_a_person_also_when_responsibility_cannot_be_decided(town: Town, book: Book) -> None:
    submitted = town.report(**MANHOLE)
    turn(town, book, without="responsibility.decide")
    with town.transaction() as session:
        assert dispatch.find_calling(session, PRACTICE_CODE, submitted.case_id) is not None
    assert town.case(submitted.case_id).state is State.RECEIVED
    turn(town, book)
    assert town.case(submitted.case_id).state is State.ASSIGNED


def test_what_is_given_up_stands_on_the_kontaktcenters_list_and_others_go_on(town: Town, book: Book) -> None:
    submitted = town.report()
    turn(town, book, without="responsibility.decide", times=ATTEMPTS_BEFORE_PARKED)
    assert lists(town, submitted.case_id) == {(Why.REACTION_PARKED, Whose.KONTAKTCENTER)}
    other = town.report()
    turn(town, book)
    assert town.case(submitted.case_id).state is State.RECEIVED
    assert town.case(other.case_id).state is State.ASSIGNED


def test_of_two_decisions_that_wait_for_the_worker_only_the_last_is_ordered(town: Town, book: Book) -> None:
    submitted = town.report()
    with town.transaction() as session:
        by_code = {each.code: each.id for each in responsibility.list_contracts(session, PRACTICE_CODE)}
    for code in ("belysning-ost", "belysning-vast"):
        with town.transaction() as session:
            responsibility.decide_by_person(
                session, PRACTICE_CODE, submitted.case_id, contract_id=by_code[code], actor=BO, now=WEDNESDAY_MORNING
            )
    turn(town, book)
    assert [order.contract_id for order in orders(town, submitted.case_id)] == [by_code["belysning-vast"]]


def test_a_late_cancelling_takes_no_order_of_a_case_that_was_reopened_since(town: Town, book: Book) -> None:
    submitted = town.report()
    turn(town, book)
    (order,) = orders(town, submitted.case_id)
    act(town, order, Act.COMPLETE, outcome=Outcome.MENDED)
    act(town, order, Act.APPROVE)
    late = "dispatch.cancel_open_orders"
    turn(town, book, without=late)
    say_no(town, submitted, 1)
    turn(town, book, without=late)
    turn(town, book)
    assert [(each.state, each.is_warranty) for each in orders(town, submitted.case_id)] == [
        (OrderState.APPROVED, False), (OrderState.SENT, True),
    ]  # fmt: skip


def test_a_late_approval_resolves_no_case_that_was_resolved_otherwise_and_reopened(town: Town, book: Book) -> None:
    submitted = town.report()
    turn(town, book)
    (order,) = orders(town, submitted.case_id)
    act(town, order, Act.COMPLETE, outcome=Outcome.MENDED)
    act(town, order, Act.APPROVE)
    late = "dispatch.resolve"
    turn(town, book, without=late)
    resolve(town, submitted, Outcome.WITHIN_CARE_LEVEL)
    say_no(town, submitted, 1)
    turn(town, book, without=late)
    assert town.case(submitted.case_id).is_open
    turn(town, book)
    assert town.case(submitted.case_id).is_open
    assert town.case(submitted.case_id).resolutions == 1


def test_a_verdict_on_a_resolution_that_is_no_longer_the_last_does_nothing(town: Town, book: Book) -> None:
    submitted = town.report()
    turn(town, book)
    resolve(town, submitted)
    say_no(town, submitted, 1)
    turn(town, book, without="feedback.follow")
    with town.transaction() as session:
        promise = cases.NewPromise(
            cases.PromiseKind.NEXT_WORD, datetime.fromisoformat("2026-09-20T00:00:00+00:00"),
            cases.get_promise(session, PRACTICE_CODE, submitted.case_id, 1).precision, cases.Cause.REOPENED,
        )  # fmt: skip
        cases.reopen_case(
            session, PRACTICE_CODE, submitted.case_id, because="by_staff", promise=promise, actor=BO,
            now=WEDNESDAY_MORNING,
        )  # fmt: skip
    resolve(town, submitted, Outcome.PRIVATE)
    turn(town, book)
    case = town.case(submitted.case_id)
    assert (case.state, case.outcome, case.resolutions) == (State.RESOLVED, Outcome.PRIVATE, 2)


def test_two_sendings_at_once_are_one_report(town: Town, book: Book) -> None:
    client_id, together = secrets.token_urlsafe(24), threading.Barrier(4)
    answers: list[Submitted | LagatError] = []

    def send() -> None:
        together.wait()
        try:
            answers.append(town.report(client_id=client_id))
        except LagatError as error:
            answers.append(error)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [each for each in answers if isinstance(each, Submitted)]
    assert all(isinstance(each, Submitted | Unavailable) for each in answers)
    assert len({each.reference for each in taken}) == 1
    assert [each.is_first for each in taken].count(True) == 1
    with town.transaction() as session:
        events = session.execute(sa.text("SELECT count(*) FROM event WHERE name = 'ReportSubmitted'")).scalar_one()
    assert events == 1


def test_two_who_act_on_one_order_at_once_do_it_once(town: Town, book: Book) -> None:
    submitted = town.report()
    turn(town, book)
    (order,) = orders(town, submitted.case_id)
    together, refused = threading.Barrier(2), []

    def accept() -> None:
        together.wait()
        try:
            act(town, order, Act.ACCEPT)
        except LagatError as error:
            refused.append(error)

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(each) for each in refused] == [dispatch.ActNotAllowed]
    with town.transaction() as session:
        steps = [each.facts.get("act") for each in cases.list_timeline(session, PRACTICE_CODE, submitted.case_id)]
    assert steps.count("accept") == 1


def test_what_wakes_a_person_begins_first_and_the_rest_in_the_order_of_the_plot(town: Town, book: Book) -> None:
    begun: list[str] = []

    def remember(reaction: Reaction) -> Reaction:
        def react(session: Session, happened: object, now: datetime) -> None:
            begun.append(reaction.name)

        return replace(reaction, react=react)

    town.report()
    town.reactions = tuple(remember(each) for each in CORE)
    run_all(town.outbox())
    of_report = [each for each in CORE if each.event is ReportSubmitted]
    assert begun == [each.name for each in sorted(of_report, key=lambda each: not each.urgent)]
    assert begun[:2] == ["responsibility.decide", "dispatch.alarm"], "whom to wake is for the contract to say"
