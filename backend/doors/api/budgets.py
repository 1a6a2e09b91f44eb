"""Budgets: what SMS may cost a municipality in a month, and what they have cost."""

from typing import Any

from marshmallow import fields, validate

from backend import deliveries
from backend.accounts import Right
from backend.deliveries import MICRO, Budget, Channel, Spending
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock

resource = ApiBlueprint("budgets", __name__, description="What SMS may cost, and what they have cost.")

_ADDRESS = "/<municipality:municipality_code>/sms-budget"
_NOT_BELOW = validate.Range(min=0, max=10_000_000, error="From 0 to 10 000 000.")
_EXAMPLE = {
    "limitKronor": 2000.0,
    "mostANumber": 10,
    "mostASource": 20,
    "month": "2026-09-01",
    "spentKronor": 70.35,
    "segments": 201,
}


class BudgetBody(ApiSchema):
    """What a month may cost, and most SMS in a day. What is urgent goes out above each of them."""

    limit_kronor = fields.Float(required=True, validate=_NOT_BELOW, metadata=note("Kronor in a month.", 2000.0))
    most_a_number = fields.Integer(required=True, validate=_NOT_BELOW, metadata=note("A day to one number.", 10))
    most_a_source = fields.Integer(
        required=True, validate=_NOT_BELOW, metadata=note("A day because of reports from one network.", 20)
    )


class BudgetView(BudgetBody):
    """The budget, and what is spent of it this month."""

    month = fields.Date(metadata=note("The month, by its first day, UTC.", "2026-09-01"))
    spent_kronor = fields.Float(metadata=note("What SMS have cost, or may have.", 70.35))
    segments = fields.Integer(metadata=note("How many SMS that was.", 201))


@resource.route(_ADDRESS)
@resource.response(200, schema=BudgetView, example=_EXAMPLE, description="This month's budget.")
@door(Right.SEE_DELIVERIES)
def read_budget(municipality_code: str) -> dict[str, Any]:
    """Read what SMS may cost this month and have cost

    Above the limit an SMS is parked and shown to staff; no report is lost for it.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        return _view(deliveries.get_spending(session, municipality_code, Channel.SMS, now=now))


@resource.route(_ADDRESS, methods=["PUT"])
@resource.arguments(BudgetBody, example={"limitKronor": 2000.0, "mostANumber": 10, "mostASource": 20})
@resource.response(200, schema=BudgetView, example=_EXAMPLE, description="The budget as it is now.")
@door(Right.ADMINISTER)
def set_budget(body: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Decide what SMS may cost in a month

    It counts from the next SMS; what was parked for it is sent again by a person.
    """
    budget = Budget(round(body["limit_kronor"] * MICRO), body["most_a_number"], body["most_a_source"])
    with transaction(current_scope()) as session:
        now = clock.now(session)
        deliveries.set_budget(session, municipality_code, Channel.SMS, budget, actor=current_actor(), now=now)
        return _view(deliveries.get_spending(session, municipality_code, Channel.SMS, now=now))


def _view(spending: Spending) -> dict[str, Any]:
    return {
        "limit_kronor": spending.budget.limit_micro / MICRO,
        "most_a_number": spending.budget.most_a_number,
        "most_a_source": spending.budget.most_a_source,
        "month": spending.month,
        "spent_kronor": spending.spent_micro / MICRO,
        "segments": spending.segments,
    }
