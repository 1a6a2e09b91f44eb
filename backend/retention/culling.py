"""Culling by rule: what would go, and letting it go in batches, each written down before it is carried out.

A batch is planned by a tick and carried out as any erasure; the rule remembers how far it came, so whatever dies, the
next turn goes on from there. What is held is passed over and counted, and looked at again when the hold is lifted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case
from backend.cases.models import Report
from backend.deliveries.models import Delivery
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.agenda import Due
from backend.photos import Photo, PhotoState
from backend.retention.decisions import Reach, list_narrower
from backend.retention.holds import list_held
from backend.retention.models import Erasure, ItemKind, RetentionRule, What
from backend.retention.requests import write_erasure
from backend.retention.rules import list_active
from backend.retention.whole_cases import is_ready, list_held_families

BATCH = 500
NEXT_LOOK = timedelta(days=1)


@dataclass(frozen=True)
class Cullable:
    """A case of which something would go, and whether a hold keeps it."""

    case: Case
    is_held: bool


def list_cullable(
    session: Session,
    rule: RetentionRule,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
    now: datetime,
) -> list[Cullable]:
    """What would go by the rule now, first closed first, after a (closed_at, id) already shown; active or not."""
    found = session.scalars(_wanted(session, rule, after=after, now=now).limit(limit)).all()
    find_held = list_held_families if rule.what is What.CASES else list_held
    held = find_held(session, rule.municipality, [case.id for case in found])
    return [Cullable(case, case.id in held) for case in found]


def count_cullable(session: Session, rule: RetentionRule, *, now: datetime) -> int:
    """Of how many cases something would go by the rule now, those under hold too: somebody decides on it."""
    wanted = _wanted(session, rule, after=None, now=now).order_by(None).with_only_columns(sa.func.count())
    return session.scalar(wanted) or 0


def list_due_rules(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Active rules it is time to look at, none of whose batches waits to be carried out."""
    waiting = sa.exists().where(
        Erasure.municipality == RetentionRule.municipality,
        Erasure.rule_id == RetentionRule.id,
        Erasure.done_at.is_(None),
    )
    wanted = sa.select(RetentionRule.municipality, RetentionRule.id, RetentionRule.next_run_at).where(
        RetentionRule.active_since.is_not(None),
        RetentionRule.ended_at.is_(None),
        RetentionRule.next_run_at.is_not(None),
        ~waiting,
    )
    if by is not None:
        wanted = wanted.where(RetentionRule.next_run_at <= by)
    rows = session.execute(wanted.order_by(RetentionRule.next_run_at, RetentionRule.id).limit(limit))
    return [Due(row.municipality, row.id, row.next_run_at) for row in rows]


def plan_batch(session: Session, rule_id: UUID, municipality: str, now: datetime) -> None:
    """Write down the next batch of an active rule, and how far that comes; at the end look again tomorrow."""
    rule = session.get(RetentionRule, (municipality, rule_id), with_for_update=True, populate_existing=True)
    if rule is None or not rule.is_active or rule.next_run_at is None or rule.next_run_at > now:
        return
    after = (rule.cursor_at, rule.cursor_id) if rule.cursor_at and rule.cursor_id else None
    found = list_cullable(session, rule, after=after, limit=BATCH, now=now)
    if found:
        last = found[-1].case
        rule.cursor_at, rule.cursor_id = last.closed_at, last.id
    for authority_id in sorted({each.case.authority_id for each in found}):
        _write_batch(
            session, rule, authority_id, [each for each in found if each.case.authority_id == authority_id], now
        )
    rule.culled += sum(not each.is_held for each in found)
    rule.next_run_at = now if len(found) == BATCH else now + NEXT_LOOK
    if rule.what is What.CASES and len(found) < BATCH:
        # What something waited on was passed over: it is ahead again when the rule looks the next time.
        rule.cursor_at = rule.cursor_id = None
    session.flush()


def _write_batch(
    session: Session, rule: RetentionRule, authority_id: UUID, found: Sequence[Cullable], now: datetime
) -> None:
    """The cases of one authority: what goes of them is that one's to see."""
    going = [each.case.id for each in found if not each.is_held]
    if rule.what is What.CASES and not going:
        return
    write_erasure(
        session,
        rule.municipality,
        rule.what,
        (ItemKind.CASE, going),
        decision=(rule.decision, f"{rule.basis} ({rule.plan_reference})"),
        authority_id=authority_id,
        rule_id=rule.id,
        held=len(found) - len(going),
        actor=Actor(ActorKind.STAFF, rule.activated_by),
        now=now,
    )


def _wanted(
    session: Session, rule: RetentionRule, *, after: tuple[datetime, UUID] | None, now: datetime
) -> sa.Select[Case]:
    """The cases of which something is left that goes by this rule and by no narrower one."""
    wanted = sa.select(Case).where(Case.municipality == rule.municipality, Case.closed_at.is_not(None))
    if rule.after_days is None:
        return wanted.where(sa.false()).order_by(Case.closed_at, Case.id)
    wanted = wanted.where(Case.closed_at <= now - timedelta(days=rule.after_days), _is_left(rule.what))
    if rule.category is not None:
        wanted = wanted.where(Case.category == rule.category)
    if rule.authority_id is not None:
        wanted = wanted.where(Case.authority_id == rule.authority_id)
    active = list_active(session, rule.municipality, rule.what)
    for narrower in list_narrower(_reach(rule), map(_reach, active)):
        wanted = wanted.where(~_covered(narrower))
    if after:
        wanted = wanted.where(sa.tuple_(Case.closed_at, Case.id) > sa.tuple_(*map(sa.literal, after)))
    return wanted.order_by(Case.closed_at, Case.id)


def _reach(rule: RetentionRule) -> Reach:
    return Reach(rule.id, rule.category, rule.authority_id)


def _covered(reach: Reach) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if reach.category is not None:
        parts.append(Case.category == reach.category)
    if reach.authority_id is not None:
        parts.append(Case.authority_id == reach.authority_id)
    return sa.and_(*parts)


def _is_left(what: What) -> sa.ColumnElement[bool]:
    """Whether the case still has what would go."""
    if what is What.CASES:
        return is_ready()
    if what is What.PERSONS:
        of_case = (Report.municipality == Case.municipality, Report.case_id == Case.id)
        return sa.exists().where(*of_case, Report.erased_at.is_(None))
    if what is What.MESSAGES:
        of_case = (Delivery.municipality == Case.municipality, Delivery.case_id == Case.id)
        return sa.exists().where(*of_case, Delivery.recipient_key.not_like("erased:%"))
    of_case = (Photo.municipality == Case.municipality, Photo.case_id == Case.id)
    return sa.exists().where(*of_case, Photo.original_gone_at.is_(None), Photo.state != PhotoState.RECEIVED)
