"""What follows from the kind of a case: its targets, its authority, its routes. Pure.

A category says what kind its cases are born as; a person may convert one, and then the kind rules, not the category.
"""

from backend.catalogue.answers import Given, routes_of
from backend.catalogue.routes import codes_of
from backend.catalogue.targets import Target, Targets, TargetUnit
from backend.catalogue.tree import CaseKind, Category

ANSWERED_KINDS = frozenset({CaseKind.VIEWPOINT, CaseKind.QUESTION})
"""Kinds whose end is an answer."""

USUAL_END = {
    CaseKind.VIEWPOINT: Target(30, TargetUnit.DAYS),
    CaseKind.QUESTION: Target(5, TargetUnit.WORKING_DAYS),
    CaseKind.AUTHORITY_MATTER: Target(5, TargetUnit.WORKING_DAYS),
    CaseKind.ORDER: Target(10, TargetUnit.WORKING_DAYS),
}
"""The end target of a kind where the category, made for another kind, asks for none that fits."""
_AUTHORITY = "authority"


def targets_of_kind(targets: Targets, kind: str) -> Targets:
    """A category's targets as they hold for a case of ``kind``: nothing is mended where something is answered."""
    kind = CaseKind(kind)
    if kind is CaseKind.FAULT:
        return targets
    if kind is CaseKind.ORDER:
        return Targets(targets.acknowledge, mend=targets.mend or USUAL_END[kind], inspect=targets.inspect)
    return Targets(targets.acknowledge, answer=targets.answer or USUAL_END[kind])


def routes_of_kind(category: Category, kind: str, answers: Given) -> tuple[str, ...]:
    """The routes of the answers as they hold for ``kind``.

    For another authority's matter the category's authority counts though no answer named it; for any other kind a
    person has said that no authority takes it over.
    """
    routes = routes_of(category, answers)
    if kind != CaseKind.AUTHORITY_MATTER:
        return tuple(route for route in routes if not route.startswith(f"{_AUTHORITY}:"))
    if codes_of(routes, _AUTHORITY):
        return routes
    return (*routes, *(f"{_AUTHORITY}:{code}" for code in _authorities_of(category)[:1]))


def authority_of(category: Category, kind: str, answers: Given) -> str:
    """The code of the authority that owns a case of ``kind``: the category's own, unless the matter is another's."""
    if kind == CaseKind.AUTHORITY_MATTER:
        found = codes_of(routes_of_kind(category, kind, answers), _AUTHORITY)
        return found[0] if found else category.authority_code
    return category.authority_code


def is_public_kind(category: Category, kind: str) -> bool:
    """Whether category, rough place, state and promise of such a case may be public at once."""
    return category.public_at_once and kind == CaseKind.FAULT


def _authorities_of(category: Category) -> tuple[str, ...]:
    """The authorities any answer of the category may lead to, in the order of its questions."""
    routes = (
        route for question in category.questions for choice in question.choices for route in choice.routes
    )  # fmt: skip
    return codes_of(tuple(routes), _AUTHORITY)
