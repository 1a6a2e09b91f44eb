"""Another system's matters moved in: silent, each once, found by their old reference, taken back as a whole."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from backend import cases, moving_in
from backend.cases import PromiseKind, State
from backend.cases.due import list_due_promises
from backend.foundation.actor import SYSTEM
from backend.moving_in import AnotherFile, LivedSince, MappingWrong, Matter, MovingInNotFound, Refused, read_mapping
from backend.moving_in.actions import Moved
from backend.moving_in.reading import count_file, list_matters
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import RolledBackTown
from tests.rules.test_moving_in_rows import MAPPING

NAME = "gamla"
FILE = """nr,in,ut,typ,läge,rubrik,text,e,n
A-1,2025-07-01 10:00,2025-07-02 10:00,Lampa,Klar,Mörkt,,18.606,58.2
A-2,2025-07-31 23:30,,Lampa,Öppen,Mörkt,hela gatan,18.607,58.2
A-3,2025-08-01 08:00,,Lampa,Öppen,,,181.1,58.2
A-2,2025-08-02 08:00,,Lampa,Öppen,,,18.6,58.2
A-4,2025-08-02 08:00,,Fontän,Öppen,,,18.6,58.2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "old.csv"
    written.write_text(FILE, encoding="utf-8")
    return written


def take(town: RolledBackTown, file: Path, *, name: str = NAME, mapping: str = MAPPING) -> Moved:
    plan = read_mapping(mapping)
    counted = count_file(file, plan)
    matters = [each for each in list_matters(file, plan) if isinstance(each, Matter)]
    with town.step(role="worker") as session:
        moving_in.begin_moving_in(
            session, PRACTICE_CODE, name, plan, file=file, mapping=mapping, counted=counted, now=town.now
        )
    with town.step(role="worker") as session:
        moved = moving_in.move_in(session, PRACTICE_CODE, name, matters, plan, now=town.now)
    with town.step(role="worker") as session:
        moving_in.finish_moving_in(session, PRACTICE_CODE, name, refused=3, now=town.now)
    return moved


def undo(town: RolledBackTown, name: str = NAME) -> list[int]:
    taken = [1]
    with town.step(role="worker") as session:
        moving_in.begin_undoing(session, PRACTICE_CODE, name, now=town.now)
    while taken[-1]:
        with town.step(role="worker") as session:
            taken.append(moving_in.undo_batch(session, PRACTICE_CODE, name))
    return taken[1:]


def found(town: RolledBackTown, text: str) -> list[cases.Case]:
    with town.step() as session:
        return list(cases.list_cases_by_old_reference(session, PRACTICE_CODE, text))


def count(town: RolledBackTown) -> dict[str, int]:
    tables = ("cases", "report", "timeline_entry", "promise", "old_reference", "moving_in", "event", "delivery")
    with town.step() as session:
        return {table: session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}


def test_what_can_be_read_moves_in_and_the_rest_is_named(town: RolledBackTown, file: Path) -> None:
    refused = [each for each in list_matters(file, read_mapping(MAPPING)) if isinstance(each, Refused)]
    assert [(each.number, each.why) for each in refused] == [
        (4, "the same reference as row 2"),
        (5, "category not in the mapping: Fontän"),
    ]
    moved = take(town, file)
    assert (moved.new, moved.there, [each.number for each in moved.refused]) == (2, 0, [3])


def test_an_open_one_waits_for_its_date_and_never_falls_due(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    [case] = found(town, "a2")
    assert (case.state, case.promise_kind, case.unit_code) == (State.WITH_UNIT, PromiseKind.DATE_TO_BE_GIVEN, "gata")
    with town.step() as session:
        due = list_due_promises(session, by=None, limit=100)
    assert case.id not in {each.subject_id for each in due}


def test_nothing_is_announced_sent_or_put_on_a_list(town: RolledBackTown, file: Path) -> None:
    before = count(town)
    take(town, file)
    after = count(town)
    assert {name: after[name] - before[name] for name in ("cases", "report", "event", "delivery")} == {
        "cases": 2, "report": 2, "event": 0, "delivery": 0,
    }  # fmt: skip
    with town.step() as session:
        assert not [row for row in cases.list_attention(session, PRACTICE_CODE) if row[1].moved_in_id]


def test_the_timeline_says_what_happened_there_and_that_it_came(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    [case] = found(town, "A-1")
    with town.step() as session:
        steps = [each.step.value for each in cases.list_timeline(session, PRACTICE_CODE, case.id)]
        [old] = cases.list_old_references(session, PRACTICE_CODE, case.id)
    assert steps == ["submit", "resolve", "move_in"]
    assert (old.old_id, old.category_there, old.state_there, case.last_number) == ("A-1", "Lampa", "Klar", 3)


def test_read_again_the_file_adds_nothing(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    before = count(town)
    moved = take(town, file)
    assert (moved.new, moved.there, count(town)) == (0, 2, before)


def test_another_file_wants_another_name_and_brings_no_row_twice(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    file.write_text(FILE.replace("Mörkt", "Blinkar"), encoding="utf-8")
    with pytest.raises(AnotherFile):
        take(town, file)
    moved = take(town, file, name="again")
    assert moved.new == 0
    assert [each.why for each in moved.refused if each.number < 3] == ["moved in already, from another file"] * 2


def test_a_mapping_to_what_is_not_here_is_refused(town: RolledBackTown, file: Path) -> None:
    with pytest.raises(MappingWrong):
        take(town, file, mapping=MAPPING.replace("belysning.enstaka", "belysning.fontan"))


def test_undone_nothing_is_left(town: RolledBackTown, file: Path) -> None:
    before = count(town)
    take(town, file)
    assert undo(town) == [2, 0]
    assert count(town) == before
    with pytest.raises(MovingInNotFound):
        undo(town)


def test_what_has_lived_since_is_not_taken_away(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    [case] = found(town, "A-2")
    with town.step() as session:
        cases.note_on_case(session, PRACTICE_CODE, case.id, words="Vi har ringt.", actor=SYSTEM, now=town.now)
    with pytest.raises(LivedSince) as refusal:
        undo(town)
    assert case.reference[:4] in str(refusal.value)


def test_totals_are_of_the_files_own_months(town: RolledBackTown, file: Path) -> None:
    take(town, file)
    with town.step() as session:
        totals = moving_in.compare_totals(session, PRACTICE_CODE, NAME)
    months = {line.what: (line.in_file, line.here) for line in totals.lines if line.by == "month"}
    assert months == {"2025-07": (2, 2), "2025-08": (3, 0)}
    assert not totals.agree
