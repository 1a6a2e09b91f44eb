"""What staff send when they hand over to another body, and when it answers."""

from marshmallow import fields, validate

from backend.cases import Whose
from backend.dispatch import WAYS_OF_STAFF, BodyAnswer
from backend.doors.api.case_act_schemas import CHASERS, ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import Code, Words
from backend.doors.api.schemas import Moment, note
from backend.responsibility import Way

_MOST = validate.Length(max=200, error="At most 200 characters.")


class HandOverBody(ActBody):
    """To whom, and how: a body of the directory by its code, or another by its name."""

    body_code = fields.String(load_default="", validate=_MOST, metadata=note("A body of the directory.", "elnat"))
    body_name = fields.String(load_default="", validate=_MOST, metadata=note("Or another's name."))
    mail = fields.String(load_default="", validate=_MOST, metadata=note("Another's address, for mail."))
    way = Code(
        Way,
        "mail is sent at once, with masked words; phone and form are to be done.",
        "phone",
        required=True,
        validate=validate.OneOf(WAYS_OF_STAFF, error="Not one of the known codes."),
    )
    ask_again_at = Moment(load_default=None, metadata=note("When we ask again; for mail in five working days.", AT))
    chaser = Code(
        Whose, "On whose list that comes: unit or kontaktcenter.", "unit", load_default=None, validate=CHASERS
    )


class TellingBody(ActBody):
    """They were rung or their form was filled in, and nothing proves yet that they have it."""

    ask_again_at = Moment(required=True, metadata=note("When we ask again.", AT))


class BodyAnswerBody(ActBody):
    """What the body answered."""

    answer = Code(BodyAnswer, "mended, will_do (with a day to ask again) or not_theirs.", "mended", required=True)
    words = Words("What they said.", "Kabeln är lagad.", load_default="")
    ask_again_at = Moment(load_default=None, metadata=note("For will_do: when we ask again.", AT))
