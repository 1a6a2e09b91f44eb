"""Moving in: the open and closed matters of another system, silent, each once, undone as a whole, totals compared."""

from backend.cases.old_references import MovingIn, MovingState
from backend.moving_in.actions import begin_moving_in, finish_moving_in, move_in
from backend.moving_in.errors import AnotherFile, FileWrong, LivedSince, MappingWrong, MovingInNotFound
from backend.moving_in.mapping import Plan, read_mapping
from backend.moving_in.matters import Matter, Refused
from backend.moving_in.reading import Counted
from backend.moving_in.running import Ran, run_file, try_file, undo_all
from backend.moving_in.totals import Line, Totals, compare_totals, list_moved_in
from backend.moving_in.undoing import begin_undoing, list_lived, undo_batch

__all__ = [
    "AnotherFile", "Counted", "FileWrong", "Line", "LivedSince", "MappingWrong", "Matter", "MovingIn",
    "MovingInNotFound", "MovingState", "Plan", "Ran", "Refused", "Totals", "begin_moving_in", "begin_undoing",
    "compare_totals", "finish_moving_in", "list_lived", "list_moved_in", "move_in", "read_mapping", "run_file",
    "try_file", "undo_all", "undo_batch",
]  # fmt: skip
