"""Problems, the silent list, and many promises moved, over the API."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from backend import cases
from backend.cases import Outcome
from backend.cases.bulk_moves import move_chunk
from backend.cases.events import ProblemOpened, ReportSubmitted
from backend.cases.repeat_memory import link_on_opened, remember_on_submitted
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.foundation.outbox import Reaction
from tests.databases import DatabaseUrls
from tests.web import api_builders
from tests.web.api_builders import WEDNESDAY, ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

STAFF = Actor(ActorKind.STAFF, new_id())
REPEATS = (
    Reaction(ReportSubmitted, "cases.count_repeats", remember_on_submitted),
    Reaction(ProblemOpened, "cases.link_earlier", link_on_opened),
)


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    before, api_builders.PLOT = api_builders.PLOT, (*api_builders.PLOT, *REPEATS)
    yield from open_town(app, database_urls)
    api_builders.PLOT = before


@pytest.fixture(scope="module")
def problem(town: ApiTown) -> dict[str, Any]:
    """A lamp that failed three times, as the list shows it."""
    for at in range(3):
        town.stop_clock(WEDNESDAY + at * timedelta(days=10))
        reference = town.report()["reference"]
        town.work()
        if at < 2:
            resolve(town, reference)
    [item] = read(town.get("/problems", BO))["items"]
    return dict(item)


def resolve(town: ApiTown, reference: str) -> None:
    with town.scope() as session:
        case = cases.get_case_by_reference(session, api_builders.CODE, reference.replace("-", ""))
        now = clock.now(session)
        cases.resolve_case(session, case.municipality, case.id, outcome=Outcome.MENDED, actor=STAFF, now=now)


def later(days: int = 60) -> str:
    return (WEDNESDAY + timedelta(days=days)).isoformat()


def move_of(*references: str, **changes: Any) -> dict[str, Any]:
    said = {"clientId": new_key(), "cases": list(references), "dueAt": later(), "cause": "late", "reason": "weather"}
    return {**said, **changes}


def test_a_problem_tells_how_often_whose_and_until_when(town: ApiTown, problem: dict[str, Any]) -> None:
    assert (problem["failures"], problem["unitCode"], problem["state"]) == (3, "gata", "open")
    full = read(town.get(f"/problems/{problem['id']}", BO))
    assert [step["step"] for step in full["steps"]] == ["opened"]
    assert len(full["caseReferences"]) == 3
    case = read(town.get(f"/cases/{problem['lastCaseReference']}", BO))
    assert (case["repeatNumber"], case["problemId"]) == (3, problem["id"])


def test_mended_and_solved_are_counted_apart(town: ApiTown, problem: dict[str, Any]) -> None:
    figures = read(town.get("/figures/mended-and-solved", BO))
    assert (figures["mended"], figures["mendedAgain"], figures["solved"]) == (2, 1, 0)
    none = read(town.get(f"/figures/mended-and-solved?since={later(100).replace('+', '%2B')}", BO))
    assert none["mended"] == 0


def test_a_look_is_moved_once_with_its_reason(town: ApiTown, problem: dict[str, Any]) -> None:
    body = {"clientId": new_key(), "nextLookAt": later(), "reason": "Kabeln grävs upp i vår."}
    for _ in range(2):
        assert town.post(f"/problems/{problem['id']}/looks", body, STREETS).status_code == 201
    assert read(town.get(f"/problems/{problem['id']}", BO))["moves"] == 1


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"reason": "Kabeln."}, ["nextLookAt"]),
        ({"nextLookAt": later()}, ["reason"]),
        ({"nextLookAt": later(-9), "reason": "Kabeln."}, ["dueAt"]),
        ({"nextLookAt": later(900), "reason": "Kabeln."}, ["nextLookAt"]),
        ({"nextLookAt": later(), "reason": "Kabeln.", "odd": 1}, ["odd"]),
    ],
)
def test_what_is_wrong_with_a_look_is_named(
    town: ApiTown, problem: dict[str, Any], body: dict[str, Any], names: list[str]
) -> None:
    answer = town.post(f"/problems/{problem['id']}/looks", body, STREETS)
    assert (answer.status_code, names_of(answer)) == (422, names)


def test_who_may_not_is_refused_and_what_is_unknown_is_not_found(town: ApiTown, problem: dict[str, Any]) -> None:
    path = f"/problems/{problem['id']}"
    assert town.get("/problems").status_code == 401
    assert town.get(path, CLEO).status_code in (403, 404)
    assert town.post(f"{path}/solutions", {"words": "Löst."}, ADMIN).status_code in (403, 404)
    assert code_of(town.get(f"/problems/{uuid4()}", BO)) == (404, "problem_not_found")
    assert town.get("/silent-cases", CLEO).status_code in (403, 404)
    assert town.post("/promise-moves", move_of(), ADMIN).status_code in (403, 404)


def test_a_problem_is_solved_and_then_neither_moved_nor_solved_again(town: ApiTown, problem: dict[str, Any]) -> None:
    path = f"/problems/{problem['id']}"
    solved = read(town.post(f"{path}/solutions", {"words": "Kabeln är bytt."}, STREETS))
    assert (solved["state"], solved["steps"][-1]["words"]) == ("solved", "Kabeln är bytt.")
    assert code_of(town.post(f"{path}/solutions", {"words": "Igen."}, STREETS)) == (409, "problem_solved")
    assert read(town.get("/problems?state=solved", BO))["items"][0]["id"] == problem["id"]
    assert read(town.get("/problems", BO))["items"] == []


def test_silent_cases_are_told_with_since_when(town: ApiTown, problem: dict[str, Any]) -> None:
    reference = town.report(category="annat")["reference"]
    town.work()
    with town.scope() as session:
        now = clock.now(session)
    town.stop_clock(now + timedelta(days=15))
    items = read(town.get("/silent-cases?kind=quiet&days=14&limit=100", BO))["items"]
    silent = next(item for item in items if item["reference"] == reference)
    assert silent["silentSince"] == silent["openedAt"]
    first = read(town.get("/silent-cases?limit=1", BO))
    rest = read(town.get(f"/silent-cases?limit=100&after={first['next']}", BO))
    assert [*first["items"], *rest["items"]] == items
    assert read(town.get("/silent-cases?days=365", BO))["items"] == []
    assert town.get("/silent-cases?kind=odd", BO).status_code == 422


def test_many_are_drafted_previewed_confirmed_and_moved(town: ApiTown, problem: dict[str, Any]) -> None:
    told = town.report(category="annat")["reference"]
    without = {name: said for name, said in api_builders.words(category="annat").items() if name != "email"}
    mute = read(town.post("/reports", without))["reference"]
    town.work()
    draft = read(town.post("/promise-moves", move_of(told, mute), BO))
    assert (draft["state"], draft["chosen"]) == ("draft", 2)
    preview = draft["preview"]
    assert (preview["moved"], preview["recipients"], preview["withoutAddress"]) == (2, 1, [mute])
    assert "Orsak: vädret" in preview["samples"][0]["body"]
    path = f"/promise-moves/{draft['id']}"
    assert read(town.post(f"{path}/confirmations", {"atOnce": True}, BO))["state"] == "waiting"
    turn(town, draft["id"])
    done = read(town.get(path, BO))
    assert (done["state"], done["moved"], done["passedOver"], done["preview"]) == ("done", 2, {}, None)
    assert code_of(town.post(f"{path}/cancellations", {}, BO)) == (409, "move_under_way")


def turn(town: ApiTown, move_id: str) -> None:
    with town.scope() as session:
        move_chunk(session, UUID(move_id), api_builders.CODE, clock.now(session))


def test_a_filter_chooses_and_acute_ones_are_never_among_them(town: ApiTown, problem: dict[str, Any]) -> None:
    town.report(category="belysning.fara", answers={"what": "cables"})
    hole = town.report(category="vag.potthal")["reference"]
    chosen = {"categories": ["belysning.fara", "vag.potthal"], "box": [18.6, 58.19, 18.61, 58.21]}
    draft = read(town.post("/promise-moves", move_of(filter=chosen), BO))
    assert draft["chosen"] == 1
    by_hand = town.post("/promise-moves", move_of(hole, cause="waiting", waitingOn="frost", reason="frost"), BO)
    assert read(by_hand)["cause"] == "waiting"


def test_a_draft_is_taken_back_and_the_same_sending_is_one_draft(town: ApiTown, problem: dict[str, Any]) -> None:
    body = move_of(town.report(category="annat")["reference"])
    first, again = (read(town.post("/promise-moves", body, BO)) for _ in range(2))
    assert first["id"] == again["id"]
    assert town.post("/promise-moves", {**body, "reason": "parts"}, BO).status_code == 409
    cancelled = read(town.post(f"/promise-moves/{first['id']}/cancellations", {}, BO))
    assert cancelled["state"] == "cancelled"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"cases": []}, ["cases"]),
        ({"cases": ["not one"]}, ["reference"]),
        ({"cause": "first"}, ["cause"]),
        ({"reason": ""}, ["reason"]),
        ({"dueAt": later(-1)}, ["dueAt"]),
        ({"clientId": "short"}, ["clientId"]),
        ({"cause": "waiting"}, ["reason"]),
    ],
)
def test_what_is_wrong_with_a_move_is_named(
    town: ApiTown, problem: dict[str, Any], changes: dict[str, Any], names: list[str]
) -> None:
    reference = town.report(category="annat")["reference"]
    answer = town.post("/promise-moves", {**move_of(reference), **changes}, BO)
    assert answer.status_code == 422
    assert names_of(answer) == names or changes.get("cases") == ["not one"]
