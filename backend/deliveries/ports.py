"""What deliveries need from the outside world: a transport for each channel, and makers of links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from backend.deliveries.letters import LinkEntry


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves. ``message_id`` has its angle brackets; ``dated_at`` is aware, of the promise clock.

    ``callback`` is the address at which the next system may tell what became of it, empty where it cannot. ``form`` is what
    another's system takes beside the words: its own codes, our ``reference``, and the ``account`` whose key it knows.
    """

    address: str
    subject: str
    body: str
    message_id: str
    language: str
    dated_at: datetime
    urgent: bool = False
    callback: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


TOKEN = "token:"
"""Begins a ``provider_id`` under which the number is still to be asked for."""


@dataclass(frozen=True)
class Receipt:
    """The next system's yes: its own id, segments and cost (millionths of a krona), each as far as it said."""

    provider_id: str | None = None
    segments: int | None = None
    cost_micro: int | None = None


@dataclass(frozen=True)
class Sought:
    """A message in doubt: to whom, the real time of its first try, the ids there of what we know of, and its form."""

    address: str
    since: datetime
    known_ids: frozenset[str]
    form: Mapping[str, str] = field(default_factory=dict)


class SendFailure(Exception):
    """A try that did not end in a yes. ``code`` is short, snake_case; the words are the receiver's, if any."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(f"{code}: {said}" if said else code)
        self.code = code


class PassingFailure(SendFailure):
    """Surely not delivered; another try may help."""


class PermanentFailure(SendFailure):
    """Surely not delivered; the receiver will never take it."""


class InDoubt(SendFailure):
    """It may have been delivered: the answer to the last byte never came."""


class Transport(Protocol):
    """Hands one message to the next system. Returns when that has said yes, else raises one of the three failures.

    Takes less time than the senders' lease. Any other exception counts as in doubt.
    """

    def send(self, outgoing: Outgoing) -> Receipt | None: ...


@runtime_checkable
class KeepsOpen(Protocol):
    """A transport that keeps what it opened for the next message of the same thread."""

    def let_go(self) -> None:
        """Nothing more is due: close what this thread kept. Raises nothing."""


@runtime_checkable
class AnswersLater(Protocol):
    """A transport whose system can be asked afterwards whether it has a message."""

    def find_sent(self, sought: Sought) -> Receipt | None:
        """The one message it may be; None where there is none, or where it may be several.

        Raises ``PassingFailure`` where the system does not answer.
        """


class LinkMaker(Protocol):
    """Makes the address behind one entry of a letter's links, in a transaction of the letter's municipality.

    What is random and single-use is made here, when the letter is sent. An exception is a passing failure.
    """

    def __call__(self, session: Session, entry: LinkEntry) -> str: ...
