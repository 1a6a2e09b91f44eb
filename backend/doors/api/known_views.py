"""A case nearby as anyone may know it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import Near
from backend.doors.api.public_words import Naming, in_both
from backend.messages import words_for_promise, words_for_state

STEP_METRES = 10


def known_view(session: Session, municipality: str, near: Near, *, now: datetime) -> dict[str, Any]:
    """One of the few that are shown."""
    naming = Naming(catalogue.find_category(session, municipality, near.category))
    tz = catalogue.get_calendar(session, municipality).tz
    promise = None
    if near.promise_kind is not None and near.is_open:
        promise = {
            "kind": near.promise_kind,
            "due_at": cases.given_date(near.promise_kind, near.promise_due_at),
            "precision": near.promise_precision,
            "has_passed": near.promise_due_at is not None and near.promise_due_at <= now,
            "words": in_both(lambda language: words_for_promise(near, language, now=now, tz=tz)),
        }
    return {
        "case_id": near.case_id,
        "category": {"code": near.category, "names": naming.category_names},
        "state": {
            "code": near.state,
            "words": in_both(lambda language: words_for_state(near, language, category=naming.category)),
        },
        "promise": promise,
        "is_open": near.is_open,
        "same_asset": near.same_asset,
        "distance_m": round(near.distance_m / STEP_METRES) * STEP_METRES,
        "opened_at": near.opened_at,
    }
