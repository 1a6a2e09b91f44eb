"""The municipalities' telephone numbers, in memory: a page that cannot save still gives a number to ring."""

import logging
import time
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from backend import geography
from backend.foundation.database import GLOBAL, Database
from backend.foundation.errors import LagatError

log = logging.getLogger(__name__)

FRESH_SECONDS = 600.0
TRY_AGAIN_SECONDS = 20.0


@dataclass(frozen=True)
class PhoneNumbers:
    """Whom to ring: the kontaktcenter, and what is acute at any hour. Either may be None.

    ``kind`` is the municipality's: a page that says whom to ring also says that one is practising.
    """

    municipality: str
    phone: str | None
    acute_phone: str | None
    kind: str = "real"


class PhoneBook:
    """Numbers by municipality code and by slug; stale ones are kept when the database does not answer."""

    def __init__(self) -> None:
        self._numbers: dict[str, PhoneNumbers] = {}
        self._refresh_at = 0.0

    def keep_fresh(self, database: Database) -> None:
        """Read the numbers again when they are ten minutes old. A database that is down is tried again soon."""
        if time.monotonic() < self._refresh_at:
            return
        self._refresh_at = time.monotonic() + TRY_AGAIN_SECONDS
        try:
            self._numbers = _read(database)
            self._refresh_at = time.monotonic() + FRESH_SECONDS
        except (LagatError, SQLAlchemyError) as error:
            log.warning("telephone numbers not read", extra={"error": type(error).__name__})

    def find(self, municipality: str | None) -> PhoneNumbers | None:
        """The numbers of one municipality by code or slug; where only one uses Lagat, its numbers whatever is asked."""
        if municipality is not None and municipality in self._numbers:
            return self._numbers[municipality]
        known = set(self._numbers.values())
        return known.pop() if len(known) == 1 else None


def _read(database: Database) -> dict[str, PhoneNumbers]:
    numbers: dict[str, PhoneNumbers] = {}
    with database.transaction(GLOBAL) as session:
        for each in geography.list_municipalities(session, active_only=True):
            found = PhoneNumbers(each.name, each.phone, each.acute_phone, each.kind.value)
            numbers |= {each.code: found, each.slug: found}
    return numbers
