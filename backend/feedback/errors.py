"""The refusals of feedback."""

from backend.foundation.errors import Conflict


class NothingAsked(Conflict):
    """The case is not resolved now, or its outcome asks nothing."""

    def __init__(self) -> None:
        super().__init__(
            "nothing_asked", "This question is no longer open. You can still write to us, and a person reads it."
        )
