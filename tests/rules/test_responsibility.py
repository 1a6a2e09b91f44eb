"""Who is responsible: Ängsby's first edition as a table, and each decision in words."""

from dataclasses import replace
from uuid import UUID

import pytest

from backend.practice.rules import EDITION_1
from backend.responsibility.decisions import ContractOffer, Decision, Facts, NearRoad, decide_responsibility
from backend.responsibility.words import Route

CONTRACT = UUID(int=1)
LAMP = Facts(
    category="belysning.enstaka",
    category_names={"sv": "Enstaka lampa släckt", "en": "Single lamp out"},
    unit_code="gata",
    unit_names={"sv": "Gatuenheten", "en": "Streets"},
    kind="fault",
    routes=(),
    neighbour=None,
    areas={"ost": "Öst"},
    roads=(),
    offers=(ContractOffer(CONTRACT, "Belysning öst", "gata", "ost"),),
    body_names={
        "trafikverket": {"sv": "Trafikverket", "en": "The Swedish Transport Administration"},
        "elnat": {"sv": "Ängsby Elnät", "en": "Ängsby Power Grid"},
        "operator": {"sv": "uthyraren", "en": "the e-scooter company"},
    },
)
POTHOLE = replace(
    LAMP,
    category="vag.potthal",
    category_names={"sv": "Potthål", "en": "Pothole"},
    offers=(ContractOffer(CONTRACT, "Drift av gator", "gata", "*"),),
)
STATE_ROAD = NearRoad("state", "carriageway", "Väg 210", "trafikverket", 3.0)


def path(distance_m: float) -> NearRoad:
    """The municipal path beside the state road."""
    return NearRoad("municipal", "path", "cykelvägen", None, distance_m)


def decide(facts: Facts) -> Decision:
    """By the first edition."""
    return decide_responsibility(facts, EDITION_1)


def test_a_lamp_goes_to_the_contract_of_its_area_and_the_unit_that_orders() -> None:
    decision = decide(LAMP)
    assert (decision.route, decision.contract_id, decision.unit_code) == (Route.CONTRACT, CONTRACT, "gata")
    assert decision.explanation["sv"] == (
        "Avtalet Belysning öst gäller Enstaka lampa släckt i området Öst. Gatuenheten beställer."
    )


def test_a_place_in_another_municipality_is_told_by_its_name() -> None:
    decision = decide(replace(LAMP, neighbour=("0582", "Söderköpings kommun")))
    assert (decision.route, decision.body_code) == (Route.BODY, "municipality:0582")
    assert "Söderköpings kommun" in decision.explanation["sv"]


def test_a_pothole_on_a_state_road_is_the_state_road_keepers() -> None:
    decision = decide(replace(POTHOLE, roads=(STATE_ROAD,)))
    assert (decision.route, decision.body_code) == (Route.BODY, "trafikverket")
    assert "3 m från Väg 210" in decision.explanation["sv"]


def test_a_state_road_beside_a_municipal_path_is_a_coin_toss_and_goes_to_a_person_with_both_distances() -> None:
    decision = decide(replace(POTHOLE, roads=(STATE_ROAD, path(9.0))))
    assert decision.route is Route.PERSON
    assert "3 m från Väg 210 och 9 m från cykelvägen" in decision.explanation["sv"]


def test_it_is_the_same_coin_toss_where_the_path_is_the_nearer_of_the_two() -> None:
    decision = decide(replace(POTHOLE, roads=(path(2.0), STATE_ROAD)))
    assert decision.route is Route.PERSON
    assert "2 m från cykelvägen och 3 m från Väg 210" in decision.explanation["sv"]


def test_who_says_carriageway_or_path_has_tossed_the_coin() -> None:
    beside = replace(POTHOLE, roads=(path(2.0), STATE_ROAD))
    assert decide(replace(beside, routes=("road:carriageway",))).body_code == "trafikverket"
    assert decide(replace(beside, routes=("road:path",))).route is Route.CONTRACT


def test_saying_path_where_there_is_none_changes_nothing() -> None:
    assert decide(replace(POTHOLE, roads=(STATE_ROAD,), routes=("road:path",))).body_code == "trafikverket"


def test_a_street_of_ours_that_crosses_the_state_road_is_ours_up_to_it() -> None:
    street = NearRoad("municipal", "carriageway", "Lyktgatan", None, 1.0)
    assert decide(replace(POTHOLE, roads=(street, replace(STATE_ROAD, distance_m=9.0)))).route is Route.CONTRACT


def test_a_municipal_street_far_away_does_not_make_it_a_coin_toss() -> None:
    assert decide(replace(POTHOLE, roads=(STATE_ROAD, path(25.0)))).route is Route.BODY


def test_a_lamp_beside_a_state_road_is_still_the_contracts() -> None:
    assert decide(replace(LAMP, roads=(STATE_ROAD,))).route is Route.CONTRACT


def test_an_answer_that_names_a_body_decides() -> None:
    decision = decide(replace(LAMP, category="park.trad-fallit", routes=("acute", "body:elnat", "locked")))
    assert (decision.route, decision.body_code) == (Route.BODY, "elnat")


def test_a_body_that_is_not_in_the_directory_needs_a_person() -> None:
    assert decide(replace(LAMP, routes=("body:unknown",))).route is Route.PERSON


@pytest.mark.parametrize("kind", ["viewpoint", "question", "authority_matter"])
def test_what_is_no_fault_a_unit_answers_itself(kind: str) -> None:
    decision = decide(replace(LAMP, kind=kind, offers=()))
    assert (decision.route, decision.unit_code) == (Route.UNIT, "gata")


def test_other_is_always_read_by_a_person_and_says_so() -> None:
    decision = decide(replace(LAMP, category="annat"))
    assert decision.route is Route.PERSON
    assert decision.explanation["en"] == "A person needs to decide: a person always reads Other."


@pytest.mark.parametrize(
    ("offers", "reason"),
    [
        ((), "inget avtal täcker kategorin här"),
        ((*LAMP.offers, ContractOffer(UUID(int=2), "Belysning väst", "gata", "vast")), "flera avtal täcker"),
    ],
)
def test_no_contract_and_two_contracts_both_need_a_person_with_the_reason(
    offers: tuple[ContractOffer, ...], reason: str
) -> None:
    decision = decide(replace(LAMP, offers=offers))
    assert decision.route is Route.PERSON
    assert reason in decision.explanation["sv"]


def test_without_any_rules_a_person_decides() -> None:
    assert decide_responsibility(LAMP, []).route is Route.PERSON


def test_every_decision_is_explained_in_both_languages() -> None:
    for facts in (LAMP, POTHOLE, replace(LAMP, offers=()), replace(LAMP, kind="viewpoint")):
        assert all(decide(facts).explanation[language] for language in ("sv", "en"))
