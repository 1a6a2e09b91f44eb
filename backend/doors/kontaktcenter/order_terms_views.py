"""What an order is held to and what it waits for, as the case page and the unit's lists show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend import dispatch
from backend.dispatch import Deadline, OrderPause, WorkOrder
from backend.dispatch.locks import LOCK
from backend.dispatch.terms import COLUMNS, MARKS
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import DEADLINES, HELD, LOCKED, PAUSED, WAITS
from backend.foundation.ids import show_reference


@dataclass(frozen=True)
class DeadlineView:
    """One deadline that still stands or has passed."""

    words: str
    at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class PauseView:
    """A time in which the clock stood."""

    reason: str
    begins_at: datetime
    ends_at: datetime | None
    granted_by: str


@dataclass(frozen=True)
class OrderTerms:
    """Deadlines, pauses, lock, hold, sample and history of one order."""

    deadlines: tuple[DeadlineView, ...]
    pauses: tuple[PauseView, ...]
    is_locked: bool
    is_dangerous: bool
    waits_for: str
    released_at: datetime | None
    released_words: str
    is_held: bool
    held_because: str
    let_go_at: datetime | None
    replaces: str
    is_sample: bool


def view_terms(
    order: WorkOrder, pauses: Sequence[OrderPause], references: Mapping[UUID, str], now: datetime
) -> OrderTerms:
    """``references`` are those of the case's orders by id, in stored form."""
    waits_for = order.waits_for or {}
    replaced = references.get(order.replaces_order_id, "") if order.replaces_order_id else ""
    return OrderTerms(
        deadlines=list_deadline_views(order, now),
        pauses=tuple(_pause(each) for each in pauses),
        is_locked=order.is_locked,
        is_dangerous=dispatch.is_dangerous_to_begin(order),
        waits_for=str(waits_for.get("name") or waits_for.get("reference") or ""),
        released_at=order.released_at,
        released_words=order.released_words or "",
        is_held=not order.was_sent and order.ended_at is None,
        held_because=word_for(HELD, order.held_because) if order.held_because else "",
        let_go_at=order.let_go_at,
        replaces=show_reference(replaced) if replaced else "",
        is_sample=bool(order.sampled),
    )


def list_deadline_views(order: WorkOrder, now: datetime) -> tuple[DeadlineView, ...]:
    """The deadlines of an order in the order of the work; those it has met are left out, unless they were late."""
    met = {
        Deadline.ACCEPT: order.accepted_at is not None,
        Deadline.START: order.started_at is not None,
    }
    shown = []
    for deadline, column in COLUMNS.items():
        at, overdue = getattr(order, column), getattr(order, MARKS[deadline][0])
        if at is not None and (overdue or not met.get(deadline, False)):
            shown.append(DeadlineView(word_for(DEADLINES, deadline), at, overdue or _has_passed(order, at, now)))
    return tuple(shown)


def _has_passed(order: WorkOrder, at: datetime, now: datetime) -> bool:
    is_open = order.ended_at is None and order.done_at is None and order.was_sent
    return is_open and not order.is_locked and at < now


def _pause(pause: OrderPause) -> PauseView:
    reason = str(LOCKED) if pause.reason == LOCK else word_for(WAITS, pause.reason)
    return PauseView(reason, pause.begins_at, pause.ends_at, word_for(PAUSED, pause.granted_by))
