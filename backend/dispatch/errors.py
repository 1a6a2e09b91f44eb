"""The refusals of dispatch."""

from backend.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class OrderNotFound(NotFound):
    """No such work order, or not yours."""

    def __init__(self) -> None:
        super().__init__("work_order_not_found", "There is no such work order.")


class AlarmNotFound(NotFound):
    """No such alarm."""

    def __init__(self) -> None:
        super().__init__("alarm_not_found", "There is no such alarm.")


class HandOverNotFound(NotFound):
    """No such hand-over."""

    def __init__(self) -> None:
        super().__init__("hand_over_not_found", "There is no such hand-over.")


class ActNotAllowed(Conflict):
    """The order has moved on; what was sent is kept for the unit to read."""

    def __init__(self, act: str, state: str) -> None:
        super().__init__(
            "act_not_allowed",
            "That cannot be done now: the work order has moved on. What you sent is kept, and the unit can read it.",
            act=act,
            state=state,
        )


class DeclineNotAllowed(NotAllowed):
    """The contract does not let the contractor decline."""

    def __init__(self) -> None:
        super().__init__(
            "decline_not_allowed", "This contract does not let you decline. Say that you wait, with the reason."
        )


class ReasonUnknown(Invalid):
    """A reason must be one of the known codes."""

    def __init__(self) -> None:
        super().__init__("reason_unknown", "Please choose a reason.", fields={"reason": "Please choose a reason."})


class OutcomeNotForOrders(Invalid):
    """The outcome is not one that work can have."""

    def __init__(self) -> None:
        super().__init__(
            "outcome_not_for_orders", "Please choose what you did.", fields={"outcome": "Please choose what you did."}
        )


class UntilMissing(Invalid):
    """Waiting needs a next look, ahead in time."""

    def __init__(self) -> None:
        super().__init__(
            "until_missing",
            "Say when you look at it again.",
            fields={"until": "Must be a date ahead, at most a year from now."},
        )
