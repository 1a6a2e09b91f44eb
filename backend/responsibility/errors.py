"""The refusals of responsibility."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class ContractNotFound(NotFound):
    """No such contract here."""

    def __init__(self) -> None:
        super().__init__("contract_not_found", "There is no such contract.")


class DecisionNotFound(NotFound):
    """No such decision here."""

    def __init__(self) -> None:
        super().__init__("decision_not_found", "There is no such decision.")


class BodyNotFound(NotFound):
    """No such body in the directory."""

    def __init__(self) -> None:
        super().__init__("body_not_found", "There is no such organisation in the directory.")


class TargetMissing(Invalid):
    """A decision must say exactly one of contract, unit or body."""

    def __init__(self) -> None:
        super().__init__("decide_one", "Choose one: a contract, a unit or another organisation.")


class UnitNotFound(NotFound):
    """No such unit here."""

    def __init__(self) -> None:
        super().__init__("unit_not_found", "There is no such unit.")


class NotWorkedAt(Conflict):
    """A contractor is asked to work at what is to be answered or handed over."""

    def __init__(self) -> None:
        said = "A case of this kind is answered, not worked at. Convert it to a fault or an order first."
        super().__init__("not_worked_at", said)
