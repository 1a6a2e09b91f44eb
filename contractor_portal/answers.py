"""What the API answers, read once into small frozen values. Names that are new to the portal are passed over."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contractor_portal.moments import read_moment
from contractor_portal.term_answers import OrderTerms, read_terms

NOT_DONE = ("sent", "received", "accepted", "started", "waiting")
UNANSWERED = ("sent", "received")


@dataclass(frozen=True)
class Membership:
    """One firm's work in one municipality (SCB code) that the person takes part in."""

    municipality: str
    firm: str
    role: str = ""


@dataclass(frozen=True)
class Me:
    """The signed-in person. ``memberships`` are those of firms, by municipality.

    ``second_factor``: not_needed, proven, asked or to_set_up; with the last two nothing else opens.
    """

    person_id: str
    name: str
    memberships: tuple[Membership, ...]
    second_factor: str = "not_needed"

    @property
    def needs_second_factor(self) -> bool:
        """Whether a second factor comes before everything else."""
        return self.second_factor in ("asked", "to_set_up")

    @property
    def managed(self) -> tuple[str, ...]:
        """Codes of the municipalities where the person is a firm's manager."""
        return tuple(dict.fromkeys(each.municipality for each in self.memberships if each.role == "manager"))

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Codes, each once, in order."""
        return tuple(dict.fromkeys(each.municipality for each in self.memberships))


@dataclass(frozen=True)
class Municipality:
    """What is told of a municipality; its telephone numbers are for when the API is down.

    ``kind``: regular, practice or replay; the last two are marked on every page.
    """

    code: str
    name: str
    phone: str
    acute_phone: str
    kind: str


@dataclass(frozen=True)
class OrderPhoto:
    """A photo of the case the firm may see. ``kind``: report or proof; ``state``: received, ready or refused."""

    id: str
    kind: str
    state: str


@dataclass(frozen=True)
class Briefing:
    """What a crew is told, in the reader's language. ``latitude`` and ``longitude`` are WGS 84.

    ``repeat`` is an ordinal: how manieth time in a year it fails, empty the first time. ``row`` names the open cases it lies in
    a row with.
    """

    name: str
    advice: str
    answers: tuple[tuple[str, str], ...]
    words: str
    place: str
    latitude: float | None
    longitude: float | None
    asset_number: str
    case_reference: str
    repeat: str = ""
    row: str = ""


@dataclass(frozen=True)
class Order:
    """One work order as it stands. ``now`` is when the backend told of it, by the municipality's clock."""

    municipality: str
    reference: str
    state: str
    purpose: str
    is_acute: bool
    is_warranty: bool
    briefing: Briefing
    sent_at: datetime | None
    accept_by: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    waiting_on: str
    waiting_reason: str
    waiting_until: datetime | None
    outcome: str
    done_words: str
    declined_reason: str
    sent_back_reason: str
    acts: tuple[str, ...]
    photos: tuple[OrderPhoto, ...]
    now: datetime
    terms: OrderTerms

    @property
    def is_late(self) -> bool:
        """Whether the work should have been done by now; what may not begin is late for nothing."""
        is_past = self.deadline_at is not None and self.deadline_at < self.now
        return is_past and self.state in NOT_DONE and not self.terms.is_locked

    @property
    def answer_is_late(self) -> bool:
        """Whether the order should have been answered by now."""
        return self.state in UNANSWERED and self.accept_by is not None and self.accept_by < self.now


@dataclass(frozen=True)
class OrderPage:
    """Some orders, and the cursor that leads on; empty where there is no more."""

    orders: tuple[Order, ...]
    after: str


def read_me(told: dict[str, Any]) -> Me:
    """The person and the firms they work for."""
    found = [
        Membership(_code_of(each["municipality"]), str(each.get("organisationName") or ""), str(each.get("role") or ""))
        for each in told.get("memberships", [])
        if each.get("organisationId")
    ]
    return Me(
        str(told["personId"]),
        str(told.get("name", "")),
        tuple(sorted(found, key=lambda each: (each.municipality, each.firm))),
        str(told.get("secondFactor") or "not_needed"),
    )


def read_municipality(told: dict[str, Any]) -> Municipality:
    """A municipality's name and numbers."""
    return Municipality(
        code=told["code"],
        name=told["name"],
        phone=told.get("phone") or "",
        acute_phone=told.get("acutePhone") or "",
        kind=told.get("kind") or "",
    )


def read_page(told: dict[str, Any], municipality: str, language: str) -> OrderPage:
    """One page of orders."""
    orders = tuple(read_order({"now": told.get("now"), **each}, municipality, language) for each in told["items"])
    return OrderPage(orders, str(told.get("next") or ""))


def read_order(told: dict[str, Any], municipality: str, language: str) -> Order:
    """One order; its texts in ``language``."""
    return Order(
        municipality=municipality,
        reference=told["reference"],
        state=told["state"],
        purpose=told.get("purpose") or "",
        is_acute=bool(told.get("isAcute")),
        is_warranty=bool(told.get("isWarranty")),
        briefing=_read_briefing(told.get("briefing") or {}, language),
        sent_at=read_moment(told.get("sentAt")),
        accept_by=read_moment(told.get("acceptBy")),
        deadline_at=read_moment(told.get("deadlineAt")),
        ended_at=read_moment(told.get("endedAt")),
        waiting_on=told.get("waitingOn") or "",
        waiting_reason=told.get("waitingReason") or "",
        waiting_until=read_moment(told.get("waitingUntil")),
        outcome=told.get("outcome") or "",
        done_words=told.get("doneWords") or "",
        declined_reason=told.get("declinedReason") or "",
        sent_back_reason=told.get("sentBackReason") or "",
        acts=tuple(told.get("acts") or ()),
        photos=tuple(_read_photo(each) for each in told.get("photos") or ()),
        now=read_moment(told.get("now")) or datetime.now(UTC),
        terms=read_terms(told),
    )


def _read_briefing(told: dict[str, Any], language: str) -> Briefing:
    answers = told.get("answers") or {}
    return Briefing(
        name=_in_language(told.get("names"), language) or str(told.get("category") or ""),
        advice=_in_language(told.get("advice"), language),
        answers=tuple((str(asked), str(said)) for asked, said in answers.get(language) or answers.get("sv") or ()),
        words=told.get("words") or "",
        place=told.get("place") or "",
        latitude=told.get("latitude"),
        longitude=told.get("longitude"),
        asset_number=told.get("assetNumber") or "",
        repeat=_in_language(told.get("repeatWords"), language),
        row=_in_language(told.get("rowWords"), language),
        case_reference=told.get("caseReference") or "",
    )


def _read_photo(told: dict[str, Any]) -> OrderPhoto:
    return OrderPhoto(told["id"], told.get("kind") or "", told.get("state") or "")


def _in_language(words: dict[str, str] | None, language: str) -> str:
    found = words or {}
    return found.get(language) or found.get("sv") or next(iter(found.values()), "")


def _code_of(told: str | dict[str, str]) -> str:
    return told if isinstance(told, str) else told["code"]
