"""From a row of the file to a matter of ours, or the reason why not. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.cases import Channel, Outcome, State
from backend.moving_in.mapping import Plan, Shift

LONGEST_OLD_ID = 100
LONGEST_WORDS = 10_000


@dataclass(frozen=True)
class Matter:
    """One row, understood. ``point`` as the file has it, (east or longitude, north or latitude); None without a place.

    ``number``: its row, the one under the headings being 1. ``category_there`` and ``state_there``: their words.
    """

    number: int
    old_id: str
    category: str
    category_there: str
    state: State
    state_there: str
    outcome: Outcome
    channel: Channel
    unit_code: str | None
    opened_at: datetime
    closed_at: datetime | None
    point: tuple[float, float] | None
    words: str
    place: str
    name: str | None
    mail: str | None
    mobile: str | None


@dataclass(frozen=True)
class Refused:
    """A row that does not come along, and why."""

    number: int
    old_id: str
    why: str


class _RowWrong(Exception):
    pass


def read_row(number: int, row: Mapping[str, str], plan: Plan) -> Matter | Refused:
    """What the row says, by the mapping."""
    try:
        return _read(number, row, plan)
    except _RowWrong as wrong:
        return Refused(number, take(row, plan, "old_id"), str(wrong))


def take(row: Mapping[str, str], plan: Plan, field: str) -> str:
    """What the row has in the columns of ``field``; several are joined by a comma, the empty ones left out."""
    columns = plan.columns.get(field, ())
    if len(columns) == 1:
        return (row.get(columns[0]) or "").strip()
    said = ((row.get(column) or "").strip() for column in columns)
    return ", ".join(filter(None, said))


def find_opened_at(row: Mapping[str, str], plan: Plan) -> datetime | None:
    """When the row says that it came in; None where it says no moment."""
    try:
        return _moment(take(row, plan, "opened_at"), plan, "opened_at")
    except _RowWrong:
        return None


def _read(number: int, row: Mapping[str, str], plan: Plan) -> Matter:
    old_id, theirs, stood = (take(row, plan, field) for field in ("old_id", "category", "state"))
    if not old_id or len(old_id) > LONGEST_OLD_ID:
        raise _RowWrong("no reference, or one of more than 100 characters")
    category, state = plan.categories.find(theirs), plan.states.find(stood)
    if category is None:
        raise _RowWrong(f"category not in the mapping: {theirs}")
    if state is None:
        raise _RowWrong(f"state not in the mapping: {stood}")
    opened_at, closed_at = _moments(row, plan, is_closed=State(state) is State.CLOSED)
    outcome = plan.outcomes.find(take(row, plan, "outcome"))
    channel = plan.channels.find(take(row, plan, "channel"))
    if outcome is None or channel is None:
        raise _RowWrong("outcome or channel not in the mapping")
    return Matter(
        number=number,
        old_id=old_id,
        category=category,
        category_there=theirs,
        state=State(state),
        state_there=stood,
        outcome=Outcome(outcome),
        channel=Channel(channel),
        unit_code=plan.units.find(take(row, plan, "unit")),
        opened_at=opened_at,
        closed_at=closed_at,
        point=_point(row, plan),
        words=take(row, plan, "words")[:LONGEST_WORDS],
        place=take(row, plan, "place"),
        name=take(row, plan, "name") or None,
        mail=take(row, plan, "mail") or None,
        mobile=take(row, plan, "mobile") or None,
    )


def _moments(row: Mapping[str, str], plan: Plan, *, is_closed: bool) -> tuple[datetime, datetime | None]:
    opened_at = _moment(take(row, plan, "opened_at"), plan, "opened_at")
    if not is_closed:
        return opened_at, None
    said = take(row, plan, "closed_at")
    # Closed, and the file does not say when: the day it came is the one date that is known of it.
    closed_at = _moment(said, plan, "closed_at") if said else opened_at
    if closed_at < opened_at:
        raise _RowWrong("closed before it was opened")
    return opened_at, closed_at


def _moment(text: str, plan: Plan, field: str) -> datetime:
    try:
        if plan.time_format:
            read = datetime.strptime(text, plan.time_format)  # noqa: DTZ007 - it gets the file's zone below
        else:
            read = datetime.fromisoformat(text)
    except ValueError:
        raise _RowWrong(f"{field} is no moment: {text or 'empty'}") from None
    return read if read.tzinfo else read.replace(tzinfo=plan.zone)


def _point(row: Mapping[str, str], plan: Plan) -> tuple[float, float] | None:
    east, north = take(row, plan, "longitude"), take(row, plan, "latitude")
    if not east or not north:
        if plan.without_place:
            return None
        raise _RowWrong("no place")
    try:
        # A decimal comma is Swedish; two columns never share one.
        point = float(east.replace(",", ".")), float(north.replace(",", "."))
    except ValueError:
        raise _RowWrong(f"the place is not two numbers: {east} {north}") from None
    if not all(map(math.isfinite, point)):
        raise _RowWrong("the place is not two numbers")
    return point


def move_point(lon: float, lat: float, shift: Shift) -> tuple[float, float]:
    """The point as many metres east and north of the shift's end as it was of its start; (lon, lat) in and out."""
    (from_lat, from_lon), (to_lat, to_lon) = shift.start, shift.end
    narrower = math.cos(math.radians(from_lat)) / math.cos(math.radians(to_lat))
    return to_lon + (lon - from_lon) * narrower, to_lat + (lat - from_lat)
