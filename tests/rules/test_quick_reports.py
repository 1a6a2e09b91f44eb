"""The quick reading of a report's body gives what the schema gives, and leaves to it whatever it does not."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from backend.doors.api.clean_text import clean, clean_json
from backend.doors.api.quick_reports import read_quickly
from backend.doors.api.report_schemas import REPORT_EXAMPLE, ReportBody

WHOLE = {
    **REPORT_EXAMPLE,
    "accuracyM": 12.5,
    "placeWords": "Vid torget",
    "assetNumber": "4711",
    "name": "Amira",
    "mobile": "070-174 06 05",
    "wantsWord": False,
    "mayShowWords": True,
    "mayShowPhoto": True,
    "channel": "app",
}
LEAST = {name: REPORT_EXAMPLE[name] for name in ("clientId", "category", "latitude", "longitude")}


@pytest.mark.parametrize("sent", [REPORT_EXAMPLE, WHOLE, LEAST, {**WHOLE, "answers": {"hur": None, "vad": ["a", 1]}}])
def test_what_is_plainly_right_is_read_as_the_schema_reads_it(sent: dict[str, Any]) -> None:
    quickly = read_quickly(sent)
    assert quickly == Schema.load(ReportBody(), sent)
    assert ReportBody().load(sent) == quickly


@pytest.mark.parametrize(
    "change",
    [
        {"clientId": "short"}, {"clientId": None}, {"category": "x" * 101}, {"latitude": "58.2"}, {"latitude": 58},
        {"latitude": True}, {"words": "x" * 10_001}, {"words": None}, {"email": "Amira@Example.org"}, {"email": "amira"},
        {"email": "amira@-example.org"}, {"wantsWord": "yes"}, {"channel": "phone"}, {"channel": "pigeon"}, {"channel": ["app"]},
        {"prefers": "sms"}, {"occurredAt": "2026-11-21T12:15:00.000Z"}, {"accuracyM": -1.0}, {"answers": []}, {"unknown": 1},
        {"client_id": "m3Zk0o0q9eV5bFQnT7rGxA"},
    ],
)  # fmt: skip
def test_the_unusual_is_the_schemas(change: dict[str, Any]) -> None:
    assert read_quickly({**WHOLE, **change}) is None


@pytest.mark.parametrize("name", LEAST)
def test_what_is_missing_is_told_by_the_schema(name: str) -> None:
    sent = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(ValidationError) as refused:
        ReportBody().load(sent)
    assert list(refused.value.messages) == [name]


@pytest.mark.parametrize("email", ["amira-1@example.org", "a.b+c@x1.y-z.se", "a@b.c.d.e.se"])
def test_a_mailbox_that_is_read_quickly_is_one_for_the_schema_too(email: str) -> None:
    sent = {**LEAST, "email": email}
    quickly = read_quickly(sent)
    assert quickly is not None
    assert quickly == Schema.load(ReportBody(), sent)


@pytest.mark.parametrize(
    "sent", [{"a": "b\0"}, {"a\0": ["\ud800", {"b": "\0"}]}, {"a": "b"}, {"a": 2**70}, ["\\u0000"]]
)
def test_a_body_is_cleaned_as_any_text(sent: Any) -> None:
    assert clean_json(sent) == clean(sent)
