"""What a reporter reads of a fault that fails again and again, while its cause is not found."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import TIMES_FOR_PROBLEM, Case
from backend.doors.citizen.speech import gettext
from backend.doors.shared import current_language


def words_for_repeat(session: Session, case: Case, unit_names: Mapping[str, str], *, now: datetime) -> str:
    """How manieth time, who looks for the cause and until when; empty below the third time and once it is solved."""
    if (case.repeat_number or 1) < TIMES_FOR_PROBLEM or case.problem_id is None:
        return ""
    problem = cases.get_problem(session, case.municipality, case.problem_id)
    if not problem.is_open:
        return ""
    language = current_language()
    tz = catalogue.get_calendar(session, case.municipality).tz
    return gettext(
        "It failed again, for the %(nth)s time in a year. We look for the cause. %(unit)s, next word by %(day)s.",
        nth=catalogue.words_for_ordinal(case.repeat_number or 1, language),
        unit=unit_names.get(problem.unit_code or "", problem.unit_code or ""),
        day=catalogue.words_for_day(problem.next_look_at, language, now=now, tz=tz),
    )
