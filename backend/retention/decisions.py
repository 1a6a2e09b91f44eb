"""Which rule a case goes by, and what a rule must have. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Reach:
    """What a rule is about: a category, an authority, both, or everything."""

    id: UUID
    category: str | None
    authority_id: UUID | None

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """A rule for a category goes before one for an authority, and that before one for everything."""
        return (self.category is not None, self.authority_id is not None)

    def covers(self, category: str, authority_id: UUID) -> bool:
        """Whether a case of that category and authority is within the rule."""
        return self.category in (None, category) and self.authority_id in (None, authority_id)


def choose_rule(rules: Iterable[Reach], category: str, authority_id: UUID) -> Reach | None:
    """The one rule a case goes by: the narrowest that covers it; of two alike the one entered first (lower id)."""
    fitting = [rule for rule in rules if rule.covers(category, authority_id)]
    return max(fitting, key=lambda rule: (rule.narrowness, -rule.id.int), default=None)


def list_narrower(rule: Reach, others: Iterable[Reach]) -> list[Reach]:
    """The rules that take cases away from ``rule``: narrower ones, and those alike that were entered before it."""
    own = (rule.narrowness, -rule.id.int)
    return [other for other in others if other.id != rule.id and (other.narrowness, -other.id.int) > own]
