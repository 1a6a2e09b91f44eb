"""Taking a delivery into a sender's hand, and laying it down: the rows behind ``sending``.

A claim counts the attempt and is committed before anything is sent, so that a message that kills its sender is parked
too. Two senders never hold the same one: a claim skips rows that are locked or leased.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.announcing import PARKED_FACTS, announce_parked, announce_taken
from backend.deliveries.decisions import NEVER_REPEATED, TELLS_TAKEN, After, Result, Try, counts_as_repeat
from backend.deliveries.letters import Channel
from backend.deliveries.lifecycle import WAITING, Fate
from backend.deliveries.models import Delivery
from backend.deliveries.order import push_later
from backend.deliveries.ports import Receipt


@dataclass(frozen=True)
class Claimed:
    """A delivery in a sender's hand until the lease runs out."""

    municipality: str
    id: UUID
    lease_token: UUID
    channel: Channel
    address: str | None
    language: str
    subject: str
    body: str
    links: dict[str, Any]
    message_id: str
    traceparent: str | None
    source_mark: str | None
    first_tried_at: datetime
    by_day_in: str | None
    tried: Try
    town_kind: str = "real"
    form: dict[str, Any] | None = None

    @property
    def stays_home(self) -> bool:
        """Whether its municipality is none that real people live in: nothing of it leaves the house."""
        return self.town_kind != "real"


def claim_next(session: Session, *, channels: list[str], lease_seconds: float, mail_domain: str) -> Claimed | None:
    """Claim the delivery that is due first, alarms before all else; None when nothing is due. Worker's scope.

    One whose sender died is in doubt from here on: a mail is then sent again, of an SMS its provider is asked.
    """
    arguments = {"channels": channels, "lease": lease_seconds, "token": uuid4(), "domain": mail_domain}
    row = session.execute(_CLAIM, arguments).one_or_none()
    if row is None:
        return None
    return Claimed(
        municipality=row.municipality,
        id=row.id,
        lease_token=row.lease_token,
        channel=Channel(row.channel),
        address=row.address,
        language=row.language,
        subject=row.subject,
        body=row.body,
        links=row.links,
        message_id=row.message_id,
        traceparent=row.traceparent,
        source_mark=row.source_mark,
        first_tried_at=row.first_tried_at,
        by_day_in=row.by_day_in,
        tried=Try(Fate(row.fate), row.attempts, row.urgent),
        town_kind=row.town_kind,
        form=row.form,
    )


def lay_down(
    session: Session,
    claimed: Claimed,
    after: After,
    result: Result | None,
    *,
    said: str | None,
    receipt: Receipt | None = None,
    now: datetime,
) -> bool:
    """Record what became of a claimed delivery; False, and nothing is changed, when the lease is no longer ours.

    ``result`` None: it was not tried at all.
    """
    repeated = result is not None and counts_as_repeat(claimed.tried.fate, result)
    counted = claimed.tried.fate is Fate.IN_DOUBT and claimed.channel not in NEVER_REPEATED
    ended = after.fate not in WAITING
    told = receipt or Receipt()
    row = session.execute(
        sa.update(Delivery)
        .where(
            Delivery.municipality == claimed.municipality,
            Delivery.id == claimed.id,
            Delivery.lease_token == claimed.lease_token,
        )
        .values(
            fate=after.fate,
            parked_reason=after.parked,
            next_attempt_at=after.next_attempt_at or Delivery.next_attempt_at,
            # The claim of one in doubt counted a repeat; a try that surely went nowhere was none.
            repeats=Delivery.repeats - int(counted and not repeated),
            provider_id=told.provider_id or Delivery.provider_id,
            segments=told.segments or Delivery.segments,
            cost_micro=Delivery.cost_micro if told.cost_micro is None else told.cost_micro,
            leased_until=None,
            lease_token=None,
            last_error=said,
            ended_at=now if ended else None,
        )
        .returning(*PARKED_FACTS)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is not None:
        _tell(session, claimed, after, row, now=now)
    return row is not None


def _tell(session: Session, claimed: Claimed, after: After, row: sa.Row[*tuple[Any, ...]], *, now: datetime) -> None:
    """Announce what others hear of, and let what was to be told after it wait as long."""
    if after.parked is not None:
        announce_parked(session, row, after.parked, now=now)
    if after.fate is Fate.HANDED_OVER and claimed.channel in TELLS_TAKEN:
        announce_taken(session, row, now=now)
    if after.next_attempt_at is not None:
        push_later(session, claimed.municipality, claimed.id, next_attempt_at=after.next_attempt_at)


_CLAIM = sa.text(
    "WITH next AS ("
    "  SELECT municipality, id FROM delivery"
    "  WHERE fate IN ('queued', 'in_doubt') AND channel = any(:channels)"
    "    AND next_attempt_at <= (SELECT lagat_now())"
    "    AND (leased_until IS NULL OR leased_until < clock_timestamp())"
    # What was to be told before it is in another sender's hand: it keeps its turn.
    "    AND (urgent OR case_id IS NULL OR NOT EXISTS ("
    "      SELECT 1 FROM delivery e WHERE e.municipality = delivery.municipality"
    "        AND e.recipient_key = delivery.recipient_key AND e.case_id = delivery.case_id"
    "        AND e.channel = delivery.channel AND e.id < delivery.id AND e.leased_until >= clock_timestamp()))"
    "  ORDER BY urgent DESC, next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " UPDATE delivery d SET attempts = d.attempts + 1,"
    "   fate = CASE WHEN d.leased_until IS NULL THEN d.fate ELSE 'in_doubt' END,"
    "   repeats = d.repeats + CASE WHEN d.channel IN ('sms', 'open311') OR d.leased_until IS NULL AND d.fate = 'queued'"
    "     THEN 0 ELSE 1 END,"
    "   first_tried_at = coalesce(d.first_tried_at, clock_timestamp()),"
    "   leased_until = clock_timestamp() + make_interval(secs => :lease), lease_token = :token,"
    "   message_id = coalesce(d.message_id, '<' || d.id || '@' || cast(:domain AS text) || '>')"
    " FROM next WHERE d.municipality = next.municipality AND d.id = next.id"
    " RETURNING d.municipality, d.id, d.lease_token, d.channel, d.address, d.language, d.subject, d.body, d.links,"
    "   d.message_id, d.traceparent, d.source_mark, d.first_tried_at, d.by_day_in, d.fate, d.form,"
    "   d.attempts, d.urgent,"
    "   coalesce((SELECT m.kind FROM municipality m WHERE m.code = d.municipality), 'real') AS town_kind"
)
