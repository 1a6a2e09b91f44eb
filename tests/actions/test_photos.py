"""Taking photos in: first the file, then the row; sent twice, it is one photo; a full store costs the photo alone."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import photos
from backend.adapters.photo_store import FolderPhotoStore
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid, NotFound, Unavailable
from backend.photos import NewPhoto, PhotoKind, PhotoState, Rendition
from tests.photo_builders import build_png

ANGSBY = "9901"
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
OpenSession = Callable[..., Session]


@pytest.fixture
def store(tmp_path: Path) -> FolderPhotoStore:
    return FolderPhotoStore(tmp_path / "photos")


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def build_photo(**changes: Any) -> NewPhoto:
    fields: dict[str, Any] = {
        "case_id": uuid4(), "kind": PhotoKind.REPORT, "content": build_png(), "client_photo_id": uuid4().hex,
    }  # fmt: skip
    return NewPhoto(**(fields | changes))


def add(session: Session, store: FolderPhotoStore, photo: NewPhoto) -> UUID:
    return photos.add_photo(session, ANGSBY, photo, store=store, now=NOON)


def list_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_photo_is_sealed_as_it_came_and_waits_for_the_gate(
    angsby: Session, store: FolderPhotoStore, tmp_path: Path
) -> None:
    new = build_photo(content_type="image/png", report_id=uuid4(), shown_ok=True)
    photo_id = add(angsby, store, new)
    photo = photos.get_photo(angsby, ANGSBY, photo_id)
    assert (photo.state, photo.byte_length, photo.shown_ok) == (PhotoState.RECEIVED, len(new.content), True)
    assert store.read_sealed(ANGSBY, photo_id) == new.content
    assert list_files(tmp_path) == [tmp_path / "photos" / "sealed" / ANGSBY / str(photo_id)]
    assert photos.find_rendition(angsby, ANGSBY, photo_id, Rendition.THUMB, store=store) is None


def test_what_is_no_photo_is_kept_too(angsby: Session, store: FolderPhotoStore) -> None:
    photo_id = add(angsby, store, build_photo(content=b"not a photo at all"))
    assert photos.get_photo(angsby, ANGSBY, photo_id).state is PhotoState.RECEIVED


def test_a_photo_sent_again_is_the_first_one(angsby: Session, store: FolderPhotoStore, tmp_path: Path) -> None:
    new = build_photo()
    assert add(angsby, store, new) == add(angsby, store, new)
    assert len(list_files(tmp_path)) == 1


def test_without_an_id_of_the_senders_the_same_bytes_to_a_case_are_one_photo(
    angsby: Session, store: FolderPhotoStore
) -> None:
    new = build_photo(client_photo_id=None)
    assert add(angsby, store, new) == add(angsby, store, new)
    assert add(angsby, store, build_photo(client_photo_id=None)) != add(angsby, store, new)


def test_other_bytes_under_the_same_id_are_refused(angsby: Session, store: FolderPhotoStore) -> None:
    new = build_photo()
    add(angsby, store, new)
    with pytest.raises(Conflict):
        add(angsby, store, build_photo(client_photo_id=new.client_photo_id, content=build_png(size=(41, 30))))


@pytest.mark.parametrize("changes", [{"content": b""}, {"client_photo_id": "1"}, {"content": b"x" * 25_000_001}])
def test_what_cannot_be_a_photo_of_ours_is_refused(
    angsby: Session, store: FolderPhotoStore, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        add(angsby, store, build_photo(**changes))


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow beyond a hundred bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_costs_the_photo_alone(angsby: Session, store: FolderPhotoStore, tmp_path: Path) -> None:
    new = build_photo(content=build_png() + b"x" * 1_000)
    with full_disk(), pytest.raises(Unavailable):
        add(angsby, store, new)
    assert list_files(tmp_path) == []
    assert photos.list_photos(angsby, ANGSBY, new.case_id) == []
    add(angsby, store, new)  # the transaction goes on, and the photo is taken when there is room again
    assert len(photos.list_photos(angsby, ANGSBY, new.case_id)) == 1


def test_a_cases_photos_are_listed_oldest_first(angsby: Session, store: FolderPhotoStore) -> None:
    case_id = uuid4()
    added = [add(angsby, store, build_photo(case_id=case_id)) for _ in range(3)]
    add(angsby, store, build_photo())
    assert [photo.id for photo in photos.list_photos(angsby, ANGSBY, case_id)] == added


def give_order(session: Session, *, case_id: UUID, firm: UUID) -> None:
    """An order of a firm in a case that is not there: photos ask for no more."""
    session.execute(sa.text("RESET ROLE"))
    session.execute(sa.text("SET LOCAL session_replication_role = replica"))  # the order's own case is not looked for
    session.execute(
        sa.text(
            "INSERT INTO work_order (municipality, id, reference, case_id, contractor_id, contract_id, unit_code,"
            " purpose, trade, state, is_acute, is_warranty, briefing, sent_at, accept_by, deadline_at, version)"
            " VALUES (:m, :id, '23456789', :case, :firm, :id, 'street', 'mend', 'lamp', 'sent', false, false, '{}',"
            " :now, :now, :now, 1)"
        ),
        {"m": ANGSBY, "id": uuid4(), "case": case_id, "firm": firm, "now": NOON},
    )


def test_a_firm_sees_and_adds_photos_where_it_has_an_order_and_nowhere_else(
    session: OpenSession, store: FolderPhotoStore
) -> None:
    case_id, cleo, dag = uuid4(), uuid4(), uuid4()
    give_order(session(Scope((ANGSBY,))), case_id=case_id, firm=cleo)
    reported = add(session(Scope((ANGSBY,))), store, build_photo(case_id=case_id))
    add(session(Scope((ANGSBY,))), store, build_photo())
    cleos = session(Scope((ANGSBY,), firm=cleo))
    proof = add(cleos, store, build_photo(case_id=case_id, kind=PhotoKind.PROOF, order_id=uuid4()))
    assert [photo.id for photo in photos.list_photos(cleos, ANGSBY, case_id)] == [reported, proof]
    dags = session(Scope((ANGSBY,), firm=dag))
    for hidden in (reported, proof):
        with pytest.raises(NotFound):
            photos.get_photo(dags, ANGSBY, hidden)
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"), dags.begin_nested():
        add(dags, store, build_photo(case_id=case_id, kind=PhotoKind.PROOF, order_id=uuid4()))


def test_the_sweeper_lists_files_and_rows_that_lost_each_other(
    angsby: Session, store: FolderPhotoStore, tmp_path: Path
) -> None:
    whole, without_file, without_renditions = (add(angsby, store, build_photo()) for _ in range(3))
    store.remove_sealed(ANGSBY, without_file)
    for photo_id in (whole, without_renditions):
        angsby.execute(sa.text("UPDATE photo SET state = 'ready' WHERE id = :id"), {"id": photo_id})
    for rendition in Rendition:
        store.put_rendition(ANGSBY, whole, rendition, b"picture")
    store.put_rendition(ANGSBY, without_renditions, Rendition.THUMB, b"picture")
    without_row = uuid4()
    store.put_sealed(ANGSBY, without_row, b"bytes")
    soon = datetime.now(UTC) + timedelta(minutes=1)
    strays = photos.list_strays(angsby, ANGSBY, store=store, written_before=soon)
    assert strays.files_without_rows == (without_row,)
    assert strays.rows_without_files == (without_file,)
    assert strays.ready_without_renditions == (without_renditions,)
    earlier = photos.list_strays(angsby, ANGSBY, store=store, written_before=soon - timedelta(hours=1))
    assert earlier.files_without_rows == (), "its row may still be on its way"


def test_a_folder_is_named_by_a_municipality_alone(store: FolderPhotoStore) -> None:
    with pytest.raises(ValueError, match="four digits"):
        store.put_sealed("../x", uuid4(), b"bytes")
