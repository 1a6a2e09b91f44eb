"""What other bodies' systems answer, in the forms they really write, and what is not read at all."""

import pytest

from backend.adapters import open311_words as words
from backend.dispatch import HeardState
from backend.responsibility import Body, Way, find_service, way_to

XML = b"""<?xml version="1.0" encoding="utf-8"?>
<service_requests><request><service_request_id> EL-1 </service_request_id><token/></request></service_requests>"""


@pytest.mark.parametrize(
    "body",
    [
        XML,
        b'\xef\xbb\xbf[{"service_request_id": "EL-1", "token": null}]',
        b'{"service_requests": [{"service_request_id": "EL-1"}]}',
        b'{"service_requests": {"request": {"service_request_id": "EL-1"}}}',
        b'{"service_requests": [{"request": {"service_request_id": "EL-1"}}]}',
        XML.replace(b"<service_requests>", b'<service_requests type="array">'),
    ],
)
def test_a_number_is_read_however_it_is_wrapped(body: bytes) -> None:
    (row,) = words.read_rows(body) or []
    assert (words.number_in(row), words.token_in(row)) == ("EL-1", "")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html><body>Login</body></html>", b"<service_requests>", b"{", b"null", b'"EL-1"', b"[1]", b"[[[]]]",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><service_requests/>', b"\xff\xfe\x00", b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_none_is_not_read(body: bytes) -> None:
    assert words.read_rows(body) is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", HeardState.OPEN), ("", HeardState.OPEN), ("in_progress", HeardState.OPEN), ("whatever", HeardState.OPEN),
        ("closed", HeardState.CLOSED), ("CLOSED", HeardState.CLOSED), ("duplicate", HeardState.CLOSED),
        ("fixed", HeardState.MENDED), ("not councils responsibility", HeardState.NOT_THEIRS),
    ],
)  # fmt: skip
def test_closed_alone_says_neither_mended_nor_refused(status: str, state: HeardState) -> None:
    assert words.state_in({"status": status}) is state


def test_their_words_are_a_strangers_on_one_line_and_cut() -> None:
    said = words.words_in({"status_notes": "Klart\r\n\x1b[31m\u202eröd\0 " + "a" * 5000})
    assert said.startswith("Klart [31m röd aaa")
    assert len(said) == words.LONGEST_WORDS


@pytest.mark.parametrize(
    ("category", "service"), [("belysning.enstaka", "1"), ("belysning.stolpe", "2"), ("vag.potthal", "9")]
)
def test_a_category_has_its_own_code_its_groups_or_that_of_everything(category: str, service: str) -> None:
    body = Body(services={"belysning.enstaka": "1", "belysning": "2", "*": "9"})
    assert find_service(body, category) == service


def test_what_their_system_does_not_take_goes_the_next_best_way() -> None:
    body = Body(way=Way.OPEN311, open311="https://x.example", services={"belysning": "2"}, mail="fel@x.example")
    assert way_to(body, "belysning.enstaka") is Way.OPEN311
    assert way_to(body, "vag.potthal") is Way.MAIL
    assert way_to(Body(way=Way.OPEN311, services={}, phone="1"), "vag.potthal") is Way.PHONE
    assert way_to(Body(way=Way.OPEN311, services=None), "vag.potthal") is Way.SHOWN
