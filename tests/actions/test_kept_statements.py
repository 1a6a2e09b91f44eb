"""Kept statements outlive rollbacks, ask in one round trip, and fail as SQLAlchemy's own do."""

import pytest
import sqlalchemy as sa

from backend.foundation import kept
from backend.foundation.kept import Part
from tests.rolled_back_town import RolledBackTown

SUM = "{one}::int + {two}::int"


def test_parts_are_asked_together_and_share_names(town: RolledBackTown) -> None:
    with town.step() as session:
        told = kept.ask(
            session, Part(SUM, {"one": "1", "two": "2"}), Part("{two}::text", {"two": "2"}), Part("NULL", {})
        )
        assert told == (b"3", b"2", None)
        assert session.scalar(sa.text("SHOW plan_cache_mode")) == "auto"


def test_a_rollback_costs_no_kept_statement(town: RolledBackTown) -> None:
    with town.step() as session:
        nested = session.begin_nested()
        assert kept.ask(session, Part(SUM, {"one": "1", "two": "2"})) == (b"3",)
        nested.rollback()
        session.execute(sa.text("DEALLOCATE ALL"))  # as the driver may say after a rollback
        session.begin_nested().rollback()
        assert kept.ask(session, Part(SUM, {"one": "2", "two": "2"})) == (b"4",)


def test_what_the_database_refuses_is_an_error_of_sqlalchemy(town: RolledBackTown) -> None:
    with town.step() as session, pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        kept.run(session, "SELECT 1 / {none}::int", {"none": "0"})
