"""The sender: claim with a lease, let go of the database, send, record if the lease is still ours.

A kill, or a yes that got lost, leaves the one message in hand in doubt. A mail is repeated under its own Message-ID
when the lease has run out, and the repeat is counted. An SMS is asked for at its provider, and never sent twice by
itself: what nobody can say anything of is shown to staff.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.deliveries import asking, budgets, reports
from backend.deliveries.claims import Claimed, claim_next, lay_down
from backend.deliveries.costs import keep_cost, reserve_cost
from backend.deliveries.decisions import (
    CALLS_BACK,
    After,
    Result,
    asks_instead,
    decide_after,
    give_up_reason,
    most_attempts,
)
from backend.deliveries.exercises import mark_exercise
from backend.deliveries.letters import Channel, render_body
from backend.deliveries.lifecycle import Fate
from backend.deliveries.nights import wait_for_day
from backend.deliveries.order import wake_after_outage
from backend.deliveries.ports import (
    InDoubt,
    KeepsOpen,
    LinkMaker,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    Receipt,
    Transport,
)
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Unavailable
from backend.foundation.logs import mask
from backend.foundation.tracing import enter_trace

log = logging.getLogger(__name__)

SECONDS_BETWEEN_RECORDINGS = 0.5
LONGEST_ERROR = 300
CALLBACK = "delivery_callback"
"""The maker of the address at which a provider tells what became of a message."""


@dataclass(frozen=True)
class Ended:
    """How a try ended: None where it was not tried at all; what was said, in words that hold no address."""

    result: Result | None
    said: str | None = None
    receipt: Receipt | None = None


class Sender:
    """Sends what is due on the channels it has a transport for. Any number may run, in threads and processes.

    ``database`` is the worker's. ``lease_seconds`` is longer than any transport may take. ``mail_domain`` is the part
    of our own address after the @ and makes Message-IDs ours. ``segment_price_micro`` (millionths of a krona) is what
    a segment of an SMS is believed to cost until the provider says.

    Of a municipality that is none of real people's (practice, replay) everything goes to ``postbox`` and nothing to
    ``transports``, whatever else is set: its kind is read in the statement that claims the message.
    """

    def __init__(
        self,
        database: Database,
        transports: Mapping[Channel, Transport],
        link_makers: Mapping[str, LinkMaker],
        *,
        lease_seconds: float,
        mail_domain: str,
        segment_price_micro: int = 0,
        postbox: Mapping[Channel, Transport] | None = None,
    ) -> None:
        self._database = database
        self._transports = dict(transports)
        self._postbox = dict(postbox or {})
        self._link_makers = dict(link_makers)
        self._lease_seconds = lease_seconds
        self._mail_domain = mail_domain
        self._segment_price_micro = segment_price_micro

    def send_next(self) -> bool:
        """Send one delivery that is due; False when there is none."""
        with self._database.transaction(GLOBAL) as session:
            claimed = claim_next(
                session,
                channels=[channel.value for channel in self._transports],
                lease_seconds=self._lease_seconds,
                mail_domain=self._mail_domain,
            )
            if claimed is not None and wait_for_day(session, claimed, now=clock.now(session)):
                return True
        if claimed is None:
            self._let_go()
            return False
        enter_trace(claimed.traceparent)
        held_since = time.monotonic()
        self._record(claimed, self._try(claimed), until=held_since + self._lease_seconds)
        return True

    def _let_go(self) -> None:
        for transport in (*self._transports.values(), *self._postbox.values()):
            if isinstance(transport, KeepsOpen):
                transport.let_go()

    def _try(self, claimed: Claimed) -> Ended:
        if claimed.tried.attempts > most_attempts(urgent=claimed.tried.urgent):
            return Ended(None, "sender died at every try")
        if claimed.address is None:
            return Ended(Result.NO_ADDRESS)
        if asks_instead(claimed.channel, claimed.tried.fate):
            return self._ask(claimed, claimed.address)
        try:
            written = self._write(claimed, claimed.address)
        except Exception as error:  # a maker of links may fail in any way; nothing has been sent
            log.warning("link not made", exc_info=error, extra={"delivery": str(claimed.id)})
            return Ended(Result.PASSING, _shorten(f"link_not_made: {type(error).__name__}"))
        return self._hand_over(claimed, written) if isinstance(written, Outgoing) else Ended(written)

    def _write(self, claimed: Claimed, address: str) -> Outgoing | Result:
        """The message as it leaves, with what it will cost set aside; else why it may not leave."""
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            now = clock.now(session)
            body = render_body(claimed, lambda _, entry: self._link_makers[entry["maker"]](session, entry))
            callback = ""
            if claimed.channel in CALLS_BACK and CALLBACK in self._link_makers:
                about = {"municipality": claimed.municipality, "delivery_id": str(claimed.id)}
                callback = self._link_makers[CALLBACK](session, about)
            subject, body = mark_exercise(claimed, body)
            if claimed.channel in budgets.COSTING:
                refusal = reserve_cost(session, claimed, body, price_micro=self._segment_price_micro, now=now)
                if refusal is not None:
                    return refusal
            return Outgoing(
                address=address,
                subject=subject,
                body=body,
                message_id=claimed.message_id,
                language=claimed.language,
                dated_at=now,
                urgent=claimed.tried.urgent,
                callback=callback,
                form=claimed.form or {},
            )

    def _hand_over(self, claimed: Claimed, outgoing: Outgoing) -> Ended:
        try:
            receipt = self._door_of(claimed).send(outgoing)
        except PassingFailure as failure:
            return Ended(Result.PASSING, _shorten(str(failure)))
        except PermanentFailure as failure:
            return Ended(Result.PERMANENT, _shorten(str(failure)))
        except InDoubt as failure:
            return Ended(Result.IN_DOUBT, _shorten(str(failure)))
        except Exception as error:  # what we do not understand may have gone out
            log.warning("transport failed", exc_info=error, extra={"delivery": str(claimed.id)})
            return Ended(Result.IN_DOUBT, _shorten(f"transport_failed: {type(error).__name__}"))
        return Ended(Result.SENT, receipt=receipt)

    def _door_of(self, claimed: Claimed) -> Transport:
        """The one place where it is decided whether a message leaves the house."""
        if not claimed.stays_home:
            return self._transports[claimed.channel]
        if claimed.channel not in self._postbox:
            raise PassingFailure("no_postbox")
        return self._postbox[claimed.channel]

    def _ask(self, claimed: Claimed, address: str) -> Ended:
        """What the provider knows of a message in doubt, unless it has called back to say so itself."""
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            fate = reports.follow_reports(session, claimed.municipality, claimed.id, now=clock.now(session))
            if fate is not Fate.IN_DOUBT:
                return Ended(None, "settled by the provider's report")
            sought = asking.describe_sought(session, claimed, address)
        try:
            found = asking.find_sent(self._door_of(claimed), sought)
        except Exception as error:  # whatever went wrong, it is asked again
            log.warning("provider not asked", exc_info=error, extra={"delivery": str(claimed.id)})
            return Ended(Result.PASSING, _shorten(f"not_answered: {error}"))
        return Ended(Result.SENT, receipt=found) if found else Ended(Result.NOT_FOUND, "not_found_at_provider")

    def _record(self, claimed: Claimed, ended: Ended, *, until: float) -> None:
        # A database that is away for a moment would turn a yes into a doubt: hold on to it while the lease is ours.
        while True:
            try:
                self._record_once(claimed, ended)
                return
            except Unavailable:
                if time.monotonic() + SECONDS_BETWEEN_RECORDINGS > until:
                    raise
                time.sleep(SECONDS_BETWEEN_RECORDINGS)

    def _record_once(self, claimed: Claimed, ended: Ended) -> None:
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            now = clock.now(session)
            fate: Fate | None = None
            if claimed.channel in budgets.COSTING:
                keep_cost(session, claimed, ended.result, ended.receipt, now=now)
            after = _after(claimed, ended, now)
            ours = lay_down(session, claimed, after, ended.result, said=ended.said, receipt=ended.receipt, now=now)
            if ours and after.fate is Fate.HANDED_OVER and claimed.tried.attempts > 1:
                wake_after_outage(session, claimed.channel, now=now)
            if ours and claimed.channel in CALLS_BACK:
                fate = reports.follow_reports(session, claimed.municipality, claimed.id, now=now)
        about = {"delivery": str(claimed.id), "fate": (fate or after.fate).value, "attempts": claimed.tried.attempts}
        log.info("delivery tried" if ours else "lease lost before it was recorded", extra=about)


def _after(claimed: Claimed, ended: Ended, now: datetime) -> After:
    if ended.result is None:
        return After(Fate.PARKED, parked=give_up_reason(claimed.tried.fate))
    return decide_after(claimed.tried, ended.result, now)


def _shorten(said: str) -> str:
    """Without addresses and tokens, on one line: what a receiver says is kept where personal data must not be."""
    return mask(" ".join(said.split()))[:LONGEST_ERROR]
