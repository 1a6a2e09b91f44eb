"""What is done about a case is seen by its authority alone, and goes with it whole when the case is given away."""

import pytest
import sqlalchemy as sa

from backend import accounts, cases
from backend.catalogue import CaseKind
from backend.dispatch import Act
from backend.foundation.database import Scope
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

OF_WORK = ("timeline_entry", "promise", "attention", "alarm", "alarm_call", "work_order", "decision")


@pytest.fixture
def miljo(town: RolledBackTown) -> Scope:
    return scope_of(town, "miljo")


@pytest.fixture
def streets(town: RolledBackTown) -> Scope:
    return scope_of(town, "samhallsbyggnad")


def scope_of(town: RolledBackTown, authority: str) -> Scope:
    with town.step() as session:
        return Scope((PRACTICE_CODE,), accounts.get_authority(session, PRACTICE_CODE, code=authority).id)


def count(town: RolledBackTown, scope: Scope) -> dict[str, int]:
    with town.step(scope) as session:
        return {table: session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0 for table in OF_WORK}


def test_work_on_a_case_is_its_own_authoritys_alone(town: RolledBackTown, miljo: Scope) -> None:
    before = count(town, miljo)
    case_id, order_id = town.ordered(**MANHOLE)
    town.wait(minutes=11)
    town.act(order_id, Act.ACCEPT)
    town.react()
    seen = count(town, Scope((PRACTICE_CODE,), town.case(case_id).authority_id))
    assert all(seen[table] > 0 for table in OF_WORK), seen
    assert count(town, miljo) == before
    with town.step(miljo) as session:
        assert session.execute(sa.text("UPDATE work_order SET trade = 'x' RETURNING 1")).all() == []


def test_whoever_stands_in_no_authority_and_the_firm_see_what_they_saw(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered(**MANHOLE)
    assert [order.id for order in town.orders(case_id)] == [order_id]
    with town.step(town.scope_of("cleo-drift")) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM work_order")) == 1
        assert session.scalar(sa.text("SELECT count(*) FROM timeline_entry")) or 0 > 0


def test_a_case_that_changes_authority_takes_all_of_itself_along(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    first, second = town.report(), town.report()
    town.react()
    with town.step() as session:
        cases.merge_cases(session, PRACTICE_CODE, second.case_id, into_case_id=first.case_id, actor=BO, now=town.now)
    town.react()
    with town.step(streets) as session:
        cases.convert_case(
            session, PRACTICE_CODE, first.case_id, kind=CaseKind.AUTHORITY_MATTER, category="renhallning.dumpning",
            reason="Det är tillsyn.", actor=BO, now=town.now,
        )  # fmt: skip
    town.react()
    assert count(town, streets) == dict.fromkeys(OF_WORK, 0)
    assert count(town, miljo)["work_order"] > 0
    for case_id in (first.case_id, second.case_id):
        with town.step(miljo) as session:
            assert cases.list_timeline(session, PRACTICE_CODE, case_id)
            assert cases.list_promises(session, PRACTICE_CODE, case_id)


def test_a_move_of_many_is_seen_by_the_authority_it_was_made_in(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    with town.step(streets) as session:
        session.execute(_MOVE, {"m": PRACTICE_CODE, "at": town.now})
        assert session.scalar(sa.text("SELECT count(*) FROM bulk_move")) == 1
    with town.step(miljo) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM bulk_move")) == 0


_MOVE = sa.text(
    "INSERT INTO bulk_move (municipality, id, state, kind, cause, reason, due_at, precision, asked_at, chosen)"
    " VALUES (:m, gen_random_uuid(), 'done', 'mend', 'late', 'Snö.', :at, 'day', :at, 0)"
)
