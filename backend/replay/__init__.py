"""A day of real reports, run through: sent by the public API, worked by simulated people, told, closed and counted.

Everything but the day itself is the real house: web, worker, mail, database; only the clock is simulated.
"""

from backend.replay.furnishing import Ground, furnish, refuse_real
from backend.replay.kills import plan_kills
from backend.replay.playing import Played, Wish, play_day
from backend.replay.processes import House, Programs, find_free_ports
from backend.replay.running import SWEDISH_TIME, Outage
from backend.replay.stream import StreamReport, read_stream
from backend.replay.table import build_table

__all__ = [
    "SWEDISH_TIME", "Ground", "House", "Outage", "Played", "Programs", "StreamReport", "Wish", "build_table",
    "find_free_ports", "furnish", "plan_kills", "play_day", "read_stream", "refuse_real",
]  # fmt: skip
