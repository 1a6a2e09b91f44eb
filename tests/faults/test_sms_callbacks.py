"""What a provider calls back comes early, twice, backwards or forged, or is all that is left of a sender that died."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests

from backend import deliveries, wiring
from backend.adapters.sms_practice import read_sms
from backend.app import create_app
from backend.deliveries import Delivery, DeliveryReport, Fate
from backend.doors.shared import message_links
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import send_all
from tests.mail_town import MailTown, open_mail_town
from tests.portal.servers import Served
from tests.sms_servers import behave, run_provider

pytestmark = pytest.mark.slow

Environment = Callable[..., dict[str, str]]
SENDER_THAT_DIES = """
import os, signal
from backend import wiring
from backend.adapters.sms_46elks import ElksTransport
from backend.foundation.database import Database
from backend.foundation.settings import Settings

send = ElksTransport.send
def send_and_die(self, outgoing):
    send(self, outgoing)
    os.kill(os.getpid(), signal.SIGKILL)
ElksTransport.send = send_and_die
settings = Settings.from_environment()
wiring.build_sender(Database(settings.database_url_worker), settings).send_next()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sms")


@pytest.fixture(scope="module")
def environment(
    database_urls: DatabaseUrls, settings_environment: Environment, folder: Path, settings: Settings
) -> Iterator[dict[str, str]]:
    """An installation whose web answers, and whose provider is there; its mail server is not."""
    with open_mail_town(database_urls, settings) as town:
        served = Served(create_app(settings, town.web))
        with run_provider(folder) as port:
            yield settings_environment(
                LAGAT_SMS_ADDRESS=f"http://127.0.0.1:{port}",
                LAGAT_WEB_ADDRESS=served.address,
                LAGAT_MAIL_TIMEOUT_SECONDS="1",
                LAGAT_SMS_TIMEOUT_SECONDS="1",
                LAGAT_DELIVERY_LEASE_SECONDS="2",
            )
        served.stop()


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, environment: dict[str, str]) -> Iterator[MailTown]:
    with open_mail_town(database_urls, Settings.from_environment(environment)) as town:
        yield town


def queued(town: MailTown) -> Delivery:
    """Amira's receipt, as SMS to a number of her own."""
    mobile = f"+4670174{new_id().int % 10_000:04}"
    submitted = town.reported(mail=None, mobile=mobile)
    return town.last(submitted, "received")


def send(town: MailTown) -> None:
    send_all(wiring.build_sender(town.worker, town.settings))


def look(town: MailTown, delivery: Delivery) -> Delivery:
    with town.transaction() as session:
        return deliveries.get_delivery(session, PRACTICE_CODE, delivery.id)


def reports_of(town: MailTown, delivery: Delivery) -> list[DeliveryReport]:
    with town.transaction() as session:
        return deliveries.list_reports(session, PRACTICE_CODE, delivery.id)


def wait_for_reports(town: MailTown, delivery: Delivery, number: int) -> list[str]:
    """What was reported, once so much has come; fails after ten seconds."""
    until = time.monotonic() + 10
    while len(found := reports_of(town, delivery)) < number:
        assert time.monotonic() < until, [each.status for each in found]
        time.sleep(0.05)
    return [each.status for each in found]


@pytest.mark.parametrize(
    ("how", "reported", "fate"),
    [
        ("", ["delivered"], Fate.DELIVERED),
        ("early", ["delivered"], Fate.DELIVERED),
        ("twice", ["delivered", "delivered"], Fate.DELIVERED),
        ("backwards", ["delivered", "failed"], Fate.DELIVERED),
        ("failed", ["failed"], Fate.FAILED),
        ("lose_answer", ["delivered"], Fate.DELIVERED),
        ("500_kept", ["delivered"], Fate.DELIVERED),
    ],
)
def test_a_report_is_kept_as_it_came_and_the_fate_only_moves_forward(
    town: MailTown, folder: Path, how: str, reported: list[str], fate: Fate
) -> None:
    behave(folder, how)
    delivery, before = queued(town), len(read_sms(folder))
    send(town)
    assert wait_for_reports(town, delivery, len(reported)) == reported
    time.sleep(0.2)
    found = look(town, delivery)
    assert (found.fate, found.repeats) == (fate, 0)
    assert len(read_sms(folder)) == before + 1, "one SMS, whatever was reported of it"


def test_a_sender_killed_with_the_sms_just_handed_over_sends_none_twice(
    town: MailTown, folder: Path, environment: dict[str, str]
) -> None:
    behave(folder, "mute")
    delivery, before = queued(town), len(read_sms(folder))
    command = [sys.executable, "-c", SENDER_THAT_DIES]
    ended = subprocess.run(command, timeout=60, check=False, env={**os.environ, **environment})
    assert ended.returncode == -9
    assert look(town, delivery).fate is Fate.QUEUED
    time.sleep(2.2)
    send(town)
    found = look(town, delivery)
    assert (found.fate, found.provider_id) == (Fate.HANDED_OVER, read_sms(folder)[0].id), "it was found at the provider"
    assert len(read_sms(folder)) == before + 1


def forged(town: MailTown, delivery_id: UUID) -> dict[str, str]:
    """Addresses that look like ours and are none."""
    secrets, here = town.settings.secrets, f"{town.settings.web_address}/callbacks/sms"
    purpose = message_links.sms_callback_purpose(PRACTICE_CODE)
    own = secrets.make_token(purpose, delivery_id)
    return {
        "a made-up token": f"{here}/{PRACTICE_CODE}/{delivery_id}/{'a' * 23}",
        "another delivery's token": f"{here}/{PRACTICE_CODE}/{delivery_id}/{secrets.make_token(purpose, new_id())}",
        "the token of a link": f"{here}/{PRACTICE_CODE}/{delivery_id}/{secrets.make_token('follow', delivery_id)}",
        "another municipality": f"{here}/0581/{delivery_id}/{own}",
        "a delivery that is not there": f"{here}/{PRACTICE_CODE}/{new_id()}/{own}",
        "a token cut short": f"{here}/{PRACTICE_CODE}/{delivery_id}/{own[:-1]}",
    }


def test_a_forged_report_is_answered_as_an_address_that_is_not_there_and_leaves_nothing(
    town: MailTown, folder: Path
) -> None:
    behave(folder, "mute")
    delivery = queued(town)
    send(town)
    nowhere = requests.post(f"{town.settings.web_address}/callbacks/nothing", data={"status": "failed"}, timeout=10)
    for what, address in forged(town, delivery.id).items():
        answer = requests.post(address, data={"id": "s1", "status": "failed"}, timeout=10)
        assert answer.status_code == nowhere.status_code == 404, what
        assert _of_no_address(answer) == _of_no_address(nowhere), what
    assert reports_of(town, delivery) == []
    assert look(town, delivery).fate is Fate.HANDED_OVER


def test_a_report_of_rubbish_is_kept_small_and_changes_nothing(town: MailTown, folder: Path) -> None:
    behave(folder, "mute")
    delivery = queued(town)
    send(town)
    purpose = message_links.sms_callback_purpose(PRACTICE_CODE)
    token = town.settings.secrets.make_token(purpose, delivery.id)
    address = f"{town.settings.web_address}/callbacks/sms/{PRACTICE_CODE}/{delivery.id}/{token}"
    assert requests.post(address, data={"status": "x" * 5000, "\0": "\0"}, timeout=10).status_code == 204
    assert requests.post(address, data=b"\xff\xfe=\xff", timeout=10).status_code == 204
    assert requests.post(address, data={"status": "x" * 20_000}, timeout=10).status_code == 413
    assert requests.get(address, timeout=10).status_code == 405
    assert [len(each.status) for each in reports_of(town, delivery)] == [200, 0]
    assert look(town, delivery).fate is Fate.HANDED_OVER


def _of_no_address(answer: requests.Response) -> str:
    """The page without the address that was asked for and the trace of the asking."""
    return re.sub(r"\b[0-9a-f]{32}\b", "", answer.text.replace(urlsplit(answer.url).path.lstrip("/"), ""))
