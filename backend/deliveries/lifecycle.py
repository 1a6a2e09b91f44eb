"""The fates of a delivery and the one table of moves between them. Fates only move forward; a person may send again."""

from enum import StrEnum

from backend.foundation.errors import Conflict


class Fate(StrEnum):
    """What became of one delivery to one recipient."""

    QUEUED = "queued"
    """Waits for its moment, or for a pause to end after a try that surely failed."""
    IN_DOUBT = "in_doubt"
    """A sender died or the receiver's yes got lost: it may have arrived. Is repeated under the same Message-ID."""
    HANDED_OVER = "handed_over"
    """The next system has said yes."""
    DELIVERED = "delivered"
    """The recipient's system has confirmed."""
    FAILED = "failed"
    """Came back after it was handed over."""
    PARKED = "parked"
    """Given up: staff see it, with the reason, and can send it again."""
    OVERTAKEN = "overtaken"
    """A later step made it untrue before it was sent."""
    UNWANTED = "unwanted"
    """The recipient does not wish it."""


MOVES: dict[Fate, frozenset[Fate]] = {
    Fate.QUEUED: frozenset({Fate.IN_DOUBT, Fate.HANDED_OVER, Fate.PARKED, Fate.OVERTAKEN, Fate.UNWANTED}),
    Fate.IN_DOUBT: frozenset({Fate.HANDED_OVER, Fate.DELIVERED, Fate.FAILED, Fate.PARKED}),
    Fate.HANDED_OVER: frozenset({Fate.DELIVERED, Fate.FAILED}),
    Fate.PARKED: frozenset({Fate.QUEUED, Fate.IN_DOUBT, Fate.UNWANTED}),
    Fate.FAILED: frozenset({Fate.QUEUED, Fate.UNWANTED}),
    Fate.DELIVERED: frozenset(),
    Fate.OVERTAKEN: frozenset(),
    Fate.UNWANTED: frozenset(),
}
"""From a fate to those that may follow. Back to queued or in doubt only by a person's act."""

WAITING = (Fate.QUEUED, Fate.IN_DOUBT)
"""The fates a sender takes up."""


class ParkedReason(StrEnum):
    """Why a delivery was given up."""

    REFUSED = "refused"
    """The receiver refused it for good."""
    GAVE_UP = "gave_up"
    """Every try failed."""
    IN_DOUBT = "in_doubt"
    """Every try failed and at least one may have arrived."""
    NO_ADDRESS = "no_address"
    """The address was erased before it was sent."""
    RESTORED = "restored"
    """It waited in a backup that was restored, so it may have been sent since."""

    @property
    def may_have_arrived(self) -> bool:
        """Whether sending it again is a repeat of something the recipient may already have."""
        return self in (ParkedReason.IN_DOUBT, ParkedReason.RESTORED)


def check_move(current: Fate, to: Fate) -> None:
    """Raises ``Conflict`` where a delivery of fate ``current`` cannot take fate ``to``."""
    if to not in MOVES[current]:
        raise Conflict("delivery_fate_settled", "This message is settled and cannot be sent again.")
