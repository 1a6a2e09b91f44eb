"""Contracts' terms and what is so on purpose, over the API."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO

LACK: dict[str, Any] = {
    "kind": "off_on_purpose", "category": "belysning.enstaka", "areaCode": "ost",
    "explanation": {"sv": "Släckt för att spara el."}, "decisionReference": "TN 2026/12",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def contract_of(town: ApiTown, code: str) -> dict[str, Any]:
    listed = read(town.get("/contracts?limit=100", BO))["items"]
    return next(each for each in listed if each["code"] == code)


def change(town: ApiTown, contract_id: Any, as_: str | None = ADMIN, **body: Any) -> Any:
    return town.call("PATCH", f"/contracts/{contract_id}", as_, json=body)


def test_terms_are_changed_and_what_is_left_of_the_frame_is_told(town: ApiTown) -> None:
    contract = contract_of(town, "belysning-ost")
    assert (contract["frameKr"], contract["frameLeftKr"]) == (None, None)
    answer = change(
        town, contract["id"], orderMode="call_off", callOffKr=2000, frameKr=9000, frameUsedKr=1000, hours="open",
        usualPrices={"belysning": 1800},
    )  # fmt: skip
    changed = read(answer)
    assert (changed["orderMode"], changed["hours"], changed["frameLeftKr"]) == ("call_off", "open", 8000)
    town.report()
    town.work()
    assert contract_of(town, "belysning-ost")["frameLeftKr"] == 6200


def test_terms_that_are_wrong_are_told(town: ApiTown) -> None:
    contract = contract_of(town, "park")["id"]
    assert code_of(change(town, contract, season="summer")) == (422, "season_not_understood")
    assert names_of(change(town, contract, callOffKr=-1)) == ["callOffKr"]
    assert code_of(change(town, contract, usualPrices={"va": 1})) == (422, "not_covered")
    assert code_of(change(town, uuid4(), callOffKr=1)) == (404, "contract_not_found")


def test_what_is_off_on_purpose_is_entered_answered_and_ended(town: ApiTown) -> None:
    entered = read(town.post("/known-lacks", LACK, ADMIN))
    reference = town.report()["reference"]
    town.work()
    case = read(town.get(f"/cases/{reference}", BO))
    assert (case["outcome"], case["decisions"][-1]["explanation"]["sv"]) == (
        "off_on_purpose",
        "Släckt för att spara el.",
    )
    assert [each["id"] for each in read(town.get("/known-lacks", BO))["items"]] == [entered["id"]]
    for _ in range(2):
        assert read(town.post(f"/known-lacks/{entered['id']}/endings", {}, ADMIN))["items"] == []
    assert code_of(town.post(f"/known-lacks/{uuid4()}/endings", {}, ADMIN)) == (404, "lack_not_found")
    wrong = town.post(
        "/known-lacks", LACK | {"category": "nope", "areaCode": "nope", "explanation": {"en": "x"}}, ADMIN
    )
    assert sorted(names_of(wrong)) == ["areaCode", "category", "explanation"]
    assert names_of(town.post("/known-lacks", {}, ADMIN))[:1] != []


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/contracts/{id}"), ("POST", "/known-lacks"), ("POST", "/known-lacks/{id}/endings")],
)
def test_terms_are_kept_by_those_who_may(town: ApiTown, method: str, path: str) -> None:
    address = path.format(id=uuid4())
    assert code_of(town.call(method, address, json={})) == (401, "not_signed_in")
    for caller in (BO, CLEO):
        assert code_of(town.call(method, address, caller, json={}))[0] == 403
