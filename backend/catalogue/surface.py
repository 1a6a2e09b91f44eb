"""Carriageway or path: what any category's reporter may be asked, because of where it is. Pure.

A category may ask it in its own words (a choice with a route ``road:…``); then nothing else is asked.
"""

from backend.catalogue.tree import Category, Choice, Question, QuestionKind

SAYS_SURFACE = "surface"
"""The code of the answer, beside those of the category's own questions."""
ROAD_ROUTE = "road:"
SURFACE_QUESTION = Question(
    code=SAYS_SURFACE,
    kind=QuestionKind.CHOICE,
    text={
        "sv": "Är det på körbanan eller på gång- eller cykelbanan?",
        "en": "Is it on the carriageway, or on the pavement or cycle path?",
    },
    choices=(
        Choice("carriageway", {"sv": "På körbanan", "en": "On the carriageway"}, routes=("road:carriageway",)),
        Choice(
            "path", {"sv": "På gång- eller cykelbanan", "en": "On the pavement or cycle path"}, routes=("road:path",)
        ),
        Choice("unknown", {"sv": "Jag vet inte", "en": "I do not know"}),
    ),
)
"""Asked where the lines of two keepers run side by side; who does not know, says so, and a person decides."""


def asks_surface(category: Category) -> bool:
    """Whether the category itself asks which of two lines it is."""
    return any(
        route.startswith(ROAD_ROUTE)
        for question in category.questions
        for choice in question.choices
        for route in choice.routes
    )
