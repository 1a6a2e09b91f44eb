"""The refusals of moving many at once."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class NothingChosen(Invalid):
    """No case was chosen, or none that is the caller's."""

    def __init__(self) -> None:
        super().__init__("nothing_chosen", "Choose at least one case.", fields={"cases": "Choose at least one case."})


class TooManyChosen(Invalid):
    """More cases than are moved at once."""

    def __init__(self) -> None:
        words = "At most 1,000 cases are moved at once. Choose fewer."
        super().__init__("too_many_chosen", words, fields={"cases": words})


class MoveNotFound(NotFound):
    """No such move of many, or not yours."""

    def __init__(self) -> None:
        super().__init__("move_not_found", "There is no such move of promises.")


class MoveUnderWay(Conflict):
    """It has begun, and what is told cannot be taken back."""

    def __init__(self) -> None:
        super().__init__("move_under_way", "It has begun already and cannot be taken back.")
