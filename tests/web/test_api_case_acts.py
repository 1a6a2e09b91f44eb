"""What staff do to a case over the API: each act, once, on the version they saw, by the right that it needs."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read, refusal_of, words
from tests.web.conftest import ADMIN, BO, CLEO

MILJO = "miljo@angsby.example"
SOON = "2026-09-30T12:00:00Z"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture
def case(town: ApiTown) -> dict[str, Any]:
    """A case nobody has decided yet."""
    taken = town.report(category="annat")
    town.work()
    return read(town.get(f"/cases/{taken['reference']}", BO))


def post(town: ApiTown, case: dict[str, Any], what: str, body: dict[str, Any], as_: str = BO, **more: Any) -> Any:
    return town.post(f"/cases/{case['reference']}/{what}", body, as_, **more)


def contract_of(town: ApiTown, code: str) -> str:
    items = read(town.get("/contracts", BO))["items"]
    return str(next(each["id"] for each in items if each["code"] == code))


def test_a_person_decides_for_a_contract_and_puts_the_category_right(town: ApiTown, case: dict[str, Any]) -> None:
    body = {"contractId": contract_of(town, "belysning-ost"), "category": "belysning.enstaka"}
    answer = post(town, case, "decisions", body)
    decided = read(answer)
    assert answer.status_code == 201
    assert (decided["state"], decided["category"]["code"]) == ("assigned", "belysning.enstaka")
    assert decided["decisions"][-1]["decidedBy"] == "Bo"
    town.work()
    assert read(town.get(f"/cases/{case['reference']}", BO))["orders"][0]["state"] == "sent"


def test_a_person_decides_for_a_unit_or_a_body(town: ApiTown, case: dict[str, Any]) -> None:
    assert read(post(town, case, "decisions", {"unitCode": "gata"}))["state"] == "with_unit"
    assert read(post(town, case, "decisions", {"bodyCode": "elnat"}))["keeperName"] == "Ängsby Elnät"
    assert code_of(post(town, case, "decisions", {})) == (422, "decide_one")
    assert code_of(post(town, case, "decisions", {"unitCode": "nope"})) == (404, "unit_not_found")


def test_work_is_ordered_once_for_each_purpose(town: ApiTown, case: dict[str, Any]) -> None:
    post(town, case, "decisions", {"unitCode": "gata"})
    body = {"contractId": contract_of(town, "drift"), "purpose": "make_safe"}
    ordered = read(post(town, case, "work-orders", body))
    assert [order["purpose"] for order in ordered["orders"]] == ["make_safe"]
    assert code_of(post(town, case, "work-orders", body)) == (409, "order_already_active")
    assert names_of(post(town, case, "work-orders", {"purpose": "mend"})) == ["contractId"]


def test_a_promise_is_moved_with_a_reason(town: ApiTown, case: dict[str, Any]) -> None:
    body = {"kind": "mend", "dueAt": SOON, "precision": "week", "cause": "late", "reason": "parts"}
    moved = read(post(town, case, "promises", body))
    assert (moved["promise"]["kind"], moved["promise"]["dueAt"], moved["lateMoves"]) == (
        "mend",
        "2026-09-30T12:00:00.000Z",
        1,
    )
    without = {name: value for name, value in body.items() if name != "reason"}
    assert names_of(post(town, case, "promises", without)) == ["reason"]
    assert names_of(post(town, case, "promises", {**body, "dueAt": "2020-01-01T00:00:00Z"})) == ["dueAt"]
    assert names_of(post(town, case, "promises", {**body, "dueAt": "2036-01-01T00:00:00Z"})) == ["dueAt"]
    assert names_of(post(town, case, "promises", {**body, "cause": "first"})) == ["cause"]


def test_a_case_waits_asks_and_is_noted_on(town: ApiTown, case: dict[str, Any]) -> None:
    waiting = read(post(town, case, "waitings", {"waitingOn": "power_company", "until": SOON}))
    assert (waiting["state"], waiting["waitingOn"]) == ("waiting", "power_company")
    asked = read(post(town, case, "questions", {"words": "Vilken sida av vägen?"}))
    assert asked["state"] == "needs_answer"
    noted = read(post(town, case, "notes", {"words": "Ringt elnätet."}))
    assert [(each["kind"], each["author"]) for each in noted["written"]] == [("question", "Bo"), ("note", "Bo")]
    assert noted["readAt"] is not None


def test_a_case_is_resolved_and_opened_again(town: ApiTown, case: dict[str, Any]) -> None:
    assert names_of(post(town, case, "resolutions", {"outcome": "answered"})) == ["words"]
    resolved = read(post(town, case, "resolutions", {"outcome": "answered", "words": "Vi sandar i natt."}))
    assert (resolved["state"], resolved["outcome"], resolved["promise"]) == ("resolved", "answered", None)
    assert "reopenings" in resolved["allowed"]
    again = read(post(town, case, "reopenings", {"reason": "Det var fel svar."}))
    assert (again["state"], again["promise"]["kind"]) == ("received", "next_word")
    assert again["written"][-1]["words"] == "Det var fel svar."
    assert code_of(post(town, case, "reopenings", {"reason": "Igen."})) == (409, "step_not_allowed")


def test_a_held_case_is_let_through(town: ApiTown) -> None:
    source: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.8"}}
    held = [read(town.post("/reports", words(), **source)) for _ in range(21)][-1]
    assert held["case"]["state"] == "held"
    released = read(town.post(f"/cases/{held['reference']}/releases", {}, BO))
    assert released["state"] == "received"
    town.work()
    assert read(town.get(f"/cases/{held['reference']}", BO))["state"] == "assigned"
    assert code_of(town.post(f"/cases/{held['reference']}/releases", {}, BO)) == (409, "step_not_allowed")


def test_the_same_sending_is_done_once_and_another_body_is_told_so(town: ApiTown, case: dict[str, Any]) -> None:
    body = {"words": "Ringt elnätet.", "clientId": new_key()}
    first, again = (read(post(town, case, "notes", body)) for _ in range(2))
    assert first == again
    assert len(again["written"]) == 1
    assert code_of(post(town, case, "notes", {**body, "words": "Annat."})) == (409, "sent_with_other_content")


def test_an_act_on_an_older_version_is_refused(town: ApiTown, case: dict[str, Any]) -> None:
    seen = {"If-Match": f'"{case["version"]}"'}
    answer = post(town, case, "notes", {"words": "Först."}, headers=seen)
    assert answer.status_code == 201
    late = post(town, case, "notes", {"words": "Sedan."}, headers=seen)
    assert code_of(late) == (409, "case_changed")
    now = {"If-Match": answer.headers["ETag"]}
    assert post(town, case, "notes", {"words": "Sedan."}, headers=now).status_code == 201


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("decisions", {"unitCode": "gata"}),
    ("work-orders", {"contractId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"}),
    ("promises", {"kind": "mend", "dueAt": SOON, "cause": "next_step"}),
    ("waitings", {"waitingOn": "frost", "until": SOON}),
    ("questions", {"words": "Var?"}),
    ("notes", {"words": "Hej."}),
    ("resolutions", {"outcome": "withdrawn"}),
    ("reopenings", {"reason": "Hej."}),
    ("releases", {}),
]


@pytest.mark.parametrize(("what", "body"), ACTS)
def test_who_may_not_act_is_refused(town: ApiTown, case: dict[str, Any], what: str, body: dict[str, Any]) -> None:
    address = f"/cases/{case['reference']}/{what}"
    assert code_of(town.post(address, body)) == (401, "not_signed_in")
    assert code_of(town.post(address, body, CLEO))[0] == 403
    assert code_of(town.post(address, body, ADMIN))[0] == 403
    random = refusal_of(town.post(f"/cases/2222-2222/{what}", body, MILJO))
    assert random[0] == 404
    assert refusal_of(town.post(address, body, MILJO)) == random
    assert names_of(town.post(address, {**body, "colour": "red"}, BO)) == ["colour"]
