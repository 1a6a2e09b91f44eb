"""The sender: claim with a lease, let go of the database, send, record if the lease is still ours.

A kill, or a yes that got lost, leaves the one message in hand in doubt. It is repeated under its own Message-ID when
the lease has run out, and the repeat is counted.
"""

import logging
import time
from collections.abc import Mapping

from backend.deliveries.claims import Claimed, claim_next, lay_down
from backend.deliveries.decisions import After, Result, decide_after, give_up_reason, most_attempts
from backend.deliveries.letters import Channel, render_body
from backend.deliveries.lifecycle import Fate
from backend.deliveries.ports import InDoubt, LinkMaker, Outgoing, PassingFailure, PermanentFailure, Transport
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Unavailable
from backend.foundation.logs import mask
from backend.foundation.tracing import enter_trace

log = logging.getLogger(__name__)

SECONDS_BETWEEN_RECORDINGS = 0.5
LONGEST_ERROR = 300


class Sender:
    """Sends what is due on the channels it has a transport for. Any number may run, in threads and processes.

    ``database`` is the worker's. ``lease_seconds`` is longer than any transport may take. ``mail_domain`` is the part
    of our own address after the @ and makes Message-IDs ours.
    """

    def __init__(
        self,
        database: Database,
        transports: Mapping[Channel, Transport],
        link_makers: Mapping[str, LinkMaker],
        *,
        lease_seconds: float,
        mail_domain: str,
    ) -> None:
        self._database = database
        self._transports = dict(transports)
        self._link_makers = dict(link_makers)
        self._lease_seconds = lease_seconds
        self._mail_domain = mail_domain

    def send_next(self) -> bool:
        """Send one delivery that is due; False when there is none."""
        with self._database.transaction(GLOBAL) as session:
            claimed = claim_next(
                session,
                channels=[channel.value for channel in self._transports],
                lease_seconds=self._lease_seconds,
                mail_domain=self._mail_domain,
            )
        if claimed is None:
            return False
        enter_trace(claimed.traceparent)
        held_since = time.monotonic()
        result, said = self._try(claimed)
        self._record(claimed, result, said, until=held_since + self._lease_seconds)
        return True

    def _try(self, claimed: Claimed) -> tuple[Result | None, str | None]:
        if claimed.tried.attempts > most_attempts(urgent=claimed.tried.urgent):
            return None, "sender died at every try"
        if claimed.address is None:
            return Result.NO_ADDRESS, None
        try:
            outgoing = self._write(claimed, claimed.address)
        except Exception as error:  # a maker of links may fail in any way; nothing has been sent
            log.warning("link not made", exc_info=error, extra={"delivery": str(claimed.id)})
            return Result.PASSING, _shorten(f"link_not_made: {type(error).__name__}")
        return self._hand_over(claimed, outgoing)

    def _write(self, claimed: Claimed, address: str) -> Outgoing:
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            body = render_body(claimed, lambda _, entry: self._link_makers[entry["maker"]](session, entry))
            return Outgoing(
                address=address,
                subject=claimed.subject,
                body=body,
                message_id=claimed.message_id,
                language=claimed.language,
                dated_at=clock.now(session),
                urgent=claimed.tried.urgent,
            )

    def _hand_over(self, claimed: Claimed, outgoing: Outgoing) -> tuple[Result, str | None]:
        try:
            self._transports[Channel(claimed.channel)].send(outgoing)
        except PassingFailure as failure:
            return Result.PASSING, _shorten(str(failure))
        except PermanentFailure as failure:
            return Result.PERMANENT, _shorten(str(failure))
        except InDoubt as failure:
            return Result.IN_DOUBT, _shorten(str(failure))
        except Exception as error:  # what we do not understand may have gone out
            log.warning("transport failed", exc_info=error, extra={"delivery": str(claimed.id)})
            return Result.IN_DOUBT, _shorten(f"transport_failed: {type(error).__name__}")
        return Result.SENT, None

    def _record(self, claimed: Claimed, result: Result | None, said: str | None, *, until: float) -> None:
        # A database that is away for a moment would turn a yes into a doubt: hold on to it while the lease is ours.
        while True:
            try:
                self._record_once(claimed, result, said)
                return
            except Unavailable:
                if time.monotonic() + SECONDS_BETWEEN_RECORDINGS > until:
                    raise
                time.sleep(SECONDS_BETWEEN_RECORDINGS)

    def _record_once(self, claimed: Claimed, result: Result | None, said: str | None) -> None:
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            now = clock.now(session)
            if result is None:
                after = After(Fate.PARKED, parked=give_up_reason(claimed.tried.fate))
            else:
                after = decide_after(claimed.tried, result, now)
            ours = lay_down(session, claimed, after, result, said=said, now=now)
        about = {"delivery": str(claimed.id), "fate": after.fate.value, "attempts": claimed.tried.attempts}
        log.info("delivery tried" if ours else "lease lost before it was recorded", extra=about)


def _shorten(said: str) -> str:
    """Without addresses and tokens, on one line: what a receiver says is kept where personal data must not be."""
    return mask(" ".join(said.split()))[:LONGEST_ERROR]
