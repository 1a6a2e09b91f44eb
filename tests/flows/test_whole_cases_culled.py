"""Whole cases go by rule with all that hangs on them; the proof stays, what waits or is held stays, a restore does it again."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, retention, wiring
from backend.adapters.erasure_ledger import FileErasureLedger
from backend.commands.backup import read_backup, write_backup
from backend.foundation import audit, clock
from backend.foundation.agenda import run_tick
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from backend.retention import NewHold, NewRule, What
from backend.retention.whole_sql import OF_A_CASE
from tests.databases import Databases, DatabaseUrls
from tests.person_traces import BO, TRACES, Trail, find_in_files, find_in_tables, leave_trail
from tests.town import ANGSBY, STORGATAN, Town, open_town

KEEPS_IDS = {"audit_entry", "event", "event_stream", "reaction", "erasure_item", "idempotency_key", "tick_failure"}
"""Ids alone: logs whose chain must not break, what has been decided on, and the keys nothing is sent in again under."""


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    town = open_town(database_urls, settings)
    town.begin()
    yield town
    town.close()


@pytest.fixture(scope="module")
def trail(town: Town) -> Trail:
    return leave_trail(town)


def end(town: Town, *case_ids: UUID) -> None:
    """Mended; and what was ordered or handed over is over."""
    for case_id in case_ids:
        with town.transaction() as session:
            now = clock.now(session)
            cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=cases.Outcome.MENDED, actor=BO, now=now)
    town.work()
    with town.owner.transaction(ANGSBY) as session:
        for table in ("work_order", "hand_over"):
            over = f"UPDATE {table} SET ended_at = lagat_now() WHERE case_id = ANY(:cases) AND ended_at IS NULL"
            session.execute(sa.text(over), {"cases": list(case_ids)})


def turn(town: Town, *, days: int = 0) -> None:
    """Let so many days pass, and do what is due of closing, culling and erasing alone."""
    town.stop_clock(town.now() + timedelta(days=days))
    wanted = {"cases.close_silently", "retention.cull", "retention.erase"}
    ticks = [tick for tick in wiring.build_ticks(town.settings) if tick.name in wanted]
    outbox = town.outbox()
    for tick in (*ticks, *ticks):
        while outbox.turn():
            pass
        while run_tick(town.worker, tick, municipalities=(PRACTICE_CODE,), tell_parked=wiring.tell_parked_tick):
            pass


def enter(town: Town, **changes: Any) -> UUID:
    """A rule that whole cases go 200 days after they were closed, active."""
    rule = {"what": What.CASES, "after_days": 200, "decision": "GN § 7", "basis": "arkivlagen 10 §", **changes}
    with town.transaction() as session:
        now = clock.now(session)
        entered = retention.enter_rule(
            session,
            PRACTICE_CODE,
            NewRule(**rule, plan_reference="Plan 4.1", decided_on=date(2026, 9, 1)),
            actor=BO,
            now=now,
        )
        return retention.activate_rule(session, PRACTICE_CODE, entered.id, actor=BO, now=now).id


@pytest.fixture(scope="module")
def kept(town: Town, trail: Trail, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup from before anything went."""
    folder = tmp_path_factory.mktemp("backups") / "before"
    write_backup(town.settings, folder)
    return folder


@pytest.fixture(scope="module")
def going(town: Town, trail: Trail, kept: Path) -> list[str]:
    """Amira's case, the one she shared with the neighbour's emptied one, closed; their references, as stored."""
    end(town, trail.alone.case_id, trail.shared.case_id)
    turn(town, days=15)
    return sorted(each.reference for each in (trail.alone, trail.shared, trail.neighbour))


@pytest.fixture(scope="module")
def culled(town: Town, trail: Trail, going: list[str], database_urls: DatabaseUrls) -> UUID:
    """The rule, once everything it says has gone."""
    held, asked_for = (
        town.report(words=f"Nummer {n}.", mail="granne@example.org", longitude=STORGATAN[0] + n / 100) for n in (1, 2)
    )
    end(town, held.case_id, asked_for.case_id)
    turn(town, days=15)
    with town.transaction() as session:
        now = clock.now(session)
        hold = NewHold("KS 2026-18", "Utlämnande", date(2028, 1, 1), case_ids=(held.case_id,))
        retention.place_hold(session, PRACTICE_CODE, hold, actor=BO, now=now)
        criteria = retention.Criteria(longitude=STORGATAN[0] + 0.02, latitude=STORGATAN[1], metres=100)
        retention.draft_disclosure(
            session, PRACTICE_CODE, asked_for="Allt om nummer 2", criteria=criteria, actor=BO, now=now
        )
    rule_id = enter(town)
    turn(town, days=230)
    for kept_case in (held, asked_for):
        assert town.case(kept_case.case_id).closed_at is not None
    return rule_id


def test_before_its_time_nothing_of_a_case_goes(town: Town, going: list[str], database_urls: DatabaseUrls) -> None:
    rule_id = enter(town, after_days=3650)
    turn(town, days=1)
    with town.transaction() as session:
        rule = retention.get_rule(session, PRACTICE_CODE, rule_id)
        assert retention.count_cullable(session, rule, now=clock.now(session)) == 0
        assert rule.culled == 0
        retention.end_rule(session, PRACTICE_CODE, rule_id, actor=BO, now=clock.now(session))


def test_all_that_hung_on_them_is_gone_from_every_table_and_file(
    town: Town, trail: Trail, culled: UUID, database_urls: DatabaseUrls
) -> None:
    assert find_in_tables(database_urls.super, TRACES) == []
    ids = [str(each.case_id) for each in (trail.alone, trail.shared)] + [str(trail.neighbour.report_id)]
    left = {found.partition(":")[0] for found in find_in_tables(database_urls.super, ids)}
    assert left <= KEEPS_IDS
    photos = [str(photo_id) for photo_id in trail.photo_ids]
    left = {found.partition(":")[0] for found in find_in_tables(database_urls.super, photos)}
    assert left <= KEEPS_IDS
    names = [file.name for file in town.settings.photo_folder.rglob("*") if file.is_file()]
    assert not [name for name in names for photo_id in photos if photo_id in name]
    assert find_in_files([town.settings.photo_folder], TRACES) == []


def test_that_they_were_is_proved_in_the_protocol_and_in_the_ledger(
    town: Town, trail: Trail, going: list[str], culled: UUID
) -> None:
    with town.transaction() as session:
        rows = retention.list_culled(session, PRACTICE_CODE)
        rule = retention.get_rule(session, PRACTICE_CODE, culled)
    assert sorted(case.reference for case, _ in rows) == going
    assert sum(case.reports for case, _ in rows) == 3
    assert {erasure.decision for _, erasure in rows if erasure} == {"GN § 7"}
    assert rule.culled == 2
    entries = [each for each in FileErasureLedger(town.settings.erasure_ledger).read() if each.what is What.CASES]
    assert sorted(reference for each in entries for reference in each.references) == going
    assert sum(len(each.case_ids) for each in entries) == 3


def test_what_is_held_or_asked_for_stays_whole_and_goes_when_it_may(town: Town, culled: UUID) -> None:
    with town.transaction() as session:
        rule, now = retention.get_rule(session, PRACTICE_CODE, culled), clock.now(session)
        preview = retention.list_cullable(session, rule, now=now)
        assert [each.is_held for each in preview] == [True]
        hold = retention.list_holds(session, PRACTICE_CODE)[0]
        retention.lift_hold(session, PRACTICE_CODE, hold.id, reason="Slut", actor=BO, now=now)
        asked = retention.list_disclosures(session, PRACTICE_CODE)[0]
        retention.refuse_disclosure(
            session, PRACTICE_CODE, asked.id, decision="D 7", reason="21 kap. 7 §", actor=BO, now=now
        )
    turn(town, days=2)
    with town.transaction() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM cases")) == 0
        assert len(retention.list_culled(session, PRACTICE_CODE)) == 5


def test_the_chain_of_the_audit_log_is_whole(town: Town, culled: UUID) -> None:
    with town.worker.transaction(GLOBAL) as session:
        while audit.seal_new_entries(session):
            pass
    with town.worker.transaction(GLOBAL) as session:
        assert audit.find_broken_link(session) is None


def test_a_restore_of_the_older_backup_takes_them_away_again_with_the_proof(
    town: Town,
    going: list[str],
    culled: UUID,
    kept: Path,
    databases: Databases,
    settings_environment: Callable[..., dict[str, str]],
    tmp_path: Path,
) -> None:
    urls = databases.create_empty()
    environment = {**settings_environment(), **urls.environment, "LAGAT_PHOTO_FOLDER": str(tmp_path / "photos")}
    other = Settings.from_environment({**environment, "LAGAT_ERASURE_LEDGER": str(town.settings.erasure_ledger)})
    read_backup(other, kept)
    assert find_in_tables(urls.super, TRACES) == []
    owner = sa.create_engine(urls.super)
    with owner.connect() as connection:
        there = connection.scalars(sa.text("SELECT reference FROM culled_case ORDER BY 1")).all()
        assert connection.scalar(sa.text("SELECT count(*) FROM cases")) == 0
    owner.dispose()
    assert list(there) == going
    assert not [file for file in (tmp_path / "photos").rglob("*") if file.is_file()]
    databases.drop(urls)


def test_every_table_that_names_a_case_is_emptied_of_it(owner_engine: sa.Engine) -> None:
    with owner_engine.connect() as connection:
        named = connection.scalars(
            sa.text(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'case_id'"
                " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped"
            )
        ).all()
    assert set(named) - set(OF_A_CASE) == {"problem_step"}, "let it go with its case: backend/retention/whole_sql.py"
