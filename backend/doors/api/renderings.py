"""What was written in one language, in another: by staff, beside the words and never instead of them."""

from datetime import datetime
from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from backend import cases, messages
from backend.accounts import Right
from backend.cases import Case, RenderingOf
from backend.doors.api.acting import AS_CASE, Body, act_on_case, as_staff
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import VersionHeader
from backend.doors.api.cases import ADDRESS, Answer
from backend.doors.api.codes import Code, Words
from backend.doors.api.report_schemas import in_languages
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import PUBLIC, door
from backend.doors.shared.language import list_languages

resource = ApiBlueprint("renderings", __name__, description="Words in other languages, by staff.")

_ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12"


class RenderingBody(ActBody):
    """Somebody's words in another language."""

    of = Code(RenderingOf, "Whose words: a report's, an addition's or a note's.", "report", required=True)
    of_id = fields.UUID(required=True, metadata=note("The id of the report, addition or note.", _ID))
    language = fields.String(required=True, metadata=note("The language of the rendering.", "sv"))
    words = Words("The rendering.", "Lampan är mörk.", at_least=1, required=True)


class CommonQuestion(ApiSchema):
    """A question that is asked by code and read by each in their own language."""

    code = fields.String(metadata=note("Its code.", "which_side"))
    words = in_languages("What is asked.")


class CommonQuestions(ApiSchema):
    """Every common question."""

    items = fields.List(fields.Nested(CommonQuestion), metadata=note("In the order they are offered."))


@resource.route(f"{ADDRESS}/<reference>/renderings", methods=["POST"])
@resource.arguments(RenderingBody, example={"of": "report", "ofId": _ID, "language": "sv", "words": "Lampan är mörk."})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def render_words(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Render somebody's words in another language

    The words themselves are never changed; the newest rendering of a language is shown.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        said = {name: body[name] for name in ("of", "of_id", "language", "words")}
        cases.write_rendering(session, municipality_code, case.id, **said, **as_staff(municipality_code), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route("/<municipality:municipality_code>/common-questions")
@resource.response(
    200,
    schema=CommonQuestions,
    example={"items": [{"code": "which_side", "words": {"sv": "Vilken sida?", "en": "Which side?"}}]},
    description="The questions.",
)
@door(PUBLIC, limit="120/minute")
def list_common_questions(municipality_code: str) -> dict[str, Any]:
    """List the questions that are asked by code

    A question sent by its code is read by each in their own language.
    """
    by_language = {language: messages.list_common_questions(language) for language in list_languages()}
    codes = messages.list_common_questions("sv")
    return {
        "items": [
            {"code": code, "words": {language: asked[code] for language, asked in by_language.items()}}
            for code in codes
        ]
    }
