"""Logs: one JSON object a line, without tokens and without addresses of persons."""

import json
import logging
import sys
from uuid import UUID

import pytest

from backend.foundation.links import LinkKeys
from backend.foundation.logs import JsonLines, mask
from backend.foundation.tracing import enter_trace

TOKEN = LinkKeys((("k", b"a secret of at least thirty-two characters"),)).make_token("follow", UUID(int=7))
SECRET = "c0VjUmV0LXRva2VuLW9mLTI1Ni1yYW5kb20tYml0cw"


def write_line(words: str, **more: object) -> dict[str, str]:
    """What stands in the log."""
    record = logging.makeLogRecord({"name": "backend.web", "levelno": 20, "levelname": "INFO", "msg": words, **more})
    line = JsonLines().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (f"/angsby/arende/K7M4RTXB/{TOKEN}", "/angsby/arende/K7M4RTXB/…"),
        (f"/angsby/arende/K7M4-RTXB/{TOKEN}/skriv", "/angsby/arende/K7M4-RTXB/…/skriv"),
        (f"/angsby/svar/K7M4RTXB/1/{TOKEN}", "/angsby/svar/K7M4RTXB/1/…"),
        (f"/angsby/larm/01a20065-6bc1-75b2-9fbb-b4aa4dfc232e/3/{TOKEN}", "/angsby/larm/01a20065-6bc1-75b2-9fbb-b4aa4dfc232e/3/…"),
        (f"/callbacks/sms/9901/01a20065-6bc1-75b2-9fbb-b4aa4dfc232e/{TOKEN}", "/callbacks/sms/9901/01a20065-6bc1-75b2-9fbb-b4aa4dfc232e/…"),
        (f"/sign-in/t/{SECRET}", "/sign-in/t/…"),
        (f"/sign-in?t={SECRET}&next=/", "/sign-in?t=…&next=/"),
        (f"https://lagat.example/angsby/svar/K7M4RTXB/1/{TOKEN}?fran=mail", "https://lagat.example/angsby/svar/K7M4RTXB/1/…?fran=mail"),
    ],
)  # fmt: skip
def test_the_token_of_a_link_is_masked_and_what_it_is_about_is_not(path: str, left: str) -> None:
    assert mask(f"GET {path} 200") == f"GET {left} 200"


@pytest.mark.parametrize(
    "path",
    [
        "/angsby/kontaktcenter/arende/K7M4RTXB",
        "/angsby/kontaktcenter/arende/K7M4RTXB/orders/01a20065-6bc1-75b2-9fbb-b4aa4dfc232e/approve",
        "/api/v1/9901/reports/K7M4RTXB",
        "/static/app-3f2a9c.js",
    ],
)
def test_addresses_without_a_token_stay_readable(path: str) -> None:
    assert mask(path) == path


@pytest.mark.parametrize("address", ["amira@example.org", "amira.a+lagat@mail.example.org", "å@example.org"])
def test_a_persons_address_is_masked_wherever_it_stands(address: str) -> None:
    line = write_line(f"no such mailbox: <{address}>", recipient=address)
    assert address not in json.dumps(line, ensure_ascii=False)


def test_a_bearer_is_masked() -> None:
    assert mask(f"Authorization: Bearer {SECRET}") == "Authorization: Bearer …"


def test_a_masked_line_is_still_json() -> None:
    line = write_line('said "no":\namira@example.org', headers=f"Authorization: Bearer {SECRET}", path="/angsby")
    assert line["says"] == 'said "no":\n…@…'
    assert line["headers"] == "Authorization: Bearer …"


def test_a_line_carries_its_trace_its_level_and_what_else_was_said() -> None:
    trace = enter_trace(None)
    line = write_line("reaction failed", reaction="dispatch.alarm")
    assert (line["traceparent"], line["level"], line["from"]) == (trace, "info", "backend.web")
    assert (line["says"], line["reaction"]) == ("reaction failed", "dispatch.alarm")
    assert line["at"].endswith("+00:00")


def test_an_error_is_told_on_the_same_line_and_masked_too() -> None:
    try:
        raise ValueError("amira@example.org refused")
    except ValueError:
        line = write_line("failed", exc_info=sys.exc_info())
    assert "ValueError: …@… refused" in line["error"]
