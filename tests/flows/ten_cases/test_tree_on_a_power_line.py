"""A tree on a power line: the power company says when anybody may go near, and the case ends when all work has."""

import pytest

from backend import dispatch, responsibility
from backend.cases import Outcome, State
from backend.dispatch import Act, HandOverState, OrderLocked
from backend.dispatch.words import HandOverEnding
from backend.foundation.ids import show_reference
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    MINUTE,
    CaseTown,
    at,
    crew,
    everybody,
    everything_said,
    hand_overs_of,
    join,
    only_order,
    ref,
    reported,
    staff,
    subjects_of,
    texts_of,
    unit,
    whys_of,
)
from tests.web.citizen_builders import Citizens

pytestmark = pytest.mark.slow

AMIRA, EVE = "amira@example.org", "eve@example.org"
PARK, CLEO, JOUR = "driftgruppen@angsby.example", "cleo@cleo-drift.example", "gatujouren@angsby.example"
STORM, ALL_CLEAR = at("2026-11-19", "14:05"), at("2026-11-19", "15:20")
PLACE = {"lat": "58.2", "lon": "18.606", "place": "Hamngatan 40", "category": "park.trad-fallit"}
SPOT = "Hamngatan 40 (58.20000, 18.60600)"


def test_tree_on_a_power_line(town: CaseTown, citizens: Citizens) -> None:
    town.stop_clock(STORM)
    tree = reported(
        town, category="park.trad-fallit", answers={"power_line": "yes"}, mail=AMIRA, words="En gran hos Svenssons."
    )
    eve = join(town, citizens, {"mail": EVE}, {**PLACE, "lang": "en"})
    assert eve.case_id == tree.case_id

    # The answer decides: the power company by telephone, and park's own order locked.
    [call], park = hand_overs_of(town, tree), only_order(town, tree)
    assert (call.body_code, call.way, call.state) == ("elnat", "phone", HandOverState.TO_DO)
    assert ("hand_over", "kontaktcenter") in whys_of(town, tree)
    number = show_reference(park.reference)
    assert subjects_of(town, PARK)[0] == f"LIVSFARA, börja inte: arbetsorder {number}"
    assert texts_of(town, PARK, about=tree) == [
        f"LIVSFARA – BÖRJA INTE. Arbetsorder {number}: Träd eller gren har fallit. Plats: {SPOT}. Håll er borta tills"
        " Ängsby Elnät har släppt platsen fri; då får ni ett nytt brev. Svara senast tors 19 nov kl. 14.35. Öppna:"
        " {order}"
    ]
    assert texts_of(town, JOUR, about=tree) == [
        f"AKUT {ref(tree)}: Träd eller gren har fallit. Plats: {SPOT}. Ingen har tagit emot den än. Det här är larm 1."
        "\n\nAkuta ärenden som ingen har tagit emot: 1\n\nTa emot: {acknowledge}\n\nÄrendet: {case_page}"
    ]
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, tree.case_id)
        [drift] = [each for each in responsibility.list_contracts(session, PRACTICE_CODE) if each.code == "drift"]
    assert alarm is not None
    town.later(2 * MINUTE)
    staff(town, dispatch.acknowledge_alarm, alarm.id, role="Gatujouren")
    staff(
        town, dispatch.acknowledge_hand_over, call.id, their_reference="EL-19", contact_name="Sven",
        ask_again_at=at("2026-11-19", "16:00"),
    )  # fmt: skip
    crew(town, park.id, Act.ACCEPT)
    with pytest.raises(OrderLocked, match="DANGER TO LIFE"):
        crew(town, park.id, Act.START)
    roads = staff(town, dispatch.order_by_person, tree.case_id, contract_id=drift.id, after_order_id=park.id)

    # Secured from a distance, and told at once.
    crew(town, park.id, Act.MAKE_SAFE)
    town.later(10 * MINUTE)
    first_words = [
        f"{ref(tree)}: Vi har din anmälan men ingen på kommunen har läst den än. Ring 0980-31 92 99 om det är bråttom."
        " Du får besked när någon har tagit emot den.",
        f"{ref(tree)}: Gatujouren har tagit emot. Beräknad tid: senast tors 19 nov kl. 16.07.",
        f"{ref(tree)}: Platsen är säkrad. Lagning planeras senast mån 23 nov. Vi hör av oss när det är gjort.",
    ]
    assert texts_of(town, AMIRA) == first_words

    town.work_until(at("2026-11-19", "15:25"))
    unit(town, park.id, Act.RELEASE, words="Elnät, Sven", occurred_at=ALL_CLEAR)
    assert [each.ended_as for each in hand_overs_of(town, tree)] == [HandOverEnding.ALL_CLEAR]
    assert texts_of(town, PARK, about=tree)[1:] == [
        f"Arbetsorder {number}: Träd eller gren har fallit. Plats: {SPOT}. Frisläppt av Elnät, Sven tors 19 nov kl."
        " 15.20. Ni får börja. Klar senast tis 24 nov kl. 16.30. Öppna: {order}"
    ]

    # Mended is told when the last order it needs is approved, and not before.
    crew(town, park.id, Act.START)
    crew(town, park.id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, park.id, Act.APPROVE)
    town.later(HOUR)
    assert town.case(tree.case_id).state is State.IN_PROGRESS
    assert texts_of(town, AMIRA) == first_words
    crew(town, roads, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, roads, Act.APPROVE)
    town.later(HOUR)
    assert (town.case(tree.case_id).state, town.case(tree.case_id).outcome) == (State.RESOLVED, Outcome.MENDED)
    assert texts_of(town, AMIRA)[3:] == [
        f"{ref(tree)}: Trädet är borta! Stämmer det inte? Svara inom 14 dagar: {{verdict}}"
    ]
    assert texts_of(town, EVE)[-1] == f"{ref(eve)}: The tree is gone! Not right? Reply within 14 days: {{verdict}}"
    town.later(DAY)
    assert everybody(town) == {
        AMIRA: ["received_acute", "seen", "made_safe", "mended"],
        CLEO: ["order_sent_after", "order_released"],
        PARK: ["order_sent_locked", "order_released"],
        EVE: ["received_joined_unread", "seen", "made_safe", "mended"],
        JOUR: ["alarm"],
    }
    assert "Svensson" not in everything_said(town)
