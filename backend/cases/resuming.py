"""Going on after a wait: what was waited for has come, or nobody waits for it any more."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases.events import PromiseMoved
from backend.cases.models import Case
from backend.cases.steps import lock_case, take_step
from backend.cases.targets import next_promise
from backend.cases.words import Step
from backend.foundation import events
from backend.foundation.actor import Actor


def resume_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    facts: dict[str, Any] | None = None,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> Case:
    """Back to where the case stood before it waited, with the next promise. Raises ``StepNotAllowed``."""
    case = lock_case(session, municipality, case_id)
    promise = next_promise(session, case, now=now)
    take_step(session, case, Step.RESUME, actor=actor, role=role, facts=facts, promise=promise, now=now)
    moved = PromiseMoved(municipality, case_id, case.promise_number or 0, promise.cause.value)
    events.announce(session, municipality, case_id, moved, now)
    return case
