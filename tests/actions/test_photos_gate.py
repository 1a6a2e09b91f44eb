"""The gate with its real child, a real store and a real database: what comes through, and what stays sealed."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from backend import photos
from backend.adapters.photo_decoder import CHILD, ChildDecoder
from backend.adapters.photo_store import FolderPhotoStore
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Unavailable
from backend.photos import Decoded, Gate, NewPhoto, Photo, PhotoKind, PhotoState, Refusal, Rendition, Undecodable
from tests import photo_builders as build

ANGSBY = "9901"
SCOPE = Scope((ANGSBY,))
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TAKEN = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
Send = Callable[[bytes], UUID]
Look = Callable[[UUID], Photo]


@pytest.fixture
def store(tmp_path: Path) -> FolderPhotoStore:
    return FolderPhotoStore(tmp_path)


@pytest.fixture
def gate(worker_database: Database, store: FolderPhotoStore) -> Gate:
    return Gate(worker_database, store, ChildDecoder(), lease_seconds=60)


@pytest.fixture
def send(web_database: Database, store: FolderPhotoStore) -> Send:
    def add(content: bytes) -> UUID:
        photo = NewPhoto(case_id=uuid4(), kind=PhotoKind.REPORT, content=content, client_photo_id=uuid4().hex)
        with web_database.transaction(SCOPE) as session:
            return photos.add_photo(session, ANGSBY, photo, store=store, now=NOON)

    return add


@pytest.fixture
def look(web_database: Database) -> Look:
    def look_up(photo_id: UUID) -> Photo:
        with web_database.transaction(SCOPE) as session:
            return photos.get_photo(session, ANGSBY, photo_id)

    return look_up


def pass_all(gate: Gate) -> None:
    while gate.process_next((ANGSBY,)):
        pass


def list_events(web_database: Database, photo: Photo) -> list[str]:
    with web_database.transaction(SCOPE) as session:
        rows = session.execute(sa.text("SELECT name FROM event WHERE stream_id = :case"), {"case": photo.case_id})
        return list(rows.scalars())


def test_a_photo_comes_through_small_upright_and_without_words(
    gate: Gate, send: Send, look: Look, store: FolderPhotoStore, web_database: Database
) -> None:
    photo_id = send(build.build_jpeg(orientation=6))
    pass_all(gate)
    photo = look(photo_id)
    assert (photo.state, photo.width, photo.height) == (PhotoState.READY, 1200, 2000)
    assert (photo.taken_at, photo.taken_lon, photo.taken_lat) == (TAKEN, 18.6, 58.2)
    for rendition, size in (
        (Rendition.FULL, (1200, 2000)),
        (Rendition.DISPLAY, (768, 1280)),
        (Rendition.THUMB, (192, 320)),
    ):
        with web_database.transaction(SCOPE) as session:
            content = photos.find_rendition(session, ANGSBY, photo_id, rendition, store=store)
        assert content is not None
        picture = build.open_picture(content)
        assert (picture.format, picture.size) == ("JPEG", size)
        assert "exif" not in picture.info
        assert b"Amira" not in content
        red, green, blue = picture.crop(
            (size[0] - 5, 5, size[0] - 4, 6)
        ).tobytes()  # turned a quarter right: the corner is now to the right
        assert red > 200
        assert green > 200
        assert blue < 80
    assert list_events(web_database, photo) == ["PhotoReady"]


@pytest.mark.parametrize("make", [build.build_png, build.build_webp, build.build_polyglot])
def test_other_allowed_kinds_come_through(gate: Gate, send: Send, look: Look, make: Callable[[], bytes]) -> None:
    photo_id = send(make())
    pass_all(gate)
    assert look(photo_id).state is PhotoState.READY


def test_a_photo_of_an_apple_telephone_comes_through_upright(gate: Gate, send: Send, look: Look) -> None:
    photo_id = send(build.build_heic())
    pass_all(gate)
    photo = look(photo_id)
    assert (photo.state, photo.width, photo.height) == (PhotoState.READY, 200, 320)
    assert (photo.taken_at, photo.taken_lon, photo.taken_lat) == (TAKEN, 18.6, 58.2)


def test_a_page_hidden_in_a_photo_does_not_come_through(gate: Gate, send: Send, store: FolderPhotoStore) -> None:
    photo_id = send(build.build_polyglot())
    pass_all(gate)
    for rendition in Rendition:
        shown = store.find_rendition(ANGSBY, photo_id, rendition)
        assert shown is not None
        assert b"script" not in shown
    assert build.POLYGLOT_WORDS in store.read_sealed(ANGSBY, photo_id)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"not a photo at all", Refusal.NOT_A_PHOTO),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.NOT_A_PHOTO),
        (build.build_gif, Refusal.NOT_A_PHOTO),
        (build.build_bomb, Refusal.TOO_MANY_PIXELS),
        (build.build_truncated_jpeg, Refusal.DAMAGED),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_reason_and_stays_sealed(
    gate: Gate,
    send: Send,
    look: Look,
    store: FolderPhotoStore,
    web_database: Database,
    make: Callable[[], bytes],
    why: Refusal,
) -> None:
    content = make()
    photo_id = send(content)
    pass_all(gate)
    photo = look(photo_id)
    assert (photo.state, photo.refused_why) == (PhotoState.REFUSED, why)
    assert store.read_sealed(ANGSBY, photo_id) == content
    assert store.find_rendition(ANGSBY, photo_id, Rendition.THUMB) is None
    assert list_events(web_database, photo) == ["PhotoRefused"]


def test_a_child_that_needs_too_much_memory_refuses_the_photo() -> None:
    with pytest.raises(Undecodable, match="too_demanding"):
        ChildDecoder(memory_bytes=200 * 1024 * 1024).decode(build.build_png(size=(6300, 6300)))


def test_a_child_ends_when_its_seconds_are_used() -> None:
    endless = "import runpy, sys; runpy.run_path(sys.argv[1])['limit_self'](2**30, 1)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", endless, str(CHILD)], timeout=20, check=False)
    assert ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_child_that_cannot_start_says_nothing_about_the_photo() -> None:
    with pytest.raises(Unavailable):
        ChildDecoder(memory_bytes=1024 * 1024).decode(build.build_png())


class NoDecoder:
    """Fails the test's way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def decode(self, content: bytes) -> Decoded:
        raise self.error


def test_a_photo_waits_while_the_store_is_down(
    worker_database: Database, store: FolderPhotoStore, send: Send, look: Look
) -> None:
    photo_id = send(build.build_png())
    gate = Gate(worker_database, store, NoDecoder(Unavailable("photo_store_down", "Down.")), lease_seconds=60)
    assert gate.process_next((ANGSBY,)) is False
    assert gate.process_next((ANGSBY,)) is False, "it pauses"
    photo = look(photo_id)
    assert (photo.state, photo.attempts) == (PhotoState.RECEIVED, 0)


def test_a_photo_that_kills_the_gate_again_and_again_is_refused(
    worker_database: Database, gate: Gate, store: FolderPhotoStore, send: Send, look: Look
) -> None:
    photo_id = send(build.build_png())
    dying = Gate(worker_database, store, NoDecoder(KeyError("dies")), lease_seconds=0)
    for _ in range(4):
        with pytest.raises(KeyError):
            dying.process_next((ANGSBY,))
    pass_all(gate)
    assert look(photo_id).refused_why is Refusal.TOO_DEMANDING


def test_the_gate_looks_only_at_its_municipalities(gate: Gate, send: Send, look: Look) -> None:
    photo_id = send(build.build_png())
    assert gate.process_next(()) is False
    assert gate.process_next(("0581",)) is False
    pass_all(gate)
    assert look(photo_id).state is PhotoState.READY
