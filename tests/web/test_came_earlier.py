"""Bo enters what came while the system was down: its true time, why, and the reference he read aloud."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend import cases
from backend.foundation import clock
from backend.foundation.ids import read_reference, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import BO
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def reserve(console: Console) -> str:
    with console.town.transaction() as session:
        now = clock.now(session)
        return cases.reserve_references(session, PRACTICE_CODE, count=1, now=now)[0]


def enter(console: Console, **came: Any) -> Browser:
    """Both presses of Enter, on a report of its own."""
    bo = console.open(BO)
    bo.go(f"{HOME}ny")
    bo.send("/ny", place="Storgatan 12", what="lampa mörk", **came)
    for _ in range(3):
        if "Sparad" in words_of(bo) or bo.page.status_code >= 400:
            break
        bo.send("/ny", **{name: said for name, said in came.items() if name == "late_reason"})
    return bo


def test_a_paper_form_is_entered_with_its_reference_and_its_true_time(console: Console) -> None:
    reference = reserve(console)
    bo = enter(console, received_time="07:30", late_reason="paper", reserved_reference=show_reference(reference))
    assert show_reference(reference) in words_of(bo)
    with console.town.transaction() as session:
        report = cases.find_report_by_reference(session, PRACTICE_CODE, read_reference(reference))
    assert report is not None
    assert report.recorded_at - report.received_at == timedelta(hours=2, minutes=30), "it is ten, local time"
    bo.go(f"{HOME}arende/{show_reference(reference)}")
    assert "inlagd i efterhand (taget på pappersblankett)" in words_of(bo)


def test_a_reference_that_was_entered_before_is_told_and_nothing_is_lost(console: Console) -> None:
    reference = reserve(console)
    came = {"received_time": "07:30", "late_reason": "paper", "reserved_reference": show_reference(reference)}
    enter(console, **came)
    again = enter(console, **came)
    assert again.page.status_code == 409
    assert "redan inskriven" in words_of(again)
    assert again.form("/ny").values["reserved_reference"] == show_reference(reference)


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ({"received_time": "23:59"}, "inte ha kommit senare"),
        ({"received_time": "halv åtta"}, "dag och klockslag"),
        ({"received_day": "2020-01-01", "received_time": "08:00"}, "Högst ett halvår"),
    ],
)
def test_a_time_nobody_can_mean_is_told_and_kept(console: Console, came: dict[str, str], told: str) -> None:
    bo = enter(console, **came)
    assert bo.page.status_code == 422
    assert told in words_of(bo)
    assert bo.form("/ny").values["received_time"] == came["received_time"]
