"""Photos over the API: taken at once, shown after the gate, and to nobody they do not belong to."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from backend import cases, dispatch, photos
from backend.adapters.photo_decoder import ChildDecoder
from backend.adapters.photo_store import FolderPhotoStore
from backend.foundation.ids import read_reference
from tests.databases import DatabaseUrls
from tests.photo_builders import build_jpeg, build_png, build_truncated_jpeg
from tests.web.api_builders import CODE, ApiTown, code_of, names_of, new_key, open_town, read, refusal_of
from tests.web.conftest import ADMIN, BO, CLEO, DAG

SMALL = (320, 200)


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def taken(town: ApiTown) -> dict[str, Any]:
    """Amira's report, ordered from Cleo."""
    report = town.report()
    town.work()
    return report


@pytest.fixture(scope="module")
def order_reference(town: ApiTown, taken: dict[str, Any]) -> str:
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        return dispatch.list_orders_of_case(session, CODE, case.id)[0].reference


def by(taken: dict[str, Any]) -> dict[str, str]:
    return {"X-Lagat-Report-Token": taken["followToken"]}


def send(town: ApiTown, path: str, content: bytes, as_: str | None = None, **more: Any) -> Any:
    """Send one photo as a phone does."""
    headers = more.pop("headers", {})
    body = {"photo": (io.BytesIO(content), "IMG_1.jpg", "image/jpeg"), **more}
    return town.call("POST", path, as_, headers=headers, data=body, content_type="multipart/form-data")


def pass_gate(town: ApiTown) -> None:
    """Let the worker look at what came."""
    gate = photos.Gate(town.worker, FolderPhotoStore(town.settings.photo_folder), ChildDecoder(), lease_seconds=120)
    while gate.process_next((CODE,)):
        pass


def test_a_reporters_photo_is_taken_then_shown_to_them_the_crew_and_staff(
    town: ApiTown, taken: dict[str, Any], order_reference: str
) -> None:
    address = f"/reports/{taken['reference']}"
    answer = send(town, f"{address}/photos", build_jpeg(size=SMALL), headers=by(taken), mayBeShown="true")
    assert answer.status_code == 202, answer.text
    photo_id = read(answer)["photoId"]
    waiting = town.get(f"{address}/photos/{photo_id}", headers=by(taken))
    assert code_of(waiting) == (404, "photo_not_ready")
    pass_gate(town)
    assert read(town.get(address, headers=by(taken)))["photos"] == [
        {"id": photo_id, "kind": "report", "state": "ready", "refusedWhy": None, "refusedWords": None}
    ]
    for shown in (
        town.get(f"{address}/photos/{photo_id}?size=thumb", headers=by(taken)),
        town.get(f"/work-orders/{order_reference}/photos/{photo_id}", CLEO),
        town.get(f"/cases/{taken['reference']}/photos/{photo_id}", BO),
    ):
        assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert shown.headers["Cache-Control"] == "no-store"
        assert shown.data.startswith(b"\xff\xd8")
        assert b"Amira" not in shown.data


def test_a_proof_is_the_firms_own_and_counts(town: ApiTown, taken: dict[str, Any], order_reference: str) -> None:
    address = f"/work-orders/{order_reference}"
    sent = send(town, f"{address}/photos", build_png(), CLEO, clientPhotoId=new_key())
    assert sent.status_code == 202, sent.text
    kinds = {photo["id"]: photo["kind"] for photo in read(town.get(address, CLEO))["photos"]}
    assert kinds[read(sent)["photoId"]] == "proof"
    followed = read(town.get(f"/reports/{taken['reference']}", headers=by(taken)))
    assert read(sent)["photoId"] not in [photo["id"] for photo in followed["photos"]]
    stolen = town.get(f"/reports/{taken['reference']}/photos/{read(sent)['photoId']}", headers=by(taken))
    assert code_of(stolen) == (404, "no_such_photo")


def test_the_same_photo_twice_is_one_and_other_bytes_are_told_so(town: ApiTown, taken: dict[str, Any]) -> None:
    address, key = f"/reports/{taken['reference']}/photos", new_key()
    first = send(town, address, build_png(size=(30, 20)), headers=by(taken), clientPhotoId=key)
    again = send(town, address, build_png(size=(30, 20)), headers=by(taken), clientPhotoId=key)
    assert read(first) == read(again)
    other = send(town, address, build_png(size=(31, 20)), headers=by(taken), clientPhotoId=key)
    assert code_of(other) == (409, "sent_with_other_content")


def test_a_damaged_photo_is_taken_and_never_shown(town: ApiTown, taken: dict[str, Any]) -> None:
    address = f"/reports/{taken['reference']}"
    sent = read(send(town, f"{address}/photos", build_truncated_jpeg(), headers=by(taken)))
    pass_gate(town)
    states = {photo["id"]: photo["state"] for photo in read(town.get(address, headers=by(taken)))["photos"]}
    assert states[sent["photoId"]] == "refused"
    assert code_of(town.get(f"{address}/photos/{sent['photoId']}", headers=by(taken)))[0] == 404


def test_what_is_wrong_with_a_photo_is_said(town: ApiTown, taken: dict[str, Any]) -> None:
    address = f"/reports/{taken['reference']}/photos"
    assert code_of(send(town, address, b"", headers=by(taken))) == (422, "photo_empty")
    assert names_of(send(town, address, b"x", headers=by(taken), clientPhotoId="short")) == ["clientPhotoId"]
    assert names_of(send(town, address, b"x", headers=by(taken), caption="x")) == ["caption"]
    missing = town.call("POST", address, headers=by(taken), data={"mayBeShown": "true"})
    assert names_of(missing) == ["photo"]
    assert code_of(send(town, address, b"x" * 25_500_000, headers=by(taken))) == (422, "photo_too_large")
    assert code_of(send(town, address, b"x" * 27_500_000, headers=by(taken))) == (413, "too_large")


def test_strangers_cannot_tell_a_photo_from_none(town: ApiTown, taken: dict[str, Any], order_reference: str) -> None:
    content = build_png()
    random = refusal_of(send(town, "/work-orders/2222-2222/photos", content, DAG))
    assert refusal_of(send(town, f"/work-orders/{order_reference}/photos", content, DAG)) == random
    assert code_of(send(town, f"/work-orders/{order_reference}/photos", content, BO))[0] == 403
    assert code_of(send(town, f"/work-orders/{order_reference}/photos", content))[0] == 401
    assert code_of(send(town, f"/reports/{taken['reference']}/photos", content)) == (404, "report_not_found")
    unknown = town.get(f"/cases/{taken['reference']}/photos/0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10", ADMIN)
    assert code_of(unknown) == (404, "no_such_photo")
    assert code_of(town.get(f"/cases/{taken['reference']}/photos/0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10", CLEO))[0] == 403
