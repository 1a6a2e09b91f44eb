"""Queueing, overtaking, listing, sending again and holding deliveries, on a real database, rolled back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries
from backend.deliveries import Fate, ParkedReason
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, NotFound
from tests.delivery_builders import ANGSBY, NOON, NORRKOPING, build_letter

BO = Actor(ActorKind.STAFF, uuid4())
OpenSession = Callable[..., Session]


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def queue(session: Session, **changes: Any) -> UUID:
    delivery_id = deliveries.queue_delivery(session, ANGSBY, build_letter(**changes), now=NOON)
    assert delivery_id is not None
    return delivery_id


def set_row(session: Session, delivery_id: UUID, assignments: str) -> None:
    session.execute(sa.text(f"UPDATE delivery SET {assignments} WHERE id = :id"), {"id": delivery_id})
    session.expire_all()


def test_a_letter_is_queued_for_now(angsby: Session) -> None:
    delivery_id = queue(angsby, links={"link": {"maker": "web", "report": "x"}}, body="Följ: {link}")
    delivery = deliveries.get_delivery(angsby, ANGSBY, delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.repeats) == (Fate.QUEUED, 0, 0)
    assert delivery.next_attempt_at == delivery.not_before == delivery.queued_at == NOON
    assert delivery.links == {"link": {"maker": "web", "report": "x"}}
    assert delivery.body == "Följ: {link}"


def test_a_letter_waits_for_its_moment(angsby: Session) -> None:
    delivery_id = queue(angsby, not_before=NOON + timedelta(hours=9))
    assert deliveries.get_delivery(angsby, ANGSBY, delivery_id).next_attempt_at == NOON + timedelta(hours=9)
    assert deliveries.list_due_deliveries(angsby, by=NOON + timedelta(hours=8), limit=5) == []
    due = deliveries.find_next_due(angsby)
    assert due is not None
    assert (due.municipality, due.subject_id, due.due_at) == (ANGSBY, delivery_id, NOON + timedelta(hours=9))


def test_a_step_is_told_to_a_person_once(angsby: Session) -> None:
    step_id = uuid4()
    queue(angsby, step_id=step_id)
    again = build_letter(step_id=step_id, address="amira@work.example")
    assert deliveries.queue_delivery(angsby, ANGSBY, again, now=NOON) is None
    queue(angsby, step_id=step_id, recipient_key="cleo")
    queue(angsby, step_id=uuid4())
    assert len(deliveries.list_deliveries(angsby, ANGSBY, step_id=step_id)) == 2


def test_a_waiting_text_is_overtaken_by_a_later_step(angsby: Session) -> None:
    case_id = uuid4()
    delayed = queue(angsby, case_id=case_id, text_code="delayed")
    received = queue(angsby, case_id=case_id, text_code="received")
    others = queue(angsby, case_id=case_id, text_code="delayed", recipient_key="cleo")
    count = deliveries.overtake_waiting(
        angsby, ANGSBY, case_id=case_id, recipient_key="amira", text_codes=["delayed"], now=NOON
    )
    assert count == 1
    fates = {delivery.id: delivery.fate for delivery in deliveries.list_deliveries(angsby, ANGSBY, case_id=case_id)}
    assert fates == {delayed: Fate.OVERTAKEN, received: Fate.QUEUED, others: Fate.QUEUED}
    assert deliveries.overtake_waiting(angsby, ANGSBY, case_id=case_id, text_codes=["delayed"], now=NOON) == 1


@pytest.mark.parametrize(
    "row",
    [
        "fate = 'in_doubt'",
        "leased_until = clock_timestamp() + interval '1 minute'",
        "leased_until = clock_timestamp() - interval '1 minute'",
        "fate = 'handed_over'",
    ],
)
def test_what_may_have_been_sent_is_not_overtaken(angsby: Session, row: str) -> None:
    case_id = uuid4()
    delivery_id = queue(angsby, case_id=case_id)
    set_row(angsby, delivery_id, row)
    assert deliveries.overtake_waiting(angsby, ANGSBY, case_id=case_id, text_codes=["received"], now=NOON) == 0


def test_deliveries_are_listed_newest_first_page_by_page(angsby: Session) -> None:
    queued = [queue(angsby) for _ in range(5)]
    first = deliveries.list_deliveries(angsby, ANGSBY, limit=2)
    rest = deliveries.list_deliveries(angsby, ANGSBY, after=first[-1].id, limit=10)
    assert [delivery.id for delivery in [*first, *rest]] == queued[::-1]


def test_deliveries_are_counted_by_fate(angsby: Session) -> None:
    queue(angsby)
    set_row(angsby, queue(angsby), "fate = 'parked', parked_reason = 'gave_up'")
    counts = deliveries.count_by_fate(angsby, ANGSBY)
    assert (counts[Fate.QUEUED], counts[Fate.PARKED], counts[Fate.DELIVERED]) == (1, 1, 0)
    assert len(deliveries.list_deliveries(angsby, ANGSBY, fate=Fate.PARKED)) == 1


def test_staff_send_a_parked_one_again_and_it_is_audited(angsby: Session) -> None:
    delivery_id = queue(angsby)
    set_row(angsby, delivery_id, "fate = 'parked', parked_reason = 'gave_up', attempts = 12, ended_at = now()")
    deliveries.resend_delivery(angsby, ANGSBY, delivery_id, actor=BO, now=NOON)
    delivery = deliveries.get_delivery(angsby, ANGSBY, delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.parked_reason, delivery.ended_at) == (Fate.QUEUED, 0, None, None)
    acts = angsby.execute(sa.text("SELECT act, actor_id FROM audit_entry WHERE subject_id = :id"), {"id": delivery_id})
    assert acts.all() == [("resend_delivery", BO.id)]


@pytest.mark.parametrize("reason", ["in_doubt", "restored"])
def test_what_may_have_arrived_goes_back_in_doubt(angsby: Session, reason: str) -> None:
    delivery_id = queue(angsby)
    set_row(angsby, delivery_id, f"fate = 'parked', parked_reason = '{reason}'")
    deliveries.resend_delivery(angsby, ANGSBY, delivery_id, actor=BO, now=NOON)
    assert deliveries.get_delivery(angsby, ANGSBY, delivery_id).fate is Fate.IN_DOUBT


def test_what_is_handed_over_cannot_be_sent_again(angsby: Session) -> None:
    delivery_id = queue(angsby)
    set_row(angsby, delivery_id, "fate = 'handed_over'")
    with pytest.raises(Conflict):
        deliveries.resend_delivery(angsby, ANGSBY, delivery_id, actor=BO, now=NOON)


def test_an_unknown_delivery_and_one_of_another_municipality_look_the_same(session: OpenSession) -> None:
    delivery_id = queue(session(Scope((ANGSBY,))))
    elsewhere = session(Scope((NORRKOPING,)))
    elsewhere.expunge_all()
    for unknown in (delivery_id, uuid4()):
        with pytest.raises(NotFound, match=r"There is no such message\."):
            deliveries.get_delivery(elsewhere, ANGSBY, unknown)
        with pytest.raises(NotFound, match=r"There is no such message\."):
            deliveries.resend_delivery(elsewhere, ANGSBY, unknown, actor=BO, now=NOON)


def test_a_firm_sees_no_delivery(session: OpenSession) -> None:
    queue(session(Scope((ANGSBY,))))
    assert deliveries.list_deliveries(session(Scope((ANGSBY,), firm=uuid4())), ANGSBY) == []


def test_after_a_restore_all_that_waits_waits_for_a_person(session: OpenSession) -> None:
    angsby = session(Scope((ANGSBY,)))
    waiting, doubtful, sent = queue(angsby), queue(angsby), queue(angsby)
    set_row(angsby, doubtful, "fate = 'in_doubt'")
    set_row(angsby, sent, "fate = 'handed_over'")
    owner = session(Scope((ANGSBY, NORRKOPING)), "owner")
    assert deliveries.hold_all_queued(owner, now=NOON) == 2
    for held in (waiting, doubtful):
        delivery = deliveries.get_delivery(owner, ANGSBY, held)
        assert (delivery.fate, delivery.parked_reason) == (Fate.PARKED, ParkedReason.RESTORED)
    assert deliveries.find_next_due(owner) is None
    told = owner.execute(sa.text("SELECT stream_id FROM event WHERE name = 'DeliveryParked'"))
    assert set(told.scalars()) == {waiting, doubtful}
