"""Who acts. Names and addresses are looked up where they are shown; an actor is ids alone."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """On whose behalf a step is taken."""

    REPORTER = "reporter"
    STAFF = "staff"
    CONTRACTOR = "contractor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """One acting party: ``id`` is a person's id, for a reporter the report's, for the system None."""

    kind: ActorKind
    id: UUID | None = None

    @property
    def is_person(self) -> bool:
        """Whether a human being did it."""
        return self.kind is not ActorKind.SYSTEM


SYSTEM = Actor(ActorKind.SYSTEM)
"""A rule, a clock or a reaction."""
