"""Telling another's system, looking for what is in doubt there, and asking how it goes, over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.adapters.open311_out import Open311Transport
from backend.deliveries import InDoubt, Outgoing, PassingFailure, PermanentFailure, Sought
from backend.dispatch import HeardState, Question
from backend.foundation.outside import SystemKey
from tests.open311_servers import ACCOUNT, KEY, TheirSystem, build_transport, run_system
from tests.outside_servers import answering, run_raw_server

FORM = {
    "account": ACCOUNT, "service_code": "LAMP", "jurisdiction_id": "elnat.example", "lat": "58.200300",
    "long": "18.601000", "reference": "K7M4-RTXB",
}  # fmt: skip


@pytest.fixture
def system() -> Iterator[TheirSystem]:
    with run_system() as running:
        yield running


def outgoing(address: str, **changes: Any) -> Outgoing:
    words = "Lampan är mörk & <tyst>.\n\nVår referens är K7M4-RTXB."
    at = datetime(2026, 9, 16, 8, tzinfo=UTC)
    return replace(Outgoing(address, "Felanmälan", words, "<1@lagat.example>", "sv", at, form=FORM), **changes)


def sought(system: TheirSystem, **changes: Any) -> Sought:
    return replace(Sought(system.address, datetime.now(UTC), frozenset(), FORM), **changes)


def question(system: TheirSystem, **changes: Any) -> Question:
    return replace(Question(system.address, "elnat.example", "EL-4711", None), **changes)


def test_it_is_told_what_it_asks_for_and_nothing_else_and_gives_a_number(system: TheirSystem) -> None:
    receipt = build_transport(system).send(outgoing(system.address))
    assert receipt.provider_id == "EL-4711"
    assert system.taken[0].form == {
        "service_code": "LAMP", "jurisdiction_id": "elnat.example", "lat": "58.200300", "long": "18.601000",
        "description": "Lampan är mörk & <tyst>.\n\nVår referens är K7M4-RTXB.", "api_key": KEY,
    }  # fmt: skip


def test_a_number_that_is_not_ready_is_asked_for_by_its_token(system: TheirSystem) -> None:
    system.behaves = "token"
    assert build_transport(system).send(outgoing(system.address)).provider_id == "token:t1"
    ask = question(system, number=None, token="t1")
    assert (heard := build_transport(system).ask(ask))
    assert heard.state is HeardState.UNKNOWN
    system.tokens["t1"] = "EL-9"
    assert (heard := build_transport(system).ask(ask))
    assert (heard.state, heard.number) == (HeardState.NUMBERED, "EL-9")


def test_one_that_gives_neither_has_taken_it_without_proof(system: TheirSystem) -> None:
    system.behaves = "blackbox"
    assert build_transport(system).send(outgoing(system.address)).provider_id is None


@pytest.mark.parametrize(
    ("behaves", "failure"),
    [
        ("close", InDoubt), ("lose_answer", InDoubt), ("500", InDoubt), ("503", PassingFailure),
        ("429", PassingFailure), ("400", PermanentFailure), ("404", PermanentFailure), ("302", PermanentFailure),
    ],
)  # fmt: skip
def test_what_may_have_arrived_is_in_doubt_and_what_surely_did_not_is_not(
    system: TheirSystem, behaves: str, failure: type[Exception]
) -> None:
    system.behaves = behaves
    with pytest.raises(failure):
        build_transport(system).send(outgoing(system.address))


def test_a_page_where_an_answer_should_be_is_in_doubt() -> None:
    with run_raw_server(answering(b"<html>Welcome</html>")) as server, pytest.raises(InDoubt):
        build_transport().send(outgoing(f"http://127.0.0.1:{server.port}"))


def test_a_key_is_shown_to_no_other_address_than_it_was_set_for(system: TheirSystem) -> None:
    keys = {ACCOUNT: SystemKey("https://open311.elnat.example:443", KEY)}
    stray = Open311Transport(build_transport().door, keys)
    with pytest.raises(PermanentFailure, match="key_of_another_address"):
        stray.send(outgoing(system.address))
    assert system.asked == []
    with pytest.raises(PermanentFailure, match="refused"):
        build_transport(system).send(outgoing(system.address, form={**FORM, "account": "0581_ELNAT"}))


def test_nobody_there_is_tried_again_and_an_inside_address_is_not(system: TheirSystem) -> None:
    with pytest.raises(PassingFailure):
        build_transport().send(outgoing("http://127.0.0.1:1/v2"))
    with pytest.raises(PermanentFailure, match="not_routable"):
        build_transport().send(outgoing("https://169.254.169.254/latest"))


def test_what_is_in_doubt_is_found_under_our_reference(system: TheirSystem) -> None:
    system.keep({"description": "Annat. Vår referens är B2C3-DFGH."})
    kept = system.keep({"description": "Vår referens är K7M4-RTXB."})
    found = build_transport(system).find_sent(sought(system))
    assert found is not None
    assert found.provider_id == kept.number


def test_what_is_not_found_or_found_twice_or_known_or_old_settles_nothing(system: TheirSystem) -> None:
    transport = build_transport(system)
    assert transport.find_sent(sought(system)) is None
    kept = system.keep({"description": "K7M4-RTXB"})
    assert transport.find_sent(sought(system, known_ids=frozenset({kept.number}))) is None
    kept.at = datetime.now(UTC) - timedelta(hours=1)
    assert transport.find_sent(sought(system)) is None
    for _ in range(2):
        system.keep({"description": "K7M4-RTXB"})
    assert transport.find_sent(sought(system)) is None
    system.has_list = False
    assert transport.find_sent(sought(system)) is None


def test_one_that_does_not_answer_is_asked_again(system: TheirSystem) -> None:
    system.behaves = "close"
    with pytest.raises(PassingFailure):
        build_transport(system).find_sent(sought(system))
    assert build_transport(system).ask(question(system)) is None


def test_it_is_asked_how_it_goes_and_its_key_is_not_shown_for_that(system: TheirSystem) -> None:
    kept = system.keep({"description": "x"})
    transport = build_transport(system)
    assert (heard := transport.ask(question(system)))
    assert heard.state is HeardState.OPEN
    kept.status, kept.notes = "closed", "Säkringen bytt.\nKlart."
    assert (heard := transport.ask(question(system)))
    assert (heard.state, heard.words) == (
        HeardState.CLOSED,
        "Säkringen bytt. Klart.",
    )
    assert (heard := transport.ask(question(system, number="../../x")))
    assert heard.state is HeardState.UNKNOWN
    assert system.asked[-1] == "GET /v2/requests/..%2F..%2Fx.xml?jurisdiction_id=elnat.example"
    assert not any("api_key" in each for each in system.asked)
