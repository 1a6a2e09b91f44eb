"""Compares the figures of two replays of one day, as ``./lagat replay --json`` writes them.

    python tests/acceptance/compare_replays.py again FIRST.json SECOND.json
    python tests/acceptance/compare_replays.py disturbed PLAIN.json DISTURBED.json

``again``: the second run of the same replay adds nothing, and the first took less than ten minutes. ``disturbed``: the
day came out the same in spite of crashes and an hour without mail. Ends with 1 and what differs where that is not so.
"""

import json
import sys
from pathlib import Path
from typing import Any

from backend.worker import SENDERS

MOST_SECONDS = 600
# What a crash or an hour without mail may change: when a letter left, and so whether a later one overtook it.
MAY_DIFFER = ("deliveries", "told", "mail", "faults")

Replay = dict[str, Any]


def compare_again(first: Replay, second: Replay) -> list[str]:
    """What a second run of the same replay changed."""
    faults = [f"{name} changed" for name in first["figures"] if first["figures"][name] != second["figures"][name]]
    if added := second["own"]["Rows added by this run"]:
        faults.append(f"the second run added {added} rows")
    if first["own"]["Seconds"] >= MOST_SECONDS:
        faults.append(f"the first run took {first['own']['Seconds']} s")
    return faults


def compare_disturbed(plain: Replay, disturbed: Replay) -> list[str]:
    """What crashes and an hour without mail changed that they must not."""
    before, after = plain["figures"], disturbed["figures"]
    names = [name for name in before if name not in MAY_DIFFER]
    faults = [f"{name}: {before[name]} became {after[name]}" for name in names if before[name] != after[name]]
    mail, kills = after["mail"], sum(disturbed["own"]["Ended with kill -9"].values())
    print(f"  {kills} kills: {disturbed['own']['Ended with kill -9']}; {mail['repeats']} mails repeated,")
    print(f"  {mail['steps_under_two_ids']} steps told to a person under two Message-IDs.")
    if mail["steps_under_two_ids"] or mail["repeated_without_doubt"]:
        faults.append("a step was told twice")
    if mail["repeats"] > kills * SENDERS:
        faults.append(f"{mail['repeats']} mails were repeated, at most {kills * SENDERS} may be")
    return faults


def main(how: str, *files: str) -> int:
    """Compare, print, and say by the exit code whether all is as it must be."""
    first, second = (json.loads(Path(file).read_text(encoding="utf-8")) for file in files)
    faults = [*first["faults"], *second["faults"]]
    faults += {"again": compare_again, "disturbed": compare_disturbed}[how](first, second)
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    print("The two replays agree." if not faults else "The two replays do not agree.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
