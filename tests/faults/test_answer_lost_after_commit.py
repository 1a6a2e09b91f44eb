"""The server commits and its answer is lost on the wire: sending again gives the answer that was lost, and no more."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from backend import dispatch
from backend.accounts import SessionKind
from backend.app import create_app
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.faults.lost_answers import LosingWire
from tests.mail_town import MailTown, open_mail_town
from tests.portal.servers import Served
from tests.web.api_builders import words
from tests.web.citizen_builders import LAMP
from tests.web.conftest import begin_session

CLEO = "cleo@cleo-drift.example"


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as town:
        yield town


@pytest.fixture(scope="module")
def wire(town: MailTown) -> Iterator[LosingWire]:
    """The way to the web process."""
    served = Served(create_app(town.settings, town.web))
    host, port = served.address.removeprefix("http://").split(":")
    wire = LosingWire(host, int(port))
    yield wire
    wire.close()
    served.stop()


def ask_twice(wire: LosingWire, ask: Callable[[], requests.Response]) -> requests.Response:
    """Ask, lose the answer, and ask again."""
    wire.lose, before = True, wire.lost
    with pytest.raises(requests.ConnectionError):
        ask()
    wire.lose = False
    assert wire.lost > before
    return ask()


def count(town: MailTown, table: str) -> int:
    with town.transaction() as session:
        return int(session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_a_report_sent_again_has_the_reference_of_the_first(town: MailTown, wire: LosingWire) -> None:
    body, before = words(), count(town, "report")
    answer = ask_twice(
        wire, lambda: requests.post(f"{wire.address}/api/v1/{PRACTICE_CODE}/reports", json=body, timeout=10)
    )
    assert answer.status_code in (200, 201)
    assert count(town, "report") == before + 1
    with town.transaction() as session:
        stored = (
            session.connection().exec_driver_sql("SELECT reference FROM report ORDER BY id DESC LIMIT 1").scalar_one()
        )
    assert answer.json()["reference"] == show_reference(stored)


def test_a_form_without_javascript_sent_again_leads_to_the_same_page(town: MailTown, wire: LosingWire) -> None:
    fields, before = (
        {"client_id": secrets.token_urlsafe(18), "words": "Mörkt.", "known_asked": "yes"},
        count(town, "report"),
    )
    answer = ask_twice(
        wire,
        lambda: requests.post(
            f"{wire.address}/angsby/anmal", params=LAMP, files={"nothing": b""}, data=fields, timeout=10,
            allow_redirects=False,
        ),
    )  # fmt: skip
    assert answer.status_code == 303
    assert count(town, "report") == before + 1


def test_a_crews_act_sent_again_is_done_once(town: MailTown, wire: LosingWire) -> None:
    submitted = town.reported()
    with town.transaction() as session:
        order = dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)[-1]
    token = begin_session(town.owner, CLEO, kind=SessionKind.BEARER)
    address = f"{wire.address}/api/v1/{PRACTICE_CODE}/work-orders/{show_reference(order.reference)}/acts"
    body: dict[str, Any] = {"actId": secrets.token_urlsafe(24), "act": "accept"}
    headers = {"Authorization": f"Bearer {token}"}
    answer = ask_twice(wire, lambda: requests.post(address, json=body, headers=headers, timeout=10))
    assert answer.ok, answer.text
    with town.transaction() as session:
        steps = session.connection().exec_driver_sql(
            "SELECT count(*) FROM timeline_entry WHERE case_id = %s AND facts ->> 'act' = 'accept'",
            (submitted.case_id,),
        )
        assert steps.scalar_one() == 1
