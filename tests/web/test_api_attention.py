"""Attention, alarms and hand-overs over the API: what needs a person, and a person who has it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read, refusal_of
from tests.web.conftest import ADMIN, BO, CLEO, DAG, STREETS

MILJO = "miljo@angsby.example"
NO_ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def listed(town: ApiTown, reference: str, as_: str = BO, **query: Any) -> dict[str, dict[str, Any]]:
    """Why → item, for one case."""
    items = read(town.get("/attention", as_, query_string={"limit": 100, **query}))["items"]
    return {item["why"]: item for item in items if item["case"]["reference"] == reference}


def test_what_no_rule_decides_is_on_the_kontaktcenters_list_until_it_is_decided(town: ApiTown) -> None:
    taken = town.report(category="annat")
    town.work()
    item = listed(town, taken["reference"], whose="kontaktcenter")["undecided"]
    assert item["facts"]["decisionId"]
    assert item["case"]["category"]["names"]["sv"]
    town.post(f"/cases/{taken['reference']}/decisions", {"unitCode": "gata"}, BO)
    assert "undecided" not in listed(town, taken["reference"])
    town.work()
    assert set(listed(town, taken["reference"], whose="unit", unit="gata")) == {"answer"}


def test_people_at_risk_come_first_and_pages_end(town: ApiTown) -> None:
    town.report(category="annat")
    town.report(category="annat", answers={"acute": "yes"})
    town.work()
    items = read(town.get("/attention?limit=100", BO))["items"]
    assert [item["isAcute"] for item in items] == sorted((item["isAcute"] for item in items), reverse=True)
    pages = [read(town.get(f"/attention?limit=1&page={page + 1}", BO))["items"] for page in range(len(items))]
    assert [page[0] for page in pages] == items
    assert read(town.get("/attention?limit=100&page=2", BO))["items"] == []
    assert names_of(town.get("/attention?limit=100&page=11", BO)) == ["page"]
    assert names_of(town.get("/attention?whose=nobody", BO)) == ["whose"]


def test_new_words_are_looked_at_and_leave_the_list(town: ApiTown) -> None:
    taken = town.report()
    town.work()
    header = {"X-Lagat-Report-Token": taken["followToken"]}
    town.post(f"/reports/{taken['reference']}/additions", {"words": "Den blinkar."}, headers=header)
    assert "new_words" in listed(town, taken["reference"])
    address = f"/cases/{taken['reference']}/settlements"
    assert names_of(town.post(address, {"why": "approve"}, BO)) == ["why"]
    settled = town.post(address, {"why": "new_words"}, BO)
    assert settled.status_code == 201
    assert "new_words" not in listed(town, taken["reference"])
    assert code_of(town.post(address, {"why": "new_words"}, ADMIN))[0] == 403


def test_an_alarm_calls_until_somebody_has_it(town: ApiTown) -> None:
    taken = town.report(answers={"acute": "yes"})
    town.work()
    alarm_id = listed(town, taken["reference"])["acute_unread"]["facts"]["alarmId"]
    calling = {alarm["id"]: alarm for alarm in read(town.get("/alarms", BO))["items"]}
    assert calling[alarm_id]["case"]["reference"] == taken["reference"]
    assert calling[alarm_id]["calls"] == 1
    assert alarm_id in {alarm["id"] for alarm in read(town.get("/alarms", CLEO))["items"]}
    assert read(town.get("/alarms", DAG))["items"] == []
    address = f"/alarms/{alarm_id}/acknowledgements"
    random = refusal_of(town.post(f"/alarms/{NO_ID}/acknowledgements", {}, DAG))
    assert random[0] == 404
    assert refusal_of(town.post(address, {}, DAG)) == random
    assert refusal_of(town.post(address, {}, MILJO)) == random
    assert code_of(town.post(address, {})) == (401, "not_signed_in")
    assert code_of(town.post(address, {}, ADMIN))[0] == 403
    first, again = town.post(address, {}, BO), town.post(address, {}, STREETS)
    assert (first.status_code, again.status_code) == (200, 200)
    assert read(first) == read(again)
    assert read(first)["acknowledgedRole"] == "agent"
    assert alarm_id not in {alarm["id"] for alarm in read(town.get("/alarms", BO))["items"]}
    told = read(town.get(f"/reports/{taken['reference']}", headers={"X-Lagat-Report-Token": taken["followToken"]}))
    assert not told["nobodyHasReadIt"]
    assert told["readBy"] == {"sv": "Kontaktcenter", "en": "The contact centre"}


def test_many_alarms_are_taken_in_one_call_by_those_who_may(town: ApiTown) -> None:
    taken = [town.report(category="annat", answers={"acute": "yes"})["reference"] for _ in range(2)]
    town.work()
    ids = [listed(town, reference)["acute_unread"]["facts"]["alarmId"] for reference in taken]
    assert code_of(town.post("/alarms/acknowledgements", {"alarms": ids})) == (401, "not_signed_in")
    assert code_of(town.post("/alarms/acknowledgements", {"alarms": ids}, ADMIN))[0] == 403
    assert names_of(town.post("/alarms/acknowledgements", {"alarms": []}, BO)) == ["alarms"]
    assert names_of(town.post("/alarms/acknowledgements", {"alarms": ["alla"]}, BO)) == ["alarms.0"]
    assert read(town.post("/alarms/acknowledgements", {"alarms": ids}, DAG)) == {"acknowledged": 0}
    assert read(town.post("/alarms/acknowledgements", {"alarms": [*ids, NO_ID]}, BO)) == {"acknowledged": 2}
    assert read(town.post("/alarms/acknowledgements", {"alarms": ids}, BO)) == {"acknowledged": 0}


def test_another_body_has_it_under_its_own_reference(town: ApiTown) -> None:
    taken = town.report(category="annat")
    town.work()
    town.post(f"/cases/{taken['reference']}/decisions", {"bodyCode": "elnat"}, BO)
    town.work()
    hand_over_id = listed(town, taken["reference"])["hand_over"]["facts"]["handOverId"]
    address = f"/hand-overs/{hand_over_id}/acknowledgements"
    body = {"theirReference": "EL-4711", "askAgainAt": "2026-09-30T12:00:00Z", "clientId": new_key()}
    assert names_of(town.post(address, {}, BO)) == ["theirReference"]
    random = refusal_of(town.post(f"/hand-overs/{NO_ID}/acknowledgements", body, MILJO))
    assert refusal_of(town.post(address, body, MILJO)) == random
    assert code_of(town.post(address, body, CLEO))[0] == 403
    first, again = read(town.post(address, body, BO)), read(town.post(address, body, BO))
    assert first == again
    assert (first["state"], first["waitingOn"]) == ("waiting", "body")
    assert first["handOvers"][0]["theirReference"] == "EL-4711"
    ended = {"theirReference": "EL-4711", "clientId": new_key()}
    assert read(town.post(address, ended, BO))["outcome"] == "not_ours_handed_over"


def test_strangers_and_contractors_see_no_list(town: ApiTown) -> None:
    assert code_of(town.get("/attention")) == (401, "not_signed_in")
    assert code_of(town.get("/attention", CLEO))[0] == 403
    assert read(town.get("/attention", MILJO))["items"] == []
