"""A whole file moved in or taken back, one transaction a batch; whatever dies, the same call goes on."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.foundation import clock
from backend.foundation.database import Database, Scope
from backend.moving_in.actions import BATCH, Moved, begin_moving_in, check_mapping, finish_moving_in, move_in
from backend.moving_in.mapping import Plan, read_mapping
from backend.moving_in.matters import Matter, Refused
from backend.moving_in.reading import Counted, count_file, list_matters
from backend.moving_in.undoing import begin_undoing, undo_batch

Tell = Callable[[int, int], object]
"""Told how many rows are done, of how many."""


@dataclass(frozen=True)
class Ran:
    """``new`` came now, ``there`` were here already; ``refused`` in the order of the file."""

    counted: Counted
    new: int
    there: int
    refused: tuple[Refused, ...]


def try_file(database: Database, municipality: str, file: Path, *, mapping: str) -> Counted:
    """Read all of it and check the mapping, and write nothing. Raises as ``run_file``."""
    plan = read_mapping(mapping)
    with database.transaction(Scope((municipality,))) as session:
        check_mapping(session, municipality, plan)
    return count_file(file, plan)


def run_file(database: Database, municipality: str, file: Path, *, mapping: str, name: str, tell: Tell) -> Ran:
    """Move the file in under ``name``, under the worker's role; run again it goes on where it stopped.

    Raises ``MappingWrong``, ``FileWrong``, ``AnotherFile``.
    """
    plan = read_mapping(mapping)
    counted = count_file(file, plan)
    scope = Scope((municipality,))
    with database.transaction(scope) as session:
        now = clock.now(session)
        begin_moving_in(session, municipality, name, plan, file=file, mapping=mapping, counted=counted, now=now)
    new = there = done = 0
    refused: list[Refused] = []
    for batch in _in_batches(list_matters(file, plan)):
        matters = [each for each in batch if isinstance(each, Matter)]
        moved = _move_batch(database, municipality, name, matters, plan)
        new, there, done = new + moved.new, there + moved.there, done + len(batch)
        refused += sorted(
            [*moved.refused, *(each for each in batch if isinstance(each, Refused))], key=lambda each: each.number
        )
        tell(done, counted.rows)
    with database.transaction(scope) as session:
        finish_moving_in(session, municipality, name, refused=len(refused), now=clock.now(session))
    return Ran(counted, new, there, tuple(refused))


def undo_all(database: Database, municipality: str, name: str, *, tell: Tell) -> int:
    """Take back everything that moved in under ``name``; answers how many cases. Raises ``LivedSince``."""
    scope = Scope((municipality,))
    with database.transaction(scope) as session:
        total = begin_undoing(session, municipality, name, now=clock.now(session)).in_file
    done, taken = 0, 1
    while taken:
        with database.transaction(scope) as session:
            taken = undo_batch(session, municipality, name)
        done += taken
        tell(done, total)
    return done


def _move_batch(database: Database, municipality: str, name: str, matters: list[Matter], plan: Plan) -> Moved:
    with database.transaction(Scope((municipality,))) as session:
        return move_in(session, municipality, name, matters, plan, now=clock.now(session))


def _in_batches(rows: Iterator[Matter | Refused]) -> Iterator[list[Matter | Refused]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch
