"""What may follow what in a personal data breach."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.incidents.lifecycle import (
    IncidentStep,
    Risk,
    Standing,
    list_allowed,
    must_explain_delay,
    reopened_by,
)

NOTICED = datetime(2026, 9, 16, 8, tzinfo=UTC)


def standing(risk: Risk | None = None, *, imy: bool = False, people: bool = False, closed: bool = False) -> Standing:
    return Standing(risk, imy, people, closed)


@pytest.mark.parametrize(
    ("at", "step", "allowed"),
    [
        (standing(), IncidentStep.TELL_IMY, True),
        (standing(), IncidentStep.NEED_NOT_TELL_IMY, False),
        (standing(Risk.UNLIKELY), IncidentStep.NEED_NOT_TELL_IMY, True),
        (standing(Risk.LIKELY), IncidentStep.NEED_NOT_TELL_IMY, False),
        (standing(Risk.LIKELY), IncidentStep.NEED_NOT_TELL_PEOPLE, True),
        (standing(Risk.HIGH), IncidentStep.NEED_NOT_TELL_PEOPLE, False),
        (standing(Risk.HIGH, imy=True), IncidentStep.TELL_IMY, False),
        (standing(Risk.HIGH, imy=True), IncidentStep.CLOSE, False),
        (standing(imy=True, people=True), IncidentStep.CLOSE, False),
        (standing(Risk.HIGH, imy=True, people=True), IncidentStep.CLOSE, True),
        (standing(Risk.HIGH, imy=True, people=True, closed=True), IncidentStep.ASSESS, False),
    ],
)
def test_what_may_be_done_now(at: Standing, step: IncidentStep, allowed: bool) -> None:
    assert (step in list_allowed(at)) is allowed


@pytest.mark.parametrize(
    ("risk", "imy_told", "people_told", "asks"),
    [
        (Risk.UNLIKELY, False, False, (False, False)),
        (Risk.LIKELY, False, False, (True, False)),
        (Risk.HIGH, False, False, (True, True)),
        (Risk.HIGH, True, True, (False, False)),
    ],
)
def test_a_worse_assessment_asks_again_what_was_answered_with_need_not(
    risk: Risk, imy_told: bool, people_told: bool, asks: tuple[bool, bool]
) -> None:
    assert reopened_by(risk, imy_told=imy_told, people_told=people_told) == asks


@pytest.mark.parametrize(("hours", "late"), [(0, False), (72, False), (73, True)])
def test_seventy_two_hours_run_from_when_it_was_noticed(hours: int, late: bool) -> None:
    assert must_explain_delay(NOTICED, NOTICED + timedelta(hours=hours)) is late
