"""What changes a municipality's tree: filling it from the shipped one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.catalogue.choices import write_choice
from backend.catalogue.counts import write_count_rules
from backend.catalogue.models import CategoryGroupRow, CategoryRow, QuestionRow
from backend.catalogue.seasons import write_season_targets
from backend.catalogue.shipped import shipped_tree
from backend.catalogue.targets import write_targets
from backend.catalogue.tree import Category, Group, Question
from backend.foundation.database import Base

_Row = dict[str, Any]


def seed_catalogue(session: Session, municipality: str, *, overwrite: bool = False) -> int:
    """Give the municipality every group, category and question of the shipped tree it does not have yet.

    What it has is left as it is, with its own words and targets, unless ``overwrite``; then the shipped words replace
    them, the shipped questions replace a category's questions, and only ``retired_at`` stays. A category the
    municipality made itself is never touched. Returns the number of categories that are new to it.
    """
    groups = shipped_tree()
    categories = [category for group in groups for category in group.categories]
    known = set(session.scalars(sa.select(CategoryRow.code).where(CategoryRow.municipality == municipality)))
    fresh = [category for category in categories if category.code not in known]
    _put(session, CategoryGroupRow, [_group_row(municipality, at, group) for at, group in enumerate(groups)], overwrite)
    rows = [_category_row(municipality, at, category) for at, category in enumerate(categories)]
    _put(session, CategoryRow, rows, overwrite)
    # A known category's questions may have been taken away on purpose: only a new one gets the shipped questions.
    asked = categories if overwrite else fresh
    if overwrite:
        _drop_questions(session, municipality, [category.code for category in categories])
    _put(session, QuestionRow, [row for category in asked for row in _question_rows(municipality, category)], overwrite)
    return len(fresh)


def _put(session: Session, table: type[Base], rows: list[_Row], overwrite: bool) -> None:
    if not rows:
        return
    statement = insert(table).values(rows)
    key = [column.name for column in sa.inspect(table).primary_key]
    if overwrite:
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))
    else:
        session.execute(statement.on_conflict_do_nothing(index_elements=key))


def _drop_questions(session: Session, municipality: str, codes: list[str]) -> None:
    session.execute(
        sa.delete(QuestionRow).where(QuestionRow.municipality == municipality, QuestionRow.category_code.in_(codes))
    )


def _group_row(municipality: str, position: int, group: Group) -> _Row:
    return {"municipality": municipality, "code": group.code, "position": position, "names": dict(group.names)}


def _category_row(municipality: str, position: int, category: Category) -> _Row:
    same = (
        *("code", "group_code", "kind", "unit_code", "authority_code", "trade", "priority", "can_be_acute", "joinable"),
        *("public_at_once", "accusation_likely", "hidden", "warranty_days", "near_metres", "search_words"),
    )
    texts = ("names", "helps", "public_names", "verbs", "advice")
    return {
        "municipality": municipality,
        "position": position,
        **{name: getattr(category, name) for name in same},
        **{name: dict(getattr(category, name)) for name in texts},
        "season": str(category.season) if category.season else None,
        "targets": write_targets(category.targets),
        "not_ours": list(category.not_ours),
        "season_targets": write_season_targets(category.season_targets),
        "count_rules": write_count_rules(category.count_rules),
    }


def _question_rows(municipality: str, category: Category) -> list[_Row]:
    return [_question_row(municipality, category.code, at, question) for at, question in enumerate(category.questions)]


def _question_row(municipality: str, category_code: str, position: int, question: Question) -> _Row:
    return {
        "municipality": municipality,
        "category_code": category_code,
        "code": question.code,
        "position": position,
        "kind": question.kind,
        "restricted": question.restricted,
        "texts": dict(question.text),
        "choices": [write_choice(choice) for choice in question.choices],
    }
