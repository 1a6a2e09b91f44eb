"""A water leak at night: the telephone first, the report taken, persons alarmed in turn until one has it.

A notice published from the telephone of whoever is on call is a room of its own, and not there yet. What stands
instead: every neighbour is shown the leak that is known and joins it, or does not, by their own choice; each is told.
"""

import re

import pytest

from backend import dispatch
from backend.cases import Outcome, State, Submitted
from backend.dispatch import Act, AlarmState
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    MINUTE,
    CaseTown,
    at,
    codes_of,
    crew,
    everybody,
    letters_to,
    only_order,
    orders_of,
    ref,
    reported,
    staff,
    submitted_of,
    texts_of,
    unit,
    whys_of,
)
from tests.web.citizen_builders import LAMP, Citizens, words_of

pytestmark = pytest.mark.slow

AMIRA, EVE, GUN, CREW = "amira@example.org", "eve@example.org", "gun@example.org", "driftgruppen@angsby.example"
FIRST, SECOND = "gatujouren@angsby.example", "tekniskajouren@angsby.example"
NIGHT = at("2026-11-07", "02:10")
ACUTE_PHONE = "0980-31 92 99"
LEAK = {**LAMP, "category": "va.lacka"}
FLOWS = {"answer-flow": "flows", "answer-where": "street"}
NOBODY_YET = f"Ingen på kommunen har läst det här än. Ring {ACUTE_PHONE}."


def test_water_leak_at_night(town: CaseTown, citizens: Citizens) -> None:
    town.stop_clock(NIGHT)
    said = words_of(citizens.form(category="va.lacka"))
    assert said.index(f"Bråttom: ring {ACUTE_PHONE}") < said.index("Skicka anmälan också")
    follow = citizens.reported({"mail": AMIRA, "words": "Det rinner ner i källaren.", **FLOWS}, LEAK)
    leak = submitted_of(town, citizens, follow)
    assert NOBODY_YET in words_of(citizens.open(follow))
    assert "Vi larmar dem som har jour, en efter en." in words_of(citizens.open(follow))

    # In turn, ten minutes each, round and round, whatever the hour; the list has it too.
    town.later(21 * MINUTE)
    assert (codes_of(town, FIRST), codes_of(town, SECOND)) == (["alarm", "alarm"], ["alarm"])
    assert [each.ended_at for each in letters_to(town, FIRST)] == [NIGHT, NIGHT + 20 * MINUTE]
    assert [each.ended_at for each in letters_to(town, SECOND)] == [NIGHT + 10 * MINUTE]
    assert texts_of(town, FIRST)[1] == (
        f"AKUT {ref(leak)}: Vattenläcka. Plats: Storgatan 12 (58.19969, 18.58932). Ingen har tagit emot den än."
        " Det här är larm 3.\n\nAkuta ärenden som ingen har tagit emot: 1\n\nTa emot: {acknowledge}\n\nÄrendet: {case_page}"
    )
    assert whys_of(town, leak) == [("acute_unread", "kontaktcenter")]
    assert NOBODY_YET in words_of(citizens.open(follow))
    neighbours = thirty_neighbours_are_each_told(town, citizens, leak)

    acknowledge(town, leak, role="Tekniska jouren")
    town.later(30 * MINUTE)
    page = words_of(citizens.open(follow))
    assert "Ingen på kommunen har läst det här än" not in page
    assert codes_of(town, FIRST, about=leak) == ["alarm", "alarm"], "nobody is woken once somebody has it"
    assert codes_of(town, SECOND, about=leak) == ["alarm"]

    # Closed off by three, told in the night; mended by daylight.
    order = only_order(town, leak)
    crew(town, order.id, Act.START)
    crew(town, order.id, Act.MAKE_SAFE)
    town.later(6 * HOUR)
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, order.id, Act.APPROVE)
    town.later(DAY)
    assert texts_of(town, AMIRA) == [
        f"{ref(leak)}: Vi har din anmälan men ingen på kommunen har läst den än. Ring {ACUTE_PHONE} om det är bråttom."
        " Du får besked när någon har tagit emot den.",
        f"{ref(leak)}: Tekniska jouren har tagit emot. Beräknad tid: senast lör 7 nov kl. 04.31.",
        f"{ref(leak)}: Platsen är säkrad. Lagning planeras senast mån 9 nov. Vi hör av oss när det är gjort.",
        f"{ref(leak)}: Läckan är lagad! Stämmer det inte? Svara inom 14 dagar: {{verdict}}",
    ]
    for mail, hers in neighbours.items():
        assert codes_of(town, mail) == ["received_joined_unread", "seen", "made_safe", "mended"]
        assert all(ref(hers) in text for text in texts_of(town, mail)), "each under their own reference"
    assert codes_of(town, CREW, about=leak) == ["order_sent_acute"], "thirty told of one leak: one order"
    assert not any("källaren" in text for mail in everybody(town) for text in texts_of(town, mail))


def test_inside_the_plot_it_is_a_private_pipe_and_what_one_can_do_is_said(town: CaseTown, citizens: Citizens) -> None:
    town.stop_clock(at("2026-11-21", "02:10"))
    sent = {"mail": GUN, "answer-flow": "flows", "answer-where": "plot"}
    follow = citizens.reported(sent, LEAK)
    pipe = submitted_of(town, citizens, follow)
    town.later(21 * MINUTE)
    assert orders_of(town, pipe) == []
    assert (town.case(pipe.case_id).state, town.case(pipe.case_id).outcome) == (State.RESOLVED, Outcome.NOT_OURS_SHOWN)
    assert texts_of(town, GUN) == [
        f"{ref(pipe)}: Storgatan 12 sköts av fastighetsägaren. Det är en privat ledning. Stäng av vattnet vid"
        " huvudkranen och ring en rörfirma.\n\nTror du att det är kommunens? Svara, så tittar en människa: {verdict}"
    ]
    assert "Sköts av fastighetsägaren Tror du att det är kommunens?" in words_of(citizens.open(follow))
    acknowledge(town, pipe, role="Gatujouren")
    town.later(HOUR)
    assert codes_of(town, GUN) == ["not_ours_shown"]


def test_a_telephone_gets_the_same_in_one_segment(town: CaseTown) -> None:
    town.stop_clock(at("2026-12-05", "02:10"))
    leak = reported(town, category="va.lacka", mail=None, mobile="+46701740605", answers={"flow": "flows"})
    acknowledge(town, leak, role="Gatujouren")
    town.later(HOUR)
    told = texts_of(town, "+46701740605")
    assert told[0] == (
        f"ÖVNING: {ref(leak)}: Vi har din anmälan men ingen på kommunen har läst den än. Ring {ACUTE_PHONE} om det är bråttom."
    )
    assert ref(leak) in told[1]
    assert all("läcka" not in text and "Storgatan" not in text for text in told)
    assert len(told) == 2


def acknowledge(town: CaseTown, leak: Submitted, *, role: str) -> None:
    """Whoever was called says "I have it"."""
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, leak.case_id)
    assert alarm is not None
    assert alarm.state is AlarmState.CALLING
    staff(town, dispatch.acknowledge_alarm, alarm.id, role=role)


def thirty_neighbours_are_each_told(town: CaseTown, citizens: Citizens, leak: Submitted) -> dict[str, Submitted]:
    """All are asked and none is joined unasked; of thirty the last says that hers is another, and it is."""
    asked = citizens.send({"mail": EVE, "known_asked": "", **FLOWS}, LEAK)
    assert asked.status_code == 422
    said = words_of(asked)
    assert "Vattenläcka, just här Mottagen. Ingen på kommunen har läst den än." in said
    assert "källaren" not in asked.text
    same_as = re.search(r'name="same_as" value="([0-9a-f-]{36})"', asked.text)
    assert same_as is not None
    told: dict[str, Submitted] = {}
    for number in range(1, 30):
        mail = f"granne-{number}@example.org"
        path = citizens.reported({"mail": mail, "same_as": same_as[1], **FLOWS}, LEAK, reacts=False)
        found = citizens.report_of(path)
        assert found.case_id == leak.case_id
        told[mail] = Submitted(found.id, found.case_id, found.reference, is_first=True, case=leak.case)
    other = submitted_of(town, citizens, citizens.reported({"mail": EVE, "known_asked": "yes", **FLOWS}, LEAK))
    assert other.case_id != leak.case_id
    assert codes_of(town, EVE) == ["received_acute"]
    for mail, hers in told.items():
        assert texts_of(town, mail) == [
            f"{ref(hers)}: Felet är redan anmält, men ingen på kommunen har läst det än. Ring {ACUTE_PHONE} om det är"
            " bråttom. Du får besked när någon har tagit emot det."
        ]
    acknowledge(town, other, role="Gatujouren")
    return told
