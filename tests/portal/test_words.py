"""Every word of the portal has its Swedish, and moments are said as people say them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import contractor_portal
from backend.catalogue import words_for_day as backends_words_for_day
from backend.dispatch import OUTCOMES_OF_WORK, Act, DeclineReason, OrderState, WaitReason
from contractor_portal import act_forms, codes
from contractor_portal.language import read_translations
from contractor_portal.moments import next_look, words_for_day, words_for_moment
from tests.architecture.msgids import list_of_code, list_of_template

PACKAGE = Path(contractor_portal.__file__).parent
PLACES = re.compile(r"%\(\w+\)[sd]")
PHOTOS_ON_THEIR_WAY = (
    "One photo is being looked at and is shown soon.",
    "%(num)s photos are being looked at and are shown soon.",
)
PHOTOS_REFUSED = (
    "One photo could not be shown: it is damaged or of a kind we cannot read. Send another if you have one.",
    "%(num)s photos could not be shown: they are damaged or of a kind we cannot read. Send others if you have them.",
)
PHOTOS_ARRIVED = (
    "The photo has arrived. It is shown here in a little while.",
    "%(num)s photos have arrived. They are shown here in a little while.",
)
COUNTED = {*PHOTOS_ON_THEIR_WAY, *PHOTOS_REFUSED, *PHOTOS_ARRIVED}
"""Not found by gettext alone."""

NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


def every_msgid() -> set[str]:
    found = {message for file in PACKAGE.rglob("*.html") for message in list_of_template(file)}
    return found | {message for file in PACKAGE.rglob("*.py") for message in list_of_code(file)}


def test_every_sentence_has_its_swedish_with_the_same_places() -> None:
    swedish = read_translations("sv")
    assert {msgid for msgid in every_msgid() if swedish.gettext(msgid) == msgid} == COUNTED
    for msgid in every_msgid():
        assert sorted(PLACES.findall(swedish.gettext(msgid))) == sorted(PLACES.findall(msgid)), msgid


@pytest.mark.parametrize(
    ("counted", "one", "two"),
    [
        (PHOTOS_ON_THEIR_WAY, "En bild granskas", "%(num)s bilder granskas"),
        (PHOTOS_REFUSED, "En bild gick inte att visa", "%(num)s bilder gick inte att visa"),
        (PHOTOS_ARRIVED, "Bilden har kommit fram", "%(num)s bilder har kommit fram"),
    ],
)
def test_photos_are_counted(counted: tuple[str, str], one: str, two: str) -> None:
    swedish = read_translations("sv")
    assert swedish.ngettext(*counted, 1).startswith(one)
    assert swedish.ngettext(*counted, 2).startswith(two)


def test_every_code_of_the_backend_has_words_here() -> None:
    assert set(codes.STATES) == {state.value for state in OrderState}
    assert set(codes.WAIT_REASONS) == {reason.value for reason in WaitReason}
    assert set(codes.DECLINE_REASONS) == {reason.value for reason in DeclineReason}
    assert set(codes.OUTCOMES) == {outcome.value for outcome in OUTCOMES_OF_WORK}
    assert set(codes.ACTS) == set(act_forms.ACTS) == set(codes.ACTED)
    assert {*codes.ACTS, "receive", "approve", "send_back", "cancel", "send", "release", "pause"} == {
        act.value for act in Act
    }


@pytest.mark.parametrize("days", [-400, -40, -1, 0, 1, 6, 30, 200, 400])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_day_is_said_as_the_backend_says_it(days: int, language: str) -> None:
    at = NOON + timedelta(days=days)
    assert words_for_day(at, language, now=NOON) == backends_words_for_day(at, language, now=NOON)


def test_a_moment_is_said_with_its_time_in_sweden() -> None:
    at = datetime(2026, 12, 4, 13, 5, tzinfo=UTC)
    assert words_for_moment(at, "sv", now=NOON) == "fre 4 dec kl. 14.05"
    assert words_for_moment(at, "en", now=NOON) == "Fri 4 Dec at 14:05"


def test_a_day_to_look_again_is_the_end_of_its_working_day() -> None:
    assert next_look("2026-12-04") == datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
    assert next_look("i morgon") is None
