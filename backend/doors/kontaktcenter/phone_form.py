"""The form of a report taken by staff: what was typed, what it may mean, and whether it is settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from backend import catalogue, geography
from backend.cases import Channel
from backend.catalogue import SURFACE_QUESTION, Category, Group, QuestionKind, word_in
from backend.doors.kontaktcenter.phone_late import NOW, CameEarlier, read_came
from backend.foundation.errors import Invalid

LONGEST = 200
LONGEST_WORDS = 5000
UNKNOWN = "unknown"
"""The place could not be found: it is kept in words, in the middle of the municipality."""


@dataclass(frozen=True)
class PlaceChoice:
    """A place the words may mean. ``value`` is what its radio sends."""

    value: str
    name: str
    context: str
    is_exact: bool


@dataclass(frozen=True)
class QuestionAsked:
    """One question of a category; ``choices`` is empty for text."""

    field: str
    text: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CategoryAsked:
    """A category the words may mean, with what it asks."""

    code: str
    name: str
    help_line: str
    questions: tuple[QuestionAsked, ...]


@dataclass(frozen=True)
class PhoneForm:
    """What was typed. ``place_choice`` is "lat,lon,name" or ``UNKNOWN``; ``*_searched`` what was last looked for.

    ``pin`` is (lon, lat) where the caller says it is, once somebody moved the pin away from that choice.
    ``near_shown`` is the place and category the cases nearby were shown for, ``same_as`` the id of the one it is.
    """

    client_id: str
    place: str = ""
    place_searched: str = ""
    place_choice: str = ""
    pin: tuple[float, float] | None = None
    what: str = ""
    what_searched: str = ""
    category: str = ""
    words: str = ""
    name: str = ""
    mail: str = ""
    mobile: str = ""
    prefers: str = "mail"
    channel: str = Channel.PHONE.value
    language: str = "sv"
    answers: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    near_shown: str = ""
    same_as: str = ""
    came: CameEarlier = NOW

    @property
    def is_settled(self) -> bool:
        """Whether place and category were chosen among what these very words found."""
        return bool(self.place_choice) and self.what == self.what_searched

    @property
    def near_key(self) -> str:
        """The place and category that cases nearby depend on."""
        pin = f"{self.pin[1]:.6f},{self.pin[0]:.6f}" if self.pin else ""
        return f"{self.place_choice}|{pin}|{self.category}" if pin else f"{self.place_choice}|{self.category}"

    @property
    def is_place_unknown(self) -> bool:
        """Whether the place is known in words alone: a pin tells more."""
        return self.place_choice == UNKNOWN and self.pin is None

    @property
    def place_words(self) -> str:
        """The place as it is kept."""
        return self.place if self.place_choice == UNKNOWN else self.place_choice.split(",", 2)[-1]

    def read_position(self, session: Session, municipality: str) -> tuple[float, float]:
        """The place as (lon, lat). Raises ``Invalid``."""
        if self.pin is not None:
            return self.pin
        if self.is_place_unknown:
            town = geography.get_municipality(session, municipality)
            if town.lon is None or town.lat is None:
                raise Invalid(
                    "place_missing",
                    "Write a place that can be found.",
                    fields={"place": "Write a place that can be found."},
                )
            return town.lon, town.lat
        latitude, longitude, _ = self.place_choice.split(",", 2)
        return geography.read_position(float(latitude), float(longitude))


def read_form(sent: MultiDict[str, str]) -> PhoneForm:
    """What was sent; a choice that cannot be read counts as none."""
    # A choice among what other words found is no choice any more.
    same_what = _line(sent, "what") == _line(sent, "what_searched")
    same_place = _line(sent, "place") == _line(sent, "place_searched")
    category = sent.get("category_other") or (sent.get("category", "") if same_what else "")
    choice = sent.get("place_choice", "") if same_place else ""
    prefix = f"answer.{category}."
    given = {name: value[:LONGEST] for name, value in sent.items() if name.startswith("answer.")}
    return PhoneForm(
        client_id=sent.get("client_id", ""),
        place=_line(sent, "place"),
        place_searched=_line(sent, "place_searched"),
        place_choice=choice if choice == UNKNOWN or _is_place(choice) else "",
        # A pin moved from another choice than this one says nothing of it.
        pin=_read_pin(sent) if choice and sent.get("pinfor") == choice else None,
        what=_line(sent, "what"),
        what_searched=_line(sent, "what_searched"),
        category=category,
        words=sent.get("words", "").strip().replace("\r\n", "\n")[:LONGEST_WORDS],
        name=_line(sent, "name"),
        mail=_line(sent, "mail"),
        mobile=_line(sent, "mobile"),
        prefers="sms" if sent.get("prefers") == "sms" else "mail",
        channel=sent.get("channel", Channel.PHONE.value),
        language="en" if sent.get("language") == "en" else "sv",
        answers={
            name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix) and value
        },
        given=given,
        near_shown=sent.get("near_shown", ""),
        same_as=sent.get("same_as", ""),
        came=read_came(sent),
    )


def list_places(session: Session, municipality: str, form: PhoneForm) -> list[PlaceChoice]:
    """The places the words may mean, likeliest first; coordinates are taken as they are."""
    try:
        lon, lat = geography.read_position_text(form.place)
    except Invalid:
        hits = geography.search_places(session, municipality, form.place, limit=6)
        return [
            PlaceChoice(f"{hit.lat:.6f},{hit.lon:.6f},{hit.name}", hit.name, hit.context, hit.exact) for hit in hits
        ]
    found = geography.locate(session, municipality, lon=lon, lat=lat)
    name = found.address.text if found.address else found.street or f"{lat:.5f}, {lon:.5f}"
    return [PlaceChoice(f"{lat:.6f},{lon:.6f},{name}", name, f"{lat:.5f}, {lon:.5f}", is_exact=True)]


def list_categories_meant(groups: Sequence[Group], form: PhoneForm) -> list[Category]:
    """What the words may mean, likeliest first; the one chosen by name before all."""
    every = [category for group in groups for category in group.categories]
    suggested = catalogue.suggest_categories(form.what, every)
    chosen = [category for category in every if category.code == form.category]
    listed = dict.fromkeys(category.code for category in (*chosen, *suggested))
    by_code = {category.code: category for category in every}
    return [by_code[code] for code in listed]


def ask_of(category: Category, language: str, *, asks_surface: bool) -> CategoryAsked:
    """The category with its questions; first of all which of two keepers' lines it is, where that is to be asked."""
    asked = (SURFACE_QUESTION, *category.questions) if asks_surface else category.questions
    questions = tuple(
        QuestionAsked(
            field=f"answer.{category.code}.{question.code}",
            text=word_in(question.text, language),
            choices=()
            if question.kind is QuestionKind.TEXT
            else tuple((choice.code, word_in(choice.label, language)) for choice in question.choices),
        )
        for question in asked
    )
    return CategoryAsked(category.code, category.name(language), category.help_line(language), questions)


def _line(sent: MultiDict[str, str], name: str) -> str:
    return " ".join(sent.get(name, "").split())[:LONGEST]


def _read_pin(sent: MultiDict[str, str]) -> tuple[float, float] | None:
    try:
        return geography.read_position(float(sent.get("pinlat", "")), float(sent.get("pinlon", "")))
    except (ValueError, Invalid):
        return None


def _is_place(choice: str) -> bool:
    parts = choice.split(",", 2)
    try:
        geography.read_position(float(parts[0]), float(parts[1]))
    except (ValueError, IndexError, Invalid):
        return False
    return len(parts) == 3
