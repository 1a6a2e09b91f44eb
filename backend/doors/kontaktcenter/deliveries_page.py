"""What left the house and what did not: deliveries by fate, those given up first, and sending again."""

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, deliveries
from backend.accounts import Right
from backend.cases import Why
from backend.deliveries import Delivery, Fate
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.told_views import view_delivery
from backend.doors.kontaktcenter.words import FATES, word_for
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

ROWS = 50
ORDER = (
    Fate.PARKED, Fate.FAILED, Fate.IN_DOUBT, Fate.QUEUED, Fate.HANDED_OVER, Fate.DELIVERED, Fate.OVERTAKEN,
    Fate.UNWANTED,
)  # fmt: skip


@pages.get("/<town:municipality_code>/kontaktcenter/leveranser")
@door(Right.SEE_DELIVERIES)
def list_deliveries(municipality_code: str) -> str:
    """Deliveries of one fate, newest first; without one asked for the first fate that has any."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        counts = deliveries.count_by_fate(session, municipality_code)
        fate = _read_fate(request.args.get("fate", "")) or Fate.PARKED
        found = deliveries.list_deliveries(
            session, municipality_code, fate=fate, after=_read_id(request.args.get("after", "")), limit=ROWS + 1
        )
        references = _references(session, municipality_code, found)
    return render_template(
        "kontaktcenter/deliveries.html",
        frame=frame,
        fate=fate.value,
        fates=[(each.value, word_for(FATES, each), counts[each]) for each in ORDER if counts[each] or each is fate],
        rows=[(view_delivery(each), references.get(each.case_id, "")) for each in found[:ROWS]],
        next_cursor=found[ROWS - 1].id if len(found) > ROWS else "",
        is_first="after" not in request.args,
        done=request.args.get("done", ""),
    )


@pages.post("/<town:municipality_code>/kontaktcenter/leveranser/<uuid:delivery_id>/resend")
@door(Right.RESEND_DELIVERIES)
def resend(municipality_code: str, delivery_id: UUID) -> BaseResponse:
    """Let a message try again under the same Message-ID; the case leaves the list it stood on for it."""
    with transaction(current_scope()) as session:
        actor, now = current_actor(), clock.now(session)
        delivery = deliveries.get_delivery(session, municipality_code, delivery_id)
        deliveries.resend_delivery(session, municipality_code, delivery_id, actor=actor, now=now)
        if delivery.case_id is not None:
            cases.settle_attention(
                session, municipality_code, delivery.case_id, Why.DELIVERY_PARKED, settled_by=actor.id, now=now
            )
    return redirect(url_for("kontaktcenter.list_deliveries", municipality_code=municipality_code, done="resent"), 303)


def _references(session: Session, municipality: str, found: Sequence[Delivery]) -> dict[UUID | None, str]:
    ids = {each.case_id for each in found if each.case_id is not None}
    return {case.id: show_reference(case.reference) for case in cases.find_cases(session, municipality, ids).values()}


def _read_fate(text: str) -> Fate | None:
    return Fate(text) if text in set(Fate) else None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
