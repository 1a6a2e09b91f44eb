"""Mail by SMTP: one recipient a mail, and an exact answer to "did it arrive?".

A connection is kept for the next mail of the same thread while there are mails to send: in a storm saying hello costs
more than the mail. It is asked for a sign of life first, and one that anything went wrong on is never used again.
Until the final dot has been written a mail is surely not delivered; from then on, until the receiver's answer is read,
it is in doubt. That is why the last step of DATA is made here and not by ``smtplib.SMTP.sendmail``.
"""

import contextlib
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from typing import Any

from backend.deliveries import InDoubt, Outgoing, PassingFailure, PermanentFailure
from backend.foundation.settings import Settings

_MAILBOX = re.compile(r"[^\s@<>(),;:\"\\\[\]\x00-\x1f\x7f]+@[^\s@<>(),;:\"\\\[\]\x00-\x1f\x7f]+")
_LEADING_DOT = re.compile(rb"(?m)^\.")
SECONDS_TO_PART = 2.0
MAILS_A_CONNECTION = 50


@dataclass(frozen=True)
class SmtpTransport:
    """Hands mails to one SMTP server. ``security`` is none, starttls or tls.

    ``steps_seconds`` is for everything up to the final dot, ``timeout_seconds`` for the answer to it: together less
    than the senders' lease, so that nobody else takes up a mail that is still being talked about. Unless it is empty,
    the server must greet with ``greeting``, or it gets nothing.
    """

    host: str
    port: int
    mail_from: str
    timeout_seconds: float
    steps_seconds: float
    security: str = "none"
    user: str = ""
    password: str = ""
    greeting: str = ""
    _kept: threading.local = field(default_factory=threading.local, init=False, repr=False, compare=False)

    @classmethod
    def from_settings(cls, settings: Settings, *, greeting: str = "") -> "SmtpTransport":
        """The transport an installation has chosen; with ``greeting`` only to a server that greets with those words."""
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            mail_from=settings.mail_from,
            timeout_seconds=settings.mail_timeout_seconds,
            steps_seconds=(settings.delivery_lease_seconds - settings.mail_timeout_seconds) * 0.8,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password,
            greeting=greeting,
        )

    def send(self, outgoing: Outgoing) -> None:
        """Send one mail; returns when the server has said yes. See ``deliveries.ports.Transport`` for what it raises."""
        recipient = read_mailbox(outgoing.address)
        try:
            message = write_message(outgoing, mail_from=self.mail_from, recipient=recipient)
        except ValueError as error:  # the library refuses line breaks in headers
            raise PermanentFailure("message_malformed", type(error).__name__) from error
        until = time.monotonic() + self.steps_seconds
        with self._introduced(until) as server:
            self._name_parties(server, recipient, until)
            self._send_content(server, message.as_bytes(), until)

    def let_go(self) -> None:
        """Nothing more is due: part from the server this thread kept."""
        server = self._take_kept()
        if server is not None:
            _part(server)

    @contextlib.contextmanager
    def _introduced(self, until: float) -> Iterator["_Greeted | _GreetedByTls"]:
        """A server that let us in. What fails before the parties are named says nothing about the mail: it passes."""
        server = self._take_kept()
        if server is None or not _answers(server):
            server = self._meet(until)
        try:
            yield server
        except BaseException:
            _part(server)
            raise
        server.mails += 1
        if server.mails < MAILS_A_CONNECTION:
            self._kept.server = server
        else:
            _part(server)

    def _take_kept(self) -> "_Greeted | _GreetedByTls | None":
        server = getattr(self._kept, "server", None)
        self._kept.server = None
        return server

    def _meet(self, until: float) -> "_Greeted | _GreetedByTls":
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise PassingFailure("no_connection", _words_of(error)) from error
        try:
            if self.greeting not in server.greeting:
                raise PassingFailure("not_the_postbox")
            if server.sock is not None:
                # The final dot is written by itself: without this it would wait 40 ms for the text to be confirmed.
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._introduce(server, until)
        except BaseException:
            _part(server)
            raise
        return server

    def _connect(self) -> "_Greeted | _GreetedByTls":
        domain = domain_of(self.mail_from)
        if self.security == "tls":
            context = ssl.create_default_context()
            return _GreetedByTls(self.host, self.port, domain, timeout=self.steps_seconds, context=context)
        return _Greeted(self.host, self.port, domain, timeout=self.steps_seconds)

    def _introduce(self, server: smtplib.SMTP, until: float) -> None:
        try:
            _allow_until(server, until)
            server.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException) as error:
            raise PassingFailure("not_let_in", _words_of(error)) from error

    def _name_parties(self, server: smtplib.SMTP, recipient: Address, until: float) -> None:
        try:
            _allow_until(server, until)
            _expect(server.mail(self.mail_from), "sender_refused")
            _allow_until(server, until)
            _expect(server.rcpt(recipient.addr_spec), "recipient_refused")
            _allow_until(server, until)
            code, words = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            raise PassingFailure("connection_lost", _words_of(error)) from error
        if code != 354:
            raise _failure_of(code, words, "content_refused")

    def _send_content(self, server: smtplib.SMTP, content: bytes, until: float) -> None:
        try:
            _allow_until(server, until)
            server.send(_LEADING_DOT.sub(b"..", content))
        except (OSError, smtplib.SMTPException) as error:
            raise PassingFailure("connection_lost", _words_of(error)) from error
        try:
            _allow(server, self.timeout_seconds)
            server.send(b".\r\n")
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise InDoubt("answer_lost", _words_of(error)) from error
        _expect(answer, "content_refused")


class _Greeted(smtplib.SMTP):
    """Remembers what the server said first, and how many mails it took."""

    greeting = ""
    mails = 0

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        code, words = super().connect(host, port, source_address)
        self.greeting = words.decode("utf-8", "replace")
        return code, words


class _GreetedByTls(smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""

    greeting = ""
    mails = 0

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        code, words = super().connect(host, port, source_address)
        self.greeting = words.decode("utf-8", "replace")
        return code, words


def write_message(outgoing: Outgoing, *, mail_from: str, recipient: Address) -> EmailMessage:
    """The mail as text/plain in UTF-8, marked as sent by a machine so that machines do not answer. No tracking."""
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = Address(addr_spec=mail_from)
    message["To"] = recipient
    message["Subject"] = outgoing.subject
    message["Date"] = outgoing.dated_at
    message["Message-ID"] = outgoing.message_id
    message["Auto-Submitted"] = "auto-generated"
    if outgoing.urgent:
        message["Importance"] = "high"
    text = outgoing.body if outgoing.body.endswith("\n") else outgoing.body + "\n"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = outgoing.language  # after the content, which takes such headers away
    return message


def read_mailbox(address: str) -> Address:
    """One mailbox, its domain in ASCII. Raises ``PermanentFailure`` for anything else, several addresses included."""
    if not _MAILBOX.fullmatch(address):
        raise PermanentFailure("address_malformed")
    name, domain = address.split("@")
    try:
        spelled = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise PermanentFailure("address_malformed") from error
    if not name.isascii():
        # Needs SMTPUTF8 all the way to the recipient; a server on the way that lacks it would lose the mail.
        raise PermanentFailure("address_not_supported")
    return Address(username=name, domain=spelled)


def domain_of(mail_from: str) -> str:
    """The part of our own address after the @."""
    return mail_from.rpartition("@")[2]


def _answers(server: smtplib.SMTP) -> bool:
    """Whether a kept connection still is one, and ready for the next mail; else it is closed."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        _allow(server, SECONDS_TO_PART)
        if server.rset()[0] == 250:
            return True
    server.close()
    return False


def _part(server: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        _allow(server, SECONDS_TO_PART)
        server.quit()
    server.close()


def _allow_until(server: smtplib.SMTP, until: float) -> None:
    _allow(server, max(until - time.monotonic(), 0.1))


def _allow(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _expect(answer: tuple[int, bytes], refusal: str) -> None:
    code, words = answer
    if not 200 <= code < 300:
        raise _failure_of(code, words, refusal)


def _failure_of(code: int, words: bytes, refusal: str) -> PassingFailure | PermanentFailure:
    said = f"{code} {words.decode('utf-8', 'replace')}"
    return PermanentFailure(refusal, said) if 500 <= code < 600 else PassingFailure(refusal, said)


def _words_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
