"""Cases over the API: the list, one in full, the look at addresses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import WEDNESDAY, ApiTown, code_of, names_of, open_town, read, refusal_of
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

MILJO = "miljo@angsby.example"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def taken(town: ApiTown) -> dict[str, Any]:
    """Amira's report, ordered from Cleo."""
    report = town.report()
    town.work()
    return report


def test_a_handlaggare_reads_the_whole_case_but_no_address(town: ApiTown, taken: dict[str, Any]) -> None:
    answer = town.get(f"/cases/{taken['reference']}", STREETS)
    case = read(answer)
    assert answer.headers["ETag"] == f'"{case["version"]}"'
    assert (case["state"], case["unitCode"], case["keeperName"]) == ("assigned", "gata", "Gatuenheten")
    assert case["category"]["names"]["sv"]
    assert case["publicState"]["words"]["en"] == "Sent to Streets"
    assert case["promise"]["words"]["sv"]
    assert [report["words"] for report in case["reports"]] == ["Lampan är mörk. Ring 070-123 45 67."]
    assert case["decisions"][0]["explanation"]["sv"].startswith("Avtalet")
    assert case["orders"][0]["state"] == "sent"
    assert [step["step"] for step in case["timeline"]][:2] == ["submit", "assign"]
    assert case["timeline"][1]["facts"]["decisionId"]
    assert case["promises"][0]["cause"] == "first"
    assert "notes" in case["allowed"]
    assert "releases" not in case["allowed"]
    assert "amira" not in str(case).lower()


def test_an_acute_case_shows_whom_it_has_called(town: ApiTown) -> None:
    acute = town.report(answers={"acute": "yes"})
    town.work()
    case = read(town.get(f"/cases/{acute['reference']}", BO))
    assert case["alarm"]["state"] == "calling"
    assert case["alarm"]["calls"][0]["role"]["sv"]
    assert [each["why"] for each in case["attention"]] == ["acute_unread"]


def test_addresses_are_looked_at_by_a_call_that_is_written_down(town: ApiTown, taken: dict[str, Any]) -> None:
    found = read(town.get(f"/cases/{taken['reference']}/addresses", BO))["items"]
    assert [(each["name"], each["address"]) for each in found] == [("Amira", "amira@example.org")]
    with town.scope() as session:
        looks = session.execute(sa.text("SELECT count(*) FROM audit_entry WHERE act = 'look_at_address'")).scalar_one()
    assert looks == 1
    assert code_of(town.get(f"/cases/{taken['reference']}/addresses", ADMIN))[0] == 403


def test_strangers_contractors_and_other_authorities_see_no_case(town: ApiTown, taken: dict[str, Any]) -> None:
    address = f"/cases/{taken['reference']}"
    assert code_of(town.get(address)) == (401, "not_signed_in")
    assert code_of(town.get(address, CLEO))[0] == 403
    random = refusal_of(town.get("/cases/2222-2222", MILJO))
    assert refusal_of(town.get(address, MILJO)) == random
    assert refusal_of(town.get(f"{address}/addresses", MILJO)) == random
    outside = town.app.test_client().get(
        f"/api/v1/0581/cases/{taken['reference']}", headers={"Authorization": f"Bearer {town.token(BO)}"}
    )
    assert code_of(outside)[0] == 404


def test_the_list_is_newest_first_and_followed_by_cursor(town: ApiTown) -> None:
    for minutes in range(5):
        town.stop_clock(WEDNESDAY + timedelta(minutes=minutes + 1))
        town.report()
    whole = read(town.get("/cases?limit=100", BO))
    times = [case["openedAt"] for case in whole["items"]]
    assert times == sorted(times, reverse=True)
    assert whole["items"][0]["category"]["names"]["en"]
    followed: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = read(town.get("/cases", BO, query_string=query))
        followed += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert followed == whole["items"]
    assert read(town.get("/cases?limit=2&page=2", BO))["items"] == whole["items"][2:4]
    town.work()
    assert {case["unitCode"] for case in read(town.get("/cases?unit=gata", BO))["items"]} == {"gata"}
    assert read(town.get("/cases", MILJO))["items"] == []


def test_a_page_takes_at_most_six_statements(town: ApiTown, taken: dict[str, Any]) -> None:
    said: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    town.token(BO), town.token(CLEO)
    sa.event.listen(town.web_engine(), "before_cursor_execute", listen)
    try:
        for address, as_ in (
            ("cases", BO),
            ("work-orders", CLEO),
            ("attention", BO),
            ("deliveries", BO),
            ("alarms", BO),
        ):
            said.clear()
            assert town.get(f"/{address}", as_).status_code == 200
            assert len(said) <= 6, address
    finally:
        sa.event.remove(town.web_engine(), "before_cursor_execute", listen)


@pytest.mark.parametrize(
    ("query", "name"),
    [("open=perhaps", "open"), ("limit=0", "limit"), ("page=11&limit=100", "page"), ("after=WzFd", "after")],
)
def test_what_is_wrong_with_a_list_is_named(town: ApiTown, query: str, name: str) -> None:
    answer = town.get(f"/cases?{query}", BO)
    assert (answer.status_code, names_of(answer)) == (422, [name])
