"""What a person changes of a category, and how it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts
from backend.catalogue.cells import changed_cells, read_cells
from backend.catalogue.counting import check_counts
from backend.catalogue.models import CategoryRow, CategoryVersionRow
from backend.catalogue.queries import get_calendar, get_category
from backend.catalogue.tree import Category
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Conflict, Invalid

MOST_VERSIONS = 200
FURTHEST_LOOK = timedelta(days=366)


@dataclass(frozen=True)
class CategoryVersion:
    """One change. ``changes``: cell → before and after, as ``cells`` writes them."""

    number: int
    changes: dict[str, tuple[str, str]]
    edited_by: UUID | None
    edited_at: datetime


def change_category(
    session: Session,
    municipality: str,
    code: str,
    *,
    given: Mapping[str, str],
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> dict[str, tuple[str, str]]:
    """Let the category be as ``given`` cells say (see ``cells``); the others stay. Kept as a version, audited.

    Returns cell → before and after of what changed, nothing where it was so already. What is promised stays promised.
    Raises ``NotFound`` for an unknown code, ``Invalid`` naming each wrong cell, ``Conflict`` where it was changed since
    the version ``seen`` (0: none yet).
    """
    lock = sa.select(CategoryRow.code).where(CategoryRow.municipality == municipality, CategoryRow.code == code)
    session.execute(lock.with_for_update())
    category = get_category(session, municipality, code)
    number = find_category_number(session, municipality, code)
    if seen is not None and seen != number:
        raise Conflict("category_changed", "Somebody has changed this category since you opened it. Look at it again.")
    changes = check_category(session, municipality, category, given, now=now)
    if not changes:
        return {}
    values = read_cells(category, {name: after for name, (_, after) in changes.items()})
    retired = values.pop("retired")
    if retired != category.retired:
        values["retired_at"] = now if retired else None
    where = (CategoryRow.municipality == municipality, CategoryRow.code == code)
    session.execute(sa.update(CategoryRow).where(*where).values(**values))
    version = {"category_code": code, "number": number + 1, "changes": {k: list(v) for k, v in changes.items()}}
    session.execute(
        sa.insert(CategoryVersionRow).values(
            municipality=municipality, **version, edited_by=actor.id, edited_at=now
        )
    )  # fmt: skip
    facts = {"code": code, "number": number + 1, "cells": sorted(changes)}
    audit.record(
        session, municipality, actor=actor, act="change_category", subject=("category", None), facts=facts, now=now
    )
    return changes


def check_category(
    session: Session, municipality: str, category: Category, given: Mapping[str, str], *, now: datetime
) -> dict[str, tuple[str, str]]:
    """What would change; nothing is kept. Raises ``Invalid`` as ``change_category``."""
    changes = changed_cells(category, given)
    values = read_cells(category, {name: after for name, (_, after) in changes.items()})
    if "unit" in changes and accounts.find_unit(session, municipality, code=values["unit_code"]) is None:
        said = "There is no such unit."
        raise Invalid("no_such_unit", said, fields={"unit": said})
    if "count_rules" in changes:
        check_counts(session, municipality, values["count_rules"])
    if "look_again_on" in changes and values["look_again_on"] is not None:
        today = get_calendar(session, municipality).local(now).date()
        if not today < values["look_again_on"] <= today + FURTHEST_LOOK:
            said = "Choose a day ahead, at most a year from now."
            raise Invalid("look_again_wrong", said, fields={"look_again_on": said})
    return changes


def find_category_number(session: Session, municipality: str, code: str) -> int:
    """The number of the category's newest version; 0 where it was never changed."""
    newest = sa.select(sa.func.max(CategoryVersionRow.number)).where(
        CategoryVersionRow.municipality == municipality, CategoryVersionRow.category_code == code
    )
    return session.scalar(newest) or 0


def list_category_versions(session: Session, municipality: str, code: str) -> Sequence[CategoryVersion]:
    """How the category was changed, newest first, ``MOST_VERSIONS`` at most."""
    rows = session.scalars(
        sa.select(CategoryVersionRow)
        .where(CategoryVersionRow.municipality == municipality, CategoryVersionRow.category_code == code)
        .order_by(CategoryVersionRow.number.desc())
        .limit(MOST_VERSIONS)
    )
    return [
        CategoryVersion(
            row.number, {name: (pair[0], pair[1]) for name, pair in row.changes.items()}, row.edited_by, row.edited_at
        )
        for row in rows
    ]


def is_paused(category: Category, today: date) -> bool:
    """Whether it is too cold for the work: until the day when somebody looks again."""
    return category.look_again_on is not None and today < category.look_again_on
