"""A person who asks to be erased is gone from every table, file and log, and stays gone after a restore; a hold forbids it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, retention, wiring
from backend.adapters.photo_store import FolderPhotoStore
from backend.commands.backup import LEDGER, read_backup, write_backup
from backend.foundation import clock
from backend.foundation.agenda import run_tick
from backend.foundation.database import Database
from backend.foundation.errors import Conflict
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from backend.retention import NewHold, UnderLegalHold, What
from tests.databases import Databases, DatabaseUrls
from tests.person_traces import BO, TRACES, Trail, find_in_files, find_in_tables, leave_trail
from tests.town import ANGSBY, Town, open_town

DECISION = {"decision": "Gatunämnden 2026-09-16 § 41", "basis": "art. 17 dataskyddsförordningen"}


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    town = open_town(database_urls, settings)
    town.begin()
    yield town
    town.close()


@pytest.fixture(scope="module")
def trail(town: Town) -> Trail:
    return leave_trail(town)


@pytest.fixture(scope="module")
def sealed(town: Town, trail: Trail) -> tuple[bytes, ...]:
    """The photos as Amira sent them, and as they were shown."""
    store = FolderPhotoStore(town.settings.photo_folder)
    return tuple(store.read_sealed(PRACTICE_CODE, photo_id) for photo_id in trail.photo_ids)


@pytest.fixture(scope="module")
def kept(town: Town, trail: Trail, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup from before anything was erased."""
    folder = tmp_path_factory.mktemp("backups") / "before"
    write_backup(town.settings, folder)
    return folder


def ask(town: Town, asked: str) -> UUID:
    with town.transaction() as session:
        found = retention.find_reports(session, PRACTICE_CODE, asked=asked)
        now = clock.now(session)
        return retention.ask_erasure(session, PRACTICE_CODE, found, **DECISION, actor=BO, now=now).id


def list_files(town: Town) -> list[Path]:
    settings = town.settings
    return [
        folder for folder in (settings.photo_folder, settings.record_folder, settings.erasure_ledger) if folder.exists()
    ]


def test_amira_left_traces_in_many_places(
    town: Town, trail: Trail, sealed: tuple[bytes, ...], database_urls: DatabaseUrls, kept: Path
) -> None:
    there = {each.partition(":")[0] for each in find_in_tables(database_urls.super, TRACES)}
    assert {"report", "reporter_address", "report_addition", "case_note", "delivery", "cases", "hand_over"} <= there
    assert find_in_files([town.settings.photo_folder], [], bytes_too=[sealed[0][2000:2100]])


def test_under_hold_nothing_of_hers_is_erased_and_the_decision_is_named(
    town: Town, trail: Trail, kept: Path, database_urls: DatabaseUrls
) -> None:
    with town.transaction() as session:
        now = clock.now(session)
        key = retention.key_of(PRACTICE_CODE, "amira.lindqvist@mejl.example")
        hold = NewHold("KS 2026-17", "Utlämnande överklagat", date(2027, 1, 1), recipient_key=key)
        hold_id = retention.place_hold(session, PRACTICE_CODE, hold, actor=BO, now=now).id
    before = find_in_tables(database_urls.super, TRACES)
    with pytest.raises(UnderLegalHold, match="KS 2026-17"):
        ask(town, "amira.lindqvist@mejl.example")
    assert find_in_tables(database_urls.super, TRACES) == before
    with town.transaction() as session:
        retention.lift_hold(session, PRACTICE_CODE, hold_id, reason="Avgjort", actor=BO, now=clock.now(session))


def test_she_is_gone_from_every_table_and_file(
    town: Town, trail: Trail, sealed: tuple[bytes, ...], kept: Path, database_urls: DatabaseUrls
) -> None:
    erasure_id = ask(town, "Amira.Lindqvist@mejl.example ")
    turn(town)
    with town.transaction() as session:
        erasure = next(e for e in retention.list_erasures(session, PRACTICE_CODE) if e.id == erasure_id)
    assert erasure.done_at is not None
    assert erasure.counts["reports"] == 2
    assert find_in_tables(database_urls.super, TRACES) == []
    assert find_in_files(list_files(town), TRACES, bytes_too=[each[2000:2100] for each in sealed]) == []
    names = [file.name for file in town.settings.photo_folder.rglob("*") if file.is_file()]
    assert not [name for name in names for photo_id in trail.photo_ids if str(photo_id) in name]


def test_the_cases_facts_stay_and_so_does_what_others_wrote(town: Town, trail: Trail) -> None:
    case = town.case(trail.shared.case_id)
    with town.transaction() as session:
        notes = [note.words for note in cases.list_notes(session, PRACTICE_CODE, case.id)]
        reports = {report.id: report.words for report in cases.list_reports(session, PRACTICE_CODE, case.id)}
        steps = [entry.step.value for entry in cases.list_timeline(session, PRACTICE_CODE, case.id)]
        found = retention.search_cases(session, PRACTICE_CODE, retention.Criteria(words="släckt"))
    assert (case.category, "garage" in case.place) == ("belysning.enstaka", False)
    assert notes == ["", "Stolpen är beställd hos firman."]
    assert reports == {trail.shared.report_id: "", trail.neighbour.report_id: "Lampan är släckt."}
    assert {"submit", "note", "take_report"} <= set(steps)
    assert [each.id for each in found] == [case.id]


def test_doing_it_again_changes_nothing_and_nobody_is_found(town: Town, trail: Trail) -> None:
    with town.transaction() as session, pytest.raises(retention.NobodyFound):
        retention.find_reports(session, PRACTICE_CODE, asked="070-174 06 05")


def test_a_restore_of_the_older_backup_erases_her_again_before_it_opens(
    town: Town,
    trail: Trail,
    kept: Path,
    databases: Databases,
    settings_environment: Callable[..., dict[str, str]],
    sealed: tuple[bytes, ...],
    tmp_path: Path,
) -> None:
    urls = databases.create_empty()
    environment = {**settings_environment(), **urls.environment, "LAGAT_PHOTO_FOLDER": str(tmp_path / "photos")}
    other = Settings.from_environment({**environment, "LAGAT_ERASURE_LEDGER": str(town.settings.erasure_ledger)})
    read_backup(other, kept)
    assert find_in_tables(urls.super, TRACES) == []
    assert find_in_files([tmp_path / "photos"], TRACES, bytes_too=[each[2000:2100] for each in sealed]) == []
    databases.drop(urls)


def test_a_later_backup_is_not_restored_without_its_ledger(
    town: Town, databases: Databases, settings_environment: Callable[..., dict[str, str]], kept: Path, tmp_path: Path
) -> None:
    write_backup(town.settings, tmp_path / "after")
    urls = databases.create_empty()
    environment = {**settings_environment(), **urls.environment, "LAGAT_PHOTO_FOLDER": str(tmp_path / "photos")}
    other = Settings.from_environment(environment)
    with pytest.raises(Conflict, match="knows of 1 erasures"):
        read_backup(other, tmp_path / "after")
    other.erasure_ledger.write_bytes((tmp_path / "after" / LEDGER).read_bytes())
    read_backup(other, tmp_path / "after")
    databases.drop(urls)


def turn(town: Town, *, days: int = 0) -> None:
    """Let so many days pass, and do what is due of closing, culling and erasing alone."""
    town.stop_clock(town.now() + timedelta(days=days))
    wanted = {"cases.close_silently", "retention.cull", "retention.erase"}
    ticks = [tick for tick in wiring.build_ticks(town.settings) if tick.name in wanted]
    for tick in (*ticks, *ticks):
        while run_tick(town.worker, tick, municipalities=(PRACTICE_CODE,), tell_parked=wiring.tell_parked_tick):
            pass


def test_by_rule_closed_cases_go_but_those_on_hold(town: Town, database_urls: DatabaseUrls) -> None:
    free, held = (town.report(words=f"Nummer {n} av två.", mail="granne@example.org") for n in (1, 2))
    with town.transaction() as session:
        now = clock.now(session)
        for submitted in (free, held):
            cases.resolve_case(
                session, PRACTICE_CODE, submitted.case_id, outcome=cases.Outcome.MENDED, actor=BO, now=now
            )
        hold = NewHold("KS 2026-18", "Utlämnande", date(2027, 1, 1), case_ids=(held.case_id,))
        hold_id = retention.place_hold(session, PRACTICE_CODE, hold, actor=BO, now=now).id
        rule = retention.NewRule(What.PERSONS, 30, "GN § 7", "arkivlagen 10 §", "Plan 3.2", date(2026, 9, 1))
        rule_id = retention.enter_rule(session, PRACTICE_CODE, rule, actor=BO, now=now).id
    turn(town, days=15)
    turn(town, days=45)
    assert words_of(database_urls, free.report_id) == "Nummer 1 av två."  # a rule that is not active does nothing
    with town.transaction() as session:
        later = clock.now(session)
        entered = retention.get_rule(session, PRACTICE_CODE, rule_id)
        preview = retention.list_cullable(session, entered, now=later)
        assert {(each.case.id, each.is_held) for each in preview} >= {(free.case_id, False), (held.case_id, True)}
        assert retention.count_cullable(session, entered, now=later) == len(preview)
        retention.activate_rule(session, PRACTICE_CODE, rule_id, actor=BO, now=later)
    turn(town)
    assert words_of(database_urls, free.report_id) == ""
    assert words_of(database_urls, held.report_id) == "Nummer 2 av två."
    with town.transaction() as session:
        culled = retention.list_erasures(session, PRACTICE_CODE)[0]
        assert (culled.rule_id, culled.held) == (rule_id, 1)
        retention.lift_hold(session, PRACTICE_CODE, hold_id, reason="Slut", actor=BO, now=clock.now(session))
    turn(town)
    assert words_of(database_urls, held.report_id) == ""


def words_of(urls: DatabaseUrls, report_id: UUID) -> str:
    owner = Database(urls.owner)
    with owner.transaction(ANGSBY) as session:
        said = session.scalar(sa.text("SELECT words FROM report WHERE id = :id"), {"id": report_id})
    owner.close()
    return str(said)
