"""Each authority is its own: reports, photos, deliveries, holds, disclosures and erasures, seen as the web's role."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import accounts, cases, retention
from backend.cases import Step
from backend.catalogue import CaseKind
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import NotFound
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from backend.retention import Criteria, NewHold, NewRule, UnderLegalHold, What
from tests.rolled_back_town import BO, RolledBackTown

LAMP: dict[str, Any] = {"words": "Lampan vid kiosken är mörk.", "mail": "amira@example.org"}
DUMPED: dict[str, Any] = {
    "category": "renhallning.dumpning", "words": "Grannen dumpar bildäck.", "answers": {"land": "private"},
    "mail": "amira@example.org", "fix_longitude": 18.6, "fix_latitude": 58.2,
}  # fmt: skip
OF_A_CASE = (
    "cases", "report", "reporter_address", "report_fix", "photo", "delivery", "decision", "case_note",
)  # fmt: skip
OF_RECORDS = (
    "legal_hold", "legal_hold_case", "erasure", "erasure_item", "disclosure", "disclosure_case", "disclosure_mask",
)  # fmt: skip


@pytest.fixture
def miljo(town: RolledBackTown) -> Scope:
    return scope_of(town, "miljo")


@pytest.fixture
def streets(town: RolledBackTown) -> Scope:
    return scope_of(town, "samhallsbyggnad")


def scope_of(town: RolledBackTown, authority: str) -> Scope:
    with town.step() as session:
        return Scope((PRACTICE_CODE,), accounts.get_authority(session, PRACTICE_CODE, code=authority).id)


def matter(town: RolledBackTown, miljo: Scope) -> UUID:
    """A matter of miljö, with a note, a photo and a letter."""
    submitted = town.report(**DUMPED)
    town.react()
    with town.step(miljo) as session:
        cases.note_on_case(session, PRACTICE_CODE, submitted.case_id, words="Känd plats.", actor=BO, now=town.now)
    given = {"m": PRACTICE_CODE, "case": submitted.case_id, "id": new_id(), "at": town.now, "a": miljo.authority}
    with town.step() as session:
        session.execute(_PHOTO, given)
        session.execute(_DELIVERY, given | {"report": submitted.report_id})
    return submitted.case_id


def records(town: RolledBackTown, scope: Scope, case_id: UUID) -> None:
    """A hold, an erasure of another report, and a disclosure with a mask, decided by that authority."""
    other = town.report(**DUMPED)
    town.react()
    subject: dict[str, Any] = {"actor": BO, "now": town.now}
    with town.step(scope) as session:
        hold = NewHold("MN 1", "Överklagat.", date(2027, 1, 1), case_ids=(case_id,))
        retention.place_hold(session, PRACTICE_CODE, hold, **subject)
        said: dict[str, Any] = {"decision": "MN 2", "basis": "art. 17"}
        retention.ask_erasure(session, PRACTICE_CODE, [other.report_id], **said, **subject)
        found = Criteria(words="bildäck")
        drafted = retention.draft_disclosure(session, PRACTICE_CODE, found, asked_for="Allt.", **subject)
        masked: dict[str, Any] = {"passage": "bildäck", "paragraph": "21 kap. 7 § OSL"}
        retention.mask_passage(session, PRACTICE_CODE, drafted.id, case_id, **masked, **subject)


def count(town: RolledBackTown, scope: Scope, table: str) -> int:
    with town.step(scope) as session:
        return session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0


def index_words(town: RolledBackTown) -> None:
    with town.step(role="worker") as session:
        retention.index_next(session, PRACTICE_CODE, real_now=clock.real_now(session) + timedelta(hours=1))


def test_what_hangs_on_a_case_is_its_own_authoritys_alone(town: RolledBackTown, miljo: Scope, streets: Scope) -> None:
    before = {table: count(town, streets, table) for table in OF_A_CASE}
    own = {table: count(town, miljo, table) for table in OF_A_CASE}
    matter(town, miljo)
    assert {table: count(town, streets, table) for table in OF_A_CASE} == before
    assert {table: count(town, miljo, table) - own[table] for table in OF_A_CASE} == dict.fromkeys(OF_A_CASE, 1)


def test_holds_erasures_and_disclosures_are_their_own_authoritys_alone(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    case_id = matter(town, miljo)
    index_words(town)
    records(town, miljo, case_id)
    for table in (*OF_RECORDS, "case_word"):
        assert count(town, miljo, table) > 0, table
    for table in OF_RECORDS:
        assert count(town, streets, table) == 0, table
    reports = reports_of(town, case_id)
    with town.step(streets) as session:
        assert retention.list_holds(session, PRACTICE_CODE) == []
        assert retention.list_erasures(session, PRACTICE_CODE) == []
        assert retention.search_cases(session, PRACTICE_CODE, Criteria(words="bildäck")) == []
        words = session.scalars(sa.text("SELECT word FROM case_word WHERE case_id = :c"), {"c": case_id}).all()
        assert words == []
        with pytest.raises(NotFound):
            retention.ask_erasure(session, PRACTICE_CODE, reports, decision="1", basis="2", actor=BO, now=town.now)


def reports_of(town: RolledBackTown, case_id: UUID) -> list[UUID]:
    with town.step() as session:
        return [each.id for each in cases.list_reports(session, PRACTICE_CODE, case_id)]


def test_a_hold_of_one_authority_holds_no_record_of_another(town: RolledBackTown, miljo: Scope, streets: Scope) -> None:
    matter(town, miljo)
    lamp = town.report(**LAMP)
    town.react()
    key = retention.key_of(PRACTICE_CODE, "amira@example.org")
    with town.step(miljo) as session:
        hold = NewHold("MN 1", "Överklagat.", date(2027, 1, 1), recipient_key=key)
        assert retention.place_hold(session, PRACTICE_CODE, hold, actor=BO, now=town.now).cases == 1
    with town.step(streets) as session:
        said: dict[str, Any] = {"decision": "SBN 2", "basis": "art. 17", "actor": BO, "now": town.now}
        erasure = retention.ask_erasure(session, PRACTICE_CODE, [lamp.report_id], **said)
        assert erasure.authority_id == streets.authority


def test_a_change_of_authority_is_a_step_and_the_hold_goes_with_the_record(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    lamp = town.report(**LAMP)
    town.react()
    with town.step(streets) as session:
        hold = NewHold("SBN 7", "Överklagat.", date(2027, 1, 1), case_ids=(lamp.case_id,))
        retention.place_hold(session, PRACTICE_CODE, hold, actor=BO, now=town.now)
        cases.convert_case(
            session, PRACTICE_CODE, lamp.case_id, kind=CaseKind.AUTHORITY_MATTER, category="renhallning.dumpning",
            reason="Det är tillsyn.", actor=BO, now=town.now,
        )  # fmt: skip
    town.react()
    assert town.steps(lamp.case_id).count(Step.CHANGE_AUTHORITY) == 1
    with town.step(miljo) as session:
        entry = next(
            each
            for each in cases.list_timeline(session, PRACTICE_CODE, lamp.case_id)
            if each.step == Step.CHANGE_AUTHORITY
        )
        assert entry.facts["authority"] == str(miljo.authority)
        assert entry.facts["authority_before"] == str(streets.authority)
        assert retention.list_holds(session, PRACTICE_CODE) == []
        with pytest.raises(UnderLegalHold, match="SBN 7"):
            retention.ask_erasure(
                session, PRACTICE_CODE, [lamp.report_id], decision="MN 3", basis="art. 17", actor=BO, now=town.now
            )
    with town.step(streets) as session, pytest.raises(NotFound):
        cases.get_case(session, PRACTICE_CODE, lamp.case_id)


def test_what_goes_by_a_rule_for_all_is_written_down_for_each_authority(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    town.report(**LAMP)
    matter(town, miljo)
    with town.step(role="owner") as session:
        session.execute(
            sa.text("UPDATE cases SET closed_at = :now, state = 'closed', promise_kind = NULL, promise_due_at = NULL"),
            {"now": town.now},
        )
    with town.step() as session:
        rule = NewRule(What.PERSONS, 0, "KS § 7", "10 § arkivlagen", "3.2", town.now.date())
        entered = retention.enter_rule(session, PRACTICE_CODE, rule, actor=BO, now=town.now)
        retention.activate_rule(session, PRACTICE_CODE, entered.id, actor=BO, now=town.now)
    with town.step(role="worker") as session:
        retention.plan_batch(session, entered.id, PRACTICE_CODE, town.now)
    for scope in (miljo, streets):
        with town.step(scope) as session:
            seen = retention.list_erasures(session, PRACTICE_CODE)
        assert [each.authority_id for each in seen] == [scope.authority]


def test_whoever_stands_in_no_authority_finds_no_matter_by_its_words(town: RolledBackTown, miljo: Scope) -> None:
    case_id = matter(town, miljo)
    index_words(town)
    with town.step() as session:
        assert retention.search_cases(session, PRACTICE_CODE, Criteria(words="bildäck")) == []
    with town.step(miljo) as session:
        assert [each.id for each in retention.search_cases(session, PRACTICE_CODE, Criteria(words="bildäck"))] == [
            case_id
        ]


def test_an_officer_takes_a_report_for_another_authority_and_sees_no_more_of_it(
    town: RolledBackTown, streets: Scope
) -> None:
    with town.step(streets) as session:
        form = cases.ReportForm(
            "officer-takes-anothers-report-1", "renhallning.dumpning", 18.606, 58.2, cases.Channel.PHONE,
            answers={"land": "private"}, mail="amira@example.org", entered_by=BO.id,
        )  # fmt: skip
        taken = cases.submit_report(session, PRACTICE_CODE, form, now=town.now)
        assert cases.submit_report(session, PRACTICE_CODE, form, now=town.now).reference == taken.reference
    with town.step(streets) as session, pytest.raises(NotFound):
        cases.get_case(session, PRACTICE_CODE, taken.case_id)


_PHOTO = sa.text(
    "INSERT INTO photo (municipality, id, case_id, kind, client_photo_hash, sha256, byte_length, content_type, state,"
    " shown_ok, received_at) VALUES (:m, :id, :case, 'report', repeat('a', 64), repeat('b', 64), 1, 'image/jpeg',"
    " 'received', false, :at)"
)
_DELIVERY = sa.text(
    "INSERT INTO delivery (municipality, id, authority_id, channel, recipient_kind, recipient_key, address, language,"
    " text_code, subject, body, links, case_id, step_id, urgent, fate, not_before, next_attempt_at, queued_at)"
    " VALUES (:m, :id, :a, 'mail', 'reporter', 'key', 'amira@example.org', 'sv', 'received', '', '', '{}', :case,"
    " :report, false, 'queued', :at, :at, :at)"
)
