"""SMS by 46elks' published interface: form-encoded, one recipient a request, and an exact answer to "did it leave?".

Until the request is on its way an SMS is surely not sent; from then on, until the provider's answer is read, it is in
doubt, and is asked for in the provider's list. The account's own address comes from the settings and from nowhere
else; redirects are not followed, and an answer may be neither endless nor slow. The provider is told not to keep the
text (``dontlog``).
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import urllib3

from backend.adapters.sms_practice import GREETING, WHO
from backend.deliveries import (
    InDoubt,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    Receipt,
    Sought,
    Transport,
    read_mobile,
)
from backend.foundation.errors import Invalid
from backend.foundation.settings import Settings

PATH = "/a1/sms"
MOST_BYTES = 200_000
CONNECT_SECONDS = 5.0
CLOCKS_APART = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
MOST_LISTED = 100
MICRO_IN_COST = 100
"""The provider counts in ten-thousandths of a krona."""
_NOT_TAKEN = frozenset({401, 402, 403, 404, 405, 408, 429, 503})
"""Answers that say that nothing was sent, for a reason that passes or that we must mend, not the recipient."""


@dataclass(frozen=True)
class ElksTransport:
    """Hands SMS to the provider at ``address``. ``timeout_seconds`` is less than the senders' lease."""

    address: str
    user: str
    password: str
    sender: str
    timeout_seconds: float
    open_prefixes: tuple[str, ...] = ()
    practice_only: bool = False

    def send(self, outgoing: Outgoing) -> Receipt | None:
        """Send one SMS; returns when the provider has taken it. See ``deliveries.ports.Transport`` for what it raises."""
        try:
            number = read_mobile(outgoing.address, open_prefixes=self.open_prefixes)
        except Invalid as refusal:
            raise PermanentFailure(refusal.code) from refusal
        self._refuse_the_world()
        form = {"from": self.sender, "to": number, "message": outgoing.body.strip(), "dontlog": "message"}
        if outgoing.callback:
            form["whendelivered"] = outgoing.callback
        try:
            status, body = self._call("POST", data=form)
        except requests.RequestException as error:
            raise _failure_of(error) from error
        return _read_taken(status, body)

    def find_sent(self, sought: Sought) -> Receipt | None:
        """The one SMS to that number the provider has taken since, and we do not know of; None where it cannot tell.

        Raises ``PassingFailure`` where it does not answer, ``PermanentFailure`` where that one SMS has failed.
        """
        since = sought.since.astimezone(UTC) - CLOCKS_APART
        asked = {"to": sought.address, "end": since.replace(tzinfo=None).isoformat(), "limit": str(MOST_LISTED)}
        try:
            status, body = self._call("GET", params=asked)
        except requests.RequestException as error:
            raise PassingFailure("not_answered", type(error).__name__) from error
        listed = _read_json(body).get("data") if status == 200 else None
        if not isinstance(listed, list) or len(listed) >= MOST_LISTED:
            raise PassingFailure("list_unreadable", str(status))
        candidates = [each for each in listed if self._may_be(each, sought, since)]
        if len(candidates) != 1:
            return None
        if candidates[0].get("status") == "failed":
            raise PermanentFailure("provider_failed")
        return _receipt(candidates[0])

    def _refuse_the_world(self) -> None:
        """With ``practice_only`` nobody but our own practice provider gets anything."""
        if not self.practice_only:
            return
        try:
            status, body = self._call("GET", path=WHO)
        except requests.RequestException as error:
            raise PassingFailure("no_connection", type(error).__name__) from error
        if status != 200 or body != GREETING.encode():
            raise PassingFailure("not_the_postbox")

    def _may_be(self, listed: Any, sought: Sought, since: datetime) -> bool:
        if not isinstance(listed, dict) or not isinstance(listed.get("id"), str):
            return False
        created = _read_moment(listed.get("created"))
        return (
            str(listed.get("direction", "outgoing")).startswith("outgoing")
            and listed.get("to") == sought.address
            and listed.get("from") == self.sender
            and listed["id"] not in sought.known_ids
            and (created is None or created >= since)
        )

    def _call(self, method: str, *, path: str = PATH, **more: Mapping[str, str]) -> tuple[int, bytes]:
        until = time.monotonic() + self.timeout_seconds
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor a password from the machine's surroundings
            answer = session.request(
                method,
                self.address + path,
                auth=(self.user, self.password),
                timeout=(min(CONNECT_SECONDS, self.timeout_seconds), self.timeout_seconds),
                allow_redirects=False,
                stream=True,
                data=more.get("data"),
                params=more.get("params"),
            )
            body = b""
            for part in answer.iter_content(8192):
                body += part
                if len(body) > MOST_BYTES or time.monotonic() > until:
                    raise requests.exceptions.ContentDecodingError("answer too long or too slow")
            return answer.status_code, body


class NoSms:
    """The transport of an installation that sends no SMS: what is queued all the same is parked where staff see it."""

    def send(self, outgoing: Outgoing) -> Receipt | None:
        """Refuse."""
        raise PermanentFailure("sms_not_set_up")


def build_sms_transport(settings: Settings, *, practice_only: bool = False) -> Transport:
    """The transport an installation has chosen; with ``practice_only`` it sends to our own practice provider alone."""
    sms = settings.sms
    if not sms.is_set_up:
        return NoSms()
    return ElksTransport(
        address=sms.address,
        user=sms.user,
        password=sms.password,
        sender=sms.sender,
        timeout_seconds=sms.timeout_seconds,
        open_prefixes=sms.open_prefixes,
        practice_only=practice_only,
    )


def _read_taken(status: int, body: bytes) -> Receipt:
    said = f"{status} {body[:200].decode('utf-8', 'replace')}"
    if status == 200:
        taken = _read_json(body)
        if not isinstance(taken.get("id"), str):
            raise InDoubt("answer_unreadable", said)
        if taken.get("status") == "failed":
            raise PermanentFailure("provider_failed")
        return _receipt(taken)
    if 300 <= status < 400 or status in _NOT_TAKEN:
        raise PassingFailure("not_taken", said)
    if 400 <= status < 500:
        raise PermanentFailure("refused", said)
    raise InDoubt("provider_broken", said)


def _receipt(taken: Mapping[str, Any]) -> Receipt:
    cost, parts = taken.get("cost"), taken.get("parts")
    return Receipt(
        provider_id=str(taken["id"])[:100],
        segments=parts if isinstance(parts, int) and 0 < parts < 100 else None,
        cost_micro=cost * MICRO_IN_COST if isinstance(cost, int) and 0 <= cost < 10_000_000 else None,
    )


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _read_moment(text: object) -> datetime | None:
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _failure_of(error: requests.RequestException) -> PassingFailure | InDoubt:
    """Surely not sent where no connection came about; in every other case it may have been."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    unconnected = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, unconnected):
        return PassingFailure("no_connection", type(error).__name__)
    if isinstance(reason, urllib3.exceptions.SSLError):  # the handshake failed, before anything was asked
        return PassingFailure("not_trusted", type(error).__name__)
    return InDoubt("answer_lost", type(error).__name__)
