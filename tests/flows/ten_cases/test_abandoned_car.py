"""An abandoned car: a step at a time, each with its own lawful date, and its number plate for those who need it."""

import pytest

from backend import cases
from backend.cases import Cause, JoinNotAllowed, NewPromise, Outcome, PromiseKind, State, Submitted
from backend.catalogue import Precision
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    CaseTown,
    at,
    codes_of,
    everything_said,
    orders_of,
    ref,
    reported,
    staff,
    texts_of,
    whys_of,
)
from tests.web.citizen_builders import Citizens, words_of
from tests.web.console_builders import Console

pytestmark = pytest.mark.slow

AMIRA, EVE = "amira@example.org", "eve@example.org"
PLATE = "ABC 12D"
MONDAY = at("2026-11-09", "10:00")
POINT = {"lat": "58.2", "lon": "18.606", "place": "Hamngatan 40", "category": "fordon.overgivet"}


def car(town: CaseTown, **fields: str) -> Submitted:
    """Somebody reports a car on Hamngatan, with its plate."""
    answers = {"plate": PLATE, "how_long": "over_month"}
    return reported(town, category="fordon.overgivet", answers=answers, words="En grå Saab.", **fields)


def next_step(town: CaseTown, submitted: Submitted, step: str, day: str) -> None:
    """The unit takes the next step of the ground it stands on, by its lawful date."""
    promise = NewPromise(PromiseKind.NEXT_WORD, at(day, "16:00"), Precision.DAY, Cause.NEXT_STEP, step)
    staff(town, cases.move_promise, submitted.case_id, promise=promise)
    town.later(HOUR)


def test_the_next_step_as_planned_is_no_delay_each_by_its_own_lawful_clock(town: CaseTown) -> None:
    town.stop_clock(MONDAY)
    first, second = car(town, mail=AMIRA), car(town, mail=EVE, language="en")
    assert whys_of(town, first) == [("answer", "unit")]
    assert orders_of(town, first) == [], "nobody is sent for it before it is decided"

    # One is a wreck, the other stands where nobody may park: other grounds, other clocks.
    next_step(town, first, "att ägaren får en månad på sig att hämta bilen", "2026-12-10")
    next_step(town, second, "beslut om flytt", "2026-11-17")
    town.work_until(at("2026-11-16", "10:00"))
    next_step(town, second, "att bilen flyttas", "2026-11-24")
    assert texts_of(town, AMIRA)[1:] == [
        f"{ref(first)}: Nästa steg är att ägaren får en månad på sig att hämta bilen, senast tors 10 dec."
    ]
    assert texts_of(town, EVE)[1:] == [
        f"{ref(second)}: Next step is beslut om flytt (written in Swedish), by Tue 17 Nov.",
        f"{ref(second)}: Next step is att bilen flyttas (written in Swedish), by Tue 24 Nov.",
    ]
    town.work_until(at("2026-12-10", "09:00"))
    assert [town.case(each.case_id).late_moves for each in (first, second)] == [0, 0]
    assert whys_of(town, first) == [("answer", "unit")], "no promise has passed"


@pytest.mark.parametrize(
    ("outcome", "words", "told"),
    [
        (Outcome.OWNER_DID_IT, "", "{ref}: Den som äger det har ordnat det. Stämmer det? {{verdict}}"),
        (
            Outcome.ANSWERED,
            "Bilen är besiktad och får stå där.",
            "Svar på {ref} från Parkeringsenheten:\n\nBilen är besiktad och får stå där.\n\nSvara tillbaka: {{verdict}}",
        ),
        (Outcome.MENDED, "", "{ref}: Bilen är flyttad! Stämmer det inte? Svara inom 14 dagar: {{verdict}}"),
        (
            Outcome.MENDED,
            "Bilen är skrotad.",
            "{ref}: Bilen är flyttad! Stämmer det inte? Svara inom 14 dagar: {{verdict}}\n\nBilen är skrotad.",
        ),
    ],
    ids=["the owner moved it", "not abandoned", "moved", "scrapped"],
)
def test_it_ends_in_its_own_words(town: CaseTown, outcome: Outcome, words: str, told: str) -> None:
    town.stop_clock(MONDAY)
    address = f"{outcome}-{len(words)}@example.org"
    submitted = car(town, mail=address)
    staff(town, cases.resolve_case, submitted.case_id, outcome=outcome, words=words)
    town.later(HOUR)
    assert town.case(submitted.case_id).state is State.RESOLVED
    assert texts_of(town, address)[1:] == [told.format(ref=ref(submitted))]
    assert len(codes_of(town, address)) == 2


def test_it_is_never_offered_for_joining_and_its_plate_is_restricted(
    town: CaseTown, citizens: Citizens, console: Console
) -> None:
    town.stop_clock(MONDAY + 60 * DAY)
    six = [car(town, mail=f"car-{number}@example.org") for number in range(6)]
    assert len({each.case_id for each in six}) == 6
    form = citizens.form(**POINT)
    assert "Är det något av de här?" not in words_of(form)
    with pytest.raises(JoinNotAllowed):
        staff(town, cases.merge_cases, six[0].case_id, into_case_id=six[1].case_id)

    assert PLATE in console.at_case("parkering@angsby.example", six[0]).text
    assert PLATE not in console.at_case("miljo@angsby.example", six[0]).text
    assert PLATE not in console.at_case("cleo@cleo-drift.example", six[0]).text
    found = citizens.open("/angsby/hitta", query_string={"reference": six[0].reference})
    assert PLATE not in found.text
    assert "ABC" not in everything_said(town)
