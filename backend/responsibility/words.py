"""The codes of responsibility."""

from enum import StrEnum


class Route(StrEnum):
    """Where a decision sends a case."""

    CONTRACT = "contract"
    UNIT = "unit"
    BODY = "body"
    PERSON = "person"


class Way(StrEnum):
    """How another body really takes faults."""

    SHOWN = "shown"
    PHONE = "phone"
    FORM = "form"
    MAIL = "mail"


class OrderMode(StrEnum):
    """What an order under the contract needs first."""

    WITHIN_PRICE = "within_price"
    CALL_OFF = "call_off"
    APPROVAL_FIRST = "approval_first"
