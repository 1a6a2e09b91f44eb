"""The ledger of erasures as a file of lines, apart from the database and from its backups."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from backend.adapters.photo_files import make_folder, sync_folder, told_as_unavailable
from backend.retention import Entry, read_lines, write_line


class FileErasureLedger:
    """Appends to ``file``, one writer at a time, synced when the call returns."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def append(self, entry: Entry) -> None:
        """Write one entry after the last whole line."""
        with told_as_unavailable():
            make_folder(self._file.resolve().parent)
            with self._file.open("a+b") as opened:
                fcntl.flock(opened, fcntl.LOCK_EX)
                self._file.chmod(0o600)
                opened.seek(0)
                lines = opened.readlines()
                if lines and not lines[-1].endswith(b"\n"):  # a power cut in the middle: what it began was not done
                    opened.truncate(sum(map(len, lines[:-1])))
                chains = ["", *(chain for _, chain in read_lines(lines))]
                line, _ = write_line(entry, chains[-1])
                opened.write(line)
                opened.flush()
                os.fsync(opened.fileno())
            sync_folder(self._file.resolve().parent)

    def read(self) -> Iterator[Entry]:
        """Every entry, first first."""
        for entry, _ in self._lines():
            yield entry

    def chain(self) -> tuple[int, str]:
        """How many entries there are, and the end of their chain."""
        count, end = 0, ""
        for _, chain in self._lines():
            count, end = count + 1, chain
        return count, end

    def holds(self, count: int, chain: str) -> bool:
        """Whether it begins with ``count`` entries that end in ``chain``: it goes on where a backup was taken."""
        if count == 0:
            return True
        ends = [each for _, each in self._lines()]
        return len(ends) >= count and ends[count - 1] == chain

    def _lines(self) -> Iterator[tuple[Entry, str]]:
        with told_as_unavailable():
            lines = self._file.read_bytes().splitlines(keepends=True) if self._file.exists() else []
        yield from read_lines(lines)
