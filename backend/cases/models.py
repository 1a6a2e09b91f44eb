"""The tables of cases. Personal data lies in report, reporter_address, report_addition and case_note alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.words import Cause, Channel, NoteKind, Outcome, PromiseKind, State, Step, Whose, Why
from backend.catalogue import Answers, Precision
from backend.foundation.actor import ActorKind
from backend.foundation.database import Base, Code, MunicipalityCode, enum_column


class Case(Base):
    """What is to be mended or answered. WGS84 ``longitude`` and ``latitude`` in degrees; ``cell`` as in geography."""

    __tablename__ = "cases"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Code(8))
    authority_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(sa.String(40))
    category: Mapped[str]
    state: Mapped[State] = mapped_column(enum_column(State))
    state_before: Mapped[State | None] = mapped_column(enum_column(State))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    priority: Mapped[str] = mapped_column(sa.String(40))
    is_acute: Mapped[bool]
    urgency: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    longitude: Mapped[float] = mapped_column(sa.Double)
    latitude: Mapped[float] = mapped_column(sa.Double)
    cell: Mapped[int]
    place: Mapped[str]
    asset_id: Mapped[UUID | None]
    unit_code: Mapped[str | None]
    keeper_name: Mapped[str | None]
    promise_number: Mapped[int | None]
    promise_kind: Mapped[PromiseKind | None] = mapped_column(enum_column(PromiseKind))
    promise_due_at: Mapped[datetime | None]
    promise_precision: Mapped[Precision | None] = mapped_column(enum_column(Precision))
    promise_passed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    late_moves: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_on: Mapped[str | None] = mapped_column(sa.String(40))
    waiting_reason: Mapped[str | None]
    chaser: Mapped[Whose | None] = mapped_column(enum_column(Whose))
    next_look_at: Mapped[datetime | None]
    look_asked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    opened_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by_role: Mapped[str | None]
    made_safe_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolutions: Mapped[int] = mapped_column(default=0, server_default="0")
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    registry_number: Mapped[str | None]
    joined_to: Mapped[UUID | None]
    repeat_number: Mapped[int | None]
    problem_id: Mapped[UUID | None]
    moved_in_id: Mapped[UUID | None]
    quiet_since: Mapped[datetime | None] = mapped_column(server_default=sa.text("lagat_now()"))
    last_word_at: Mapped[datetime | None]
    counted: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    last_number: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def is_open(self) -> bool:
        """Whether work remains."""
        return self.state not in (State.RESOLVED, State.CLOSED)


class Report(Base):
    """What one person told us. Never rewritten; ``erased_at``: the person in it was erased, the case's facts stay."""

    __tablename__ = "report"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Code(8))
    case_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    category_said: Mapped[str]
    answers: Mapped[dict[str, Any]]
    answers_as_said: Mapped[dict[str, Any]]
    answers_restricted: Mapped[dict[str, Any]]
    words: Mapped[str]
    language: Mapped[str]
    longitude: Mapped[float] = mapped_column(sa.Double)
    latitude: Mapped[float] = mapped_column(sa.Double)
    accuracy_m: Mapped[float | None] = mapped_column(sa.Double)
    place_words: Mapped[str]
    asset_number: Mapped[str | None]
    name: Mapped[str | None]
    may_show_words: Mapped[bool]
    may_show_photo: Mapped[bool]
    entered_by: Mapped[UUID | None]
    split_from: Mapped[UUID | None]
    occurred_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    words_language: Mapped[str | None]
    source_key: Mapped[str | None]
    late_reason: Mapped[str | None] = mapped_column(sa.String(40))
    erased_at: Mapped[datetime | None]


def answers_of(report: Report) -> Answers:
    """What the report answered, as the catalogue reads it; number plates and the like included."""
    return Answers(report.answers, report.answers_as_said, report.answers_restricted)


class ReporterAddress(Base):
    """Where a reporter is answered. ``recipient_key`` is the same for one address in one municipality."""

    __tablename__ = "reporter_address"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(sa.String(40))
    address: Mapped[str]
    recipient_key: Mapped[str]
    wants_word: Mapped[bool]
    recorded_at: Mapped[datetime | None]


class ReportAddition(Base):
    """Words a reporter added afterwards."""

    __tablename__ = "report_addition"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    case_id: Mapped[UUID]
    words: Mapped[str]
    language: Mapped[str | None]
    received_at: Mapped[datetime]


class CaseNote(Base):
    """Staff's words on a case: a note, a question to the reporters or an answer to them."""

    __tablename__ = "case_note"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    kind: Mapped[NoteKind] = mapped_column(enum_column(NoteKind))
    words: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv", server_default="sv")
    question_code: Mapped[str | None] = mapped_column(sa.String(60))
    author_id: Mapped[UUID | None]
    written_at: Mapped[datetime]


class TimelineEntry(Base):
    """One step, in order of its number. ``facts`` hold ids and codes, never what a person wrote."""

    __tablename__ = "timeline_entry"

    municipality: Mapped[MunicipalityCode]
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[Step] = mapped_column(enum_column(Step))
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Promise(Base):
    """What was told to happen by when; a move ends one and begins the next."""

    __tablename__ = "promise"

    municipality: Mapped[MunicipalityCode]
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PromiseKind] = mapped_column(enum_column(PromiseKind))
    due_at: Mapped[datetime]
    precision: Mapped[Precision] = mapped_column(enum_column(Precision))
    cause: Mapped[Cause] = mapped_column(enum_column(Cause))
    reason: Mapped[str | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(sa.String(40))


class Attention(Base):
    """What needs a person: why, whose, until when."""

    __tablename__ = "attention"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    why: Mapped[Why] = mapped_column(enum_column(Why))
    whose: Mapped[Whose] = mapped_column(enum_column(Whose))
    unit_code: Mapped[str | None]
    until: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    is_acute: Mapped[bool]
    urgency: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
