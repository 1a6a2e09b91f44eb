"""The four answers that route, in Ängsby, by reports as people send them, all the way to who is called or asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from backend import dispatch, responsibility
from backend.cases import Submitted
from backend.cases.models import Attention
from backend.practice import PRACTICE_CODE
from tests.town import Town

Say = Callable[[bool, str], None]
BESIDE_STATE_ROAD = {"longitude": 18.60512, "latitude": 58.20504}


def check_four_answers(say: Say, town: Town) -> None:
    """Sign, life buoy, tree on a line, path beside a state road; and the same as tests kept with the rules."""
    for sign in ("stop", "give_way"):
        _check_acute(say, town, f"sign = {sign}", category="trafik.vagmarke", answers={"sign": sign})
    buoy = {"category": "bad.badplats", "answers": {"what": "life_buoy"}}
    _check_acute(say, town, "life buoy gone", **buoy)
    _check_tree(say, town)
    _check_path(say, town)
    with town.transaction() as session:
        edition = responsibility.find_edition(session, PRACTICE_CODE, at=town.now())
        assert edition is not None
        results = responsibility.run_tests(
            session, PRACTICE_CODE, rules=edition.rules, tests=edition.tests, now=town.now()
        )
    for each in results:
        say(each.passed, f"kept with the rules: {each.name} → {dict(each.expected)}")


def _report(town: Town, **form: Any) -> Submitted:
    told = town.report(**form)
    town.work()
    return told


def _check_acute(say: Say, town: Town, what: str, **form: Any) -> None:
    told = _report(town, **form)
    case = town.case(told.case_id)
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, told.case_id)
    say(case.is_acute and case.priority == "acute" and alarm is not None, f"{what} → acute, somebody is called")


def _check_tree(say: Say, town: Town) -> None:
    told = _report(town, category="park.trad-fallit", answers={"power_line": "yes"})
    with town.transaction() as session:
        [hand_over] = dispatch.list_hand_overs(session, PRACTICE_CODE, told.case_id)
        [order] = dispatch.list_orders_of_case(session, PRACTICE_CODE, told.case_id)
    rung = (hand_over.body_code, hand_over.way.value) == ("elnat", "phone")
    say(rung and order.unit_code == "park" and order.is_locked, "tree touches a line → elnat by telephone, park locked")


def _check_path(say: Say, town: Town) -> None:
    told = _report(town, category="vag.potthal", **BESIDE_STATE_ROAD)
    with town.transaction() as session:
        [decision] = responsibility.list_decisions(session, PRACTICE_CODE, told.case_id)
        waits = _list_attention(session, told.case_id)
    said = decision.explanation["sv"]
    between = [each["keeper"] for each in decision.facts.get("between", ())]
    asked = decision.route == "person" and sorted(between) == ["municipal", "state"] and "olika väghållare" in said
    say(asked and waits == [("undecided", "kontaktcenter")], f"path beside a state road → asks: {said}")


def _list_attention(session: Any, case_id: UUID) -> list[tuple[str, str]]:
    found = session.query(Attention).filter_by(municipality=PRACTICE_CODE, case_id=case_id, settled_at=None)
    return [(each.why.value, each.whose.value) for each in found]
