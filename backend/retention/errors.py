"""The refusals of records."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class UnderLegalHold(Conflict):
    """What was to go is held by a decision."""

    def __init__(self, holds: list[str]) -> None:
        super().__init__(
            "under_legal_hold",
            "Nothing was erased: this is under legal hold by {decision}. Lift the hold first.",
            decision="; ".join(holds),
        )


class RecordNotFound(NotFound):
    """No such rule, hold, erasure or disclosure, or not yours."""

    def __init__(self) -> None:
        super().__init__("record_not_found", "There is no such thing here.")


class DecisionMissing(Invalid):
    """A rule, a hold or an erasure without its decision."""

    def __init__(self, *fields: str) -> None:
        said = "Say the decision this rests on."
        super().__init__("decision_missing", said, fields=dict.fromkeys(fields, said))


class NobodyFound(NotFound):
    """No report by that person."""

    def __init__(self) -> None:
        super().__init__("nobody_found", "There is no report with that reference or address.")


class RuleNotPossible(Invalid):
    """A rule nobody can mean."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__("rule_not_possible", said, fields={field: said})


class RuleStands(Conflict):
    """The rule is active or ended and is not changed any more."""

    def __init__(self) -> None:
        super().__init__("rule_stands", "This rule has been decided. End it and enter a new one.")


class NothingAsked(Invalid):
    """A search for everything."""

    def __init__(self) -> None:
        said = "Say what is searched for: words, a category, a place or a time."
        super().__init__("nothing_asked", said, fields={"words": said})


class NoDraft(Conflict):
    """The disclosure has been decided."""

    def __init__(self) -> None:
        super().__init__("disclosure_decided", "This has been decided and is not changed any more.")


class PassageNotFound(Invalid):
    """The passage to mask does not stand in the case."""

    def __init__(self) -> None:
        said = "This passage does not stand in the case as it is written here."
        super().__init__("passage_not_found", said, fields={"passage": said})


class ReasonsMissing(Invalid):
    """A refusal without reasons, or a mask without a paragraph."""

    def __init__(self, field: str) -> None:
        said = "Say the paragraph and the reason: it can be appealed."
        super().__init__("reasons_missing", said, fields={field: said})
