"""Who may read what was written in a case: of another authority's matter, its own officers alone."""

from backend import cases
from backend.cases import Case, NotOfYourAuthority
from backend.doors.shared.access import current_scope


def may_read(case: Case) -> bool:
    """Whether the caller may read words, photos and names of the case; behind a door that asks for a right."""
    return cases.may_read_words(case, current_scope().authority)


def refuse_unread(case: Case) -> None:
    """Raise ``NotOfYourAuthority`` where the caller sees that the case is there, and no more."""
    if not may_read(case):
        raise NotOfYourAuthority
