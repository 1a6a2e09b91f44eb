"""What records need beside the database: a ledger of erasures, and a place for files that are given out."""

from collections.abc import Iterable
from typing import BinaryIO, Protocol
from uuid import UUID

from backend.retention.ledger import Entry


class ErasureLedger(Protocol):
    """Keeps what was erased apart from the database and its backups, by ids alone; what is written stays written.

    Raises ``Unavailable`` where it cannot be written: then nothing is erased either.
    """

    def append(self, entry: Entry) -> None:
        """Write one entry, durable when the call returns. The same again is harmless."""

    def read(self) -> Iterable[Entry]:
        """Every entry, first first. Raises ``Conflict`` where one was changed or taken away."""
        ...


class RecordStore(Protocol):
    """Keeps files that are given out, by municipality, disclosure and name. Raises ``Unavailable``."""

    def put(self, municipality: str, disclosure_id: UUID, name: str, content: BinaryIO) -> None:
        """Keep a file, durable when the call returns."""

    def find(self, municipality: str, disclosure_id: UUID, name: str) -> BinaryIO | None:
        """The file opened for reading, or None where there is none."""
        ...

    def remove(self, municipality: str, disclosure_id: UUID) -> None:
        """Forget every file of a disclosure. Nothing happens where there is none."""
