"""Times in templates, as the catalogue says them: ``{{ case.due_at | moment(now) }}`` → "tors 4 dec kl. 14.05"."""

from datetime import datetime

from flask import Flask

from backend.catalogue import Precision, words_for_day, words_for_moment, words_for_time, words_for_week
from backend.doors.shared.language import current_language


def show_day(at: datetime, now: datetime) -> str:
    """A day seen from ``now``: "i dag", "tors 4 dec"; both aware."""
    return words_for_day(at, current_language(), now=now)


def show_moment(at: datetime, now: datetime, precision: Precision = Precision.TIME) -> str:
    """Day and time, or what the ``precision`` of a promise allows: day, week or season."""
    return words_for_moment(at, precision, current_language(), now=now)


def show_clock(at: datetime) -> str:
    """The time alone: "kl. 14.05", "at 14:05"."""
    return words_for_time(at, current_language())


def show_week(at: datetime, now: datetime) -> str:
    """The week: "v. 49"."""
    return words_for_week(at, current_language(), now=now)


def register(app: Flask) -> None:
    """Give templates the filters ``day``, ``moment``, ``clock`` and ``week``."""
    app.jinja_env.filters.update(day=show_day, moment=show_moment, clock=show_clock, week=show_week)
