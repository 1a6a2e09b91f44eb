"""The five families of refusal. Doors turn a family into an HTTP status and the message into the reader's language."""

from typing import ClassVar


class LagatError(Exception):
    """A refusal with a reason.

    ``code`` is a stable snake_case name for programs; ``message`` an English gettext msgid with ``{names}`` that
    ``params`` fill; ``fields`` maps the name of an input field to the msgid that says what is wrong with it.
    """

    family: ClassVar[str] = "error"

    def __init__(self, code: str, message: str, *, fields: dict[str, str] | None = None, **params: str | int) -> None:
        super().__init__(message.format(**params) if params else message)
        self.code = code
        self.message = message
        self.fields = fields or {}
        self.params = params


class Invalid(LagatError):
    """What was sent cannot be understood or is not possible."""

    family = "invalid"


class NotFound(LagatError):
    """There is no such thing, or it is not yours: the two look the same from outside."""

    family = "not_found"


class NotAllowed(LagatError):
    """The caller is known and may not do this."""

    family = "not_allowed"


class Conflict(LagatError):
    """It was possible, but something happened in between, or it was done before."""

    family = "conflict"


class Unavailable(LagatError):
    """A part we need is down; trying again later helps. Nothing was lost and nothing was done."""

    family = "unavailable"
