"""Converting a case shows what it leads to first; another authority's matter is read by its own officers alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend.cases import Outcome
from backend.catalogue import CaseKind
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, BO, STREETS
from tests.web.console_builders import Console, open_console, page_of, words_of

MILJO = "miljo@angsby.example"
ACCUSATION = "Svensson dumpar däck bakom ladan."
DUMPED: dict[str, Any] = {"category": "renhallning.dumpning", "answers": {"land": "private"}, "words": ACCUSATION}


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def test_converting_shows_the_promise_the_orders_and_the_text_before_anything_happens(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    bo.go(f"{page_of(lamp)}/convert?kind=viewpoint&category=belysning.enstaka")
    said = words_of(bo)
    assert "Fel, En lampa är släckt → Synpunkt" in said
    assert console.orders(lamp)[0].reference[:4] in said
    assert "behandlar det från nu som synpunkt" in said
    assert "Det försvinner ur det offentliga." in said
    assert console.case(lamp).kind == CaseKind.FAULT
    assert bo.send("/convert", reason="Hon vill ha fler lampor.").status_code == 200
    assert "Gjort om. Det avgörs på nytt." in words_of(bo)
    console.town.react()
    case = console.case(lamp)
    assert (case.kind, case.unit_code) == (CaseKind.VIEWPOINT, "gata")
    assert [order.state for order in console.orders(lamp)] == ["cancelled"]
    bo.go(page_of(lamp))
    assert "Hon vill ha fler lampor." in words_of(bo)
    assert "Gjort om till annat slag" in words_of(bo)


def test_a_conversion_without_a_reason_keeps_the_choice_and_says_so(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.open(BO)
    bo.go(f"{page_of(lamp)}/convert?kind=question")
    assert bo.send("/convert", reason=" ").status_code == 422
    assert console.case(lamp).kind == CaseKind.FAULT
    assert bo.form("/convert").values["kind"] == "question"


@pytest.mark.parametrize(("kind", "status"), [("", 422), ("rubbish", 422), ("fault", 409)])
def test_a_conversion_to_nothing_else_is_told_so(console: Console, kind: str, status: int) -> None:
    lamp = console.town.reported()
    assert console.open(BO).go(f"{page_of(lamp)}/convert?kind={kind}").status_code == status


def test_who_may_only_look_may_not_convert(console: Console) -> None:
    lamp = console.town.reported()
    assert console.open(ADMIN).go(f"{page_of(lamp)}/convert?kind=question").status_code == 403


def test_the_kontaktcenter_sees_that_a_matter_is_there_and_not_what_was_written(console: Console) -> None:
    matter = console.town.reported(**DUMPED)
    bo = console.at_case(BO, matter)
    said = words_of(bo)
    assert ACCUSATION not in bo.text
    assert "läses bara av handläggarna hos Miljönämnden" in said
    assert "amira@example.org" not in bo.text
    assert not re.search(r'action="[^"]*/(answer|resolve|ask|register|addresses|promise)"', bo.text)
    assert bo.go(f"{page_of(matter)}/convert?kind=fault").status_code == 403
    assert console.open(STREETS).go(page_of(matter)).status_code == 404


def test_the_officer_reads_it_and_hands_it_over_under_its_number(console: Console) -> None:
    matter = console.town.reported(**DUMPED)
    officer = console.at_case(MILJO, matter)
    assert ACCUSATION in words_of(officer)
    assert officer.send("/register", registry_number=" ").status_code == 422
    officer.send("/register", registry_number="MN 2026-0117")
    assert "Överlämnat med sitt nummer." in words_of(officer)
    console.town.react()
    case = console.case(matter)
    assert (case.outcome, case.registry_number) == (Outcome.OTHER_AUTHORITY, "MN 2026-0117")
    assert "MN 2026-0117" in console.town.last(matter, "other_authority_registered").body


def test_an_officer_gives_a_matter_that_is_ours_back_and_sees_it_no_more(console: Console) -> None:
    matter = console.town.reported(**DUMPED)
    officer = console.open(MILJO)
    officer.go(f"{page_of(matter)}/convert?kind=fault&category=renhallning.dumpning")
    assert "Samhällsbyggnadsnämnden" in words_of(officer)
    assert officer.send("/convert", reason="Det är kommunens mark.").status_code == 200
    assert "syns inte längre för dig" in words_of(officer)
    assert officer.go(page_of(matter)).status_code == 404
    assert ACCUSATION in words_of(console.at_case(STREETS, matter))
