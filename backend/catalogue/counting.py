"""Which counts a municipality has, and whose cases they count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.catalogue.counts import CountRule, list_codes, read_count_rules
from backend.catalogue.models import CategoryRow
from backend.catalogue.queries import find_category
from backend.catalogue.targets import TARGET_NAMES, Target
from backend.foundation.errors import Invalid
from backend.foundation.keeping import kept_for_reactions


@dataclass(frozen=True)
class FoundRule:
    """A count and the category it stands at; ``targets`` with those of the category it points to."""

    category: str
    rule: CountRule
    targets: Mapping[str, Target]

    @property
    def counted(self) -> tuple[str, ...]:
        """The categories whose cases it counts."""
        return self.rule.counted or (self.category,)


def list_count_rules(session: Session, municipality: str, *, counting: str, on: date | None = None) -> list[FoundRule]:
    """The counts that count cases of the category ``counting`` on the local day ``on`` (None: any), in tree order.

    To reactions they may be some seconds old (``foundation.keeping``).
    """
    found = kept_for_reactions(session, ("counts", municipality), lambda: _read(session, municipality))
    rules = [
        FoundRule(code, rule, rule.targets)
        for code, written in found
        for rule in read_count_rules(written)
        if rule.counts(counting, own=code) and (rule.season is None or on is None or rule.season.holds(on))
    ]
    return [_with_those_of(session, municipality, each) for each in rules]


def check_counts(session: Session, municipality: str, written: str) -> None:
    """Raises ``Invalid`` where a rule names a category there is not."""
    named = list_codes(read_count_rules(written))
    wanted = sa.select(CategoryRow.code).where(CategoryRow.municipality == municipality, CategoryRow.code.in_(named))
    if named - set(session.scalars(wanted)):
        said = "There is no such category."
        raise Invalid("no_such_category", said, fields={"count_rules": said})


def _read(session: Session, municipality: str) -> list[tuple[str, str]]:
    rows = session.execute(
        sa.select(CategoryRow.code, CategoryRow.count_rules)
        .where(CategoryRow.municipality == municipality, CategoryRow.count_rules != "")
        .order_by(CategoryRow.position, CategoryRow.code)
    )
    return [(row.code, row.count_rules) for row in rows]


def _with_those_of(session: Session, municipality: str, found: FoundRule) -> FoundRule:
    other = find_category(session, municipality, found.rule.as_category) if found.rule.as_category else None
    if other is None:
        return found
    theirs = {name: target for name in TARGET_NAMES if (target := getattr(other.targets, name)) is not None}
    return replace(found, targets={**theirs, **found.rule.targets})
