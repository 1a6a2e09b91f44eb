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


class EditionNotFound(NotFound):
    """No such edition here."""

    def __init__(self) -> None:
        super().__init__("edition_not_found", "There is no such edition of the rules.")


class DraftNotFound(NotFound):
    """No such draft here."""

    def __init__(self) -> None:
        super().__init__("draft_not_found", "There is no such draft of rules.")


class DraftPublished(Conflict):
    """A published draft is changed."""

    def __init__(self) -> None:
        super().__init__("draft_published", "The draft has been published. Begin a new one.")


class RuleTestsFailed(Conflict):
    """A draft is published whose tests do not all pass, or that has none. ``names`` are those that failed."""

    def __init__(self, names: list[str]) -> None:
        said = "Every test must pass before rules are published, and there must be at least one. Failed: {names}"
        super().__init__("rule_tests_failed", said, names=", ".join(names) or "–")


class EditionNotForced(Conflict):
    """An edition is rolled back that neither is nor will be in force."""

    def __init__(self) -> None:
        super().__init__("edition_not_forced", "Only an edition that is or will be in force can be rolled back.")


class TooEarly(Invalid):
    """An edition is to hold in the past, or to end before it begins."""

    def __init__(self) -> None:
        said = "Rules hold from now or later, and end after they begin."
        super().__init__("rules_too_early", said, fields={"valid_from": said})


class LackNotFound(NotFound):
    """Nothing of that id is entered as so on purpose."""

    def __init__(self) -> None:
        super().__init__("lack_not_found", "There is no such entry.")


class CodeTaken(Conflict):
    """A code is given to a second one."""

    def __init__(self) -> None:
        said = "There is one with that code already. Choose another code."
        super().__init__("code_taken", said)
        self.fields = {"code": said}


class LaterTerms(Conflict):
    """Terms are changed across others that are agreed for later."""

    def __init__(self) -> None:
        said = "Other terms are already agreed for later. Change those, or take them back first."
        super().__init__("later_terms", said)


class EndsFirst(Invalid):
    """Something ends before it begins, or is changed after its end."""

    def __init__(self) -> None:
        said = "It must end after it begins, and can only be changed while it holds."
        super().__init__("ends_first", said, fields={"valid_to": said})


class ContractBegun(Conflict):
    """Terms are taken back that have begun, or that have none before them."""

    def __init__(self) -> None:
        said = "Only terms that have not begun, with others before them, can be taken back. End the contract instead."
        super().__init__("contract_begun", said)


class ContractAhead(Conflict):
    """A case is given to terms that have not begun."""

    def __init__(self) -> None:
        super().__init__("contract_ahead", "These terms have not begun yet. Choose the contract as it is today.")


class WayUnreachable(Invalid):
    """A way is chosen that needs an address that is not there."""

    def __init__(self, name: str) -> None:
        said = "This way needs an address: fill it in, or choose another way."
        super().__init__("way_unreachable", said, fields={name: said})
