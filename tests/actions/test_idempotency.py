"""What is sent twice is taken once, and the second sending gets the first one's answer."""

import secrets
import threading
import time
from uuid import UUID

import pytest

from backend.foundation import idempotency
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Conflict, Invalid, LagatError, Unavailable
from backend.foundation.ids import new_id
from tests.outbox_builders import ANGSBY, HERE, NOON

BODY = {"category": "belysning.enstaka", "words": "Lampan är mörk."}


@pytest.fixture
def key() -> str:
    """The sender's own 128 random bits."""
    return secrets.token_urlsafe(16)


def claim(
    database: Database, key: str, subject_id: UUID, *, body: object = BODY, scope: Scope = HERE, purpose: str = "report"
) -> UUID | None:
    with database.transaction(scope) as session:
        return idempotency.claim(
            session, scope.municipalities[0], key, purpose=purpose, body=body, subject_id=subject_id, now=NOON
        )


def test_the_first_sending_goes_on_and_the_second_is_told_of_the_first(web_database: Database, key: str) -> None:
    first, second = new_id(), new_id()
    assert claim(web_database, key, first) is None
    assert claim(web_database, key, second) == first


def test_a_sending_that_failed_leaves_its_key_free(web_database: Database, key: str) -> None:
    def send_and_fail() -> None:
        with web_database.transaction(HERE) as session:
            idempotency.claim(session, ANGSBY, key, purpose="report", body=BODY, subject_id=new_id(), now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        send_and_fail()
    assert claim(web_database, key, new_id()) is None


def test_the_order_of_fields_is_no_other_content(web_database: Database, key: str) -> None:
    first = new_id()
    claim(web_database, key, first)
    assert claim(web_database, key, new_id(), body=dict(reversed(BODY.items()))) == first


def test_another_content_under_the_same_key_is_refused_and_sees_nothing_of_the_first(
    web_database: Database, key: str
) -> None:
    first = new_id()
    claim(web_database, key, first)
    with pytest.raises(Conflict) as refused:
        claim(web_database, key, new_id(), body={**BODY, "words": "En annan."})
    assert refused.value.code == "sent_with_other_content"
    assert str(first) not in str(refused.value)


@pytest.mark.parametrize("guessable", ["", "1", "a" * 21, "x" * 101])
def test_a_key_that_can_be_guessed_is_refused(web_database: Database, guessable: str) -> None:
    with pytest.raises(Invalid):
        claim(web_database, guessable, new_id())


def test_a_key_of_one_municipality_or_purpose_says_nothing_in_another(web_database: Database, key: str) -> None:
    claim(web_database, key, new_id())
    assert claim(web_database, key, new_id(), scope=Scope(("0581",))) is None
    assert claim(web_database, key, new_id(), purpose="photo") is None


def test_the_key_itself_is_stored_nowhere(web_database: Database, key: str) -> None:
    claim(web_database, key, new_id())
    with web_database.transaction(HERE) as session:
        rows = session.connection().exec_driver_sql("SELECT k::text FROM idempotency_key k").scalars().all()
    assert not any(key in row for row in rows)


def test_one_firms_key_is_refused_to_another_and_sees_nothing(web_database: Database, key: str) -> None:
    cleo, dag = (Scope((ANGSBY,), firm=new_id()) for _ in "ab")
    first = new_id()
    assert claim(web_database, key, first, scope=cleo) is None
    assert claim(web_database, key, new_id(), scope=cleo) == first
    with pytest.raises(Conflict) as refused:
        claim(web_database, key, new_id(), scope=dag)
    assert refused.value.code == "sent_with_other_content"


def send_at_once(database: Database, key: str, *, held_for: float) -> list[object]:
    """Two sendings, the second while the first is under way; each one's answer or refusal, and the second's seconds."""
    begun = threading.Event()
    first_id = new_id()
    answers: list[object] = []

    def first() -> None:
        with database.transaction(HERE) as session:
            idempotency.claim(session, ANGSBY, key, purpose="report", body=BODY, subject_id=first_id, now=NOON)
            begun.set()
            time.sleep(held_for)

    sending = threading.Thread(target=first)
    sending.start()
    begun.wait(5)
    started = time.monotonic()
    try:
        answers.append(claim(database, key, new_id()))
    except LagatError as error:
        answers.append(error)
    answers.append(time.monotonic() - started)
    sending.join()
    answers.append(first_id)
    return answers


def test_a_second_sending_waits_for_the_first_and_gets_its_answer(web_database: Database, key: str) -> None:
    answer, _, first_id = send_at_once(web_database, key, held_for=0.2)
    assert answer == first_id


def test_a_second_sending_is_told_to_come_back_after_two_seconds_when_the_first_takes_longer(
    web_database: Database, key: str
) -> None:
    answer, seconds, first_id = send_at_once(web_database, key, held_for=3)
    assert isinstance(answer, Unavailable)
    assert answer.code == "busy"
    assert isinstance(seconds, float)
    assert 1.5 < seconds < 2.9
    assert claim(web_database, key, new_id()) == first_id, "and then gets the first one's answer"
