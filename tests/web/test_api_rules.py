"""Editions of rules over the API: drafted, tried, tested, published, rolled back, by those who may."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from backend.commands.rules import run_draft, tell, write_moved
from backend.foundation.database import Database
from tests.databases import DatabaseUrls
from tests.web.api_builders import WEDNESDAY, ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

LAMPS: dict[str, Any] = {"code": "LAMPOR", "if": {"category": ["belysning.enstaka"], "area": ["ost"]}, "then": "unit"}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def begin(town: ApiTown, **body: Any) -> dict[str, Any]:
    answer = town.post("/rule-drafts", {"clientId": new_key(), "name": "Vintern", **body}, ADMIN)
    assert answer.status_code == 201, answer.text
    return read(answer)


def rules_of(draft: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["rule"] for each in draft["rules"]]


def change(town: ApiTown, draft: dict[str, Any], **body: Any) -> Any:
    return town.call("PATCH", f"/rule-drafts/{draft['id']}", ADMIN, json=body)


def test_a_draft_goes_all_the_way_and_back(town: ApiTown) -> None:
    case = town.report()["reference"]
    town.work()
    draft = begin(town)
    assert [each["passed"] for each in draft["results"]] == [True] * 8
    draft = read(change(town, draft, rules=[LAMPS, *rules_of(draft)]))
    [difference] = draft["differences"]
    assert (difference["what"], difference["code"]) == ("added", "LAMPOR")
    assert difference["after"]["sv"] == (
        "Om kategorin är En lampa är släckt och platsen ligger i Öst: till enheten som äger kategorin."
    )
    tried = read(town.post(f"/rule-drafts/{draft['id']}/dry-runs", {}, ADMIN))
    assert (tried["tried"], tried["movedCount"], tried["isCut"]) == (1, 1, False)
    [count] = tried["counts"]
    assert count["words"]["sv"] == "avtalet Belysning öst → enheten Gatuenheten"
    [moved] = tried["moved"]
    assert (moved["key"], moved["after"]["rule"]) == (case, "LAMPOR")
    assert moved["before"]["explanation"]["sv"].startswith("Avtalet Belysning öst")

    edition = read(town.post(f"/rule-drafts/{draft['id']}/publications", {}, ADMIN))
    assert (edition["number"], edition["inForce"][0]["validTo"]) == (2, None)
    assert code_of(town.post(f"/rule-drafts/{draft['id']}/publications", {}, ADMIN)) == (409, "draft_published")
    new = town.report()["reference"]
    town.work()
    by = {ref: read(town.get(f"/cases/{ref}", BO))["decisions"][-1]["edition"] for ref in (case, new)}
    assert by == {case: 1, new: 2}

    back = town.post("/rule-editions/2/rollbacks", {"to": 1, "reason": "Fel lampor"}, ADMIN)
    assert back.status_code == 201
    listed = read(town.get("/rule-editions", BO))
    assert [each["number"] for each in listed["items"]] == [2, 1]
    assert listed["inForce"][-1]["edition"] == 1
    assert read(town.get("/rule-editions/2", BO))["rules"][0]["code"] == "LAMPOR", "it is kept as it was"
    assert code_of(town.post("/rule-editions/2/rollbacks", {"to": 1, "reason": "x"}, ADMIN)) == (
        409,
        "edition_not_forced",
    )


def test_a_sheet_goes_out_and_comes_in(town: ApiTown) -> None:
    draft = begin(town)
    sheet = draft["sheet"].replace("\r\n", "\r\nNY;klotter;;;;;;;;;;;;;;unit;gata;;;;;;;\r\n", 1)
    draft = read(change(town, draft, sheet=sheet))
    assert rules_of(draft)[0] == {"code": "NY", "if": {"category": ["klotter"]}, "then": "unit", "unit": "gata"}
    assert code_of(change(town, draft, sheet="a;b\r\n1;2")) == (422, "sheet_not_understood")
    assert code_of(change(town, draft, sheet=sheet, rules=[])) == (422, "rules_twice")


def test_a_dry_run_takes_the_rows_of_a_file(town: ApiTown) -> None:
    draft = begin(town)
    read(change(town, draft, rules=[LAMPS, *rules_of(draft)]))
    heading = "category,answers,longitude,latitude,at\r\n"
    rows = "belysning.enstaka,,18.606,58.2,2026-09-01T08:00:00+02:00\r\nnope,,18.6,58.2,2026-09-01T08:00:00\r\n"
    path = f"/rule-drafts/{draft['id']}/dry-runs"
    tried = read(town.post(path, {"sheet": heading + rows}, ADMIN))
    assert (tried["tried"], tried["skipped"], tried["movedCount"]) == (1, 1, 1)
    wrong = town.post(path, {"sheet": heading + "vag.potthal,,58.2,18.6,2026-09-01\r\n"}, ADMIN)
    assert (code_of(wrong), names_of(wrong)) == ((422, "rows_wrong"), ["row.2"])
    assert code_of(town.post(path, {"sheet": "x\r\n1"}, ADMIN)) == (422, "columns_missing")


def test_what_fails_is_not_published_and_what_is_wrong_is_told_by_its_place(town: ApiTown) -> None:
    draft = begin(town)
    read(change(town, draft, rules=[{"if": {}, "then": "unit"}]))
    assert code_of(town.post(f"/rule-drafts/{draft['id']}/publications", {}, ADMIN)) == (409, "rule_tests_failed")
    wrong = change(town, draft, rules=[{"if": {"moon": 1}, "then": "unit"}])
    assert (code_of(wrong), names_of(wrong)) == ((422, "rules_wrong"), ["rules.1.if.moon"])
    assert code_of(change(town, draft, tests=[1])) == (422, "rule_tests_wrong")
    early = town.post(f"/rule-drafts/{draft['id']}/publications", {"validFrom": "2020-01-01T00:00:00Z"}, ADMIN)
    assert code_of(early) == (422, "rules_too_early")


def test_begun_twice_under_one_id_it_is_begun_once(town: ApiTown) -> None:
    key = new_key()
    first, again = begin(town, clientId=key), begin(town, clientId=key)
    assert first["id"] == again["id"]
    assert code_of(town.post("/rule-drafts", {"clientId": key, "name": "Annat"}, ADMIN))[0] == 409
    assert first["id"] in [each["id"] for each in read(town.get("/rule-drafts?limit=100", ADMIN))["items"]]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/rule-drafts"),
        ("POST", "/rule-drafts"),
        ("GET", "/rule-drafts/{id}"),
        ("PATCH", "/rule-drafts/{id}"),
        ("POST", "/rule-drafts/{id}/dry-runs"),
        ("POST", "/rule-drafts/{id}/publications"),
        ("POST", "/rule-editions/1/rollbacks"),
    ],
)
def test_rules_are_kept_by_those_who_may(town: ApiTown, method: str, path: str) -> None:
    address = path.format(id=uuid4())
    body: dict[str, Any] = {} if method == "GET" else {"json": {}}
    assert code_of(town.call(method, address, **body)) == (401, "not_signed_in")
    for caller in (BO, CLEO, STREETS):
        assert code_of(town.call(method, address, caller, **body))[0] == 403


def test_what_is_not_there_is_not_found(town: ApiTown) -> None:
    assert code_of(town.get(f"/rule-drafts/{uuid4()}", ADMIN)) == (404, "draft_not_found")
    assert code_of(town.get("/rule-editions/99", BO)) == (404, "edition_not_found")
    assert code_of(town.post("/rule-editions/1/rollbacks", {"to": 99, "reason": "x"}, ADMIN)) == (
        404,
        "edition_not_found",
    )
    assert code_of(change(town, {"id": uuid4()}, name="x")) == (404, "draft_not_found")


def test_the_command_tries_a_draft_on_all_there_is_and_writes_what_moves(
    town: ApiTown, web_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town.report()
    draft = begin(town)
    read(change(town, draft, rules=[LAMPS, *rules_of(draft)]))
    until = WEDNESDAY + timedelta(days=1)
    run, names = run_draft(web_database, "9901", UUID(draft["id"]), since=None, until=until, file=None)
    tell(run, names)
    assert "avtalet Belysning öst → enheten Gatuenheten" in capsys.readouterr().out
    out = tmp_path / "moved.csv"
    write_moved(run, out)
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1 + len(run.moved) > 1
    file = tmp_path / "rows.csv"
    file.write_text("category,answers,longitude,latitude,at\nbelysning.enstaka,,18.606,58.2,2026-09-01\n", "utf-8")
    run, _ = run_draft(web_database, "9901", UUID(draft["id"]), since=None, until=None, file=file)
    assert (run.tried, len(run.moved)) == (1, 1)
