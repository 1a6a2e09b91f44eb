"""Deliveries over the API: what left the house, and sending again."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import cases, deliveries
from backend.deliveries import Letter, RecipientKind
from backend.foundation.ids import new_id, read_reference
from tests.databases import DatabaseUrls
from tests.web.api_builders import CODE, WEDNESDAY, ApiTown, code_of, names_of, open_town, read, refusal_of
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

MILJO = "miljo@angsby.example"
NO_ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def taken(town: ApiTown) -> dict[str, Any]:
    """Amira's report, with three letters about it."""
    report = town.report()
    town.work()
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(report["reference"]))
        for number in range(3):
            queue(session, case.id, number)
    return report


def queue(session: Any, case_id: UUID, number: int) -> None:
    letter = Letter(
        recipient_kind=RecipientKind.REPORTER,
        recipient_key=f"mail:{number}",
        address="amira@example.org",
        language="sv",
        text_code="received",
        subject="Tack",
        body="Tack!",
        step_id=new_id(),
        case_id=case_id,
    )
    deliveries.queue_delivery(session, CODE, letter, now=WEDNESDAY)


def park(town: ApiTown, delivery_id: str) -> None:
    """As a mail server's no leaves it."""
    with town.owner.engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', :m, true)"), {"m": CODE})
        connection.execute(
            sa.text("SELECT set_config('lagat.firm', '', true), set_config('lagat.authority', '', true)")
        )
        connection.execute(
            sa.text(
                "UPDATE delivery SET fate = 'parked', parked_reason = 'refused', ended_at = now(),"
                " last_error = '550 no mailbox amira@example.org' WHERE id = :id"
            ),
            {"id": delivery_id},
        )


def test_deliveries_of_a_case_are_listed_without_addresses(town: ApiTown, taken: dict[str, Any]) -> None:
    address = f"/deliveries?case={taken['reference']}"
    whole = read(town.get(address, BO))["items"]
    assert [item["caseReference"] for item in whole] == [taken["reference"]] * 3
    assert {item["fate"] for item in whole} == {"queued"}
    assert "amira" not in str(whole)
    page = read(town.get(f"{address}&limit=2", STREETS))
    rest = read(town.get(f"{address}&limit=2&after={page['next']}", STREETS))
    assert page["items"] + rest["items"] == whole
    assert rest["next"] is None


def test_what_was_given_up_is_sent_again_once(town: ApiTown, taken: dict[str, Any]) -> None:
    delivery_id = read(town.get(f"/deliveries?case={taken['reference']}", BO))["items"][0]["id"]
    address = f"/deliveries/{delivery_id}/resendings"
    assert code_of(town.post(address, {}, BO)) == (409, "delivery_fate_settled")
    park(town, delivery_id)
    (parked,) = read(town.get("/deliveries?fate=parked", BO))["items"]
    assert (parked["id"], parked["parkedReason"]) == (delivery_id, "refused")
    assert "amira" not in parked["lastError"]
    again = town.post(address, {}, BO)
    assert (again.status_code, read(again)["fate"]) == (200, "queued")
    assert code_of(town.post(address, {}, ADMIN)) == (409, "delivery_fate_settled")


def test_strangers_contractors_and_other_authorities_see_none(town: ApiTown, taken: dict[str, Any]) -> None:
    assert code_of(town.get("/deliveries")) == (401, "not_signed_in")
    assert code_of(town.get("/deliveries", CLEO))[0] == 403
    assert read(town.get("/deliveries", MILJO))["items"] == []
    assert code_of(town.get(f"/deliveries?case={taken['reference']}", MILJO)) == (404, "case_not_found")
    delivery_id = read(town.get("/deliveries", BO))["items"][0]["id"]
    random = refusal_of(town.post(f"/deliveries/{NO_ID}/resendings", {}, MILJO))
    assert refusal_of(town.post(f"/deliveries/{delivery_id}/resendings", {}, MILJO)) == random


@pytest.mark.parametrize(("query", "name"), [("fate=lost", "fate"), ("after=x", "after"), ("limit=0", "limit")])
def test_what_is_wrong_with_a_list_is_named(town: ApiTown, query: str, name: str) -> None:
    answer = town.get(f"/deliveries?{query}", BO)
    assert (answer.status_code, names_of(answer)) == (422, [name])


def item(town: ApiTown, delivery_id: str) -> dict[str, Any]:
    found = read(town.get("/deliveries?limit=50", BO))["items"]
    return next(each for each in found if each["id"] == delivery_id)


def test_what_did_not_get_through_is_seen_and_sent_another_way(town: ApiTown, taken: dict[str, Any]) -> None:
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        queue(session, case.id, 100)
        first = str(deliveries.list_deliveries(session, CODE, case_id=case.id, limit=1)[0].id)
    assert town.post(f"/deliveries/{first}/sightings", {}, BO).status_code == 409, "it has not been given up"
    park(town, first)
    way = {"channel": "call", "address": "070-174 06 05"}
    seen = town.post(f"/deliveries/{first}/sightings", {}, BO)
    assert read(seen)["seenAt"] is not None
    call = read(town.post(f"/deliveries/{first}/other-ways", way, BO))
    assert (call["channel"], call["fate"], call["resentFrom"]) == ("call", "queued", first)
    assert item(town, first)["resentAs"] == call["id"]
    again = town.post(f"/deliveries/{first}/other-ways", way, BO)
    assert code_of(again) == (409, "delivery_sent_otherwise")
    done = town.post(f"/deliveries/{call['id']}/outcomes", {"done": True, "words": "Amira svarade."}, BO)
    assert (read(done)["fate"], read(done)["doneWords"]) == ("delivered", "Amira svarade.")
    assert town.post(f"/deliveries/{call['id']}/outcomes", {"done": True}, BO).status_code == 409


@pytest.mark.parametrize(
    ("act", "body"),
    [("sightings", {}), ("other-ways", {"channel": "call", "address": "0701740605"}), ("outcomes", {"done": True})],
)
def test_a_delivery_that_is_not_there_or_not_yours_answers_alike(town: ApiTown, act: str, body: dict[str, Any]) -> None:
    assert town.post(f"/deliveries/{NO_ID}/{act}", body, BO).status_code == 404
    assert town.post(f"/deliveries/{NO_ID}/{act}", body, CLEO).status_code in (403, 404)


@pytest.mark.parametrize("body", [{}, {"channel": "pigeon"}, {"channel": "call", "addres": "1"}])
def test_another_way_needs_a_channel_that_is_one(town: ApiTown, body: dict[str, Any]) -> None:
    assert town.post(f"/deliveries/{NO_ID}/other-ways", body, BO).status_code == 422


def test_a_budget_is_read_by_staff_and_set_by_an_administrator(town: ApiTown) -> None:
    before = read(town.get("/sms-budget", BO))
    assert (before["limitKronor"], before["mostANumber"], before["spentKronor"]) == (2000.0, 10, 0.0)
    body = {"limitKronor": 150.5, "mostANumber": 5, "mostASource": 8}
    assert town.call("PUT", "/sms-budget", json=body, as_=BO).status_code == 403
    after = read(town.call("PUT", "/sms-budget", json=body, as_=ADMIN))
    assert (after["limitKronor"], after["mostASource"]) == (150.5, 8)
    assert read(town.get("/sms-budget", BO))["limitKronor"] == 150.5
    wrong = town.call("PUT", "/sms-budget", json={**body, "limitKronor": -1}, as_=ADMIN)
    assert names_of(wrong) == ["limitKronor"]
