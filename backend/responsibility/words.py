"""The codes of responsibility."""

from enum import StrEnum


class Route(StrEnum):
    """Where a decision sends a case."""

    CONTRACT = "contract"
    UNIT = "unit"
    BODY = "body"
    PERSON = "person"
    OUTCOME = "outcome"


class ForceAct(StrEnum):
    """How an edition came into force."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"


class LackKind(StrEnum):
    """Why something is as it is on purpose. Each is the code of the outcome it leads to."""

    OFF_ON_PURPOSE = "off_on_purpose"
    WITHIN_CARE_LEVEL = "within_care_level"


class Way(StrEnum):
    """How another body really takes faults."""

    SHOWN = "shown"
    PHONE = "phone"
    FORM = "form"
    MAIL = "mail"
    OPEN311 = "open311"


class OrderMode(StrEnum):
    """What an order under the contract needs first."""

    WITHIN_PRICE = "within_price"
    CALL_OFF = "call_off"
    APPROVAL_FIRST = "approval_first"
