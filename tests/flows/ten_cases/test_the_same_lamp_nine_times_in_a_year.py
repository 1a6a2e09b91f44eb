"""The same lamp fails nine times in a year: tied to its post, from the third time somebody's problem, until it is solved."""

from datetime import timedelta

import pytest

from backend import cases
from backend.cases import Outcome, Problem, ProblemState, Submitted
from backend.dispatch import Act
from backend.foundation.ids import show_reference
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
    reported,
    staff,
    submitted_of,
    texts_of,
    unit,
    whys_of,
)
from tests.web.citizen_builders import LAMP, Citizens, words_of
from tests.web.console_builders import Console
from tests.web.console_builders import words_of as words_of_console

pytestmark = pytest.mark.slow

BO, STREETS, CLEO = "bo@angsby.example", "gata@angsby.example", "cleo@cleo-drift.example"
JANUARY = at("2026-01-12", "09:00")
NTH = ("", "", "", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde")
DAYS = {3: "tors 19 mars", 4: "tors 19 mars", 5: "mån 1 juni", 6: "mån 1 juni"}


def test_the_same_lamp_nine_times_in_a_year(town: CaseTown, citizens: Citizens, console: Console) -> None:
    town.stop_clock(JANUARY)
    failed = [fails(town, citizens, 1), fails(town, citizens, 2)]
    assert problems(town) == []
    the_lamp_beside_it_is_another_lamp(town)

    # The third: a problem with an owner and a date, and the words change.
    failed.append(fails(town, citizens, 3))
    [problem] = problems(town)
    assert (problem.unit_code, problem.failures, problem.asset_id) == ("gata", 3, town.case(failed[0].case_id).asset_id)
    assert problem.next_look_at == at("2026-03-19", "16:30")
    failed.append(fails(town, citizens, 4))

    # Its day comes: it stands on the owner's list until he gives it another, with a reason; the reporters read that day.
    assert ("problem", "unit") in [why for each in failed for why in whys_of(town, each)]
    look = at("2026-06-01", "16:30")
    staff(town, cases.move_look, problem.id, next_look_at=look, reason="Kabeln mäts upp när tjälen gått ur.")
    assert ("problem", "unit") not in [why for each in failed for why in whys_of(town, each)]
    failed += [fails(town, citizens, number) for number in (5, 6, 7, 8)]
    failed.append(fails(town, citizens, 9, is_mended=False))

    the_ninth_is_shown_to_everybody(town, citizens, console, failed[-1])
    mended_and_solved_are_counted_apart(town, failed)
    received = {f"nr-{number}@example.org": ["received", "mended"] for number in range(1, 10)}
    assert everybody(town) == {CLEO: ["order_sent"] * 10, "granne@example.org": ["received"], **received}


def fails(town: CaseTown, citizens: Citizens, number: int, *, is_mended: bool = True) -> Submitted:
    """It is dark again: reported by its post number, told so from the third time on, and mended some days later."""
    began = town.now()
    mail = f"nr-{number}@example.org"
    lamp = submitted_of(town, citizens, citizens.reported({"mail": mail, "answer-post_number": "4711"}))
    assert town.case(lamp.case_id).repeat_number == number
    [receipt] = texts_of(town, mail)
    assert receipt.startswith(f"Tack! Vi har din felanmälan {ref(lamp)} om en lampa. Den läses senast ")
    said = f"\n\nDet har gått sönder igen, {NTH[number]} gången på ett år. Vi utreder orsaken. Gatuenheten, nytt besked"
    assert (said in receipt) is (number >= 3)
    assert ("gången" in receipt) is (number >= 3)
    if number in DAYS:
        assert receipt.endswith(f"senast {DAYS[number]}.")
    assert all(each.next_look_at > began for each in problems(town)), "nobody is told of a day that has passed"
    order = only_order(town, lamp)
    assert order.briefing["repeat_number"] == number
    crew(town, order.id, Act.START)
    if is_mended:
        mend(town, lamp, mail)
        # The fourth fails while the day of the problem still lies ahead.
        gap = timedelta(days=10) if number == 3 else timedelta(days=26)
        town.later(began + gap - town.now())
    return lamp


def mend(town: CaseTown, lamp: Submitted, mail: str) -> None:
    order = only_order(town, lamp)
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, order.id, Act.APPROVE)
    town.later(HOUR)
    assert texts_of(town, mail)[1:] == [
        f"{ref(lamp)}: Lampan lyser! Stämmer det inte? Svara inom 14 dagar: {{verdict}}"
    ]


def the_lamp_beside_it_is_another_lamp(town: CaseTown) -> None:
    """Fifteen metres away, by its own post number, within warranty: the first time, for it is not the same post."""
    beside = {"longitude": float(LAMP["lon"]) + 0.00025, "latitude": float(LAMP["lat"]), "asset_number": "4712"}
    lamp = reported(town, mail="granne@example.org", **beside)
    case = town.case(lamp.case_id)
    assert case.asset_id is not None
    assert case.repeat_number == 1
    assert "gången" not in texts_of(town, "granne@example.org")[0]


def the_ninth_is_shown_to_everybody(town: CaseTown, citizens: Citizens, console: Console, ninth: Submitted) -> None:
    """The agent, the unit, the crew and whoever asks before reporting: each sees that it is the ninth time."""
    for who in (BO, STREETS):
        said = words_of_console(console.at_case(who, ninth))
        assert "Nionde gången på ett år – problem sedan tors 5 mars, ägare Gatuenheten, besked senast" in said
    order = only_order(town, ninth)
    assert order.briefing["repeat_words"] == {"sv": "nionde", "en": "ninth"}
    assert texts_of(town, CLEO)[-1].startswith(f"Ny arbetsorder {show_reference(order.reference)}: En lampa är släckt.")
    assert len(orders_of(town, ninth)) == 1
    assert "En lampa är släckt" in words_of(citizens.form())


def mended_and_solved_are_counted_apart(town: CaseTown, failed: list[Submitted]) -> None:
    """Mended nine times and solved never, until the cause is found; what fails afterwards is counted anew."""
    mend(town, failed[-1], "nr-9@example.org")
    assert counted(town) == (9, 8, 0, 1)
    [problem] = problems(town)
    staff(town, cases.solve_problem, problem.id, words="Kabeln hade en skarv i vatten. Den är bytt.")
    assert counted(town) == (9, 8, 1, 0)
    town.later(DAY)
    assert all(whys_of(town, each) == [] for each in failed)


def counted(town: CaseTown) -> tuple[int, int, int, int]:
    """Mended, mended again, problems solved, problems open; of the year."""
    until = town.now() + DAY
    with town.transaction() as session:
        found = cases.count_mended_and_solved(session, PRACTICE_CODE, since=JANUARY, until=until)
    return found.mended, found.mended_again, found.solved, found.problems_open


def problems(town: CaseTown) -> list[Problem]:
    with town.transaction() as session:
        return [problem for problem, _ in cases.list_problems(session, PRACTICE_CODE, state=ProblemState.OPEN)]
