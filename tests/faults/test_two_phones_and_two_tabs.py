"""Two phones of one crew, two tabs of one agent, two tabs of one citizen, at the same moment: done once, nothing lost."""

import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from backend import dispatch
from backend.accounts import SessionKind
from backend.dispatch import WorkOrder
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.servers import Served
from tests.web.citizen_builders import LAMP
from tests.web.conftest import begin_session
from tests.web.console_builders import Console, open_console

CLEO = "cleo@cleo-drift.example"
BO = "bo@angsby.example"
TIMES = 5


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as console:
        yield console


@pytest.fixture(scope="module")
def web(console: Console) -> Iterator[Served]:
    served = Served(console.app)
    yield served
    served.stop()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act answers when all begin together."""
    together, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        together.wait()
        answers[number] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def count(console: Console, statement: str, **values: Any) -> int:
    with console.town.transaction() as session:
        return int(session.execute(sa.text(statement), values).scalar_one())


def phone(web: Served, order: WorkOrder, token: str, act: str, **more: str) -> Callable[[], requests.Response]:
    """A crew member's phone that is about to send one act."""
    address = f"{web.address}/api/v1/{PRACTICE_CODE}/work-orders/{show_reference(order.reference)}/acts"
    body = {"actId": secrets.token_urlsafe(24), "act": act, **more}
    return lambda: requests.post(address, json=body, headers={"Authorization": f"Bearer {token}"}, timeout=20)


def test_two_phones_that_say_different_things_of_one_order_are_both_heard(console: Console, web: Served) -> None:
    token = begin_session(console.town.owner, CLEO, kind=SessionKind.BEARER)
    for _ in range(TIMES):
        submitted = console.town.reported()
        order = console.orders(submitted)[-1]
        said = at_once(
            phone(web, order, token, "accept"), phone(web, order, token, "complete", outcome="no_fault_found")
        )
        assert all(answer.status_code in (200, 409) for answer in said), [answer.text for answer in said]
        # Whichever came first: the work is done, and an "accept" that came too late is kept for the unit to read.
        assert console.orders(submitted)[-1].state is dispatch.OrderState.DONE
        of_case = "SELECT count(*) FROM timeline_entry WHERE case_id = :case AND facts "
        assert count(console, of_case + "? 'outcome'", case=submitted.case_id) == 1
        assert count(console, of_case + "->> 'act' = 'accept'", case=submitted.case_id) == 1


def test_two_tabs_that_decide_differently_leave_one_decision_and_tell_the_other(console: Console) -> None:
    for _ in range(TIMES):
        submitted = console.town.reported(category="annat")
        tabs = [console.at_case(BO, submitted) for _ in range(2)]
        targets = ["unit:gata", "unit:park"]
        answers = at_once(
            *(
                lambda tab=tab, target=target: tab.send("/decide", target=target).status_code
                for tab, target in zip(tabs, targets, strict=True)
            )
        )
        assert sorted(answers) == [200, 409]
        assert count(console, "SELECT count(*) FROM decision WHERE case_id = :case AND decided_by IS NOT NULL",
                     case=submitted.case_id) == 1  # fmt: skip


def test_one_form_sent_from_two_tabs_is_one_report_and_one_page(console: Console, web: Served) -> None:
    for _ in range(TIMES):
        fields = {"client_id": secrets.token_urlsafe(18), "words": "Mörkt.", "known_asked": "yes"}
        before = count(console, "SELECT count(*) FROM report")

        def tab(fields: dict[str, str] = fields) -> requests.Response:
            return requests.post(
                f"{web.address}/angsby/anmal", params=LAMP, files={"nothing": b""}, data=fields, timeout=20,
                allow_redirects=False,
            )  # fmt: skip

        answers = at_once(tab, tab)
        assert {answer.status_code for answer in answers} <= {303, 409}, "the later may be asked to wait a moment"
        again = tab()
        pages = {each.headers["Location"].split("?")[0] for each in (*answers, again) if each.status_code == 303}
        assert len(pages) == 1
        assert count(console, "SELECT count(*) FROM report") == before + 1
