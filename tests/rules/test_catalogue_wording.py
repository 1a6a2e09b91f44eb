"""How a moment is said: never ISO, and so that nobody needs a calendar to understand it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.catalogue import Precision, words_for_moment

STOCKHOLM = ZoneInfo("Europe/Stockholm")
THURSDAY = datetime(2025, 11, 20, 10, 0, tzinfo=STOCKHOLM)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("at", "precision", "swedish", "english"),
    [
        ("2025-11-20 14:30", Precision.TIME, "i dag kl. 14.30", "today at 14:30"),
        ("2025-11-21 08:00", Precision.TIME, "i morgon kl. 08.00", "tomorrow at 08:00"),
        ("2025-11-19 16:05", Precision.TIME, "i går kl. 16.05", "yesterday at 16:05"),
        ("2025-11-24 08:00", Precision.TIME, "mån 24 nov kl. 08.00", "Mon 24 Nov at 08:00"),
        ("2025-11-20 16:30", Precision.DAY, "i dag", "today"),
        ("2025-11-21 16:30", Precision.DAY, "i morgon", "tomorrow"),
        ("2025-12-04 16:30", Precision.DAY, "tors 4 dec", "Thu 4 Dec"),
        ("2026-03-03 16:30", Precision.DAY, "tis 3 mars", "Tue 3 March"),
        ("2026-09-01 16:30", Precision.DAY, "tis 1 sept 2026", "Tue 1 Sept 2026"),
        ("2025-02-01 12:00", Precision.DAY, "lör 1 feb 2025", "Sat 1 Feb 2025"),
        ("2025-12-05 16:30", Precision.WEEK, "v. 49", "week 49"),
        ("2025-12-30 16:30", Precision.WEEK, "v. 1", "week 1"),
        ("2026-12-31 16:30", Precision.WEEK, "v. 53 2026", "week 53 2026"),
        ("2025-11-28 16:30", Precision.SEASON, "i höst", "this autumn"),
        ("2026-02-27 16:30", Precision.SEASON, "i vinter", "this winter"),
        ("2026-04-30 16:30", Precision.SEASON, "i vår", "this spring"),
        ("2026-08-31 16:30", Precision.SEASON, "sommaren 2026", "summer 2026"),
        ("2026-11-30 16:30", Precision.SEASON, "hösten 2026", "autumn 2026"),
        ("2027-02-26 16:30", Precision.SEASON, "vintern 2026–2027", "winter 2026–2027"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: str, precision: Precision, swedish: str, english: str) -> None:
    assert words_for_moment(local(at), precision, "sv", now=THURSDAY) == swedish
    assert words_for_moment(local(at), precision, "en", now=THURSDAY) == english


def test_the_day_is_the_local_one_and_not_that_of_utc() -> None:
    midnight = datetime.fromisoformat("2025-11-20T23:30:00+00:00")
    assert words_for_moment(midnight, Precision.TIME, "sv", now=THURSDAY) == "i morgon kl. 00.30"


def test_a_language_without_words_of_its_own_is_said_in_english() -> None:
    assert words_for_moment(local("2025-12-04 16:30"), Precision.DAY, "pl", now=THURSDAY) == "Thu 4 Dec"
