"""How a problem travels."""

from typing import Any

from marshmallow import fields

from backend.cases import ProblemState
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import Code, Words
from backend.doors.api.paging import CursorQuery, FollowedPage
from backend.doors.api.schemas import ApiSchema, Moment, QuerySchema, note


class ProblemQuery(CursorQuery):
    """Which problems."""

    state = Code(ProblemState, "open or solved.", "open", load_default=ProblemState.OPEN)
    unit = fields.String(metadata=note("Only those of this unit.", "gata"))


class ProblemItem(ApiSchema):
    """A problem in a list."""

    id = fields.UUID(metadata=note("Its id."))
    category = fields.String(metadata=note("The category's code.", "belysning.enstaka"))
    place = fields.String(metadata=note("Where, by its last case.", "Storgatan 12"))
    asset_id = fields.UUID(allow_none=True, metadata=note("The thing that fails, where it is known."))
    unit_code = fields.String(allow_none=True, metadata=note("Whose it is.", "gata"))
    state = fields.String(metadata=note("open or solved.", "open"))
    failures = fields.Integer(metadata=note("How often in a year it failed.", 9))
    opened_at = Moment(metadata=note("Since when it is a problem.", AT))
    next_look_at = Moment(metadata=note("Until when its owner looks at it.", AT))
    moves = fields.Integer(metadata=note("How often that day was moved.", 0))
    solved_at = Moment(allow_none=True, metadata=note("When it was solved."))
    last_case_reference = fields.String(metadata=note("Its last case.", "K7M4-RTXB"))
    version = fields.Integer(metadata=note("Counts its changes.", 2))


class ProblemStepItem(ApiSchema):
    """One step of a problem's story."""

    number = fields.Integer(metadata=note("Its place in the story.", 1))
    step = fields.String(metadata=note("opened, failed_again, moved or solved.", "opened"))
    words = fields.String(metadata=note("Staff's words.", ""))
    next_look_at = Moment(allow_none=True, metadata=note("The day that was set with it."))
    taken_at = Moment(metadata=note("When.", AT))


class ProblemInFull(ProblemItem):
    """A problem with its story and its cases."""

    steps = fields.List(fields.Nested(ProblemStepItem), metadata=note("First first."))
    case_references = fields.List(fields.String(), metadata=note("Its cases, newest first.", ["K7M4-RTXB"]))


class ProblemPage(FollowedPage):
    """A page of problems."""

    items = fields.List(fields.Nested(ProblemItem), metadata=note("Open ones by their day, solved ones latest first."))


class LookBody(ActBody):
    """Another day to look at it, and why."""

    next_look_at = Moment(required=True, metadata=note("The new day.", AT))
    reason = Words("Why.", "Kabeln grävs upp i vår.", at_least=1, required=True)


class SolutionBody(ActBody):
    """What the cause was."""

    words = Words("What it was, and what was done.", "Kabeln är bytt.", at_least=1, required=True)


class FigureQuery(QuerySchema):
    """Of which time."""

    since = Moment(metadata=note("From when; a year back without it.", AT))
    until = Moment(metadata=note("Until before when; now without it.", AT))


class MendedAndSolved(ApiSchema):
    """Mended and solved are two things: a lamp mended nine times is one unsolved."""

    mended = fields.Integer(metadata=note("Cases mended in the time, at their last resolution.", 120))
    mended_again = fields.Integer(metadata=note("Of them such as had failed before.", 9))
    solved = fields.Integer(metadata=note("Problems solved in the time.", 3))
    problems_open = fields.Integer(metadata=note("Problems that stand open now.", 4))


PROBLEM_EXAMPLE: dict[str, Any] = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a20",
    "category": "belysning.enstaka",
    "place": "Storgatan 12",
    "assetId": None,
    "unitCode": "gata",
    "state": "open",
    "failures": 9,
    "openedAt": AT,
    "nextLookAt": AT,
    "moves": 0,
    "solvedAt": None,
    "lastCaseReference": "K7M4-RTXB",
    "version": 2,
}
IN_FULL: dict[str, Any] = {
    "schema": ProblemInFull,
    "example": {
        **PROBLEM_EXAMPLE,
        "steps": [{"number": 1, "step": "opened", "words": "", "nextLookAt": AT, "takenAt": AT}],
        "caseReferences": ["K7M4-RTXB"],
    },
    "description": "The problem.",
}
