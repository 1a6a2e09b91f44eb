"""Where a follower stands: a position in commit order and an epoch that changes when a backup is restored."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Position:
    """A place in the stream of events of a database; positions of another epoch say nothing."""

    epoch: int
    number: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.number}"


def get_position(session: Session, municipality: str) -> Position:
    """How far the municipality's events have been placed."""
    row = session.execute(
        sa.text(
            "SELECT (SELECT epoch FROM follower_epoch) AS epoch,"
            " coalesce((SELECT position FROM event WHERE municipality = :m AND position IS NOT NULL"
            " ORDER BY position DESC LIMIT 1), 0) AS number"
        ),
        {"m": municipality},
    ).one()
    return Position(row.epoch, row.number)
