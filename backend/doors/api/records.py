"""Rules of retention, legal holds, erasures and register extracts."""

from typing import Any
from uuid import UUID

from flask import Response

from backend import retention
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.held_subjects import read_held
from backend.doors.api.paging import (
    CursorQuery,
    cut_rows,
    page_of,
    read_cursor,
    read_id,
    read_time,
    rows_wanted,
)
from backend.doors.api.record_once import write_once
from backend.doors.api.record_schemas import (
    ERASURE_EXAMPLE,
    HOLD_EXAMPLE,
    RULE_EXAMPLE,
    CullablePage,
    EndBody,
    ErasureBody,
    ErasureItem,
    ErasurePage,
    ExtractBody,
    HoldBody,
    HoldItem,
    HoldPage,
    RetentionRuleBody,
    RetentionRuleItem,
    RetentionRuleList,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.photo_room import photo_store
from backend.doors.shared.record_room import find_person
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.retention import NewHold, NewRule

resource = ApiBlueprint("records", __name__, description="What is kept how long, held, erased, and told to a person.")

_M = "/<municipality:municipality_code>"
_RULE: dict[str, Any] = {"schema": RetentionRuleItem, "example": RULE_EXAMPLE, "description": "The rule."}
_HOLD: dict[str, Any] = {"schema": HoldItem, "example": HOLD_EXAMPLE, "description": "The hold."}
_PAGE: dict[str, Any] = {"next": None, "position": "1.4711"}
_ZIP = {"schema": {"type": "string", "format": "binary"}, "content_type": "application/zip"}


@resource.route(f"{_M}/retention-rules")
@resource.response(200, schema=RetentionRuleList, example={"items": [RULE_EXAMPLE]}, description="The rules.")
@door(Right.ADMINISTER)
def list_rules(municipality_code: str) -> dict[str, Any]:
    """List the rules of retention

    With none active nothing is culled.
    """
    with transaction(current_scope()) as session:
        return {"items": retention.list_rules(session, municipality_code)}


@resource.route(f"{_M}/retention-rules", methods=["POST"])
@resource.arguments(
    RetentionRuleBody,
    example={**{k: RULE_EXAMPLE[k] for k in ("what", "afterDays", "decision", "basis", "planReference", "decidedOn")}},
)
@resource.response(201, **_RULE)
@door(Right.ADMINISTER)
def enter_rule(body: Body, municipality_code: str) -> Any:
    """Enter a rule of retention

    With the decision it rests on. Nothing goes by it before it is activated.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"actor": current_actor(), "now": clock.now(session)}
        rule = NewRule(**{name: said for name, said in body.items() if name != "client_id"})
        return write_once(
            session,
            municipality_code,
            body,
            make=lambda: retention.enter_rule(session, municipality_code, rule, **given),
            find=lambda rule_id: retention.get_rule(session, municipality_code, rule_id),
            now=given["now"],
        )


@resource.route(f"{_M}/retention-rules/<uuid:rule_id>/activations", methods=["POST"])
@resource.response(201, **_RULE)
@door(Right.ADMINISTER)
def activate_rule(municipality_code: str, rule_id: UUID) -> Any:
    """Activate a rule

    From now on what it says goes, but what is held.
    """
    with transaction(current_scope()) as session:
        actor, now = current_actor(), clock.now(session)
        return retention.activate_rule(session, municipality_code, rule_id, actor=actor, now=now)


@resource.route(f"{_M}/retention-rules/<uuid:rule_id>/endings", methods=["POST"])
@resource.response(201, **_RULE)
@door(Right.ADMINISTER)
def end_rule(municipality_code: str, rule_id: UUID) -> Any:
    """End a rule

    Nothing more goes by it.
    """
    with transaction(current_scope()) as session:
        actor, now = current_actor(), clock.now(session)
        return retention.end_rule(session, municipality_code, rule_id, actor=actor, now=now)


@resource.route(f"{_M}/retention-rules/<uuid:rule_id>/preview")
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=CullablePage, example={"items": [], "count": 0, **_PAGE}, description="What would go.")
@door(Right.ADMINISTER)
def preview_rule(query: dict[str, Any], municipality_code: str, rule_id: UUID) -> dict[str, Any]:
    """Preview what would go by a rule

    Whether it is active or not; held cases are marked and stay.
    """
    with transaction(current_scope()) as session:
        rule, now = retention.get_rule(session, municipality_code, rule_id), clock.now(session)
        after = read_cursor(query, read_time, read_id)
        rows = retention.list_cullable(session, rule, after=after, limit=rows_wanted(query), now=now)
        shown, following = cut_rows(rows, query, lambda row: (row.case.closed_at, row.case.id))
        items = [
            {
                "reference": show_reference(row.case.reference),
                "category": row.case.category,
                "closed_at": row.case.closed_at,
                "is_held": row.is_held,
            }
            for row in shown
        ]
        count = retention.count_cullable(session, rule, now=now)
        return page_of(session, municipality_code, items, following) | {"count": count}


@resource.route(f"{_M}/legal-holds")
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=HoldPage, example={"items": [HOLD_EXAMPLE], **_PAGE}, description="Holds.")
@door(Right.KEEP_RECORDS)
def list_holds(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List legal holds

    Those lifted too.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, read_id)
        rows = retention.list_holds(session, municipality_code, after=after, limit=rows_wanted(query))
        shown, following = cut_rows(rows, query, lambda row: (row.begun_at, row.id))
        return page_of(session, municipality_code, shown, following)


@resource.route(f"{_M}/legal-holds", methods=["POST"])
@resource.arguments(
    HoldBody,
    example={"decision": "KS 2026-17", "reason": "Överklagat.", "reviewOn": "2027-01-01", "references": ["K7M4-RTXB"]},
)
@resource.response(201, **_HOLD)
@door(Right.KEEP_RECORDS)
def place_hold(body: Body, municipality_code: str) -> Any:
    """Place a legal hold

    Nothing of it is erased or culled until it is lifted.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"actor": current_actor(), "now": clock.now(session)}
        said = {name: body[name] for name in ("decision", "reason", "review_on")}

        def place() -> retention.LegalHold:
            hold = NewHold(**said, **read_held(session, municipality_code, body))
            return retention.place_hold(session, municipality_code, hold, **given)

        return write_once(
            session,
            municipality_code,
            body,
            make=place,
            find=lambda hold_id: retention.get_hold(session, municipality_code, hold_id),
            now=given["now"],
        )


@resource.route(f"{_M}/legal-holds/<uuid:hold_id>/endings", methods=["POST"])
@resource.arguments(EndBody, example={"reason": "Avgjort av kammarrätten."})
@resource.response(201, **_HOLD)
@door(Right.KEEP_RECORDS)
def lift_hold(body: Body, municipality_code: str, hold_id: UUID) -> Any:
    """Lift a legal hold

    Rules look again at what they passed over.
    """
    with transaction(current_scope()) as session:
        given = {"reason": body["reason"], "actor": current_actor(), "now": clock.now(session)}
        return retention.lift_hold(session, municipality_code, hold_id, **given)


@resource.route(f"{_M}/erasures")
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=ErasurePage, example={"items": [ERASURE_EXAMPLE], **_PAGE}, description="Erasures.")
@door(Right.KEEP_RECORDS)
def list_erasures(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List erasures

    By request and by rule, carried out and waiting for the worker.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, read_id)
        rows = retention.list_erasures(session, municipality_code, after=after, limit=rows_wanted(query))
        shown, following = cut_rows(rows, query, lambda row: (row.asked_at, row.id))
        return page_of(session, municipality_code, shown, following)


@resource.route(f"{_M}/erasures", methods=["POST"])
@resource.arguments(ErasureBody, example={"person": "K7M4-RTXB", "decision": "GN § 41", "basis": "art. 17"})
@resource.response(202, schema=ErasureItem, example=ERASURE_EXAMPLE, description="Decided; the worker carries it out.")
@door(Right.KEEP_RECORDS)
def ask_erasure(body: Body, municipality_code: str) -> Any:
    """Erase a person

    From every table, file and later restore; the cases' facts stay. Refused under legal hold.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"actor": current_actor(), "now": clock.now(session)}
        said = {"decision": body["decision"], "basis": body["basis"]}

        def ask() -> retention.Erasure:
            found = find_person(session, municipality_code, body["person"])
            return retention.ask_erasure(session, municipality_code, found, **said, **given)

        return write_once(
            session,
            municipality_code,
            body,
            make=ask,
            find=lambda erasure_id: retention.get_erasure(session, municipality_code, erasure_id),
            now=given["now"],
        )


@resource.route(f"{_M}/register-extracts", methods=["POST"])
@resource.arguments(ExtractBody, example={"person": "K7M4-RTXB"})
@resource.response(200, **_ZIP, description="A page, the same as JSON, and the photos.")
@door(Right.KEEP_RECORDS)
def make_extract(body: Body, municipality_code: str) -> Response:
    """Make a register extract

    Everything held about one person, with what article 15 asks to be told; the look is logged.
    """
    with transaction(current_scope()) as session:
        found = find_person(session, municipality_code, body["person"])
        actor, now = current_actor(), clock.now(session)
        packed = retention.write_extract(session, municipality_code, found, photos=photo_store(), actor=actor, now=now)
    return Response(packed, content_type="application/zip")
