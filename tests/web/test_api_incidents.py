"""The register of personal data breaches, over the API and on the pages: its own authority's, told in time, one page for IMY."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import WEDNESDAY, ApiTown, code_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

MILJO = "miljo@angsby.example"
BODY = {"kind": "wrong_address", "noticedAt": WEDNESDAY.isoformat(), "what": "Ett svar gick till fel adress."}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def enter(town: ApiTown, who: str = STREETS, **more: Any) -> dict[str, Any]:
    answer = town.post("/data-incidents", BODY | more, who)
    assert answer.status_code == 201, answer.text
    return read(answer)


def warn(town: ApiTown, incident: dict[str, Any]) -> None:
    """What the agenda does a day before the time runs out."""
    with town.scope() as session:
        session.execute(
            sa.text("UPDATE data_incident SET warned_at = warn_at, version = version + 1 WHERE id = :id"),
            {"id": incident["id"]},
        )


def test_it_is_entered_once_and_told_of_by_reference(town: ApiTown) -> None:
    reference = town.report()["reference"]
    body: dict[str, Any] = {"reports": [reference], "cases": [reference], "people": 1, "clientId": new_key()}
    first, second = enter(town, **body), enter(town, **body)
    assert first["id"] == second["id"]
    assert (first["reports"], first["cases"]) == ([reference], [reference])
    assert first["imyDueAt"].startswith((WEDNESDAY + timedelta(hours=72)).isoformat()[:16])
    assert first["id"] in [each["id"] for each in read(town.get("/data-incidents", STREETS))["items"]]
    assert code_of(town.post("/data-incidents", BODY | {"cases": [reference]}, MILJO)) == (422, "not_of_the_authority")


@pytest.mark.parametrize("who", [BO, CLEO])
def test_who_keeps_no_register_is_refused(town: ApiTown, who: str) -> None:
    assert town.get("/data-incidents", who).status_code == 403
    assert town.post("/data-incidents", BODY, who).status_code == 403
    assert town.get("/data-incidents").status_code == 401


def test_another_authority_finds_nothing_of_it_and_an_administrator_says_whose(town: ApiTown) -> None:
    made = enter(town)
    path = f"/data-incidents/{made['id']}"
    for address in (path, f"{path}/notice", f"/data-incidents/{uuid4()}"):
        assert code_of(town.get(address, MILJO)) == (404, "incident_not_found")
    assert code_of(town.post(f"{path}/steps", {"step": "tell_imy"}, MILJO)) == (404, "incident_not_found")
    assert code_of(town.post("/data-incidents", BODY, ADMIN)) == (422, "authority_missing")
    assert town.get(f"/data-incidents/{enter(town, ADMIN, authority='miljo')['id']}", MILJO).status_code == 200
    assert town.get(path, ADMIN).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"kind": "odd"}, {"what": ""}, {"noticedAt": "2099-01-01T00:00:00Z"}, {"people": -1}]
)
def test_what_is_wrong_with_it_is_refused(town: ApiTown, changes: dict[str, Any]) -> None:
    assert town.post("/data-incidents", BODY | changes, STREETS).status_code == 422


def test_steps_follow_the_rules_and_an_older_look_is_refused(town: ApiTown) -> None:
    made = enter(town)
    path = f"/data-incidents/{made['id']}/steps"
    assert code_of(town.post(path, {"step": "close"}, STREETS)) == (409, "incident_step_not_now")
    assert code_of(town.post(path, {"step": "assess", "words": "Nej."}, STREETS)) == (422, "words_missing")
    body = {"step": "assess", "risk": "high", "words": "Skyddad adress.", "measures": "Spärrad."}
    seen = {"If-Match": f'"{made["version"]}"'}
    assert "close" not in read(town.post(path, body, STREETS, headers=seen))["allowed"]
    assert code_of(town.post(path, {"step": "tell_imy"}, STREETS, headers=seen)) == (409, "incident_changed")
    town.post(path, {"step": "tell_imy", "number": "IMY-1"}, STREETS)
    town.post(path, {"step": "tell_people", "words": "Ringde."}, STREETS)
    closed = read(town.post(path, {"step": "close"}, STREETS))
    assert closed["closedAt"]
    assert [each["step"] for each in closed["steps"]] == ["enter", "assess", "tell_imy", "tell_people", "close"]
    notice = town.get(f"/data-incidents/{made['id']}/notice", STREETS)
    assert "IMY-1" in notice.text
    assert "Skyddad adress." in notice.text


def test_what_presses_stands_on_the_list_of_those_who_keep_the_register(town: ApiTown) -> None:
    made = enter(town)
    warn(town, made)
    assert made["id"] in read(town.get("/attention", STREETS))["incidents"]
    assert made["id"] in read(town.get("/attention", ADMIN))["incidents"]
    for who in (BO, MILJO):
        assert made["id"] not in read(town.get("/attention", who))["incidents"]
    town.post(f"/data-incidents/{made['id']}/steps", {"step": "tell_imy"}, STREETS)
    assert made["id"] not in read(town.get("/attention", STREETS))["incidents"]
