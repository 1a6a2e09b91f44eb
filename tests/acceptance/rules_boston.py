"""Rules over a recorded half-year of a whole city: drafted, tried, tested, published, rolled back; and the four answers.

    .venv/bin/python -m tests.acceptance.rules_boston REQUESTS.csv.gz MUNICIPALITIES.geojson [--municipality 0581]

Makes a database of its own with the municipality's boundary, its contracts and 6 000 road lines. Every row of the file is
tried under the edition in force and a draft; 400 of them are asked one by one, as a report is, and must answer alike.
Ends with 1 where something is not as it should be, or where the dry run takes a minute or more.
"""

import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend import cases, geography, responsibility
from backend.cases import Channel, ReportForm
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Conflict
from backend.geography import MunicipalityKind
from backend.practice import furnish_municipality
from backend.responsibility import DryRun, Subject
from backend.responsibility.rule_words import Names, diff_rules
from tests.acceptance.near_lookup import make_settings
from tests.acceptance.rules_answers import check_four_answers
from tests.acceptance.rules_roads import lay_roads
from tests.acceptance.rules_stream import TO, read_boston, simulate_potholes
from tests.databases import Databases, hold_slot, start_cluster
from tests.town import open_town

ROADS, ALIKE, SLOWEST_S = 6_000, 400, 60.0
NEW_RULES: list[dict[str, Any]] = [
    {"code": "KLOTTER-KVALL", "if": {"category": ["klotter"], "hours": "closed"}, "then": "unit", "unit": "gata"},
    {"code": "SKRAP-HAMNEN", "if": {"category": ["renhallning"], "area": ["hamnen"]}, "then": "contract", "contract": "park"},
    {"code": "LAMPOR-VINTER", "if": {"category": ["belysning.enstaka"], "season": "10-01/03-31"}, "then": "contract",
     "contract": "belysning-ost", "priority": "high"},
    {"code": "TRAD-STORM", "if": {"category": ["park.trad-fallit"], "from": "2011-08-28", "until": "2011-08-30"},
     "then": "contract", "contract": "drift", "priority": "acute"},
]  # fmt: skip
"""By category and the municipality's hours, by area, by season, by days of validity."""


class Checks:
    """Says what was seen, and counts what is not as it should be."""

    def __init__(self) -> None:
        self.wrong = 0

    def say(self, fine: bool, what: str) -> None:
        """One line."""
        self.wrong += not fine
        print(f"{'ok ' if fine else 'NOT'} {what}")


def main() -> int:
    """All of it, in one database that is dropped afterwards."""
    file, boundaries = Path(sys.argv[1]), Path(sys.argv[2])
    code = sys.argv[sys.argv.index("--municipality") + 1] if "--municipality" in sys.argv else "0581"
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    checks = Checks()
    try:
        urls = Databases(cluster, prefix="rules").create_angsby()
        owner, web = Database(urls.owner), Database(urls.web)
        _furnish(owner, code, boundaries)
        lay_roads(owner, code, centre=TO, roads=ROADS)
        _try_boston(checks, web, code, file)
        simulate_potholes(checks.say, file)
        with tempfile.TemporaryDirectory() as folder:
            town = open_town(urls, make_settings(urls, folder))
            town.begin()
            check_four_answers(checks.say, town)
            town.close()
        owner.close()
        web.close()
    finally:
        cluster.stop()
        lock.close()
    print("\nas it should be" if not checks.wrong else f"\n{checks.wrong} things not as they should be")
    return 1 if checks.wrong else 0


def _furnish(owner: Database, code: str, boundaries: Path) -> None:
    with owner.transaction(GLOBAL) as session:
        geography.seed_municipalities(session)
        geography.import_boundaries(session, geography.read_geojson(boundaries))
    with owner.transaction(Scope((code,))) as session:
        geography.add_municipality(session, code, kind=MunicipalityKind.REPLAY)
        geography.give_whole_area(session, code, centre=TO)
        furnish_municipality(session, code)


def _try_boston(checks: Checks, web: Database, code: str, file: Path) -> None:
    with web.transaction(Scope((code,))) as session:
        now = clock.now(session)
        subjects = read_boston(session, code, file)
        old_case = _submit(session, code, now)
    print(f"{len(subjects)} rows read from {file.name}")
    checks.say(_decide(web, code, old_case) == 1, "a report is decided by edition 1")
    with web.transaction(Scope((code,))) as session:
        told = responsibility.list_decisions(session, code, old_case)[-1].explanation["sv"]
        draft_id = responsibility.begin_draft(session, code, name="Vintern 2011", actor=SYSTEM, now=now)
        draft = responsibility.get_draft(session, code, draft_id)
        before, after = list(draft.rules), [draft.rules[0], *NEW_RULES, *draft.rules[1:]]
        tests = _tests(expect_unit="park")
        responsibility.change_draft(session, code, draft_id, rules=after, tests=tests, actor=SYSTEM, now=now)
    began, worked = time.monotonic(), time.process_time()
    with web.transaction(Scope((code,))) as session:
        run = responsibility.dry_run(session, code, subjects, before=before, after=after, now=now)
    took, own = time.monotonic() - began, time.process_time() - worked
    _show(run)
    checks.say(run.tried == len(subjects), f"{run.tried} tried, {run.skipped} skipped")
    checks.say(
        took < SLOWEST_S,
        f"dry run of {len(subjects)} cases: {took:.1f} s, of them {own:.1f} s of this process's own work",
    )
    checks.say(
        _codes_of(run) == {each["code"] for each in NEW_RULES}, "each new rule moves something, nothing else does"
    )
    _compare_one_by_one(checks, web, code, subjects, run, before=before, after=after)
    for change_said in diff_rules(before, after, Names()):
        print(f"      {change_said.what} {change_said.code}: {(change_said.after or change_said.before or {})['sv']}")
    _publish(checks, web, code, draft_id)
    _roll_back(checks, web, code, old_case, told)


def _publish(checks: Checks, web: Database, code: str, draft_id: UUID) -> None:
    scope = Scope((code,))
    try:
        with web.transaction(scope) as session:
            responsibility.publish_draft(session, code, draft_id, actor=SYSTEM, now=clock.now(session))
        refused = ""
    except Conflict as error:
        refused = str(error)
    checks.say("Klotter om natten" in refused, f"not published while a test fails: {refused}")
    with web.transaction(scope) as session:
        now = clock.now(session)
        responsibility.change_draft(session, code, draft_id, tests=_tests(expect_unit="gata"), actor=SYSTEM, now=now)
        number = responsibility.publish_draft(session, code, draft_id, actor=SYSTEM, now=now)
    checks.say(number == 2, "published as edition 2")
    for words in ("UPDATE rule_edition SET name = 'x'", "DELETE FROM rule_edition", "UPDATE decision SET edition = 2"):
        checks.say(_is_refused(web, scope, words), f"the database refuses {words!r} to the web")


def _roll_back(checks: Checks, web: Database, code: str, old_case: UUID, told: str) -> None:
    scope = Scope((code,))
    with web.transaction(scope) as session:
        now = clock.now(session)
        new_case = _submit(session, code, now)
    checks.say(_decide(web, code, new_case) == 2, "a new report is decided by edition 2")
    with web.transaction(scope) as session:
        rolled_at = clock.now(session)
        responsibility.roll_back(session, code, 2, to=1, reason="Fel om natten", actor=SYSTEM, now=rolled_at)
        third = _submit(session, code, rolled_at)
    checks.say(_decide(web, code, third) == 1, "rolled back: the next report is decided by edition 1 again")
    with web.transaction(scope) as session:
        kept = [responsibility.list_decisions(session, code, case)[-1] for case in (old_case, new_case)]
        was = responsibility.find_edition(session, code, at=rolled_at - timedelta(microseconds=1))
        rule = next(r for r in responsibility.get_edition(session, code, 2).rules if r["code"] == kept[1].facts["rule"])
    checks.say(kept[0].edition == 1 and kept[0].explanation["sv"] == told, f"the old case still says: {told}")
    checks.say(
        kept[1].edition == 2 and was is not None and was.number == 2 and rule["code"] == "LAMPOR-VINTER",
        f"so does the one of edition 2, by rule {rule['code']}: {kept[1].explanation['sv']}",
    )


def _compare_one_by_one(
    checks: Checks, web: Database, code: str, subjects: list[Subject], run: DryRun, *, before: Any, after: Any
) -> None:
    """A tenth of the chosen has moved: each asked alone, by the look-up a report's own position gets."""
    dice = random.Random(4)
    moved = {each.subject.key: each for each in run.moved}
    chosen = dice.sample(run.moved, min(ALIKE // 4, len(run.moved)))
    some = [each.subject for each in chosen] + dice.sample(subjects, ALIKE - len(chosen))
    unlike = roads_unlike = 0
    with web.transaction(Scope((code,))) as session:
        now = clock.now(session)
        for subject in some:
            alone = responsibility.dry_run(session, code, [subject], before=before, after=after, now=now).moved
            together = moved.get(subject.key)
            unlike += [(m.before, m.after) for m in alone] != ([(together.before, together.after)] if together else [])
            there = geography.locate(session, code, lon=subject.longitude, lat=subject.latitude)
            point = (subject.longitude, subject.latitude)
            spot = geography.locate_many(session, code, [point])[point]
            areas = {area.code: area.name for area in there.areas}
            roads_unlike += (spot.roads, spot.areas) != (there.roads, areas)
    checks.say(not unlike and not roads_unlike, f"{len(some)} asked one by one answer as they did together")


def _show(run: DryRun) -> None:
    print(f"{len(run.moved)} of {run.tried} would have gone elsewhere:")
    for before, after, many in run.counts:
        print(f"      {many:6}  {before} → {after}")
    first = run.moved[0]
    print(f"      e.g. {first.subject.key}: {first.before.explanation['sv']} → {first.after.explanation['sv']}")


def _codes_of(run: DryRun) -> set[str]:
    return {each.after.rule or "" for each in run.moved}


def _tests(*, expect_unit: str) -> list[dict[str, Any]]:
    place = {"longitude": TO[0] + 0.01, "latitude": TO[1] + 0.01}
    return [
        {"name": "Klotter om natten", "category": "klotter.ovrigt", **place, "at": "2011-10-05T22:00:00+02:00",
         "expect": {"route": "unit", "unit": expect_unit}},
        {"name": "Klotter om dagen", "category": "klotter.ovrigt", **place, "at": "2011-10-05T10:00:00+02:00",
         "expect": {"route": "contract", "contract": "klotter"}},
        {"name": "Stoppskylt", "category": "trafik.vagmarke", "answers": {"sign": "stop"}, **place,
         "expect": {"priority": "acute"}},
    ]  # fmt: skip


def _submit(session: Any, code: str, now: datetime) -> UUID:
    form = ReportForm(
        client_id=random.Random(time.monotonic_ns()).randbytes(16).hex(), category="belysning.enstaka",
        longitude=TO[0] - 0.01, latitude=TO[1], channel=Channel.WEB, words="Lampan är mörk.",
    )  # fmt: skip
    return cases.submit_report(session, code, form, now=now).case_id


def _decide(web: Database, code: str, case_id: UUID) -> int | None:
    with web.transaction(Scope((code,))) as session:
        responsibility.decide_case(session, code, case_id, now=clock.now(session))
        return responsibility.list_decisions(session, code, case_id)[-1].edition


def _is_refused(web: Database, scope: Scope, words: str) -> bool:
    try:
        with web.transaction(scope) as session:
            session.execute(sa.text(words))
    except sa.exc.ProgrammingError:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
