"""The third failure in a year: what the reporter reads, what the crew is told, and what counts as a word."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from backend import cases, dispatch
from backend.cases import Outcome, Submitted
from backend.catalogue import Precision
from backend.foundation import clock
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town


@pytest.fixture
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as opened:
        yield opened


def fail_and_mend(town: MailTown, times: int) -> None:
    for _ in range(times):
        submitted = town.reported()
        town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
        town.pass_time(timedelta(days=10))


def receipt_of(town: MailTown, submitted: Submitted) -> str:
    return town.last(submitted, "received").body


def test_the_ninth_reporter_reads_that_it_is_the_ninth_time_who_looks_and_until_when(town: MailTown) -> None:
    fail_and_mend(town, 2)
    third, english = town.reported(), town.reported(language="en", mail="anna@example.org")
    body = receipt_of(town, third)
    assert "Det har gått sönder igen, tredje gången på ett år. Vi utreder orsaken." in body
    assert "Gatuenheten, nytt besked senast " in body
    assert "It failed again, for the third time in a year." in receipt_of(town, english)
    assert body.count("Tack!") == 1
    with town.transaction() as session:
        [order] = dispatch.list_orders_of_case(session, PRACTICE_CODE, third.case_id)
    assert order.briefing["repeat_number"] == 3
    assert order.briefing["repeat_words"] == {"sv": "tredje", "en": "third"}


def test_the_second_reads_nothing_of_it(town: MailTown) -> None:
    with town.transaction() as session:
        there = cases.list_problems(session, PRACTICE_CODE)
    assert len(there) == 1, "the module's database keeps the lamp of the test before"
    elsewhere = {"category": "vag.potthal"}
    first = town.reported(**elsewhere)
    town.staff("resolve_case", first, outcome=Outcome.MENDED)
    second = town.reported(**elsewhere)
    assert town.case(second.case_id).repeat_number == 2
    assert "gången" not in receipt_of(town, second)


def test_a_receipt_is_no_word_and_a_delay_is_one(town: MailTown) -> None:
    submitted = town.reported(category="annat")
    assert town.case(submitted.case_id).last_word_at is None
    version = town.case(submitted.case_id).version
    with town.transaction() as session:
        cases.note_word_told(session, PRACTICE_CODE, submitted.case_id, now=clock.now(session))
    assert town.case(submitted.case_id).version == version
    promise = cases.NewPromise(
        cases.PromiseKind.NEXT_WORD,
        town.now() + timedelta(days=9),
        Precision.DAY,
        cases.Cause.LATE,
        "many",
    )
    town.pass_time(timedelta(hours=3))
    with town.transaction() as session:
        cases.move_promise(session, PRACTICE_CODE, submitted.case_id, promise=promise, actor=BO, now=clock.now(session))
    town.react()
    assert town.case(submitted.case_id).last_word_at == town.now()
