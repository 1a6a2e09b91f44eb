"""The silent list: what nothing happens in, and whose reporters had no word though a promise passed."""

from datetime import timedelta

from backend import cases
from backend.cases import Silence
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown

FORTNIGHT = timedelta(days=14)


def listed(town: RolledBackTown, silence: Silence, *, days: int = 14, **more: object) -> list[object]:
    before = town.now - timedelta(days=days) if silence is Silence.QUIET else town.now
    with town.step() as session:
        found = cases.list_silent(session, PRACTICE_CODE, silence, before=before, **more)  # type: ignore[arg-type]  # kwargs
        return [case.id for case in found]


def note(town: RolledBackTown, case_id: object) -> None:
    with town.step() as session:
        cases.note_on_case(session, PRACTICE_CODE, case_id, words="Ringt.", actor=BO, now=town.now)  # type: ignore[arg-type]  # an id


def test_a_case_in_which_nothing_happens_for_a_fortnight_is_silent(town: RolledBackTown) -> None:
    case_id = town.report(category="annat").case_id
    town.now += FORTNIGHT
    assert case_id not in listed(town, Silence.QUIET)
    town.now += timedelta(seconds=1)
    assert case_id in listed(town, Silence.QUIET)
    assert case_id not in listed(town, Silence.QUIET, days=30)


def test_a_step_or_a_word_ends_the_silence(town: RolledBackTown) -> None:
    stepped, told = town.report(category="annat").case_id, town.report(category="annat").case_id
    town.now += 2 * FORTNIGHT
    note(town, stepped)
    with town.step() as session:
        cases.note_word_told(session, PRACTICE_CODE, told, now=town.now)
    assert listed(town, Silence.QUIET) == []


def test_the_longest_silent_comes_first_and_pages_lose_none(town: RolledBackTown) -> None:
    told = []
    for _ in range(5):
        told.append(town.report(category="annat").case_id)
        town.now += timedelta(hours=1)
    town.now += 2 * FORTNIGHT
    first = listed(town, Silence.QUIET, limit=2)
    case = town.case(told[1])
    rest = listed(town, Silence.QUIET, after=(case.quiet_since, case.id))
    assert [*first, *rest] == told


def test_what_has_ended_is_not_silent(town: RolledBackTown) -> None:
    case_id = town.report(category="annat").case_id
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=cases.Outcome.GONE, actor=BO, now=town.now)
    town.now += 2 * FORTNIGHT
    assert listed(town, Silence.QUIET) == listed(town, Silence.UNTOLD) == []


def test_a_promise_that_passed_without_a_word_is_silence_until_a_word_is_told(town: RolledBackTown) -> None:
    case_id = town.report(category="annat").case_id
    assert listed(town, Silence.UNTOLD) == []
    town.wait(days=7)
    assert listed(town, Silence.UNTOLD) == [case_id]
    with town.step() as session:
        cases.note_word_told(session, PRACTICE_CODE, case_id, now=town.now)
    assert listed(town, Silence.UNTOLD) == []


def test_one_units_silence(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    town.now += 2 * FORTNIGHT
    assert listed(town, Silence.QUIET, unit_code="gata") == [case_id]
    assert listed(town, Silence.QUIET, unit_code="park") == []
