"""Rules as data: what they may ask, how they are checked, said, compared, and taken out to a sheet and in again."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from backend.foundation.errors import Invalid
from backend.practice.rules import EDITION_1
from backend.responsibility.conditions import fits, things_asked
from backend.responsibility.decisions import Facts, decide_responsibility
from backend.responsibility.facts import Lack, NearAsset, NearRoad
from backend.responsibility.rule_sheet import COLUMNS, read_sheet, write_sheet
from backend.responsibility.rule_words import Names, diff_rules, say_rule
from backend.responsibility.rules import Known, check_rules, with_codes
from backend.responsibility.when import When, holds_at
from backend.responsibility.words import Route
from tests.rules.test_responsibility import LAMP

NOVEMBER_NIGHT = When(date(2026, 11, 22), time(22, 30), is_open=False)
FACTS = replace(
    LAMP,
    answers={"sign": "stop"},
    when=NOVEMBER_NIGHT,
    assets=(NearAsset("playground", "L3", 40.0),),
)


@pytest.mark.parametrize(
    ("asked", "fit"),
    [
        ({}, True),
        ({"category": ["belysning"]}, True),
        ({"category": ["bel"]}, False),
        ({"answers": {"sign": ["stop", "give_way"]}}, True),
        ({"answers": {"sign": ["speed"]}}, False),
        ({"area": ["ost", "vast"]}, True),
        ({"area": ["vast"]}, False),
        ({"keeper": ["none"]}, True),
        ({"near": {"playground": 50}}, True),
        ({"near": {"playground": 30}}, False),
        ({"near": {"bench": 50}}, False),
        ({"season": "10-01/04-30"}, True),
        ({"season": "05-01/09-30"}, False),
        ({"hours": "22:00-06:00"}, True),
        ({"hours": "06:00-22:00"}, False),
        ({"hours": "closed"}, True),
        ({"hours": "open"}, False),
        ({"from": "2026-11-22", "until": "2026-11-23"}, True),
        ({"from": "2026-11-23"}, False),
        ({"until": "2026-11-22"}, False),
        ({"lack": False}, True),
        ({"category": ["belysning"], "hours": "open"}, False),
    ],
)
def test_a_condition_fits_when_all_it_asks_holds(asked: dict[str, Any], fit: bool) -> None:
    assert fits(asked, FACTS) is fit


def test_the_last_minute_before_hours_begin_and_the_first_after_they_end_lie_outside() -> None:
    at = {clock: replace(NOVEMBER_NIGHT, clock=clock) for clock in (time(15, 59), time(16), time(6, 59), time(7))}
    assert [holds_at(when, season=None, hours="16:00-07:00") for when in at.values()] == [False, True, True, False]


def test_an_acute_report_is_never_answered_with_what_is_so_on_purpose() -> None:
    lacking = replace(FACTS, lacks=(Lack("off_on_purpose", {"sv": "Släckt med avsikt."}, "TN 1"),))
    decision = decide_responsibility(lacking, EDITION_1)
    assert (decision.route, decision.outcome) == (Route.OUTCOME, "off_on_purpose")
    assert decision.explanation == {"sv": "Släckt med avsikt.", "en": "Släckt med avsikt."}
    assert decide_responsibility(replace(lacking, priority="acute"), EDITION_1).route is Route.CONTRACT


def test_an_inexact_position_cannot_tell_lines_apart_that_an_exact_one_can() -> None:
    roads = (
        NearRoad("state", "carriageway", "Väg 210", "trafikverket", 2.0),
        NearRoad("municipal", "path", "stigen", None, 16.0),
    )
    hole = replace(LAMP, category="vag.potthal", roads=roads)
    assert decide_responsibility(hole, EDITION_1).body_code == "trafikverket"
    unsure = decide_responsibility(replace(hole, accuracy_m=20.0), EDITION_1)
    assert (unsure.route, unsure.facts["unsure"]) == (Route.PERSON, "road")
    assert [each["keeper"] for each in unsure.facts["between"]] == ["state", "municipal"]


def test_the_explanation_ends_with_the_rules_own_note_and_its_code_is_kept() -> None:
    rule = {"code": "X", "if": {}, "then": "unit", "note": {"sv": "Beslut TN 7."}, "priority": "high"}
    decision = decide_responsibility(FACTS, [rule])
    assert decision.explanation["sv"] == "Gatuenheten svarar själv på Enstaka lampa släckt. Beslut TN 7."
    assert (decision.rule, decision.priority) == ("X", "high")


def test_everything_wrong_is_told_by_its_place_and_what_is_right_gets_a_code() -> None:
    known = Known(categories={"vag"}, units={"gata"}, bodies={"elnat"}, contracts={"drift"}, areas={"ost"})
    wrong: list[Any] = [
        {"if": {"category": ["nope"]}, "then": "unit"},
        {"if": {"season": "13-01/14-01", "hours": "late", "from": "i går", "near": {"lamp": 900}}, "then": "contract"},
        {"if": {"neighbour": "maybe", "answers": {"sign": []}}, "then": "contract", "contract": "x", "colour": 1},
        {"code": "R01", "if": {}, "then": "person", "priority": "low", "note": {"en": "only"}},
    ]
    with pytest.raises(Invalid) as told:
        check_rules(wrong, known)
    assert sorted(told.value.fields) == [
        "rules.1.if.category", "rules.2.if.from", "rules.2.if.hours", "rules.2.if.near", "rules.2.if.season",
        "rules.3.colour", "rules.3.contract", "rules.3.if.answers", "rules.3.if.neighbour", "rules.4.code",
        "rules.4.note", "rules.4.priority", "rules.4.why",
    ]  # fmt: skip
    assert check_rules([{"if": {"category": ["vag"]}, "then": "unit"}], known)[0]["code"] == "R01"


@pytest.mark.parametrize(
    "rule", ["text", 7, None, [], {"if": {"category": "vag"}, "then": []}, {"then": {}}, {"if": {1: 2}}]
)
def test_what_is_no_rule_is_refused_and_never_breaks(rule: Any) -> None:
    with pytest.raises(Invalid):
        check_rules([rule], Known())


def test_a_rule_is_said_in_words_of_both_languages() -> None:
    names = Names(
        categories={"vag": {"sv": "Vägar", "en": "Roads"}},
        areas={"ost": {"sv": "Öst"}},
        contracts={"drift": {"sv": "Drift av gator"}},
    )
    rule = {
        "if": {"category": ["vag"], "area": ["ost"], "hours": "closed"},
        "then": "contract",
        "contract": "drift",
        "priority": "acute",
    }
    assert say_rule(rule, names) == {
        "sv": "Om kategorin är Vägar och platsen ligger i Öst och klockan är utanför öppettid: till avtalet Drift av gator"
        " och är akut.",
        "en": "If the category is Roads and the place lies in Öst and the time is outside opening hours: to the contract"
        " Drift av gator and is acute.",
    }
    assert all(say_rule(each, names)["sv"].endswith(".") for each in EDITION_1)


def test_what_differs_is_added_changed_moved_or_removed() -> None:
    before = with_codes(EDITION_1)
    changed = {**before[3], "priority": "high"}
    after = [{"code": "NY", "if": {}, "then": "unit"}, before[0], before[2], before[1], changed, *before[5:]]
    changes = diff_rules(before, after, Names())
    assert [(each.what, each.code) for each in changes] == [
        ("added", "NY"), ("moved", "R03"), ("changed", "R04"), ("removed", "R05"),
    ]  # fmt: skip
    assert diff_rules(EDITION_1, with_codes(EDITION_1), Names()) == []


def test_a_sheet_comes_back_as_the_rules_it_was_made_of() -> None:
    full = {
        "code": "ALLT",
        "if": {
            "category": ["vag", "vinter"], "kind": ["fault"], "answers": {"sign": ["stop", "give_way"], "lane": ["path"]},
            "answer": "body:", "neighbour": False, "area": ["ost"], "keeper": ["state"], "near": {"playground": 50.0},
            "covered": True, "lack": False, "season": "10-01/04-30", "hours": "16:00-07:00", "from": "2026-01-01",
            "until": "2027-01-01",
        },
        "then": "person", "priority": "acute", "why": {"sv": "=1+1; \"x\"", "en": "b"}, "note": {"sv": "rad\ntvå"},
    }  # fmt: skip
    rules = [full, *with_codes(EDITION_1)]
    sheet = write_sheet(rules)
    assert read_sheet(sheet) == rules
    assert "\"'=1+1" in sheet, "a spreadsheet does not run it"
    commas = "then,code,category\r\nunit,A,vag|vinter\r\n,,\r\n"
    assert read_sheet(commas) == [{"code": "A", "if": {"category": ["vag", "vinter"]}, "then": "unit"}]


@pytest.mark.parametrize(
    "sheet", ["", "a;b\r\n1;2", "code;category\r\n1;2", "then;near\r\nunit;lek", "then;covered\r\nunit;kanske", "\x00"]
)
def test_a_sheet_that_cannot_be_read_is_refused(sheet: str) -> None:
    with pytest.raises(Invalid):
        read_sheet(sheet)


def test_things_near_are_looked_for_only_where_a_rule_asks() -> None:
    assert things_asked(EDITION_1) == ((), 0)
    rules = [{"if": {"near": {"bench": 20}}}, {"if": {"near": {"playground": 50, "bench": 10}}}]
    assert things_asked(rules) == (("bench", "playground"), 50)


def test_every_condition_has_its_column() -> None:
    assert len(COLUMNS) == len(set(COLUMNS))
    assert isinstance(FACTS, Facts)
