"""How a form of the case page is taken: done and shown, or refused with the page as it is now and what was typed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue
from backend.cases import Case
from backend.catalogue import Precision, Target, TargetUnit
from backend.doors.kontaktcenter.allowed import OF_ITS_AUTHORITY
from backend.doors.kontaktcenter.case_page import Failure, get_case_shown, render_case
from backend.doors.shared import current_scope, keep_typed, transaction, translate
from backend.doors.shared.sight import refuse_unread
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, NotAllowed

LONGEST_WORDS = 5000
FURTHEST_DAYS = 730
_TYPED = ("words", "their_reference", "reason")

Code = TypeVar("Code", bound=StrEnum)
Act = Callable[[Session, Case, datetime], object]


class CaseMovedOn(Conflict):
    """The form was written on an earlier state of the case."""

    def __init__(self) -> None:
        super().__init__(
            "case_moved_on",
            "The case has changed since you opened the page. Look at it as it is now. What you wrote is still in the"
            " form: send it again if it still holds.",
        )


def act_on_case(
    municipality_code: str,
    reference: str,
    form: str,
    act: Act,
    *,
    beside: Callable[[Session, Case], Case] | None = None,
    done: str = "",
    checks_version: bool = True,
) -> BaseResponse:
    """Do ``act`` in one transaction and go back to the case; refused, show the page anew with the form filled in.

    ``checks_version``: the act rests on what the page showed, so an older page is refused (409). ``beside`` finds the
    other case of an act on two, so that both are locked in order.
    """
    keep_typed({gettext("What you wrote"): "\n".join(filter(None, map(written, _TYPED)))})
    try:
        with transaction(current_scope()) as session:
            shown = get_case_shown(session, municipality_code, reference)
            if beside is not None:
                cases.lock_family(session, municipality_code, shown.id, beside(session, shown).id)
            case = cases.lock_case(session, municipality_code, shown.id)
            if form.partition("-")[0] in OF_ITS_AUTHORITY:
                refuse_unread(case)
            if checks_version and request.form.get("version") != str(case.version):
                raise CaseMovedOn
            act(session, case, clock.now(session))
    except (Invalid, Conflict, NotAllowed) as error:
        return refuse(municipality_code, reference, form, error)
    return redirect(
        url_for("kontaktcenter.show_case", municipality_code=municipality_code, reference=reference, done=done or form),
        303,
    )


def refuse(municipality_code: str, reference: str, form: str, error: Invalid | Conflict | NotAllowed) -> BaseResponse:
    """The page as it is now, with what was refused and what was typed."""
    failure = Failure(
        form,
        translate(error),
        {name: gettext(words) for name, words in error.fields.items()},
        request.form,
        isinstance(error, Conflict),
    )
    with transaction(current_scope()) as session:
        page = render_case(session, municipality_code, reference, failure=failure)
    status = {"invalid": 422, "conflict": 409}.get(error.family, 403)
    return make_response(page, status)


def written(name: str) -> str:
    """A field of the form without what surrounds it; at most ``LONGEST_WORDS`` characters."""
    return request.form.get(name, "").strip().replace("\r\n", "\n")[:LONGEST_WORDS]


def read_day(name: str, *, session: Session, municipality: str, now: datetime) -> datetime | None:
    """A day of the form as the moment when that local day's work ends, UTC; a closed day ends on the next open one.

    None where nothing was written. Raises ``Invalid`` for what is no day, one that has passed, or one too far ahead.
    """
    text = request.form.get(name, "").strip()
    if not text:
        return None
    calendar = catalogue.get_calendar(session, municipality)
    day = _read_date(text, name)
    days = (day - calendar.local(now).date()).days
    if not 0 <= days <= FURTHEST_DAYS:
        raise _day_wrong(name)
    at = calendar.add_target(now, Target(days, TargetUnit.DAYS))
    if at <= now:
        raise _day_wrong(name)
    return at


def read_moment(*, session: Session, municipality: str, now: datetime) -> tuple[datetime, Precision]:
    """The new date of a promise and how exactly it is promised; a week or a season ends with its day's work."""
    clock_time = request.form.get("time", "").strip()
    if clock_time:
        calendar = catalogue.get_calendar(session, municipality)
        day = _read_date(request.form.get("day", "").strip(), "day")
        try:
            at = datetime.combine(day, time.fromisoformat(clock_time), calendar.tz)
        except ValueError:
            raise _day_wrong("time") from None
        return at, Precision.TIME
    due_at = read_day("day", session=session, municipality=municipality, now=now)
    if due_at is None:
        raise _day_wrong("day")
    try:
        precision = Precision(request.form.get("precision", Precision.DAY.value))
    except ValueError:
        raise _day_wrong("precision") from None
    if precision is Precision.WEEK:
        calendar = catalogue.get_calendar(session, municipality)
        local = calendar.local(due_at).date()
        friday = local + timedelta(days=max(0, 4 - local.weekday()))
        days = (friday - calendar.local(now).date()).days
        due_at = calendar.add_target(now, Target(days, TargetUnit.DAYS))
    return due_at, precision


def _read_date(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _day_wrong(name) from None


def _day_wrong(name: str) -> Invalid:
    said = "Choose a day ahead, at most two years from now."
    return Invalid("day_wrong", said, fields={name: "Choose a day ahead, at most two years from now."})


def read_code(codes: type[Code], name: str) -> Code:
    """A choice of the form as its code. Raises ``Invalid`` for what was not offered."""
    try:
        return codes(request.form.get(name, ""))
    except ValueError:
        raise choice_missing(name) from None


def read_id(text: str) -> UUID | None:
    """An id of a choice; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def choice_missing(name: str) -> Invalid:
    """The refusal of a choice that was not offered."""
    return Invalid(
        "choice_missing", "Please choose one of the offered.", fields={name: "Please choose one of the offered."}
    )
