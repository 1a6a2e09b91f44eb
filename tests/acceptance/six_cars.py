"""Six abandoned cars on one point: six cases, and joining never offered, to reporters or to staff.

    .venv/bin/python -m tests.acceptance.six_cars DAY.ndjson

Takes the lines of the recorded day that tell of abandoned vehicles between 22 402 and 22 891 seconds after midnight and
moves their one point to Storgatan in Ängsby, metre for metre. Each is opened and sent through the citizens' pages; then
the letters, the console's own look-up and an attempt to merge are held against what should be. Ends with 1 otherwise.
"""

import json
import secrets
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from backend import cases, deliveries
from backend.app import create_app
from backend.cases import JoinNotAllowed, Near
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id, read_reference
from backend.practice import PRACTICE_CODE
from backend.replay.mapping import find_rule
from tests.acceptance.near_lookup import make_settings
from tests.databases import Databases, hold_slot, start_cluster
from tests.mail_town import MailTown
from tests.town import ANGSBY, open_town

FIRST, LAST = 22_402, 22_891
WORDS = "Abandoned Vehicles"
STORGATAN = (58.199686, 18.589320)
MIDNIGHT = datetime(2026, 9, 15, 22, 0, tzinfo=UTC)
ASKS = ("Är det något av de här?", "Is it one of these faults?")


def main() -> int:
    """The six lines, sent and looked at."""
    lines = read_lines(Path(sys.argv[1]))
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="cars")
        urls = databases.create_angsby()
        with tempfile.TemporaryDirectory() as folder:
            opened = open_town(urls, make_settings(urls, folder))
            town = MailTown(opened.owner, opened.web, opened.worker, opened.settings)
            town.begin(at=MIDNIGHT)
            wrong = list(send_and_look(town, lines))
            town.close()
        databases.drop(urls)
    finally:
        cluster.stop()
        lock.close()
    for each in wrong:
        print(f"WRONG: {each}")
    print("as it should be" if not wrong else f"{len(wrong)} things wrong")
    return 1 if wrong else 0


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of the six cars, moved so that the first stands on Storgatan."""
    every = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    six = [line for line in every if FIRST <= line["t"] <= LAST and line["description"].startswith(WORDS)]
    south, west = six[0]["lat"] - STORGATAN[0], six[0]["long"] - STORGATAN[1]
    return [{**line, "lat": line["lat"] - south, "long": line["long"] - west} for line in six]


def send_and_look(town: MailTown, lines: list[dict[str, Any]]) -> Iterator[str]:
    """Report each line at its own time of the day; yields what was not as it should be."""
    client = create_app(town.settings, town.web).test_client()
    references = []
    for number, line in enumerate(lines):
        town.stop_clock(MIDNIGHT + timedelta(seconds=line["t"]))
        page, reference = _report(client, line, mail=f"reporter-{number}@example.org")
        town.react()
        references.append(reference)
        if any(asks in page for asks in ASKS):
            yield f"line {line['ref']} was asked whether it is the same"
    town.send()
    yield from _look(town, lines, references)


def _report(client: FlaskClient, line: dict[str, Any], *, mail: str) -> tuple[str, str]:
    """The page before sending, and the reference after it."""
    category = find_rule(line["description"]).category
    place = {"lat": f"{line['lat']:.6f}", "lon": f"{line['long']:.6f}", "category": category}
    page = client.get("/angsby/anmal", query_string=place).text
    fields = {"client_id": secrets.token_urlsafe(18), "words": line["description"], "mail": mail}
    sent = client.post("/angsby/anmal", query_string=place, data=fields)
    if sent.status_code != 303:
        return page + sent.text, ""
    return page, urlsplit(sent.location).path.split("/")[3]


def _look(town: MailTown, lines: list[dict[str, Any]], references: list[str]) -> Iterator[str]:
    with town.transaction() as session:
        found = [
            cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(each)) for each in references if each
        ]
        ids = {case.id for case in found}
        told = [
            row
            for row in deliveries.list_deliveries(session, PRACTICE_CODE)
            if (row.address or "").startswith("reporter-")
        ]
        near = _near(session, lines[0])
        public = _near(session, lines[0], only_public=True)
    print(f"{len(lines)} lines, {len(set(references))} references, {len(ids)} cases, {len(told)} letters")
    print(f"staff see {len(near)} nearby, {sum(each.may_join for each in near)} to join; reporters {len(public)}")
    if not len(lines) == len(set(references)) == len(ids) == len(near) == 6 or not all(case.is_open for case in found):
        yield "there are not six open cases"
    if [row.text_code for row in told] != ["received"] * 6:
        yield f"told {[row.text_code for row in told]}"
    if public or any(each.may_join for each in near):
        yield "one of them is offered"
    bo = Actor(ActorKind.STAFF, new_id())
    try:
        with town.web.transaction(ANGSBY) as session:
            now = clock.now(session)
            cases.merge_cases(session, PRACTICE_CODE, found[0].id, into_case_id=found[1].id, actor=bo, now=now)
        yield "two of them were merged"
    except JoinNotAllowed as refusal:
        print(f"to merge two of them: {refusal}")


def _near(session: Any, line: dict[str, Any], *, only_public: bool = False) -> list[Near]:
    return cases.find_near(
        session,
        PRACTICE_CODE,
        lon=line["long"],
        lat=line["lat"],
        category=find_rule(line["description"]).category,
        only_public=only_public,
        limit=20,
        now=clock.now(session),
    )


if __name__ == "__main__":
    sys.exit(main())
