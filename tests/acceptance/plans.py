"""Every list and look-up at 60 000 cases, explained as the role that runs it: no tenant table is read from end to end.

    .venv/bin/python -m tests.acceptance.plans [CASES]

Makes a database of its own, fills it, walks every address of the web that can be read (as Bo, as an officer, as Cleo
and as Amira), every tick, the outbox and the sender, and explains each statement in the very transaction that runs it.
Prints what it saw; ends with 1 where a tenant table of over 1 000 rows is scanned sequentially.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from backend import accounts, cases, dispatch, responsibility, wiring
from backend.accounts import SessionKind
from backend.app import create_app
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.acceptance.many_cases import fill_with_cases
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.town import ANGSBY, Town, open_town

MOST_ROWS_SCANNED = 1_000
QUERIES = {
    "/places": ["q=Storgatan+12", "q=lmapa"],
    "/location": ["lat=58.2&lon=18.606"],
    "/responsibility": ["latitude=58.2&longitude=18.606&category=belysning.enstaka"],
    "/cases": ["", "open=false", "unit=gata"],
    "/attention": ["", "whose=unit&unit=gata"],
    "/deliveries": ["", "fate=parked"],
    "/work-orders": ["", "state=ended", "contractorId={firm}", "contractorId={firm}&state=ended"],
    "/anmal": ["", "q=storgatan", "lat=58.2&lon=18.606", "lat=58.2&lon=18.606&category=belysning.enstaka"],
    "/hitta": ["", "reference={reference}"],
    "/kontaktcenter/ny": ["", "place=storgatan+12&what=lampa"],
    "/kontaktcenter/arenden": ["", "which=all", "unit=gata", "reference={reference}"],
    "/kontaktcenter/leveranser": ["", "fate=parked"],
    "/kontaktcenter/": ["", "tab=unit", "tab=units"],
}
"""What to ask an address for, by the words its rule ends with; others are asked for nothing."""
NOT_TENANT = {"municipality", "place_name"}


class Plans:
    """Explains every statement a database runs, in its own transaction, under its own role and scope."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self._sizes = sizes
        self.seen: Counter[str] = Counter()
        self.bad: dict[str, str] = {}
        self.where = ""

    def watch(self, database: Database) -> None:
        """Explain what ``database`` runs from here on."""
        sa.event.listen(database.engine, "before_cursor_execute", self._explain)

    def _explain(
        self, connection: sa.Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        words = statement.lstrip()[:6].upper()
        if not words.startswith(("SELECT", "WITH", "UPDATE", "DELETE")) or "set_config" in statement:
            return
        self.seen[statement] += 1
        if self.seen[statement] > 3:
            return
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement, parameters)
        plan = cursor.fetchone()[0][0]["Plan"]
        for table in _scanned(plan):
            if self._sizes.get(table, 0) > MOST_ROWS_SCANNED:
                words = " ".join(statement.split())[:240]
                self.bad.setdefault(f"{table}: {words}", self.where)


def _scanned(plan: dict[str, Any]) -> list[str]:
    own = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    return own + [table for part in plan.get("Plans", ()) for table in _scanned(part)]


def main() -> int:
    """Fill, walk, print."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="plans")
        urls = databases.create_angsby()
        with tempfile.TemporaryDirectory() as photos:
            settings = Settings.from_environment(environment_of(urls, photos))
            town = open_town(urls, settings)
            status = _walk_all(town, Database(urls.super), how_many)
        databases.drop(urls)
        return status
    finally:
        cluster.stop()
        lock.close()


def environment_of(urls: DatabaseUrls, folder: str) -> dict[str, str]:
    """The settings of a process on that database, with photos and mail in ``folder``."""
    return {
        **urls.environment,
        "LAGAT_MODE": "test",
        "LAGAT_LINK_SECRET": "a link secret for this walk, long enough",
        "LAGAT_SESSION_SECRET": "a session secret for this walk, long enough",
        "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
        "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
        "LAGAT_PHOTO_FOLDER": folder,
        "LAGAT_MAIL_FOLDER": folder,
    }


def _walk_all(town: Town, mighty: Database, how_many: int) -> int:
    began = time.monotonic()
    town.begin()
    submitted = town.report()
    acute = town.report(category="belysning.fara", longitude=18.61, latitude=58.205)
    town.work()
    facts = _facts(town, submitted, acute)
    _fill(mighty, facts, how_many)
    sizes = _sizes(town)
    print(f"{sizes['cases']} cases, {sum(sizes.values())} rows, filled in {time.monotonic() - began:.1f} s")
    plans = Plans(sizes)
    plans.watch(town.web)
    plans.watch(town.worker)
    app = create_app(town.settings, town.web)
    answers = _walk_web(app, town, facts, plans)
    _turn_worker(town, plans)
    for status, number in sorted(answers.items()):
        print(f"  {number:4} answers of {status}")
    print(f"{len(plans.seen)} different statements, run {sum(plans.seen.values())} times")
    for what, where in plans.bad.items():
        print(f"SEQUENTIAL at {where}\n    {what}")
    wrong = [status for status in answers if status >= 500]
    print("no sequential scan of a tenant table" if not plans.bad else f"{len(plans.bad)} sequential scans")
    return 1 if plans.bad or wrong else 0


def _facts(town: Town, submitted: cases.Submitted, acute: cases.Submitted) -> dict[str, Any]:
    with town.transaction() as session:
        order = dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)[0]
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, acute.case_id)
        contract = responsibility.get_contract(session, PRACTICE_CODE, order.contract_id)
        assert alarm is not None
        return {
            "reference": show_reference(submitted.reference),
            "order": show_reference(order.reference),
            "alarm_id": alarm.id,
            "report_id": submitted.report_id,
            "contract": contract.id,
            "firm": contract.contractor_id,
            "authority": cases.get_case(session, PRACTICE_CODE, submitted.case_id).authority_id,
        }


def _fill(mighty: Database, facts: dict[str, Any], how_many: int) -> None:
    given = {"authority": facts["authority"], "contract": facts["contract"], "firm": facts["firm"]}
    with mighty.transaction(ANGSBY) as session:
        fill_with_cases(session, PRACTICE_CODE, cases=how_many, **given)
    with mighty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _sizes(town: Town) -> dict[str, int]:
    with town.owner.engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT c.relname, c.reltuples::bigint FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " AND a.attname = 'municipality' WHERE c.relkind = 'r'"
            )
        )
        return {name: size for name, size in rows if name not in NOT_TENANT}


def _walk_web(app: Flask, town: Town, facts: dict[str, Any], plans: Plans) -> Counter[int]:
    tokens = _sign_everybody_in(town)
    follow = message_links.follow_token(town.settings, facts["report_id"])
    values = {
        "municipality_code": PRACTICE_CODE,
        "alarm_id": facts["alarm_id"],
        "number": 1,
        "size": "thumb",
        "act": "note",
        "resolution": 1,
        "token": follow,
        "zoom": 15,
        "column": 18076,
        "row": 9834,
    }
    answers: Counter[int] = Counter()
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or "filename" in rule.arguments:
            continue
        for who, pair in tokens.items():
            reference = facts["order"] if "order" in str(rule) else facts["reference"]
            others = {name: _something(rule, name, facts) for name in rule.arguments}
            given = {**others, **values, "reference": reference}
            plans.where = f"{rule} as {who}"
            address = _address(app, rule.endpoint, {k: given[k] for k in rule.arguments})
            for query in next((asked for ending, asked in QUERIES.items() if str(rule).endswith(ending)), [""]):
                filled = query.format(firm=facts["firm"], reference=reference)
                answers[_get(app, f"{address}?{filled}", pair, follow)] += 1
    return answers


def _something(rule: Rule, name: str, facts: dict[str, Any]) -> object:
    """A value of the right type: the look-up is planned the same whether it finds anything."""
    converter = rule._converters[name]
    if isinstance(converter, UUIDConverter):
        return facts["report_id"]
    return 1 if isinstance(converter, IntegerConverter) else "annat"


def _address(app: Flask, endpoint: str, given: dict[str, Any]) -> str:
    with app.test_request_context():
        return app.url_map.bind("127.0.0.1:8080").build(endpoint, given)


def _get(app: Flask, address: str, pair: tuple[str, str] | None, follow: str) -> int:
    headers = {"X-Lagat-Report-Token": follow}
    client = app.test_client()
    if pair is not None:
        bearer, cookie = pair
        if "/api/" in address:
            headers["Authorization"] = f"Bearer {bearer}"
        client.set_cookie("lagat_session", cookie, domain="127.0.0.1")
    return client.get(address, headers=headers, base_url="http://127.0.0.1:8080").status_code


def _sign_everybody_in(town: Town) -> dict[str, tuple[str, str] | None]:
    tokens: dict[str, tuple[str, str] | None] = {"Amira": None}
    people = {"Bo": "bo@angsby.example", "an officer": "gata@angsby.example", "Cleo": "cleo@cleo-drift.example"}
    people |= {"an administrator": "admin@angsby.example"}
    with town.web.transaction(GLOBAL) as session:
        for who, mail in people.items():
            person = accounts.find_person_by_email(session, mail)
            assert person is not None
            bearer = accounts.start_session(session, person.id, kind=SessionKind.BEARER)
            tokens[who] = (bearer, accounts.start_session(session, person.id, kind=SessionKind.BROWSER))
    return tokens


def _turn_worker(town: Town, plans: Plans) -> None:
    for tick in wiring.AGENDA:
        plans.where = tick.name
        with town.worker.transaction(Scope((PRACTICE_CODE,))) as session:
            tick.list_due(session, by=clock.now(session), limit=100)
            tick.list_due(session, by=None, limit=1)
    plans.where = "outbox"
    outbox = town.outbox()
    outbox.fan_out()
    outbox.run_next()
    plans.where = "sender"
    wiring.build_sender(town.worker, town.settings).send_next()


if __name__ == "__main__":
    sys.exit(main())
