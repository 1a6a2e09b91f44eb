"""Photos part by part, by tus 1.0.0 (creation, checksum, termination): what a bad line cuts goes on where it ended.

No transaction is open while bytes come. The file's length is the offset; a photo is there when the whole has come and
its SHA-256 agrees. The token adds photos to one report and opens nothing.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, UnsupportedMediaType

from backend import cases, photos
from backend.cases import Report
from backend.doors.api.reports import find_report_for_photos
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.upload_schemas import (
    BEGUN_EXAMPLE,
    CHUNK_TYPE,
    TUS_VERSION,
    AnnounceHeader,
    PartHeader,
    TusHeader,
    UploadBegun,
    read_checksum,
    read_metadata,
)
from backend.doors.shared import REPORTER_LINK, door, transaction
from backend.doors.shared.photo_room import photo_store, refuse_late_photo
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid, NotFound, Unavailable
from backend.photos import NewUpload, Upload

PIECE_BYTES = 16 * 1024
"""What a tear may cost."""

resource = ApiBlueprint("uploads", __name__, description="Photos part by part, by tus 1.0.0.")
_UPLOADS = "/<municipality:municipality_code>/reports/<reference>/photos/uploads"
_UPLOAD = f"{_UPLOADS}/<uuid:upload_id>"
_MANY = "900/minute"
_OFFSET = {"Upload-Offset": {"description": "How much has come.", "schema": {"type": "integer", "example": 1_048_576}}}
_PLACE = {"Location": {"description": "Where its parts are sent.", "schema": {"type": "string"}}}
_CHUNK = {
    "required": True,
    "content": {CHUNK_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    "description": "The bytes from Upload-Offset on: all that are left, or some of them.",
}


@resource.route(_UPLOADS, methods=["POST"])
@resource.arguments(AnnounceHeader, location="headers")
@resource.response(
    201, schema=UploadBegun, example=BEGUN_EXAMPLE, headers=_PLACE, description="Begun, or the same as before."
)
@door(REPORTER_LINK, limit="120/minute")
def begin_upload(header: dict[str, Any], municipality_code: str, reference: str) -> Response:
    """Announce a photo that comes in parts

    Up to ten of a report, each at most 25 MB. Announced again under its clientPhotoId it is the same upload.
    """
    _check_version(header)
    if header["upload_length"] > photos.MOST_BYTES:
        raise RequestEntityTooLarge
    said = read_metadata(header["upload_metadata"])
    with transaction(Scope((municipality_code,))) as session:
        report = find_report_for_photos(session, municipality_code, reference, header)
        case = cases.get_case(session, municipality_code, report.case_id)
        refuse_late_photo(case, report, now=clock.now(session))
        new = _read_new(report, header["upload_length"], said)
        upload = photos.begin_upload(session, municipality_code, new, real_now=clock.real_now(session))
    offset = _length_of(municipality_code, upload)
    answer: Response = jsonify({"photoId": upload.id, "offset": offset, "byteLength": upload.byte_length})
    answer.status_code = 201
    answer.headers["Location"] = url_for(
        "uploads.send_part", municipality_code=municipality_code, reference=reference, upload_id=upload.id
    )
    answer.headers["Upload-Offset"] = str(offset)
    return answer


@resource.route(_UPLOAD, methods=["HEAD"])
@resource.arguments(TusHeader, location="headers")
@resource.response(200, headers=_OFFSET, description="Upload-Offset says how much has come.")
@door(REPORTER_LINK, limit=_MANY)
def find_offset(header: dict[str, Any], municipality_code: str, reference: str, upload_id: UUID) -> Response:
    """Ask how much of a photo has come

    The upload goes on there. Where the offset is the length, the photo is here.
    """
    _check_version(header)
    upload = _get_upload(municipality_code, reference, upload_id, header)
    return _tell(200, _length_of(municipality_code, upload), upload)


@resource.route(_UPLOAD, methods=["PATCH"])
@resource.arguments(PartHeader, location="headers")
@resource.doc(requestBody=_CHUNK)
@resource.response(204, headers=_OFFSET, description="The part is safe; Upload-Offset says how much has come.")
@door(REPORTER_LINK, limit=_MANY)
def send_part(header: dict[str, Any], municipality_code: str, reference: str, upload_id: UUID) -> Response:
    """Send a part of a photo

    What comes is kept, whatever happens to the line. After the last part the whole is compared with its sha256.
    """
    _check_version(header)
    if request.mimetype != CHUNK_TYPE:
        raise UnsupportedMediaType
    at, checksum = header["upload_offset"], read_checksum(header["upload_checksum"])
    upload = _get_upload(municipality_code, reference, upload_id, header)
    if upload.is_done:
        return _tell(204, upload.byte_length, upload)
    body = _Body(upload.byte_length - at)
    offset = photo_store().append_part(municipality_code, upload_id, body.read(), at=at, sha256=checksum)
    if offset == upload.byte_length:
        _finish(municipality_code, upload, tell=True)
    elif body.stopped:
        raise Unavailable("upload_stopped", "The photo stopped on its way. What came is kept, and it goes on there.")
    return _tell(204, offset, upload)


@resource.route(_UPLOAD, methods=["DELETE"])
@resource.arguments(TusHeader, location="headers")
@resource.response(204, description="Nothing of it is left.")
@door(REPORTER_LINK, limit=_MANY)
def end_upload(header: dict[str, Any], municipality_code: str, reference: str, upload_id: UUID) -> Response:
    """Give an upload up

    What came of it is forgotten. A photo that is here already stays.
    """
    _check_version(header)
    _get_upload(municipality_code, reference, upload_id, header)
    with transaction(Scope((municipality_code,))) as session:
        photos.end_upload(session, municipality_code, upload_id, store=photo_store())
    return Response(status=204)


@resource.after_request
def tell_protocol(answer: Response) -> Response:
    """Say on every answer which protocol this is, and on OPTIONS what of it we do."""
    answer.headers["Tus-Resumable"] = TUS_VERSION
    if request.method == "OPTIONS" or answer.status_code == 412:
        answer.headers["Tus-Version"] = TUS_VERSION
        answer.headers["Tus-Extension"] = "creation,checksum,termination"
        answer.headers["Tus-Checksum-Algorithm"] = "sha256"
        answer.headers["Tus-Max-Size"] = str(photos.MOST_BYTES)
    return answer


class _Body:
    """The bytes of this request, at most ``most``. ``stopped``: they ended before their time; what came is good."""

    def __init__(self, most: int) -> None:
        self._left = max(0, most)
        self.stopped = False

    def read(self) -> Iterator[bytes]:
        """Piece by piece. Raises ``RequestEntityTooLarge`` before the first where more is announced than is left."""
        if (request.content_length or 0) > self._left:
            raise RequestEntityTooLarge
        while self._left:
            try:
                piece = request.stream.read(min(PIECE_BYTES, self._left))
            except ClientDisconnected:
                self.stopped = True
                return
            if not piece:
                return
            self._left -= len(piece)
            yield piece


def _read_new(report: Report, byte_length: int, said: dict[str, str]) -> NewUpload:
    if "clientPhotoId" not in said:
        raise Invalid("key_too_short", "The sending's own id must be at least 128 random bits, as text.")
    return NewUpload(
        case_id=report.case_id,
        report_id=report.id,
        client_photo_id=said["clientPhotoId"],
        byte_length=byte_length,
        sha256=photos.read_sha256(said["sha256"]) if said.get("sha256") else None,
        content_type=said.get("filetype", ""),
        shown_ok=said.get("mayBeShown") == "true",
    )


def _get_upload(municipality: str, reference: str, upload_id: UUID, header: dict[str, Any]) -> Upload:
    """The upload of the report the token is for. Raises ``NotFound``."""
    with transaction(Scope((municipality,))) as session:
        report = find_report_for_photos(session, municipality, reference, header)
        return _of_report(session, report, upload_id)


def _of_report(session: Session, report: Report, upload_id: UUID) -> Upload:
    upload = photos.get_upload(session, report.municipality, upload_id)
    if upload.report_id != report.id:
        raise NotFound("no_such_upload", "There is no such upload.")
    return upload


def _length_of(municipality: str, upload: Upload) -> int:
    """How much has come. What came whole becomes the photo now, where a process died before it could."""
    offset = photo_store().length_of_part(municipality, upload.id)
    return _finish(municipality, upload) if offset == upload.byte_length and not upload.is_done else offset


def _finish(municipality: str, upload: Upload, *, tell: bool = False) -> int:
    """Make the photo; how much has come, which is nothing where the whole was not what was announced (or say so)."""
    try:
        with transaction(Scope((municipality,))) as session:
            photos.finish_upload(session, municipality, upload.id, store=photo_store(), now=clock.now(session))
    except Invalid:
        if tell:
            raise
        return 0
    return upload.byte_length


def _tell(status: int, offset: int, upload: Upload) -> Response:
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(upload.byte_length), "Cache-Control": "no-store"}
    return Response(status=status, headers=headers)


def _check_version(header: dict[str, Any]) -> None:
    if header["tus_resumable"] != TUS_VERSION:
        raise Invalid("tus_version", "This upload speaks tus 1.0.0.")
