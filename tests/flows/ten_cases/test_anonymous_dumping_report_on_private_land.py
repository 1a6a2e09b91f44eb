"""An anonymous report of dumping on private land is another authority's matter; on municipal land it is cleansing.

Its own retention is no room yet: what stands is that the page says who answers for what is kept, and that the matter
is closed at once with its registry number, so that there is a day to count from.
"""

import pytest

from backend import cases, photos
from backend.cases import Outcome, PromiseKind, State, Submitted
from backend.catalogue import CaseKind
from backend.dispatch import Act
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    CaseTown,
    at,
    crew,
    everybody,
    only_order,
    orders_of,
    ref,
    submitted_of,
    texts_of,
    unit,
    whys_of,
)
from tests.photo_builders import build_jpeg
from tests.web.citizen_builders import LAMP, Citizens, links_of, words_of
from tests.web.console_builders import Console, page_of
from tests.web.console_builders import words_of as words_of_console

pytestmark = pytest.mark.slow

BO, STREETS, MILJO = "bo@angsby.example", "gata@angsby.example", "miljo@angsby.example"
EVE, CLEO = "eve@example.org", "cleo@cleo-drift.example"
ACCUSATION = "Svensson på gården dumpar däck bakom ladan."
PHOTO = build_jpeg(size=(300, 200))
DUMPED = {**LAMP, "category": "renhallning.dumpning"}


def test_anonymous_dumping_report_on_private_land(town: CaseTown, citizens: Citizens, console: Console) -> None:
    town.stop_clock(at("2026-11-09", "09:00"))
    form = words_of(citizens.form(category="renhallning.dumpning"))
    assert "Vill du vara anonym: lämna adressen tom och skriv inga namn." in form
    follow = citizens.reported({"answer-land": "private", "words": ACCUSATION, "photo": PHOTO}, DUMPED)
    citizens.pass_photos()
    matter = submitted_of(town, citizens, follow)
    eves = a_second_witness_wants_word(town, citizens)

    case = town.case(matter.case_id)
    assert (case.kind, case.unit_code, case.state) == (CaseKind.AUTHORITY_MATTER, "miljo", State.WITH_UNIT)
    assert whys_of(town, matter) == [("answer", "unit")]
    assert (orders_of(town, matter), orders_of(town, eves)) == ([], [])
    assert_that_officer_alone_reads_it(console, matter)
    assert_nothing_of_it_is_public(citizens, matter)

    # The officer registers it this week; it ends, and nothing is asked of anybody.
    for each, number in ((matter, "MN 2026-0117"), (eves, "MN 2026-0118")):
        officer = console.at_case(MILJO, each)
        officer.send("/register", registry_number=number)
        assert "Överlämnat med sitt nummer." in words_of_console(officer)
    town.later(HOUR)
    for each in (matter, eves):
        case = town.case(each.case_id)
        assert (case.outcome, case.state) == (Outcome.OTHER_AUTHORITY, State.CLOSED)
        assert case.resolved_at is not None
        assert case.resolved_at < at("2026-11-14", "00:00")
    page = words_of(citizens.open(follow))
    assert "Överlämnad till en annan myndighet" in page
    assert "Stämmer det" not in page
    assert "kommunens?" not in page
    town.later(20 * DAY)
    assert texts_of(town, EVE)[1:] == [
        f"{ref(eves)}: Din anmälan är överlämnad till Miljönämnden med diarienummer MN 2026-0118. De tar vid. Vill du"
        " veta mer, fråga dem och säg numret."
    ]
    assert everybody(town) == {EVE: ["received_matter", "other_authority_registered"]}, "she gave no address"


def test_on_municipal_land_the_same_photo_is_ordinary_cleansing(
    town: CaseTown, citizens: Citizens, console: Console
) -> None:
    town.stop_clock(at("2026-12-07", "09:00"))
    sent = {"answer-land": "public", "answer-hazard": "no", "words": "Däck bakom busskuren.", "photo": PHOTO}
    follow = citizens.reported({"mail": "gun@example.org", **sent}, DUMPED)
    citizens.pass_photos()
    tyres = submitted_of(town, citizens, follow)
    case = town.case(tyres.case_id)
    assert (case.kind, case.unit_code, case.state) == (CaseKind.FAULT, "gata", State.ASSIGNED)
    order = only_order(town, tyres)
    seen = console.at_case(STREETS, tyres)
    assert "Däck bakom busskuren." in words_of_console(seen)
    crew(town, order.id, Act.START)
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, order.id, Act.APPROVE)
    town.later(HOUR)
    assert texts_of(town, "gun@example.org") == [
        f"Tack! Vi har din felanmälan {ref(tyres)} om avfall. Den läses senast tis 8 dec kl. 16.30. Följ: {{follow}}",
        f"{ref(tyres)}: Platsen är städad! Stämmer det inte? Svara inom 14 dagar: {{verdict}}",
    ]
    [told] = texts_of(town, CLEO)
    assert "Dumpat avfall" in told
    assert "busskuren" not in told


def test_where_nobody_knows_whose_land_it_is_a_person_turns_it_into_a_matter(
    town: CaseTown, citizens: Citizens, console: Console
) -> None:
    """The place is not known by maps of ownership: who asks the land register converts it, and it is told."""
    town.stop_clock(at("2026-12-14", "09:00"))
    sent = {"answer-land": "unknown", "answer-hazard": "no", "words": ACCUSATION, "mail": "ola@example.org"}
    tyres = submitted_of(town, citizens, citizens.reported(sent, DUMPED))
    order = only_order(town, tyres)
    officer = console.open(STREETS)
    officer.go(f"{page_of(tyres)}/convert?kind=authority_matter&category=renhallning.dumpning")
    assert officer.send("/convert", reason="Det är privat mark.").status_code == 200
    town.later(HOUR)
    case = town.case(tyres.case_id)
    assert (case.kind, case.unit_code, case.promise_kind) == (
        CaseKind.AUTHORITY_MATTER,
        "miljo",
        PromiseKind.HAND_OVER,
    )
    assert order.id in {each.id for each in orders_of(town, tyres) if each.ended_at is not None}
    assert_that_officer_alone_reads_it(console, tyres)
    told = texts_of(town, "ola@example.org")[-1]
    assert told.startswith(
        f"{ref(tyres)}: Det du skickade prövas av Miljönämnden. Bara deras handläggare läser det från nu. Överlämnas"
    )
    assert [each.split(" ")[0] for each in texts_of(town, CLEO)[1:]] == ["Ny", "Arbetsorder"]
    assert "återtagen" in texts_of(town, CLEO)[-1]


def a_second_witness_wants_word(town: CaseTown, citizens: Citizens) -> Submitted:
    """Eve leaves an address: she is not shown the first, is told who reads it, and by when it is registered."""
    asked = citizens.form(category="renhallning.dumpning")
    assert "Är det något av de här?" not in words_of(asked)
    sent = {"answer-land": "private", "words": ACCUSATION, "mail": EVE, "known_asked": ""}
    eves = submitted_of(town, citizens, citizens.reported(sent, DUMPED))
    assert texts_of(town, EVE) == [
        f"Tack! Vi har din anmälan {ref(eves)}. Den prövas av Miljönämnden. Bara deras handläggare läser vad du skrev,"
        " senast tis 10 nov kl. 16.30. Du får besked när den är registrerad, senast mån 16 nov. Följ: {follow}"
    ]
    return eves


def assert_that_officer_alone_reads_it(console: Console, matter: Submitted) -> None:
    """Bo sees that it is there and no word of it, Streets nothing at all, the environment office everything."""
    bo = console.at_case(BO, matter)
    assert "läses bara av handläggarna hos Miljönämnden" in words_of_console(bo)
    assert "Svensson" not in bo.text
    assert "/foto" not in bo.text
    assert console.open(STREETS).go(page_of(matter)).status_code == 404
    officer = console.at_case(MILJO, matter)
    assert ACCUSATION in words_of_console(officer)


def assert_nothing_of_it_is_public(citizens: Citizens, matter: Submitted) -> None:
    """Whoever knows the reference learns that it is there; the neighbour who points at the place learns nothing."""
    found = citizens.open("/angsby/hitta", query_string={"reference": matter.reference})
    assert "Svensson" not in found.text
    assert "Dumpat" not in words_of(found)
    with citizens.town.transaction() as session:
        near = cases.find_near(
            session, PRACTICE_CODE, lon=float(LAMP["lon"]), lat=float(LAMP["lat"]), category="renhallning.dumpning",
            only_public=True, now=citizens.town.now(),
        )  # fmt: skip
        shown = photos.list_photos(session, PRACTICE_CODE, matter.case_id)
    assert near == []
    assert len(shown) == 1
    assert not any(photo.shown_ok for photo in shown)
    assert links_of(found, "/foto") == []
