"""Events as rows: written by name, read again whatever was added since."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from backend.foundation.events import Event, event, known_events, read_event

LAMP, POST = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)


@event("LampCounted", version=2)
@dataclass(frozen=True)
class LampCounted(Event):
    """Every kind of fact an event may hold."""

    lamp_id: UUID
    counted_at: datetime
    how: str
    posts: tuple[UUID, ...] = ()
    by: UUID | None = None
    number: int = 0
    is_dark: bool = False


WHOLE = LampCounted(LAMP, NOON, "by rule", (POST,), POST, 3, True)


def store(happened: Event) -> dict[str, object]:
    """The facts as they come back from the database."""
    return dict(orjson.loads(orjson.dumps(happened.facts())))


@pytest.mark.parametrize("happened", [WHOLE, LampCounted(LAMP, NOON, "")])
def test_an_event_is_read_as_it_was_written(happened: LampCounted) -> None:
    assert read_event("LampCounted", store(happened)) == happened


def test_an_old_row_is_read_with_the_defaults_of_what_was_added_since() -> None:
    old = {"lamp_id": str(LAMP), "counted_at": "2026-09-16T12:00:00+00:00", "how": "by rule"}
    assert read_event("LampCounted", old) == LampCounted(LAMP, NOON, "by rule")


def test_what_a_newer_release_added_is_left_out() -> None:
    assert read_event("LampCounted", {**store(WHOLE), "colour": "warm"}) == WHOLE


def test_an_unknown_name_is_said_so() -> None:
    with pytest.raises(KeyError):
        read_event("LampForgotten", {})


def test_two_events_never_share_a_name() -> None:
    with pytest.raises(TypeError, match="LampCounted"):

        @event("LampCounted")
        @dataclass(frozen=True)
        class Another(Event):
            """The same name."""


def test_a_name_and_a_version_are_the_classes_own() -> None:
    assert (LampCounted.name, LampCounted.version) == ("LampCounted", 2)
    assert known_events()["LampCounted"] is LampCounted
