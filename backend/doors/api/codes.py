"""Fields that several resources share: codes out of a fixed list, and words people write."""

from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from backend.doors.api.schemas import note

MOST_WORDS = 10_000


class Code(fields.Enum[StrEnum]):
    """One of a fixed list of codes; what is wrong with another is said in the reader's language."""

    def __init__(self, codes: type[StrEnum], description: str, example: str, **kwargs: Any) -> None:
        kwargs.setdefault("metadata", note(description, example, enum=[code.value for code in codes]))
        super().__init__(codes, by_value=True, error_messages={"unknown": "Not one of the known codes."}, **kwargs)


class Words(fields.String):
    """What a person writes: at most 10 000 characters."""

    def __init__(self, description: str, example: str, *, at_least: int = 0, **kwargs: Any) -> None:
        checks = [validate.Length(max=MOST_WORDS, error="At most 10,000 characters.")]
        if at_least:
            checks.append(validate.Length(min=at_least, error="Please write something."))
        super().__init__(validate=checks, metadata=note(description, example), **kwargs)


class ClientId(fields.String):
    """The sender's own id of one sending: what comes twice under it is done once."""

    def __init__(self, **kwargs: Any) -> None:
        said = "128 random bits or more, made by the sender for this sending: sent again, it is done once."
        check = validate.Length(min=22, max=100, error="22 to 100 characters.")
        super().__init__(validate=check, metadata=note(said, "m3Zk0o0q9eV5bFQnT7rGxA"), **kwargs)
