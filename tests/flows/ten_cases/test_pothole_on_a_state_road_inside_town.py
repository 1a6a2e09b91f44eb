"""A pothole where the state's road and the municipality's path lie side by side: asked, made safe, handed over."""

from uuid import UUID

import pytest

from backend import dispatch, feedback, responsibility
from backend.cases import Outcome, State, Submitted
from backend.dispatch import Act, HandOverState, Purpose
from backend.feedback import Answer
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.geography.angsby_plan import to_degrees
from backend.practice import PRACTICE_CODE
from backend.responsibility import Contract, Route
from tests.flows.ten_cases.telling import (
    HOUR,
    MINUTE,
    CaseTown,
    at,
    codes_of,
    crew,
    everybody,
    hand_overs_of,
    only_order,
    orders_of,
    ref,
    reported,
    staff,
    texts_of,
    unit,
    whys_of,
)
from tests.web.citizen_builders import Citizens, words_of

pytestmark = pytest.mark.slow

AMIRA, EVE, SILENT, NIGHT = "amira@example.org", "eve@example.org", "silent@example.org", "night@example.org"
CLEO, JOUR = "cleo@cleo-drift.example", "gatujouren@angsby.example"
LON, LAT = to_degrees((300.0, 560.0))
HOLE = {"category": "vag.potthal", "longitude": LON, "latitude": LAT, "words": "Ett djupt hål."}
WEDNESDAY, SATURDAY_NIGHT, MONDAY = at("2026-11-11", "10:00"), at("2026-11-14", "21:40"), at("2026-11-16", "08:00")


def test_beside_a_municipal_cycle_path_the_nearest_line_is_a_coin_toss_so_the_reporter_is_asked(
    town: CaseTown, citizens: Citizens
) -> None:
    town.stop_clock(WEDNESDAY)
    form = words_of(citizens.form(lat=str(LAT), lon=str(LON), place="", category="vag.potthal"))
    assert "Var är skadan? I körbanan På gångbanan eller cykelbanan" in form

    # Who does not answer is not guessed for: a person decides, and reads both distances.
    silent = reported(town, **HOLE, mail=SILENT)
    assert whys_of(town, silent) == [("undecided", "kontaktcenter")]
    with town.transaction() as session:
        [decision] = responsibility.list_decisions(session, PRACTICE_CODE, silent.case_id)
    assert decision.route is Route.PERSON
    assert decision.explanation["sv"] == (
        "En människa behöver avgöra: platsen ligger 2 m från Väg 210 och 5 m från Gång- och cykelvägen längs Väg 210,"
        " som har olika väghållare. Ingen har sagt om det är på körbanan eller på gång- eller cykelbanan."
    )
    assert codes_of(town, SILENT) == ["received"]

    on_path = reported(town, **HOLE, answers={"lane": "path"}, mail=EVE)
    assert only_order(town, on_path).trade == "roads"

    on_road = reported(town, **HOLE, answers={"lane": "carriageway"}, mail=AMIRA, language="en")
    town.later(HOUR)
    assert orders_of(town, on_road) == []
    assert texts_of(town, AMIRA) == [
        f"Thank you! We have your report {ref(on_road)} about a hole in the road. It is read by Thu 12 Nov at 16:30."
        " Follow: {follow}",
        f"{ref(on_road)}: Väg 210 belongs to The Swedish Transport Administration. Call 0771-921 921 or report:"
        " https://www.trafikverket.se/\n\nThink it is the municipality's? Reply and a person will look: {verdict}",
    ]
    assert everybody(town) == {
        AMIRA: ["received", "not_ours_shown"],
        CLEO: ["order_sent"],
        EVE: ["received"],
        SILENT: ["received"],
    }, "they take no mail and were sent none"


def test_our_jour_cones_it_tonight_while_it_is_handed_over_and_a_no_is_nobodys_warranty(town: CaseTown) -> None:
    town.stop_clock(SATURDAY_NIGHT)
    hole = reported(town, **HOLE, answers={"lane": "carriageway", "how": "deep"}, mail=NIGHT)
    [call] = hand_overs_of(town, hole)
    assert (call.body_code, call.way, call.state) == ("trafikverket", "phone", HandOverState.TO_DO), "acute is rung"
    assert texts_of(town, JOUR) == [
        f"AKUT {ref(hole)}: Potthål eller skada i gatan. Plats: Väg 210 (58.20504, 18.60512). Ingen har tagit emot den"
        " än. Det här är larm 1.\n\nAkuta ärenden som ingen har tagit emot: 1\n\nTa emot: {acknowledge}\n\nÄrendet: {case_page}"
    ]
    order_id = cone(town, hole)
    safe = [
        f"{ref(hole)}: Vi har din anmälan men ingen på kommunen har läst den än. Ring 0980-31 92 99 om det är bråttom."
        " Du får besked när någon har tagit emot den.",
        f"{ref(hole)}: Gatujouren har tagit emot. Beräknad tid: senast lör 14 nov kl. 23.40.",
        f"{ref(hole)}: Platsen är säkrad. Lagning planeras senast tis 24 nov. Vi hör av oss när det är gjort.",
    ]
    assert texts_of(town, NIGHT) == safe, "an acute case is told at night"
    assert ("hand_over", "kontaktcenter") in whys_of(town, hole)

    town.stop_clock(MONDAY)
    staff(town, dispatch.acknowledge_hand_over, call.id, their_reference="TRV-99", ask_again_at=None)
    assert town.case(hole.case_id).is_open, "our own part is not approved yet"
    unit(town, order_id, Act.APPROVE)
    town.later(HOUR)
    case = town.case(hole.case_id)
    assert (case.state, case.outcome) == (State.RESOLVED, Outcome.NOT_OURS_HANDED_OVER)
    assert whys_of(town, hole) == []
    assert texts_of(town, NIGHT)[3:] == [
        f"{ref(hole)}: Väg 210 sköts av Trafikverket. Vi har lämnat över felet till dem.\n\nTror du att det är"
        " kommunens? Svara, så tittar en människa: {verdict}"
    ]

    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, hole.report_id, resolution=case.resolutions, answer=Answer.NO,
            words="Det är kommunens!", now=clock.now(session),
        )  # fmt: skip
    town.later(HOUR)
    assert [(each.purpose, each.is_warranty) for each in orders_of(town, hole)] == [(Purpose.MAKE_SAFE, False)]
    assert whys_of(town, hole) == [("objection", "kontaktcenter")]
    assert codes_of(town, NIGHT) == ["received_acute", "seen", "made_safe", "not_ours_handed_over"]
    assert codes_of(town, CLEO, about=hole) == ["order_sent_acute"]


def cone(town: CaseTown, hole: Submitted) -> UUID:
    """The officer on duty takes it and orders the place made safe; a crew is there within half an hour."""
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, hole.case_id)
        contracts: dict[str, Contract] = {
            each.code: each for each in responsibility.list_contracts(session, PRACTICE_CODE)
        }
    assert alarm is not None
    staff(town, dispatch.acknowledge_alarm, alarm.id, role="Gatujouren")
    drift = contracts["drift"].id
    staff(town, dispatch.order_by_person, hole.case_id, contract_id=drift, purpose=Purpose.MAKE_SAFE)
    order = only_order(town, hole)
    [sent] = texts_of(town, CLEO, about=hole)
    assert sent.startswith(f"AKUT arbetsorder {show_reference(order.reference)}: Potthål eller skada i gatan.")
    town.later(30 * MINUTE)
    crew(town, order.id, Act.MAKE_SAFE)
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.MENDED)
    town.later(30 * MINUTE)
    return order.id
