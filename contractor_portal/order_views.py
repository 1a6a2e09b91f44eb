"""The person's orders, and one of them."""

from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import browser_session, calls, codes
from contractor_portal.act_forms import Draft, new_draft, receive_id_of
from contractor_portal.addresses import address_of_order
from contractor_portal.answers import Municipality, Order, OrderPage
from contractor_portal.backend_api import ApiDown, Refused
from contractor_portal.order_rows import OrderRow, make_page, make_row, sort_key

pages = Blueprint("orders", __name__)


@pages.get("/")
def show_orders() -> BaseResponse | str:
    """What is to be done, in every municipality the person's firm works for; one that does not answer is named."""
    me = calls.get_me()
    if me.needs_second_factor:
        return redirect(url_for("second_factor.ask_for_code"), 303)
    missing: list[str] = []
    found: list[tuple[Order, Municipality | None]] = []
    more = False
    for code in me.municipalities:
        try:
            page = calls.list_active_orders(code)
        except (ApiDown, Refused):
            missing.append(code)
            continue
        town = calls.find_municipality(code)
        found += [(order, town) for order in page.orders]
        more = more or bool(page.after)
    if missing and len(missing) == len(me.municipalities):
        raise ApiDown("No municipality's orders could be read.")
    rows = [make_row(order, town) for order, town in sorted(found, key=lambda each: sort_key(each[0]))]
    return render_template(
        "portal/orders.html",
        name=me.name,
        rows=rows,
        towns=[(code, _name_of(code)) for code in me.municipalities],
        firms=sorted({each.firm for each in me.memberships}),
        missing=[_name_of(code) for code in missing],
        more=more,
        kind=_kind_of(me.municipalities),
    )


@pages.get("/<municipality:municipality>/ended")
def show_ended(municipality: str) -> str:
    """The firm's ended orders in one municipality, latest first, some at a time."""
    page: OrderPage = calls.list_ended_orders(municipality, after=request.args.get("after"))
    town = calls.find_municipality(municipality)
    rows: list[OrderRow] = [make_row(order, town) for order in page.orders]
    return render_template(
        "portal/ended.html",
        rows=rows,
        municipality=municipality,
        town=town.name if town else municipality,
        after=page.after,
        is_first=not request.args.get("after"),
        kind=town.kind if town else "",
    )


@pages.get("/<municipality:municipality>/order/<reference:reference>")
def show_order(municipality: str, reference: str) -> str | BaseResponse:
    """One order with all a crew needs, and what may be done with it. Opening a new one says that it was received."""
    order = calls.get_order(municipality, reference)
    if order.reference != reference:
        return redirect(address_of_order(municipality, order.reference))
    if order.state == "sent":
        order = _receive(order)
    town = calls.find_municipality(municipality)
    view = make_page(order, town)
    return render_template(
        "portal/order.html",
        order=view,
        drafts=_drafts(order, view.acts),
        reasons=codes.REASONS_OF_ACT,
        outcomes=codes.OUTCOMES,
        kind=town.kind if town else "",
    )


@pages.get("/<municipality:municipality>/order/<reference:reference>/photos/<uuid:photo_id>")
def show_photo(municipality: str, reference: str, photo_id: UUID) -> Response:
    """A photo past the gate, passed on."""
    size = "display" if request.args.get("size") == "display" else "thumb"
    photo = calls.get_photo(municipality, reference, str(photo_id), size=size)
    return Response(photo.content, content_type=photo.content_type, headers={"Content-Security-Policy": "sandbox"})


def _receive(order: Order) -> Order:
    """Say that the order reached the firm. It is said once, and that it could not be said hides no order."""
    act_id = receive_id_of(current_app.config["SECRET_KEY"], order.municipality, order.reference)
    try:
        return calls.act(order.municipality, order.reference, {"actId": act_id, "act": "receive"})
    except (ApiDown, Refused):
        return order


def _drafts(order: Order, acts: tuple[str, ...]) -> dict[str, Draft]:
    """The forms, one for each act; what was typed before the session ended goes back where it was typed."""
    last = browser_session.find_last_wait_reason()
    drafts = {act: new_draft(order, act, last_wait_reason=last) for act in acts}
    kept = browser_session.take_draft(order.municipality, order.reference)
    if kept is not None and kept.act in drafts:
        drafts[kept.act] = kept
    return drafts


def _name_of(code: str) -> str:
    town = calls.find_municipality(code)
    return town.name if town else code


def _kind_of(municipalities: tuple[str, ...]) -> str:
    """What is marked where orders of several stand together: practice where all are."""
    kinds = {town.kind for town in map(calls.find_municipality, municipalities) if town}
    return kinds.pop() if len(kinds) == 1 else ""
