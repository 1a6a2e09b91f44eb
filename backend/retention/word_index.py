"""The words cases are found by: first forms by simplemma, as rows (municipality, word, case).

Behind the walls neither trigrams nor text search serve as index conditions; rows do. Reports, additions and notes are
read in the order of their ids, which begin with the time they were made; the last quarter of an hour is read again each
time, so that what was committed late is not passed over. Moved-in cases are found the same way.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import simplemma
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.retention.models import CaseWord, WordProgress

BATCH = 500
READ_AGAIN = timedelta(minutes=15)
_WORD = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ]{2,40}")
_NONE = UUID(int=0)


@lru_cache(maxsize=50_000)
def first_form(word: str) -> str:
    """A word's first form in Swedish, small: hålen → hål."""
    return simplemma.lemmatize(word.lower(), lang="sv").lower()


def words_of(texts: Iterable[str | None]) -> set[str]:
    """The first forms of all words of two letters or more."""
    return {first_form(found) for text in texts if text for found in _WORD.findall(text)}


def index_cases(session: Session, municipality: str, case_ids: Collection[UUID]) -> None:
    """Write the words of these cases anew."""
    asked = {"m": municipality, "cases": sorted(case_ids)}
    session.execute(
        sa.delete(CaseWord)
        .where(CaseWord.municipality == municipality, CaseWord.case_id.in_(asked["cases"]))
        .execution_options(synchronize_session=False)
    )
    texts: dict[UUID, list[str]] = {}
    for case_id, text in session.execute(_TEXTS, asked):
        texts.setdefault(case_id, []).append(text)
    rows = [(word, case_id) for case_id, said in texts.items() for word in sorted(words_of(said))]
    if rows:
        words, of_cases = map(list, zip(*rows, strict=True))
        session.execute(_WRITE, {"m": municipality, "words": words, "cases": of_cases})


def index_next(session: Session, municipality: str, *, real_now: datetime) -> int:
    """Read on where reading stopped, a batch of each source; returns how many rows were read. 0: all are read."""
    read = 0
    for source, ask in _SOURCES.items():
        progress = session.get(WordProgress, (municipality, source))
        after = progress.read_to if progress else _NONE
        rows = session.execute(ask, {"m": municipality, "after": after, "limit": BATCH}).all()
        if rows:
            index_cases(session, municipality, {row.case_id for row in rows})
        read_to = min(rows[-1].id if rows else after, max(after, _id_at(real_now - READ_AGAIN)))
        if len(rows) == BATCH:
            read, read_to = read + BATCH, rows[-1].id
        if progress is None:
            session.add(WordProgress(municipality=municipality, source=source, read_to=read_to))
        else:
            progress.read_to = read_to
    session.flush()
    return read


def read_from_the_start(session: Session, municipality: str) -> None:
    """Let every word be read again, after rows came in by another way."""
    session.execute(sa.delete(WordProgress).where(WordProgress.municipality == municipality))


def _id_at(moment: datetime) -> UUID:
    """The smallest id made at ``moment``: milliseconds are the first 48 bits of a UUIDv7."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


_TEXTS = sa.text(
    "SELECT case_id, words FROM report WHERE municipality = :m AND case_id = ANY(:cases) AND words <> ''"
    " UNION ALL SELECT case_id, words FROM report_addition WHERE municipality = :m AND case_id = ANY(:cases)"
    " UNION ALL SELECT case_id, words FROM case_note WHERE municipality = :m AND case_id = ANY(:cases)"
    " UNION ALL SELECT id, place FROM cases WHERE municipality = :m AND id = ANY(:cases)"
).bindparams(sa.bindparam("cases", type_=sa.ARRAY(sa.Uuid)))
_WRITE = sa.text(
    "INSERT INTO case_word (municipality, word, case_id) SELECT :m, word, case_id"
    " FROM unnest(:words, :cases) AS w (word, case_id) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("words", type_=sa.ARRAY(sa.Text)), sa.bindparam("cases", type_=sa.ARRAY(sa.Uuid)))
_NEXT = "SELECT id, case_id FROM {table} WHERE municipality = :m AND id > :after ORDER BY id LIMIT :limit"
_SOURCES = {
    name: sa.text(_NEXT.format(table=name)).bindparams(sa.bindparam("after", type_=sa.Uuid))
    for name in ("report", "report_addition", "case_note")
}
