"""Photos part by part: the file's length is where it goes on, and what is whole becomes a photo once."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import photos
from backend.adapters.photo_store import FolderPhotoStore
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.photos import NewPhoto, NewUpload, PhotoKind, PhotoState, PhotoUpload, Upload
from tests.photo_builders import build_png

ANGSBY = "9901"
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CONTENT = build_png()
OpenSession = Callable[..., Session]


@pytest.fixture
def store(tmp_path: Path) -> FolderPhotoStore:
    return FolderPhotoStore(tmp_path / "photos")


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def announce(session: Session, **changes: Any) -> Upload:
    fields: dict[str, Any] = {
        "case_id": uuid4(), "report_id": uuid4(), "client_photo_id": uuid4().hex, "byte_length": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }  # fmt: skip
    return photos.begin_upload(session, ANGSBY, NewUpload(**(fields | changes)), real_now=clock.real_now(session))


def finish(session: Session, store: FolderPhotoStore, upload: Upload) -> None:
    photos.finish_upload(session, ANGSBY, upload.id, store=store, now=NOON)


def test_a_photo_that_came_in_parts_is_sealed_as_it_was_and_waits_for_the_gate(
    angsby: Session, store: FolderPhotoStore
) -> None:
    upload = announce(angsby)
    assert store.length_of_part(ANGSBY, upload.id) == 0
    assert store.append_part(ANGSBY, upload.id, [CONTENT[:20]], at=0) == 20
    assert store.append_part(ANGSBY, upload.id, [CONTENT[20:40], CONTENT[40:]], at=20) == len(CONTENT)
    finish(angsby, store, upload)
    photo = photos.get_photo(angsby, ANGSBY, upload.id)
    assert (photo.state, photo.report_id, photo.byte_length) == (PhotoState.RECEIVED, upload.report_id, len(CONTENT))
    assert (photo.original_rule, photo.original_kept_until) == (None, None), "kept until a decision is entered"
    assert store.read_sealed(ANGSBY, upload.id) == CONTENT
    assert photos.get_upload(angsby, ANGSBY, upload.id).is_done
    assert store.length_of_part(ANGSBY, upload.id) == len(CONTENT)
    finish(angsby, store, upload)
    assert len(photos.list_photos(angsby, ANGSBY, photo.case_id)) == 1


def test_what_came_before_a_tear_stays_and_a_wrong_offset_is_told(angsby: Session, store: FolderPhotoStore) -> None:
    upload = announce(angsby)

    def torn() -> Iterator[bytes]:
        yield CONTENT[:30]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.append_part(ANGSBY, upload.id, torn(), at=0)
    assert store.length_of_part(ANGSBY, upload.id) == 30
    for wrong in (0, 29, 31):
        with pytest.raises(Conflict, match="goes on at byte 30"):
            store.append_part(ANGSBY, upload.id, [b"x"], at=wrong)
    assert store.length_of_part(ANGSBY, upload.id) == 30


def test_a_part_whose_sum_is_wrong_goes_again_and_what_was_there_stays(
    angsby: Session, store: FolderPhotoStore
) -> None:
    upload = announce(angsby)
    first, second = CONTENT[:30], CONTENT[30:50]
    store.append_part(ANGSBY, upload.id, [first], at=0, sha256=hashlib.sha256(first).digest())
    with pytest.raises(Invalid, match="not what was sent"):
        store.append_part(ANGSBY, upload.id, [b"x" * 20], at=30, sha256=hashlib.sha256(second).digest())
    assert store.length_of_part(ANGSBY, upload.id) == 30


def test_a_whole_that_is_not_what_was_announced_begins_anew(angsby: Session, store: FolderPhotoStore) -> None:
    upload = announce(angsby)
    store.append_part(ANGSBY, upload.id, [b"x" * len(CONTENT)], at=0)
    with pytest.raises(Invalid, match="not what was sent"):
        finish(angsby, store, upload)
    assert store.length_of_part(ANGSBY, upload.id) == 0
    assert not photos.get_upload(angsby, ANGSBY, upload.id).is_done


def test_a_process_that_dies_between_file_and_row_leaves_an_upload_that_is_finished_later(
    angsby: Session, store: FolderPhotoStore
) -> None:
    upload = announce(angsby)
    store.append_part(ANGSBY, upload.id, [CONTENT], at=0)
    store.seal_part(ANGSBY, upload.id, sha256=None)  # and then it died
    assert store.length_of_part(ANGSBY, upload.id) == len(CONTENT)
    finish(angsby, store, upload)
    assert photos.get_photo(angsby, ANGSBY, upload.id).state is PhotoState.RECEIVED


def test_the_same_photo_again_is_the_same_upload_and_another_under_its_id_is_told(angsby: Session) -> None:
    told = {"case_id": uuid4(), "report_id": uuid4(), "client_photo_id": uuid4().hex}
    upload = announce(angsby, **told)
    assert announce(angsby, **told) == upload
    for other in ({"byte_length": 9}, {"sha256": "0" * 64}, {"report_id": uuid4()}):
        with pytest.raises(Conflict):
            announce(angsby, **(told | other))


def test_what_no_photo_is_cannot_be_announced(angsby: Session) -> None:
    for wrong in ({"byte_length": 0}, {"byte_length": 25_000_001}, {"client_photo_id": "short"}):
        with pytest.raises(Invalid):
            announce(angsby, **wrong)
    with pytest.raises(Invalid):
        photos.read_sha256("xyz")


def test_only_one_writes_at_a_time(angsby: Session, store: FolderPhotoStore) -> None:
    upload, begun, go_on = announce(angsby), threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield CONTENT[:10]
        begun.set()
        go_on.wait(10)
        yield CONTENT[10:20]

    thread = threading.Thread(target=store.append_part, args=(ANGSBY, upload.id, slowly()), kwargs={"at": 0})
    thread.start()
    assert begun.wait(10)
    with pytest.raises(Conflict, match="another request"):
        store.append_part(ANGSBY, upload.id, [CONTENT[10:]], at=10)
    go_on.set()
    thread.join()
    assert store.length_of_part(ANGSBY, upload.id) == 20


def test_a_report_takes_ten_photos_and_a_refused_one_makes_room(angsby: Session, store: FolderPhotoStore) -> None:
    report_id, case_id = uuid4(), uuid4()
    for number in range(9):
        content = build_png(size=(20 + number, 20))
        new = NewPhoto(case_id=case_id, kind=PhotoKind.REPORT, content=content, report_id=report_id)
        photos.add_photo(angsby, ANGSBY, new, store=store, now=NOON)
    assert photos.count_room(angsby, ANGSBY, report_id=report_id) == 1
    announce(angsby, report_id=report_id)
    with pytest.raises(Conflict, match="ten photos"):
        announce(angsby, report_id=report_id)
    one = sa.text("UPDATE photo SET state = 'refused', refused_why = 'damaged' WHERE report_id = :r AND byte_length ="
                  " (SELECT max(byte_length) FROM photo)")  # fmt: skip
    angsby.execute(one, {"r": report_id})
    announce(angsby, report_id=report_id)


def test_an_order_takes_ten_proofs(angsby: Session, store: FolderPhotoStore) -> None:
    order_id, case_id = uuid4(), uuid4()

    def add(number: int) -> UUID:
        content = build_png(size=(20 + number, 20))
        new = NewPhoto(case_id=case_id, kind=PhotoKind.PROOF, content=content, order_id=order_id)
        return photos.add_photo(angsby, ANGSBY, new, store=store, now=NOON)

    for number in range(10):
        add(number)
    with pytest.raises(Conflict, match="ten photos"):
        add(10)


def test_an_upload_that_is_given_up_leaves_nothing(angsby: Session, store: FolderPhotoStore, tmp_path: Path) -> None:
    upload = announce(angsby)
    store.append_part(ANGSBY, upload.id, [CONTENT[:10]], at=0)
    photos.end_upload(angsby, ANGSBY, upload.id, store=store)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
    with pytest.raises(NotFound):
        photos.get_upload(angsby, ANGSBY, upload.id)


def test_the_sweeper_finishes_what_is_whole_and_forgets_what_was_left(angsby: Session, store: FolderPhotoStore) -> None:
    whole, left, fresh = announce(angsby), announce(angsby), announce(angsby)
    store.append_part(ANGSBY, whole.id, [CONTENT], at=0)
    store.append_part(ANGSBY, left.id, [CONTENT[:10]], at=0)
    store.append_part(ANGSBY, fresh.id, [CONTENT[:10]], at=0)
    ago = {whole.id: timedelta(hours=2), left.id: timedelta(days=15)}
    for upload_id, age in ago.items():
        angsby.execute(
            sa.update(PhotoUpload).where(PhotoUpload.id == upload_id).values(started_at=clock.real_now(angsby) - age)
        )
    photos.sweep(angsby, ANGSBY, store=store, real_now=clock.real_now(angsby), now=NOON)
    angsby.expire_all()
    assert photos.get_upload(angsby, ANGSBY, whole.id).is_done
    with pytest.raises(NotFound):
        photos.get_upload(angsby, ANGSBY, left.id)
    assert store.length_of_part(ANGSBY, left.id) == 0
    assert store.length_of_part(ANGSBY, fresh.id) == 10
