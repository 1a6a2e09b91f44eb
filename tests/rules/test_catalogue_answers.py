"""What answers lead to, and how forgivingly they are read."""

from datetime import date

import pytest

from backend.catalogue import (
    NO_ANSWERS,
    CaseKind,
    Category,
    Priority,
    in_season,
    is_acute,
    is_dangerous,
    kind_of,
    priority_of,
    read_answers,
    routes_of,
    shipped_categories,
    targets_of,
    words_for_answers,
)

_by_code = {category.code: category for category in shipped_categories()}
WINTER, SUMMER = date(2025, 12, 4), date(2025, 7, 4)


@pytest.mark.parametrize(
    ("code", "raw", "routes", "danger", "priority"),
    [
        ("belysning.enstaka", {"how_many": "one"}, (), False, Priority.LOW),
        ("belysning.enstaka", {"how_many": "several"}, ("category:belysning.stracka",), False, Priority.LOW),
        ("trafik.vagmarke", {"sign": "stop"}, ("acute",), False, Priority.ACUTE),
        ("trafik.vagmarke", {"sign": "give_way"}, ("acute",), False, Priority.ACUTE),
        ("trafik.vagmarke", {"sign": "speed"}, (), False, Priority.HIGH),
        ("bad.badplats", {"what": "life_buoy"}, ("acute",), False, Priority.ACUTE),
        ("hamn-bro", {"what": "life_buoy"}, ("acute",), False, Priority.ACUTE),
        ("park.trad-fallit", {"power_line": "yes"}, ("112", "body:elnat", "locked"), True, Priority.ACUTE),
        ("vag.potthal", {"how": "oil"}, ("112",), True, Priority.ACUTE),
        ("miljo", {"what": "oil"}, ("112",), True, Priority.ACUTE),
        ("miljo", {"what": "spill"}, ("112",), True, Priority.ACUTE),
        ("vag.potthal", {"lane": "carriageway"}, ("road:carriageway",), False, Priority.HIGH),
        ("vag.potthal", {"lane": "path"}, ("road:path", "category:vag.gc"), False, Priority.HIGH),
        ("vag.kantsten", {"trip": "yes"}, ("high",), False, Priority.HIGH),
        ("va.lacka", {}, (), False, Priority.ACUTE),
        ("renhallning.dumpning", {"land": "private"}, ("authority:miljo",), False, Priority.NORMAL),
        ("annat", {"danger": "yes"}, ("112",), True, Priority.ACUTE),
        ("annat", {"danger": "no"}, (), False, Priority.NORMAL),
        ("belysning.enstaka", {"acute": "yes"}, (), True, Priority.ACUTE),
        ("belysning.enstaka", {"acute": "no"}, (), False, Priority.LOW),
    ],
)
def test_answers_route(
    code: str, raw: dict[str, object], routes: tuple[str, ...], danger: bool, priority: Priority
) -> None:
    category = _by_code[code]
    answers = read_answers(category, raw)
    assert routes_of(category, answers) == routes
    assert is_dangerous(category, answers) is danger
    assert priority_of(category, answers) is priority
    assert is_acute(category, raw) is (priority is Priority.ACUTE)


@pytest.mark.parametrize("said", ["yes", "YES", "Ja", "ja ", True, "true", 1, "on"])
def test_yes_is_understood_however_it_is_said(said: object) -> None:
    assert read_answers(_by_code["annat"], {"danger": said}).understood == {"danger": "yes"}


@pytest.mark.parametrize("said", ["carriageway", "I körbanan", "i körbanan", "In the carriageway"])
def test_a_choice_is_known_by_code_or_label(said: str) -> None:
    assert read_answers(_by_code["vag.potthal"], {"lane": said}).understood == {"lane": "carriageway"}


def test_what_is_not_understood_is_kept_as_it_was_said_and_leads_nowhere() -> None:
    category = _by_code["vag.potthal"]
    answers = read_answers(category, {"lane": "i diket", "colour": "röd", "how": None, "": ""})
    assert answers.understood == {}
    assert answers.as_said == {"lane": "i diket", "colour": "röd"}
    assert routes_of(category, answers) == ()
    assert words_for_answers(category, answers, "sv") == [("Var är skadan?", "i diket"), ("colour", "röd")]


@pytest.mark.parametrize("raw", [{"lane": {"a": 1}}, {"lane": ["path", "x"]}, {"x" * 9000: "y" * 9000}, {1: 2}])
def test_no_answer_ever_refuses_a_report(raw: dict[str, object]) -> None:
    answers = read_answers(_by_code["vag.potthal"], raw)
    assert all(len(key) <= 500 and len(value) <= 500 for key, value in answers.as_said.items())


def test_a_number_plate_is_kept_apart_and_never_put_in_words() -> None:
    category = _by_code["fordon.overgivet"]
    answers = read_answers(category, {"plate": "ABC 123", "how_long": "over_month"})
    assert answers.restricted == {"plate": "ABC 123"}
    assert "plate" not in answers.understood
    assert "plate" not in answers.as_said
    assert words_for_answers(category, answers, "en") == [("How long has it stood there?", "More than a month")]


def test_dumping_on_private_land_is_another_authoritys_matter() -> None:
    category = _by_code["renhallning.dumpning"]
    assert kind_of(category, {"land": "private"}) is CaseKind.AUTHORITY_MATTER
    assert kind_of(category, {"land": "public"}) is CaseKind.FAULT
    assert kind_of(_by_code["trygghet"], {"now": "yes"}) is CaseKind.VIEWPOINT


@pytest.mark.parametrize(
    ("answer", "on", "mend"),
    [
        ("three_or_more", WINTER, "7 days"),
        ("three_or_more", SUMMER, "14 days"),
        ("two", WINTER, "14 days"),
    ],
)
def test_three_dark_lamps_are_mended_sooner_in_winter(answer: str, on: date, mend: str) -> None:
    assert str(targets_of(_by_code["belysning.stracka"], {"how_many": answer}, on=on).mend) == mend


def test_without_answers_the_targets_are_the_categorys_own() -> None:
    for category in shipped_categories():
        assert targets_of(category, NO_ANSWERS, on=WINTER) == in_season(
            category.targets, category.season_targets, WINTER
        )


def test_a_dangerous_hole_is_made_safe_within_two_hours() -> None:
    category: Category = _by_code["vag.potthal"]
    assert str(targets_of(category, {"how": "deep"}, on=SUMMER).make_safe) == "2 hours"
    assert str(category.make_safe) == "24 hours"


def test_what_a_reporter_says_of_urgency_is_read_as_a_question_and_an_answer() -> None:
    assert words_for_answers(_by_code["belysning.enstaka"], {"acute": "yes"}, "sv") == [("Är det akut?", "Ja")]
    assert words_for_answers(_by_code["belysning.enstaka"], {"acute": "no"}, "en") == [("Is it urgent?", "No")]
