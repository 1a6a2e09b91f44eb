"""What the steps of reporting show: places to choose, groups and categories, questions of one category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend import geography
from backend.catalogue import SAYS_SURFACE, SURFACE_QUESTION, Category, Group, QuestionKind, word_in
from backend.doors.citizen.places import Spot
from backend.doors.citizen.room import address_of
from backend.doors.citizen.speech import gettext
from backend.doors.shared import current_language
from backend.geography import PlaceHit, PlaceKind

POST_NUMBER = "post_number"
"""The catalogue's question for the number on a lamp post; its answer also names the asset."""
LIGHTING = "lighting"


@dataclass(frozen=True)
class HitView:
    """A place to choose; ``note`` tells places of one name apart. ``address`` leads to the next step.

    ``is_point`` False: a whole street or district, or not the number that was asked for.
    """

    name: str
    note: str
    is_point: bool
    address: str


@dataclass(frozen=True)
class CategoryView:
    """A category to choose."""

    code: str
    name: str
    help: str


@dataclass(frozen=True)
class GroupView:
    """A group of the tree to open."""

    name: str
    categories: tuple[CategoryView, ...]


@dataclass(frozen=True)
class ChoiceView:
    """One answer. ``danger``: choosing it brings up whom to ring."""

    code: str
    label: str
    danger: bool


@dataclass(frozen=True)
class QuestionView:
    """One question. ``choices`` is empty for text; ``hint`` may be empty."""

    name: str
    text: str
    hint: str
    choices: tuple[ChoiceView, ...]
    can_be_dangerous: bool


def list_hit_views(session: Session, municipality_code: str, search: str) -> list[HitView]:
    """The places the words may mean, likeliest first."""
    hits = geography.search_places(session, municipality_code, search)
    return [_view_of_hit(hit, municipality_code) for hit in hits]


def list_group_views(groups: Iterable[Group]) -> list[GroupView]:
    """The tree to choose from."""
    language = current_language()
    return [GroupView(group.name(language), tuple(map(view_of_category, group.categories))) for group in groups]


def view_of_category(category: Category) -> CategoryView:
    """The category in the reader's words."""
    language = current_language()
    return CategoryView(category.code, category.name(language), category.help_line(language))


def list_question_views(category: Category, near_lamp_post: str, *, asks_surface: bool = False) -> list[QuestionView]:
    """What the category asks; of lighting always the number on the post, with the nearest one as a hint.

    ``asks_surface``: whose it is depends on which of two lines side by side it is, so that is asked first.
    """
    language = current_language()
    hint = gettext("The nearest one is %(number)s.", number=near_lamp_post) if near_lamp_post else ""
    views = [_view_of_surface(language)] if asks_surface else []
    for question in category.questions:
        choices = tuple(
            ChoiceView(choice.code, word_in(choice.label, language), choice.danger or "112" in choice.routes)
            for choice in question.choices
            if question.kind is not QuestionKind.TEXT
        )
        views.append(
            QuestionView(
                name=field_of(question.code),
                text=word_in(question.text, language),
                hint=hint if question.code == POST_NUMBER else "",
                choices=choices,
                can_be_dangerous=any(choice.danger for choice in choices),
            )
        )
    if category.trade == LIGHTING and category.find_question(POST_NUMBER) is None:
        text = gettext("What number is on the lamp post?")
        views.append(QuestionView(field_of(POST_NUMBER), text, hint, (), can_be_dangerous=False))
    return views


def _view_of_surface(language: str) -> QuestionView:
    return QuestionView(
        name=field_of(SAYS_SURFACE),
        text=word_in(SURFACE_QUESTION.text, language),
        hint=gettext("The roads of two keepers lie side by side here. Your answer decides who gets the report."),
        choices=tuple(ChoiceView(each.code, word_in(each.label, language), False) for each in SURFACE_QUESTION.choices),
        can_be_dangerous=False,
    )


def field_of(question_code: str) -> str:
    """The name of the field that answers a question: apart from the form's own fields, whatever a question is called."""
    return f"answer-{question_code}"


def read_answers_of(fields: Iterable[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    """Question code → answer, of those fields that answer one of the ``known`` questions."""
    wanted = {field_of(code): code for code in known}
    return {wanted[name]: value.strip() for name, value in fields if name in wanted and value.strip()}


def _view_of_hit(hit: PlaceHit, municipality_code: str) -> HitView:
    spot = Spot(hit.lon, hit.lat, hit.name)
    note = hit.context if hit.context and hit.context != hit.name else ""
    if not hit.exact:
        note = gettext("the nearest number we know")
    elif hit.kind is PlaceKind.STREET:
        note = gettext("the middle of the street; with a number we find the place better")
    elif hit.kind is PlaceKind.AREA:
        note = gettext("the whole district")
    address = address_of("report_page", municipality_code, **spot.query)
    is_point = hit.exact and hit.kind not in (PlaceKind.STREET, PlaceKind.AREA)
    return HitView(hit.name, note, is_point, address)
