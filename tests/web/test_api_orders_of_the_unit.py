"""What the unit does with orders over the API: lets go, releases, pauses, orders anew; and hand-overs, step by step."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend import cases, dispatch, responsibility
from backend.dispatch.orders import NewOrder, hold_order
from backend.foundation import clock
from backend.foundation.ids import new_reference, read_reference, show_reference
from tests.databases import DatabaseUrls
from tests.web.api_builders import CODE, WEDNESDAY, ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, DAG, STREETS

LINE: dict[str, Any] = {"category": "park.trad-fallit", "answers": {"power_line": "yes"}}
CREW = "driftgruppen@angsby.example"
NEXT_WEEK = (WEDNESDAY + timedelta(days=7)).isoformat()


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def case_of(town: ApiTown, **changes: Any) -> dict[str, Any]:
    """Amira's report after everything has reacted; its case as staff read it."""
    taken = town.report(**changes)
    town.work()
    return get_case(town, taken["reference"])


def get_case(town: ApiTown, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = read(town.get(f"/cases/{reference}", BO))
    return found


def contract_id(town: ApiTown, code: str) -> str:
    with town.scope() as session:
        return str(next(each.id for each in responsibility.list_contracts(session, CODE) if each.code == code))


def held(town: ApiTown) -> tuple[str, str]:
    """The references of a held order and of its case."""
    reference = town.report()["reference"]
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(reference))
        contract = next(c for c in responsibility.list_contracts(session, CODE) if c.code == "belysning-ost")
        because = dispatch.HeldBecause.CEILING
        hold_order(session, case, contract, NewOrder(), because=because, now=clock.now(session))
        order = dispatch.list_orders_of_case(session, CODE, case.id)[-1]
        return show_reference(order.reference), reference


def act(town: ApiTown, reference: str, what: str, as_: str = STREETS, **more: Any) -> Any:
    return town.post(f"/work-orders/{reference}/acts", {"actId": new_key(), "act": what, **more}, as_)


def test_held_orders_are_listed_for_the_unit_and_let_go_in_one_sending(town: ApiTown) -> None:
    order, _ = held(town)
    listed = read(town.get("/work-orders?state=held&unitCode=gata", STREETS))["items"]
    assert order in {each["reference"] for each in listed}
    assert {each["state"] for each in listed} == {"unsent"}
    assert order not in {each["reference"] for each in read(town.get("/work-orders?state=held", CLEO))["items"]}
    assert town.get(f"/work-orders/{order}", CLEO).status_code == 404
    sending = {"clientId": new_key(), "references": [order, show_reference(new_reference())]}
    assert read(town.post("/work-orders/sendings", sending, STREETS)) == {"sent": [order], "gone": []}
    assert read(town.post("/work-orders/sendings", sending, STREETS)) == {"sent": [], "gone": [order]}
    assert read(town.get(f"/work-orders/{order}", CLEO))["state"] == "sent"


@pytest.mark.parametrize("as_", [CLEO, ADMIN, None])
def test_who_does_not_dispatch_lets_nothing_go(town: ApiTown, as_: str | None) -> None:
    order, _ = held(town)
    refused = town.post("/work-orders/sendings", {"references": [order]}, as_)
    assert refused.status_code == (401 if as_ is None else 403)


def test_a_sending_of_nothing_is_refused(town: ApiTown) -> None:
    assert town.post("/work-orders/sendings", {"references": []}, STREETS).status_code == 422


def test_a_locked_order_says_what_it_waits_for_and_is_released_by_name(town: ApiTown) -> None:
    case = case_of(town, **LINE)
    order = case["orders"][0]
    assert (order["isLocked"], order["waitsFor"]["who"]) == (True, "elnat")
    told = read(town.get(f"/work-orders/{order['reference']}", CREW))
    assert not {"start", "complete", "release"} & set(told["acts"])
    begun = act(town, order["reference"], "start", CREW)
    assert code_of(begun) == (409, "order_locked")
    assert "LIVSFARA" in town.call(
        "POST", f"/work-orders/{order['reference']}/acts", CREW, {"Accept-Language": "sv"},
        json={"actId": new_key(), "act": "start"},
    ).text  # fmt: skip
    assert act(town, order["reference"], "release", CREW, words="Jag").status_code == 403
    assert names_of(act(town, order["reference"], "release", BO)) == ["words"]
    released = read(act(town, order["reference"], "release", BO, words="Elnät, Sven"))
    assert (released["isLocked"], released["releasedWords"]) == (False, "Elnät, Sven")
    assert [each["reason"] for each in released["pauses"]] == ["locked"]
    assert read(act(town, order["reference"], "start", CREW))["state"] == "started"


def test_what_a_crew_sends_for_a_locked_order_is_kept_for_the_unit(town: ApiTown) -> None:
    case = case_of(town, **LINE)
    act(town, case["orders"][0]["reference"], "complete", CREW, outcome="mended", words="Vi sågade av den.")
    kept = [each for each in get_case(town, case["reference"])["attention"] if each["why"] == "refused_act"]
    assert [each["facts"]["words"] for each in kept] == ["Vi sågade av den."]


def test_the_unit_lets_the_clock_stand_and_the_firm_may_not(town: ApiTown) -> None:
    order = case_of(town)["orders"][0]
    body = {"reason": "parts", "until": NEXT_WEEK}
    assert act(town, order["reference"], "pause", CLEO, **body).status_code == 403
    assert act(town, order["reference"], "pause", BO, **body).status_code == 403
    paused = read(act(town, order["reference"], "pause", STREETS, **body))
    assert paused["deadlineAt"] > order["deadlineAt"]
    assert [(each["reason"], each["grantedBy"]) for each in paused["pauses"]] == [("parts", "unit")]


def test_the_same_is_ordered_from_another_contractor(town: ApiTown) -> None:
    case = case_of(town)
    first = case["orders"][0]
    address = f"/work-orders/{first['reference']}/re-dispatches"
    body = {"clientId": new_key(), "contractId": contract_id(town, "drift"), "words": "De har inte svarat."}
    assert town.post(address, body, CLEO).status_code == 403
    after = read(town.post(address, body, STREETS))
    again = read(town.post(address, body, STREETS))
    assert [(each["state"], each["replacesOrderId"]) for each in after["orders"]] == [
        ("cancelled", None), ("sent", first["id"]),
    ]  # fmt: skip
    assert len(again["orders"]) == 2
    assert code_of(town.post(address, {**body, "words": "Annat."}, STREETS)) == (409, "sent_with_other_content")


def test_orders_past_a_deadline_are_listed_for_the_unit(town: ApiTown) -> None:
    assert read(town.get("/work-orders?state=overdue&unitCode=gata", STREETS))["items"] == []
    assert read(town.get("/work-orders?state=overdue", DAG))["items"] == []


def hand_over(town: ApiTown, reference: str, **body: Any) -> dict[str, Any]:
    made = town.post(f"/cases/{reference}/hand-overs", {"clientId": new_key(), **body}, BO)
    found: dict[str, Any] = read(made)["handOvers"][-1]
    return found


def test_a_hand_over_is_begun_proved_and_answered(town: ApiTown) -> None:
    case = case_of(town)
    assert "hand-overs" in case["allowed"]
    made = hand_over(town, case["reference"], bodyCode="elnat", way="phone", chaser="unit")
    assert (made["state"], made["chaser"]) == ("to_do", "unit")
    address = f"/hand-overs/{made['id']}"
    told = read(town.post(f"{address}/tellings", {"askAgainAt": NEXT_WEEK}, BO))
    assert told["handOvers"][-1]["state"] == "sent"
    assert names_of(town.post(f"{address}/acknowledgements", {}, BO)) == ["theirReference"]
    has_it = read(town.post(f"{address}/acknowledgements", {"contactName": "Sven", "askAgainAt": NEXT_WEEK}, BO))
    assert has_it["handOvers"][-1]["contactName"] == "Sven"
    assert names_of(town.post(f"{address}/answers", {"answer": "will_do"}, BO)) == ["until"]
    answered = read(town.post(f"{address}/answers", {"answer": "mended", "words": "Kabeln är lagad."}, BO))
    assert (answered["handOvers"][-1]["endedAs"], answered["state"]) == ("mended", "assigned")
    assert code_of(town.post(f"{address}/withdrawals", {}, BO)) == (409, "hand_over_step_not_allowed")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"way": "phone"}, "body"),
        ({"bodyCode": "elnat", "way": "shown"}, "way"),
        ({"bodyCode": "elnat", "way": "form"}, "way"),
        ({"bodyName": "Någon", "way": "mail"}, "way"),
        ({"bodyCode": "elnat", "way": "phone", "chaser": "head"}, "chaser"),
    ],
)
def test_what_is_wrong_with_a_hand_over_is_named(town: ApiTown, body: dict[str, str], name: str) -> None:
    reference = town.report()["reference"]
    answer = town.post(f"/cases/{reference}/hand-overs", body, BO)
    assert (answer.status_code, names_of(answer)) == (422, [name])


@pytest.mark.parametrize("what", ["tellings", "answers", "withdrawals", "acknowledgements"])
def test_a_firm_does_nothing_to_a_hand_over(town: ApiTown, what: str) -> None:
    made = hand_over(town, town.report()["reference"], bodyCode="elnat", way="phone")
    bodies = {"tellings": {"askAgainAt": NEXT_WEEK}, "answers": {"answer": "mended"}}
    assert town.post(f"/hand-overs/{made['id']}/{what}", bodies.get(what, {}), CLEO).status_code == 403


def test_a_wait_says_who_chases_and_goes_on(town: ApiTown) -> None:
    reference = case_of(town)["reference"]
    body = {"waitingOn": "owner", "until": NEXT_WEEK, "chaser": "kontaktcenter"}
    waiting = read(town.post(f"/cases/{reference}/waitings", body, BO))
    assert (waiting["state"], waiting["chaser"]) == ("waiting", "kontaktcenter")
    assert waiting["nextLookAt"] is not None
    assert "resumptions" in waiting["allowed"]
    went_on = read(town.post(f"/cases/{reference}/resumptions", {}, BO))
    assert (went_on["state"], went_on["chaser"], went_on["nextLookAt"]) == ("assigned", None, None)
    assert town.post(f"/cases/{reference}/resumptions", {}, BO).status_code == 409
    assert town.post(f"/cases/{reference}/resumptions", {}, CLEO).status_code == 403
