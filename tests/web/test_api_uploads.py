"""Photos part by part over the API: tus 1.0.0, torn and resumed, to the report of its token and to no other."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from backend import photos
from backend.adapters.photo_decoder import ChildDecoder
from backend.adapters.photo_store import FolderPhotoStore
from backend.photos import MOST_BYTES
from tests.databases import DatabaseUrls
from tests.photo_builders import build_jpeg, build_truncated_jpeg
from tests.web.api_builders import ApiTown, code_of, new_key, open_town, read, refusal_of
from tests.web.conftest import BO
from tests.web.test_api_photos import pass_gate

PHOTO = build_jpeg(size=(320, 200))
CHUNK = "application/offset+octet-stream"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture
def taken(town: ApiTown) -> dict[str, Any]:
    """A report of Amira's."""
    return town.report()


def headers_of(taken: dict[str, Any], **more: str) -> dict[str, str]:
    return {"X-Lagat-Photo-Token": taken["photoToken"], "Tus-Resumable": "1.0.0", **more}


def metadata(**said: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())


def announce(town: ApiTown, taken: dict[str, Any], content: bytes = PHOTO, **said: str) -> Any:
    told = {"clientPhotoId": new_key(), "sha256": hashlib.sha256(content).hexdigest(), **said}
    more = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(**told)}
    return town.call("POST", f"/reports/{taken['reference']}/photos/uploads", headers=headers_of(taken, **more))


def address_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"]).removeprefix("/api/v1/9901")


def patch(town: ApiTown, taken: dict[str, Any], address: str, content: bytes, at: int, **more: str) -> Any:
    headers = headers_of(taken, **{"Upload-Offset": str(at), "Content-Type": CHUNK, **more})
    return town.call("PATCH", address, headers=headers, data=content)


def offset_of(town: ApiTown, taken: dict[str, Any], address: str) -> int:
    answer = town.call("HEAD", address, headers=headers_of(taken))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return int(answer.headers["Upload-Offset"])


def test_what_the_protocol_can_is_asked_first(town: ApiTown, taken: dict[str, Any]) -> None:
    answer = town.call("OPTIONS", f"/reports/{taken['reference']}/photos/uploads")
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,checksum,termination"
    assert answer.headers["Tus-Max-Size"] == str(MOST_BYTES)


def test_a_photo_in_three_parts_is_one_photo_and_passes_the_gate(town: ApiTown, taken: dict[str, Any]) -> None:
    begun = announce(town, taken, mayBeShown="true", filetype="image/jpeg")
    address = address_of(begun)
    assert (read(begun)["offset"], read(begun)["byteLength"], begun.headers["Upload-Offset"]) == (0, len(PHOTO), "0")
    at = 0
    for piece in (PHOTO[:100], PHOTO[100:1000], PHOTO[1000:]):
        answer = patch(town, taken, address, piece, at)
        at += len(piece)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(at))
        assert offset_of(town, taken, address) == at
    pass_gate(town)
    told = read(town.get(f"/reports/{taken['reference']}", headers={"X-Lagat-Report-Token": taken["followToken"]}))
    assert [(photo["id"], photo["state"]) for photo in told["photos"]] == [(read(begun)["photoId"], "ready")]
    assert told["photoRoom"] == 9
    again = patch(town, taken, address, b"", len(PHOTO))
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, str(len(PHOTO)))


def test_the_same_photo_again_is_the_same_upload_and_later_the_same_photo(town: ApiTown, taken: dict[str, Any]) -> None:
    key = new_key()
    address = address_of(announce(town, taken, clientPhotoId=key))
    patch(town, taken, address, PHOTO[:50], 0)
    again = announce(town, taken, clientPhotoId=key)
    assert (address_of(again), read(again)["offset"]) == (address, 50)
    patch(town, taken, address, PHOTO[50:], 50)
    done = announce(town, taken, clientPhotoId=key)
    assert (address_of(done), read(done)["offset"]) == (address, len(PHOTO))
    other = announce(town, taken, build_truncated_jpeg(), clientPhotoId=key)
    assert code_of(other) == (409, "sent_with_other_content")


def test_a_wrong_offset_type_version_or_sum_is_told_and_changes_nothing(town: ApiTown, taken: dict[str, Any]) -> None:
    address = address_of(announce(town, taken))
    patch(town, taken, address, PHOTO[:50], 0)
    assert code_of(patch(town, taken, address, PHOTO[40:], 40)) == (409, "offset_elsewhere")
    assert code_of(patch(town, taken, address, PHOTO[50:], 50, **{"Content-Type": "image/jpeg"}))[0] == 415
    assert code_of(patch(town, taken, address, PHOTO[50:] + b"more", 50))[0] == 413
    old = town.call("PATCH", address, headers=headers_of(taken, **{"Tus-Resumable": "0.2.2", "Upload-Offset": "50"}))
    assert (code_of(old), old.headers["Tus-Version"]) == ((412, "tus_version"), "1.0.0")
    wrong = "sha256 " + base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    assert code_of(patch(town, taken, address, PHOTO[50:99], 50, **{"Upload-Checksum": wrong}))[0] == 460
    assert code_of(patch(town, taken, address, b"x", 50, **{"Upload-Checksum": "md5 eA=="}))[1] == "header_unreadable"
    assert offset_of(town, taken, address) == 50


def test_a_whole_with_another_sum_begins_anew(town: ApiTown, taken: dict[str, Any]) -> None:
    address = address_of(announce(town, taken))
    answer = patch(town, taken, address, bytes(len(PHOTO)), 0)
    assert code_of(answer) == (460, "checksum_mismatch")
    assert offset_of(town, taken, address) == 0
    assert patch(town, taken, address, PHOTO, 0).status_code == 204


def test_a_line_that_breaks_costs_nothing_that_came(town: ApiTown, taken: dict[str, Any]) -> None:
    address = address_of(announce(town, taken))
    headers = headers_of(taken, **{"Upload-Offset": "0", "Content-Type": CHUNK})
    torn = town.call(
        "PATCH", address, headers=headers, data=PHOTO[:300], environ_overrides={"CONTENT_LENGTH": str(len(PHOTO))}
    )
    assert code_of(torn) == (408, "upload_stopped")
    assert torn.headers["Retry-After"] == "2"
    assert offset_of(town, taken, address) == 300


def test_a_process_that_died_before_the_row_is_made_good_when_asked(town: ApiTown, taken: dict[str, Any]) -> None:
    begun = announce(town, taken)
    store = FolderPhotoStore(town.settings.photo_folder)
    store.append_part("9901", read(begun)["photoId"], [PHOTO], at=0)
    assert offset_of(town, taken, address_of(begun)) == len(PHOTO)
    told = read(town.get(f"/reports/{taken['reference']}", headers={"X-Lagat-Report-Token": taken["followToken"]}))
    assert [photo["state"] for photo in told["photos"]] == ["received"]


def test_an_upload_can_be_given_up(town: ApiTown, taken: dict[str, Any]) -> None:
    address = address_of(announce(town, taken))
    patch(town, taken, address, PHOTO[:50], 0)
    assert town.call("DELETE", address, headers=headers_of(taken)).status_code == 204
    assert town.call("HEAD", address, headers=headers_of(taken)).status_code == 404


def test_what_no_photo_is_cannot_be_announced(town: ApiTown, taken: dict[str, Any]) -> None:
    address = f"/reports/{taken['reference']}/photos/uploads"
    large = headers_of(taken, **{"Upload-Length": str(MOST_BYTES + 1), "Upload-Metadata": metadata(clientPhotoId="x")})
    assert code_of(town.call("POST", address, headers=large))[0] == 413
    for said in (
        "clientPhotoId ***",
        "",
        metadata(clientPhotoId="short"),
        metadata(clientPhotoId=new_key(), sha256="x"),
    ):
        told = headers_of(taken, **{"Upload-Length": "9", "Upload-Metadata": said})
        assert town.call("POST", address, headers=told).status_code == 422


def test_ten_photos_are_all_a_report_takes(town: ApiTown, taken: dict[str, Any]) -> None:
    for _ in range(10):
        address_of(announce(town, taken))
    assert code_of(announce(town, taken)) == (409, "photos_full")


def test_the_photo_token_adds_photos_and_opens_nothing(town: ApiTown, taken: dict[str, Any]) -> None:
    opened = town.get(f"/reports/{taken['reference']}", headers={"X-Lagat-Report-Token": taken["photoToken"]})
    assert code_of(opened) == (404, "report_not_found")


def test_another_reports_token_staff_and_strangers_are_told_the_same(town: ApiTown, taken: dict[str, Any]) -> None:
    other = town.report()
    address = address_of(announce(town, taken))
    begun = address_of(announce(town, other))
    stolen = {**other, "reference": taken["reference"]}
    refused = refusal_of(patch(town, stolen, address, PHOTO, 0))
    nowhere = "/reports/2222-2222/photos/uploads/0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"
    assert refused == refusal_of(patch(town, stolen, nowhere, PHOTO, 0))
    nobodys = town.call(
        "PATCH", address, BO, headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": CHUNK}
    )
    assert refusal_of(nobodys) == refused
    elsewhere = address.rpartition("/")[0] + "/" + begun.rpartition("/")[2]
    assert code_of(patch(town, taken, elsewhere, PHOTO, 0)) == (404, "no_such_upload")
    assert offset_of(town, taken, address) == 0


def test_why_a_photo_is_not_shown_is_said_in_both_languages(town: ApiTown, taken: dict[str, Any]) -> None:
    content = build_truncated_jpeg()
    patch(town, taken, address_of(announce(town, taken, content)), content, 0)
    gate = photos.Gate(town.worker, FolderPhotoStore(town.settings.photo_folder), ChildDecoder(), lease_seconds=120)
    while gate.process_next(("9901",)):
        pass
    [told] = read(town.get(f"/reports/{taken['reference']}", headers={"X-Lagat-Report-Token": taken["followToken"]}))[
        "photos"
    ]
    assert (told["state"], told["refusedWhy"]) == ("refused", "damaged")
    assert told["refusedWords"]["sv"] != told["refusedWords"]["en"]
