"""Work orders over the API: a firm's own, its acts, the unit's approval, and what comes too late."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from backend import cases, dispatch
from backend.foundation.ids import read_reference
from tests.databases import DatabaseUrls
from tests.web.api_builders import CODE, ApiTown, code_of, names_of, new_key, open_town, read, refusal_of
from tests.web.conftest import ADMIN, BO, CLEO, DAG, STREETS

MILJO = "miljo@angsby.example"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def untouched(town: ApiTown) -> dict[str, Any]:
    """An order nobody acts on."""
    return order_for(town)


def order_for(town: ApiTown, **changes: Any) -> dict[str, Any]:
    """Amira's report, ordered from Cleo by rule; the order as Cleo has it."""
    taken = town.report(**changes)
    town.work()
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        order = dispatch.list_orders_of_case(session, CODE, case.id)[-1]
    return read(town.get(f"/work-orders/{order.reference}", CLEO))


def act(town: ApiTown, order: dict[str, Any], what: str, as_: str = CLEO, **more: Any) -> Any:
    body = {"actId": new_key(), "act": what, **more}
    return town.post(f"/work-orders/{order['reference']}/acts", body, as_)


def test_a_firm_reads_its_order_and_no_reporter(town: ApiTown) -> None:
    order = order_for(town)
    assert (order["state"], order["purpose"]) == ("sent", "mend")
    assert order["briefing"]["names"]["sv"]
    assert order["briefing"]["caseReference"] == order["caseReference"]
    assert "[telefon]" in order["briefing"]["words"]
    assert set(order["acts"]) >= {"receive", "accept", "decline", "start", "wait", "complete"}
    assert not set(order["acts"]) & {"approve", "send_back", "cancel"}
    assert "amira" not in str(order).lower()


def test_acts_move_the_order_until_the_unit_approves(town: ApiTown) -> None:
    order = order_for(town)
    assert read(act(town, order, "accept"))["state"] == "accepted"
    started = read(act(town, order, "start", occurredAt="2026-09-16T07:30:00Z"))
    assert (started["state"], started["startedAt"]) == ("started", "2026-09-16T07:30:00.000Z")
    waiting = read(act(town, order, "wait", reason="parts", until="2026-09-20T08:00:00Z", words="Armatur beställd."))
    assert (waiting["waitingOn"], waiting["waitingUntil"]) == ("parts", "2026-09-20T08:00:00.000Z")
    assert read(act(town, order, "resume"))["waitingOn"] is None
    done = read(act(town, order, "complete", outcome="mended"))
    assert (done["state"], done["acts"]) == ("done", [])
    back = read(act(town, order, "send_back", STREETS, words="Lampan blinkar."))
    assert (back["state"], back["sentBackReason"]) == ("accepted", "Lampan blinkar.")
    act(town, order, "complete", outcome="mended")
    seen = read(town.get(f"/work-orders/{order['reference']}", STREETS))
    assert seen["acts"] == ["approve", "send_back", "cancel"]
    approved = read(act(town, order, "approve", STREETS))
    assert (approved["state"], approved["approvedHow"]) == ("approved", "person")


def test_the_same_act_twice_is_done_once_and_another_body_is_told_so(town: ApiTown) -> None:
    order = order_for(town)
    body = {"actId": new_key(), "act": "accept"}
    address = f"/work-orders/{order['reference']}/acts"
    first, again = read(town.post(address, body, CLEO)), read(town.post(address, body, CLEO))
    assert first == again
    assert code_of(town.post(address, {**body, "act": "start"}, CLEO)) == (409, "sent_with_other_content")


def test_what_comes_too_late_is_refused_and_kept_once_for_the_unit(town: ApiTown) -> None:
    order = order_for(town)
    act(town, order, "cancel", STREETS)
    body = {"actId": new_key(), "act": "complete", "outcome": "mended", "words": "Vi hann laga."}
    for _ in range(2):
        late = town.post(f"/work-orders/{order['reference']}/acts", body, CLEO)
        assert code_of(late) == (409, "act_not_allowed")
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(order["caseReference"]))
        attention = cases.list_attention_of_case(session, CODE, case.id)
        timeline = cases.list_timeline(session, CODE, case.id)
    assert [each.facts["words"] for each in attention if each.why is cases.Why.REFUSED_ACT] == ["Vi hann laga."]
    assert sum(bool(entry.facts.get("refused")) for entry in timeline) == 1


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"act": "accept", "actId": "short"}, "actId"),
        ({"act": "dance"}, "act"),
        ({"act": "complete", "outcome": "dance"}, "outcome"),
        ({"act": "complete"}, "outcome"),
        ({"act": "complete", "outcome": "abuse"}, "outcome"),
        ({"act": "decline", "reason": "tired"}, "reason"),
        ({"act": "wait", "reason": "parts"}, "until"),
        ({"act": "wait", "reason": "parts", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"act": "accept", "words": "å" * 10_001}, "words"),
        ({"act": "accept", "note": "x"}, "note"),
    ],
)
def test_what_is_wrong_with_an_act_is_named(
    town: ApiTown, untouched: dict[str, Any], body: dict[str, str], name: str
) -> None:
    order = untouched
    answer = town.post(f"/work-orders/{order['reference']}/acts", {"actId": new_key(), **body}, CLEO)
    assert answer.status_code == 422, answer.text
    assert names_of(answer) == [name]
    assert read(town.get(f"/work-orders/{order['reference']}", CLEO))["state"] == "sent"


def test_another_firm_cannot_tell_an_order_from_none(town: ApiTown) -> None:
    order = order_for(town)
    address = f"/work-orders/{order['reference']}"
    assert refusal_of(town.get(address, DAG)) == refusal_of(town.get("/work-orders/2222-2222", DAG))
    body = {"actId": new_key(), "act": "accept"}
    assert refusal_of(town.post(f"{address}/acts", body, DAG)) == refusal_of(
        town.post("/work-orders/2222-2222/acts", body, DAG)
    )
    assert read(town.get("/work-orders", DAG))["items"] == []
    assert refusal_of(town.get(address, MILJO)) == refusal_of(town.get("/work-orders/2222-2222", MILJO))


def test_each_side_has_its_own_acts(town: ApiTown) -> None:
    order = order_for(town)
    assert code_of(act(town, order, "accept", STREETS))[0] == 403
    assert code_of(act(town, order, "cancel", CLEO))[0] == 403
    assert code_of(act(town, order, "cancel", BO))[0] == 403
    assert code_of(act(town, order, "accept", ADMIN))[0] == 403
    nobody = town.post(f"/work-orders/{order['reference']}/acts", {"actId": new_key(), "act": "accept"})
    assert code_of(nobody) == (401, "not_signed_in")


def test_lists_are_followed_by_cursor_acute_first(town: ApiTown) -> None:
    for index in range(5):
        order_for(town, answers={"acute": "yes"} if index == 3 else {})
    whole = read(town.get("/work-orders?limit=100", CLEO))
    assert whole["next"] is None
    assert whole["items"][0]["isAcute"]
    followed: list[dict[str, Any]] = []
    query = {"limit": "2"}
    while True:
        page = read(town.get("/work-orders", CLEO, query_string=query))
        followed += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert followed == whole["items"]
    second = read(town.get("/work-orders?limit=2&page=2", CLEO))
    assert second["items"] == whole["items"][2:4]


def test_ended_orders_have_a_list_of_their_own_and_staff_say_whose(town: ApiTown) -> None:
    order = order_for(town)
    for each in (order, order_for(town)):
        act(town, each, "decline", reason="no_capacity")
    page = read(town.get("/work-orders?state=ended&limit=1", CLEO))
    rest = read(town.get("/work-orders", CLEO, query_string={"state": "ended", "limit": 100, "after": page["next"]}))
    references = [each["reference"] for each in page["items"] + rest["items"]]
    assert len(references) == len(set(references))
    assert order["reference"] in references
    assert names_of(town.get("/work-orders", BO)) == ["contractorId"]
    seen = read(town.get(f"/work-orders?contractorId={order['contractorId']}&limit=100", BO))
    assert seen["items"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("state=lost", "state"), ("limit=101", "limit"), ("page=51", "page"), ("after=zzz", "after"), ("sort=x", "sort")],
)
def test_what_is_wrong_with_a_list_is_named(town: ApiTown, query: str, name: str) -> None:
    answer = town.get(f"/work-orders?{query}", CLEO)
    assert (answer.status_code, names_of(answer)) == (422, [name])
