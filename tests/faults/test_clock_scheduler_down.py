"""No worker for 36 hours: when it is back all that fell due is done once and in order, and nobody is woken for it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, deliveries, dispatch, wiring
from backend.cases import Cause, NewPromise, Outcome, PromiseKind, State, Submitted, Why
from backend.catalogue import SWEDISH_TIME, Precision
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.agenda import find_next_due
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_servers import run_sink
from tests.rolled_back_town import MANHOLE
from tests.town import ANGSBY, Town, open_town

pytestmark = pytest.mark.slow

BO = Actor(ActorKind.STAFF, new_id())
PATIENCE_SECONDS = 60.0
_LEFT = sa.text(
    "SELECT (SELECT count(*) FROM event WHERE position IS NULL)"
    " + (SELECT count(*) FROM reaction WHERE state = 'pending')"
)


def local(text: str) -> datetime:
    """A moment in Swedish time, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SWEDISH_TIME).astimezone(UTC)


class Running:
    """A worker process over the town, killed and started from outside."""

    def __init__(self, town: Town, environment: dict[str, str]) -> None:
        self.town = town
        self._environment = {**environment, "LAGAT_TICK_SECONDS": "0.2", "LAGAT_WORKER_POLL_SECONDS": "0.1"}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """A new worker."""
        command = [sys.executable, "-m", "backend.worker"]
        self._process = subprocess.Popen(command, env=os.environ | self._environment, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """Gone, in the middle of whatever it did."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wait_until_quiet(self) -> None:
        """Until nothing is left that is due by now."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._is_quiet():
            assert time.monotonic() < until, "the worker did not come to an end"
            time.sleep(0.2)

    def _is_quiet(self) -> bool:
        with self.town.worker.transaction(ANGSBY) as session:
            left = session.execute(_LEFT).scalar_one()
            now = clock.now(session)
        due = find_next_due(self.town.worker, wiring.AGENDA, municipalities=(PRACTICE_CODE,))
        return not left and (due is None or due[0] > now)


@pytest.fixture
def running(
    database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]], tmp_path: Path
) -> Iterator[Running]:
    """Ängsby a fortnight before, with a mail server and a worker."""
    with run_sink(tmp_path) as port:
        environment = settings_environment(LAGAT_SMTP_PORT=str(port))
        town = open_town(database_urls, Settings.from_environment(environment))
        town.begin(at=local("2026-09-03 18:00"))
        running = Running(town, environment)
        running.start()
        yield running
        running.kill()
        town.close()


def resolve(town: Town, case_id: UUID) -> None:
    with town.transaction() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.GONE, actor=BO, now=clock.now(session))


def promise(town: Town, submitted: Submitted, due_at: datetime) -> None:
    with town.transaction() as session:
        late = NewPromise(PromiseKind.MEND, due_at, Precision.TIME, Cause.LATE, "weather")
        cases.move_promise(session, PRACTICE_CODE, submitted.case_id, promise=late, actor=BO, now=clock.now(session))


def has_passed(town: Town, submitted: Submitted) -> list[datetime]:
    """When it came onto a list for a promise that passed."""
    with town.transaction() as session:
        found = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
    return [each.raised_at for each in found if each.why is Why.PROMISE_PASSED]


def told(town: Town, submitted: Submitted) -> list[tuple[str, str, datetime | None]]:
    """What its reporter was told, first first: text, fate, when."""
    with town.transaction() as session:
        rows = deliveries.list_deliveries(session, PRACTICE_CODE, case_id=submitted.case_id)
    of_reporter = [row for row in reversed(rows) if row.recipient_kind is deliveries.RecipientKind.REPORTER]
    return [(row.text_code, row.fate.value, row.ended_at) for row in of_reporter]


def count_calls(town: Town, submitted: Submitted) -> int:
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
        return len(dispatch.list_calls(session, PRACTICE_CODE, alarm.id))


def test_all_that_fell_due_is_done_once_and_in_order_and_quiet_hours_are_kept(running: Running) -> None:
    town = running.town
    closing = town.report(category="annat")
    resolve(town, closing.case_id)
    running.wait_until_quiet()

    town.stop_clock(local("2026-09-17 15:00"))
    passing, nightly, acute = town.report(category="annat"), town.report(category="annat"), town.report(**MANHOLE)
    promise(town, passing, local("2026-09-18 10:00"))
    promise(town, nightly, local("2026-09-18 23:00"))
    running.wait_until_quiet()
    calls = count_calls(town, acute)
    running.kill()

    saturday = local("2026-09-19 03:00")
    town.stop_clock(saturday)
    running.start()
    running.wait_until_quiet()
    assert town.case(closing.case_id).state is State.CLOSED
    assert has_passed(town, passing) == [saturday], "due on Friday, in office time"
    assert has_passed(town, nightly) == [], "due on Friday night: somebody's on Monday"
    assert count_calls(town, acute) == calls + 1, "the next one is called, not all who would have been"
    assert [code for code, fate, _ in told(town, passing) if fate == "handed_over"] == ["received"]

    morning = local("2026-09-19 07:00")
    town.stop_clock(morning)
    running.wait_until_quiet()
    assert told(town, passing)[1:] == [("delayed", "handed_over", morning)]
    assert told(town, nightly)[1:] == [("delayed", "handed_over", morning)]

    monday = local("2026-09-21 07:30")
    town.stop_clock(monday)
    running.wait_until_quiet()
    assert has_passed(town, nightly) == [monday]
    assert has_passed(town, passing) == [saturday], "once"
    with town.transaction() as session:
        for submitted in (closing, passing, nightly):
            numbers = [each.number for each in cases.list_timeline(session, PRACTICE_CODE, submitted.case_id)]
            assert numbers == list(range(1, len(numbers) + 1))
        steps = [each.step for each in cases.list_timeline(session, PRACTICE_CODE, closing.case_id)]
    assert steps.count(cases.Step.CLOSE) == 1
