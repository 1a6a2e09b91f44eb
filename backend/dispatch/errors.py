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


class OrderLocked(Conflict):
    """Somebody could be killed: nothing begins before the all-clear."""

    def __init__(self) -> None:
        super().__init__(
            "order_locked",
            "DANGER TO LIFE. The work may not begin before the place has been released. What you sent is kept, and the"
            " unit can read it.",
        )


class OrderWaitsForOther(Conflict):
    """Another order of the case comes first."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "order_waits_for_other",
            "The work may not begin before work order {reference} is approved. What you sent is kept, and the unit can"
            " read it.",
            reference=reference,
        )


class ReleasedByMissing(Invalid):
    """An all-clear is somebody's."""

    def __init__(self) -> None:
        said = "Write who released the place."
        super().__init__("released_by_missing", said, fields={"words": "Write who released the place."})


class SameContract(Invalid):
    """The order is under that contract already."""

    def __init__(self) -> None:
        said = "The order is with them already. Choose another contract."
        fields = {"contract": "The order is with them already. Choose another contract."}
        super().__init__("same_contract", said, fields=fields)


class HandOverStepNotAllowed(Conflict):
    """The hand-over has moved on."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(
            "hand_over_step_not_allowed",
            "That cannot be done now: the hand-over has moved on. Please look at it again.",
            step=step,
            state=state,
        )


class BodyMissing(Invalid):
    """A hand-over is to somebody: of the directory, or by a name."""

    def __init__(self) -> None:
        said = "Choose who it is handed over to, or write their name."
        fields = {"body": "Choose who it is handed over to, or write their name."}
        super().__init__("body_missing", said, fields=fields)


class WayNotPossible(Invalid):
    """The body is not known to take faults that way."""

    def __init__(self) -> None:
        said = "We have no address for that way. Choose another."
        super().__init__("way_not_possible", said, fields={"way": "We have no address for that way. Choose another."})


class ProofMissing(Invalid):
    """That they have it is proved by a name or a reference."""

    def __init__(self) -> None:
        said = "Write the name or reference that proves it."
        fields = {"their_reference": "Write the name or reference that proves it."}
        super().__init__("reference_missing", said, fields=fields)


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


class CallListNotFound(NotFound):
    """A list that is neither the municipality's own nor a contract's."""

    def __init__(self) -> None:
        super().__init__("call_list_not_found", "There is no such call-list.")
