"""Contracts with other terms from a day, other bodies, known lacks and call-lists, over the API."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO

LATER, BEFORE = "2026-12-01T00:00:00.000Z", "2026-09-01T00:00:00.000Z"
ROLE = {"role": {"sv": "Gatujouren"}, "mail": "gatujouren@angsby.example", "waitMinutes": 10}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def contract(town: ApiTown, code: str) -> dict[str, Any]:
    """The newest terms of that code, in full."""
    listed = read(town.get("/contracts?limit=100", BO))["items"]
    newest = [each for each in listed if each["code"] == code][-1]
    return read(town.get(f"/contracts/{newest['id']}", BO))


def acts_of(town: ApiTown) -> set[str]:
    with town.scope() as session:
        return set(session.scalars(sa.text("SELECT act FROM audit_entry")))


def test_terms_agreed_from_a_day_leave_orders_that_were_sent_as_they_were(town: ApiTown) -> None:
    before = contract(town, "belysning-ost")
    reference = town.report()["reference"]
    town.work()
    answer = town.post(f"/contracts/{before['id']}/versions", {"mayDecline": False, "seen": before["version"]}, ADMIN)
    after = read(answer)
    assert (answer.status_code, after["mayDecline"], after["code"]) == (201, False, before["code"])
    assert after["id"] != before["id"]
    assert [each["id"] for each in after["versions"]] == [after["id"], before["id"]]
    assert after["coverage"] == before["coverage"]
    order = read(town.get(f"/cases/{reference}", BO))["orders"][0]
    assert read(town.get(f"/contracts/{before['id']}", BO))["mayDecline"] is True
    declined = town.post(
        f"/work-orders/{order['reference']}/acts", {"actId": new_key(), "act": "decline", "reason": "no_capacity"}, CLEO
    )
    assert declined.status_code == 200, "it was sent while orders might be declined"
    second = town.report(longitude=18.604)["reference"]
    town.work()
    assert read(town.get(f"/cases/{second}", BO))["decisions"][-1]["contractId"] == after["id"]


def test_terms_for_later_can_be_taken_back(town: ApiTown) -> None:
    today = contract(town, "park")
    key = {"clientId": new_key(), "warrantyDays": 30, "validFrom": LATER, "seen": today["version"]}
    later = read(town.post(f"/contracts/{today['id']}/versions", key, ADMIN))
    assert read(town.post(f"/contracts/{today['id']}/versions", key, ADMIN))["id"] == later["id"], (
        "sent twice, once done"
    )
    assert (later["validFrom"], later["warrantyDays"]) == (LATER, 30)
    assert read(town.get(f"/contracts/{today['id']}", BO))["validTo"] == LATER
    assert code_of(town.post(f"/contracts/{today['id']}/endings", {}, ADMIN)) == (409, "later_terms")
    assert code_of(town.post(f"/contracts/{today['id']}/withdrawals", {}, ADMIN)) == (409, "contract_begun")
    case = town.report()["reference"]
    town.work()
    decided = town.post(f"/cases/{case}/decisions", {"contractId": later["id"]}, BO)
    assert code_of(decided) == (409, "contract_ahead")
    back = read(town.post(f"/contracts/{later['id']}/withdrawals", {}, ADMIN))
    assert (back["id"], back["validTo"], len(back["versions"])) == (today["id"], None, 1)
    assert {"agree_anew", "take_back_terms"} <= acts_of(town)


def test_a_contract_is_entered_once_and_ended(town: ApiTown) -> None:
    firm = contract(town, "drift")["contractorId"]
    body = {
        "clientId": new_key(), "code": "snobortforsling", "name": "Snöbortforsling", "contractorId": firm,
        "unitCode": "gata", "trade": "roads", "validFrom": BEFORE, "covers": ["vinter"], "areas": ["ost"], "frameKr": 500000,
    }  # fmt: skip
    made = read(town.post("/contracts", body, ADMIN))
    assert read(town.post("/contracts", body, ADMIN))["id"] == made["id"]
    assert (made["frameLeftKr"], made["isInHouse"]) == (500000, False)
    assert made["coverage"] == [{"category": "vinter", "areaCode": "ost", "usualKr": None}]
    assert code_of(town.post("/contracts", body | {"clientId": new_key()}, ADMIN)) == (409, "code_taken")
    wrong = body | {"clientId": new_key(), "code": "x", "covers": ["nope"], "areas": ["nope"]}
    assert sorted(names_of(town.post("/contracts", wrong, ADMIN))) == ["areas", "covers"]
    wrong = {"code": "x", "unitCode": "nope", "contractorId": str(uuid4()), "clientId": new_key()}
    assert sorted(names_of(town.post("/contracts", body | wrong, ADMIN))) == ["contractorId", "unitCode"]
    for _ in range(2):
        ended = read(town.post(f"/contracts/{made['id']}/endings", {}, ADMIN))
        assert ended["validTo"] == "2026-09-16T08:00:00.000Z"


def test_somebody_elses_change_in_between_is_told(town: ApiTown) -> None:
    seen = contract(town, "va")
    address = f"/contracts/{seen['id']}"
    first = town.call("PATCH", address, ADMIN, json={"jourPhone": "010-555 03 00", "seen": seen["version"]})
    assert read(first)["jourPhone"] == "010-555 03 00"
    late = town.call("PATCH", address, ADMIN, json={"callOffKr": 1, "seen": seen["version"]})
    assert code_of(late) == (409, "changed_since")
    again = town.call("PATCH", address, ADMIN, json={"jourPhone": "010-555 03 00", "seen": seen["version"]})
    assert again.status_code == 200, "what is so already is no quarrel"


def test_a_body_is_entered_changed_and_ended(town: ApiTown) -> None:
    body = {"code": "fiber", "names": {"sv": "Ängsby Fiber"}, "way": "mail", "mail": "fel@fiber.example"}
    made = read(town.post("/bodies", body, ADMIN))
    assert read(town.post("/bodies", body, ADMIN))["version"] == made["version"]
    assert code_of(town.post("/bodies", body | {"mail": "b@fiber.example"}, ADMIN)) == (409, "code_taken")
    assert names_of(town.post("/bodies", {"code": "y", "names": {"sv": "Y"}, "way": "phone"}, ADMIN)) == ["phone"]
    changed = read(
        town.call("PATCH", "/bodies/fiber", ADMIN, json={"way": "phone", "phone": "010-1", "seen": made["version"]})
    )
    assert (changed["way"], changed["phone"]) == ("phone", "010-1")
    stale = town.call("PATCH", "/bodies/fiber", ADMIN, json={"phone": "010-2", "seen": made["version"]})
    assert code_of(stale) == (409, "changed_since")
    assert names_of(town.call("PATCH", "/bodies/fiber", ADMIN, json={"mail": "x", "web": "ftp:1"})) == ["mail", "web"]
    for _ in range(2):
        assert read(town.post("/bodies/fiber/endings", {}, ADMIN))["validTo"]
    assert code_of(town.get("/bodies/nobody", BO)) == (404, "body_not_found")


def test_a_known_lack_is_changed_on_what_was_seen(town: ApiTown) -> None:
    lack = {
        "clientId": new_key(), "kind": "within_care_level", "category": "vinter", "areaCode": "vast",
        "explanation": {"sv": "Gatan plogas vid 8 cm snö."}, "decisionReference": "TN 2026/31",
    }  # fmt: skip
    made = read(town.post("/known-lacks", lack, ADMIN))
    assert read(town.post("/known-lacks", lack, ADMIN))["id"] == made["id"]
    address = f"/known-lacks/{made['id']}"
    changed = read(town.call("PATCH", address, ADMIN, json={"season": "11-01/03-31", "seen": made["version"]}))
    assert (changed["season"], changed["areaCode"]) == ("11-01/03-31", "vast")
    assert code_of(town.call("PATCH", address, ADMIN, json={"season": None, "seen": made["version"]}))[0] == 409
    assert names_of(town.call("PATCH", address, ADMIN, json={"areaCode": "nope"})) == ["areaCode"]
    assert names_of(town.call("PATCH", address, ADMIN, json={"validTo": BEFORE})) == ["validTo"]
    assert read(town.get(address, BO))["season"] == "11-01/03-31"
    assert code_of(town.get(f"/known-lacks/{uuid4()}", BO)) == (404, "lack_not_found")


def test_a_call_list_is_written_as_a_whole(town: ApiTown) -> None:
    before = read(town.get("/call-lists/jour", BO))
    assert len(before["entries"]) == 2
    entries = [ROLE | {"phone": "070-174 06 05"}, *before["entries"]]
    sent = {"entries": entries, "seen": before["version"]}
    after = read(town.call("PUT", "/call-lists/jour", ADMIN, json=sent))
    assert [each.get("phone") for each in after["entries"]] == ["+46701740605", None, None]
    assert town.call("PUT", "/call-lists/jour", ADMIN, json=sent).status_code == 200, "sent twice, once done"
    stale = {"entries": [ROLE], "seen": before["version"]}
    assert code_of(town.call("PUT", "/call-lists/jour", ADMIN, json=stale)) == (409, "changed_since")
    empty = town.call("PUT", "/call-lists/jour", ADMIN, json={"entries": []})
    assert code_of(empty) == (422, "call_list_length")
    wrong = town.call("PUT", "/call-lists/jour", ADMIN, json={"entries": [ROLE | {"mail": "x"}]})
    assert names_of(wrong) == ["entries.0.mail"]
    assert code_of(town.get("/call-lists/nobody", BO)) == (404, "call_list_not_found")
    assert read(town.get("/call-lists/park", BO))["entries"] == []
    assert "set_call_list" in acts_of(town)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/contracts"),
        ("POST", "/contracts/{id}/versions"),
        ("POST", "/contracts/{id}/withdrawals"),
        ("POST", "/contracts/{id}/endings"),
        ("POST", "/bodies"),
        ("PATCH", "/bodies/elnat"),
        ("POST", "/bodies/elnat/endings"),
        ("PATCH", "/known-lacks/{id}"),
        ("PUT", "/call-lists/jour"),
    ],
)
def test_what_is_agreed_is_changed_by_those_who_may(town: ApiTown, method: str, path: str) -> None:
    address = path.format(id=uuid4())
    assert code_of(town.call(method, address, json={})) == (401, "not_signed_in")
    for caller in (BO, CLEO):
        assert code_of(town.call(method, address, caller, json={}))[0] == 403


@pytest.mark.parametrize(
    "path", ["/contracts/{id}", "/bodies/elnat", "/known-lacks/{id}", "/call-lists", "/call-lists/jour"]
)
def test_what_is_agreed_is_read_by_those_who_see_cases(town: ApiTown, path: str) -> None:
    assert town.get(path.format(id=uuid4())).status_code == 401
    assert town.get(path.format(id=uuid4()), CLEO).status_code == 403
