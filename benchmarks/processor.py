"""Who used how much of the processors: what other work on the same machine cannot change much."""

import contextlib
import os
from pathlib import Path


def processor_of(pid: int) -> float:
    """Seconds of a processor that a process and all below it have used, those that ended included."""
    parents: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = (int(words[1]), sum(map(int, words[11:15])))
    family, ticks = {pid}, 0.0
    while family:
        ticks += sum(parents[each][1] for each in family if each in parents)
        family = {each for each, (parent, _) in parents.items() if parent in family}
    return ticks / os.sysconf("SC_CLK_TCK")
