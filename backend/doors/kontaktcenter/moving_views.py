"""A move of many promises as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend import messages
from backend.cases import BulkFate, BulkMove, BulkState, Case, Cause
from backend.catalogue import words_for_moment
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.kontaktcenter.many_words import BULK_FATES, BULK_STATES
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference


@dataclass(frozen=True)
class MoveView:
    """How far it came. ``passed_over`` are pairs of a reason in words and references."""

    id: UUID
    state: str
    state_code: str
    reason: str
    when: str
    asked_at: datetime
    not_before: datetime | None
    ended_at: datetime | None
    chosen: int
    moved: int
    done: int
    percent: int
    may_cancel: bool
    passed_over: list[tuple[str, list[str]]] = field(default_factory=list)


def view_move(frame: Frame, move: BulkMove, cases: Sequence[tuple[Case, BulkFate | None]] = ()) -> MoveView:
    """The move, with what was passed over where its cases are given."""
    done = move.moved + move.passed_over
    over: dict[BulkFate, list[str]] = {}
    for case, fate in cases:
        if fate is not None and fate is not BulkFate.MOVED:
            over.setdefault(fate, []).append(show_reference(case.reference))
    return MoveView(
        id=move.id,
        state=word_for(BULK_STATES, move.state),
        state_code=move.state.value,
        reason=words_for_cause(move),
        when=words_for_moment(move.due_at, move.precision, current_language(), now=frame.now),
        asked_at=move.asked_at,
        not_before=move.not_before,
        ended_at=move.ended_at,
        chosen=move.chosen,
        moved=move.moved,
        done=done,
        percent=100 * done // max(move.chosen, 1),
        may_cancel=move.state in (BulkState.DRAFT, BulkState.WAITING),
        passed_over=[(word_for(BULK_FATES, fate), references) for fate, references in over.items()],
    )


def words_for_cause(move: BulkMove) -> str:
    """Why, as the reporters read it."""
    if move.cause is Cause.WAITING:
        return ": ".join(filter(None, messages.words_for_wait(move.waiting_on, move.reason, current_language())))
    return messages.words_for_reason(move.reason, current_language())
