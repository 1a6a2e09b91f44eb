"""The API, ``/api/v1``: everything the faces do can be done through it. By the national REST API profile, version 2.

One file per resource: ``resource = ApiBlueprint(...)``, its schemas (subclasses of ``ApiSchema``: snake_case here,
camelCase outside, unknown names refused; ``Moment`` for times) and its views, and a line in ``RESOURCES`` below:

    @resource.route("/<municipality:municipality_code>/work-orders/<uuid:order_id>/acts", methods=["POST"])
    @resource.arguments(OrderAct, example={...})
    @resource.response(200, schema=WorkOrder, example={...}, description="The order after the act.")
    @door(Right.ACT_ON_ORDERS)
    def act_on_order(body: dict[str, Any], municipality_code: str, order_id: UUID) -> Any:
        \"\"\"Act on a work order

        What it does, in a sentence or two: the document shows it.
        \"\"\"

Lists that grow are pages with a cursor (``paging``); what staff do to a case goes through ``acting.act_on_case``; a
door that two rights open is ``SIGNED_IN`` and asks ``entry.enter_with``.

Path segments are lower case with hyphens; every response and body has an example; ``arguments`` come before path
parameters. Then write the document anew: ``python -m backend.doors.api.document``; a test holds it equal to the
routes, another to the profile. A public operation's door is ``PUBLIC``; writes carry ``clientId`` or ``actId``.
"""

from flask import Flask, Response, current_app, jsonify

from backend.doors.api import (
    about,
    agreed,
    alarms,
    attention,
    bodies,
    body_systems,
    budgets,
    call_lists,
    case_acts,
    cases,
    categories,
    category_settings,
    contracts,
    conversions,
    culled_cases,
    cut_offs,
    deliveries,
    delivery_acts,
    devices,
    directory,
    disclosures,
    going_live,
    hand_overs,
    held_orders,
    held_reports,
    incidents,
    joining,
    locations,
    map_tiles,
    message_texts,
    municipalities,
    photos,
    problems,
    profile,
    promise_moves,
    records,
    renderings,
    reports,
    rules,
    second_factors,
    sessions,
    silent_cases,
    target_simulations,
    taught_names,
    uploads,
    work_orders,
)
from backend.doors.api.room import BASE_PATH, open_api
from backend.doors.shared import PUBLIC, current_house, door

RESOURCES = (
    *(
        about,
        sessions,
        municipalities,
        locations,
        map_tiles,
        taught_names,
        categories,
        reports,
        work_orders,
        held_orders,
        photos,
        uploads,
        cases,
        case_acts,
        conversions,
        renderings,
        held_reports,
        body_systems,
        hand_overs,
        joining,
    ),
    *(attention, alarms, deliveries, delivery_acts, budgets, directory, rules, agreed, target_simulations, going_live),
    *(contracts, bodies, call_lists),
    *(second_factors, devices, cut_offs),
    *(problems, silent_cases, promise_moves),
    *(records, disclosures, incidents, culled_cases),
    message_texts,
    category_settings,
)


def register(app: Flask) -> None:
    """Open the API on ``app``."""
    api = open_api(app, info=profile.INFO, **profile.OPTIONS)
    for each in RESOURCES:
        api.register_blueprint(each.resource, url_prefix=BASE_PATH)
    app.add_url_rule(f"{BASE_PATH}/openapi.json", endpoint="api-document", view_func=get_document)


@door(PUBLIC, limit="30/minute")
def get_document() -> Response:
    """The document of this API, made from its routes: once, for it takes longer than any answer should."""
    house = current_house()
    if house.document is None:
        house.document = profile.make_document(current_app)
    return jsonify(house.document)
