"""The mail server is away for 48 hours of the town's time: nothing is lost, nothing untrue is told, and all in order."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend import cases, deliveries
from backend.adapters.postbox import PostboxMail, read_postbox
from backend.cases import Cause, NewPromise, Outcome, PromiseKind, Submitted
from backend.catalogue import Precision
from backend.deliveries import Fate
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import build_letter
from tests.mail_servers import run_sink
from tests.mail_town import BO, MailTown, open_mail_town
from tests.town import WEDNESDAY_MORNING

pytestmark = pytest.mark.slow

Environment = Callable[..., dict[str, str]]
AWAY = timedelta(hours=48)
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def town(database_urls: DatabaseUrls, settings_environment: Environment, folder: Path) -> Iterator[MailTown]:
    with run_sink(folder) as port:
        settings = Settings.from_environment(settings_environment(LAGAT_SMTP_PORT=str(port)))
        with open_mail_town(database_urls, settings) as opened:
            yield opened


def do(town: MailTown, name: str, submitted: Submitted, **more: object) -> None:
    """Bo does something with the case; what follows waits for the worker."""
    with town.transaction() as session:
        act = getattr(cases, name)
        act(session, PRACTICE_CODE, submitted.case_id, actor=BO, now=clock.now(session), **more)


def late(town: MailTown) -> NewPromise:
    return NewPromise(PromiseKind.MEND, town.now() + timedelta(days=9), Precision.DAY, Cause.LATE, "many")


def mails_about(folder: Path, submitted: Submitted) -> list[PostboxMail]:
    """What Amira got about one case, first come first."""
    reference = show_reference(submitted.reference)
    return [mail for mail in reversed(read_postbox(folder)) if reference in mail.subject + mail.body]


def test_two_days_without_mail_lose_nothing_and_tell_it_in_order(town: MailTown, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "refuse").write_text("451")
    came_back = WEDNESDAY_MORNING + AWAY
    delayed, mended = town.report(mail="amira@example.org"), town.report(mail="bo@example.org")
    town.work_until(WEDNESDAY_MORNING + HOUR)
    for submitted in (delayed, mended):
        do(town, "move_promise", submitted, promise=late(town))
    town.work_until(WEDNESDAY_MORNING + 30 * HOUR)
    assert ("delayed", "queued") in town.fates(mended), "it waits behind the receipt"
    do(town, "resolve_case", mended, outcome=Outcome.MENDED)
    town.work_until(came_back - 4 * HOUR)
    with town.transaction() as session:
        alarm = build_letter(urgent=True, text_code="alarm", subject="AKUT", address="jour@angsby.example")
        urgent_id = deliveries.queue_delivery(session, PRACTICE_CODE, alarm, now=clock.now(session))
    assert urgent_id is not None
    town.work_until(came_back)
    assert read_postbox(folder) == []
    with town.transaction() as session:
        counts = deliveries.count_by_fate(session, PRACTICE_CODE)
    assert (counts[Fate.PARKED], counts[Fate.FAILED], counts[Fate.HANDED_OVER]) == (0, 0, 0)
    (folder / "refuse").unlink()
    town.work_until(came_back + HOUR)
    with town.transaction() as session:
        urgent = deliveries.get_delivery(session, PRACTICE_CODE, urgent_id)
    assert urgent.fate is Fate.HANDED_OVER
    assert urgent.ended_at is not None
    assert urgent.ended_at - came_back <= timedelta(minutes=5), "what is urgent is tried every five minutes"
    assert read_postbox(folder)[-1].subject == "ÖVNING: AKUT", "and goes before all else"
    of_delayed = [mail.subject for mail in mails_about(folder, delayed)]
    assert ["Vi har din" in subject for subject in of_delayed[:2]] == [True, False], of_delayed
    assert "längre tid" in of_delayed[1]
    said = " ".join(mail.body for mail in mails_about(folder, mended))
    assert "längre tid" not in said, "what became untrue in the meantime is never told"
    assert town.fates(mended)[:2] == [("received", "handed_over"), ("delayed", "overtaken")]
    assert ("mended", "handed_over") in town.fates(mended)
    numbers = [mail.message_id for mail in read_postbox(folder)]
    assert len(numbers) == len(set(numbers)), "nothing twice"
