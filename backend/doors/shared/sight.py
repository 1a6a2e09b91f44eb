"""Who may read what was written in a case: of another authority's matter, its own officers alone."""

from backend import cases
from backend.cases import Case, NotOfYourAuthority
from backend.doors.shared.access import current_scope
from backend.foundation.database import Scope


def may_read(case: Case) -> bool:
    """Whether the caller may read words, photos and names of the case; behind a door that asks for a right."""
    return cases.may_read_words(case, current_scope().authority)


def refuse_unread(case: Case, scope: Scope | None = None) -> None:
    """Raise ``NotOfYourAuthority`` where the caller sees that the case is there, and no more.

    ``scope`` is what the caller entered with, for a door that lets in whoever is signed in and asks for rights itself.
    """
    if not cases.may_read_words(case, (scope or current_scope()).authority):
        raise NotOfYourAuthority
