"""The acute hole: Saturday 23:40, the first two on the list are silent, the third acknowledges at 00:04.

    .venv/bin/python -m tests.acceptance.alarm_night

Then once more with no mail server at all: each call is shown as not delivered, the list goes round, and the reporter's
page gives the number and says that nobody has read it, until someone acknowledges in the console. Real PostGIS, a real
mail sink on loopback, the real pages. Prints what happened each minute; ends with 1 where something was not as it should.
"""

import html
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient

from backend import accounts, cases, deliveries, dispatch
from backend.accounts import SessionKind
from backend.adapters.postbox import read_postbox
from backend.app import create_app
from backend.doors.shared import message_links
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.mail_servers import run_sink
from tests.town import Town, open_town

SWEDEN = ZoneInfo("Europe/Stockholm")
SATURDAY_NIGHT = datetime(2026, 9, 19, 23, 40, tzinfo=SWEDEN).astimezone(UTC)
NUMBER = "0980-31 92 99"
UNREAD = "Ingen på kommunen har läst"
BASE = "http://127.0.0.1:8080"


def main() -> int:
    """Both nights."""
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="alarm")
        failures = 0
        with tempfile.TemporaryDirectory() as folder:
            for title, night in (("with mail", _with_mail), ("without mail", _without_mail)):
                print(f"\n== Saturday 19 September 2026, {title}\n")
                urls = databases.create_angsby()
                failures += night(urls, Path(folder) / title)
                databases.drop(urls)
        print(f"\n{'all as it should' if not failures else f'{failures} things wrong'}")
        return 1 if failures else 0
    finally:
        cluster.stop()
        lock.close()


@contextmanager
def _town(urls: DatabaseUrls, folder: Path, port: int) -> Iterator[tuple[Town, Flask]]:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings.from_environment(
        {
            **urls.environment,
            "LAGAT_MODE": "test",
            "LAGAT_LINK_SECRET": "a link secret for this night, long enough",
            "LAGAT_SESSION_SECRET": "a session secret for this night, long enough",
            "LAGAT_WEB_ADDRESS": BASE,
            "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
            "LAGAT_PHOTO_FOLDER": str(folder / "photos"),
            "LAGAT_MAIL_FOLDER": str(folder),
            "LAGAT_SMTP_PORT": str(port),
            "LAGAT_MAIL_TIMEOUT_SECONDS": "5",
        }
    )
    town = open_town(urls, settings)
    town.begin(at=SATURDAY_NIGHT)
    yield town, create_app(settings, town.web)
    town.close()


def _with_mail(urls: DatabaseUrls, folder: Path) -> int:
    folder.mkdir(parents=True)
    with run_sink(folder) as port, _town(urls, folder, port) as (town, app):
        client = app.test_client()
        submitted = _report(town)
        wrong = 0
        for minute in range(30):
            now = SATURDAY_NIGHT + timedelta(minutes=minute)
            town.work_until(now)
            if minute == 24:
                _acknowledge_by_mail(client, folder, "tekniskajouren@angsby.example")
                town.work()
            said = _page_says(town, client, submitted)
            _print_minute(town, submitted, now, said)
            wrong += (UNREAD in said) != (minute < 24)
        told = [mail.subject for mail in read_postbox(folder, to="amira@example.org")]
        print("\nAmira was told:", *reversed(told), sep="\n  ")
        calls = _calls(town, submitted)
        expected = ["23.40", "23.50", "00.00"]
        if [at for at, _, _ in calls] != expected or any(fate != "handed_over" for _, _, fate in calls):
            print(f"WRONG calls {calls}, expected at {expected}")
            wrong += 1
        return wrong


def _without_mail(urls: DatabaseUrls, folder: Path) -> int:
    with _town(urls, folder, 9) as (town, app):  # nothing listens on the discard port
        client = app.test_client()
        submitted = _report(town)
        wrong = 0
        for minute in range(46):
            now = SATURDAY_NIGHT + timedelta(minutes=minute)
            town.work_until(now)
            if minute == 42:
                _acknowledge_in_console(town, app, submitted)
                town.work()
            said = _page_says(town, client, submitted)
            _print_minute(town, submitted, now, said)
            unread = UNREAD in said and NUMBER in said
            wrong += unread != (minute < 42)
        calls = _calls(town, submitted)
        if len(calls) != 5 or any(fate in ("handed_over", "delivered") for _, _, fate in calls):
            print(f"WRONG calls {calls}, expected five, none delivered")
            wrong += 1
        return wrong


def _report(town: Town) -> cases.Submitted:
    submitted = town.report(category="vag.brunn-lock", words="Ett brunnslock är borta. Ett djupt hål.")
    print(f"23.40 Amira reports a missing manhole cover; reference {submitted.reference}")
    return submitted


def _page_says(town: Town, client: FlaskClient, submitted: cases.Submitted) -> str:
    token = message_links.follow_token(town.settings, submitted.report_id)
    answer = client.get(message_links.follow_path("angsby", submitted.reference, token), base_url=BASE)
    assert answer.status_code == 200, answer.status_code
    words = re.sub(r"<(style|script|head).*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", words)))


def _print_minute(town: Town, submitted: cases.Submitted, now: datetime, said: str) -> None:
    local = now.astimezone(SWEDEN)
    called = [f"{role} ({fate})" for at, role, fate in _calls(town, submitted) if at == f"{local:%H.%M}"]
    found = re.search(r"Ingen på kommunen har läst.{0,70}|\S+ \S+ har läst den", said)
    print(f"{local:%H.%M}  {'calls ' + ', '.join(called) if called else '':<44}  page: {found[0] if found else said}")


def _calls(town: Town, submitted: cases.Submitted) -> list[tuple[str, str, str]]:
    """Local time, role and fate of each call."""
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
        found = []
        for call in dispatch.list_calls(session, PRACTICE_CODE, alarm.id):
            sent = deliveries.list_deliveries(session, PRACTICE_CODE, step_id=call.step_id)
            fate = sent[0].fate.value if sent else "none"
            found.append((f"{call.called_at.astimezone(SWEDEN):%H.%M}", str(call.role["sv"]), fate))
        return found


def _acknowledge_by_mail(client: FlaskClient, folder: Path, address: str) -> None:
    mail = read_postbox(folder, to=address)[0]
    link = re.search(r"https?://\S+/larm/\S+", mail.body)
    assert link is not None, mail.body
    path = link[0].removeprefix(BASE)
    assert client.get(path, base_url=BASE).status_code == 200
    answer = client.post(path, base_url=BASE)
    assert answer.status_code in (200, 303), answer.status_code
    print(f"00.04  {address} presses the button behind the link in the mail")


def _acknowledge_in_console(town: Town, app: Flask, submitted: cases.Submitted) -> None:
    with town.web.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, "bo@angsby.example")
        assert person is not None
        token = accounts.start_session(session, person.id, kind=SessionKind.BEARER)
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
    answer = app.test_client().post(
        f"/api/v1/{PRACTICE_CODE}/alarms/{alarm.id}/acknowledgements",
        json={},
        headers={"Authorization": f"Bearer {token}"},
        base_url=BASE,
    )
    assert answer.status_code in (200, 201), answer.get_data(as_text=True)
    print("00.22  Bo acknowledges in the console")


if __name__ == "__main__":
    sys.exit(main())
