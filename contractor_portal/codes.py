"""What the codes of work orders are called on screens. Msgids are English; the catalogue has the Swedish."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

STATES: Mapping[str, Any] = {
    "unsent": lazy_gettext("Not sent"),
    "sent": lazy_gettext("New"),
    "received": lazy_gettext("Waiting for your answer"),
    "accepted": lazy_gettext("Taken"),
    "started": lazy_gettext("Under way"),
    "waiting": lazy_gettext("Waiting"),
    "done": lazy_gettext("Done, waiting for approval"),
    "approved": lazy_gettext("Approved"),
    "declined": lazy_gettext("Declined"),
    "cancelled": lazy_gettext("Cancelled"),
}
ACTS: Mapping[str, Any] = {
    "accept": lazy_gettext("Take the job"),
    "start": lazy_gettext("Start work"),
    "resume": lazy_gettext("Go on with the work"),
    "complete": lazy_gettext("Done"),
    "make_safe": lazy_gettext("The place is safe now"),
    "wait": lazy_gettext("We have to wait"),
    "decline": lazy_gettext("Decline"),
}
ACTED: Mapping[str, Any] = {
    "accept": lazy_gettext("You have taken the job."),
    "start": lazy_gettext("The work is under way."),
    "resume": lazy_gettext("The work goes on."),
    "complete": lazy_gettext("Sent: the job is done. Thank you!"),
    "make_safe": lazy_gettext("Noted: the place is safe."),
    "wait": lazy_gettext("Noted: you wait."),
    "decline": lazy_gettext("You have declined. The municipality has been told."),
}
WAIT_REASONS: Mapping[str, Any] = {
    "frost": lazy_gettext("Frost or cold"),
    "parts": lazy_gettext("Spare parts"),
    "power_company": lazy_gettext("The power company"),
    "permit": lazy_gettext("A permit"),
    "owner": lazy_gettext("The owner"),
    "police": lazy_gettext("The police"),
    "reporter": lazy_gettext("The person who reported it"),
    "other": lazy_gettext("Something else"),
}
DECLINE_REASONS: Mapping[str, Any] = {
    "not_our_contract": lazy_gettext("Not in our contract"),
    "not_our_area": lazy_gettext("Not our area"),
    "not_in_price": lazy_gettext("Not in the fixed price"),
    "no_capacity": lazy_gettext("We do not have time"),
    "wrong_place": lazy_gettext("The place is wrong"),
    "other": lazy_gettext("Something else"),
}
OUTCOMES: Mapping[str, Any] = {
    "mended": lazy_gettext("Mended"),
    "temporarily_mended": lazy_gettext("Mended for now"),
    "other_fault_mended": lazy_gettext("Another fault mended"),
    "no_fault_found": lazy_gettext("No fault found"),
    "gone": lazy_gettext("Gone when we came"),
    "owner_did_it": lazy_gettext("The owner did it"),
    "mended_by_other": lazy_gettext("Somebody else mended it"),
    "delivered": lazy_gettext("Carried out (emptied, delivered)"),
}
PURPOSES: Mapping[str, Any] = {
    "mend": lazy_gettext("Mend"),
    "make_safe": lazy_gettext("Make safe"),
}
REASONS_OF_ACT: Mapping[str, Mapping[str, Any]] = {"wait": WAIT_REASONS, "decline": DECLINE_REASONS}


def word_for(words: Mapping[str, Any], code: str) -> str:
    """What ``code`` is called; a code newer than this portal is shown as it came, nothing for none."""
    return str(words.get(code, code.replace("_", " ")))
