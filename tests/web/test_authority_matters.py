"""What was written in another authority's matter is read by its officers alone: lists, case, search, photos, deliveries."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.foundation.ids import new_id
from tests.databases import DatabaseUrls
from tests.web.api_builders import CODE, ApiTown, code_of, open_town, read
from tests.web.conftest import ADMIN, BO, STREETS

MILJO = "miljo@angsby.example"
SECRET = "grannen bränner gummi bakom ladan"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def matter(town: ApiTown) -> dict[str, Any]:
    taken = town.report(category="renhallning.dumpning", answers={"land": "private"}, words=f"Hos oss: {SECRET}.")
    town.work()
    return taken


@pytest.fixture(scope="module")
def photo(town: ApiTown, matter: dict[str, Any]) -> UUID:
    photo_id = new_id()
    with town.scope() as session:
        session.execute(
            sa.text(
                "INSERT INTO photo (municipality, id, case_id, kind, client_photo_hash, sha256, byte_length, content_type,"
                " state, shown_ok, received_at) SELECT municipality, :id, id, 'report', repeat('c', 64), repeat('d', 64), 1,"
                " 'image/jpeg', 'received', false, opened_at FROM cases WHERE municipality = :m AND reference = :r"
            ),
            {"m": CODE, "id": photo_id, "r": matter["reference"].replace("-", "")},
        )
    return photo_id


PATHS = (
    "/cases", "/cases/{reference}", "/cases/{reference}/timeline", "/attention", "/deliveries", "/cases?state=received",
    "/cases?q=gummi", "/cases?find={reference}",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", [BO, ADMIN, STREETS])
def test_no_answer_to_anybody_else_holds_its_words(town: ApiTown, matter: dict[str, Any], path: str, who: str) -> None:
    answer = town.get(path.format(reference=matter["reference"]), who)
    assert "gummi" not in answer.text
    assert answer.status_code < 500


def test_its_officer_reads_them_and_the_contact_centre_reads_that_it_is_there(
    town: ApiTown, matter: dict[str, Any]
) -> None:
    path = f"/cases/{matter['reference']}"
    assert SECRET in town.get(path, MILJO).text
    assert read(town.get(path, BO))["mayReadWords"] is False
    assert town.get(path, STREETS).status_code == 404


def test_its_photo_is_refused_to_the_contact_centre_and_unknown_to_another_authority(
    town: ApiTown, matter: dict[str, Any], photo: UUID
) -> None:
    path = f"/cases/{matter['reference']}/photos/{photo}"
    assert code_of(town.get(path, BO)) == (403, "not_of_your_authority")
    assert town.get(path, STREETS).status_code == 404
    assert code_of(town.get(path, MILJO)) == (404, "photo_not_ready")


def test_disclosures_and_holds_of_one_authority_are_not_anothers(town: ApiTown, matter: dict[str, Any]) -> None:
    body = {"askedFor": "Allt.", "search": {"categories": ["renhallning.dumpning"]}}
    drafted = read(town.post("/disclosures", body, MILJO))
    hold = {"decision": "MN 1", "reason": "Överklagat.", "reviewOn": "2027-01-01", "references": [matter["reference"]]}
    held = read(town.post("/legal-holds", hold, MILJO))
    assert SECRET in town.get(f"/disclosures/{drafted['id']}/cases", MILJO).text
    assert town.get(f"/disclosures/{drafted['id']}/cases", STREETS).status_code == 404
    assert read(town.get("/legal-holds", STREETS))["items"] == []
    assert town.post(f"/legal-holds/{held['id']}/endings", {"reason": "Nej."}, STREETS).status_code == 404
    assert read(town.post("/disclosures", body, STREETS))["cases"] == 0
    assert read(town.get("/erasures", STREETS))["items"] == []
