"""What left the house and what did not: deliveries by fate, those given up first."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from backend import accounts, cases, deliveries
from backend.accounts import Right
from backend.deliveries import Channel, Delivery, Fate
from backend.doors.kontaktcenter.delivery_views import DeliveryRow, in_kronor, view_row
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import FATES, word_for
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.sight import may_read
from backend.foundation.ids import show_reference

ROWS = 50
ORDER = (
    Fate.PARKED, Fate.FAILED, Fate.IN_DOUBT, Fate.QUEUED, Fate.HANDED_OVER, Fate.DELIVERED, Fate.OVERTAKEN,
    Fate.UNWANTED,
)  # fmt: skip


@pages.get("/<town:municipality_code>/kontaktcenter/leveranser")
@door(Right.SEE_DELIVERIES)
def list_deliveries(municipality_code: str) -> str:
    """Deliveries of one fate, newest first; without one asked for, those given up."""
    with transaction(current_scope()) as session:
        return render_deliveries(session, municipality_code)


def render_deliveries(
    session: Session, municipality_code: str, *, told: str = "", failed_id: UUID | None = None
) -> str:
    """The page; ``told`` is why the form of ``failed_id`` was refused."""
    frame = build_frame(session, municipality_code)
    counts = deliveries.count_by_fate(session, municipality_code)
    fate = _read_fate(request.args.get("fate", "")) or Fate.PARKED
    found = deliveries.list_deliveries(
        session, municipality_code, fate=fate, after=_read_id(request.args.get("after", "")), limit=ROWS + 1
    )
    spending = deliveries.get_spending(session, municipality_code, Channel.SMS, now=frame.now)
    return render_template(
        "kontaktcenter/deliveries.html",
        frame=frame,
        fate=fate.value,
        fates=[(each.value, word_for(FATES, each), counts[each]) for each in ORDER if counts[each] or each is fate],
        rows=list_rows(session, municipality_code, found[:ROWS], has_sms=frame.has_sms),
        spent=in_kronor(spending.spent_micro),
        limit=in_kronor(spending.budget.limit_micro),
        next_cursor=found[ROWS - 1].id if len(found) > ROWS else "",
        is_first="after" not in request.args,
        done=request.args.get("done", ""),
        told=told,
        failed_id=failed_id,
    )


def list_rows(
    session: Session, municipality: str, found: Sequence[Delivery], *, has_sms: bool
) -> list[tuple[DeliveryRow, str]]:
    """Each delivery as it is shown, with its case's reference."""
    names = accounts.name_people(session, {each.seen_by for each in found if each.seen_by})
    resent = deliveries.find_deliveries(session, municipality, {each.resent_as for each in found if each.resent_as})
    ids = {each.case_id for each in found if each.case_id is not None}
    known: dict[UUID | None, cases.Case] = dict(cases.find_cases(session, municipality, ids).items())
    unread = {case_id for case_id, case in known.items() if not may_read(case)}
    rows = []
    for each in found:
        row = view_row(each, names=names, resent=resent, has_sms=has_sms, unread=each.case_id in unread)
        rows.append((row, show_reference(known[each.case_id].reference) if each.case_id in known else ""))
    return rows


def _read_fate(text: str) -> Fate | None:
    return Fate(text) if text in set(Fate) else None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
