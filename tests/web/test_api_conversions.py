"""Converting over the API: the consequence first, once, by those who may read the case."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO

MILJO = "miljo@angsby.example"
MATTER: dict[str, Any] = {"category": "renhallning.dumpning", "answers": {"land": "private"}, "words": "Grannen."}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def taken(town: ApiTown, **changes: Any) -> str:
    """The address of a new case, decided and ordered."""
    reference = town.report(**changes)["reference"]
    town.work()
    return f"/cases/{reference}"


def test_the_consequence_is_shown_and_nothing_has_happened(town: ApiTown) -> None:
    lamp = taken(town)
    shown = read(town.get(f"{lamp}/conversions/preview?kind=viewpoint", BO))
    assert (shown["promise"]["kind"], shown["toldTo"], len(shown["cancelledOrders"])) == ("answer", 1, 1)
    assert (shown["wasPublic"], shown["isPublic"], shown["changesHands"]) == (True, False, False)
    assert "från nu som synpunkt" in shown["told"]
    assert read(town.get(lamp, BO))["kind"] == "fault"


def test_a_case_is_converted_once_under_its_client_id(town: ApiTown) -> None:
    lamp = taken(town)
    body = {"kind": "viewpoint", "reason": "Hon vill ha fler.", "clientId": new_key()}
    for _ in range(2):
        done = town.post(f"{lamp}/conversions", body, BO)
        assert (done.status_code, read(done)["kind"], read(done)["changesHands"]) == (201, "viewpoint", False)
    case = read(town.get(lamp, BO))
    assert [step["step"] for step in case["timeline"]].count("convert") == 1
    assert code_of(town.post(f"{lamp}/conversions", {"kind": "viewpoint", "reason": "Igen."}, BO))[0] == 409
    assert names_of(town.post(f"{lamp}/conversions", {"kind": "nope", "reason": "Igen."}, BO)) == ["kind"]
    assert names_of(town.post(f"{lamp}/conversions", {"kind": "question"}, BO)) == ["reason"]


@pytest.mark.parametrize(("who", "status"), [(ADMIN, 403), (CLEO, 403), (None, 401)])
def test_those_without_the_right_are_refused(town: ApiTown, who: str | None, status: int) -> None:
    lamp = taken(town)
    assert town.get(f"{lamp}/conversions/preview?kind=question", who).status_code == status
    assert town.post(f"{lamp}/conversions", {"kind": "question", "reason": "x"}, who).status_code == status
    assert town.post(f"{lamp}/registrations", {"registryNumber": "1"}, who).status_code == status


def test_a_matter_is_read_and_handed_over_by_its_own_officers_alone(town: ApiTown) -> None:
    matter = taken(town, **MATTER)
    seen = read(town.get(matter, BO))
    assert (seen["kind"], seen["mayReadWords"], seen["reports"], seen["photos"]) == ("authority_matter", False, [], [])
    assert code_of(town.get(f"{matter}/addresses", BO)) == (403, "not_of_your_authority")
    assert code_of(town.post(f"{matter}/questions", {"words": "Var?"}, BO)) == (403, "not_of_your_authority")
    assert code_of(town.post(f"{matter}/registrations", {"registryNumber": "MN 1"}, BO))[0] == 403
    assert read(town.get(matter, MILJO))["reports"][0]["words"] == "Grannen."
    ended = read(town.post(f"{matter}/registrations", {"registryNumber": "MN 2026-1"}, MILJO))
    assert (ended["outcome"], ended["registryNumber"]) == ("other_authority", "MN 2026-1")


def test_only_a_matter_is_registered(town: ApiTown) -> None:
    assert code_of(town.post(f"{taken(town)}/registrations", {"registryNumber": "1"}, BO)) == (409, "not_of_this_kind")


def test_what_another_authority_owns_is_the_callers_to_see_no_more(town: ApiTown) -> None:
    matter = taken(town, **MATTER)
    done = town.post(f"{matter}/conversions", {"kind": "fault", "reason": "Kommunens mark."}, MILJO)
    assert read(done)["changesHands"] is True
    assert town.get(matter, MILJO).status_code == 404
    assert read(town.get(matter, BO))["reports"][0]["words"] == "Grannen."
