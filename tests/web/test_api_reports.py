"""Reports over the API: taken from anybody, followed by whoever holds the token, answered with a verdict."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import cases
from backend.cases import Outcome
from backend.catalogue.answers import SAYS_ACUTE
from backend.foundation.actor import SYSTEM
from backend.foundation.ids import read_reference
from tests.databases import DatabaseUrls
from tests.web.api_builders import (
    CODE,
    WEDNESDAY,
    ApiTown,
    code_of,
    names_of,
    new_key,
    open_town,
    read,
    refusal_of,
    words,
)
from tests.web.conftest import BO, CLEO


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def by(taken: dict[str, Any]) -> dict[str, str]:
    return {"X-Lagat-Report-Token": taken["followToken"]}


def resolve(town: ApiTown, taken: dict[str, Any], outcome: Outcome = Outcome.MENDED) -> None:
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        cases.resolve_case(session, CODE, case.id, outcome=outcome, actor=SYSTEM, now=WEDNESDAY)


def count_reports(town: ApiTown) -> int:
    with town.scope() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM report")).scalar_one())


def test_a_report_is_taken_with_a_reference_a_promise_and_a_link(town: ApiTown) -> None:
    taken = town.report()
    assert taken["isFirst"]
    assert taken["case"] == {"state": "received", "isAcute": False}
    assert taken["followUrl"].startswith("http://127.0.0.1:8080/angsby/arende/")
    assert taken["followUrl"].endswith(taken["followToken"])
    assert taken["promise"]["kind"] == "read"
    assert taken["promise"]["words"]["sv"].startswith("Den läses senast")
    assert taken["promise"]["words"]["en"].startswith("It is read by")
    assert not taken["nobodyHasReadIt"]


def test_a_reporter_follows_their_report_in_plain_words(town: ApiTown) -> None:
    taken = town.report()
    town.work()
    told = read(town.get(f"/reports/{taken['reference'].replace('-', '').lower()}", headers=by(taken)))
    assert told["reference"] == taken["reference"]
    assert told["state"]["words"] == {"sv": "Skickad till Gatuenheten", "en": "Sent to Streets"}
    assert [step["words"]["en"] for step in told["timeline"]] == ["Received", "Sent to Streets"]
    assert told["question"] is None
    assert "Lampan är mörk" not in str(told)


def test_an_acute_report_says_whom_to_ring_and_that_nobody_has_read_it(town: ApiTown) -> None:
    taken = town.report(answers={SAYS_ACUTE: "yes"}, words="En kabel hänger ner.")
    told = read(town.get(f"/reports/{taken['reference']}", headers=by(taken)))
    assert taken["case"]["isAcute"]
    assert taken["nobodyHasReadIt"]
    assert taken["acutePhone"]
    assert told["nobodyHasReadIt"]
    assert told["state"]["words"]["sv"] == "Mottagen. Ingen på kommunen har läst den än"


def test_the_same_report_sent_again_is_one_and_another_body_is_told_so(town: ApiTown) -> None:
    body = words()
    first = town.post("/reports", body)
    before = count_reports(town)
    again = town.post("/reports", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert {**read(again), "isFirst": True} == read(first)
    assert code_of(town.post("/reports", {**body, "words": "Något annat."})) == (409, "sent_with_other_content")
    assert count_reports(town) == before


def test_two_sendings_at_once_wait_for_each_other_at_most_two_seconds(town: ApiTown) -> None:
    body = words()
    with town.scope() as session:
        holding = session.execute
        holding(
            sa.text(
                "INSERT INTO idempotency_key (municipality, digest, content, subject_id, recorded_at)"
                " VALUES (:m, encode(sha256(convert_to('report:' || :key, 'UTF8')), 'hex'), repeat('0', 64),"
                " gen_random_uuid(), now())"
            ),
            {"m": CODE, "key": body["clientId"]},
        )
        answers: list[Any] = []
        second = threading.Thread(target=lambda: answers.append(town.post("/reports", body)))
        second.start()
        second.join(timeout=5)
        session.rollback()
    assert code_of(answers[0]) == (409, "busy")
    assert answers[0].headers["Retry-After"] == "2"
    assert town.post("/reports", body).status_code == 201


def test_an_unknown_category_and_strange_answers_cost_nobody_their_report(town: ApiTown) -> None:
    taken = town.report(category="gammal.kategori", answers={"x": [1, {"y": None}], "z": True})
    told = read(town.get(f"/reports/{taken['reference']}", headers=by(taken)))
    assert told["category"]["code"] == "annat"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"clientId": "short"}, "clientId"),
        ({"category": None}, "category"),
        ({"latitude": "north"}, "latitude"),
        ({"latitude": 18.6, "longitude": 58.2}, "position"),
        ({"latitude": 40.0, "longitude": -3.7}, "position"),
        ({"words": "å" * 10_001}, "words"),
        ({"email": "not an address"}, "email"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "phone"}, "channel"),
        ({"receivedAt": "2026-09-15T08:00:00Z"}, "receivedAt"),
        ({"reporter": "Amira"}, "reporter"),
    ],
)
def test_what_is_wrong_with_a_report_is_named(town: ApiTown, changes: dict[str, Any], name: str) -> None:
    before = count_reports(town)
    answer = town.post("/reports", words(**changes))
    assert answer.status_code == 422, answer.text
    assert names_of(answer) == [name]
    assert count_reports(town) == before


def test_above_the_limit_reports_are_taken_and_held_but_staffs_are_not(town: ApiTown) -> None:
    source: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    said = [words(email=f"amira{number}@example.org") for number in range(22)]
    states = [read(town.post("/reports", each, **source))["case"]["state"] for each in said]
    assert states == ["received"] * 20 + ["held"] * 2
    assert read(town.post("/reports", words(channel="phone"), BO, **source))["case"]["state"] == "received"


def test_characters_no_person_writes_cost_nobody_their_report(town: ApiTown) -> None:
    strange = "Lampan\0 är \ud83d mörk \u202e"
    body = words(words=strange, placeWords=strange, answers={"a\0": strange}, language="x\0")
    sent = town.call("POST", "/reports", data=json.dumps(body), content_type="application/json")
    told = read(sent)
    with town.scope() as session:
        report = cases.find_report_by_reference(session, CODE, read_reference(told["reference"]))
    assert report is not None
    assert report.words == "Lampan är ? mörk \u202e"
    assert report.language == "sv"
    assert town.get("/cases?unit=%00%FF", BO).status_code == 200


def test_long_words_just_within_the_limit_are_taken(town: ApiTown) -> None:
    assert town.report(words="å" * 10_000)["isFirst"]


def test_staff_enter_what_was_told_by_telephone_yesterday(town: ApiTown) -> None:
    yesterday = (WEDNESDAY - timedelta(days=1)).isoformat()
    body = words(channel="phone", receivedAt=yesterday)
    taken = read(town.post("/reports", body, BO))
    with town.scope() as session:
        report = cases.find_report_by_reference(session, CODE, read_reference(taken["reference"]))
    assert report is not None
    assert report.entered_by is not None
    assert report.received_at == WEDNESDAY - timedelta(days=1)
    ahead = words(channel="phone", receivedAt="2030-01-01T00:00:00Z")
    assert names_of(town.post("/reports", ahead, BO)) == ["receivedAt"]


def test_a_contractors_session_enters_nothing_as_staff_and_one_that_is_over_is_told_so(town: ApiTown) -> None:
    assert names_of(town.post("/reports", words(channel="phone"), CLEO)) == ["channel"]
    assert town.post("/reports", words(), CLEO).status_code == 201
    over = town.post("/reports", words(), headers={"Authorization": "Bearer long-gone"})
    assert code_of(over) == (401, "not_signed_in")


def test_an_unknown_municipality_takes_nothing(town: ApiTown) -> None:
    answer = town.app.test_client().post("/api/v1/9999/reports", json=words())
    assert code_of(answer) == (404, "municipality_not_found")


def test_a_wrong_token_and_a_random_reference_look_the_same(town: ApiTown) -> None:
    taken, other = town.report(), town.report()
    random = refusal_of(town.get("/reports/2222-2222", headers=by(taken)))
    assert random[0] == 404
    for headers in (by(other), {}, {"X-Lagat-Report-Token": "guess"}):
        assert refusal_of(town.get(f"/reports/{taken['reference']}", headers=headers)) == random
        added = town.post(f"/reports/{taken['reference']}/additions", {"words": "Hej"}, headers=headers)
        assert refusal_of(added) == random
    assert code_of(town.get("/reports/ABC", headers=by(taken))) == (422, "reference_misread")


def test_more_words_are_added_once(town: ApiTown) -> None:
    taken = town.report()
    body = {"words": "Den blinkar nu.", "clientId": new_key()}
    for _ in range(2):
        assert town.post(f"/reports/{taken['reference']}/additions", body, headers=by(taken)).status_code == 201
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        assert [each.words for each in cases.list_additions(session, CODE, case.id)] == ["Den blinkar nu."]
    empty = town.post(f"/reports/{taken['reference']}/additions", {"words": ""}, headers=by(taken))
    assert names_of(empty) == ["words"]


def test_a_no_is_taken_once_and_a_yes_after_it_is_refused(town: ApiTown) -> None:
    taken = town.report()
    resolve(town, taken)
    address = f"/reports/{taken['reference']}"
    question = read(town.get(address, headers=by(taken)))["question"]
    assert (question["resolution"], question["answers"]) == (1, ["yes", "no"])
    assert question["words"]["sv"]["ask"] == "Är det lagat?"
    no = {"resolution": 1, "answer": "no", "words": "Den är mörk."}
    first, again = (town.post(f"{address}/verdicts", no, headers=by(taken)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert read(first) == read(again)
    assert code_of(town.post(f"{address}/verdicts", {**no, "answer": "yes"}, headers=by(taken))) == (
        409,
        "nothing_asked",
    )
    assert read(town.get(address, headers=by(taken)))["question"] is None


def test_the_token_of_the_message_that_asked_opens_its_own_answer_alone(town: ApiTown) -> None:
    taken = town.report()
    resolve(town, taken, Outcome.NOT_OURS_SHOWN)
    with town.scope() as session:
        report = cases.find_report_by_reference(session, CODE, read_reference(taken["reference"]))
    assert report is not None
    keys = town.settings.secrets
    headers = {"X-Lagat-Report-Token": keys.make_token("verdict", report.id, 1)}
    address = f"/reports/{taken['reference']}"
    assert read(town.get(address, headers=by(taken)))["question"]["answers"] == ["no"]
    assert code_of(town.get(address, headers=headers)) == (404, "report_not_found")
    assert code_of(town.post(f"{address}/verdicts", {"resolution": 2, "answer": "no"}, headers=headers))[0] == 404
    assert town.post(f"{address}/verdicts", {"resolution": 1, "answer": "no"}, headers=headers).status_code == 201


def test_nothing_is_asked_while_work_remains(town: ApiTown) -> None:
    taken = town.report()
    answer = town.post(f"/reports/{taken['reference']}/verdicts", {"resolution": 1, "answer": "yes"}, headers=by(taken))
    assert code_of(answer) == (409, "nothing_asked")
    wrong = town.post(f"/reports/{taken['reference']}/verdicts", {"resolution": 0, "answer": "x"}, headers=by(taken))
    assert sorted(names_of(wrong)) == ["answer", "resolution"]
