"""The refusals of cases."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class StepNotAllowed(Conflict):
    """The case is not in a state that allows the step."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(
            "step_not_allowed",
            "That cannot be done now: the case has moved on. Please look at it again.",
            step=step,
            state=state,
        )


class CaseNotFound(NotFound):
    """No such case, or not yours."""

    def __init__(self) -> None:
        super().__init__("case_not_found", "There is no such case.")


class ReportNotFound(NotFound):
    """No such report, or not yours."""

    def __init__(self) -> None:
        super().__init__("report_not_found", "There is no such report.")


class ReasonMissing(Invalid):
    """A promise was moved late without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "reason_missing", "A new date needs a reason.", fields={"reason": "A new date needs a reason."}
        )


class PromiseInThePast(Invalid):
    """A promise must lie ahead."""

    def __init__(self) -> None:
        super().__init__("promise_in_the_past", "The new date must lie ahead.", fields={"dueAt": "Must lie ahead."})


class WordsMissing(Invalid):
    """A text to a person, or from one, is empty."""

    def __init__(self) -> None:
        super().__init__("words_missing", "Please write something first.", fields={"words": "Please write something."})
