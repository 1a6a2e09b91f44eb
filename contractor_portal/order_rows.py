"""Orders as pages show them: small frozen values with every word already said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from contractor_portal import codes
from contractor_portal.act_forms import ACTS
from contractor_portal.addresses import address_of_order
from contractor_portal.answers import NOT_DONE, UNANSWERED, Municipality, Order
from contractor_portal.language import current_language
from contractor_portal.moments import words_for_day, words_for_moment
from contractor_portal.order_terms import (
    DeadlineView,
    LockView,
    list_deadlines,
    list_pauses,
    view_lock,
    words_for_release,
)

TONES = {"sent": "warn", "received": "warn", "done": "good", "approved": "good"}


@dataclass(frozen=True)
class OrderRow:
    """One order in a list. ``due`` is its deadline, or when it ended, in words; nothing while done work waits."""

    address: str
    name: str
    place: str
    town: str
    state: str
    tone: str
    due: str
    is_acute: bool
    is_late: bool
    answer_is_late: bool
    is_locked: bool


@dataclass(frozen=True)
class ShownPhoto:
    """A photo past the gate, small and large, and what it shows in words."""

    small: str
    large: str
    words: str


@dataclass(frozen=True)
class OrderPageView:
    """One order on its own page.

    ``waiting`` and ``ending`` are pairs of label and words; ``acts`` what may be done now in order, ``main_acts`` those
    of them that stand out.
    """

    municipality: str
    reference: str
    address: str
    name: str
    place: str
    town: str
    state: str
    tone: str
    purpose: str
    is_acute: bool
    is_late: bool
    is_warranty: bool
    lock: LockView | None
    released: str
    deadlines: tuple[DeadlineView, ...]
    pauses: tuple[str, ...]
    is_done: bool
    may_add_photo: bool
    answer_by: str
    answer_is_late: bool
    deadline: str
    advice: str
    answers: tuple[tuple[str, str], ...]
    words: str
    asset_number: str
    repeat: str
    row: str
    position: str
    map_address: str
    waiting: tuple[tuple[str, str], ...]
    ending: tuple[tuple[str, str], ...]
    sent_back: str
    photos: tuple[ShownPhoto, ...]
    photos_on_their_way: int
    photos_refused: int
    acts: tuple[str, ...]
    main_acts: tuple[str, ...]


def make_row(order: Order, town: Municipality | None) -> OrderRow:
    """An order in a list."""
    return OrderRow(
        address=address_of_order(order.municipality, order.reference),
        name=order.briefing.name,
        place=order.briefing.place,
        town=town.name if town else order.municipality,
        state=codes.word_for(codes.STATES, order.state),
        tone=TONES.get(order.state, ""),
        due=_day(order.ended_at or (order.deadline_at if order.state in NOT_DONE else None), order.now),
        is_acute=order.is_acute and order.state in NOT_DONE,
        is_late=order.is_late,
        answer_is_late=order.answer_is_late,
        is_locked=(lock := view_lock(order)) is not None and lock.is_dangerous,
    )


def sort_key(order: Order) -> tuple[bool, bool, float, str]:
    """Acute first, then what is still to be done, by deadline; those alike by reference."""
    deadline = order.deadline_at.timestamp() if order.deadline_at else float("inf")
    is_done = order.state not in NOT_DONE
    return not (order.is_acute and not is_done), is_done, deadline, order.reference


def make_page(order: Order, town: Municipality | None) -> OrderPageView:
    """An order on its own page."""
    briefing = order.briefing
    shown = tuple(_photo(order, each.id, each.kind) for each in order.photos if each.state == "ready")
    unanswered = order.state in UNANSWERED
    acts = tuple(act for act in ACTS if act in order.acts)
    return OrderPageView(
        municipality=order.municipality,
        reference=order.reference,
        address=address_of_order(order.municipality, order.reference),
        name=briefing.name,
        place=briefing.place,
        town=town.name if town else order.municipality,
        state=codes.word_for(codes.STATES, order.state),
        tone=TONES.get(order.state, ""),
        purpose=codes.word_for(codes.PURPOSES, order.purpose),
        is_acute=order.is_acute and order.state in NOT_DONE,
        is_late=order.is_late,
        is_warranty=order.is_warranty,
        lock=view_lock(order),
        released=words_for_release(order),
        deadlines=list_deadlines(order),
        pauses=list_pauses(order),
        is_done=order.state not in NOT_DONE,
        may_add_photo=order.state not in ("declined", "cancelled"),
        answer_by=_moment(order.accept_by, order.now) if unanswered else "",
        answer_is_late=order.answer_is_late,
        deadline=_moment(order.deadline_at, order.now),
        advice=briefing.advice,
        answers=briefing.answers,
        words=briefing.words,
        asset_number=briefing.asset_number,
        repeat=briefing.repeat,
        row=briefing.row,
        position=_position(briefing.latitude, briefing.longitude),
        map_address=_map_address(briefing.latitude, briefing.longitude),
        waiting=_waiting(order),
        ending=_ending(order),
        sent_back=order.sent_back_reason if order.state in NOT_DONE else "",
        photos=shown,
        photos_on_their_way=sum(each.state == "received" for each in order.photos),
        photos_refused=sum(each.state == "refused" and each.kind == "proof" for each in order.photos),
        acts=acts,
        main_acts=_main_acts(order, acts),
    )


def _main_acts(order: Order, acts: tuple[str, ...]) -> tuple[str, ...]:
    """What is likeliest now: the first, and once the job is taken that it is done."""
    taken = order.state in ("accepted", "started")
    return tuple(act for act in acts if act == acts[0] or (act == "complete" and taken))


def _waiting(order: Order) -> tuple[tuple[str, str], ...]:
    if order.state != "waiting":
        return ()
    return _said(
        (gettext("Waiting for"), codes.word_for(codes.WAIT_REASONS, order.waiting_on)),
        (gettext("Looked at again"), _day(order.waiting_until, order.now)),
        (gettext("More about it"), order.waiting_reason),
    )


def _ending(order: Order) -> tuple[tuple[str, str], ...]:
    if order.state in NOT_DONE:
        return ()
    return _said(
        (gettext("What was done"), codes.word_for(codes.OUTCOMES, order.outcome)),
        (gettext("Reason"), codes.word_for(codes.DECLINE_REASONS, order.declined_reason)),
        (gettext("More about it"), order.done_words),
        (gettext("Ended"), _moment(order.ended_at, order.now)),
    )


def _said(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(fact for fact in facts if fact[1])


def _photo(order: Order, photo_id: str, kind: str) -> ShownPhoto:
    words = gettext("Photo of the finished work") if kind == "proof" else gettext("Photo sent with the report")

    def address(size: str) -> str:
        where: dict[str, Any] = {"municipality": order.municipality, "reference": order.reference}
        return url_for("orders.show_photo", photo_id=photo_id, size=size, **where)

    return ShownPhoto(address("thumb"), address("display"), words)


def _position(latitude: float | None, longitude: float | None) -> str:
    return "" if latitude is None or longitude is None else f"{latitude:.5f}, {longitude:.5f}"


def _map_address(latitude: float | None, longitude: float | None) -> str:
    """RFC 5870: any map app on the phone opens it. The q is what Android's apps need to set a pin."""
    if latitude is None or longitude is None:
        return ""
    return f"geo:{latitude:.6f},{longitude:.6f}?q={latitude:.6f},{longitude:.6f}"


def _day(at: datetime | None, now: datetime) -> str:
    return words_for_day(at, current_language(), now=now) if at else ""


def _moment(at: datetime | None, now: datetime) -> str:
    return words_for_moment(at, current_language(), now=now) if at else ""
