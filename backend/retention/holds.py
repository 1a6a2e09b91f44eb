"""Legal hold: by decision nothing of a case, of a person or of a search goes, until the hold is lifted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.database import across_authorities
from backend.foundation.ids import new_id
from backend.retention.errors import DecisionMissing, RecordNotFound, UnderLegalHold
from backend.retention.models import HoldOf, LegalHold, LegalHoldCase, RetentionRule
from backend.retention.persons import list_cases_of_keys
from backend.retention.searching import Criteria, list_found_ids


@dataclass(frozen=True)
class NewHold:
    """What is to be held and by which decision. One of ``case_ids``, ``recipient_key`` (of a person), ``criteria``."""

    decision: str
    reason: str
    review_on: date
    case_ids: tuple[UUID, ...] = ()
    recipient_key: str | None = None
    criteria: Criteria | None = None


def place_hold(session: Session, municipality: str, hold: NewHold, *, actor: Actor, now: datetime) -> LegalHold:
    """Hold it from now on; audited. A search holds what it finds now, a person also what they report later.

    It is the hold of the caller's authority and holds that one's records alone; of a caller in none, those of all.

    Raises ``DecisionMissing``, ``NothingAsked`` for a search without conditions.
    """
    missing = [name for name in ("decision", "reason") if not getattr(hold, name).strip()]
    if missing:
        raise DecisionMissing(*missing)
    of_kind, found = _find_held(session, municipality, hold)
    row = LegalHold(
        municipality=municipality,
        id=new_id(),
        authority_id=session.info["scope"].authority,
        of_kind=of_kind,
        decision=hold.decision.strip(),
        reason=hold.reason.strip(),
        recipient_key=hold.recipient_key,
        cases=len(found),
        decided_by=actor.id,
        begun_at=now,
        review_on=hold.review_on,
    )
    session.add(row)
    session.flush()
    if found:
        held = [{"municipality": municipality, "case_id": case_id, "hold_id": row.id} for case_id in found]
        session.execute(sa.insert(LegalHoldCase), held)
    facts = {"of": of_kind.value, "cases": len(found)}
    audit.record(session, municipality, actor=actor, act="place_hold", subject=("hold", row.id), facts=facts, now=now)
    return row


def lift_hold(
    session: Session, municipality: str, hold_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> LegalHold:
    """End a hold with a reason; audited. Rules then look again at what they passed over. Raises ``RecordNotFound``."""
    hold = session.get(LegalHold, (municipality, hold_id), with_for_update=True)
    if hold is None:
        raise RecordNotFound
    if not reason.strip():
        raise DecisionMissing("reason")
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by, hold.ended_reason = now, actor.id, reason.strip()
        again = {"cursor_at": None, "cursor_id": None, "next_run_at": now}
        active = (RetentionRule.active_since.is_not(None), RetentionRule.ended_at.is_(None))
        session.execute(
            sa.update(RetentionRule).where(RetentionRule.municipality == municipality, *active).values(again)
        )
        audit.record(session, municipality, actor=actor, act="lift_hold", subject=("hold", hold_id), now=now)
    session.flush()
    return hold


def get_hold(session: Session, municipality: str, hold_id: UUID) -> LegalHold:
    """One hold the caller's authority sees. Raises ``RecordNotFound``."""
    hold = session.get(LegalHold, (municipality, hold_id))
    if hold is None:
        raise RecordNotFound
    return hold


def list_holds(
    session: Session, municipality: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[LegalHold]:
    """Holds, newest first, after a (begun_at, id) already shown; those lifted too."""
    wanted = sa.select(LegalHold).where(LegalHold.municipality == municipality)
    if after:
        wanted = wanted.where(sa.tuple_(LegalHold.begun_at, LegalHold.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(LegalHold.begun_at.desc(), LegalHold.id.desc()).limit(limit)).all()


def list_held(session: Session, municipality: str, case_ids: Collection[UUID]) -> set[UUID]:
    """Which of these cases are held, by themselves or by a person who reported in them."""
    return set(session.scalars(_HELD, {"m": municipality, "cases": sorted(case_ids)}))


def refuse_held(session: Session, municipality: str, case_ids: Collection[UUID]) -> None:
    """Raise ``UnderLegalHold`` naming the decisions where anything of these cases is held.

    Also by the authority that owned a case before: its hold went with the record.
    """
    with across_authorities(session):
        decisions = session.scalars(_DECISIONS, {"m": municipality, "cases": sorted(case_ids)}).all()
    if decisions:
        raise UnderLegalHold(list(decisions))


def _find_held(session: Session, municipality: str, hold: NewHold) -> tuple[HoldOf, list[UUID]]:
    if hold.recipient_key is not None:
        return HoldOf.PERSON, list_cases_of_keys(session, municipality, [hold.recipient_key])
    if hold.criteria is not None:
        return HoldOf.SEARCH, list_found_ids(session, municipality, hold.criteria)
    return HoldOf.CASE, list(hold.case_ids)


HELD_BY = (
    "SELECT {what} FROM legal_hold_case hc JOIN legal_hold h ON h.municipality = hc.municipality AND h.id = hc.hold_id"
    " WHERE hc.municipality = :m AND {case} AND h.ended_at IS NULL"
    " UNION SELECT {other} FROM legal_hold h JOIN reporter_address a ON a.municipality = h.municipality"
    "   AND a.recipient_key = h.recipient_key"
    " JOIN report hc ON hc.municipality = a.municipality AND hc.id = a.report_id"
    " WHERE h.municipality = :m AND h.ended_at IS NULL AND h.recipient_key IS NOT NULL AND {case}"
    "   AND (h.authority_id IS NULL OR h.authority_id = hc.authority_id)"
)
"""``{what}`` and ``{other}`` of the active holds on the cases for which ``{case}`` holds (of ``hc.case_id``)."""
_OF = "hc.case_id = ANY(:cases)"
_CASES = sa.bindparam("cases", type_=sa.ARRAY(sa.Uuid))
_HELD = sa.text(HELD_BY.format(what="hc.case_id", other="hc.case_id", case=_OF)).bindparams(_CASES)
_DECISIONS = sa.text(HELD_BY.format(what="h.decision", other="h.decision", case=_OF) + " ORDER BY 1").bindparams(_CASES)
