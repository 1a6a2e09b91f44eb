"""Reading a municipality's tree. One statement each.

A changed word is seen by the next request. But what a report is taken under, and the calendar, may be as they stood
some seconds ago, and to reactions more (``foundation.keeping``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import SQLColumnExpression
from sqlalchemy.orm import Session

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.choices import read_choice
from backend.catalogue.counts import read_count_rules
from backend.catalogue.hours import read_opening_hours
from backend.catalogue.models import CategoryGroupRow, CategoryRow, QuestionRow
from backend.catalogue.seasons import read_season_targets
from backend.catalogue.shipped import CATCH_ALL, catch_all
from backend.catalogue.targets import read_targets, read_window
from backend.catalogue.tree import Category, Group, Question
from backend.foundation.database import KEPT
from backend.foundation.errors import NotFound
from backend.foundation.keeping import kept_awhile, kept_for_reactions
from backend.geography import Municipality, get_municipality_view

_CATEGORY = CategoryRow.__table__.c
_QUESTION = QuestionRow.__table__.c
_SAME_NAME = (
    *("code", "group_code", "names", "helps", "public_names", "verbs", "advice", "search_words", "kind", "unit_code"),
    *("authority_code", "trade", "priority", "can_be_acute", "joinable", "public_at_once", "accusation_likely"),
    *("hidden", "warranty_days", "near_metres", "planned_words", "look_again_on"),
)
_READ = (
    sa.select(*_CATEGORY, *(column.label(f"question_{column.name}") for column in _QUESTION))
    .prefix_with(KEPT)
    .select_from(
        CategoryRow.__table__.outerjoin(
            QuestionRow.__table__,
            (_QUESTION.municipality == _CATEGORY.municipality) & (_QUESTION.category_code == _CATEGORY.code),
        )
    )
    .order_by(_CATEGORY.position, _CATEGORY.code, _QUESTION.position, _QUESTION.code)
)


def list_categories(
    session: Session, municipality: str, *, include_hidden: bool = False, include_retired: bool = False
) -> list[Category]:
    """Every category one may choose, in tree order; ``kris`` is hidden but in a crisis."""
    return _read(session, municipality, *_chosen(include_hidden, include_retired))


def list_groups(session: Session, municipality: str, *, include_hidden: bool = False) -> list[Group]:
    """The tree as groups with the categories one may choose, in tree order; a group without any is left out.

    Two statements, whatever the size of the tree.
    """
    categories = list_categories(session, municipality, include_hidden=include_hidden)
    by_group: dict[str, list[Category]] = {}
    for category in categories:
        by_group.setdefault(category.group_code, []).append(category)
    rows = session.execute(
        sa.select(CategoryGroupRow.code, CategoryGroupRow.names)
        .where(CategoryGroupRow.municipality == municipality)
        .order_by(CategoryGroupRow.position, CategoryGroupRow.code)
    )
    return [Group(code, names, tuple(by_group[code])) for code, names in rows if code in by_group]


def find_category(session: Session, municipality: str, code: str) -> Category | None:
    """The category of that code, hidden and retired ones too; None where the municipality has none.

    To reactions it may be some seconds old (``foundation.keeping``).
    """

    def read() -> Category | None:
        return next(iter(_read(session, municipality, _CATEGORY.code == code)), None)

    return kept_for_reactions(session, ("category as it is", municipality, code), read)


def get_category(session: Session, municipality: str, code: str) -> Category:
    """The category of that code, hidden and retired ones too. Raises ``NotFound``."""
    category = find_category(session, municipality, code)
    if category is None:
        raise NotFound("no_such_category", "There is no such category.")
    return category


def name_categories(session: Session, municipality: str, codes: Collection[str]) -> dict[str, dict[str, str]]:
    """Code → language → name, of hidden and retired ones too, in one statement; unknown codes are left out."""
    rows = session.execute(
        sa.select(_CATEGORY.code, _CATEGORY.names).where(
            _CATEGORY.municipality == municipality, _CATEGORY.code.in_(set(codes))
        )
    )
    return {row.code: dict(row.names) for row in rows}


def names_of(municipality: SQLColumnExpression[str], code: SQLColumnExpression[str]) -> sa.ScalarSelect[Any]:
    """The category's names as a column beside the row that has its code, so that a list is one statement."""
    return (
        sa.select(CategoryRow.names)
        .where(CategoryRow.municipality == municipality, CategoryRow.code == code)
        .scalar_subquery()
    )


def category_for_intake(session: Session, municipality: str, code: str) -> Category:
    """The category a report is taken under. Never raises for a code: an unknown or retired one becomes ``annat``.

    A hidden one is taken as it was sent: who asks for help in a crisis is not sent to the end of the queue because the
    crisis was called off a minute ago. It may be as it stood some seconds ago (``foundation.keeping``): a form that was
    open longer sends an older one still.
    """
    return kept_awhile(session, ("category", municipality, code), lambda: _for_intake(session, municipality, code))


def _for_intake(session: Session, municipality: str, code: str) -> Category:
    found = {
        category.code: category for category in _read(session, municipality, _CATEGORY.code.in_([code, CATCH_ALL]))
    }
    asked = found.get(code)
    if asked is not None and not asked.retired:
        return asked
    return found.get(CATCH_ALL) or catch_all()


def get_calendar(session: Session, municipality: str) -> WorkingCalendar:
    """The working calendar of the municipality, some seconds old at most: time zone and opening hours. Raises ``NotFound``."""
    known = get_municipality_view(session, municipality)
    return WorkingCalendar(ZoneInfo(known.time_zone), read_opening_hours(known.opening_hours))


@dataclass(frozen=True)
class Sibling:
    """A category of the same group, as far as nearness goes: may one object have many cases, how near, how long held."""

    code: str
    joinable: bool
    near_metres: int
    warranty_days: int


def list_siblings(session: Session, municipality: str, code: str) -> list[Sibling]:
    """The categories of the group ``code`` belongs to, itself and retired ones too, by code; empty for an unknown one.

    To reactions they may be some seconds old (``foundation.keeping``).
    """
    return kept_for_reactions(session, ("siblings", municipality, code), lambda: _siblings(session, municipality, code))


def _siblings(session: Session, municipality: str, code: str) -> list[Sibling]:
    group = sa.select(_CATEGORY.group_code).where(_CATEGORY.municipality == municipality, _CATEGORY.code == code)
    rows = session.execute(
        sa.select(_CATEGORY.code, _CATEGORY.joinable, _CATEGORY.near_metres, _CATEGORY.warranty_days)
        .where(_CATEGORY.municipality == municipality, _CATEGORY.group_code == group.scalar_subquery())
        .order_by(_CATEGORY.code)
    )
    return [Sibling(*row) for row in rows]


def list_calendars(session: Session) -> list[tuple[WorkingCalendar, list[str]]]:
    """The calendars of the municipalities that use Lagat, each with the codes that keep it; one statement."""
    rows = session.execute(
        sa.select(Municipality.code, Municipality.time_zone, Municipality.opening_hours)
        .where(Municipality.active)
        .order_by(Municipality.code)
    )
    by_hours: dict[tuple[str, str], tuple[WorkingCalendar, list[str]]] = {}
    for code, zone, hours in rows:
        alike = (zone, repr(sorted(hours.items())))
        if alike not in by_hours:
            by_hours[alike] = (WorkingCalendar(ZoneInfo(zone), read_opening_hours(hours)), [])
        by_hours[alike][1].append(code)
    return list(by_hours.values())


def _chosen(include_hidden: bool, include_retired: bool) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if not include_hidden:
        conditions.append(_CATEGORY.hidden.is_(False))
    if not include_retired:
        conditions.append(_CATEGORY.retired_at.is_(None))
    return conditions


def _read(session: Session, municipality: str, *conditions: sa.ColumnElement[bool]) -> list[Category]:
    # Core, not entities: it is on the way of every report, and a row read earlier in the session is never served again.
    rows = session.execute(_READ.where(_CATEGORY.municipality == municipality, *conditions)).mappings()
    return [_category(list(joined)) for _, joined in groupby(rows, key=lambda row: row["code"])]


def _category(joined: list[sa.RowMapping]) -> Category:
    row = joined[0]
    return Category(
        **{name: row[name] for name in _SAME_NAME},
        targets=read_targets(row["targets"]),
        season=read_window(row["season"]) if row["season"] else None,
        retired=row["retired_at"] is not None,
        not_ours=tuple(row["not_ours"]),
        season_targets=read_season_targets(row["season_targets"]),
        count_rules=read_count_rules(row["count_rules"]),
        questions=tuple(_question(question) for question in joined if question["question_code"] is not None),
    )


def _question(row: sa.RowMapping) -> Question:
    return Question(
        code=row["question_code"],
        text=row["question_texts"],
        kind=row["question_kind"],
        choices=tuple(read_choice(choice) for choice in row["question_choices"]),
        restricted=row["question_restricted"],
    )
