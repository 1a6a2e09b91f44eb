"""The one door out: what is not globally routable is not called, and nothing may answer endlessly, slowly or elsewhere."""

import contextlib
import socket
import time
from typing import Any

import pytest

from backend.adapters.door_out import DoorOut, Refused, Unanswered, Unreached
from backend.adapters.routable import is_allowed
from tests.outside_servers import Serve, answering, run_raw_server

SECONDS = 1.0
PUBLIC = "8.8.8.8"


def build_door(**changes: Any) -> DoorOut:
    return DoorOut(**{"timeout_seconds": SECONDS, "loopback": True, **changes})


def dial_no_one(_: tuple[str, int], __: float) -> socket.socket:
    raise AssertionError("connected to")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.8", "192.0.2.7", "198.18.0.1", "198.51.100.3", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001:0:7f00:1::1",
        "localhost", "",
    ],
)  # fmt: skip
def test_what_is_not_globally_routable_is_not_allowed(address: str) -> None:
    assert not is_allowed(address, loopback=False)


@pytest.mark.parametrize(
    "address", [PUBLIC, "193.10.1.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_globally_routable_is(address: str) -> None:
    assert is_allowed(address, loopback=False)


@pytest.mark.parametrize(
    ("address", "allowed"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("::ffff:127.0.0.1", False)]
)
def test_loopback_opens_loopback_alone(address: str, allowed: bool) -> None:
    assert is_allowed(address, loopback=True) is allowed


@pytest.mark.parametrize("found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"], ["fe80::1"], []])
def test_a_name_with_one_such_address_is_connected_to_nowhere(found: list[str]) -> None:
    door = build_door(loopback=False, resolve=lambda *_: found, dial=dial_no_one)
    with pytest.raises(Refused) as refused:
        door.call("GET", "https://open311.example/v2")
    assert refused.value.code == "not_routable"


@pytest.mark.parametrize(
    "address",
    [
        "http://open311.example/v2", "https://user:word@open311.example/", "https://open311.example@127.0.0.1/",
        "https://open311.example\\@127.0.0.1/", "https://127.0.0.1\\.open311.example/", "https://open311.example/\tx",
        "https://open311.example/\r\nHost: x", "https://open311.example/?to=x", "https://open311.example/#x",
        "https:///v2", "https://", "ftp://open311.example/", "file:///etc/passwd", "gopher://127.0.0.1:25/", "//x/",
        "https://open311.example:0/", "https://open311.example:99999/", "https://ℯxample.example/", "https://[::1%25lo]/",
        "https://" + "a" * 600, "http://127.0.0.1.open311.example/", "http://localhost/",
    ],
)  # fmt: skip
def test_an_address_that_two_readers_could_read_differently_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        build_door(resolve=lambda *_: [PUBLIC], dial=dial_no_one).call("GET", address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_numbers_that_mean_this_machine_are_refused_when_resolved(host: str) -> None:
    with pytest.raises(Refused):
        build_door(loopback=False, dial=dial_no_one).call("GET", f"https://{host}/")


def test_a_name_that_turns_to_this_machine_after_it_was_checked_reaches_what_was_checked() -> None:
    answers, asked, dialled = iter([[PUBLIC], ["127.0.0.1"]]), [], []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return next(answers)

    def dial(address: tuple[str, int], _: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    with pytest.raises(Unreached):
        build_door(loopback=False, resolve=resolve, dial=dial).call("GET", "https://rebinding.example/")
    assert (asked, dialled) == ([("rebinding.example", 443)], [(PUBLIC, 443)])


def test_it_answers_and_the_form_is_encoded() -> None:
    with run_raw_server(answering(b"[]")) as server:
        answer = build_door().call(
            "POST", f"http://127.0.0.1:{server.port}/v2/requests.json", form={"description": "å & ä"}
        )
        sent = server.requests[0]
    assert (answer.status, answer.body) == (200, b"[]")
    assert sent.startswith(b"POST /v2/requests.json HTTP/1.1")
    assert b"application/x-www-form-urlencoded" in sent
    assert b"Accept-Encoding: identity" in sent


def test_loopback_is_shut_unless_the_operator_opens_it() -> None:
    with run_raw_server(answering(b"secret")) as server:
        with pytest.raises(Refused):
            build_door(loopback=False).call("GET", f"http://127.0.0.1:{server.port}/")
        assert server.requests == []


def test_a_redirect_is_not_followed() -> None:
    with run_raw_server(answering(b"secret")) as inner:
        away = answering(b"", "302 Found", f"Location: http://127.0.0.1:{inner.port}/")
        with run_raw_server(away) as server:
            answer = build_door().call("GET", f"http://127.0.0.1:{server.port}/")
        assert (answer.status, inner.requests) == (302, [])


def endless(line: socket.socket, _: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        line.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def dripping(beginning: bytes) -> Serve:
    def drip(line: socket.socket, _: bytes) -> None:
        line.sendall(beginning)
        for _drop in range(100):
            line.sendall(b"x")
            time.sleep(0.1)

    return drip


def silent(line: socket.socket, _: bytes) -> None:
    time.sleep(4 * SECONDS)


def test_an_endless_answer_is_cut_off() -> None:
    with run_raw_server(endless) as server, pytest.raises(Unanswered):
        build_door(most_bytes=50_000, timeout_seconds=20).call("GET", f"http://127.0.0.1:{server.port}/")


@pytest.mark.parametrize(
    "serve",
    [
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Type: "),
        dripping(b"HTTP/1.1 200 OK\r\n\r\n"),
        silent,
    ],
    ids=["body", "headers", "body without length", "silent"],
)
def test_an_answer_a_drop_at_a_time_ends_when_the_time_is_out(serve: Serve) -> None:
    began = time.monotonic()
    with run_raw_server(serve) as server, pytest.raises(Unanswered):
        build_door().call("GET", f"http://127.0.0.1:{server.port}/")
    assert time.monotonic() - began < 3 * SECONDS


def test_a_handshake_that_never_ends_is_cut_off_too_and_nothing_was_sent() -> None:
    began = time.monotonic()
    with run_raw_server(silent) as server, pytest.raises(Unreached):
        build_door(resolve=lambda *_: ["127.0.0.1"]).call("POST", f"https://open311.example:{server.port}/", form={})
    assert time.monotonic() - began < 3 * SECONDS


def test_who_cannot_show_a_certificate_gets_nothing() -> None:
    with run_raw_server(answering(b"HTTP all the same")) as server, pytest.raises(Unreached) as shut:
        build_door().call("POST", f"https://127.0.0.1:{server.port}/", form={"api_key": "secret"})
    assert shut.value.code == "not_trusted"
    assert not any(b"secret" in each for each in server.requests)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"nonsense\r\n\r\n"])
def test_half_an_answer_is_none(answer: bytes) -> None:
    with run_raw_server(lambda line, _: line.sendall(answer)) as server, pytest.raises(Unanswered):
        build_door().call("POST", f"http://127.0.0.1:{server.port}/", form={})


def test_a_packed_answer_is_not_unpacked() -> None:
    packed = answering(b"\x1f\x8b" * 10, "200 OK", "Content-Encoding: gzip")
    with run_raw_server(packed) as server, pytest.raises(Unanswered):
        build_door().call("GET", f"http://127.0.0.1:{server.port}/")


def test_nobody_there_is_surely_unsent() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreached):
        build_door().call("POST", f"http://127.0.0.1:{port}/", form={})


def test_a_proxy_of_the_surroundings_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_raw_server(answering(b"proxy")) as proxy, run_raw_server(answering(b"[]")) as server:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert build_door().call("GET", f"http://127.0.0.1:{server.port}/").body == b"[]"
        assert proxy.requests == []
