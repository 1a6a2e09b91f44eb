"""The refusals of cases."""

from backend.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


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


class OutcomeNotOfKind(Invalid):
    """A viewpoint is not mended, and a matter of another authority is not answered by us."""

    def __init__(self) -> None:
        said = "A case of this kind cannot end like that. Convert it first, or choose another outcome."
        super().__init__("outcome_not_of_kind", said, fields={"outcome": said})


class NothingToConvert(Conflict):
    """The case is of that kind and category already."""

    def __init__(self) -> None:
        super().__init__("nothing_to_convert", "The case is of that kind and category already.")


class NotOfThisKind(Conflict):
    """The act belongs to another kind of case."""

    def __init__(self) -> None:
        super().__init__("not_of_this_kind", "That is not done with a case of this kind. Convert it first.")


class RegistryNumberMissing(Invalid):
    """A matter is handed over under its registry number."""

    def __init__(self) -> None:
        said = "Write the registry number it was given."
        super().__init__("registry_number_missing", said, fields={"registry_number": said})


class JoinNotAllowed(Conflict):
    """These two are never one: the category says so, or they are of different kinds or authorities."""

    def __init__(self) -> None:
        super().__init__(
            "join_not_allowed", "These two cannot be joined: what is reported here is always a case of its own."
        )


class NotJoined(Conflict):
    """There is nothing to take apart."""

    def __init__(self) -> None:
        super().__init__("not_joined", "This report lies in its own case already.")


class NotOfYourAuthority(NotAllowed):
    """What was written in another authority's matter is its own officers' to read."""

    def __init__(self) -> None:
        super().__init__("not_of_your_authority", "Only the officers of the authority whose matter it is may do that.")


class LanguageUnknown(Invalid):
    """A language is named by its code."""

    def __init__(self) -> None:
        said = "A language is written with two or three small letters."
        super().__init__("language_unknown", said, fields={"language": said})


class ReferenceNotReserved(Conflict):
    """A reference that no paper form carries, or whose form was entered before."""

    def __init__(self) -> None:
        super().__init__(
            "reference_not_reserved",
            "No paper form waits under that reference: it is misread, or was entered before. Enter the report without it.",
        )
