"""What an order waits for, when its clock stood and what it is held to, as its page shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from contractor_portal import codes
from contractor_portal.answers import NOT_DONE, Order
from contractor_portal.language import current_language
from contractor_portal.moments import words_for_day, words_for_moment


@dataclass(frozen=True)
class LockView:
    """Why the work may not begin: ``is_dangerous`` for somebody's life, else since another order comes first."""

    is_dangerous: bool
    waits_for: str


@dataclass(frozen=True)
class DeadlineView:
    """One deadline in words."""

    label: str
    words: str
    is_late: bool


def view_lock(order: Order) -> LockView | None:
    """None where the work may begin, or is done."""
    if not order.terms.is_locked or order.state not in NOT_DONE:
        return None
    return LockView(
        order.terms.waits_for_kind != "order", order.terms.waits_for_reference or order.terms.waits_for_name
    )


def words_for_release(order: Order) -> str:
    """Who released the work and when: "Frisläppt av Elnät, Sven i dag kl. 15.20"; empty where it never was locked."""
    if order.terms.released_at is None:
        return ""
    when = words_for_moment(order.terms.released_at, current_language(), now=order.now)
    said = gettext("Released by %(who)s %(when)s. You may begin.", who=order.terms.released_words, when=when)
    return str(said)


def list_deadlines(order: Order) -> tuple[DeadlineView, ...]:
    """Made safe and begun by when, where that is still to come; when it is to be done stands by itself."""
    if order.state not in NOT_DONE:
        return ()
    is_begun = order.state == "started" or order.terms.started_at is not None
    wanted = [(gettext("The place safe by"), order.terms.make_safe_by)]
    if not is_begun:
        wanted.append((gettext("Begun by"), order.terms.start_by))
    return tuple(
        DeadlineView(label, _said(at, order, words_for_moment), at < order.now and not order.terms.is_locked)
        for label, at in wanted
        if at is not None
    )


def list_pauses(order: Order) -> tuple[str, ...]:
    """When the clock stood and why: the deadlines have moved by it."""
    return tuple(
        gettext(
            "%(reason)s, %(begin)s – %(end)s",
            reason=gettext("Locked") if each.reason == "locked" else codes.word_for(codes.WAIT_REASONS, each.reason),
            begin=_said(each.begins_at, order, words_for_day),
            end=_said(each.ends_at, order, words_for_day) or gettext("still"),
        )
        for each in order.terms.pauses
    )


def _said(at: datetime | None, order: Order, words_for: Callable[..., str]) -> str:
    return words_for(at, current_language(), now=order.now) if at else ""
