"""A dark lamp is ours, the dead cable under it is the power company's: one case, open until it lights."""

import re
from datetime import timedelta

import pytest

from backend import dispatch
from backend.cases import Outcome, State, Whose
from backend.dispatch import Act, BodyAnswer, HandOverState, OrderState, WaitReason
from backend.foundation.ids import show_reference
from backend.responsibility import Way
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    CaseTown,
    at,
    crew,
    everybody,
    hand_overs_of,
    only_order,
    orders_of,
    ref,
    staff,
    submitted_of,
    texts_of,
    unit,
    whys_of,
)
from tests.web.citizen_builders import Citizens, words_of

pytestmark = pytest.mark.slow

CLEO, AMIRA, EVE = "cleo@cleo-drift.example", "amira@example.org", "eve@example.org"
NOV_4, NOV_18 = at("2026-11-04", "09:00"), at("2026-11-18", "16:00")


def test_dark_lamp_the_cable_is_the_power_companys(town: CaseTown, citizens: Citizens) -> None:
    town.stop_clock(NOV_4)
    follow = citizens.reported({"mail": AMIRA, "words": "Lampan är mörk. Ring 070-123 45 67."})
    lamp = submitted_of(town, citizens, follow)
    order = only_order(town, lamp)
    crew(town, order.id, Act.START)
    town.later(DAY)

    # The contractor finds a dead cable: his clock stands, by a reason his contract names.
    due = only_order(town, lamp).deadline_at
    crew(town, order.id, Act.WAIT, reason=WaitReason.POWER_COMPANY, until=NOV_18, words="Kabeln från skåpet är död.")
    assert only_order(town, lamp).deadline_at > due + 10 * DAY

    # A hand-over inside the open case: to be rung, by the unit, who gets their reference and chases.
    call = staff(town, dispatch.hand_over_by_person, lamp.case_id, body_code="elnat", way=Way.PHONE, chaser=Whose.UNIT)
    assert whys_of(town, lamp) == [("hand_over", "unit")]
    staff(
        town, dispatch.acknowledge_hand_over, call, their_reference="EL-4711", contact_name="Sven", ask_again_at=NOV_18
    )
    assert whys_of(town, lamp) == []
    [hand_over] = hand_overs_of(town, lamp)
    assert (hand_over.state, hand_over.their_reference) == (HandOverState.ACKNOWLEDGED, "EL-4711")
    town.later(3 * HOUR)
    told = [
        f"Tack! Vi har din felanmälan {ref(lamp)} om en lampa. Den läses senast tors 5 nov kl. 16.30. Följ: {{follow}}",
        f"{ref(lamp)}: Felet finns hos Ängsby Elnät. Vi har lämnat över det (EL-4711) och frågar igen senast"
        " ons 18 nov.",
    ]
    assert texts_of(town, AMIRA) == told, "one word of it, and no apology"
    page = words_of(citizens.open(follow))
    assert "Väntar på Ängsby Elnät Vi frågar igen senast ons 18 nov." in page
    assert "Cleo" not in page
    assert "EL-4711" not in page

    eves = the_next_reporter_is_told_that_it_is_already_there(town, citizens)

    # His part ends with proof of it; the case stays open, and nobody is told the same again.
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND, words="Lampan är hel, kabeln är död.")
    unit(town, order.id, Act.APPROVE)
    town.later(DAY)
    assert [each.state for each in orders_of(town, lamp)] == [OrderState.APPROVED]
    assert town.case(lamp.case_id).state is State.WAITING
    assert texts_of(town, AMIRA) == told

    # On the morning of the 18th it stands on the list of whoever chases, and no promise has passed.
    town.work_until(at("2026-11-18", "08:00"))
    assert whys_of(town, lamp) == [("next_look", "unit")]
    staff(town, dispatch.answer_hand_over, call, answer=BodyAnswer.MENDED, words="Ny kabel i dag.")
    town.later(HOUR)
    case = town.case(lamp.case_id)
    assert (case.state, case.outcome, case.late_moves) == (State.RESOLVED, Outcome.MENDED_BY_OTHER, 0)
    assert whys_of(town, lamp) == []
    assert texts_of(town, AMIRA)[2:] == [f"{ref(lamp)}: Det är lagat av Ängsby Elnät. Stämmer det? {{verdict}}"]
    assert texts_of(town, EVE)[1:] == [f"{eves}: It has been mended by Ängsby Power Grid. Is that right? {{verdict}}"]
    assert everybody(town) == {
        AMIRA: ["received", "waiting_other", "mended_by_other"],
        CLEO: ["order_sent"],
        EVE: ["received_joined", "mended_by_other"],
    }
    [sent] = texts_of(town, CLEO)
    assert sent.startswith(
        f"Ny arbetsorder {show_reference(order.reference)}: En lampa är släckt. Plats: Storgatan 12 ("
    )
    assert "070" not in sent

    # Silence closes it.
    town.later(timedelta(days=15))
    assert town.case(lamp.case_id).state is State.CLOSED


def the_next_reporter_is_told_that_it_is_already_there(town: CaseTown, citizens: Citizens) -> str:
    """Eve reads where it stands before she sends, says that it is the same, and is told so; her reference."""
    asked = citizens.send({"known_asked": "", "mail": EVE}, {"lang": "en"})
    assert "One lamp is out, just here Waiting for Ängsby Elnät. We ask again by Wed 18 Nov" in words_of(asked)
    same_as = re.search(r'name="same_as" value="([0-9a-f-]{36})"', asked.text)
    assert same_as is not None
    hers = ref(submitted_of(town, citizens, citizens.reported({"mail": EVE, "same_as": same_as[1]}, {"lang": "en"})))
    assert texts_of(town, EVE) == [
        f"Thank you! Already reported. Your {hers} now belongs to the same job, and you will be told when it is done."
        " Follow: {follow}"
    ]
    return hers
