"""The codes of feedback."""

from enum import StrEnum


class Answer(StrEnum):
    """What a reporter says of an outcome."""

    YES = "yes"
    NO = "no"


class Consequence(StrEnum):
    """What a "no" led to."""

    WARRANTY_ORDER = "warranty_order"
    BACK_TO_CREW = "back_to_crew"
    UNIT = "unit"
    VIEWPOINT = "viewpoint"
    PERSON = "person"
