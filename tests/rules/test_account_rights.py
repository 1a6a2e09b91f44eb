"""Who may do what, and what their transactions see."""

from uuid import UUID

import pytest

from backend.accounts import Caller, CallerMembership, Right, Role, actor_of, list_municipalities_with, scope_for
from backend.foundation.actor import ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import NotAllowed, NotFound

FIRM, OTHER_FIRM, NAMND, UNIT = (UUID(int=number) for number in range(1, 5))


def call_as(*memberships: CallerMembership) -> Caller:
    return Caller(UUID(int=9), "Bo", "sv", memberships)


def test_an_agent_sees_every_authority() -> None:
    caller = call_as(CallerMembership("9901", Role.AGENT))
    assert scope_for(caller, "9901", Right.SEE_CASES) == Scope(("9901",))


def test_an_officer_sees_the_authority_of_the_unit() -> None:
    caller = call_as(CallerMembership("9901", Role.OFFICER, unit_id=UNIT, authority_id=NAMND))
    assert scope_for(caller, "9901", Right.APPROVE_ORDERS) == Scope(("9901",), authority=NAMND)


def test_a_crew_sees_its_own_firm_alone() -> None:
    caller = call_as(CallerMembership("9901", Role.CREW, organisation_id=FIRM))
    scope = scope_for(caller, "9901", Right.ACT_ON_ORDERS)
    assert scope == Scope(("9901",), firm=FIRM)
    assert actor_of(caller, scope).kind is ActorKind.CONTRACTOR


def test_staff_act_as_staff() -> None:
    caller = call_as(CallerMembership("9901", Role.AGENT))
    assert actor_of(caller, Scope(("9901",))).kind is ActorKind.STAFF


def test_the_widest_role_that_carries_the_right_counts() -> None:
    caller = call_as(
        CallerMembership("9901", Role.OFFICER, unit_id=UNIT, authority_id=NAMND), CallerMembership("9901", Role.AGENT)
    )
    assert scope_for(caller, "9901", Right.SEE_CASES) == Scope(("9901",))
    assert scope_for(caller, "9901", Right.APPROVE_ORDERS) == Scope(("9901",), authority=NAMND)


def test_one_of_several_firms_can_be_picked() -> None:
    caller = call_as(
        CallerMembership("9901", Role.CREW, organisation_id=FIRM),
        CallerMembership("9901", Role.MANAGER, organisation_id=OTHER_FIRM),
    )
    assert scope_for(caller, "9901", Right.SEE_ORDERS, organisation_id=OTHER_FIRM).firm == OTHER_FIRM


def test_another_municipality_is_not_found() -> None:
    with pytest.raises(NotFound):
        scope_for(call_as(CallerMembership("9901", Role.AGENT)), "0581", Right.SEE_CASES)


def test_a_role_without_the_right_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        scope_for(call_as(CallerMembership("9901", Role.AGENT)), "9901", Right.ADMINISTER)


def test_municipalities_with_a_right_are_listed_in_order() -> None:
    caller = call_as(
        CallerMembership("9901", Role.AGENT), CallerMembership("0581", Role.AGENT), CallerMembership("0180", Role.ADMIN)
    )
    assert list_municipalities_with(caller, Right.DECIDE_CASES) == ("0581", "9901")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CREW])
def test_a_firm_never_sees_cases_or_addresses(role: Role) -> None:
    caller = call_as(CallerMembership("9901", role, organisation_id=FIRM))
    for right in (Right.SEE_CASES, Right.LOOK_AT_ADDRESS, Right.SEE_DELIVERIES, Right.ADMINISTER):
        with pytest.raises(NotAllowed):
            scope_for(caller, "9901", right)


def test_an_admin_looks_at_no_address() -> None:
    with pytest.raises(NotAllowed):
        scope_for(call_as(CallerMembership("9901", Role.ADMIN)), "9901", Right.LOOK_AT_ADDRESS)
