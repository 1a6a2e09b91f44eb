"""One story in which every reaction of the plot has something to do, told with a stopped clock; and what it left."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend import cases, dispatch, feedback, responsibility
from backend.cases import Outcome, Submitted
from backend.catalogue import CaseKind, Precision, Priority
from backend.deliveries import Channel, Outgoing, Receipt, Sender
from backend.dispatch import Act, ActForm, BodyAnswer
from backend.feedback import Answer
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from backend.responsibility import Way
from tests.delivery_builders import send_all
from tests.mail_town import MailTown
from tests.town import ANGSBY, Town

BO = Actor(ActorKind.STAFF, new_id())
CLEO = Actor(ActorKind.CONTRACTOR, new_id())
DAY = timedelta(days=1)
Turn = Callable[[], None]


class _TheirSystem:
    """Another body's system, which takes everything."""

    def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt(provider_id=f"EL-{outgoing.form['service_code']}")


class Story:
    """The acts of the story in ``town``; ``turn`` lets everything that happened have its reactions."""

    def __init__(self, town: MailTown, turn: Turn) -> None:
        self.town = town
        self.turn = turn
        self.reported: list[Submitted] = []

    def tell(self) -> None:
        """All of it, in order."""
        self.mended_and_objected()
        self.acute_and_acknowledged()
        self.held_and_let_go()
        self.moved_asked_and_handed_over()
        self.sent_back_and_taken_back()
        self.told_nowhere()
        self.said_more_and_converted()
        self.joined_and_parted()
        self.declined()
        self.locked_until_let_go()
        self.failing_again()
        self.made_acute()
        self.told_in_their_system()
        self.dark_in_a_row()

    def mended_and_objected(self) -> None:
        """A lamp is mended, and it is not."""
        submitted = self._report()
        self._act(submitted, Act.MAKE_SAFE)
        self._act(submitted, Act.COMPLETE, outcome=Outcome.MENDED)
        self._act(submitted, Act.APPROVE, actor=BO)
        with self.town.transaction() as session:
            feedback.give_verdict(
                session, PRACTICE_CODE, submitted.report_id, resolution=1, answer=Answer.NO, words="Nej.",
                now=clock.now(session),
            )  # fmt: skip
        self.turn()

    def acute_and_acknowledged(self) -> None:
        """A post is dangerous; somebody says that they have it."""
        submitted = self._report(category="belysning.fara")
        with self.town.transaction() as session:
            alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
            assert alarm is not None
            dispatch.acknowledge_alarm(
                session, PRACTICE_CODE, alarm.id, role="Gatujouren", actor=BO, now=clock.now(session)
            )
        self.turn()
        self._staff("read_case", submitted, role="Gatujouren")

    def held_and_let_go(self) -> None:
        """Too many at once from one source: a person lets it through."""
        submitted = self._report(over_limit=True)
        self._staff("release_case", submitted)

    def moved_asked_and_handed_over(self) -> None:
        """A new date, a question, and another body."""
        submitted = self._report()
        late = cases.NewPromise(
            cases.PromiseKind.MEND, self.town.now() + 20 * DAY, Precision.DAY, cases.Cause.LATE, "parts"
        )
        self._staff("move_promise", submitted, promise=late)
        self._staff("ask_reporters", submitted, words="Vilken lampa?")
        with self.town.transaction() as session:
            responsibility.decide_by_person(
                session, PRACTICE_CODE, submitted.case_id, body_code="bjorkholmen-vag", actor=BO,
                now=clock.now(session),
            )  # fmt: skip
        self.turn()
        with self.town.transaction() as session:
            hand_over = dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)[-1]
            dispatch.answer_hand_over(
                session, PRACTICE_CODE, hand_over.id, answer=BodyAnswer.MENDED, actor=BO, now=clock.now(session)
            )
        self.turn()

    def sent_back_and_taken_back(self) -> None:
        """Work is not good enough, and then not needed."""
        submitted = self._report()
        self._act(submitted, Act.COMPLETE, outcome=Outcome.MENDED)
        self._act(submitted, Act.SEND_BACK, actor=BO, words="Bilden visar en annan stolpe.")
        self._staff("resolve_case", submitted, outcome=Outcome.GONE)

    def told_nowhere(self) -> None:
        """A letter that cannot be delivered comes to a person."""
        submitted = self._report()
        with self.town.owner.transaction(ANGSBY) as session:
            row = session.execute(
                sa.text("SELECT id FROM delivery WHERE case_id = :case AND recipient_kind = 'reporter'"),
                {"case": submitted.case_id},
            ).one()
            session.execute(
                sa.text("UPDATE delivery SET address = NULL, next_attempt_at = not_before WHERE id = :id"),
                {"id": row.id},
            )
        self.town.send()
        self.turn()

    def said_more_and_converted(self) -> None:
        """Somebody writes more, and the fault is a wish after all."""
        submitted = self._report()
        with self.town.transaction() as session:
            amira = Actor(ActorKind.REPORTER, submitted.report_id)
            cases.add_words(
                session, PRACTICE_CODE, submitted.report_id, words="Den blinkar.", actor=amira, now=clock.now(session)
            )
        self.turn()
        kind, category = CaseKind.VIEWPOINT, "trafik.farthinder"
        self._staff("convert_case", submitted, kind=kind, category=category, reason="Ett önskemål om farthinder.")

    def joined_and_parted(self) -> None:
        """Two reports of one lamp are made one case, and two again."""
        remaining, joined = self._report(mail="dag@example.org"), self._report()
        self._staff("merge_cases", joined, into_case_id=remaining.case_id)
        self._staff("unmerge_case", joined)

    def declined(self) -> None:
        """The firm says no, with its reason."""
        self._act(self._report(), Act.DECLINE, reason="no_capacity")

    def locked_until_let_go(self) -> None:
        """A tree touches a line: the park's work waits for an all-clear."""
        submitted = self._report(category="park.trad-fallit", answers={"power_line": "yes"})
        self._act(submitted, Act.RELEASE, actor=BO, words="Elnät 15.20")

    def failing_again(self) -> None:
        """The same lamp for the third time in a year, mended each time before."""
        away_from_the_others: dict[str, Any] = {"longitude": 18.62, "latitude": 58.205}
        for _ in range(2):
            self._staff("resolve_case", self._report(**away_from_the_others), outcome=Outcome.MENDED)
        self._report(**away_from_the_others)

    def made_acute(self) -> None:
        """A rule says that this lamp is more urgent than lamps are."""
        submitted = self._report()
        with self.town.transaction() as session:
            case = cases.lock_case(session, PRACTICE_CODE, submitted.case_id)
            cases.raise_priority(session, case, Priority.ACUTE, now=clock.now(session))
        self.turn()

    def told_in_their_system(self) -> None:
        """The power company is told of paint on its cabinet in its own system."""
        submitted = self._report(longitude=18.63, latitude=58.21)
        with self.town.transaction() as session:
            now = clock.now(session)
            responsibility.change_system(
                session, PRACTICE_CODE, "elnat", address="https://open311.elnat.example", jurisdiction=None,
                services={"*": "OTHER"}, is_way=False, actor=BO, now=now,
            )  # fmt: skip
            dispatch.hand_over_by_person(
                session, PRACTICE_CODE, submitted.case_id, body_code="elnat", way=Way.OPEN311, actor=BO, now=now
            )
        self.turn()
        by_system = {Channel.OPEN311: _TheirSystem()}
        send_all(Sender(self.town.worker, by_system, {}, lease_seconds=30, mail_domain="x.example", postbox=by_system))
        self.turn()

    def dark_in_a_row(self) -> None:
        """Three lamps along one street: each is promised sooner."""
        for longitude in (18.63, 18.6315, 18.633):
            self._report(longitude=longitude, latitude=58.214)

    def _report(self, *, over_limit: bool = False, **changes: Any) -> Submitted:
        submitted = self.town.report(over_limit=over_limit, **changes)
        self.reported.append(submitted)
        self.turn()
        return submitted

    def _act(self, submitted: Submitted, what: Act, *, actor: Actor = CLEO, **more: Any) -> None:
        form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)
        with self.town.transaction() as session:
            orders = dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)
            dispatch.act_on_order(session, PRACTICE_CODE, orders[-1].id, form, actor=actor, now=clock.now(session))
        self.turn()

    def _staff(self, name: str, submitted: Submitted, **more: Any) -> None:
        with self.town.transaction() as session:
            getattr(cases, name)(session, PRACTICE_CODE, submitted.case_id, actor=BO, now=clock.now(session), **more)
        self.turn()


_LEFT = {
    "case": "SELECT state, outcome, unit_code, waiting_on, promise_kind, promise_due_at, resolutions FROM cases"
    " WHERE id = :id",
    "timeline": "SELECT step, actor_kind, facts ->> 'act' FROM timeline_entry WHERE case_id = :id",
    "promises": "SELECT kind, due_at, cause, ended_as FROM promise WHERE case_id = :id",
    "attention": "SELECT why, whose, settled_at IS NULL FROM attention WHERE case_id = :id",
    "orders": "SELECT state, purpose, is_warranty FROM work_order WHERE case_id = :id",
    "hand-overs": "SELECT state, body_code, way FROM hand_over WHERE case_id = :id",
    "alarms": "SELECT state, calls FROM alarm WHERE case_id = :id",
    "letters": "SELECT text_code, recipient_kind, channel, fate, not_before FROM delivery WHERE case_id = :id",
}


def describe(town: Town, case_id: UUID) -> dict[str, list[str]]:
    """What is left of one case, in words that are the same wherever the same happened."""
    with town.owner.transaction(ANGSBY) as session:
        return {
            name: sorted(str(tuple(row)) for row in session.execute(sa.text(statement), {"id": case_id}))
            for name, statement in _LEFT.items()
        }
