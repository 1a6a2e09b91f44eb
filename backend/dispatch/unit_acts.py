"""What the unit alone does with an order: let it go, release what was locked, let its clock stand."""

from collections.abc import Callable
from datetime import timedelta

from backend.cases import Why
from backend.dispatch import hand_over_acts, locks, orders, terms
from backend.dispatch.act_effects import Doing
from backend.dispatch.decisions import LONGEST_WAIT
from backend.dispatch.errors import ActNotAllowed, ReasonUnknown, ReleasedByMissing, UntilMissing
from backend.dispatch.words import Act, HandOverEnding, PausedBy, WaitReason

LONGEST_AGO = timedelta(days=30)


def _send(doing: Doing) -> None:
    orders.let_go(doing.session, doing.case, doing.order, actor=doing.actor, now=doing.now)


def _release(doing: Doing) -> None:
    """An all-clear needs a name: "Elnät, Sven". When it was given is the act's ``occurred_at``."""
    order = doing.order
    if not order.is_locked:
        raise ActNotAllowed(doing.act, order.state)
    if not doing.words:
        raise ReleasedByMissing
    at = max(doing.at, order.sent_at)
    locks.release_order(doing.session, doing.case, order, words=doing.words, actor=doing.actor, at=at, now=doing.now)
    who = (order.waits_for or {}).get("who")
    if who:
        hand_over_acts.end_those_to(
            doing.session, doing.case, str(who), ended_as=HandOverEnding.ALL_CLEAR, actor=doing.actor, now=doing.now
        )
    doing.settle(Why.NEXT_LOOK)


def _pause(doing: Doing) -> None:
    if doing.reason not in set(WaitReason):
        raise ReasonUnknown
    if doing.until is None or not doing.now < doing.until <= doing.now + LONGEST_WAIT:
        raise UntilMissing
    # The unit may grant what has been stood already: work that could not be done since a day ago.
    begins_at = max(doing.at, doing.order.sent_at, doing.now - LONGEST_AGO)
    doing.move(reason=doing.reason)
    terms.pause_clock(
        doing.session,
        doing.order,
        reason=doing.reason,
        begins_at=begins_at,
        ends_at=doing.until,
        granted_by=PausedBy.UNIT,
        actor=doing.actor,
        now=doing.now,
    )


UNIT_EFFECTS: dict[Act, Callable[[Doing], None]] = {Act.SEND: _send, Act.RELEASE: _release, Act.PAUSE: _pause}
