"""Ängsby behind its API: reports come in, the plot turns without letters, and the cast call."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from backend.accounts import SessionKind
from backend.cases.events import CaseAssigned, CaseReleased, CaseResolved, ReportSubmitted
from backend.dispatch import reactions as dispatching
from backend.dispatch.events import WorkOrderApproved
from backend.doors.shared import House, current_house
from backend.feedback import reactions as feedback
from backend.feedback.events import VerdictGiven
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.outbox import Outbox, ParkedReaction, Reaction
from backend.foundation.settings import Settings
from backend.responsibility import reactions as responsibility
from tests.databases import DatabaseUrls, reach
from tests.web.conftest import begin_session

CODE = "9901"
BASE = f"/api/v1/{CODE}"
EAST = {"latitude": 58.2, "longitude": 18.606}
WEDNESDAY = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
PLOT: tuple[Reaction, ...] = (
    Reaction(ReportSubmitted, "responsibility.decide", responsibility.decide_on_submitted),
    Reaction(CaseReleased, "responsibility.decide_released", responsibility.decide_on_released),
    Reaction(ReportSubmitted, "dispatch.alarm", dispatching.alarm_on_acute),
    Reaction(CaseAssigned, "dispatch.order_or_hand_over", dispatching.dispatch_assigned),
    Reaction(WorkOrderApproved, "dispatch.resolve", dispatching.resolve_on_approved),
    Reaction(CaseResolved, "dispatch.cancel_open_orders", dispatching.cancel_on_resolved),
    Reaction(VerdictGiven, "feedback.follow", feedback.follow_given_verdict),
)


def new_key() -> str:
    """A sender's own id."""
    return secrets.token_urlsafe(24)


def words(**changes: Any) -> dict[str, Any]:
    """Amira's report of a dark lamp, as it is sent; ``changes`` replace or add."""
    told = {
        "clientId": new_key(),
        "category": "belysning.enstaka",
        **EAST,
        "words": "Lampan är mörk. Ring 070-123 45 67.",
        "language": "sv",
        "answers": {},
        "name": "Amira",
        "email": "amira@example.org",
    }
    return {**told, **changes}


@dataclass
class ApiTown:
    """The API of Ängsby with its clock stopped. ``as_`` a person's address; None: nobody."""

    app: Flask
    owner: Database
    worker: Database
    settings: Settings
    _tokens: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, as_: str | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        """Call ``path`` below the municipality, from an address of its own unless one is given."""
        sent = dict(headers or {})
        if as_ is not None:
            sent["Authorization"] = f"Bearer {self.token(as_)}"
        address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        more.setdefault("environ_overrides", {"REMOTE_ADDR": address})
        return self.app.test_client().open(f"{BASE}{path}", method=method, headers=sent, **more)

    def get(self, path: str, as_: str | None = None, **more: Any) -> TestResponse:
        """Read."""
        return self.call("GET", path, as_, **more)

    def post(self, path: str, body: Any, as_: str | None = None, **more: Any) -> TestResponse:
        """Send JSON."""
        return self.call("POST", path, as_, json=body, **more)

    def token(self, email: str) -> str:
        """The session of a person, the same for all their calls."""
        if email not in self._tokens:
            self._tokens[email] = begin_session(self.owner, email, kind=SessionKind.BEARER)
        return self._tokens[email]

    def report(self, **changes: Any) -> dict[str, Any]:
        """Amira reports and has her answer."""
        answer = self.post("/reports", words(**changes))
        assert answer.status_code == 201, answer.text
        return read(answer)

    def work(self) -> None:
        """Turn the plot until nothing is left."""
        outbox = Outbox(self.worker, PLOT, tell_parked=_fail, lease_seconds=60)
        while outbox.turn():
            pass

    def stop_clock(self, at: datetime) -> None:
        """Let it be ``at`` until told otherwise."""
        with self.owner.transaction(GLOBAL) as session:
            clock.simulate(session, start=at, speed=0)

    def web_engine(self) -> sa.Engine:
        """What the web process speaks to the database through."""
        return house_of(self.app).database.engine

    def scope(self) -> Any:
        """A transaction that sees all of Ängsby."""
        return self.owner.transaction(Scope((CODE,)))


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON of an answer."""
    assert isinstance(answer.json, dict), answer.text
    return answer.json


def code_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.content_type == "application/problem+json", answer.text
    return answer.status_code, read(answer)["code"]


def names_of(answer: TestResponse) -> list[str]:
    """The fields a refusal names."""
    return [each["name"] for each in read(answer).get("invalidParams", [])]


def refusal_of(answer: TestResponse) -> tuple[int, dict[str, Any]]:
    """A refusal without its trace: what two strangers must not be able to tell apart."""
    return answer.status_code, {name: said for name, said in read(answer).items() if name != "instance"}


def open_town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    """Ängsby on a Wednesday morning, until the module ends."""
    town = ApiTown(app, reach(database_urls.owner), reach(database_urls.worker), house_of(app).settings)
    town.stop_clock(WEDNESDAY)
    yield town
    town.owner.close()
    town.worker.close()


def house_of(app: Flask) -> House:
    """The house of the process."""
    with app.app_context():
        return current_house()


def _fail(session: object, parked: ParkedReaction, now: datetime) -> None:
    raise AssertionError(f"{parked.reaction}: {parked.error}")
