"""Rules, holds, erasures, extracts and disclosures, over the API and on the pages."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS

RULE = {
    "what": "persons", "afterDays": 0, "decision": "GN § 7", "basis": "10 § arkivlagen", "planReference": "Plan 3.2",
    "decidedOn": "2026-09-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def test_a_rule_is_entered_looked_at_activated_and_ended(town: ApiTown) -> None:
    rule = read(town.post("/retention-rules", RULE, ADMIN))
    assert (rule["activeSince"], rule["culled"]) == (None, 0)
    path = f"/retention-rules/{rule['id']}"
    assert read(town.get(f"{path}/preview", ADMIN))["count"] == 0
    assert read(town.post(f"{path}/activations", {}, ADMIN))["activeSince"] is not None
    assert read(town.post(f"{path}/endings", {}, ADMIN))["endedAt"] is not None
    assert code_of(town.post(f"{path}/activations", {}, ADMIN)) == (409, "rule_stands")


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"decision": ""}, ["decision"]),
        ({"afterDays": -1}, ["after_days"]),
        ({"category": "odd"}, ["category"]),
        ({"decidedOn": "2099-01-01"}, ["decided_on"]),
        ({"what": "everything"}, ["what"]),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(town: ApiTown, changes: dict[str, Any], names: list[str]) -> None:
    answer = town.post("/retention-rules", RULE | changes, ADMIN)
    assert answer.status_code == 422
    assert [name.lower().replace("_", "") for name in names_of(answer)] == [name.replace("_", "") for name in names]


def test_a_hold_refuses_erasing_until_it_is_lifted(town: ApiTown) -> None:
    reference = town.report()["reference"]
    hold = {"decision": "KS 2026-17", "reason": "Överklagat.", "reviewOn": "2027-01-01", "references": [reference]}
    held = read(town.post("/legal-holds", hold, STREETS))
    asked = {"person": reference, "decision": "GN § 41", "basis": "art. 17"}
    assert code_of(town.post("/erasures", asked, STREETS)) == (409, "under_legal_hold")
    assert town.post("/legal-holds", {**hold, "person": "amira@example.org"}, STREETS).status_code == 422
    assert read(town.post(f"/legal-holds/{held['id']}/endings", {"reason": "Avgjort."}, STREETS))["endedAt"]
    assert town.post("/erasures", asked, STREETS).status_code == 202
    assert read(town.get("/erasures", STREETS))["items"][0]["decision"] == "GN § 41"
    assert read(town.get("/legal-holds", STREETS))["items"][0]["id"] == held["id"]


def test_an_extract_holds_what_is_held_and_the_look_is_logged(town: ApiTown) -> None:
    reference = town.report(words="Lampan vid min port är mörk.")["reference"]
    answer = town.post("/register-extracts", {"person": reference}, STREETS)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"registerutdrag.html", "registerutdrag.json"} <= set(packed.namelist())
        page = packed.read("registerutdrag.html").decode()
    assert "Lampan vid min port" in page
    assert "Rättslig grund" in page
    assert code_of(town.post("/register-extracts", {"person": "nobody@example.org"}, STREETS)) == (404, "nobody_found")


def test_a_disclosure_is_drafted_masked_decided_and_refused_afterwards(town: ApiTown) -> None:
    reference = town.report(words="Porten har den hemliga koden 4711.")["reference"]
    body = {"askedFor": "Allt om lampor.", "search": {"categories": ["belysning.enstaka"]}}
    draft = read(town.post("/disclosures", body, STREETS))
    path = f"/disclosures/{draft['id']}"
    passage = {"reference": reference, "passage": "koden 4711", "paragraph": "21 kap. 1 § OSL"}
    assert town.post(f"{path}/passages", passage, STREETS).status_code == 201
    assert town.post(f"{path}/passages", {**passage, "passage": "står inte"}, STREETS).status_code == 422
    sheets = read(town.get(f"{path}/cases", STREETS))["items"]
    said = [text["text"] for sheet in sheets for text in sheet["texts"]]
    assert "Porten har den hemliga [maskerat: 21 kap. 1 § OSL]." in said
    assert read(town.post(f"{path}/decisions", {"decision": "Delegation 7"}, STREETS))["state"] == "decided"
    refused = town.post(f"{path}/refusals", {"decision": "D", "reason": "21:3"}, STREETS)
    assert code_of(refused) == (409, "disclosure_decided")
    assert town.get(f"{path}/file", STREETS).status_code == 404  # not written yet
    assert code_of(town.post("/disclosures", {"askedFor": "Allt.", "search": {}}, STREETS)) == (422, "nothing_asked")


def test_who_may_not_is_refused_and_what_is_unknown_is_not_found(town: ApiTown) -> None:
    for path in ("/retention-rules", "/legal-holds", "/erasures", "/disclosures"):
        assert town.get(path).status_code == 401
        assert town.get(path, CLEO).status_code in (403, 404)
        assert town.get(path, BO).status_code in (403, 404)
    assert town.get(f"/disclosures/{uuid4()}", STREETS).status_code == 404
    assert town.post(f"/legal-holds/{uuid4()}/endings", {"reason": "Nej."}, STREETS).status_code == 404
    assert town.post("/erasures", {"person": "K7M4", "decision": "a", "basis": "b"}, STREETS).status_code == 404


def test_a_record_sent_again_is_the_first_ones_and_another_content_is_refused(town: ApiTown) -> None:
    reference = town.report()["reference"]
    hold = {
        "clientId": new_key(),
        "decision": "KS 1",
        "reason": "Prövas.",
        "reviewOn": "2027-01-01",
        "references": [reference],
    }
    rule, search = {**RULE, "clientId": new_key()}, {"categories": ["belysning.enstaka"]}
    disclosure = {"clientId": new_key(), "askedFor": "Lampor.", "search": search}
    for path, body, who, change in (
        ("/legal-holds", hold, STREETS, {"decision": "KS 2"}),
        ("/retention-rules", rule, ADMIN, {"afterDays": 90}),
        ("/disclosures", disclosure, STREETS, {"askedFor": "Annat."}),
    ):
        first, again = (read(town.post(path, body, who)) for _ in range(2))
        assert first["id"] == again["id"], path
        assert code_of(town.post(path, {**body, **change}, who)) == (409, "sent_with_other_content")


def test_an_erasure_sent_again_is_the_first_one_and_keeps_no_print_of_the_person(town: ApiTown) -> None:
    reference = town.report()["reference"]
    body = {"clientId": new_key(), "person": reference, "decision": "GN § 41", "basis": "art. 17"}
    first, again = (read(town.post("/erasures", body, STREETS)) for _ in range(2))
    assert first["id"] == again["id"]
    assert code_of(town.post("/erasures", {**body, "decision": "GN § 42"}, STREETS))[0] == 409
    assert len([each for each in read(town.get("/erasures", STREETS))["items"] if each["id"] == first["id"]]) == 1


def test_a_decision_on_a_disclosure_sent_again_is_harmless(town: ApiTown) -> None:
    town.report()
    body = {"askedFor": "Lampor.", "search": {"categories": ["belysning.enstaka"]}}
    path = f"/disclosures/{read(town.post('/disclosures', body, STREETS))['id']}/decisions"
    decision = {"clientId": new_key(), "decision": "Delegation 7"}
    assert [town.post(path, decision, STREETS).status_code for _ in range(2)] == [202, 202]


def test_an_extract_tells_where_the_telephone_was(town: ApiTown) -> None:
    reference = town.report(fixLongitude=18.6061234, fixLatitude=58.2, fixAccuracyM=12)["reference"]
    answer = town.post("/register-extracts", {"clientId": new_key(), "person": reference}, STREETS)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert "18.6061234" in packed.read("registerutdrag.json").decode()
        assert "Var din telefon var" in packed.read("registerutdrag.html").decode()


def test_whole_cases_stay_a_month_and_their_protocol_is_taken_out_by_those_who_keep_records(town: ApiTown) -> None:
    rule = {**RULE, "what": "cases"}
    assert names_of(town.post("/retention-rules", {**rule, "afterDays": 29}, ADMIN)) == ["afterDays"]
    entered = read(town.post("/retention-rules", {**rule, "afterDays": 1825}, ADMIN))
    assert read(town.get(f"/retention-rules/{entered['id']}/preview", ADMIN))["count"] == 0
    assert read(town.get("/culled-cases?first=2026-01-01&last=2026-12-31", STREETS))["items"] == []
    sheet = town.get("/culled-cases/sheet", STREETS)
    assert (sheet.status_code, sheet.content_type) == (200, "text/csv; charset=utf-8")
    assert sheet.text.startswith("\ufeffgallrat;beslut;grund;diarienummer;kategori")
    assert town.get("/culled-cases?first=i+går", STREETS).status_code == 422
    for path in ("/culled-cases", "/culled-cases/sheet"):
        assert town.get(path).status_code == 401
        assert town.get(path, BO).status_code in (403, 404)
