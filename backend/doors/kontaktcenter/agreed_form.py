"""How forms of what is agreed are taken: days and figures read, the act done, or the page shown anew with what was typed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from flask import make_response, redirect, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend.doors.kontaktcenter.acting import written
from backend.doors.shared import current_scope, keep_typed, transaction, translate
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid

ROWS = 25
HIDDEN = ("csrf_token", "seen", "client_id")
Done = TypeVar("Done")
Cells = dict[str, str | list[str]]


@dataclass(frozen=True)
class Refused:
    """What was wrong with a form, and what was typed; empty for a page that is only looked at."""

    told: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    typed: Cells = field(default_factory=dict)


NOTHING = Refused()


def take(
    act: Callable[[Session, datetime], Done],
    *,
    again: Callable[[Session, Refused], str],
    onward: Callable[[Done], str],
    names: Callable[[str], str] = str,
) -> BaseResponse:
    """Do ``act`` in one transaction and go ``onward``; refused, show the page as it is now with what was typed.

    ``names`` turns a refused field's name into the form's.
    """
    typed: Cells = {
        name: said if len(said) > 1 else said[0] for name, said in request.form.lists() if name not in HIDDEN
    }
    keep_typed({gettext("What you wrote"): "\n".join(f"{name}: {said}" for name, said in typed.items() if said)})
    try:
        with transaction(current_scope()) as session:
            done = act(session, clock.now(session))
    except (Invalid, Conflict) as error:
        wrong = {names(name): gettext(words) for name, words in error.fields.items()}
        with transaction(current_scope()) as session:
            page = again(session, Refused(translate(error), wrong, typed))
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    return redirect(onward(done), 303)


def seen() -> str | None:
    """What the page was made of; an act on an older page is refused."""
    return request.form.get("seen") or None


def read_whole(name: str, most: int = 2_000_000_000) -> int | None:
    """A whole number; None where nothing was written. Raises ``Invalid`` at ``name``."""
    text = "".join(written(name).split())
    if not text:
        return None
    if not text.isdecimal() or int(text) > most:
        raise _wrong(name, "Write a whole number.")
    return int(text)


def need_whole(name: str, most: int = 100_000) -> int:
    """The same where there must be one."""
    number = read_whole(name, most)
    if number is None:
        raise _wrong(name, "Write a whole number.")
    return number


def read_first(name: str, tz: tzinfo) -> datetime | None:
    """The morning a day of the form begins; None where nothing was written."""
    day = _read_day(name)
    return datetime.combine(day, time(), tz) if day else None


def read_last(name: str, tz: tzinfo, stands: datetime | None) -> datetime | None:
    """The moment after the last day written; what stands where that day says the same."""
    day = _read_day(name)
    if day is None:
        return None
    if stands is not None and show_last(stands, tz) == day.isoformat():
        return stands
    return datetime.combine(day + timedelta(days=1), time(), tz)


def show_first(at: datetime, tz: tzinfo) -> str:
    """The day a moment lies in, as forms write it."""
    return at.astimezone(tz).date().isoformat()


def show_last(at: datetime | None, tz: tzinfo) -> str:
    """The last day before a moment; empty for none."""
    return (at - timedelta(microseconds=1)).astimezone(tz).date().isoformat() if at else ""


def write_place(*parts: str) -> str:
    """A place in a list, opaque."""
    return urlsafe_b64encode("\n".join(parts).encode()).decode().rstrip("=")


def read_place(length: int) -> list[str] | None:
    """The place the page's address says; None for none, and for what is none of ours: the list then begins anew."""
    text = request.args.get("after", "")
    try:
        parts = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("\n")
    except ValueError:
        return None
    return parts if text and len(parts) == length else None


def _read_day(name: str) -> date | None:
    text = written(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _wrong(name, "Write the day as 2026-11-30.") from None


def _wrong(name: str, said: str) -> Invalid:
    return Invalid("form_wrong", "Something in what was sent is missing or wrong.", fields={name: said})
