"""What rules are tried on: the cases of a period, or the rows of a file."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.cases.models import Case, Report
from backend.catalogue import Answers
from backend.foundation.errors import Invalid
from backend.foundation.ids import show_reference
from backend.responsibility.dry_run import Subject

COLUMNS = ("category", "answers", "longitude", "latitude", "at")
"""Of a file; ``key`` may stand beside them. ``answers`` is ``question=choice``, several with ``|`` between."""
MOST_FAULTS = 20


def list_subjects(
    session: Session, municipality: str, *, since: datetime, until: datetime, limit: int
) -> Sequence[Subject]:
    """The cases opened from ``since`` and before ``until``, newest first: one statement, by the index of opening."""
    newest = (
        sa.select(Case.id, Case.reference, Case.category, Case.kind, Case.longitude, Case.latitude, Case.opened_at)
        .where(Case.municipality == municipality, Case.opened_at >= since, Case.opened_at < until)
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(limit)
        .subquery()
    )
    told = (
        sa.select(Report.answers, Report.answers_as_said, Report.asset_number, Report.accuracy_m)
        .where(Report.municipality == municipality, Report.case_id == newest.c.id)
        .order_by(Report.received_at, Report.id)
        .limit(1)
        .lateral()
    )
    rows = session.execute(sa.select(newest, told).select_from(newest.outerjoin(told, sa.true())))
    return [
        Subject(
            show_reference(row.reference), row.category, Answers(row.answers or {}, row.answers_as_said or {}),
            row.longitude, row.latitude, row.opened_at, row.kind, row.asset_number, row.accuracy_m,
        )
        for row in rows
    ]  # fmt: skip


def read_subjects(session: Session, municipality: str, file: TextIO) -> list[Subject]:
    """The rows of a CSV file with a heading (``COLUMNS``; longitude and latitude WGS 84 degrees, ``at`` with its zone).

    Raises ``Invalid`` with ``fields`` ``{"row.<number>": why}`` for the first twenty rows that are wrong.
    """
    reader = csv.DictReader(file)
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        raise Invalid("columns_missing", "The file lacks columns: {names}", names=", ".join(missing))
    return read_rows(session, municipality, reader)


def read_rows(session: Session, municipality: str, rows: Iterable[dict[str, str]]) -> list[Subject]:
    """The same of rows already split. A category that is not here is kept, and counted as skipped when tried."""
    every = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    categories = {each.code: each for each in every}
    found: list[Subject] = []
    wrong: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        try:
            lon, lat = geography.read_position(float(row["latitude"]), float(row["longitude"]))
            at = datetime.fromisoformat(row["at"])
        except (ValueError, Invalid) as error:
            wrong[f"row.{number}"] = error.message if isinstance(error, Invalid) else "A place or a moment is missing."
            if len(wrong) == MOST_FAULTS:
                break
            continue
        category = categories.get(row["category"])
        said = catalogue.read_answers(category, _answers(row["answers"])) if category else catalogue.NO_ANSWERS
        moment = at if at.tzinfo else at.replace(tzinfo=UTC)
        found.append(Subject(row.get("key") or str(number), row["category"], said, lon, lat, moment))
    if wrong:
        raise Invalid("rows_wrong", "Some rows could not be read.", fields=wrong)
    return found


def _answers(text: str) -> dict[str, object]:
    pairs = (pair.partition("=") for pair in text.split("|") if "=" in pair)
    return {question.strip(): choice.strip() for question, _, choice in pairs}
