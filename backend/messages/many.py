"""What moving many promises at once will tell: how many read what, who reads nothing and why, before it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, catalogue, deliveries
from backend.cases import BulkFate, BulkMove, Case, Recipient
from backend.cases.bulk_decisions import passed_over_as
from backend.cases.bulk_moves import UNDO
from backend.deliveries import Channel
from backend.foundation.ids import show_reference
from backend.messages.codes import MOVES, TextCode
from backend.messages.decisions import moment_to_send, step_of, text_of_move
from backend.messages.facts import CaseFacts
from backend.messages.reporter_words import Given
from backend.messages.telling import Telling, write_to_reporter

SAMPLES = 3


@dataclass(frozen=True)
class Sample:
    """The text as one of them will read it, with a mark like ``[follow]`` in place of each link."""

    reference: str
    language: str
    channel: str
    subject: str
    body: str


@dataclass(frozen=True)
class ManyPreview:
    """``moved`` and ``recipients`` are counts. References are those of cases, as shown.

    ``without_address``: nobody asked to be told. ``gathered``: an earlier word of a new date has not left yet and goes
    unsent, this one says all. ``told_at``: the first letters leave then, where the move is confirmed now.
    """

    moved: int
    recipients: int
    samples: tuple[Sample, ...]
    told_at: datetime
    without_address: tuple[str, ...]
    gathered: tuple[str, ...]
    passed_over: Mapping[BulkFate, tuple[str, ...]] = field(default_factory=dict)


def preview_many(session: Session, municipality: str, move: BulkMove, *, now: datetime) -> ManyPreview:
    """What a drafted move will do and tell. A handful of statements, however many the cases."""
    begins_at = move.not_before or now + UNDO
    moved: list[Case] = []
    passed_over: dict[BulkFate, list[str]] = {}
    for case, _ in cases.list_cases_of_move(session, municipality, move.id):
        why = passed_over_as(case, cause=move.cause, due_at=move.due_at, now=begins_at)
        if why is None:
            moved.append(case)
        else:
            passed_over.setdefault(why, []).append(show_reference(case.reference))
    code = _code_of(move)
    tells = move.tells and code is not None
    told = cases.list_recipients_of(session, municipality, [case.id for case in moved]) if tells else {}
    waiting = deliveries.find_cases_with_waiting(session, municipality, list(told), text_codes=MOVES)
    tz = catalogue.get_calendar(session, municipality).tz
    return ManyPreview(
        moved=len(moved),
        recipients=sum(map(len, told.values())),
        samples=tuple(_write_samples(session, move, code, moved, told, now=now)) if code else (),
        told_at=moment_to_send(code or TextCode.DELAYED, is_acute=False, last_move_at=None, tz=tz, now=begins_at),
        without_address=tuple(show_reference(case.reference) for case in moved if tells and case.id not in told),
        gathered=tuple(show_reference(case.reference) for case in moved if case.id in waiting),
        passed_over={why: tuple(references) for why, references in passed_over.items()},
    )


def _code_of(move: BulkMove) -> TextCode | None:
    return text_of_move(
        move.cause,
        kind=move.kind,
        precision=move.precision,
        waiting_on=move.waiting_on,
        has_their_ref=False,
        has_reason=bool(move.reason),
    )


def _write_samples(
    session: Session,
    move: BulkMove,
    code: TextCode,
    moved: Sequence[Case],
    told: Mapping[UUID, Sequence[Recipient]],
    *,
    now: datetime,
) -> list[Sample]:
    every = [(case, recipient) for case in moved for recipient in told.get(case.id, ())]
    given = Given(move.due_at, move.precision, waiting_on=move.waiting_on, reason=move.reason)
    return [_write(session, case, each, Telling(code, given, step_of(case.id, "preview", move.id)), now=now)
            for case, each in choose_samples(every)]  # fmt: skip


def choose_samples(every: Sequence[tuple[Case, Recipient]]) -> list[tuple[Case, Recipient]]:
    """At most three to show: one of each language first, in the order they come."""
    first_of: dict[str, int] = {}
    for at, (_, recipient) in enumerate(every):
        first_of.setdefault(recipient.language, at)
    rest = (at for at in range(len(every)) if at not in first_of.values())
    return [every[at] for at in (*first_of.values(), *rest)][:SAMPLES]


def _write(session: Session, case: Case, recipient: Recipient, telling: Telling, *, now: datetime) -> Sample:
    written = write_to_reporter(
        session,
        CaseFacts(session, case),
        telling,
        reference=recipient.reference,
        report_id=recipient.report_id,
        language=recipient.language,
        channel=Channel(recipient.channel),
        seen_from=now,
    )
    body = deliveries.render_preview(written)
    reference = show_reference(recipient.reference)
    return Sample(reference, written.language, recipient.channel, written.subject, body)
