"""The pages of records: rules, holds, erasing and giving out."""

from collections.abc import Iterator

import pytest

from backend.cases import Submitted
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, BO, STREETS
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def lamp(console: Console) -> Submitted:
    return console.town.reported(words="Ring Kerstin på 070-555 12 34, stora hålen är djupa.")


def test_without_an_active_rule_nothing_is_culled_and_the_page_says_so(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}gallring")
    assert "0 aktiva regler: inget gallras." in words_of(admin)
    admin.send("/gallring", what="persons", after_days="30", decision="GN § 7", decided_on="2026-09-01", basis="")
    assert admin.page.status_code == 422
    assert "Ange beslutet som det här grundas på." in words_of(admin)


def test_a_search_shows_what_it_finds_and_is_taken_on_to_masking(console: Console, lamp: Submitted) -> None:
    unit = console.open(STREETS)
    unit.go(f"{HOME}utlamnande?category=belysning.enstaka")
    assert "Hittade: 1 ärenden" in words_of(unit)
    unit.send("/draft", asked_for="Alla lampor")
    said = words_of(unit)
    assert "maskerat: 21 kap. 7 § offentlighets- och sekretesslagen" in said
    assert "070-555" not in unit.text
    unit.send("/decide", decision="")
    assert unit.page.status_code == 422
    unit.send("/decide", decision="Delegation 7")
    assert "beslutat, filen skrivs" in words_of(unit)


def test_a_case_is_held_and_erasing_then_refused_in_words(console: Console, lamp: Submitted) -> None:
    unit = console.open(STREETS)
    unit.go(f"{HOME}handlingar")
    reference = show_reference(lamp.reference)
    unit.send("/holds", reference=reference, decision="KS 17", reason="Överklagat", review_on="2027-01-01")
    assert "KS 17: Överklagat" in words_of(unit)
    unit.send("/erasures", person=reference, decision="GN § 41", basis="art. 17")
    assert unit.page.status_code == 409
    assert "under gallringsstopp enligt KS 17" in words_of(unit)


def test_an_agent_and_nobody_come_in_to_none_of_it(console: Console) -> None:
    for who in (BO, None):
        for page in ("gallring", "utlamnande", "handlingar"):
            browser = console.open(who)
            browser.go(f"{HOME}{page}")
            assert "Handlingar" not in browser.text or browser.page.status_code in (303, 401, 403, 404)


def test_the_protocol_of_culling_is_taken_out_as_a_sheet(console: Console) -> None:
    unit = console.open(STREETS)
    unit.go(f"{HOME}handlingar")
    assert "Ta ut gallringsprotokollet" in words_of(unit)
    unit.go(f"{HOME}handlingar/gallringsprotokoll?first=2026-01-01&last=2026-12-31")
    assert unit.page.headers["Content-Disposition"] == 'attachment; filename="gallringsprotokoll.csv"'
    unit.go(f"{HOME}handlingar/gallringsprotokoll?first=&last=2026-12-31")
    assert unit.page.status_code == 422
    agent = console.open(BO)
    agent.go(f"{HOME}handlingar/gallringsprotokoll?first=2026-01-01&last=2026-12-31")
    assert agent.page.status_code in (403, 404)
