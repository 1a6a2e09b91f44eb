"""What staff send when they act on a case."""

from datetime import datetime, timedelta

from marshmallow import fields, validate

from backend.cases import Cause, Outcome, PromiseKind, Whose, Why
from backend.catalogue import Precision
from backend.dispatch import Purpose, WaitReason
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import ClientId, Code, Words
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.foundation.errors import Invalid

FURTHEST = timedelta(days=730)
_SHORT = validate.Length(min=1, max=200, error="1 to 200 characters.")

CHASERS = validate.OneOf([Whose.UNIT, Whose.KONTAKTCENTER], error="Not one of the known codes.")


class ActBody(ApiSchema):
    """The base of every act on a case."""

    client_id = ClientId()


class DecisionBody(ActBody):
    """Who is responsible: a contract, a unit or another body, one of them."""

    contract_id = fields.UUID(metadata=note("The contract that does it."))
    unit_code = fields.String(validate=_SHORT, metadata=note("The unit that answers it.", "gata"))
    body_code = fields.String(validate=_SHORT, metadata=note("The other body whose it is.", "elnat"))
    category = fields.String(validate=_SHORT, metadata=note("The right category, where it was wrong."))


class OrderBody(ActBody):
    """An order under a contract."""

    contract_id = fields.UUID(required=True, metadata=note("The contract."))
    purpose = Code(Purpose, "mend, or make_safe tonight.", "mend", load_default=Purpose.MEND)
    after_order_id = fields.UUID(
        load_default=None, metadata=note("An order of the case that is to be approved before this may begin.")
    )


class PromiseBody(ActBody):
    """A new promise."""

    kind = Code(PromiseKind, "What is promised.", "mend", required=True)
    due_at = Moment(required=True, metadata=note("By when.", AT))
    precision = Code(Precision, "How exactly.", "day", load_default=Precision.DAY)
    cause = fields.String(
        required=True,
        validate=validate.OneOf([Cause.LATE.value, Cause.NEXT_STEP.value], error="Not one of the known codes."),
        metadata=note("late needs a reason, and the third goes to the head; next_step is as planned.", "late"),
    )
    reason = fields.String(
        validate=validate.Length(max=500, error="At most 500 characters."),
        metadata=note("A code (many, weather, parts …) or words the reporters read.", "parts"),
    )


class WaitingBody(ActBody):
    """Somebody or something is waited for."""

    waiting_on = Code(WaitReason, "Whom or what.", "power_company", required=True)
    reason = fields.String(
        validate=validate.Length(max=500, error="At most 500 characters."),
        metadata=note("Why, in words the reporters read; without it the code's own."),
    )
    until = Moment(required=True, metadata=note("The next look.", AT))
    chaser = Code(
        Whose, "On whose list the next look comes: unit or kontaktcenter.", "unit", load_default=None, validate=CHASERS
    )


class SaidBody(ActBody):
    """Words of staff: the language they are written in, and the same for those who read another."""

    language = fields.String(load_default="sv", metadata=note("The language of the words.", "sv"))
    renderings = fields.Dict(
        fields.String(),
        fields.String(),
        load_default=dict,
        metadata=note("The same in other languages.", {"en": "Why"}),
    )


class QuestionBody(SaidBody):
    """A question to those who reported: a common one by its code, or in words."""

    words = Words("What is asked.", "Vilken sida av vägen?", load_default="")
    question = fields.String(validate=_SHORT, metadata=note("The code of a common question.", "which_side"))


class NoteBody(ActBody):
    """A note; it may be asked for as a public record."""

    words = Words("The note.", "Ringt elnätet.", at_least=1, required=True)


class ResolutionBody(SaidBody):
    """How it was resolved."""

    outcome = Code(Outcome, "The outcome.", "answered", required=True)
    words = Words("The answer to those who reported; a must for answered.", "Vi sandar i natt.", load_default="")


class ReopeningBody(ActBody):
    """Why it is opened again."""

    reason = Words("Why; kept as a note.", "Lampan är mörk igen.", at_least=1, required=True)


class SettlementBody(ActBody):
    """A reason that somebody has looked at."""

    why = Code(Why, "The reason that is taken off the list.", "new_words", required=True)


class AcknowledgementBody(ActBody):
    """The other body has it."""

    their_reference = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="1 to 200 characters."),
        metadata=note("The reference that proves it; it or a name is a must.", "EL-4711"),
    )
    contact_name = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="1 to 200 characters."),
        metadata=note("Who took it.", "Sven"),
    )
    ask_again_at = Moment(load_default=None, metadata=note("When we ask again; without it the case is theirs.", AT))


def check_not_far(name: str, at: datetime | None, *, now: datetime) -> None:
    """Raises ``Invalid`` where a date is more than two years away: nobody is promised that."""
    if at is not None and at > now + FURTHEST:
        words = "At most two years from now."
        raise Invalid("too_far", words, fields={name: words})
