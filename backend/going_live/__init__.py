"""Going live: what is missing before a municipality opens, and who must do what."""

from backend.going_live.actions import Point, enter_act, list_points, send_test_message
from backend.going_live.errors import AddressWrong, DayToCome, NameMissing, NotByPeople
from backend.going_live.latest import find_latest_act
from backend.going_live.models import GoingLiveAct
from backend.going_live.words import BY_PEOPLE, NEEDS, Need, Who

__all__ = [
    "BY_PEOPLE", "NEEDS", "AddressWrong", "DayToCome", "GoingLiveAct", "NameMissing", "Need", "NotByPeople", "Point", "Who",
    "enter_act", "find_latest_act", "list_points", "send_test_message",
]  # fmt: skip
