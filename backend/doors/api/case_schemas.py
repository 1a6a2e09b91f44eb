"""How a case travels to staff: a line of a list."""

from marshmallow import EXCLUDE, fields, validate

from backend.doors.api.paging import CursorQuery, FollowedPage
from backend.doors.api.report_schemas import CategoryName, PromiseView
from backend.doors.api.schemas import ApiSchema, Moment, note

AT = "2026-11-21T12:15:00.000Z"


class CaseQuery(CursorQuery):
    """Which cases."""

    open = fields.Boolean(load_default=True, metadata=note("Only those where work remains.", True))
    unit = fields.String(metadata=note("Only those of this unit.", "gata"))
    old_reference = fields.String(
        validate=validate.Length(min=1, max=100, error="1 to 100 characters."),
        metadata=note("Only those that moved in under this reference, open or not; at most ten.", "KS-2019/114"),
    )


class CaseItem(ApiSchema):
    """A case in a list."""

    reference = fields.String(metadata=note("Its reference.", "K7M4-RTXB"))
    kind = fields.String(metadata=note("fault, viewpoint, question, order or authority_matter.", "fault"))
    category = fields.Nested(CategoryName, metadata=note("What it is about."))
    state = fields.String(metadata=note("Where the work stands.", "assigned"))
    outcome = fields.String(allow_none=True, metadata=note("How it was resolved.", None))
    priority = fields.String(metadata=note("acute, high, normal or low.", "normal"))
    is_acute = fields.Boolean(metadata=note("Whether somebody may be hurt.", False))
    place = fields.String(metadata=note("Where.", "Storgatan 12"))
    longitude = fields.Float(metadata=note("Degrees east, WGS 84.", 18.601))
    latitude = fields.Float(metadata=note("Degrees north, WGS 84.", 58.2003))
    unit_code = fields.String(allow_none=True, metadata=note("Whose it is.", "gata"))
    keeper_name = fields.String(allow_none=True, metadata=note("Who acts, in Swedish.", "Gatuenheten"))
    promise = fields.Nested(PromiseView, allow_none=True, metadata=note("What was promised next."))
    late_moves = fields.Integer(metadata=note("How often it was moved for being late.", 0))
    waiting_on = fields.String(allow_none=True, metadata=note("What it waits on.", None))
    waiting_reason = fields.String(allow_none=True, metadata=note("Why.", None))
    chaser = fields.String(allow_none=True, metadata=note("Whose list the next look comes to.", None))
    next_look_at = Moment(allow_none=True, metadata=note("When it comes there."))
    opened_at = Moment(metadata=note("When it was opened.", AT))
    read_at = Moment(allow_none=True, metadata=note("When a person first read it."))
    made_safe_at = Moment(allow_none=True, metadata=note("When the place was made safe."))
    resolved_at = Moment(allow_none=True, metadata=note("When it was resolved."))
    closed_at = Moment(allow_none=True, metadata=note("When it was closed."))
    registry_number = fields.String(
        allow_none=True, metadata=note("Under which it was handed to another authority.", None)
    )
    repeat_number = fields.Integer(
        allow_none=True, metadata=note("How manieth time in a year it fails; null while it is not counted.", 1)
    )
    problem_id = fields.UUID(allow_none=True, metadata=note("The problem behind it, from the third time on.", None))
    version = fields.Integer(metadata=note("Counts its changes; the ETag.", 4))


class CasePage(FollowedPage):
    """A page of cases."""

    items = fields.List(fields.Nested(CaseItem), metadata=note("The cases, newest first."))


class AddressItem(ApiSchema):
    """Where one reporter is answered, and what few may read."""

    reference = fields.String(metadata=note("The report.", "K7M4-RTXB"))
    name = fields.String(allow_none=True, metadata=note("The name they gave.", "Amira"))
    restricted_answers = fields.Dict(
        fields.String(), fields.String(), metadata=note("Answers few may read, such as number plates.")
    )
    channel = fields.String(allow_none=True, metadata=note("mail.", "mail"))
    address = fields.String(allow_none=True, metadata=note("Their address.", "amira@example.org"))
    wants_word = fields.Boolean(metadata=note("Whether they wish to be told.", True))


class AddressList(ApiSchema):
    """The reporters of a case."""

    items = fields.List(fields.Nested(AddressItem), metadata=note("First received first."))


class VersionHeader(ApiSchema):
    """The version an act rests on."""

    class Meta:
        """Other headers are not ours."""

        unknown = EXCLUDE

    if_match = fields.String(
        data_key="If-Match", metadata=note("The ETag of the case as it was seen; an older one is refused.", '"4"')
    )


CASE_EXAMPLE = {
    "reference": "K7M4-RTXB",
    "kind": "fault",
    "category": {"code": "belysning.enstaka", "names": {"sv": "Enstaka lampa", "en": "A single lamp"}},
    "state": "assigned",
    "outcome": None,
    "priority": "normal",
    "isAcute": False,
    "place": "Storgatan 12",
    "longitude": 18.601,
    "latitude": 58.2003,
    "unitCode": "gata",
    "keeperName": "Gatuenheten",
    "promise": {"kind": "read", "dueAt": AT, "precision": "time", "hasPassed": False},
    "lateMoves": 0,
    "waitingOn": None,
    "openedAt": AT,
    "readAt": None,
    "version": 4,
}
