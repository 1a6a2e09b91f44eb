"""How a photo travels part by part: the headers of tus 1.0.0, and the answer to its first call."""

import base64
import binascii
from typing import Any

from marshmallow import EXCLUDE, fields, validate

from backend.doors.api.report_schemas import PhotoTokenHeader
from backend.doors.api.schemas import ApiSchema, note
from backend.foundation.errors import Invalid

TUS_VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"


class TusHeader(PhotoTokenHeader):
    """What every call of an upload carries."""

    class Meta:
        """Other headers are not ours."""

        unknown = EXCLUDE

    tus_resumable = fields.String(
        data_key="Tus-Resumable", load_default="", metadata=note("The protocol's version.", TUS_VERSION)
    )


class AnnounceHeader(TusHeader):
    """A photo, announced."""

    upload_length = fields.Integer(
        data_key="Upload-Length",
        required=True,
        validate=validate.Range(min=1, error="At least 1."),
        metadata=note("How many bytes the photo has, at most 25,000,000.", 3_145_728),
    )
    upload_metadata = fields.String(
        data_key="Upload-Metadata",
        required=True,
        metadata=note(
            "Names and Base64 values, divided by commas: clientPhotoId (128 random bits or more, as text), and if you like"
            " sha256 (of the whole, 64 hexadecimal digits), filetype, and mayBeShown (true or false).",
            "clientPhotoId cDlaazBvMHE5ZVY1YkZRblQ3ckd4QQ==,filetype aW1hZ2UvanBlZw==",
        ),
    )


class PartHeader(TusHeader):
    """One part of a photo."""

    upload_offset = fields.Integer(
        data_key="Upload-Offset",
        required=True,
        validate=validate.Range(min=0, error="At least 0."),
        metadata=note("Where the part begins: what HEAD answers.", 1_048_576),
    )
    upload_checksum = fields.String(
        data_key="Upload-Checksum",
        load_default="",
        metadata=note("sha256 and the Base64 of this part's SHA-256, if you like.", "sha256 47DEQpj8HBSa+/TImW+5JA=="),
    )


class UploadBegun(ApiSchema):
    """An upload that was announced."""

    photo_id = fields.UUID(metadata=note("The photo's id, once it is whole."))
    offset = fields.Integer(metadata=note("How much has come.", 0))
    byte_length = fields.Integer(metadata=note("How long it is.", 3_145_728))


BEGUN_EXAMPLE: dict[str, Any] = {
    "photoId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a13",
    "offset": 0,
    "byteLength": 3_145_728,
}


def read_metadata(said: str) -> dict[str, str]:
    """What ``Upload-Metadata`` says, by name. Raises ``Invalid``."""
    found = {}
    for pair in filter(None, (each.strip() for each in said.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise wrong_header("Upload-Metadata") from error
    return found


def read_checksum(said: str) -> bytes | None:
    """What ``Upload-Checksum`` says; None where it says nothing. Raises ``Invalid``."""
    if not said:
        return None
    kind, _, value = said.partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise wrong_header("Upload-Checksum") from error
    if kind != "sha256" or len(digest) != 32:
        raise wrong_header("Upload-Checksum")
    return digest


def wrong_header(name: str) -> Invalid:
    """The refusal of a header that cannot be read."""
    return Invalid("header_unreadable", "The header {name} cannot be read.", name=name)
