"""The refusals of problems."""

from backend.foundation.errors import Conflict, NotFound


class ProblemNotFound(NotFound):
    """No such problem, or not yours."""

    def __init__(self) -> None:
        super().__init__("problem_not_found", "There is no such problem.")


class ProblemSolved(Conflict):
    """The problem is solved already."""

    def __init__(self) -> None:
        super().__init__("problem_solved", "The problem has been solved since. Please look at it again.")
