"""What staff ask and answer, as the pages and the API show it to a reporter: which note it is, and in what language."""

from collections.abc import Iterable, Sequence

from backend import cases
from backend.cases import Case, CaseNote, NoteKind, Rendering, ReportAddition, Said, State


def find_open_question(case: Case, notes: Sequence[CaseNote], additions: Sequence[ReportAddition]) -> CaseNote | None:
    """Our last question until somebody wrote after it; the work may go on meanwhile."""
    asked = [note for note in notes if note.kind is NoteKind.QUESTION]
    if not asked or not case.is_open:
        return None
    is_answered = case.state is not State.NEEDS_ANSWER and any(
        each.received_at >= asked[-1].written_at for each in additions
    )
    return None if is_answered else asked[-1]


def find_answer(case: Case, notes: Sequence[CaseNote]) -> CaseNote | None:
    """Staff's words with the outcome that stands; those of an outcome taken back no longer do."""
    if case.is_open:
        return None
    answers = [note for note in notes if note.kind is NoteKind.ANSWER and note.written_at == case.resolved_at]
    return answers[-1] if answers else None


def said_in(note: CaseNote, renderings: Iterable[Rendering]) -> Said:
    """A note's words with their language and what they were rendered as."""
    return Said(note.words, note.language, cases.renderings_of(renderings, note.id), note.question_code)
