"""Both nights the clock changes: promises, closings, alarms and letters happen once, at the local hour they were meant."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend import cases, deliveries, dispatch
from backend.cases import Cause, NewPromise, Outcome, PromiseKind, State, Submitted, Why
from backend.cases.promises import CLOSES_AFTER
from backend.catalogue import SWEDISH_TIME, Precision
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_servers import run_sink
from tests.rolled_back_town import MANHOLE
from tests.town import Town, open_town

pytestmark = pytest.mark.slow

BO = Actor(ActorKind.STAFF, new_id())
OCTOBER, MARCH = "2026-10-25", "2027-03-28"
"""02:00–03:00 local comes twice on the first, and not at all on the second."""


@pytest.fixture
def town(
    database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]], tmp_path: Path
) -> Iterator[Town]:
    with run_sink(tmp_path) as port:
        town = open_town(database_urls, Settings.from_environment(settings_environment(LAGAT_SMTP_PORT=str(port))))
        town.begin()
        yield town
        town.close()


def local(text: str, *, fold: int = 0) -> datetime:
    """A moment in Swedish time, as UTC; ``fold`` 1 is the second time the hour comes."""
    return datetime.fromisoformat(text).replace(tzinfo=SWEDISH_TIME, fold=fold).astimezone(UTC)


def promise(town: Town, submitted: Submitted, due_at: datetime) -> None:
    """Next step as planned, at that moment."""
    with town.transaction() as session:
        planned = NewPromise(PromiseKind.MEND, due_at, Precision.TIME, Cause.NEXT_STEP)
        cases.move_promise(session, PRACTICE_CODE, submitted.case_id, promise=planned, actor=BO, now=clock.now(session))


def passed_at(town: Town, submitted: Submitted) -> list[datetime]:
    with town.transaction() as session:
        found = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
    return [each.raised_at for each in found if each.why is Why.PROMISE_PASSED]


def letters(town: Town, submitted: Submitted) -> list[deliveries.Delivery]:
    with town.transaction() as session:
        rows = deliveries.list_deliveries(session, PRACTICE_CODE, case_id=submitted.case_id)
    return [row for row in reversed(rows) if row.recipient_kind is deliveries.RecipientKind.REPORTER]


def calls(town: Town, submitted: Submitted) -> list[datetime]:
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
        return [call.called_at for call in dispatch.list_calls(session, PRACTICE_CODE, alarm.id)]


@pytest.mark.parametrize(
    ("moments", "opens"),
    [
        ([local(f"{OCTOBER} 02:30"), local(f"{OCTOBER} 02:30", fold=1), local(f"{OCTOBER} 03:00")], "2026-10-26 07:30"),
        ([local(f"{MARCH} 01:59"), local(f"{MARCH} 03:00"), local(f"{MARCH} 03:30")], "2027-03-30 07:30"),
    ],
    ids=["the hour that comes twice", "the hour that is left out"],
)
def test_a_promise_of_that_night_passes_once_when_the_office_opens_and_an_acute_one_at_its_moment(
    town: Town, moments: list[datetime], opens: str
) -> None:
    assert len(set(moments)) == 3
    town.stop_clock(moments[0] - timedelta(days=1))
    ordinary = [town.report(category="annat") for _ in moments]
    acute = [town.report(**MANHOLE) for _ in moments]
    for submitted, moment in zip([*ordinary, *acute], [*moments, *moments], strict=True):
        promise(town, submitted, moment)
    town.work_until(local(opens) + timedelta(hours=1))
    assert [passed_at(town, each) for each in acute] == [[moment] for moment in moments]
    assert [passed_at(town, each) for each in ordinary] == [[local(opens)]] * 3


@pytest.mark.parametrize("night", [OCTOBER, MARCH])
def test_a_letter_of_that_night_leaves_once_at_seven_by_the_clock_on_the_wall(town: Town, night: str) -> None:
    evening = local(f"{night} 00:00") - timedelta(hours=2)
    town.stop_clock(evening)
    submitted = town.report(category="annat")
    town.work()
    with town.transaction() as session:
        late = NewPromise(PromiseKind.NEXT_WORD, evening + timedelta(days=9), Precision.DAY, Cause.LATE, "weather")
        cases.move_promise(session, PRACTICE_CODE, submitted.case_id, promise=late, actor=BO, now=clock.now(session))
    town.work_until(local(f"{night} 12:00"))
    told = [(row.text_code, row.fate.value, row.ended_at) for row in letters(town, submitted)]
    assert told[1:] == [("delayed", "handed_over", local(f"{night} 07:00"))]


@pytest.mark.parametrize("night", [OCTOBER, MARCH])
def test_silence_closes_after_fourteen_whole_days_across_the_change(town: Town, night: str) -> None:
    town.stop_clock(local(f"{night} 03:30") - timedelta(days=7))
    resolved_at = town.now()
    submitted = town.report(category="annat")
    with town.transaction() as session:
        cases.resolve_case(
            session, PRACTICE_CODE, submitted.case_id, outcome=Outcome.GONE, actor=BO, now=clock.now(session)
        )
    town.work_until(resolved_at + CLOSES_AFTER - timedelta(seconds=1))
    assert town.case(submitted.case_id).state is State.RESOLVED
    town.work_until(resolved_at + CLOSES_AFTER)
    assert town.case(submitted.case_id).closed_at == resolved_at + CLOSES_AFTER


@pytest.mark.parametrize("night", [OCTOBER, MARCH])
def test_an_alarm_goes_on_minute_by_minute_through_the_change(town: Town, night: str) -> None:
    begins = local(f"{night} 01:50")
    town.stop_clock(begins)
    submitted = town.report(**MANHOLE)
    town.work_until(begins + timedelta(minutes=90))
    called = calls(town, submitted)
    gaps = [later - earlier for earlier, later in itertools.pairwise(called)]
    assert called[0] == begins
    assert called == sorted(set(called))
    assert max(gaps) <= timedelta(minutes=15), "no hour of silence where the clock leaps"
    assert called[-1] > begins + timedelta(minutes=70)
