"""Codes of the house in staff's words, as msgids: deliveries, people, rules. What reporters read is written in ``messages``."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from backend.accounts import Role
from backend.deliveries import Fate, ParkedReason, RecipientKind
from backend.foundation.actor import ActorKind

FATES = {
    Fate.QUEUED: lazy_gettext("In the queue"),
    Fate.IN_DOUBT: lazy_gettext("In doubt: may have arrived"),
    Fate.HANDED_OVER: lazy_gettext("Handed over, on its way"),
    Fate.DELIVERED: lazy_gettext("Delivered"),
    Fate.FAILED: lazy_gettext("Not delivered: came back"),
    Fate.PARKED: lazy_gettext("Not delivered: given up"),
    Fate.OVERTAKEN: lazy_gettext("Not sent: no longer true"),
    Fate.UNWANTED: lazy_gettext("Not sent: not wished"),
}
PARKED = {
    ParkedReason.REFUSED: lazy_gettext("the receiver refused it"),
    ParkedReason.GAVE_UP: lazy_gettext("every try failed"),
    ParkedReason.IN_DOUBT: lazy_gettext("it may have arrived, and nobody can say"),
    ParkedReason.NO_ADDRESS: lazy_gettext("the address has been erased"),
    ParkedReason.RESTORED: lazy_gettext("it waited in a backup that was restored, and may have been sent"),
    ParkedReason.BUDGET: lazy_gettext("the money for this month is spent"),
    ParkedReason.NUMBER_CAP: lazy_gettext("the number has had as many in a day as one number may"),
    ParkedReason.SOURCE_CAP: lazy_gettext("reports from one network have led to as many in a day as they may"),
    ParkedReason.NOT_REACHED: lazy_gettext("somebody tried, and did not reach them"),
}
RECIPIENTS = {
    RecipientKind.REPORTER: lazy_gettext("The reporter"),
    RecipientKind.STAFF: lazy_gettext("Staff"),
    RecipientKind.CONTRACTOR: lazy_gettext("The contractor"),
    RecipientKind.BODY: lazy_gettext("The other body"),
}
ACTORS = {
    ActorKind.REPORTER: lazy_gettext("The reporter"),
    ActorKind.STAFF: lazy_gettext("Staff"),
    ActorKind.CONTRACTOR: lazy_gettext("The contractor"),
    ActorKind.SYSTEM: lazy_gettext("Lagat, by rule"),
}
ROLES = {
    Role.AGENT: lazy_gettext("The contact centre"),
    Role.OFFICER: lazy_gettext("Officer"),
    Role.HEAD: lazy_gettext("Head of unit"),
    Role.ADMIN: lazy_gettext("Administrator"),
    Role.MANAGER: lazy_gettext("Foreman at a contractor"),
    Role.CREW: lazy_gettext("Crew"),
}
RULE_CHANGES = {
    "added": lazy_gettext("New"),
    "changed": lazy_gettext("Changed"),
    "moved": lazy_gettext("Moved in the order"),
    "removed": lazy_gettext("Removed"),
}


def word_for(words: Mapping[Any, object], code: object) -> str:
    """The words for a code, in the reader's language; the code itself where it is new to us."""
    found = words.get(code)
    return str(found) if found is not None else str(code or "")
