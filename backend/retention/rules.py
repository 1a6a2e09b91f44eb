"""Rules of retention: entered with decision, basis and plan reference, looked at, then activated; none is active before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, catalogue
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import NotFound
from backend.foundation.ids import new_id
from backend.retention.errors import DecisionMissing, RecordNotFound, RuleNotPossible, RuleStands
from backend.retention.models import RetentionRule, What

LONGEST_DAYS = 36_500
LEAST_DAYS_OF_CASES = 30
"""A closed case may still be answered and opened again; what went whole cannot."""


@dataclass(frozen=True)
class NewRule:
    """A rule as the authority decided it. ``after_days`` since the case was closed; None keeps it for ever."""

    what: What
    after_days: int | None
    decision: str
    basis: str
    plan_reference: str
    decided_on: date
    category: str | None = None
    authority_id: UUID | None = None


def enter_rule(session: Session, municipality: str, rule: NewRule, *, actor: Actor, now: datetime) -> RetentionRule:
    """Write a rule down; nothing goes by it yet. Audited. Raises ``DecisionMissing``, ``RuleNotPossible``."""
    _check(session, municipality, rule, now=now)
    row = RetentionRule(
        municipality=municipality,
        id=new_id(),
        authority_id=rule.authority_id,
        category=rule.category,
        what=rule.what,
        after_days=rule.after_days,
        decision=rule.decision.strip(),
        basis=rule.basis.strip(),
        plan_reference=rule.plan_reference.strip(),
        decided_on=rule.decided_on,
        entered_by=actor.id,
        entered_at=now,
        culled=0,
    )
    session.add(row)
    session.flush()
    _record(session, row, "enter_rule", actor=actor, now=now)
    return row


def activate_rule(session: Session, municipality: str, rule_id: UUID, *, actor: Actor, now: datetime) -> RetentionRule:
    """Let what the rule says go from now on. Audited; again: the same. Raises ``RecordNotFound``, ``RuleStands``."""
    rule = _lock_rule(session, municipality, rule_id)
    if rule.ended_at is not None:
        raise RuleStands
    if rule.active_since is None:
        rule.active_since, rule.activated_by = now, actor.id
        rule.next_run_at = now if rule.after_days is not None else None
        session.flush()
        _record(session, rule, "activate_rule", actor=actor, now=now)
    return rule


def end_rule(session: Session, municipality: str, rule_id: UUID, *, actor: Actor, now: datetime) -> RetentionRule:
    """Let nothing more go by the rule. Audited; again: the same. Raises ``RecordNotFound``."""
    rule = _lock_rule(session, municipality, rule_id)
    if rule.ended_at is None:
        rule.ended_at, rule.next_run_at = now, None
        session.flush()
        _record(session, rule, "end_rule", actor=actor, now=now)
    return rule


def get_rule(session: Session, municipality: str, rule_id: UUID) -> RetentionRule:
    """One rule. Raises ``RecordNotFound``."""
    rule = session.get(RetentionRule, (municipality, rule_id))
    if rule is None:
        raise RecordNotFound
    return rule


def list_rules(session: Session, municipality: str) -> Sequence[RetentionRule]:
    """Every rule, active ones first, then by when they were entered. A municipality has a few dozen."""
    ended = RetentionRule.ended_at.is_not(None)
    return session.scalars(
        sa.select(RetentionRule)
        .where(RetentionRule.municipality == municipality)
        .order_by(ended, RetentionRule.entered_at, RetentionRule.id)
    ).all()


def list_active(session: Session, municipality: str, what: What) -> Sequence[RetentionRule]:
    """The rules of that kind anything may go by, or be kept by."""
    return [rule for rule in list_rules(session, municipality) if rule.what is what and rule.is_active]


def _check(session: Session, municipality: str, rule: NewRule, *, now: datetime) -> None:
    missing = [name for name in ("decision", "basis", "plan_reference") if not getattr(rule, name).strip()]
    if missing:
        raise DecisionMissing(*missing)
    if rule.after_days is not None and not 0 <= rule.after_days <= LONGEST_DAYS:
        raise RuleNotPossible("after_days", "Say a number of days, at most a hundred years, or keep it for ever.")
    if rule.what is What.CASES and rule.after_days is not None and rule.after_days < LEAST_DAYS_OF_CASES:
        raise RuleNotPossible(
            "after_days", "Whole cases stay at least 30 days after closing: they can be opened again."
        )
    if rule.decided_on > now.date():
        raise RuleNotPossible("decided_on", "The decision must have been taken.")
    if rule.category is not None:
        try:
            catalogue.get_category(session, municipality, rule.category)
        except NotFound as error:
            raise RuleNotPossible("category", "There is no such category.") from error
    authorities = {each.id for each in accounts.list_authorities(session, municipality)}
    if rule.authority_id is not None and rule.authority_id not in authorities:
        raise RuleNotPossible("authority_id", "There is no such authority.")


def _lock_rule(session: Session, municipality: str, rule_id: UUID) -> RetentionRule:
    rule = session.get(RetentionRule, (municipality, rule_id), with_for_update=True, populate_existing=True)
    if rule is None:
        raise RecordNotFound
    return rule


def _record(session: Session, rule: RetentionRule, act: str, *, actor: Actor, now: datetime) -> None:
    facts = {"what": rule.what.value, "after_days": rule.after_days, "category": rule.category}
    audit.record(session, rule.municipality, actor=actor, act=act, subject=("rule", rule.id), facts=facts, now=now)
