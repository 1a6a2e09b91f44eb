"""Staff's own words on a case: notes, questions and answers, kept in the language they were written in.

Beside words stands what staff rendered them as in another language; the words themselves are never changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases.attention import settle_attention
from backend.cases.errors import LanguageUnknown, WordsMissing
from backend.cases.events import QuestionAsked
from backend.cases.language_models import Rendering, RenderingOf
from backend.cases.models import Case, CaseNote
from backend.cases.promises import ANSWER_WITHIN, NewPromise
from backend.cases.steps import lock_case, take_step
from backend.cases.words import Cause, NoteKind, PromiseKind, Step, Why
from backend.catalogue import Precision
from backend.foundation import events
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id

_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Said:
    """Words as they were written. ``renderings`` map a language to the same in it; ``question_code`` a common question."""

    words: str
    language: str = "sv"
    renderings: Mapping[str, str] = field(default_factory=dict)
    question_code: str | None = None


def ask_reporters(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    words: str,
    language: str = "sv",
    renderings: Mapping[str, str] | None = None,
    question_code: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask the reporters something; the case waits for an answer at most a fortnight.

    With ``question_code`` each reads the common question in their own language; ``words`` then say it in Swedish.
    """
    case = lock_case(session, municipality, case_id)
    said = Said(words, language, renderings or {}, question_code)
    note = write_note(session, case, NoteKind.QUESTION, said, actor=actor, now=now)
    promise = NewPromise(PromiseKind.NEXT_WORD, now + ANSWER_WITHIN, Precision.DAY, Cause.WAITING)
    take_step(session, case, Step.ASK, actor=actor, facts={"note_id": str(note.id)}, promise=promise, now=now)
    events.announce(session, municipality, case_id, QuestionAsked(municipality, case_id, note.id), now)


def note_on_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    words: str,
    language: str = "sv",
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """Staff write a note; it may be asked for as a public record."""
    case = lock_case(session, municipality, case_id)
    note = write_note(session, case, NoteKind.NOTE, Said(words, language), actor=actor, now=now)
    take_step(session, case, Step.NOTE, actor=actor, role=role, facts={"note_id": str(note.id)}, now=now)
    settle_attention(session, municipality, case_id, Why.NEW_WORDS, settled_by=actor.id, now=now)


def write_note(session: Session, case: Case, kind: NoteKind, said: Said, *, actor: Actor, now: datetime) -> CaseNote:
    """Keep staff's words on a locked case, and what they were rendered as. Raises ``WordsMissing``, ``LanguageUnknown``."""
    if not said.words.strip():
        raise WordsMissing
    note = CaseNote(
        municipality=case.municipality,
        id=new_id(),
        case_id=case.id,
        kind=kind,
        words=said.words,
        language=read_language(said.language),
        question_code=said.question_code,
        author_id=actor.id,
        written_at=now,
    )
    session.add(note)
    session.flush()
    for language, words in said.renderings.items():
        if words.strip() and language != note.language:
            keep_rendering(session, case, (RenderingOf.NOTE, note.id), language, words, actor=actor, now=now)
    return note


def keep_rendering(
    session: Session,
    case: Case,
    of: tuple[RenderingOf, UUID],
    language: str,
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> Rendering:
    """Write a rendering down. Raises ``WordsMissing``, ``LanguageUnknown``."""
    if not words.strip():
        raise WordsMissing
    rendering = Rendering(
        municipality=case.municipality,
        id=new_id(),
        case_id=case.id,
        of_kind=of[0],
        of_id=of[1],
        language=read_language(language),
        words=words.strip(),
        written_by=actor.id,
        written_at=now,
    )
    session.add(rendering)
    session.flush()
    return rendering


def read_language(code: str) -> str:
    """A language as two or three small letters. Raises ``LanguageUnknown``."""
    code = code.strip().lower()
    if not _LANGUAGE.fullmatch(code):
        raise LanguageUnknown
    return code
