"""What was promised on a case and how each promise ended, and what was done, step by step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, messages
from backend.cases import Case, Promise, PromiseKind, TimelineEntry
from backend.catalogue import Precision
from backend.doors.kontaktcenter.case_words import CAUSES, ENDINGS, OUTCOMES, PROMISES, STATES, STEPS
from backend.doors.kontaktcenter.words import ACTORS, word_for
from backend.doors.kontaktcenter.work_words import ACTS
from backend.doors.shared import current_language
from backend.foundation.actor import ActorKind


@dataclass(frozen=True)
class PromiseView:
    """One promise and how it ended."""

    number: int
    kind: str
    due_at: datetime
    precision: Precision
    cause: str
    reason: str
    made_at: datetime
    ended_at: datetime | None
    ended_as: str
    ending: str
    has_date: bool = True


@dataclass(frozen=True)
class StepView:
    """One step of the timeline."""

    number: int
    at: datetime
    recorded_at: datetime
    is_claim: bool
    step: str
    detail: str
    who: str
    state: str


def list_promise_views(session: Session, case: Case) -> list[PromiseView]:
    """Promises, the newest first."""
    return [_promise(each) for each in reversed(cases.list_promises(session, case.municipality, case.id))]


def list_step_views(session: Session, case: Case) -> list[StepView]:
    """The timeline, the newest first."""
    entries = cases.list_timeline(session, case.municipality, case.id)
    staff = (ActorKind.STAFF, ActorKind.CONTRACTOR)
    people = accounts.name_people(
        session, {entry.actor_id for entry in entries if entry.actor_id and entry.actor_kind in staff}
    )
    return [_step(entry, people) for entry in reversed(entries)]


def words_for_reason(reason: str | None) -> str:
    """A reason as reporters read it: a code of ours in words, staff's own words as they are."""
    return messages.words_for_reason(reason, current_language()) if reason else ""


def _promise(promise: Promise) -> PromiseView:
    ending = promise.ended_as or ""
    return PromiseView(
        number=promise.number,
        kind=word_for(PROMISES, promise.kind),
        due_at=promise.due_at,
        precision=promise.precision,
        cause=word_for(CAUSES, promise.cause),
        reason=words_for_reason(promise.reason),
        made_at=promise.made_at,
        ended_at=promise.ended_at,
        ended_as=word_for(ENDINGS, ending) if ending else "",
        ending=ending,
        has_date=promise.kind is not PromiseKind.DATE_TO_BE_GIVEN,
    )


def _step(entry: TimelineEntry, people: dict[UUID, str]) -> StepView:
    who = people.get(entry.actor_id, "") if entry.actor_id else ""
    return StepView(
        number=entry.number,
        at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        is_claim=(entry.recorded_at - entry.occurred_at).total_seconds() > 60,
        step=word_for(STEPS, entry.step),
        detail=_detail(entry.facts),
        who=who or word_for(ACTORS, entry.actor_kind),
        state=word_for(STATES, entry.facts.get("state")),
    )


def _of_row(facts: dict[str, Any]) -> str:
    """Says "3 i rad: lagas inom 21 dagar"."""
    written = facts.get("targets") or ""
    targets = catalogue.words_for_targets(catalogue.read_items(written), current_language()) if written else ""
    row = str(gettext("%(number)s in a row", number=facts["number"]))
    return ": ".join(filter(None, [row, targets]))


def _detail(facts: dict[str, Any]) -> str:
    """What the facts of a step say, in words; ids say nothing to people."""
    if facts.get("refused"):
        return str(gettext("came too late: %(act)s", act=word_for(ACTS, facts.get("act"))))
    if outcome := facts.get("outcome"):
        return word_for(OUTCOMES, outcome)
    if act := facts.get("act"):
        return word_for(ACTS, act)
    if cause := facts.get("cause"):
        return ": ".join(filter(None, [word_for(CAUSES, cause), words_for_reason(facts.get("reason"))]))
    if facts.get("rule") and facts.get("with") is not None:
        return _of_row(facts)
    if facts.get("authority_name"):
        return f"{facts.get('authority_name_before') or ''} → {facts['authority_name']}"
    if facts.get("waiting_on"):
        return words_for_reason(facts.get("reason"))
    return str(facts.get("body_name") or "")
