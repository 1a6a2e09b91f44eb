"""SMS by the provider's interface: to a real server on loopback, and to one that answers what it is told."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.adapters.sms_46elks import NoSms
from backend.adapters.sms_46elks import build_sms_transport as build_from_settings
from backend.adapters.sms_practice import read_sms
from backend.deliveries import InDoubt, Outgoing, PassingFailure, PermanentFailure, Receipt, Sought
from tests.delivery_builders import build_outgoing
from tests.settings_builders import read_settings
from tests.sms_servers import AMIRAS_NUMBER, behave, build_sms_transport, run_provider

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sms"


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    with run_provider(folder) as port:
        yield port


def build_sms(**changes: Any) -> Outgoing:
    return build_outgoing(**{"address": AMIRAS_NUMBER, "body": "K7M4-RTXB: Lampan lyser!", **changes})


def sought(**changes: Any) -> Sought:
    return Sought(**{"address": AMIRAS_NUMBER, "since": datetime.now(UTC), "known_ids": frozenset(), **changes})


def test_an_sms_arrives_as_it_was_written_and_says_what_it_cost(port: int, folder: Path) -> None:
    receipt = build_sms_transport(port).send(build_sms(body="Lampan på Ängsgatan lyser igen. " * 6))
    (kept,) = read_sms(folder)
    assert (kept.to, kept.sender, kept.message) == (
        AMIRAS_NUMBER,
        "Lagat",
        ("Lampan på Ängsgatan lyser igen. " * 6).strip(),
    )
    assert receipt == Receipt(kept.id, segments=2, cost_micro=700_000)


def test_a_provider_is_asked_not_to_keep_the_text_and_is_told_where_to_call_back() -> None:
    with scripted_provider(answer(200, {"id": "s1", "status": "created"})) as (port, heard):
        build_sms_transport(port).send(build_sms(callback="https://lagat.example/callbacks/sms/9901/1/t"))
    assert "dontlog=message" in heard[0]
    assert "whendelivered=https%3A%2F%2Flagat.example%2Fcallbacks%2Fsms%2F9901%2F1%2Ft" in heard[0]
    assert "Content-Type: application/x-www-form-urlencoded" in heard[0]
    assert "Authorization: Basic " in heard[0]


@pytest.mark.parametrize(
    ("how", "failure", "kept"),
    [
        ("400", PermanentFailure, 0),
        ("401", PassingFailure, 0),
        ("503", PassingFailure, 0),
        ("close", InDoubt, 0),
        ("lose_answer", InDoubt, 1),
        ("500_kept", InDoubt, 1),
    ],
)
def test_each_way_a_provider_may_fail_has_its_meaning(
    port: int, folder: Path, how: str, failure: type[Exception], kept: int
) -> None:
    behave(folder, how)
    with pytest.raises(failure):
        build_sms_transport(port).send(build_sms())
    assert len(read_sms(folder)) == kept


@pytest.mark.parametrize("number", ["+46101234567", "+4521234567", "070-174 06 05x", "amira@example.org"])
def test_a_number_we_do_not_write_to_is_a_permanent_failure(port: int, folder: Path, number: str) -> None:
    with pytest.raises(PermanentFailure):
        build_sms_transport(port).send(build_sms(address=number))
    assert read_sms(folder) == []


def test_nobody_at_the_port_is_a_passing_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(PassingFailure, match="no_connection"):
            build_sms_transport(unused.getsockname()[1]).send(build_sms())


def test_a_provider_that_never_answers_is_in_doubt() -> None:
    with scripted_provider(None) as (port, _), pytest.raises(InDoubt):
        build_sms_transport(port, timeout_seconds=0.4).send(build_sms())


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnot json!", InDoubt),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\ncut", InDoubt),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/a1/sms\r\nContent-Length: 0\r\n\r\n", PassingFailure),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 400_000, InDoubt),
        (b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n", InDoubt),
        (b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", PassingFailure),
    ],
)
def test_an_answer_that_is_rubbish_endless_or_leads_elsewhere_is_no_yes(said: bytes, failure: type[Exception]) -> None:
    with scripted_provider(said) as (port, heard), pytest.raises(failure):
        build_sms_transport(port).send(build_sms())
    assert len(heard) == 1, "no redirect is followed"


def test_an_sms_whose_answer_was_lost_is_found_at_the_provider(port: int, folder: Path) -> None:
    transport = build_sms_transport(port)
    behave(folder, "lose_answer")
    before = datetime.now(UTC)
    with pytest.raises(InDoubt):
        transport.send(build_sms())
    behave(folder, "")
    found = transport.find_sent(sought(since=before))
    assert found == Receipt(read_sms(folder)[0].id, segments=1, cost_micro=350_000)


def test_what_was_sent_before_or_is_known_already_is_not_taken_for_it(port: int, folder: Path) -> None:
    transport = build_sms_transport(port)
    known = transport.send(build_sms())
    assert known is not None
    assert known.provider_id is not None
    assert transport.find_sent(sought(known_ids=frozenset({known.provider_id}))) is None
    assert transport.find_sent(sought(since=datetime.now(UTC) + timedelta(minutes=5))) is None
    assert transport.find_sent(sought(address="+46701740699")) is None


def test_of_several_it_may_be_none_is_chosen(port: int) -> None:
    transport = build_sms_transport(port)
    transport.send(build_sms())
    transport.send(build_sms())
    assert transport.find_sent(sought()) is None


@pytest.mark.parametrize("how", ["401", "503", "close"])
def test_a_provider_that_does_not_answer_is_asked_again_later(port: int, folder: Path, how: str) -> None:
    behave(folder, how)
    with pytest.raises(PassingFailure):
        build_sms_transport(port).find_sent(sought())


def test_one_that_failed_at_the_provider_is_not_sent() -> None:
    listed = {"id": "s1", "to": AMIRAS_NUMBER, "from": "Lagat", "direction": "outgoing", "status": "failed"}
    with scripted_provider(answer(200, {"data": [listed]})) as (port, _), pytest.raises(PermanentFailure):
        build_sms_transport(port).find_sent(sought())


def test_an_installation_without_sms_refuses_what_is_queued_all_the_same() -> None:
    transport = build_from_settings(read_settings())
    assert isinstance(transport, NoSms)
    with pytest.raises(PermanentFailure, match="sms_not_set_up"):
        transport.send(build_sms())


def test_the_practice_provider_runs_as_a_program(folder: Path) -> None:
    command = [sys.executable, "-m", "backend.adapters.sms_practice", "--port", "0", "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        port = int(program.stdout.readline().rpartition(":")[2])
        build_sms_transport(port).send(build_sms())
        program.terminate()
        program.wait(10)
    assert len(read_sms(folder, to=AMIRAS_NUMBER)) == 1


def answer(status: int, said: object) -> bytes:
    body = json.dumps(said).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@contextlib.contextmanager
def scripted_provider(said: bytes | None) -> Iterator[tuple[int, list[str]]]:
    """A provider that hears one request, answers ``said`` (None: nothing, for a second), and hangs up."""
    heard: list[str] = []
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.settimeout(2)
                heard.append(_hear(connection))
                if said is None:
                    done.wait(1)
                else:
                    with contextlib.suppress(OSError):
                        connection.sendall(said)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        done.set()
        thread.join(5)


def _hear(connection: socket.socket) -> str:
    text = ""
    while "\r\n\r\n" not in text:
        text += connection.recv(4096).decode()
    head, _, body = text.partition("\r\n\r\n")
    expected = next(
        (int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")), 0
    )
    while len(body.encode()) < expected:
        body += connection.recv(4096).decode()
    return f"{head}\r\n\r\n{body}"
