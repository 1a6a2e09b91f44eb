"""What is kept is served until its seconds are over, and never to another scope."""

from typing import Any
from unittest.mock import Mock

from backend.foundation.database import Scope
from backend.foundation.keeping import Keeper, kept_awhile


def session_of(keeper: Keeper | None, *codes: str) -> Any:
    session = Mock(info={"scope": Scope(codes)})
    if keeper is not None:
        keeper.serve(session)
    return session


def test_what_was_read_is_kept_for_so_many_seconds() -> None:
    at = [0.0]
    keeper, read = Keeper(5.0, time_source=lambda: at[0]), Mock(side_effect=["first", "second"])
    session = session_of(keeper, "9901")
    assert [kept_awhile(session, ("word",), read) for _ in range(2)] == ["first", "first"]
    at[0] = 5.0
    assert kept_awhile(session, ("word",), read) == "second"


def test_another_scope_reads_for_itself() -> None:
    keeper, read = Keeper(5.0), Mock(side_effect=["of 9901", "of 0581"])
    assert kept_awhile(session_of(keeper, "9901"), ("word",), read) == "of 9901"
    assert kept_awhile(session_of(keeper, "0581"), ("word",), read) == "of 0581"


def test_a_database_that_keeps_nothing_reads_each_time() -> None:
    read = Mock(side_effect=["first", "second"])
    session = session_of(None, "9901")
    assert [kept_awhile(session, ("word",), read) for _ in range(2)] == ["first", "second"]
