"""The fates of a delivery and the one table of moves between them. Fates only move forward; a person may send again."""

from enum import StrEnum

from backend.foundation.errors import Conflict


class Fate(StrEnum):
    """What became of one delivery to one recipient."""

    QUEUED = "queued"
    """Waits for its moment, for a pause to end after a try that surely failed, or for a person (a letter, a call)."""
    IN_DOUBT = "in_doubt"
    """A sender died or the receiver's yes got lost: it may have arrived. A mail is repeated under its Message-ID, an
    SMS is asked for at its provider and never repeated by itself."""
    HANDED_OVER = "handed_over"
    """The next system has said yes."""
    DELIVERED = "delivered"
    """The recipient's system has confirmed, or a person has told them."""
    FAILED = "failed"
    """Came back after it was handed over."""
    PARKED = "parked"
    """Given up: staff see it, with the reason, and can send it again."""
    OVERTAKEN = "overtaken"
    """A later step made it untrue before it was sent."""
    UNWANTED = "unwanted"
    """The recipient does not wish it."""


MOVES: dict[Fate, frozenset[Fate]] = {
    Fate.QUEUED: frozenset(
        {Fate.IN_DOUBT, Fate.HANDED_OVER, Fate.DELIVERED, Fate.PARKED, Fate.OVERTAKEN, Fate.UNWANTED}
    ),
    Fate.IN_DOUBT: frozenset({Fate.HANDED_OVER, Fate.DELIVERED, Fate.FAILED, Fate.PARKED}),
    Fate.HANDED_OVER: frozenset({Fate.DELIVERED, Fate.FAILED}),
    Fate.PARKED: frozenset({Fate.QUEUED, Fate.IN_DOUBT, Fate.DELIVERED, Fate.UNWANTED}),
    Fate.FAILED: frozenset({Fate.QUEUED, Fate.DELIVERED, Fate.UNWANTED}),
    Fate.DELIVERED: frozenset(),
    Fate.OVERTAKEN: frozenset(),
    Fate.UNWANTED: frozenset(),
}
"""From a fate to those that may follow. Back to queued or in doubt only by a person's act. A provider may confirm what
was given up, what it first said had failed, and what a person is about to send again: that it arrived is the last word.
"""

WAITING = (Fate.QUEUED, Fate.IN_DOUBT)
"""The fates a sender takes up."""


class ParkedReason(StrEnum):
    """Why a delivery was given up."""

    REFUSED = "refused"
    """The receiver refused it for good."""
    GAVE_UP = "gave_up"
    """Every try failed."""
    IN_DOUBT = "in_doubt"
    """At least one try may have arrived, and nobody could say."""
    NO_ADDRESS = "no_address"
    """The address was erased before it was sent."""
    RESTORED = "restored"
    """It waited in a backup that was restored, so it may have been sent since."""
    BUDGET = "budget"
    """The municipality's money for this channel is spent for the month."""
    NUMBER_CAP = "number_cap"
    """The number has had as many in a day as one number may."""
    SOURCE_CAP = "source_cap"
    """Reports from one network have led to as many in a day as one network may."""
    NOT_REACHED = "not_reached"
    """A person tried to ring, or to post a letter, and could not."""

    @property
    def may_have_arrived(self) -> bool:
        """Whether sending it again is a repeat of something the recipient may already have."""
        return self in (ParkedReason.IN_DOUBT, ParkedReason.RESTORED)


CAME_BACK = "came_back"
"""What is announced as the reason of a delivery that failed after it was handed over."""


def check_move(current: Fate, to: Fate) -> None:
    """Raises ``Conflict`` where a delivery of fate ``current`` cannot take fate ``to``."""
    if to not in MOVES[current]:
        raise Conflict("delivery_fate_settled", "This message is settled and cannot be sent again.")


def fate_by_reports(current: Fate, *, delivered: bool, failed: bool, in_hand: bool) -> Fate:
    """The fate after what a provider has called back so far, in whatever order it came: it only moves forward.

    ``in_hand``: a sender holds it and will look at the reports itself when it lays it down.
    """
    if in_hand and current is Fate.QUEUED:
        return current
    if delivered and Fate.DELIVERED in MOVES[current]:
        return Fate.DELIVERED
    if failed and Fate.FAILED in MOVES[current]:
        return Fate.FAILED
    return current
