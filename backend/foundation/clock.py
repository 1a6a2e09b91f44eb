"""The two clocks, and the only place that reads them.

``now`` moves what the municipality promises: real, or simulated (a start, a speed and jumps, kept in the database so
that every process agrees; production refuses). ``real_now`` is the database's own time, for leases, slots, sessions
and limits.
"""

from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Invalid

NOW = "lagat_now()"
"""The town's time in SQL."""
_NOW = sa.text(f"SELECT {NOW}")
_REMEMBERED = "now"
_REAL_NOW = sa.text("SELECT clock_timestamp()")


def now(session: Session) -> datetime:
    """The moment it is in the municipalities, aware, UTC: when this transaction took its scope."""
    told = session.info.get(_REMEMBERED)
    return cast(datetime, told if told is not None else session.execute(_NOW).scalar_one())


def remember(session: Session, told: datetime) -> None:
    """The town's time as the database told it with the scope: whoever asks in this transaction gets the same."""
    session.info[_REMEMBERED] = told


def real_now(session: Session) -> datetime:
    """The database's real time, aware, UTC."""
    return cast(datetime, session.execute(_REAL_NOW).scalar_one())


def is_simulated(session: Session) -> bool:
    """Whether ``now`` is simulated in this database."""
    return bool(session.execute(sa.text("SELECT count(*) FROM simulated_clock")).scalar_one())


def simulate(session: Session, *, start: datetime, speed: float) -> None:
    """Let ``now`` be ``start`` from here on, moving ``speed`` seconds a second; 0 stands still until a jump.

    Owner's act: web and worker may read the clock but not set it. The caller has refused production.
    """
    session.info.pop(_REMEMBERED, None)
    session.execute(sa.text("DELETE FROM simulated_clock"))
    session.execute(
        sa.text(
            "INSERT INTO simulated_clock (starts_at, real_start_at, speed) VALUES (:start, clock_timestamp(), :speed)"
        ),
        {"start": start, "speed": speed},
    )


def jump(session: Session, to: datetime) -> None:
    """Move the simulated clock forward to ``to``; its speed stays. Raises ``Invalid`` backwards or on a real clock."""
    if not is_simulated(session):
        raise Invalid("clock_is_real", "The clock is real and cannot jump.")
    session.info.pop(_REMEMBERED, None)
    if to < now(session):
        raise Invalid("clock_backwards", "The clock only jumps forward.")
    session.info.pop(_REMEMBERED, None)
    session.execute(
        sa.text("UPDATE simulated_clock SET starts_at = :to, real_start_at = clock_timestamp()"), {"to": to}
    )
