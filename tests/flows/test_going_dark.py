"""Paper forms with references of their own are there when nothing can be saved, and are entered afterwards truthfully."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from backend import cases, reserve
from backend.cases import Cause, Channel, LateReason, ReportForm, Submitted
from backend.foundation import clock
from backend.foundation.errors import Conflict
from backend.foundation.ids import new_id, new_reference, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import MailTown, open_mail_town
from tests.rolled_back_town import MANHOLE
from tests.town import STORGATAN

BO = new_id()
Environment = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as opened:
        yield opened


def enter(town: MailTown, **changes: Any) -> Submitted:
    """Bo enters what came two hours ago."""
    now = town.now()
    form: dict[str, Any] = {
        "client_id": secrets.token_urlsafe(24),
        "category": "belysning.enstaka",
        "longitude": STORGATAN[0],
        "latitude": STORGATAN[1],
        "channel": Channel.PHONE,
        "mail": "amira@example.org",
        "received_at": now - timedelta(hours=2),
        "late_reason": LateReason.OUTAGE,
        "entered_by": BO,
        **changes,
    }
    with town.transaction() as session:
        submitted = cases.submit_report(session, PRACTICE_CODE, ReportForm(**form), now=clock.now(session))
    town.react()
    return submitted


def reserve_references(town: MailTown, count: int) -> list[str]:
    with town.transaction() as session:
        return cases.reserve_references(session, PRACTICE_CODE, count=count, now=clock.now(session))


def promises(town: MailTown, case_id: UUID) -> list[cases.Promise]:
    with town.transaction() as session:
        return list(cases.list_promises(session, PRACTICE_CODE, case_id))


def test_what_came_earlier_came_when_it_came_and_its_clock_runs_from_there(town: MailTown) -> None:
    now = town.now()
    late, at_once = enter(town, received_at=now - timedelta(hours=20)), town.report()
    case, report = town.case(late.case_id), read(town, late)
    assert (case.opened_at, report.received_at, report.recorded_at) == (now - timedelta(hours=20), case.opened_at, now)
    assert report.late_reason is not None
    assert report.late_reason == "outage"
    first, usual = promises(town, late.case_id)[0], promises(town, at_once.case_id)[0]
    assert (first.cause, usual.cause) == (Cause.FIRST, Cause.FIRST)
    assert first.due_at < usual.due_at


def read(town: MailTown, submitted: Submitted) -> cases.Report:
    with town.transaction() as session:
        return cases.get_report(session, PRACTICE_CODE, submitted.report_id)


def test_a_target_that_passed_meanwhile_is_promised_anew_and_marked_late(town: MailTown) -> None:
    hole = enter(town, **MANHOLE)
    (first,) = promises(town, hole.case_id)
    assert (first.cause, first.reason) == (Cause.LATE, "entered_late")
    assert first.due_at > town.now()


def test_the_receipt_says_when_it_came_and_that_it_could_not_be_told_then(town: MailTown) -> None:
    late = enter(town)
    body = town.last(late, "received_late").body
    assert "Den kom till oss" in body
    assert "kl. 08.00" in body, "two hours before ten, local time"


def test_the_reference_read_aloud_in_the_dark_is_the_reports_and_is_given_away_once(town: MailTown) -> None:
    reference, other = reserve_references(town, 2)
    entered = enter(town, reserved_reference=show_reference(reference).lower(), late_reason=LateReason.PAPER)
    assert entered.reference == reference
    for wrong in (reference, new_reference()):
        with pytest.raises(Conflict):
            enter(town, reserved_reference=wrong)
    with town.transaction() as session:
        waiting = {each.reference for each in cases.list_reserved(session, PRACTICE_CODE)}
    assert other in waiting
    assert reference not in waiting


def test_entering_the_same_form_twice_is_one_report(town: MailTown) -> None:
    [reference] = reserve_references(town, 1)
    mark = secrets.token_urlsafe(24)
    moment = town.now() - timedelta(hours=3)
    first = enter(town, client_id=mark, reserved_reference=reference, received_at=moment)
    again = enter(town, client_id=mark, reserved_reference=reference, received_at=moment)
    assert (again.report_id, again.is_first) == (first.report_id, False)


def test_the_sheets_hold_forms_the_acute_and_who_is_on_call_and_no_reporter(town: MailTown, tmp_path: Path) -> None:
    hole = town.report(**MANHOLE, words="Svensson ramlade.", name="Amira")
    town.react()
    assert reserve.write_standby(town.worker, tmp_path) == 1
    page = (tmp_path / "angsby.html").read_text(encoding="utf-8")
    assert show_reference(hole.reference) in page
    assert "INGEN ÄN" in page
    assert "Gatujouren" in page
    assert page.count('class="reference"') == reserve.FORMS_ON_STANDBY
    assert not any(word in page for word in ("Svensson", "amira@example.org", "Amira"))
    assert oct((tmp_path / "angsby.html").stat().st_mode)[-3:] == "600"


def references_in(file: Path) -> list[str]:
    words = file.read_text(encoding="utf-8")
    return [part.partition("<")[0].rpartition(">")[2] for part in words.split('<p class="reference"')[1:]]


def test_what_lies_ready_stays_the_same_until_it_is_printed_and_is_then_other(town: MailTown, tmp_path: Path) -> None:
    reserve.write_standby(town.worker, tmp_path)
    first = references_in(tmp_path / "angsby.html")
    reserve.write_standby(town.worker, tmp_path)
    assert references_in(tmp_path / "angsby.html") == first
    found = reserve.find_last(tmp_path)
    assert found is not None
    reserve.mark_printed(found)
    again = reserve.find_last(tmp_path, "angsby")
    assert again is not None
    assert again.is_printed
    reserve.write_standby(town.worker, tmp_path)
    assert not set(references_in(tmp_path / "angsby.html")) & set(first)


def run(environment: dict[str, str], folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, **environment, "LAGAT_RESERVE_FOLDER": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "backend.cli", "reserve", *words], env=known, capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


@pytest.mark.slow
def test_the_command_prints_new_forms_and_the_last_ones_when_the_database_is_away(
    town: MailTown, settings_environment: Environment, tmp_path: Path
) -> None:
    environment, folder, out = settings_environment(), tmp_path / "reserve", tmp_path / "out.html"
    done = run(environment, folder, "--forms", "3", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert len(references_in(out)) == 3
    reserve.write_standby(town.worker, folder)
    away = {name: "postgresql://nobody@127.0.0.1:9/none" for name in environment if name.startswith("DATABASE_URL")}
    for said in ("gamla", "samma referenser"):
        dark = run({**environment, **away}, folder, "--out", str(out))
        assert dark.returncode == 0, dark.stderr
        assert said in dark.stdout + dark.stderr
        assert len(references_in(out)) == reserve.FORMS_ON_STANDBY
    assert run({**environment, **away}, tmp_path / "empty").returncode == 1
