"""Photos: sent as multipart, taken at once, shown when they have passed the gate; only our own encodes are served."""

from typing import Any
from uuid import UUID

from flask import Request, Response
from flask_smorest.fields import Upload
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from backend import cases, photos
from backend.accounts import Right
from backend.doors.api.codes import Code
from backend.doors.api.entry import enter_with
from backend.doors.api.report_schemas import PhotoTokenHeader, TokenHeader
from backend.doors.api.reports import find_own_report, find_report_for_photos
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, QuerySchema, note
from backend.doors.api.work_orders import find_order
from backend.doors.shared import REPORTER_LINK, SIGNED_IN, current_scope, door, transaction
from backend.doors.shared.photo_room import photo_store, refuse_late_photo, show_encode
from backend.doors.shared.sight import refuse_unread
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import NotFound
from backend.foundation.ids import read_reference
from backend.photos import NewPhoto, Photo, PhotoKind, Rendition

_MOST_PHOTOS = "120/minute"
_AS_PICTURE = {
    "schema": {"type": "string", "format": "binary"},
    "content_type": photos.RENDITION_TYPE,
    "description": "Our own encode of the photo.",
}
_TAKEN = {"photoId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a13", "state": "received"}


class _MultipartParser(type(ApiBlueprint.ARGUMENTS_PARSER)):  # type: ignore[misc]  # the room's own parser, by its instance
    """Reads files and the fields beside them as one body."""

    def load_files(self, req: Request, schema: Any) -> Any:
        """What came as multipart."""
        sent = [*req.form.items(multi=True), *req.files.items(multi=True)]
        return self._makeproxy(MultiDict(sent), schema)


class PhotoBlueprint(ApiBlueprint):
    """A blueprint whose bodies are multipart."""

    ARGUMENTS_PARSER = _MultipartParser()


resource = PhotoBlueprint("photos", __name__, description="Photos of the fault and of the work.")


class PhotoForm(ApiSchema):
    """A photo and what is said of it, as multipart/form-data."""

    photo = Upload(required=True, metadata=note("JPEG, PNG, WebP or HEIC, at most 25 MB."))
    client_photo_id = fields.String(
        validate=validate.Length(min=22, max=100, error="22 to 100 characters."),
        metadata=note("128 random bits or more, made by the sender for this photo.", "p9Zk0o0q9eV5bFQnT7rGxA"),
    )
    may_be_shown = fields.Boolean(
        load_default=False, metadata=note("Whether it may be shown in public, should staff choose so.", False)
    )


class PhotoTaken(ApiSchema):
    """A photo that was taken in."""

    photo_id = fields.UUID(metadata=note("Its id, the same however often it is sent."))
    state = fields.String(metadata=note("received, ready or refused.", "received"))


class SizeQuery(QuerySchema):
    """Which of our encodes."""

    size = Code(
        Rendition, "At most 4096, 1280 or 320 pixels on the longer side.", "thumb", load_default=Rendition.DISPLAY
    )


@resource.route("/<municipality:municipality_code>/work-orders/<reference>/photos", methods=["POST"])
@resource.arguments(PhotoForm, location="files")
@resource.response(202, schema=PhotoTaken, example=_TAKEN, description="The photo is safe; it is looked at soon.")
@door(Right.ACT_ON_ORDERS, limit=_MOST_PHOTOS)
def add_proof(form: dict[str, Any], municipality_code: str, reference: str) -> dict[str, Any]:
    """Send a photo that shows the work

    Send it before the order is completed: with it, work may be approved by rule. Sent again it is the same photo.
    """
    content = read_content(form)
    with transaction(current_scope()) as session:
        order = find_order(session, municipality_code, reference)
        about = NewPhoto(
            case_id=order.case_id,
            kind=PhotoKind.PROOF,
            content=content,
            client_photo_id=form.get("client_photo_id"),
            order_id=order.id,
            content_type=form["photo"].mimetype,
        )
        return take_photo(session, municipality_code, about)


@resource.route("/<municipality:municipality_code>/work-orders/<reference>/photos/<uuid:photo_id>")
@resource.arguments(SizeQuery, location="query")
@resource.response(200, **_AS_PICTURE)
@door(SIGNED_IN, limit="600/minute")
def get_order_photo(query: dict[str, Any], municipality_code: str, reference: str, photo_id: UUID) -> Response:
    """Show a photo of the fault or of the work

    Only what passed the gate is shown, encoded by us.
    """
    scope, _ = enter_with(municipality_code, Right.SEE_ORDERS, Right.SEE_CASES)
    with transaction(scope) as session:
        order = find_order(session, municipality_code, reference)
        photo = photos.get_photo(session, municipality_code, photo_id)
        if photo.case_id != order.case_id or photo.order_id not in (None, order.id):
            raise no_such_photo()
        if scope.firm is None:
            refuse_unread(cases.get_case(session, municipality_code, order.case_id), scope)
        return show_photo(session, photo, query["size"])


@resource.route("/<municipality:municipality_code>/reports/<reference>/photos", methods=["POST"])
@resource.arguments(PhotoForm, location="files")
@resource.arguments(PhotoTokenHeader, location="headers")
@resource.response(202, schema=PhotoTaken, example=_TAKEN, description="The photo is safe; it is looked at soon.")
@door(REPORTER_LINK, limit=_MOST_PHOTOS)
def add_report_photo(
    form: dict[str, Any], header: dict[str, str], municipality_code: str, reference: str
) -> dict[str, Any]:
    """Send a photo with a report

    Up to ten, one by one, also after the report. Whatever becomes of the photo, the report stands. Needs either of the
    report's tokens. A telephone on a bad line sends it part by part instead: see photos/uploads.
    """
    content = read_content(form)
    with transaction(Scope((municipality_code,))) as session:
        report = find_report_for_photos(session, municipality_code, reference, header)
        case = cases.get_case(session, municipality_code, report.case_id)
        refuse_late_photo(case, report, now=clock.now(session))
        about = NewPhoto(
            case_id=report.case_id,
            kind=PhotoKind.REPORT,
            content=content,
            client_photo_id=form.get("client_photo_id"),
            report_id=report.id,
            content_type=form["photo"].mimetype,
            shown_ok=form["may_be_shown"],
        )
        return take_photo(session, municipality_code, about)


@resource.route("/<municipality:municipality_code>/reports/<reference>/photos/<uuid:photo_id>")
@resource.arguments(SizeQuery, location="query")
@resource.arguments(TokenHeader, location="headers")
@resource.response(200, **_AS_PICTURE)
@door(REPORTER_LINK, limit="240/minute")
def get_report_photo(
    query: dict[str, Any], header: dict[str, str], municipality_code: str, reference: str, photo_id: UUID
) -> Response:
    """Show a reporter's own photo

    Only what passed the gate is shown, encoded by us. Needs the report's token.
    """
    with transaction(Scope((municipality_code,))) as session:
        report = find_own_report(session, municipality_code, reference, token=header["token"])
        photo = photos.get_photo(session, municipality_code, photo_id)
        if photo.report_id != report.id:
            raise no_such_photo()
        return show_photo(session, photo, query["size"])


@resource.route("/<municipality:municipality_code>/cases/<reference>/photos/<uuid:photo_id>")
@resource.arguments(SizeQuery, location="query")
@resource.response(200, **_AS_PICTURE)
@door(Right.SEE_CASES, limit="600/minute")
def get_case_photo(query: dict[str, Any], municipality_code: str, reference: str, photo_id: UUID) -> Response:
    """Show a photo of a case to staff

    The reporters' and the contractors', when they passed the gate.
    """
    with transaction(current_scope()) as session:
        case = cases.get_case_by_reference(session, municipality_code, read_reference(reference))
        photo = photos.get_photo(session, municipality_code, photo_id)
        if photo.case_id != case.id:
            raise no_such_photo()
        refuse_unread(case)
        return show_photo(session, photo, query["size"])


def read_content(form: dict[str, Any]) -> bytes:
    """The bytes of the file, one more than are allowed at most: what is larger is refused by ``add_photo``."""
    content: bytes = form["photo"].stream.read(photos.MOST_BYTES + 1)
    return content


def take_photo(session: Session, municipality: str, photo: NewPhoto) -> dict[str, Any]:
    """Take the photo in and say how it stands."""
    photo_id = photos.add_photo(session, municipality, photo, store=photo_store(), now=clock.now(session))
    return {"photo_id": photo_id, "state": photos.get_photo(session, municipality, photo_id).state}


def show_photo(session: Session, photo: Photo, size: Rendition) -> Response:
    """Our own encode as a response that no browser takes for anything else. Raises ``NotFound`` until it is ready."""
    content = photos.find_rendition(session, photo.municipality, photo.id, size, store=photo_store())
    if content is None:
        raise NotFound("photo_not_ready", "This photo cannot be shown, or not yet.")
    return show_encode(content)


def no_such_photo() -> NotFound:
    """The refusal for a photo of something else: the same as for one that is not there."""
    return NotFound("no_such_photo", "There is no such photo.")
