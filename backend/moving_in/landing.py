"""From a matter to the rows it becomes here: a case with its report, its timeline, its promise and its old reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.cases import (
    NO_DATE,
    Case,
    Cause,
    OldReference,
    Outcome,
    Promise,
    PromiseKind,
    Report,
    ReporterAddress,
    State,
    Step,
    TimelineEntry,
    search_key_of,
)
from backend.cases.addresses import new_addresses
from backend.cases.errors import OutcomeNotOfKind
from backend.cases.lifecycle import is_step_allowed, outcome_of_kind
from backend.catalogue import CaseKind, Category, Precision
from backend.foundation.actor import ActorKind
from backend.foundation.database import Base
from backend.foundation.errors import Unavailable
from backend.foundation.ids import new_id
from backend.foundation.writing import make
from backend.moving_in.matters import Matter

ENDS_AS = {
    CaseKind.VIEWPOINT: Outcome.ANSWERED,
    CaseKind.QUESTION: Outcome.ANSWERED,
    CaseKind.ORDER: Outcome.DELIVERED,
    CaseKind.AUTHORITY_MATTER: Outcome.OTHER_AUTHORITY,
}
"""How a case of each kind ended where the mapping's outcome is none of its own."""
HIGH = catalogue.Priority.HIGH


@dataclass(frozen=True)
class House:
    """What every matter needs of the municipality, read once a batch. ``authorities`` by code, the first for the rest."""

    municipality: str
    categories: Mapping[str, Category]
    units: Mapping[str, accounts.UnitView]
    authorities: Mapping[str, UUID]
    first_authority: UUID


@dataclass
class Landed:
    """The rows of many matters, by table in the order they are written."""

    cases: list[Case] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    addresses: list[ReporterAddress] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    references: list[OldReference] = field(default_factory=list)

    def tables(self) -> Sequence[Sequence[Base]]:
        """Table by table, those others point at first."""
        return (self.cases, self.reports, self.addresses, self.timeline, self.promises, self.references)


def read_house(session: Session, municipality: str) -> House:
    """Raises ``Unavailable`` where the municipality has no authority to own what comes."""
    listed = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    authorities = accounts.list_authorities(session, municipality)
    if not authorities:
        raise Unavailable("municipality_not_ready", "This municipality cannot take reports yet.")
    return House(
        municipality=municipality,
        categories={category.code: category for category in listed},
        units={unit.code: unit for unit in accounts.list_units(session, municipality)},
        authorities={authority.code: authority.id for authority in authorities},
        first_authority=authorities[0].id,
    )


def land(
    landed: Landed, matter: Matter, house: House, *, at: tuple[float, float], reference: str, moving: UUID,
    source: str, now: datetime,
) -> None:  # fmt: skip
    """Add the rows of one matter. ``at`` is (longitude, latitude), WGS84 degrees."""
    case = _case(matter, house, at=at, reference=reference, moving=moving, now=now)
    report = _report(case, matter, now=now)
    landed.cases.append(case)
    landed.reports.append(report)
    landed.addresses += new_addresses(house.municipality, report.id, _Asks(matter.mail, matter.mobile), now=now)
    landed.timeline += _timeline(case, report.id, matter, source, now=now)
    if case.is_open:
        landed.promises.append(_promise(case, now=now))
    landed.references.append(
        make(
            OldReference,
            municipality=house.municipality,
            source=source,
            old_id=matter.old_id,
            search_key=search_key_of(matter.old_id),
            case_id=case.id,
            moved_in_id=moving,
            row_number=matter.number,
            category_there=matter.category_there,
            state_there=matter.state_there,
        )
    )


@dataclass(frozen=True)
class _Asks:
    """The address a matter came with: told from now on as any other reporter."""

    mail: str | None
    mobile: str | None
    prefers: str = "mail"
    wants_word: bool = True


def _case(
    matter: Matter, house: House, *, at: tuple[float, float], reference: str, moving: UUID, now: datetime
) -> Case:
    category = house.categories[matter.category]
    state, is_open = _state(matter, category.kind), matter.closed_at is None
    unit = house.units.get(matter.unit_code or category.unit_code)
    promise: dict[str, Any] = {"promise_number": None, "promise_kind": None, "promise_due_at": None}
    if is_open:
        promise = {"promise_number": 1, "promise_kind": PromiseKind.DATE_TO_BE_GIVEN, "promise_due_at": NO_DATE}
    return make(
        Case,
        municipality=house.municipality,
        id=new_id(),
        reference=reference,
        authority_id=house.authorities.get(category.authority_code, house.first_authority),
        kind=category.kind.value,
        category=category.code,
        state=state,
        outcome=None if is_open else _outcome(matter.outcome, category.kind),
        # Nothing that comes is acute: whoever finds it so says so here, and only then is anybody woken.
        priority=HIGH if category.priority is catalogue.Priority.ACUTE else category.priority,
        is_acute=False,
        longitude=at[0],
        latitude=at[1],
        cell=geography.cell_of(*at),
        place=matter.place or f"{at[1]:.5f}, {at[0]:.5f}",
        unit_code=unit.code if unit and state is not State.RECEIVED else None,
        keeper_name=unit.name_in("sv") if unit and state is not State.RECEIVED else None,
        **promise,
        promise_precision=Precision.SEASON if is_open else None,
        opened_at=matter.opened_at,
        resolved_at=matter.closed_at,
        resolutions=0 if is_open else 1,
        closed_at=matter.closed_at,
        moved_in_id=moving,
        quiet_since=now,
        last_number=2 if is_open else 3,
        version=1,
    )


def _state(matter: Matter, kind: CaseKind) -> State:
    """What is answered or handed over is not worked at: it lies with its unit."""
    if matter.state is State.IN_PROGRESS and not is_step_allowed(State.RECEIVED, Step.START, kind):
        return State.WITH_UNIT
    return matter.state


def _outcome(outcome: Outcome, kind: CaseKind) -> Outcome:
    try:
        return outcome_of_kind(outcome, kind)
    except OutcomeNotOfKind:
        return ENDS_AS[kind]


def _report(case: Case, matter: Matter, *, now: datetime) -> Report:
    return make(
        Report,
        municipality=case.municipality,
        id=new_id(),
        reference=case.reference,
        case_id=case.id,
        authority_id=case.authority_id,
        channel=matter.channel,
        category_said=case.category,
        answers={},
        answers_as_said={},
        answers_restricted={},
        words=matter.words,
        language="sv",
        longitude=case.longitude,
        latitude=case.latitude,
        place_words=matter.place,
        name=matter.name,
        may_show_words=False,
        may_show_photo=False,
        received_at=matter.opened_at,
        recorded_at=now,
    )


def _timeline(case: Case, report_id: UUID, matter: Matter, source: str, *, now: datetime) -> list[TimelineEntry]:
    steps: list[tuple[Step, State, datetime, dict[str, Any]]] = [
        (Step.SUBMIT, State.RECEIVED, matter.opened_at, {"report_id": str(report_id), "channel": matter.channel.value})
    ]
    if matter.closed_at is not None and case.outcome is not None:
        steps.append((Step.RESOLVE, State.RESOLVED, matter.closed_at, {"outcome": case.outcome.value}))
    steps.append((Step.MOVE_IN, case.state, now, {"source": source}))
    return [
        make(
            TimelineEntry,
            municipality=case.municipality,
            case_id=case.id,
            number=number,
            step=step,
            actor_kind=ActorKind.SYSTEM,
            actor_id=None,
            facts={"state": state.value, **facts},
            occurred_at=occurred_at,
            recorded_at=now,
        )
        for number, (step, state, occurred_at, facts) in enumerate(steps, start=1)
    ]


def _promise(case: Case, *, now: datetime) -> Promise:
    return make(
        Promise,
        municipality=case.municipality,
        case_id=case.id,
        number=1,
        kind=PromiseKind.DATE_TO_BE_GIVEN,
        due_at=NO_DATE,
        precision=Precision.SEASON,
        cause=Cause.FIRST,
        reason=None,
        made_at=now,
        ended_at=None,
        ended_as=None,
    )
