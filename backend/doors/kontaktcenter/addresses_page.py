"""A look at the reporters' addresses: by a button, with a right of its own, and written to the audit log."""

from backend import cases
from backend.accounts import Right, session_facts
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.case_page import get_case_shown, render_case
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_caller, current_scope, door, transaction
from backend.doors.shared.sight import refuse_unread
from backend.foundation import audit, clock


@pages.post(f"{CASE}/addresses")
@door(Right.LOOK_AT_ADDRESS, limit="60/minute")
def show_addresses(municipality_code: str, reference: str) -> str:
    """The page with the addresses in it, this once: going back or loading it again is another look."""
    with transaction(current_scope()) as session:
        case = get_case_shown(session, municipality_code, reference)
        refuse_unread(case)
        audit.record(
            session,
            municipality_code,
            actor=current_actor(),
            act="look_at_address",
            subject=("case", case.id),
            facts=session_facts(current_caller()),
            now=clock.now(session),
        )
        addresses = cases.list_addresses(session, municipality_code, case.id)
        return render_case(session, municipality_code, reference, addresses=addresses)
