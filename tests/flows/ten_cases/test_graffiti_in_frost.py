"""Graffiti in frost: forty wait with one act, hateful text is covered all the same, and nobody reads what it said."""

import secrets
from datetime import datetime

import pytest

from backend import cases
from backend.cases import Cause, MovableFilter, NewPromise, Outcome, PromiseKind, State, Submitted
from backend.catalogue import Precision
from backend.dispatch import Act, WaitReason
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    CaseTown,
    at,
    codes_of,
    crew,
    everybody,
    everything_said,
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

CLEO, AMIRA, OWNER = "cleo@cleo-drift.example", "amira@example.org", "owner@example.org"
WEDNESDAY = at("2026-12-02", "10:00")
FIRST_MONDAY, SECOND_MONDAY = at("2026-12-07", "16:00"), at("2026-12-14", "16:00")
UNTIL_IT_THAWS = "det måste bli +5 °C"
TEXT = "HATTEXT"


def test_forty_cases_are_paused_with_one_act_until_it_thaws_and_looked_at_every_monday(town: CaseTown) -> None:
    town.stop_clock(WEDNESDAY)
    forty = [paint(town, number) for number in range(40)]
    town.work()
    for each in forty[:2]:
        crew(town, only_order(town, each).id, Act.ACCEPT)
    was_due = only_order(town, forty[0]).deadline_at
    assert was_due < FIRST_MONDAY

    assert pause(town, until=FIRST_MONDAY) == 40
    assert {town.case(each.case_id).state for each in forty} == {State.WAITING}
    assert only_order(town, forty[0]).deadline_at > was_due + 4 * DAY, "the contract names frost: its clock stands"
    town.later(HOUR)
    told = [
        f"Tack! Vi har din felanmälan {ref(forty[0])} om klotter. Den läses senast tors 3 dec kl. 16.30. Följ:"
        " {follow}",
        f"{ref(forty[0])}: Arbetet väntar på mildare väder: det måste bli +5 °C. Nytt besked senast mån 7 dec.",
    ]
    assert texts_of(town, "g0@example.org") == told
    assert texts_of(town, "g1@example.org")[1] == (
        f"{ref(forty[1])}: The work is waiting for milder weather: det måste bli +5 °C (written in Swedish). Next word"
        " by Mon 7 Dec."
    )

    # Monday morning they stand on the unit's list, and nothing is late; still frost, and one act more.
    town.work_until(at("2026-12-07", "08:00"))
    assert whys_of(town, forty[0]) == [("next_look", "unit")]
    assert pause(town, until=SECOND_MONDAY) == 40
    town.work_until(at("2026-12-14", "07:00"))
    told.append(
        f"{ref(forty[0])}: Arbetet väntar på mildare väder: det måste bli +5 °C. Nytt besked senast mån 14 dec."
    )
    assert texts_of(town, "g0@example.org") == told
    town.work_until(at("2026-12-14", "08:00"))
    assert whys_of(town, forty[0]) == [("next_look", "unit")]

    # It thaws: the work goes on from where its clock stood.
    order = only_order(town, forty[0])
    crew(town, order.id, Act.START)
    assert town.now() < only_order(town, forty[0]).deadline_at < order.deadline_at
    crew(
        town, order.id, Act.COMPLETE, outcome=Outcome.MENDED, words="Foto före och efter. Polisens K-nummer K-1234-26."
    )
    unit(town, order.id, Act.APPROVE)
    town.later(HOUR)
    told.append(f"{ref(forty[0])}: Klottret är borta! Stämmer det inte? Svara inom 14 dagar: {{verdict}}")
    assert texts_of(town, "g0@example.org") == told
    heard = {tuple(codes) for address, codes in everybody(town).items() if address.startswith("g")}
    assert heard == {("received", "waiting", "waiting", "mended"), ("received", "waiting", "waiting")}
    assert (orders_of(town, forty[0])[0].done_words or "").endswith("K-1234-26."), "kept for the police, told to nobody"
    assert "1234" not in everything_said(town)


def test_hateful_text_is_covered_within_a_day_all_the_same_and_its_words_are_shown_to_nobody(
    town: CaseTown, citizens: Citizens
) -> None:
    town.stop_clock(WEDNESDAY)
    hate = reported(
        town, category="klotter.krankande", answers={"surface": "municipal"}, mail=AMIRA, words=f"Det står {TEXT}."
    )
    assert (hate.case_id in movable(town)) is False
    order = only_order(town, hate)
    assert order.make_safe_by is not None
    assert order.make_safe_by <= WEDNESDAY + DAY
    crew(town, order.id, Act.ACCEPT)
    crew(town, order.id, Act.WAIT, reason=WaitReason.FROST, until=FIRST_MONDAY)
    assert only_order(town, hate).make_safe_by == order.make_safe_by, "no frost lets it wait to be covered"
    assert only_order(town, hate).deadline_at > order.deadline_at
    crew(town, order.id, Act.MAKE_SAFE)
    town.later(HOUR)
    assert f"{ref(hate)}: Platsen är säkrad." in texts_of(town, AMIRA)[-1]

    # Never public: not by its place, not by its reference; never on a locked screen.
    place = {"latitude": "58.2", "longitude": "18.606", "category": "klotter.krankande"}
    assert citizens.open(f"/api/v1/{PRACTICE_CODE}/known-cases", query_string=place).json == {"items": []}
    found = citizens.open("/angsby/hitta", query_string={"reference": hate.reference})
    assert TEXT not in found.text
    assert "/foto" not in found.text
    assert "Hamngatan" not in words_of(found)
    assert TEXT not in everything_said(town)


def test_the_owners_consent_is_a_waiting(town: CaseTown) -> None:
    town.stop_clock(WEDNESDAY)
    wall = reported(town, category="klotter.ovrigt", answers={"surface": "other"}, mail=OWNER, longitude=18.61)
    order = only_order(town, wall)
    crew(town, order.id, Act.WAIT, reason=WaitReason.OWNER, until=FIRST_MONDAY)
    town.later(HOUR)
    assert texts_of(town, OWNER)[1:] == [
        f"{ref(wall)}: Arbetet väntar på ägaren: ägaren måste säga ja först. Nytt besked senast mån 7 dec."
    ]
    assert only_order(town, wall).deadline_at == order.deadline_at, "no reason of the contract's: the unit may grant it"
    unit(town, order.id, Act.PAUSE, reason=WaitReason.OWNER, until=FIRST_MONDAY)
    assert only_order(town, wall).deadline_at > order.deadline_at
    assert codes_of(town, OWNER) == ["received", "waiting"]


def paint(town: CaseTown, number: int) -> Submitted:
    """One more painted wall, in the street each hundred metres; the second reporter reads English."""
    return town.report(
        category="klotter.ovrigt", answers={"surface": "municipal"}, mail=f"g{number}@example.org",
        longitude=18.59 + number / 1000, language="en" if number == 1 else "sv", words="",
    )  # fmt: skip


def movable(town: CaseTown) -> list[object]:
    """The ids of what the unit chooses from: all other graffiti."""
    wanted = MovableFilter(unit_code="gata", categories=("klotter.ovrigt",))
    with town.transaction() as session:
        return [each.id for each in cases.list_movable(session, PRACTICE_CODE, wanted, limit=100)]


def pause(town: CaseTown, *, until: datetime) -> int:
    """Bo lets all other graffiti wait for milder weather, with one act; how many."""
    promise = NewPromise(PromiseKind.ASK_AGAIN, until, Precision.DAY, Cause.WAITING, UNTIL_IT_THAWS)
    draft = staff(
        town, cases.draft_move, movable(town), client_id=secrets.token_urlsafe(18), promise=promise, waiting_on="frost"
    )
    with town.transaction() as session:
        cases.confirm_move(session, PRACTICE_CODE, draft, at_once=True, now=town.now())
    town.work()
    with town.transaction() as session:
        return cases.get_bulk_move(session, PRACTICE_CODE, draft).moved
