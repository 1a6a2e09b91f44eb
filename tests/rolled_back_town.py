"""Ängsby in one transaction that is rolled back: the core's own actions, reactions and ticks, turned by hand.

Everything happens as it does in the processes, in the role and scope they take, one savepoint for each transaction;
only that nothing is ever committed. The clock stands where the test says.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, cases, dispatch, responsibility, wiring
from backend.cases import Channel, ReportForm, Submitted, Whose, Why
from backend.dispatch import Act, ActForm, WorkOrder
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.constraints import error_for
from backend.foundation.database import Scope, take_scope
from backend.foundation.events import Event, read_event
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.town import ANGSBY, STORGATAN, WEDNESDAY_MORNING

BO = Actor(ActorKind.STAFF, new_id())
CLEO, DAG = "cleo-drift", "dag-el"
MANHOLE: dict[str, Any] = {"category": "vag.brunn-lock", "answers": {"state": "open"}}
"""An acute fault in the street, which Cleo's company has the contract for."""
CORE = tuple(reaction for reaction in wiring.REACTIONS if not reaction.name.startswith("messages."))


@dataclass
class RolledBackTown:
    """Ängsby. ``now`` is what the clock says; ``happened`` every event so far."""

    session: Session
    now: datetime = WEDNESDAY_MORNING
    happened: list[Event] = field(default_factory=list)
    _handled: set[UUID] = field(default_factory=set)

    @contextmanager
    def step(self, scope: Scope = ANGSBY, role: Literal["web", "worker", "owner"] = "web") -> Iterator[Session]:
        """One transaction of a process: what it refuses is undone, and what it wrote is seen by the next."""
        self.session.flush()
        self.session.expunge_all()
        try:
            with self.session.begin_nested():
                self.session.execute(sa.text(f"SET LOCAL ROLE lagat_{role}"))
                take_scope(self.session, scope)
                yield self.session
                self.session.flush()
        except sa.exc.IntegrityError as error:
            raise error_for(error) from error

    def report(self, *, over_limit: bool = False, **changes: Any) -> Submitted:
        """Amira reports a dark lamp on Storgatan; ``changes`` replace fields of the form."""
        form = {
            "client_id": secrets.token_urlsafe(24),
            "category": "belysning.enstaka",
            "longitude": STORGATAN[0],
            "latitude": STORGATAN[1],
            "channel": Channel.WEB,
            "words": "Lampan är mörk.",
            "mail": "amira@example.org",
            **changes,
        }
        with self.step() as session:
            return cases.submit_report(session, PRACTICE_CODE, ReportForm(**form), over_limit=over_limit, now=self.now)

    def ordered(self, **changes: Any) -> tuple[UUID, UUID]:
        """A report and the work order it led to: the case's id and the order's."""
        case_id = self.report(**changes).case_id
        self.react()
        return case_id, self.order(case_id).id

    def react(self, *, but: str = "") -> None:
        """Let every reaction of the core follow what has happened; ``but`` names one that is not run yet."""
        while waiting := [row for row in self._list_events() if row.id not in self._handled]:
            for row in waiting:
                self._handled.add(row.id)
                self.happened.append(happened := read_event(row.name, row.facts))
                for reaction in CORE:
                    if reaction.event is type(happened) and reaction.name != but:
                        with self.step(role="worker") as session:
                            reaction.react(session, happened, self.now)

    def wait(self, **time: float) -> None:
        """Let that much time pass, then do what fell due."""
        self.now += timedelta(**time)
        self.tick()

    def tick(self) -> None:
        """Do what is due by now, and what follows."""
        for tick in wiring.TICKS:
            with self.step(role="worker") as session:
                due = tick.list_due(session, by=self.now, limit=100)
            for subject in due:
                with self.step(role="worker") as session:
                    tick.act(session, subject.subject_id, subject.municipality, self.now)
        self.react()

    def act(self, order_id: UUID, what: Act, *, by: str | None = CLEO, **more: Any) -> WorkOrder:
        """What a firm does with an order (``by`` None: the unit), without what follows."""
        actor = BO if by is None else Actor(ActorKind.CONTRACTOR, new_id())
        form = ActForm(act_id=more.pop("act_id", secrets.token_urlsafe(24)), act=what, **more)
        with self.step(ANGSBY if by is None else self.scope_of(by)) as session:
            return dispatch.act_on_order(session, PRACTICE_CODE, order_id, form, actor=actor, now=self.now)

    def scope_of(self, firm: str) -> Scope:
        """What a firm may see."""
        with self.step() as session:
            found = accounts.find_organisation(session, firm)
        assert found is not None
        return Scope((PRACTICE_CODE,), firm=found.id)

    def case(self, case_id: UUID) -> cases.Case:
        """The case as it stands."""
        with self.step() as session:
            return cases.get_case(session, PRACTICE_CODE, case_id)

    def order(self, case_id: UUID) -> WorkOrder:
        """The one active order of a case."""
        active = [order for order in self.orders(case_id) if order.ended_at is None]
        assert len(active) == 1, [order.state for order in active]
        return active[0]

    def orders(self, case_id: UUID) -> list[WorkOrder]:
        """The case's orders, first sent first."""
        with self.step() as session:
            return list(dispatch.list_orders_of_case(session, PRACTICE_CODE, case_id))

    def lists(self, case_id: UUID) -> set[tuple[Why, Whose]]:
        """On whose lists the case stands, and why."""
        with self.step() as session:
            return {(each.why, each.whose) for each in cases.list_attention_of_case(session, PRACTICE_CODE, case_id)}

    def promises(self, case_id: UUID) -> list[tuple[str, str, str | None]]:
        """(kind, cause, how it ended) of each promise, first made first."""
        with self.step() as session:
            made = cases.list_promises(session, PRACTICE_CODE, case_id)
            return [(each.kind.value, each.cause.value, each.ended_as) for each in made]

    def steps(self, case_id: UUID) -> list[str]:
        """The timeline's steps."""
        with self.step() as session:
            return [each.step.value for each in cases.list_timeline(session, PRACTICE_CODE, case_id)]

    def contract(self, code: str, **terms: Any) -> responsibility.Contract:
        """A contract of Ängsby, after changing its terms."""
        with self.step(role="owner") as session:
            found = next(c for c in responsibility.list_contracts(session, PRACTICE_CODE) if c.code == code)
            for name, value in terms.items():
                setattr(found, name, value)
            return found

    def _list_events(self) -> list[sa.Row[Any]]:
        with self.step(role="worker") as session:
            return list(session.execute(sa.text("SELECT id, name, facts FROM event ORDER BY recorded_at, number")))
