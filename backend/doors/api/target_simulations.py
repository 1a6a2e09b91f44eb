"""Another target, tried on cases that have been: how many would have been missed. Nothing is changed."""

from typing import Any

from marshmallow import fields, validate

from backend import catalogue
from backend.accounts import Right
from backend.catalogue.simulator import Simulated
from backend.doors.api.acting import Body
from backend.doors.api.case_schemas import AT
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.target_views import try_target
from backend.foundation import clock

resource = ApiBlueprint("target-simulations", __name__, description="Targets tried on cases that have been.")

_SHORT = validate.Length(max=200)
_ADDRESS = "/<municipality:municipality_code>/target-simulations"


class SimulationBody(ApiSchema):
    """Which target, for which category, on which cases."""

    category = fields.String(
        required=True, validate=validate.Length(max=100), metadata=note("The category.", "vag.potthal")
    )
    target = fields.String(
        required=True, validate=validate.Length(max=40), metadata=note("As the catalogue writes it.", "3 days")
    )
    season = fields.String(
        validate=_SHORT, metadata=note("Tried for what came in within that part of the year.", "10-01/04-30")
    )
    count = fields.String(
        validate=_SHORT, metadata=note("Tried for those that lay in such a row.", "3 within 120 metres in 21 days")
    )
    since = Moment(metadata=note("Opened from then; a year ago unless said.", AT))
    until = Moment(metadata=note("Opened before then; now unless said.", AT))


class SimulatedItem(ApiSchema):
    """How one target would have gone."""

    target = fields.String(metadata=note("The target.", "3 days"))
    cases = fields.Integer(metadata=note("Cases asked.", 412))
    met = fields.Integer(metadata=note("Done in time.", 300))
    missed = fields.Integer(metadata=note("Done late, or late by now.", 100))
    still_open = fields.Integer(metadata=note("Not done and in time yet.", 12))
    missed_percent = fields.Float(metadata=note("Of those decided either way.", 25.0))
    late_half_hours = fields.Float(metadata=note("How late half of the missed were at most, in hours.", 30.5))
    late_most_hours = fields.Float(metadata=note("How late nine of ten of the missed were at most.", 210.0))
    needed_hours = fields.Float(metadata=note("The time in which nine of ten were done.", 190.0))


class SimulationAnswer(ApiSchema):
    """The target that was asked about beside the one the category has."""

    asked = fields.Nested(SimulatedItem, metadata=note("By the target asked about."))
    now = fields.Nested(SimulatedItem, metadata=note("By what the category has now, its seasons and rows too."))
    is_cut = fields.Boolean(metadata=note("Whether the period held more than are tried at once.", False))


_ITEM = {"target": "3 days", "cases": 412, "met": 300, "missed": 100, "stillOpen": 12, "missedPercent": 25.0}


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(SimulationBody, example={"category": "vag.potthal", "target": "3 days"})
@resource.response(
    200,
    schema=SimulationAnswer,
    example={"asked": _ITEM, "now": {**_ITEM, "target": "10 days", "missed": 20, "met": 380}, "isCut": False},
    description="How it would have gone.",
)
@door(Right.SEE_CASES, limit="20/minute")
def simulate_targets(body: Body, municipality_code: str) -> dict[str, Any]:
    """Try another target on cases that have been

    "Three days for potholes: how many missed?" By the municipality's own calendar, on the newest 20 000 of the period.
    With a season or a count the target is tried for those alone, beside what the category has.
    """
    target = catalogue.read_target(body["target"])
    only: dict[str, Any] = {
        "window": catalogue.read_window(body["season"]) if body.get("season") else None,
        "count": catalogue.read_count(body["count"]) if body.get("count") else None,
    }
    with transaction(current_scope()) as session:
        now = clock.now(session)
        category = catalogue.get_category(session, municipality_code, body["category"])
        since, until = body.get("since"), body.get("until")
        tried = try_target(session, municipality_code, category, target, **only, since=since, until=until, now=now)
    return {"asked": _item(tried.asked), "now": _item(tried.stands), "is_cut": tried.is_cut}


def _item(found: Simulated) -> dict[str, Any]:
    spans = {"late_half_hours": found.late_half, "late_most_hours": found.late_most, "needed_hours": found.needed}
    return {
        "target": str(found.target),
        **{name: getattr(found, name) for name in ("cases", "met", "missed", "still_open")},
        "missed_percent": round(found.missed_percent, 1),
        **{name: round(span.total_seconds() / 3600, 1) for name, span in spans.items()},
    }
