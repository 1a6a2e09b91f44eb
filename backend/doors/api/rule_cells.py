"""Targets by season and by count, as the API takes and tells them; inside they are kept as they are written."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from backend.catalogue import TARGET_NAMES, Category
from backend.doors.api.schemas import ApiSchema, note

_WORD = validate.Length(max=60)
SEASON_EXAMPLE = {"season": "10-01/04-30", "targets": {"mend": "7 days"}}
COUNT_EXAMPLE: dict[str, Any] = {
    "cases": 3,
    "metres": 120,
    "days": 21,
    "categories": ["belysning.enstaka"],
    "season": None,
    "targets": {"mend": "21 days"},
    "asCategory": None,
    "priority": None,
}


def _targets(description: str) -> fields.Dict:
    return fields.Dict(
        fields.String(validate=validate.OneOf(TARGET_NAMES)),
        fields.String(validate=_WORD),
        metadata=note(description, {"mend": "7 days"}),
    )


class SeasonTargetsPart(ApiSchema):
    """Targets that hold for what came in within a part of the year."""

    season = fields.String(required=True, validate=_WORD, metadata=note("From and to, within.", "10-01/04-30"))
    targets = _targets("What is another than the category's own.")


class CountRulePart(ApiSchema):
    """So many open cases in a row ask for other targets."""

    cases = fields.Integer(required=True, metadata=note("How many, 2 to 20.", 3))
    metres = fields.Integer(required=True, metadata=note("Each within so many of another.", 120))
    days = fields.Integer(required=True, metadata=note("Opened within so many days of the one that fills the row.", 21))
    categories = fields.List(
        fields.String(validate=_WORD), metadata=note("Whose cases are counted; none: its own.", ["belysning.enstaka"])
    )
    season = fields.String(allow_none=True, validate=_WORD, metadata=note("Only what came in then.", "10-01/03-31"))
    targets = _targets("What each of them is held to, where that is sooner.")
    as_category = fields.String(
        allow_none=True, validate=_WORD, metadata=note("And that category's targets.", "belysning.stracka")
    )
    priority = fields.String(allow_none=True, validate=_WORD, metadata=note("Raised to high or normal.", "high"))


def write_seasons(given: Iterable[Mapping[str, Any]]) -> str:
    """The cell of what was sent."""
    return "; ".join(f"{each['season']}: {_items(each)}" for each in given)


def write_counts(given: Iterable[Mapping[str, Any]]) -> str:
    """The cell of what was sent."""
    return "; ".join(map(_count, given))


def say_rules(category: Category) -> dict[str, Any]:
    """Both, as they are told."""
    return {
        "season_targets": [
            {"season": str(each.window), "targets": _written(each.targets)} for each in category.season_targets
        ],
        "count_rules": [
            {
                **{name: getattr(each, name) for name in ("cases", "metres", "days", "as_category", "priority")},
                "categories": list(each.counted or (category.code,)),
                "season": str(each.season) if each.season else None,
                "targets": _written(each.targets),
            }
            for each in category.count_rules
        ],
    }


def _written(targets: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(target) for name, target in targets.items()}


def _items(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {target}" for name, target in (given.get("targets") or {}).items())


def _count(given: Mapping[str, Any]) -> str:
    of = f" of {' '.join(given['categories'])}" if given.get("categories") else ""
    during = f" during {given['season']}" if given.get("season") else ""
    ends = [_items(given)] if given.get("targets") else []
    ends += [f"as {given['as_category']}"] if given.get("as_category") else []
    ends += [f"priority {given['priority']}"] if given.get("priority") else []
    return f"{given['cases']}{of} within {given['metres']} metres in {given['days']} days{during}: {', '.join(ends)}"
