"""Editions of rules: drafted, tried, published, rolled back. What is published is never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id
from backend.responsibility import queries
from backend.responsibility.edition_queries import get_draft, get_edition, last_number, next_force_number
from backend.responsibility.errors import DraftPublished, EditionNotForced, RuleTestsFailed, TooEarly
from backend.responsibility.models import RuleDraft, RuleEdition, RuleForce
from backend.responsibility.rule_tests import check_tests, list_failed, run_tests
from backend.responsibility.rules import Known, check_rules, with_codes
from backend.responsibility.words import ForceAct

LONGEST_NAME = 200


def begin_draft(
    session: Session, municipality: str, *, name: str, draft_id: UUID | None = None, actor: Actor, now: datetime
) -> UUID:
    """Begin a draft with the rules and tests of the edition in force; returns its id, ``draft_id`` where that is given."""
    edition = queries.find_edition(session, municipality, at=now)
    draft = RuleDraft(
        municipality=municipality,
        id=draft_id or new_id(),
        name=name.strip()[:LONGEST_NAME],
        based_on=edition.number if edition else None,
        rules=with_codes(edition.rules) if edition else [],
        tests=list(edition.tests) if edition else [],
        begun_at=now,
        begun_by=actor.id,
        changed_at=now,
        changed_by=actor.id,
    )
    session.add(draft)
    session.flush()
    return draft.id


def change_draft(
    session: Session,
    municipality: str,
    draft_id: UUID,
    *,
    name: str | None = None,
    rules: Sequence[Any] | None = None,
    tests: Sequence[Any] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Replace name, rules or tests, each as a whole; what is left out stays.

    Raises ``Invalid`` where a rule or test is wrong, ``DraftPublished``.
    """
    draft = _open_draft(session, municipality, draft_id)
    if name is not None:
        draft.name = name.strip()[:LONGEST_NAME]
    if rules is not None:
        draft.rules = check_rules(rules, list_known(session, municipality, now=now))
    if tests is not None:
        draft.tests = check_tests(tests, list_known(session, municipality, now=now))
    draft.changed_at, draft.changed_by = now, actor.id
    session.flush()


def publish_draft(
    session: Session,
    municipality: str,
    draft_id: UUID,
    *,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Publish the draft as the next edition, in force from ``valid_from`` (None: at once); returns its number.

    With ``valid_to`` what would be in force then without it takes over again. Raises ``RuleTestsFailed`` unless every
    test of the draft passes on its rules, ``TooEarly`` for a day that has passed, ``DraftPublished``.
    """
    draft, begins = _open_draft(session, municipality, draft_id), valid_from or now
    if begins < now or (valid_to is not None and valid_to <= begins):
        raise TooEarly
    rules = check_rules(draft.rules, list_known(session, municipality, now=now))
    failed = list_failed(run_tests(session, municipality, rules=rules, tests=draft.tests, now=now))
    if failed or not draft.tests:
        raise RuleTestsFailed([each.name for each in failed])
    number = last_number(session, municipality) + 1
    edition = RuleEdition(
        municipality=municipality, number=number, published_at=now, rules=rules, name=draft.name,
        tests=draft.tests, based_on=draft.based_on, published_by=actor.id,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    before = queries.find_edition(session, municipality, at=valid_to) if valid_to else None
    _force(session, municipality, number, begins, ForceAct.PUBLISHED, draft.name, actor=actor, now=now)
    if valid_to is not None and before is not None:
        _force(session, municipality, before.number, valid_to, ForceAct.ROLLED_BACK, "", actor=actor, now=now)
    draft.published_as = number
    session.flush()
    return number


def roll_back(
    session: Session, municipality: str, number: int, *, to: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Let an earlier edition hold again in place of ``number``: from now, or from the day ``number`` was to begin.

    Raises ``EditionNotFound``, ``EditionNotForced`` where ``number`` neither is nor will be in force.
    """
    get_edition(session, municipality, to)
    forced = queries.list_forced(session, municipality)
    in_force = queries.find_edition(session, municipality, at=now)
    ahead = [row for row in forced if row.edition == number and row.valid_from > now]
    is_in_force = in_force is not None and in_force.number == number
    if to == number or not (is_in_force or ahead):
        raise EditionNotForced
    starts = [*([now] if is_in_force else []), *(row.valid_from for row in ahead)]
    for at in dict.fromkeys(starts):
        _force(session, municipality, to, at, ForceAct.ROLLED_BACK, reason.strip()[:LONGEST_NAME], actor=actor, now=now)


def list_known(session: Session, municipality: str, *, now: datetime) -> Known:
    """The codes rules and tests may name here."""
    categories = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    return Known(
        categories={each.code for each in categories} | {each.group_code for each in categories},
        units={each.code for each in accounts.list_units(session, municipality)},
        bodies={each.code for each in queries.list_bodies(session, municipality, at=now)},
        contracts={each.code for each in queries.list_contracts(session, municipality)},
        areas={each.code for each in geography.list_areas(session, municipality)},
    )


def _open_draft(session: Session, municipality: str, draft_id: UUID) -> RuleDraft:
    draft = get_draft(session, municipality, draft_id, for_change=True)
    if draft.published_as is not None:
        raise DraftPublished
    return draft


def _force(
    session: Session,
    municipality: str,
    edition: int,
    valid_from: datetime,
    act: ForceAct,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    row = RuleForce(
        municipality=municipality, number=next_force_number(session, municipality), edition=edition,
        valid_from=valid_from, act=act, reason=reason, recorded_at=now, recorded_by=actor.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    facts = {"edition": edition, "act": act.value, "valid_from": valid_from.isoformat()}
    audit.record(
        session, municipality, actor=actor, act="force_edition", subject=("edition", None), facts=facts, now=now
    )
