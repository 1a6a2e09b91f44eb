"""Alarms: acute cases that are calling persons in turn, until one of them says "I have it"."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch import Alarm
from backend.dispatch.errors import AlarmNotFound
from backend.doors.api.case_schemas import AT
from backend.doors.api.entry import role_here
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

resource = ApiBlueprint("alarms", __name__, description="Acute cases that call persons in turn.")

_ADDRESS = "/<municipality:municipality_code>/alarms"
_SAME = ("id", "state", "raised_at", "next_call_at", "calls", "acknowledged_at", "acknowledged_role")
_EXAMPLE = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    "state": "calling",
    "raisedAt": AT,
    "nextCallAt": AT,
    "calls": 2,
    "acknowledgedAt": None,
    "acknowledgedRole": None,
    "case": {"reference": "K7M4-RTXB", "category": "belysning.fara", "place": "Storgatan 12"},
}


class AlarmedCase(ApiSchema):
    """The case an alarm is about."""

    reference = fields.String(metadata=note("Its reference.", "K7M4-RTXB"))
    category = fields.String(metadata=note("What it is about.", "belysning.fara"))
    place = fields.String(metadata=note("Where.", "Storgatan 12"))


class AlarmItem(ApiSchema):
    """An alarm as it stands."""

    id = fields.UUID(metadata=note("Its id."))
    state = fields.String(metadata=note("calling or acknowledged.", "calling"))
    raised_at = Moment(metadata=note("When it began.", AT))
    next_call_at = Moment(allow_none=True, metadata=note("When the next person is called.", AT))
    calls = fields.Integer(metadata=note("How many calls it has made; the case shows whom.", 2))
    acknowledged_at = Moment(allow_none=True, metadata=note("When somebody had it."))
    acknowledged_role = fields.String(allow_none=True, metadata=note("Who, by role.", "agent"))
    case = fields.Nested(AlarmedCase, metadata=note("What it is about."))


class AlarmList(ApiSchema):
    """The alarms that are calling."""

    items = fields.List(fields.Nested(AlarmItem), metadata=note("Longest calling first."))


class AcknowledgeBody(ApiSchema):
    """Which alarms somebody has read."""

    alarms = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1, max=100, error="1 to 100 alarms."),
        metadata=note("Their ids.", [_EXAMPLE["id"]]),
    )


class Acknowledged(ApiSchema):
    """How many nobody had before; those in which somebody may be hurt are left calling."""

    acknowledged = fields.Integer(metadata=note("How many.", 12))


@resource.route(_ADDRESS)
@resource.response(200, schema=AlarmList, example={"items": [_EXAMPLE]}, description="The alarms that are calling.")
@door(Right.ACKNOWLEDGE_ALARMS, limit="600/minute")
def list_alarms(municipality_code: str) -> dict[str, Any]:
    """List the alarms nobody has acknowledged

    A contractor sees those of cases it has orders in.
    """
    with transaction(current_scope()) as session:
        calling = dispatch.list_calling_alarms(session, municipality_code)
        about = cases.find_cases(session, municipality_code, {alarm.case_id for alarm in calling})
        return {"items": [_item(alarm, about[alarm.case_id]) for alarm in calling if alarm.case_id in about]}


@resource.route(f"{_ADDRESS}/<uuid:alarm_id>/acknowledgements", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(200, schema=AlarmItem, example=_EXAMPLE, description="The alarm; whoever was first has it.")
@door(Right.ACKNOWLEDGE_ALARMS)
def acknowledge_alarm(body: dict[str, Any], municipality_code: str, alarm_id: UUID) -> dict[str, Any]:
    """Say "I have it"

    The calling ends, and those who reported are told. Said again it changes nothing.
    """
    with transaction(current_scope()) as session:
        case = _find_case(session, municipality_code, alarm_id)
        dispatch.acknowledge_alarm(
            session,
            municipality_code,
            alarm_id,
            role=role_here(municipality_code),
            actor=current_actor(),
            now=clock.now(session),
        )
        return _item(dispatch.get_alarm(session, municipality_code, alarm_id), case)


@resource.route(f"{_ADDRESS}/acknowledgements", methods=["POST"])
@resource.arguments(AcknowledgeBody, example={"alarms": [_EXAMPLE["id"]]})
@resource.response(200, schema=Acknowledged, example={"acknowledged": 1}, description="Acknowledged.")
@door(Right.ACKNOWLEDGE_ALARMS)
def acknowledge_alarms(body: dict[str, Any], municipality_code: str) -> dict[str, int]:
    """Say "I have these" of many that were read on a list

    Each ends as if it were taken by itself. One in which somebody may be hurt goes on calling until it is taken by
    itself; one that is not there is passed over. Said again it changes nothing.
    """
    with transaction(current_scope()) as session:
        taken = dispatch.acknowledge_alarms(
            session,
            municipality_code,
            body["alarms"],
            role=role_here(municipality_code),
            actor=current_actor(),
            now=clock.now(session),
        )
    return {"acknowledged": taken}


def _find_case(session: Session, municipality: str, alarm_id: UUID) -> Case:
    alarm = dispatch.get_alarm(session, municipality, alarm_id)
    found = cases.find_cases(session, municipality, {alarm.case_id})
    if not found:  # another authority's: its alarms have no wall of their own
        raise AlarmNotFound
    return found[alarm.case_id]


def _item(alarm: Alarm, case: Case) -> dict[str, Any]:
    about = {"reference": show_reference(case.reference), "category": case.category, "place": case.place}
    return {name: getattr(alarm, name) for name in _SAME} | {"case": about}
