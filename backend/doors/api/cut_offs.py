"""Cutting off people, firms, devices and keys; keys of programs; and the log of looks."""

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from backend import accounts
from backend.accounts import KEY_RIGHTS, Right
from backend.doors.api.paging import CursorPage, CursorQuery, cut_rows, read_cursor, read_id, rows_wanted
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, PageQuery, PageSchema, cut_page, note
from backend.doors.shared import current_actor, current_caller, current_scope, door, transaction
from backend.doors.shared.cutting_off import Subject, cut_off
from backend.doors.shared.looks import read_looks
from backend.foundation import audit, clock

resource = ApiBlueprint("cut-offs", __name__, description="Who may come in, and who has looked.")

_ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"
_PAGE = {"page": 1, "limit": 20, "hasMore": False}


class PeopleQuery(PageQuery):
    """Whom to look for."""

    search = fields.String(
        load_default="", validate=validate.Length(max=80), metadata=note("Part of a name, address or firm.", "cleo")
    )


class PersonItem(ApiSchema):
    """A person with a role here, now or earlier."""

    id = fields.UUID(metadata=note("The person's id.", _ID))
    name = fields.String(metadata=note("The person's name.", "Cleo Berg"))
    email = fields.String(metadata=note("The person's mail address.", "cleo@ljus.example"))
    roles = fields.List(fields.String(), metadata=note("Roles held here.", ["manager"]))
    firms = fields.List(fields.String(), metadata=note("Firms they are held for.", ["Cleos Ljus AB"]))
    active = fields.Boolean(metadata=note("False: cut off.", True))


class PersonPage(PageSchema):
    """A page of people."""

    items = fields.List(fields.Nested(PersonItem), metadata=note("By name."))


class CutOff(ApiSchema):
    """What is cut off."""

    kind = fields.Enum(Subject, by_value=True, required=True, metadata=note("What it is.", "person"))
    id = fields.UUID(required=True, metadata=note("Its id.", _ID))


class NewKey(ApiSchema):
    """A key to be made."""

    name = fields.String(
        required=True, validate=validate.Length(min=1, max=80), metadata=note("The program's name.", "Statistik")
    )
    rights = fields.List(
        fields.String(validate=validate.OneOf([right.value for right in KEY_RIGHTS])),
        required=True,
        metadata=note("What it may read: see_cases, see_deliveries.", ["see_cases"]),
    )


class KeyItem(ApiSchema):
    """A program's key."""

    id = fields.UUID(metadata=note("Its id.", _ID))
    name = fields.String(metadata=note("The program's name.", "Statistik"))
    prefix = fields.String(metadata=note("How the key begins.", "lk_9901_Q2p8"))
    rights = fields.List(fields.String(), metadata=note("What it may read.", ["see_cases"]))
    made_at = Moment(metadata=note("When it was made.", "2026-11-21T12:15:00.000Z"))
    revoked_at = Moment(allow_none=True, metadata=note("Since when it is cut off.", None))


class MadeKey(ApiSchema):
    """A key, told this once."""

    id = fields.UUID(metadata=note("Its id.", _ID))
    key = fields.String(metadata=note("Sent as Authorization: Bearer …", "lk_9901_Q2p8t0kVw0y3…"))


class KeyPage(PageSchema):
    """A page of keys."""

    items = fields.List(fields.Nested(KeyItem), metadata=note("Newest first."))


class LooksQuery(CursorQuery):
    """Whose looks, or at what."""

    person_id = fields.UUID(load_default=None, metadata=note("Who looked.", _ID))
    reference = fields.String(
        load_default="", validate=validate.Length(max=20), metadata=note("The case looked at.", "K7M4-RTXB")
    )


class LookItem(ApiSchema):
    """One look."""

    id = fields.UUID(metadata=note("Its id.", _ID))
    actor_id = fields.UUID(allow_none=True, metadata=note("Who looked.", _ID))
    actor_name = fields.String(metadata=note("Their name.", "Bo Lind"))
    act = fields.String(metadata=note("look_at_address, search_person, export or look_at_looks.", "look_at_address"))
    reference = fields.String(metadata=note("The case; empty where it was none.", "K7M4-RTXB"))
    session = fields.String(metadata=note("The session it was taken from.", _ID))
    device = fields.String(metadata=note("Browser and system.", "Firefox · Linux"))
    occurred_at = Moment(metadata=note("When.", "2026-11-21T12:15:00.000Z"))


class LookPage(CursorPage):
    """A page of looks."""

    items = fields.List(fields.Nested(LookItem), metadata=note("Latest first."))


@resource.route("/<municipality:municipality_code>/people")
@resource.arguments(PeopleQuery, location="query")
@resource.response(
    200,
    schema=PersonPage,
    example={**_PAGE, "items": [{"id": _ID, "name": "Cleo Berg", "email": "cleo@ljus.example", "roles": ["manager"]}]},
    description="People with a role here.",
)
@door(Right.ADMINISTER)
def list_people(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the people who may come in, or might before

    By name. A search is written to the log of looks.
    """
    with transaction(current_scope()) as session:
        if query["search"]:
            audit.record(
                session,
                municipality_code,
                actor=current_actor(),
                act="search_person",
                subject=("municipality", None),
                facts=accounts.session_facts(current_caller()),
                now=clock.now(session),
            )
        found = accounts.list_people_here(session, municipality_code, search=query["search"], limit=1000)
    return cut_page(found, query)


@resource.route("/<municipality:municipality_code>/cut-offs", methods=["POST"])
@resource.arguments(CutOff, example={"kind": "person", "id": _ID})
@resource.response(204, description="From the next call on nothing works that was held.")
@door(Right.ADMINISTER)
def make_cut_off(body: dict[str, Any], municipality_code: str) -> Response:
    """Cut off a person, a firm, a device or a key

    Everywhere, by one act, audited. Doing it again changes nothing.
    """
    with transaction(current_scope()) as session:
        cut_off(session, body["kind"], body["id"], municipality=municipality_code, actor=current_actor())
    return Response(status=204)


@resource.route("/<municipality:municipality_code>/people/<uuid:person_id>/second-factors", methods=["DELETE"])
@resource.response(204, description="The mailed link opens the way to new ones.")
@door(Right.ADMINISTER)
def reset_second_factors(municipality_code: str, person_id: UUID) -> Response:
    """Let somebody who lost phone and codes begin anew

    Password and second factors are taken away, sessions end; audited.
    """
    with transaction(current_scope()) as session:
        accounts.reset_proofs(
            session, person_id, municipality=municipality_code, actor=current_actor(), now=clock.now(session)
        )
    return Response(status=204)


@resource.route("/<municipality:municipality_code>/keys")
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=KeyPage,
    example={**_PAGE, "items": [{"id": _ID, "name": "Statistik", "prefix": "lk_9901_Q2p8"}]},
    description="The keys.",
)
@door(Right.ADMINISTER)
def list_keys(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the keys of programs

    Newest first, those cut off too.
    """
    with transaction(current_scope()) as session:
        return cut_page(accounts.list_keys(session, municipality_code), query)


@resource.route("/<municipality:municipality_code>/keys", methods=["POST"])
@resource.arguments(NewKey, example={"name": "Statistik", "rights": ["see_cases"]})
@resource.response(201, schema=MadeKey, example={"id": _ID, "key": "lk_9901_Q2p8t0kVw0y3…"}, description="The key.")
@door(Right.ADMINISTER, limit="20/minute")
def make_key(body: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Make a key for a program

    It reads, acts on nothing, and is told this once.
    """
    with transaction(current_scope()) as session:
        key_id, token = accounts.make_key(
            session,
            municipality_code,
            name=body["name"],
            rights=[Right(each) for each in body["rights"]],
            actor=current_actor(),
            now=clock.now(session),
        )
    return {"id": key_id, "key": token}


@resource.route("/<municipality:municipality_code>/looks")
@resource.arguments(LooksQuery, location="query")
@resource.response(
    200,
    schema=LookPage,
    example={"items": [{"actorName": "Bo Lind", "act": "look_at_address", "reference": "K7M4-RTXB"}], "next": None},
    description="The looks.",
)
@door(Right.READ_LOOKS)
def list_looks(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Tell who has looked at reporters' addresses

    Latest first, by person or case, with searches and exports; reading it is written to it.
    """
    place = read_cursor(query, read_id)
    with transaction(current_scope()) as session:
        found = read_looks(
            session,
            municipality_code,
            person_id=query["person_id"],
            reference=query["reference"],
            before=place[0] if place else None,
            limit=rows_wanted(query),
        )
    items, after = cut_rows(found, query, lambda each: (str(each.id),))
    return {"items": items, "next": after}
