"""Known already, three stories: six cars on one point, two bins in one street, one bench twice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend import cases, deliveries
from backend.cases import JoinNotAllowed, Outcome, State, Submitted
from backend.foundation import clock
from backend.foundation.ids import read_reference, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import BO
from tests.town import WEDNESDAY_MORNING
from tests.web.citizen_builders import Citizens, open_citizens, words_of

ASKS = "Är det något av de här?"
UNDO = timedelta(minutes=11)
PLACE = {"lat": "58.199686", "lon": "18.589320", "place": "Storgatan 12"}
CAR = {**PLACE, "category": "fordon.overgivet"}
BENCH = {**PLACE, "lat": "58.201500", "category": "park.mobler"}
BIN = {**PLACE, "lat": "58.203000", "category": "avfall.ej-tomt"}


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    """The citizens' pages of Ängsby, with the whole plot behind them."""
    with open_citizens(database_urls, settings) as opened:
        yield opened


@pytest.fixture(autouse=True)
def wednesday(citizens: Citizens) -> None:
    citizens.town.stop_clock(WEDNESDAY_MORNING)


def report(citizens: Citizens, place: dict[str, str], **fields: Any) -> Submitted:
    """Somebody sends the form; what follows, follows."""
    path = citizens.reported({"known_asked": "", **fields}, place)
    found = citizens.report_of(path)
    return Submitted(found.id, found.case_id, found.reference, is_first=True, case=citizens.case_of(path))


def texts(citizens: Citizens, address: str) -> list[tuple[str, str]]:
    """Every text that person was sent so far, first first, with its code; the foot left out."""
    citizens.town.send()
    with citizens.town.transaction() as session:
        rows = deliveries.list_deliveries(session, PRACTICE_CODE, limit=500)
    told = [row for row in reversed(rows) if row.address == address and row.fate.value == "handed_over"]
    return [(row.text_code, row.body.split("\n\n")[0]) for row in told]


def staff(citizens: Citizens, act: str, *subject: Any, **more: Any) -> None:
    with citizens.town.transaction() as session:
        getattr(cases, act)(session, PRACTICE_CODE, *subject, actor=BO, now=clock.now(session), **more)
    citizens.town.react()


def test_six_cars_on_one_point_are_six_cases_and_joining_is_never_offered(citizens: Citizens) -> None:
    six = []
    for number in range(6):
        assert ASKS not in words_of(citizens.form(**CAR))
        six.append(report(citizens, CAR, mail=f"granne-{number}@example.org", words="En övergiven bil."))
    assert len({each.case_id for each in six}) == len({each.reference for each in six}) == 6
    assert all(citizens.town.case(each.case_id).is_open for each in six)
    for number, each in enumerate(six):
        told = texts(citizens, f"granne-{number}@example.org")
        assert [code for code, _ in told] == ["received"]
        assert show_reference(each.reference) in told[0][1]
    with citizens.town.transaction() as session:
        now = clock.now(session)
        shown = cases.find_near(
            session, PRACTICE_CODE, lon=18.58932, lat=58.199686, category="fordon.overgivet", limit=10, now=now
        )
    assert {each.case_id for each in shown} == {each.case_id for each in six}
    assert not any(each.may_join or each.is_public for each in shown)
    with pytest.raises(JoinNotAllowed):
        staff(citizens, "merge_cases", six[0].case_id, into_case_id=six[1].case_id)


def test_a_neighbours_bin_is_never_shown_to_the_neighbour(citizens: Citizens) -> None:
    first = report(citizens, BIN, mail="amira@example.org", words="Kärlet vid nummer 12 blev inte tömt.")
    page = citizens.form(**BIN)
    assert ASKS not in words_of(page)
    assert "blev inte tömt." not in page.text
    found = citizens.open("/angsby/hitta", query_string={"reference": first.reference})
    assert "Storgatan" not in words_of(found)
    known = citizens.open(
        f"/api/v1/{PRACTICE_CODE}/known-cases",
        query_string={"latitude": BIN["lat"], "longitude": BIN["lon"], "category": BIN["category"]},
    )
    assert known.json == {"items": []}
    second = report(citizens, BIN, mail="neighbour@example.org")
    assert second.case_id != first.case_id
    assert citizens.town.case(second.case_id).is_open


def test_one_bench_twice_is_offered_joined_and_unjoined_and_each_is_told_exactly_that(citizens: Citizens) -> None:
    town = citizens.town
    first = report(citizens, BENCH, mail="amira@example.org", words="Ryggstödet är av. Ring mig, Amira.")
    asked = citizens.send({"known_asked": "", "mail": "eve@example.org"}, {**BENCH, "lang": "en"})
    assert asked.status_code == 422
    assert "Is it one of these faults?" in words_of(asked)
    assert "just here" in words_of(asked)
    assert "Ryggstödet" not in asked.text
    assert first.reference not in asked.text.replace("-", "")
    same_as = re.search(r'name="same_as" value="([0-9a-f-]{36})"', asked.text)
    assert same_as is not None

    second = report(citizens, {**BENCH, "lang": "en"}, mail="eve@example.org", known_asked="yes", same_as=same_as[1])
    assert second.case_id == first.case_id
    mine, hers = show_reference(first.reference), show_reference(second.reference)
    assert texts(citizens, "eve@example.org") == [
        (
            "received_joined",
            f"Thank you! Already reported. Your {hers} now belongs to the same job, and you will be told when it is"
            " done. Follow: {follow}",
        )
    ]
    assert [code for code, _ in texts(citizens, "amira@example.org")][-1] == "received"

    staff(citizens, "unjoin_report", second.report_id)
    assert len(texts(citizens, "eve@example.org")) == 1, "there is time to take it back"
    town.pass_time(UNDO)
    assert texts(citizens, "eve@example.org")[1:] == [
        ("unjoined", f"{hers}: We joined the wrong reports. Yours stands alone again. Sorry.")
    ]
    own = citizens.report_of(f"/angsby/arende/{hers}/x")
    assert own.case_id != first.case_id
    assert town.case(own.case_id).is_open

    staff(citizens, "resolve_case", first.case_id, outcome=Outcome.MENDED)
    town.pass_time(UNDO)
    assert texts(citizens, "amira@example.org")[-1][0] == "mended"
    assert mine in texts(citizens, "amira@example.org")[-1][1]
    assert [code for code, _ in texts(citizens, "eve@example.org")] == ["received_joined", "unjoined"]


def test_whom_staff_join_hears_of_it_once_and_then_of_the_case_that_remains(citizens: Citizens) -> None:
    town = citizens.town
    place = {**BENCH, "lat": "58.204500"}
    first = report(citizens, place, mail="dora@example.org")
    second = report(citizens, place, mail="emil@example.org", known_asked="yes")
    third = report(citizens, place, mail="emil@example.org", known_asked="yes")
    staff(citizens, "merge_cases", third.case_id, into_case_id=second.case_id)
    staff(citizens, "merge_cases", second.case_id, into_case_id=first.case_id)
    town.pass_time(UNDO)
    told = texts(citizens, "emil@example.org")
    assert [code for code, _ in told] == ["received", "received", "joined"]
    assert show_reference(second.reference) in told[-1][1]
    assert [code for code, _ in texts(citizens, "dora@example.org")] == ["received"]

    staff(citizens, "resolve_case", first.case_id, outcome=Outcome.MENDED)
    town.pass_time(UNDO)
    assert [code for code, _ in texts(citizens, "dora@example.org")] == ["received", "mended"]
    told = texts(citizens, "emil@example.org")
    assert [code for code, _ in told] == ["received", "received", "joined", "mended"]
    assert show_reference(second.reference) in told[-1][1], "once, under the first reference of theirs"
    assert town.case(second.case_id).state is State.CLOSED


def test_a_merge_taken_back_within_ten_minutes_is_told_to_nobody(citizens: Citizens) -> None:
    town = citizens.town
    place = {**BENCH, "lat": "58.206000"}
    first = report(citizens, place, mail="fia@example.org")
    second = report(citizens, place, mail="gustav@example.org", known_asked="yes")
    staff(citizens, "merge_cases", second.case_id, into_case_id=first.case_id)
    staff(citizens, "unmerge_case", second.case_id)
    town.pass_time(UNDO)
    assert [code for code, _ in texts(citizens, "gustav@example.org")] == ["received"]


def test_joined_and_parted_before_anything_was_said_still_gets_its_receipt(citizens: Citizens) -> None:
    town = citizens.town
    place = {**BENCH, "lat": "58.207500"}
    first = report(citizens, place, mail="hanna@example.org")
    path = citizens.reported({"mail": "ivar@example.org"}, place, reacts=False)
    second = citizens.report_of(path)
    with town.transaction() as session:
        now = clock.now(session)
        cases.merge_cases(session, PRACTICE_CODE, second.case_id, into_case_id=first.case_id, actor=BO, now=now)
    with town.transaction() as session:
        cases.unjoin_report(session, PRACTICE_CODE, second.id, actor=BO, now=now)
    town.react()
    town.pass_time(UNDO)
    assert [code for code, _ in texts(citizens, "ivar@example.org")] == ["received"]


def test_what_is_mended_is_not_told_to_whom_it_does_not_concern_any_more(citizens: Citizens) -> None:
    town = citizens.town
    place = {**BENCH, "lat": "58.209000"}
    first = report(citizens, place, mail="jonas@example.org")
    second = report(citizens, place, mail="karin@example.org", known_asked="yes")
    staff(citizens, "merge_cases", second.case_id, into_case_id=first.case_id)
    town.pass_time(UNDO)
    texts(citizens, "karin@example.org")
    staff(citizens, "resolve_case", first.case_id, outcome=Outcome.MENDED)
    staff(citizens, "unjoin_report", second.report_id)
    town.pass_time(UNDO)
    assert [code for code, _ in texts(citizens, "karin@example.org")] == ["received", "joined", "unjoined"]
    assert texts(citizens, "jonas@example.org")[-1][0] == "mended"


def test_the_second_fault_of_a_report_is_told_under_its_own_reference(citizens: Citizens) -> None:
    first = report(citizens, {**BENCH, "lat": "58.210500"}, mail="lisa@example.org", words="Bänken och lampan.")
    second = cases.SecondFault(client_id="s" * 24, category="belysning.enstaka", words="Lampan är mörk.")
    staff(citizens, "split_report", first.report_id, second)
    told = texts(citizens, "lisa@example.org")
    assert [code for code, _ in told] == ["received", "received_split"]
    assert told[-1][1].startswith(
        f"Du berättade om mer än ett fel i {show_reference(first.reference)}. Det om en lampa"
    )
    own = re.search(r"eget nummer: (\S+)\. Det läses", told[-1][1])
    assert own is not None
    assert read_reference(own[1]) != first.reference
