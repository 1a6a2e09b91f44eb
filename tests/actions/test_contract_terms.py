"""Contracts by season and hours, call-offs up to a sum, and what is left of the frame."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from backend import dispatch, responsibility
from backend.dispatch import Act, HeldBecause, OrderState, WorkOrder
from backend.foundation.errors import Invalid, NotFound
from backend.practice import PRACTICE_CODE
from backend.responsibility import OrderMode
from tests.rolled_back_town import BO, CLEO, MANHOLE, RolledBackTown

DAY, NIGHT = "belysning-ost", "belysning-vast"


def terms(town: RolledBackTown, code: str, prices: dict[str, int | None] | None = None, **changed: object) -> UUID:
    contract_id = town.contract(code).id
    with town.step() as session:
        responsibility.change_terms(
            session, PRACTICE_CODE, contract_id, terms=changed, prices=prices, actor=BO, now=town.now
        )
    return contract_id


def ordered(town: RolledBackTown, **changes: Any) -> WorkOrder:
    case_id = town.report(**changes).case_id
    town.react()
    return town.order(case_id)


def contract_for(town: RolledBackTown, at: datetime) -> str | None:
    """Whom a lamp in the east goes to at ``at``."""
    town.now = at
    case_id = town.report().case_id
    town.react()
    with town.step() as session:
        decision = responsibility.list_decisions(session, PRACTICE_CODE, case_id)[-1]
        codes = {each.id: each.code for each in responsibility.list_contracts(session, PRACTICE_CODE)}
    return codes.get(decision.contract_id) if decision.contract_id else None


def test_the_jour_takes_what_comes_when_the_other_contract_does_not(town: RolledBackTown) -> None:
    with town.step(role="owner") as session:
        west = next(each for each in responsibility.list_contracts(session, PRACTICE_CODE) if each.code == NIGHT)
        for area in ("ost",):
            session.add(
                responsibility.ContractCoverage(
                    municipality=PRACTICE_CODE, contract_id=west.id, category="belysning", area_code=area
                )
            )
    terms(town, DAY, hours="open")
    terms(town, NIGHT, hours="closed", jour_phone="010-555 03 00")
    assert contract_for(town, datetime(2026, 9, 16, 8, 0, tzinfo=UTC)) == DAY
    assert contract_for(town, datetime(2026, 9, 16, 20, 0, tzinfo=UTC)) == NIGHT
    assert contract_for(town, datetime(2026, 9, 19, 8, 0, tzinfo=UTC)) == NIGHT, "a Saturday is closed"


def test_outside_its_season_a_contract_takes_nothing(town: RolledBackTown) -> None:
    terms(town, DAY, season="10-01/04-30")
    assert contract_for(town, datetime(2026, 9, 30, 8, 0, tzinfo=UTC)) is None
    assert contract_for(town, datetime(2026, 10, 1, 8, 0, tzinfo=UTC)) == DAY


def test_a_call_off_goes_up_to_the_sum_and_waits_for_a_yes_above_it(town: RolledBackTown) -> None:
    terms(town, DAY, order_mode=OrderMode.CALL_OFF, call_off_kr=2_000, prices={"belysning": 1_800})
    assert ordered(town).state is OrderState.SENT
    terms(town, DAY, call_off_kr=1_500)
    held = ordered(town)
    assert (held.state, held.held_because) == (OrderState.UNSENT, HeldBecause.CALL_OFF)
    terms(town, DAY, call_off_kr=2_000, prices={"belysning": None})
    assert ordered(town).held_because is HeldBecause.CALL_OFF, "a price that is not known is not within the sum"


def test_what_does_not_fit_in_the_frame_waits_and_what_is_declined_is_given_back(town: RolledBackTown) -> None:
    contract_id = terms(town, DAY, frame_kr=5_000, frame_used_kr=1_000, prices={"belysning": 2_000})
    first, second = ordered(town), ordered(town)
    assert (first.state, second.state, first.usual_kr) == (OrderState.SENT, OrderState.SENT, 2_000)
    third = ordered(town)
    assert (third.state, third.held_because) == (OrderState.UNSENT, HeldBecause.FRAME)
    with town.step() as session:
        assert dispatch.sum_ordered(session, PRACTICE_CODE, [contract_id]) == {contract_id: 4_000}
    town.act(first.id, Act.DECLINE, by=CLEO, reason="no_capacity")
    assert ordered(town).state is OrderState.SENT


def test_what_is_acute_never_waits_for_the_frame(town: RolledBackTown) -> None:
    terms(town, "drift", frame_kr=0)
    assert ordered(town, **MANHOLE).state is OrderState.SENT


def test_terms_that_cannot_be_read_are_refused(town: RolledBackTown) -> None:
    for wrong in ({"season": "summer"}, {"hours": "late"}):
        with pytest.raises(Invalid):
            terms(town, DAY, **wrong)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(Invalid):
        terms(town, DAY, prices={"vag": 100})
    with pytest.raises(NotFound), town.step() as session:
        responsibility.end_lack(session, PRACTICE_CODE, UUID(int=1), actor=BO, now=town.now)
