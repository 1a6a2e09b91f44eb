"""A journalist's request over 60 000 cases; a hold; and a person erased from everything, also after a restore.

    .venv/bin/python -m tests.acceptance.records [CASES]

Makes a database of its own. Prints seconds of each step; ends with 1 where masked text can be found in what was given
out (every byte, decompressed), where anything under hold was culled or erased, or where a trace of the erased person
stands in any table (read as a superuser), any file of the photo store, the ledger, the files given out or the log, then
or after a backup from before was restored.
"""

import logging
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, responsibility, retention, wiring
from backend.commands.backup import read_backup, write_backup
from backend.foundation import clock
from backend.foundation.agenda import run_tick
from backend.foundation.database import Database
from backend.foundation.logs import JsonLines
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from backend.retention import Criteria, NewHold, NewRule, UnderLegalHold, What
from tests.acceptance.many_cases import fill_with_cases
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.person_traces import BO, TRACES, Trail, find_in_files, find_in_tables, leave_trail
from tests.town import ANGSBY, Town, open_town

SECRET = ("Kerstin Ståhlbrand", "070-555 12 34", "hemliga koden 4711", "reporter-", "@example.org", "Ståhlbrand")
"""What must stand in nothing that is given out: a reporter's name and number, a passage masked by hand, addresses."""
VARIED = """
UPDATE report SET name = CASE WHEN n % 40 = 0 THEN 'Kerstin Ståhlbrand' END,
  words = (ARRAY['Stort hål i vägen utanför skolan.', 'Två djupa hål i körbanan, cyklister far illa.',
    'Lampan blinkar hela natten.', 'Bänken i parken är sönder.', 'Klotter på muren vid stationen.'])[1 + n % 5]
    || CASE WHEN n % 40 = 0 THEN ' Ring Kerstin Ståhlbrand på 070-555 12 34.' ELSE '' END
    || CASE WHEN n % 1000 = 0 THEN ' Grannen har den hemliga koden 4711.' ELSE '' END
FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) AS n FROM report WHERE municipality = '9901') AS each
WHERE numbered = id AND municipality = '9901' AND reference LIKE '0%'
"""
bad: list[str] = []


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took."""
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.2f} s", flush=True)


def hold_to(is_so: bool, what: str) -> None:
    """Print whether it is so, and remember where it is not."""
    print(f"  {'yes' if is_so else 'NO '} {what}", flush=True)
    if not is_so:
        bad.append(what)


def main() -> int:
    """Fill, ask, hold, erase, restore."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="records")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            urls = databases.create_angsby()
            log = logging.FileHandler(folder / "log.jsonl")
            log.setFormatter(JsonLines())
            logging.basicConfig(level=logging.INFO, handlers=[log], force=True)
            town = open_town(urls, _settings(urls, folder / "photos", folder / "erasures.ledger"))
            _walk(town, urls, databases, folder, how_many)
            town.close()
    finally:
        cluster.stop()
        lock.close()
    print("held" if not bad else f"NOT held: {bad}")
    return 1 if bad else 0


def _settings(urls: DatabaseUrls, photos: Path, ledger: Path) -> Settings:
    said = {
        "LAGAT_MODE": "test",
        "LAGAT_LINK_SECRET": "a link secret for this walk, long enough",
        "LAGAT_SESSION_SECRET": "a session secret for this walk, long enough",
        "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
        "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
        "LAGAT_PHOTO_FOLDER": str(photos),
        "LAGAT_ERASURE_LEDGER": str(ledger),
    }
    return Settings.from_environment({**urls.environment, **said})


def _walk(town: Town, urls: DatabaseUrls, databases: Databases, folder: Path, how_many: int) -> None:
    town.begin()
    town.report(words="Stolpen lutar.", mail="granne@example.org")
    town.work()
    trail = leave_trail(town)
    with timed(f"filled with {how_many} cases"):
        _fill(town, urls, how_many)
    with timed("words read, once, in the background"):
        wiring.index_words(town.worker, (PRACTICE_CODE,))
    with Database(urls.super).engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE case_word"))
    _give_out(
        town, Criteria(words="hål skola", categories=("vag.potthal", "belysning.enstaka")), folder, "a narrow search"
    )
    _give_out(town, Criteria(states=("received", "assigned", "resolved", "closed")), folder, "everything")
    with timed("backup, before anybody is erased"):
        write_backup(town.settings, folder / "backup")
    _hold(town, trail)
    _erase(town, urls, folder)
    _restore(town, databases, folder)


def _fill(town: Town, urls: DatabaseUrls, how_many: int) -> None:
    with town.transaction() as session:
        authority = accounts.list_authorities(session, PRACTICE_CODE)[0].id
        contract = responsibility.list_contracts(session, PRACTICE_CODE)[0]
    mighty = Database(urls.super)
    with mighty.transaction(ANGSBY) as session:
        fill_with_cases(
            session,
            PRACTICE_CODE,
            cases=how_many,
            authority=authority,
            contract=contract.id,
            firm=contract.contractor_id,
        )
        session.execute(sa.text(VARIED))
        # It copies what one crew was told to every order, and that may be Amira's.
        session.execute(sa.text("UPDATE work_order SET briefing = '{}' WHERE reference LIKE '0%'"))
        # The photos it makes have no bytes; only Amira's do.
        session.execute(sa.text("DELETE FROM photo WHERE content_type = 'image/jpeg' AND byte_length = 1000"))
    with mighty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
    mighty.close()


def _give_out(town: Town, criteria: Criteria, folder: Path, what: str) -> None:
    with timed(f"{what}: counted"), town.transaction() as session:
        found = retention.count_found(session, PRACTICE_CODE, criteria)
    with timed(f"{what}: first fifty of {found}"), town.transaction() as session:
        retention.search_cases(session, PRACTICE_CODE, criteria, limit=50)
    with timed(f"{what}: frozen"), town.transaction() as session:
        now = clock.now(session)
        draft = retention.draft_disclosure(session, PRACTICE_CODE, criteria, asked_for=what, actor=BO, now=now)
    with timed(f"{what}: previewed, a page of 25"), town.transaction() as session:
        again = retention.get_disclosure(session, PRACTICE_CODE, draft.id)
        sheets = retention.list_sheets(session, again, limit=25)
    with timed(f"{what}: passages masked by hand"), town.transaction() as session:
        masked = _mask_by_hand(session, draft.id)
        retention.decide_disclosure(session, PRACTICE_CODE, draft.id, decision="Delegation 7", actor=BO, now=now)
    with timed(f"{what}: written"):
        _turn(town, "retention.write_disclosure")
    _look_at_file(town, draft.id, folder, f"{len(sheets)} shown, {masked} masked by hand")


def _mask_by_hand(session: Session, disclosure_id: UUID) -> int:
    rows = session.scalars(
        sa.text(
            "SELECT DISTINCT d.case_id FROM disclosure_case d JOIN report r ON r.municipality = d.municipality"
            " AND r.case_id = d.case_id WHERE d.municipality = '9901' AND d.disclosure_id = :d"
            " AND r.words LIKE '%hemliga koden 4711%'"
        ),
        {"d": disclosure_id},
    ).all()
    paragraph = "21 kap. 1 § offentlighets- och sekretesslagen"
    now = clock.now(session)
    for case_id in rows:
        retention.mask_passage(
            session, PRACTICE_CODE, disclosure_id, case_id,
            passage="hemliga koden 4711", paragraph=paragraph, actor=BO, now=now,
        )  # fmt: skip
    return len(rows)


def _look_at_file(town: Town, disclosure_id: UUID, folder: Path, what: str) -> None:
    with town.transaction() as session:
        written = retention.get_disclosure(session, PRACTICE_CODE, disclosure_id)
    place = town.settings.record_folder / PRACTICE_CODE / str(disclosure_id)
    found = find_in_files([place], SECRET)
    with zipfile.ZipFile(place / retention.FILE) as packed:
        size = sum(each.file_size for each in packed.infolist())
        times = {each.date_time for each in packed.infolist()}
    print(f"  {written.cases} cases, {written.masked} masks ({what}), {written.byte_length} bytes, {size} unpacked")
    hold_to(not found, f"masked text stands nowhere in it {found[:3]}")
    hold_to(len(times) == 1, "it carries no times of its making")
    hold_to(bool(written.sha256 and written.list_sha256), "its sums are kept with who and by which decision")


def _hold(town: Town, trail: Trail) -> None:
    with town.transaction() as session:
        now = clock.now(session)
        search = NewHold("KS 2026-17", "Överklagat", date(2027, 1, 1), criteria=Criteria(words="klotter muren"))
        hold = retention.place_hold(session, PRACTICE_CODE, search, actor=BO, now=now)
        key = retention.key_of(PRACTICE_CODE, "amira.lindqvist@mejl.example")
        person = NewHold("KS 2026-18", "Överklagat", date(2027, 1, 1), recipient_key=key)
        of_amira = retention.place_hold(session, PRACTICE_CODE, person, actor=BO, now=now)
    try:
        _ask(town)
        hold_to(False, "erasing under hold is refused")
    except UnderLegalHold as error:
        hold_to("KS 2026-18" in str(error), f"erasing under hold is refused: {error}")
    with town.transaction() as session:
        rule = NewRule(What.PERSONS, 30, "GN § 7", "arkivlagen 10 §", "Plan 3.2", date(2026, 1, 1), "klotter.ovrigt")
        rule_id = retention.enter_rule(session, PRACTICE_CODE, rule, actor=BO, now=now).id
    _turn(town, "retention.cull", "retention.erase")
    with town.transaction() as session:
        entered = retention.get_rule(session, PRACTICE_CODE, rule_id)
        hold_to(entered.culled == 0, "a rule that is not active culls nothing")
        with timed("preview of what would go: counted"):
            would_go = retention.count_cullable(session, entered, now=now)
        retention.activate_rule(session, PRACTICE_CODE, rule_id, actor=BO, now=now)
    with timed(f"culled, of {would_go}"):
        _turn(town, "retention.cull", "retention.erase")
    with town.transaction() as session:
        held = session.scalar(sa.text(_HELD), {"hold": hold.id})
        gone = session.scalar(sa.text(_HELD + " AND r.erased_at IS NOT NULL"), {"hold": hold.id})
        culled = retention.get_rule(session, PRACTICE_CODE, rule_id).culled
        hold_to(culled > 0 and gone == 0 and bool(held), f"{culled} culled, of {held} reports under hold {gone}")
        retention.lift_hold(session, PRACTICE_CODE, of_amira.id, reason="Avgjort", actor=BO, now=now)
        retention.end_rule(session, PRACTICE_CODE, rule_id, actor=BO, now=now)


_HELD = (
    "SELECT count(*) FROM legal_hold_case h JOIN report r ON r.municipality = h.municipality AND r.case_id = h.case_id"
    " WHERE h.municipality = '9901' AND h.hold_id = :hold"
)


def _ask(town: Town) -> UUID:
    with town.transaction() as session:
        found = retention.find_reports(session, PRACTICE_CODE, asked="amira.lindqvist@mejl.example")
        decision = {"decision": "GN § 41", "basis": "art. 17"}
        return retention.ask_erasure(session, PRACTICE_CODE, found, **decision, actor=BO, now=clock.now(session)).id


def _erase(town: Town, urls: DatabaseUrls, folder: Path) -> None:
    before = find_in_tables(urls.super, TRACES)
    hold_to(len({each.partition(":")[0] for each in before}) >= 7, f"she stood in {len(before)} places before")
    with timed("erased"):
        _ask(town)
        _turn(town, "retention.erase")
    with timed("every table looked through"):
        left = find_in_tables(urls.super, TRACES)
    hold_to(not left, f"no trace of her in any table {left[:5]}")
    files = [
        town.settings.photo_folder,
        town.settings.record_folder,
        town.settings.erasure_ledger,
        folder / "log.jsonl",
    ]
    found = find_in_files([each for each in files if each.exists()], TRACES)
    hold_to(not found, f"nor in any file or the log {found[:5]}")
    photos = list((town.settings.photo_folder / "sealed").rglob("*.*")) + list(
        (town.settings.photo_folder / "sealed" / PRACTICE_CODE).glob("*")
    )
    hold_to(not photos, "nor any photo of hers")


def _restore(town: Town, databases: Databases, folder: Path) -> None:
    urls = databases.create_empty()
    photos = folder / "restored"
    settings = _settings(urls, photos, town.settings.erasure_ledger)
    with timed("the backup from before, restored with its ledger"):
        read_backup(settings, folder / "backup")
    left = find_in_tables(urls.super, TRACES)
    hold_to(not left, f"no trace of her in the restored database {left[:5]}")
    found = find_in_files([photos], TRACES)
    there = [each for each in photos.rglob("*") if each.is_file()]
    hold_to(not found and not there, f"nor among its {len(there)} photos {found[:3]}")


def _turn(town: Town, *names: str) -> None:
    ticks = [tick for tick in wiring.build_ticks(town.settings) if tick.name in names]
    worked = True
    while worked:
        worked = False
        for tick in ticks:
            worked |= bool(
                run_tick(town.worker, tick, municipalities=(PRACTICE_CODE,), tell_parked=wiring.tell_parked_tick)
            )


if __name__ == "__main__":
    sys.exit(main())
