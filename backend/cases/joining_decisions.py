"""Which reports may be one. Pure: categories, answers and cases in, a yes or a no out.

A household's bin, a car, a crisis or anything else whose category says that every report is a fault of its own is never
joined. An answer that means danger is never offered joining, and never joined but by staff.
"""

from typing import Protocol

from backend.catalogue import CaseKind, Category, is_dangerous, kind_of
from backend.catalogue.answers import Given
from backend.catalogue.tree import Priority

URGENCY = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.ACUTE)


class Joinable(Protocol):
    """What is asked of a case."""

    @property
    def kind(self) -> str: ...
    @property
    def authority_id(self) -> object: ...


def may_be_offered(category: Category, answers: Given) -> bool:
    """Whether a reporter with these answers may be asked "is it one of these?"."""
    if not category.joinable or not category.public_at_once or category.hidden:
        return False
    return kind_of(category, answers) is CaseKind.FAULT and not is_dangerous(category, answers)


def may_join(case: Joinable, category: Category, other: Joinable, other_category: Category) -> bool:
    """Whether staff may make these two cases one: both categories allow it, kind and authority are the same."""
    alike = case.kind == other.kind != CaseKind.AUTHORITY_MATTER and case.authority_id == other.authority_id
    return category.joinable and other_category.joinable and alike


def more_urgent(one: str, other: str) -> Priority:
    """The higher of two priorities: what is joined never makes a case less urgent."""
    return max(Priority(one), Priority(other), key=URGENCY.index)
