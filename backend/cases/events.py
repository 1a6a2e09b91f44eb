"""What cases announce. Ids and facts of the moment; who listens is wiring's business."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.foundation.events import Event, event


@event("ReportSubmitted")
@dataclass(frozen=True)
class ReportSubmitted(Event):
    """A report came in; its own case and first promise are already there."""

    municipality: str
    report_id: UUID
    case_id: UUID
    is_acute: bool
    is_held: bool = False


@event("CaseReleased")
@dataclass(frozen=True)
class CaseReleased(Event):
    """A held case was let through by a person."""

    municipality: str
    case_id: UUID


@event("CaseMadeAcute")
@dataclass(frozen=True)
class CaseMadeAcute(Event):
    """A rule found acute what category and answers alone did not."""

    municipality: str
    case_id: UUID


@event("CaseAssigned")
@dataclass(frozen=True)
class CaseAssigned(Event):
    """Somebody is to act: what the decision says."""

    municipality: str
    case_id: UUID
    decision_id: UUID


@event("CaseRead")
@dataclass(frozen=True)
class CaseRead(Event):
    """A person has read an acute case."""

    municipality: str
    case_id: UUID
    role: str
    expected_at: datetime | None


@event("PromiseMoved")
@dataclass(frozen=True)
class PromiseMoved(Event):
    """A promise was replaced: as planned (next_step), by a waiting, or late. Without ``is_told`` no reporter is."""

    municipality: str
    case_id: UUID
    promise_number: int
    cause: str
    is_told: bool = True


@event("PromisePassed")
@dataclass(frozen=True)
class PromisePassed(Event):
    """A promise's moment came and it was neither kept nor moved."""

    municipality: str
    case_id: UUID
    promise_number: int


@event("MadeSafe")
@dataclass(frozen=True)
class MadeSafe(Event):
    """The place is no longer dangerous; mending remains."""

    municipality: str
    case_id: UUID
    promise_number: int


@event("CaseCounted")
@dataclass(frozen=True)
class CaseCounted(Event):
    """The case lies in a row of open ones, which asks for shorter targets; ``number`` is that of its timeline row."""

    municipality: str
    case_id: UUID
    number: int


@event("QuestionAsked")
@dataclass(frozen=True)
class QuestionAsked(Event):
    """The reporters are asked something."""

    municipality: str
    case_id: UUID
    note_id: UUID


@event("WordsAdded")
@dataclass(frozen=True)
class WordsAdded(Event):
    """A reporter wrote more."""

    municipality: str
    case_id: UUID
    report_id: UUID
    addition_id: UUID
    answered_question: bool


@event("CaseResolved")
@dataclass(frozen=True)
class CaseResolved(Event):
    """Resolved with an outcome; ``resolution`` counts them, a reopened case gets a next one."""

    municipality: str
    case_id: UUID
    outcome: str
    resolution: int
    note_id: UUID | None = None


@event("CaseReopened")
@dataclass(frozen=True)
class CaseReopened(Event):
    """Back to work; ``because`` is a code."""

    municipality: str
    case_id: UUID
    because: str


@event("CaseClosed")
@dataclass(frozen=True)
class CaseClosed(Event):
    """Closed by silence, by a yes, or because nothing is asked."""

    municipality: str
    case_id: UUID


@event("CaseConverted")
@dataclass(frozen=True)
class CaseConverted(Event):
    """The case became one of another kind or category; ``number`` is that of its timeline row."""

    municipality: str
    case_id: UUID
    number: int
    kind_before: str
    kind: str
    category: str
    changes_hands: bool = False


@event("ReportJoined")
@dataclass(frozen=True)
class ReportJoined(Event):
    """A report lies in another case from now on; ``number`` is that case's timeline row, one for all joined at once."""

    municipality: str
    report_id: UUID
    case_id: UUID
    from_case_id: UUID
    number: int
    by_reporter: bool = False


@event("ReportUnjoined")
@dataclass(frozen=True)
class ReportUnjoined(Event):
    """A report lies in its own case again; ``number`` is the timeline row of the case it left."""

    municipality: str
    report_id: UUID
    case_id: UUID
    from_case_id: UUID
    number: int


@event("CaseJoined")
@dataclass(frozen=True)
class CaseJoined(Event):
    """A case was emptied into another: it is closed and points on."""

    municipality: str
    case_id: UUID
    into_case_id: UUID


@event("CaseUnjoined")
@dataclass(frozen=True)
class CaseUnjoined(Event):
    """An emptied case has its report again, and is open with a promise."""

    municipality: str
    case_id: UUID
    from_case_id: UUID


@event("ProblemOpened")
@dataclass(frozen=True)
class ProblemOpened(Event):
    """The third failure in a year: the cause behind them has an owner and a date from now on."""

    municipality: str
    problem_id: UUID
    case_id: UUID
