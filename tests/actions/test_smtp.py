"""Mail by SMTP to a real server on loopback, and the contract that the tests' own transport keeps too."""

import contextlib
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from backend.adapters.postbox import read_postbox
from backend.adapters.smtp import SmtpTransport, read_mailbox
from backend.deliveries import InDoubt, Outgoing, PassingFailure, PermanentFailure, Transport
from tests.delivery_builders import NOON, FakeTransport, build_outgoing
from tests.mail_servers import build_transport, run_sink


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def sink(folder: Path) -> Iterator[int]:
    with run_sink(folder) as port:
        yield port


class Counted(SmtpTransport):
    """Remembers every server it met."""

    met: list[smtplib.SMTP]

    def _connect(self) -> Any:
        server = super()._connect()
        self.met.append(server)
        return server


def count_connections(transport: SmtpTransport) -> Counted:
    settings = {each.name: getattr(transport, each.name) for each in fields(transport) if each.init}
    counted = Counted(**settings)
    object.__setattr__(counted, "met", [])
    return counted


class Contract:
    """What every transport of mail keeps. ``fail`` makes the receiver's side fail in a way."""

    @pytest.fixture
    def transport(self) -> Transport:
        raise NotImplementedError

    @pytest.fixture
    def fail(self) -> Callable[[str], None]:
        raise NotImplementedError

    @pytest.fixture
    def taken(self) -> Callable[[], list[tuple[str, str, str, str]]]:
        raise NotImplementedError

    def test_a_message_arrives_as_it_was_written(
        self, transport: Transport, taken: Callable[[], list[tuple[str, str, str, str]]]
    ) -> None:
        outgoing = build_outgoing()
        transport.send(outgoing)
        assert taken() == [(outgoing.address, outgoing.subject, outgoing.body, outgoing.message_id)]

    def test_a_receiver_that_is_busy_is_a_passing_failure(
        self, transport: Transport, fail: Callable[[str], None], taken: Callable[[], list[object]]
    ) -> None:
        fail("passing")
        with pytest.raises(PassingFailure):
            transport.send(build_outgoing())
        assert taken() == []

    def test_a_lost_answer_is_in_doubt(
        self, transport: Transport, fail: Callable[[str], None], taken: Callable[[], list[object]]
    ) -> None:
        fail("in_doubt")
        with pytest.raises(InDoubt):
            transport.send(build_outgoing())
        assert len(taken()) == 1

    @pytest.mark.parametrize("address", ["amira", "amira@example.org, dag@example.org", "a@b\r\nBcc: dag@example.org"])
    def test_what_is_not_one_mailbox_is_a_permanent_failure(
        self, transport: Transport, taken: Callable[[], list[object]], address: str
    ) -> None:
        with pytest.raises(PermanentFailure):
            transport.send(build_outgoing(address=address))
        assert taken() == []


class TestTheFakeTransport(Contract):
    @pytest.fixture
    def transport(self) -> FakeTransport:
        return FakeTransport()

    @pytest.fixture
    def fail(self, transport: FakeTransport) -> Callable[[str], None]:
        return lambda how: setattr(transport, "failing", how)

    @pytest.fixture
    def taken(self, transport: FakeTransport) -> Callable[[], list[tuple[str, str, str, str]]]:
        return lambda: [(mail.address, mail.subject, mail.body, mail.message_id) for mail in transport.taken]


class TestSmtp(Contract):
    @pytest.fixture
    def transport(self, sink: int) -> Transport:
        return build_transport(sink)

    @pytest.fixture
    def fail(self, folder: Path) -> Callable[[str], None]:
        def refuse(how: str) -> None:
            (folder / "refuse").write_text({"passing": "451", "in_doubt": "lose_answer"}[how])

        return refuse

    @pytest.fixture
    def taken(self, folder: Path) -> Callable[[], list[tuple[str, str, str, str]]]:
        return lambda: [(mail.to, mail.subject, mail.body, mail.message_id) for mail in read_postbox(folder)]

    def test_a_mail_says_that_a_machine_sent_it_and_in_which_language(self, transport: Transport, folder: Path) -> None:
        transport.send(build_outgoing())
        written = next(folder.glob("*.eml")).read_text()
        assert "Auto-Submitted: auto-generated" in written
        assert "Content-Type: text/plain" in written
        mail = read_postbox(folder)[0]
        assert (mail.language, mail.dated_at) == ("sv", NOON)

    def test_a_line_break_in_the_subject_is_refused_by_the_library(self, transport: Transport, folder: Path) -> None:
        with pytest.raises(PermanentFailure, match="message_malformed"):
            transport.send(build_outgoing(subject="Din anmälan\r\nBcc: dag@example.org"))
        assert read_postbox(folder) == []

    def test_a_receiver_that_hangs_up_is_a_passing_failure(self, transport: Transport, folder: Path) -> None:
        (folder / "refuse").write_text("close")
        with pytest.raises(PassingFailure, match="connection_lost"):
            transport.send(build_outgoing())

    def test_mails_to_send_go_over_one_connection_until_there_are_none(self, sink: int, folder: Path) -> None:
        transport = count_connections(build_transport(sink))
        for _ in range(3):
            transport.send(build_outgoing())
        assert (len(transport.met), len(read_postbox(folder))) == (1, 3)
        transport.let_go()
        assert transport.met[0].sock is None, "parted"
        transport.send(build_outgoing())
        assert len(transport.met) == 2
        transport.let_go()

    def test_a_server_that_parted_meanwhile_is_met_anew_and_costs_no_try(self, sink: int, folder: Path) -> None:
        transport = count_connections(build_transport(sink))
        transport.send(build_outgoing())
        sock = transport.met[0].sock
        assert sock is not None
        sock.shutdown(socket.SHUT_RDWR)
        transport.send(build_outgoing())
        assert (len(transport.met), len(read_postbox(folder))) == (2, 2)
        transport.let_go()

    def test_a_connection_on_which_something_went_wrong_is_not_used_again(self, sink: int, folder: Path) -> None:
        transport = count_connections(build_transport(sink))
        transport.send(build_outgoing())
        (folder / "refuse").write_text("451")
        with pytest.raises(PassingFailure):
            transport.send(build_outgoing())
        assert transport.met[0].sock is None
        (folder / "refuse").unlink()
        transport.send(build_outgoing())
        assert (len(transport.met), len(read_postbox(folder))) == (2, 2)
        transport.let_go()

    def test_the_postbox_shows_the_newest_first_and_one_recipient_alone(
        self, transport: Transport, folder: Path
    ) -> None:
        for address in ("amira@example.org", "cleo@example.org", "amira@example.org"):
            transport.send(build_outgoing(address=address))
        mails = read_postbox(folder)
        assert [mail.received_at for mail in mails] == sorted((mail.received_at for mail in mails), reverse=True)
        assert len(read_postbox(folder, to="Amira@example.org")) == 2
        assert len(read_postbox(folder, limit=1)) == 1


def test_nobody_at_the_port_is_a_passing_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(PassingFailure, match="no_connection"):
            build_transport(unused.getsockname()[1]).send(build_outgoing())


@contextlib.contextmanager
def scripted_server(answers: list[bytes]) -> Iterator[int]:
    """A server that greets, gives one answer to each thing it hears (a mail's text is one), and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                for answer in answers:
                    lines.readline()
                    connection.sendall(answer)
                    if answer.startswith(b"354"):
                        while lines.peek(3)[:3] not in (b"", b".\r\n"):
                            lines.readline()
                lines.readline()

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


UP_TO_DATA = [b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"]


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ([b"250 hello\r\n", b"550 not you\r\n"], PermanentFailure),
        ([b"250 hello\r\n", b"250 sender\r\n", b"550 no such mailbox\r\n"], PermanentFailure),
        ([b"250 hello\r\n", b"250 sender\r\n", b"452 mailbox full\r\n"], PassingFailure),
        ([b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"554 no\r\n"], PermanentFailure),
        ([*UP_TO_DATA, b"452 disk full\r\n"], PassingFailure),
        ([*UP_TO_DATA, b"554 looks like spam\r\n"], PermanentFailure),
        (UP_TO_DATA, InDoubt),
        ([b"250 hello\r\n"], PassingFailure),
    ],
)
def test_each_answer_of_a_server_has_its_meaning(answers: list[bytes], failure: type[Exception]) -> None:
    with scripted_server(answers) as port, pytest.raises(failure):
        build_transport(port).send(build_outgoing())


def test_a_server_that_never_greets_is_a_passing_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PassingFailure):
        build_transport(silent.getsockname()[1], timeout_seconds=0.3).send(build_outgoing())


@pytest.mark.parametrize(
    ("address", "read"),
    [("amira@example.org", "amira@example.org"), ("amira@ängsby.example", "amira@xn--ngsby-fra.example")],
)
def test_a_domain_may_be_written_with_letters_of_our_own(address: str, read: str) -> None:
    assert read_mailbox(address).addr_spec == read


@pytest.mark.parametrize(
    "address", ["åsa@example.org", "a@b@c", "@example.org", "amira@", "amira @example.org", "a@b\n"]
)
def test_an_address_mail_cannot_reach_is_refused(address: str) -> None:
    with pytest.raises(PermanentFailure):
        read_mailbox(address)


def test_the_sink_refuses_to_listen_beyond_loopback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "backend.adapters.mail_sink", "--port", "0", "--folder", str(tmp_path)]
    ended = subprocess.run([*command, "--host", "0.0.0.0"], capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "loopback only" in ended.stderr


def test_the_sink_runs_as_a_program(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "backend.adapters.mail_sink", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        port = int(program.stdout.readline().rpartition(":")[2])
        outgoing: Outgoing = build_outgoing()
        build_transport(port).send(outgoing)
        program.terminate()
        assert program.wait(10) == 0
    assert [mail.message_id for mail in read_postbox(tmp_path)] == [outgoing.message_id]
