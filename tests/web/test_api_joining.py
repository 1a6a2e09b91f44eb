"""Known already over the API: asked by anyone, joined, parted and split by staff."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from backend.accounts import SessionKind
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.api_builders import BASE, new_key, words
from tests.web.citizen_builders import Citizens, open_citizens
from tests.web.conftest import begin_session

BO, CLEO = "bo@angsby.example", "cleo@cleo-drift.example"
BENCH = {"category": "park.mobler", "words": "Bänken är trasig."}


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def bo(citizens: Citizens) -> dict[str, str]:
    return {"Authorization": f"Bearer {begin_session(citizens.town.web, BO, kind=SessionKind.BEARER)}"}


PLACES = itertools.count(1)


@pytest.fixture
def place() -> dict[str, float]:
    """Each test has a place of its own."""
    return {"latitude": 58.199 + next(PLACES) / 1000, "longitude": 18.597}


def report(citizens: Citizens, where: dict[str, float], **changes: Any) -> dict[str, Any]:
    taken = citizens.open(
        f"{BASE}/reports", "POST", json=words(**{**BENCH, **where, "email": f"r{next(PLACES)}@example.org", **changes})
    )
    assert taken.status_code == 201, taken.text
    citizens.town.react()
    return dict(taken.json or {})


def act(citizens: Citizens, bo: dict[str, str], reference: str, what: str, **body: Any) -> Any:
    done = citizens.open(f"{BASE}/cases/{reference}/{what}", "POST", json={"clientId": new_key(), **body}, headers=bo)
    citizens.town.react()
    return done


def known(citizens: Citizens, where: dict[str, float], category: str = "park.mobler") -> list[dict[str, Any]]:
    answer = citizens.open(f"{BASE}/known-cases", query_string={**where, "category": category})
    assert answer.status_code == 200, answer.text
    return list((answer.json or {})["items"])


def test_anyone_may_ask_what_is_known_and_reads_no_words(citizens: Citizens, place: dict[str, float]) -> None:
    report(citizens, place, words="Ring Amira.")
    items = known(citizens, place)
    assert [(each["category"]["code"], each["isOpen"], each["distanceM"]) for each in items] == [
        ("park.mobler", True, 0)
    ]
    assert "Amira" not in str(items)
    assert known(citizens, place, "fordon.overgivet") == []


def test_a_report_sent_as_the_same_is_joined_and_says_so(citizens: Citizens, place: dict[str, float]) -> None:
    report(citizens, place)
    same = known(citizens, place)[0]["caseId"]
    taken = report(citizens, place, sameAs=same)
    assert taken["isJoined"] is True
    assert report(citizens, place, sameAs="0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12")["isJoined"] is False


def test_staff_merge_part_and_see_what_hangs_together(
    citizens: Citizens, bo: dict[str, str], place: dict[str, float]
) -> None:
    first, second = report(citizens, place)["reference"], report(citizens, place)["reference"]
    near = citizens.open(f"{BASE}/cases/{second}/near", headers=bo).json
    assert near is not None
    assert [(each["reference"], each["mayJoin"]) for each in near["items"]] == [(first, True)]
    merged = act(citizens, bo, second, "mergers", into=first)
    assert (merged.status_code, merged.json["state"], merged.json["joinedTo"]) == (201, "closed", first)
    remaining = citizens.open(f"{BASE}/cases/{first}", headers=bo).json
    assert remaining is not None
    assert remaining["joinedFrom"] == [second]
    assert [each["reference"] for each in remaining["reports"]] == [first, second]
    parted = act(citizens, bo, second, "separations")
    assert (parted.status_code, parted.json["joinedTo"], parted.json["promise"]["hasPassed"]) == (201, None, False)


def test_one_report_is_joined_and_parted_by_itself(
    citizens: Citizens, bo: dict[str, str], place: dict[str, float]
) -> None:
    first, second = report(citizens, place)["reference"], report(citizens, place)["reference"]
    assert act(citizens, bo, second, "report-joinings", report=second, to=first).status_code == 201
    parted = act(citizens, bo, first, "report-separations", report=second)
    assert [each["reference"] for each in parted.json["reports"]] == [first]
    again = act(citizens, bo, first, "report-separations", report=second)
    assert again.status_code == 422


def test_a_report_is_split_once_however_often_it_is_sent(
    citizens: Citizens, bo: dict[str, str], place: dict[str, float]
) -> None:
    first = report(citizens, place)["reference"]
    key = new_key()
    for _ in range(2):
        split = act(citizens, bo, first, "report-splits", clientId=key, report=first, category="belysning.enstaka")
        assert split.status_code == 201
    assert [each["step"] for each in split.json["timeline"]].count("split") == 1
    assert known(citizens, place, "belysning.enstaka")


@pytest.mark.parametrize("what", ["mergers", "separations", "report-joinings", "report-separations", "report-splits"])
def test_nobody_but_staff_may(citizens: Citizens, place: dict[str, float], what: str) -> None:
    reference = report(citizens, place)["reference"]
    assert act(citizens, {}, reference, what).status_code == 401
    cleo = {"Authorization": f"Bearer {begin_session(citizens.town.web, CLEO, kind=SessionKind.BEARER)}"}
    assert act(citizens, cleo, reference, what, into=reference).status_code in (403, 404, 422)
    assert citizens.open(f"{BASE}/cases/{reference}/near").status_code == 401


def test_what_is_never_joined_is_refused_with_the_reason(
    citizens: Citizens, bo: dict[str, str], place: dict[str, float]
) -> None:
    one = report(citizens, place, category="fordon.overgivet")["reference"]
    two = report(citizens, place, category="fordon.overgivet")["reference"]
    refused = act(citizens, bo, one, "mergers", into=two)
    assert (refused.status_code, refused.json["code"]) == (409, "join_not_allowed")
    assert act(citizens, bo, one, "mergers").status_code == 422
    assert act(citizens, bo, one, "separations").json["code"] == "not_joined"
