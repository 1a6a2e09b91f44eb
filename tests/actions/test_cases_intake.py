"""A report is born with its own case, reference and first promise, in one transaction, whatever was sent with it."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend import cases
from backend.cases import Channel, Report, State
from backend.cases.events import ReportSubmitted
from backend.foundation.actor import ActorKind
from backend.foundation.errors import Conflict, Unavailable
from backend.foundation.ids import read_reference
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown


def read_report(town: RolledBackTown, report_id: object) -> Report:
    with town.step() as session:
        return session.scalars(sa.select(Report).where(Report.id == report_id)).one()


def count(town: RolledBackTown, table: str) -> int:
    with town.step() as session:
        return int(session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_report_has_a_reference_its_own_case_a_timeline_and_is_announced(town: RolledBackTown) -> None:
    submitted = town.report()
    assert read_reference(submitted.reference) == submitted.reference
    case, report = town.case(submitted.case_id), read_report(town, submitted.report_id)
    assert (case.reference, report.reference, report.case_id) == (*[submitted.reference] * 2, case.id)
    assert (case.state, case.place, town.steps(case.id)) == (State.RECEIVED, "Hamngatan 40", ["submit"])
    town.react()
    assert ReportSubmitted(PRACTICE_CODE, submitted.report_id, case.id, is_acute=False) in town.happened


def test_two_reports_of_the_same_lamp_are_two_cases_until_a_person_joins_them(town: RolledBackTown) -> None:
    assert town.report().case_id != town.report().case_id


def test_what_fails_in_the_end_leaves_nothing_behind(town: RolledBackTown) -> None:
    def report_and_fail() -> None:
        with town.step():
            town.report()
            raise ConnectionError

    before = [count(town, table) for table in ("report", "cases", "promise", "event", "idempotency_key")]
    with pytest.raises(ConnectionError):
        report_and_fail()
    assert [count(town, table) for table in ("report", "cases", "promise", "event", "idempotency_key")] == before


def test_a_second_sending_gets_the_first_answer_and_adds_nothing(town: RolledBackTown) -> None:
    client_id = secrets.token_urlsafe(24)
    first = town.report(client_id=client_id)
    second = town.report(client_id=client_id)
    assert (second.report_id, second.reference, second.is_first) == (first.report_id, first.reference, False)
    assert count(town, "report") == 1


def test_a_second_sending_a_month_later_is_still_the_second(town: RolledBackTown) -> None:
    client_id = secrets.token_urlsafe(24)
    first = town.report(client_id=client_id)
    town.now += timedelta(days=30)
    assert town.report(client_id=client_id).reference == first.reference


def test_other_words_under_the_same_id_are_refused_and_told_nothing_of_the_first(town: RolledBackTown) -> None:
    client_id = secrets.token_urlsafe(24)
    first = town.report(client_id=client_id)
    with pytest.raises(Conflict) as refused:
        town.report(client_id=client_id, words="Något annat.")
    assert first.reference not in str(refused.value)


def test_a_category_that_is_gone_costs_no_report_and_what_was_said_is_kept(town: RolledBackTown) -> None:
    submitted = town.report(category="lamp.from-an-old-app", answers={"asked": "once"})
    report, case = read_report(town, submitted.report_id), town.case(submitted.case_id)
    assert (report.category_said, case.category) == ("lamp.from-an-old-app", "annat")
    assert report.answers_as_said == {"asked": "once"}


@pytest.mark.parametrize(("answers", "is_acute"), [({"state": "open"}, True), ({"state": "sunk"}, True), ({}, True)])
def test_what_the_catalogue_calls_acute_is_acute_whatever_was_answered(
    town: RolledBackTown, answers: dict[str, str], is_acute: bool
) -> None:
    case = town.case(town.report(category="vag.brunn-lock", answers=answers).case_id)
    assert case.is_acute is is_acute


def test_staff_may_enter_a_report_that_came_in_earlier_and_it_is_audited(town: RolledBackTown) -> None:
    came_in = town.now - timedelta(days=1)
    submitted = town.report(channel=Channel.PHONE, received_at=came_in, occurred_at=came_in, entered_by=BO.id)
    report = read_report(town, submitted.report_id)
    assert (report.received_at, report.recorded_at, report.entered_by) == (came_in, town.now, BO.id)
    with town.step() as session:
        entry = cases.list_timeline(session, PRACTICE_CODE, submitted.case_id)[0]
        acts = session.scalars(sa.text("SELECT act FROM audit_entry WHERE actor_id = :bo"), {"bo": BO.id}).all()
    assert (entry.actor_kind, entry.occurred_at, entry.recorded_at) == (ActorKind.STAFF, came_in, town.now)
    assert acts == ["enter_earlier_report"]


def test_the_address_lies_apart_and_is_one_recipient_however_it_was_written(town: RolledBackTown) -> None:
    submitted, other = town.report(mail="Amira@Example.org "), town.report(mail="amira@example.org")
    with town.step() as session:
        keys = {cases.list_recipients(session, PRACTICE_CODE, each.case_id)[0].key for each in (submitted, other)}
        row = session.execute(
            sa.text("SELECT report::text, e.facts::text FROM report JOIN event e ON e.stream_id = case_id")
        ).first()
    assert len(keys) == 1
    assert row is not None
    assert "amira" not in "".join(row).lower()


@pytest.mark.parametrize("changes", [{"mail": None}, {"wants_word": False}])
def test_who_wishes_no_word_is_no_recipient(town: RolledBackTown, changes: dict[str, Any]) -> None:
    case_id = town.report(**changes).case_id
    with town.step() as session:
        assert cases.list_recipients(session, PRACTICE_CODE, case_id) == []


def test_a_municipality_that_is_not_ready_says_so(town: RolledBackTown) -> None:
    with town.step(role="owner") as session:
        session.execute(sa.text("TRUNCATE authority CASCADE"))
    with pytest.raises(Unavailable):
        town.report()
