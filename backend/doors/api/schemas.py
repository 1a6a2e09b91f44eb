"""What the API's schemas share: camelCase outside, unknown names refused, times in UTC with Z, paging."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from backend.doors.shared.language import LANGUAGES
from backend.doors.shared.naming import camel_case

DEEPEST_PAGE = 1000
"""page × limit ends here: nobody reads a thousand rows page by page, and counting them is dear."""


class ApiSchema(Schema):
    """The base of every schema: fields are snake_case here and camelCase as they travel."""

    class Meta:
        """Unknown names are refused, in the order the fields are written."""

        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """Give the field its name outside."""
        field_obj.data_key = camel_case(field_obj.data_key or field_name)


class Moment(fields.AwareDateTime):
    """RFC 3339 in any zone in, UTC with Z out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **kwargs)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        read: datetime = super()._deserialize(value, attr, data, **kwargs)
        return read.astimezone(UTC)


def note(description: str, example: Any = None, **more: Any) -> dict[str, Any]:
    """The ``metadata`` of a field: what it says, and an example for the document."""
    said = {"description": description, **more}
    return said if example is None else {**said, "example": example}


class QuerySchema(ApiSchema):
    """The base of query parameters; every address understands ``lang``."""

    lang = fields.String(
        validate=validate.OneOf(list(LANGUAGES)),
        metadata=note("Language of texts for people; goes before Accept-Language.", "sv"),
    )


class PageQuery(QuerySchema):
    """A page of a list. ``page`` × ``limit`` is at most 1 000; what is longer is followed with its own cursor."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1), metadata=note("Which page, from 1.", 1))
    limit = fields.Integer(
        load_default=20, validate=validate.Range(min=1, max=100), metadata=note("Rows on a page.", 20)
    )

    @validates_schema
    def refuse_depth(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a page nobody reads to."""
        if data.get("page", 1) * data.get("limit", 20) > DEEPEST_PAGE:
            raise ValidationError("Pages end at a thousand rows. Use the cursor, or ask for less.", "page")


class PageSchema(ApiSchema):
    """The base of a page: subclasses add ``items``. Nothing is counted; ``has_more`` says whether a next page is."""

    page = fields.Integer(metadata=note("Which page this is, from 1.", 1))
    limit = fields.Integer(metadata=note("Rows asked for.", 20))
    has_more = fields.Boolean(metadata=note("Whether there is a next page.", False))


def cut_page(rows: list[Any], query: dict[str, Any]) -> dict[str, Any]:
    """One page out of a short list that is wholly at hand."""
    page, limit = query["page"], query["limit"]
    start = (page - 1) * limit
    return {
        "items": rows[start : start + limit],
        "page": page,
        "limit": limit,
        "has_more": len(rows) > start + limit,
    }


class InvalidParam(ApiSchema):
    """One field that was wrong."""

    name = fields.String(metadata=note("The field as it was sent, parts joined with a dot.", "place.lat"))
    reason = fields.String(metadata=note("What is wrong with it, in the reader's language.", "Missing."))


class Problem(ApiSchema):
    """A refusal, as RFC 9457 says it."""

    type = fields.String(metadata=note("A name for the kind of refusal.", "urn:lagat:problem:not_found"))
    title = fields.String(metadata=note("The status in words.", "Not Found"))
    status = fields.Integer(metadata=note("The HTTP status.", 404))
    detail = fields.String(metadata=note("What happened, in the reader's language.", "There is no such page."))
    instance = fields.String(
        metadata=note("The trace to tell us when you ask.", "urn:lagat:trace:4bf92f3577b34da6a3ce929d0e0e4736")
    )
    code = fields.String(metadata=note("A stable name for programs.", "not_found"))
    invalid_params = fields.List(fields.Nested(InvalidParam), metadata=note("Each field that was wrong."))
