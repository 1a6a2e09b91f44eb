"""Who is calling, and what a transaction of theirs may see. Pure: all it needs is in the caller."""

from dataclasses import dataclass
from uuid import UUID

from backend.accounts.decisions import Proof, judge_proof
from backend.accounts.errors import not_yours, right_missing
from backend.accounts.models import BeganBy
from backend.accounts.rights import Right, Role, has_right
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope


@dataclass(frozen=True)
class CallerMembership:
    """One role the caller has now. ``authority_id`` is that of the unit; ``organisation_name`` the firm's.

    ``only``: a key's rights, where they are fewer than the role's.
    """

    municipality: str
    role: Role
    organisation_id: UUID | None = None
    organisation_name: str | None = None
    unit_id: UUID | None = None
    authority_id: UUID | None = None
    only: frozenset[Right] | None = None

    def carries(self, right: Right) -> bool:
        """Whether the right comes with it."""
        return has_right(self.role, right) if self.only is None else right in self.only


@dataclass(frozen=True)
class Caller:
    """A signed-in person with the memberships that have not ended, by municipality, then role.

    ``proven``: the session's second factor was shown; ``has_factor``: the person has one. ``is_key``: no person, but
    a program with a key; ``person_id`` is then the key's.
    """

    person_id: UUID
    name: str
    language: str
    memberships: tuple[CallerMembership, ...]
    session_id: UUID | None = None
    device_id: UUID | None = None
    began_by: BeganBy = BeganBy.LINK
    proven: bool = False
    has_factor: bool = False
    is_key: bool = False

    @property
    def is_crew(self) -> bool:
        """Whether every role is a crew's."""
        return all(each.role is Role.CREW for each in self.memberships)


def scope_for(caller: Caller, municipality: str, right: Right, *, organisation_id: UUID | None = None) -> Scope:
    """What the caller may see in ``municipality`` (SCB code) when using ``right``.

    A role of a firm gives that firm alone, a role in a unit the authority of the unit, an agent or admin every
    authority; of several roles that carry the right the widest counts. ``organisation_id`` picks one firm of several.
    Raises ``NotFound`` without a membership there, ``NotAllowed`` where no role there carries the right.
    """
    membership = find_membership(caller, municipality, right, organisation_id=organisation_id)
    return Scope((municipality,), authority=membership.authority_id, firm=membership.organisation_id)


def find_membership(
    caller: Caller, municipality: str, right: Right, *, organisation_id: UUID | None = None
) -> CallerMembership:
    """The membership that ``scope_for`` rests on; the same errors."""
    here = [each for each in caller.memberships if each.municipality == municipality]
    if not here:
        raise not_yours()
    carrying = [
        each
        for each in here
        if each.carries(right) and (organisation_id is None or each.organisation_id == organisation_id)
    ]
    if not carrying:
        raise right_missing()
    return min(carrying, key=lambda each: (each.organisation_id is not None, each.authority_id is not None))


def list_municipalities_with(caller: Caller, right: Right) -> tuple[str, ...]:
    """The codes of the municipalities where the caller has ``right``, ascending."""
    return tuple(sorted({each.municipality for each in caller.memberships if each.carries(right)}))


def actor_of(caller: Caller, scope: Scope) -> Actor:
    """The caller as the actor of what is done under ``scope``: a contractor's where it shows one firm, else staff."""
    return Actor(ActorKind.STAFF if scope.firm is None else ActorKind.CONTRACTOR, caller.person_id)


def proof_of(caller: Caller, *, required: bool) -> Proof:
    """Where the caller's session stands with its second factor; ``required`` is the installation's setting."""
    if caller.is_key:
        return Proof.NOT_NEEDED
    return judge_proof(proven=caller.proven, has_factor=caller.has_factor, is_crew=caller.is_crew, required=required)


def session_facts(caller: Caller) -> dict[str, str]:
    """From which session and device a look was taken, for the audit log."""
    facts = {"session": caller.session_id, "device": caller.device_id}
    return {name: str(value) for name, value in facts.items() if value is not None}
