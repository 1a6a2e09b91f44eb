"""A person who left every kind of trace, and a search for them in every table, file and log."""

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from backend import cases, photos
from backend.adapters.photo_decoder import ChildDecoder
from backend.adapters.photo_store import FolderPhotoStore
from backend.cases import Submitted
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.photos import NewPhoto, PhotoKind
from backend.practice import PRACTICE_CODE
from tests.photo_builders import build_jpeg
from tests.town import Town

BO = Actor(ActorKind.STAFF, new_id())
AMIRA: dict[str, Any] = {
    "name": "Amira Lindqvist-Haddad",
    "mail": "amira.lindqvist@mejl.example",
    "mobile": "070-174 06 05",
    "fix_longitude": 18.61928374,
    "fix_latitude": 58.20192837,
    "fix_accuracy_m": 12.0,
    "place_words": "bakom Lindqvists blå garage vid kröken",
    "words": "Jag heter Amira och bor mittemot. Lampan utanför mitt sovrum är alldeles mörk sedan i tisdags.",
}
TRACES = (
    *("Amira", "Lindqvist", "Haddad", "amira.lindqvist", "mejl.example", "+46701740605", "0701740605", "070-174 06 05"),
    *("1740605", "blå garage", "mittemot", "sovrum", "sedan i tisdags", "hunden skäller", "min syster"),
    *("18.61928374", "58.20192837"),
)
"""What nobody else in Ängsby has written."""


@dataclass(frozen=True)
class Trail:
    """What Amira left: two reports, one alone in its case and one joined with a neighbour's, photos, further words."""

    alone: Submitted
    shared: Submitted
    neighbour: Submitted
    photo_ids: tuple[UUID, ...]


def leave_trail(town: Town) -> Trail:
    """Amira reports twice, writes more, sends a photo and half of another; staff write of her; everything is sent."""
    form: dict[str, Any] = dict(AMIRA)
    alone = town.report(**form, category="vag.brunn-lock", answers={"state": "sunk", "marking": "telecom"})
    shared = town.report(**form, category="belysning.enstaka")
    neighbour = town.report(words="Lampan är släckt.", mail="granne@example.org")
    town.work()
    with town.transaction() as session:
        now = clock.now(session)
        amira = Actor(ActorKind.REPORTER, alone.report_id)
        said = "Nu är det värre, och hunden skäller. Hälsa min syster."
        cases.add_words(session, PRACTICE_CODE, alone.report_id, words=said, actor=amira, now=now)
        for submitted in (alone, shared):
            words = f"Ringde {AMIRA['name']} på {AMIRA['mobile']}: hon hör av sig."
            cases.note_on_case(session, PRACTICE_CODE, submitted.case_id, words=words, actor=BO, now=now)
        cases.note_on_case(
            session, PRACTICE_CODE, shared.case_id, words="Stolpen är beställd hos firman.", actor=BO, now=now
        )
        cases.join_report(session, PRACTICE_CODE, neighbour.report_id, to_case_id=shared.case_id, actor=BO, now=now)
    photo_ids = tuple(_add_photo(town, submitted) for submitted in (alone, shared))
    store = FolderPhotoStore(town.settings.photo_folder)
    gate = photos.Gate(town.worker, store, ChildDecoder(), lease_seconds=60)
    while gate.process_next((PRACTICE_CODE,)):
        pass
    town.work()
    return Trail(alone, shared, neighbour, photo_ids)


def _add_photo(town: Town, submitted: Submitted) -> UUID:
    store = FolderPhotoStore(town.settings.photo_folder)
    with town.transaction() as session:
        photo = NewPhoto(submitted.case_id, PhotoKind.REPORT, build_jpeg(), str(uuid4()), report_id=submitted.report_id)
        return photos.add_photo(session, PRACTICE_CODE, photo, store=store, now=clock.now(session))


def find_in_tables(super_url: str, traces: Iterable[str]) -> list[str]:
    """Where any trace stands in any column of any table, read as a superuser: "table: trace" in small letters."""
    wanted = [trace.lower() for trace in traces]
    any_of = "|".join(re.escape(trace) for trace in wanted)
    engine = sa.create_engine(super_url, poolclass=sa.pool.NullPool)
    found = []
    with engine.connect() as connection:
        tables = connection.scalars(
            sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'")
        ).all()
        for table in sorted(tables):
            rows = connection.scalars(
                sa.text(f'SELECT lower(t::text) FROM "{table}" AS t WHERE lower(t::text) ~ :any_of'), {"any_of": any_of}
            ).all()
            found += [f"{table}: {trace}" for trace in wanted if any(trace in row for row in rows)]
    engine.dispose()
    return found


def find_in_files(folders: Iterable[Path], traces: Iterable[str], *, bytes_too: Iterable[bytes] = ()) -> list[str]:
    """Where any trace stands in any file under ``folders``, archives unpacked: "file: trace"."""
    wanted = [trace.lower().encode() for trace in traces]
    pieces = [piece for piece in bytes_too if piece]
    found = []
    for name, content in _read_all(folders):
        small = content.decode("utf-8", "ignore").lower().encode()
        found += [f"{name}: {trace.decode()}" for trace in wanted if trace in small]
        found += [f"{name}: {len(piece)} bytes" for piece in pieces if piece in content]
    return found


def _read_all(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        files = [folder] if folder.is_file() else [file for file in folder.rglob("*") if file.is_file()]
        for file in files:
            yield str(file), file.read_bytes()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as packed:
                    yield from ((f"{file}!{name}", packed.read(name)) for name in packed.namelist())
            elif tarfile.is_tarfile(file):
                with tarfile.open(file) as archive:
                    for member in archive:
                        opened = archive.extractfile(member)
                        yield f"{file}!{member.name}", opened.read() if opened else b""
