"""What the forms of moving many promises say: which cases, what is promised, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import request
from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import Case, Cause, MovableFilter, NewPromise, PromiseKind
from backend.cases.bulk_moves import MOST_CASES
from backend.catalogue import Group, WorkingCalendar
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.acting import choice_missing, read_code, read_moment, written
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference

FIELDS = ("unit", "category", "area", "before", "from", "until", "dateless")
GROUP = "group:"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Chosen:
    """The filter as it was written, to be shown again and sent along; ``wanted`` as the list is asked."""

    written: Mapping[str, str]
    wanted: MovableFilter

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not any(self.written.values())


def read_filter(given: Mapping[str, str], groups: list[Group], calendar: WorkingCalendar) -> Chosen:
    """The filter; a day that is none is left out. Days are whole local days, the last one counted."""
    said = {name: given.get(name, "").strip() for name in FIELDS}
    before, begins, ends = (_day(said[name]) for name in ("before", "from", "until"))
    wanted = MovableFilter(
        unit_code=said["unit"] or None,
        categories=_categories(said["category"], groups),
        area_code=said["area"] or None,
        promise_before=_midnight(before + _DAY, calendar) if before else None,
        opened_from=_midnight(begins, calendar) if begins else None,
        opened_until=_midnight(ends + _DAY, calendar) if ends else None,
        without_date=bool(said["dateless"]),
    )
    return Chosen(said, wanted)


def list_chosen(session: Session, municipality: str, chosen: Chosen) -> list[Case]:
    """The cases the form names: those ticked, or all the filter finds. Raises ``TooManyChosen``, ``Invalid``."""
    if request.form.get("which") == "all":
        return list(cases.list_movable(session, municipality, chosen.wanted, limit=MOST_CASES))
    ticked = [read_reference(text) for text in request.form.getlist("case")]
    return list(cases.find_cases_by_reference(session, municipality, ticked[: MOST_CASES + 1]))


def read_new_date(session: Session, municipality: str, *, now: datetime) -> tuple[NewPromise, str | None]:
    """What is promised, and what is waited on where it is a wait. Raises ``Invalid``."""
    due_at, precision = read_moment(session=session, municipality=municipality, now=now)
    cause = read_code(Cause, "cause")
    if cause is Cause.WAITING:
        waiting_on = read_code(WaitReason, "waiting_on").value
        reason = written("words") or waiting_on
        return NewPromise(PromiseKind.ASK_AGAIN, due_at, precision, cause, reason), waiting_on
    if cause is Cause.NEXT_STEP:
        return NewPromise(read_code(PromiseKind, "kind"), due_at, precision, cause, written("words") or None), None
    if cause is not Cause.LATE:
        raise choice_missing("cause")
    reason = written("words") or request.form.get("reason", "")
    if not reason:
        said = "A new date needs a reason."
        raise Invalid("reason_missing", said, fields={"reason": "A new date needs a reason."})
    return NewPromise(read_code(PromiseKind, "kind"), due_at, precision, cause, reason[:500]), None


def list_groups(session: Session, municipality: str) -> list[Group]:
    """The tree, for the filter."""
    return catalogue.list_groups(session, municipality, include_hidden=True)


def _categories(code: str, groups: list[Group]) -> tuple[str, ...]:
    if not code.startswith(GROUP):
        return (code,) if code else ()
    of_group = code.removeprefix(GROUP)
    return tuple(each.code for group in groups if group.code == of_group for each in group.categories)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, time(), calendar.tz)
