"""Coming in where more than one right opens the door: a contractor's or staff's."""

from typing import NamedTuple

from backend.accounts import Right, Role, actor_of, scope_for
from backend.doors.shared import current_caller
from backend.foundation.actor import Actor
from backend.foundation.database import Scope
from backend.foundation.errors import NotAllowed

_KNOWN_BY = (Role.HEAD, Role.OFFICER, Role.AGENT, Role.ADMIN, Role.MANAGER, Role.CREW)
"""Of several roles the one people know the caller by."""


class Entry(NamedTuple):
    """What the caller may see, and as whom they act."""

    scope: Scope
    actor: Actor


def enter_with(municipality: str, *rights: Right) -> Entry:
    """Come in by the first of ``rights`` the caller has in ``municipality``.

    Raises ``NotFound`` without a membership there, ``NotAllowed`` where no role there carries any of them.
    """
    caller = current_caller()
    *earlier, last = rights
    for right in earlier:
        try:
            scope = scope_for(caller, municipality, right)
        except NotAllowed:
            continue
        return Entry(scope, actor_of(caller, scope))
    scope = scope_for(caller, municipality, last)
    return Entry(scope, actor_of(caller, scope))


def role_here(municipality: str) -> str:
    """The public role under which the caller's acts are told to reporters."""
    held = {each.role for each in current_caller().memberships if each.municipality == municipality}
    return next(role.value for role in _KNOWN_BY if role in held)
