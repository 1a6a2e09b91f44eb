"""`backup` and `restore`: database and photos of an installation in one folder, and back into an empty database.

The dump is taken first and the photos after it: a photo never changes, so every photo the dump knows is there.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend import deliveries, retention
from backend.adapters.erasure_ledger import FileErasureLedger
from backend.adapters.photo_store import FolderPhotoStore
from backend.adapters.record_store import FolderRecordStore
from backend.commands.database import prepare
from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Conflict, Invalid, Unavailable
from backend.foundation.settings import Settings
from migrations import run as migrations

DUMP, PHOTOS, LEDGER, CONTENTS = "database.dump", "photos.tar", "erasures.ledger", "contents.json"
# Belong to the extensions, which are there before; their owner is a superuser.
NOT_OURS_TO_RESTORE = (" COMMENT - EXTENSION ", " spatial_ref_sys ")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write database and photos to FOLDER, which must not exist yet. Safe while everything runs."""
    if folder.exists():
        raise Conflict("folder_exists", "{folder} exists already; name a new folder.", folder=str(folder))
    with open_installation() as installation:
        write_backup(installation.settings, folder)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(folder: Path) -> None:
    """Read FOLDER into the database, which must be empty, and the photos beside it.

    Who was erased since the backup is erased again before anything opens, by the ledger of erasures. Followers see a
    new epoch, and every message that was waiting waits for a person: it may have been sent since.
    """
    with open_installation() as installation:
        held = read_backup(installation.settings, folder)
    click.echo(f"  Restored. Messages that wait for a person in the postbox: {held}.")


def write_backup(settings: Settings, folder: Path) -> None:
    """Write the backup beside ``folder`` and move it there when it is whole."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    dump = ["--format=custom", "--no-password", "--file", str(partial / DUMP)]
    _run_tool("pg_dump", settings.database_url_backup, dump)
    with tarfile.open(partial / PHOTOS, "w") as archive:
        if settings.photo_folder.is_dir():
            archive.add(settings.photo_folder, arcname=".")
    # Taken last: it may know of more erasures than the dump, and applying one twice is harmless.
    ledger = settings.erasure_ledger.read_bytes() if settings.erasure_ledger.exists() else b""
    (partial / LEDGER).write_bytes(ledger)
    count, chain = FileErasureLedger(partial / LEDGER).chain()
    contents = {
        "erasures": {"count": count, "chain": chain},
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": migrations.find_revision(settings.database_url_backup),
        "sha256": {name: _digest(partial / name) for name in (DUMP, PHOTOS, LEDGER)},
    }
    (partial / CONTENTS).write_text(json.dumps(contents, indent=1))
    partial.rename(folder)
    size = sum((folder / name).stat().st_size for name in (DUMP, PHOTOS)) / 1e6
    click.echo(f"  Backed up to {folder}: {size:.1f} MB, revision {contents['revision']}.")


def read_backup(settings: Settings, folder: Path) -> int:
    """Restore ``folder`` into the empty database; returns how many messages now wait for a person.

    Raises ``Conflict`` where the database holds something, ``Invalid`` where the backup is damaged.
    """
    contents = _check_whole(folder)
    ledger = _check_ledger(settings, folder, contents)
    prepare(settings.database_url_owner)
    if _holds_tables(settings.database_url_owner):
        raise Conflict("database_not_empty", "The database is not empty. Restore into a new one.")
    listed = folder.with_name(folder.name + ".list")
    try:
        found = _run_tool("pg_restore", None, ["--list", str(folder / DUMP)])
        kept = [line for line in found.splitlines() if not any(word in line for word in NOT_OURS_TO_RESTORE)]
        listed.write_text("\n".join(kept))
        wanted = ["--use-list", str(listed), "--no-owner", "--exit-on-error", "--single-transaction"]
        _run_tool("pg_restore", settings.database_url_owner, [*wanted, "--no-password", str(folder / DUMP)])
    finally:
        listed.unlink(missing_ok=True)
    _unpack_photos(folder / PHOTOS, settings.photo_folder)
    _count_rows(settings.database_url_owner)
    erased = erase_again(settings, ledger)
    click.echo(f"  Erasures applied again: {erased}.")
    return open_after_restore(settings.database_url_owner)


def _count_rows(owner_url: str) -> None:
    """Let the planner know what was restored: without statistics each erasing would read whole tables."""
    database = Database(owner_url)
    try:
        with database.transaction(GLOBAL) as session:
            session.execute(sa.text("ANALYZE"))
    finally:
        database.close()


def erase_again(settings: Settings, ledger: FileErasureLedger) -> int:
    """Apply every entry of the ledger to what was restored, one transaction each; returns how many."""
    database = Database(settings.database_url_owner)
    photos, records = FolderPhotoStore(settings.photo_folder), FolderRecordStore(settings.record_folder)
    count = 0
    try:
        for entry in ledger.read():
            with database.transaction(Scope((entry.municipality,))) as session:
                retention.apply_entry(session, entry, photos=photos, records=records, now=entry.at)
            count += 1
    finally:
        database.close()
    return count


def open_after_restore(owner_url: str) -> int:
    """What must be true before anybody is served: a new epoch, and nothing sent by itself that waited."""
    database = Database(owner_url)
    try:
        with database.transaction(GLOBAL) as session:
            session.execute(sa.text("UPDATE follower_epoch SET epoch = epoch + 1"))
            codes = tuple(session.scalars(sa.text("SELECT code FROM municipality ORDER BY code")))
        if not codes:
            return 0
        with database.transaction(Scope(codes)) as session:
            return deliveries.hold_all_queued(session, now=clock.now(session))
    finally:
        database.close()


def _holds_tables(url: str) -> bool:
    with sa.create_engine(url, poolclass=NullPool).connect() as connection:
        owned = "SELECT EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole)"
        return bool(connection.scalar(sa.text(owned)))


def _unpack_photos(packed: Path, folder: Path) -> None:
    """Unpack files and folders, and nothing that would land outside. Debian 12's tarfile has no filter for it yet."""
    folder.mkdir(parents=True, exist_ok=True)
    inside = folder.resolve()
    with tarfile.open(packed) as archive:
        for member in archive:
            plain = member.isfile() or member.isdir()
            if not plain or not (inside / member.name).resolve().is_relative_to(inside):
                raise Invalid("photos_strange", "The packed photos hold something strange: {name}", name=member.name)
            archive.extract(member, inside, set_attrs=False)


def _check_ledger(settings: Settings, folder: Path, contents: dict[str, Any]) -> FileErasureLedger:
    """The ledger of this installation, which must go on where the backup was taken. Raises ``Conflict``."""
    ledger = FileErasureLedger(settings.erasure_ledger)
    known = contents.get("erasures", {"count": 0, "chain": ""})
    if not ledger.holds(known["count"], known["chain"]):
        raise Conflict(
            "ledger_missing",
            "Put the newest copy of the ledger of erasures at {file} first: the backup knows of {count} erasures that it"
            " does not hold, and who was erased must stay erased. The backup's own copy is {own}.",
            file=str(settings.erasure_ledger),
            count=known["count"],
            own=str(folder / LEDGER),
        )
    return ledger


def _check_whole(folder: Path) -> dict[str, Any]:
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text())
        broken = [name for name, digest in contents["sha256"].items() if _digest(folder / name) != digest]
    except (OSError, ValueError, KeyError) as error:
        raise Invalid(
            "no_backup", "{folder} is not a whole backup: {why}", folder=str(folder), why=str(error)
        ) from error
    if broken:
        raise Invalid("backup_damaged", "The backup is damaged: {files}", files=", ".join(broken))
    return contents


def _digest(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def _run_tool(name: str, url: str | None, arguments: list[str]) -> str:
    """Run PostgreSQL's own tool, its password in the environment and not among the arguments; returns what it says."""
    command = [_find_tool(name, url), *arguments]
    environment: Mapping[str, str] = os.environ
    if url is not None:
        address = sa.make_url(url).set(drivername="postgresql")
        environment = {**os.environ, "PGPASSWORD": str(address.password or "")}
        command += ["--dbname", address.set(password=None).render_as_string()]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise Unavailable("tool_failed", "{name} failed: {said}", name=name, said=done.stderr.strip()[-800:])
    return done.stdout


def _find_tool(name: str, url: str | None) -> str:
    """The newest of PostgreSQL's client programs, but for the server's own release where that is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda file: int(file.parts[4]))
    by_release = {file.parts[4]: str(file) for file in folders}
    if url is not None:
        with sa.create_engine(url, poolclass=NullPool).connect() as connection:
            release = str(connection.scalar(sa.text("SELECT current_setting('server_version_num')::int / 10000")))
        if release in by_release:
            return by_release[release]
    if folders:
        return str(folders[-1])
    found = shutil.which(name)
    if found is None:
        raise Unavailable("tool_missing", "{name} is missing. Run: apt-get install postgresql-client", name=name)
    return found
