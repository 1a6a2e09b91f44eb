"""The database is stopped under a running web process: every form gives back what was typed, and a number to ring."""

import html
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from backend import cases
from backend.accounts import SessionKind
from backend.cases import Submitted
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE, seed_practice
from migrations import run as migrations
from tests.databases import DatabaseUrls
from tests.faults.uploading import Answer, Web
from tests.town import ANGSBY, Town
from tests.web.conftest import begin_session

pytestmark = pytest.mark.slow
WORDS = "Åtta lampor är mörka,\nen <hänger> & två blinkar."
FORM = "application/x-www-form-urlencoded"
Environment = Callable[..., dict[str, str]]


@dataclass
class Dark:
    """A house of its own whose database can be stopped and started again."""

    web: Web
    var: Path
    cluster: Cluster
    submitted: Submitted
    settings: Settings
    cookie: str

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, signed in as Bo."""
        body = urlencode({"client_id": secrets.token_urlsafe(18), **fields}).encode()
        return self.web.call("POST", path, body, Content_Type=FORM, Accept="text/html", Cookie=self.cookie)

    def get(self, path: str) -> Answer:
        """Look at a page, signed in as Bo."""
        return self.web.call("GET", path, Accept="text/html", Cookie=self.cookie)


@pytest.fixture(scope="module")
def dark(settings_environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dark]:
    var = tmp_path_factory.mktemp("dark")
    cluster = ensure_cluster(var, durable=False)
    roles = {role: cluster.url(role) for role in ("owner", "web", "worker", "backup", "super")}
    urls = DatabaseUrls(**roles)
    migrations.upgrade(urls.owner)
    environment = settings_environment(**urls.environment, LAGAT_MODE="test")
    settings = Settings.from_environment(environment)
    town = Town(Database(urls.owner), Database(urls.web), Database(urls.worker), settings)
    seed_practice(town.owner)
    submitted = town.report()
    with town.web.transaction(ANGSBY) as session:
        cases.resolve_case(
            session,
            PRACTICE_CODE,
            submitted.case_id,
            outcome=cases.Outcome.GONE,
            actor=SYSTEM,
            now=clock.now(session),
        )
    cookie = f"lagat_session={begin_session(town.web, 'bo@angsby.example', kind=SessionKind.BROWSER)}"
    town.close()
    web = Web(environment, workers=1)
    found = Dark(web, var, cluster, submitted, settings, cookie)
    assert found.get("/angsby/").status == 200
    assert found.get("/angsby/kontaktcenter/").status == 200
    found.cluster.stop()
    yield found
    web.stop()
    found.cluster.stop()


def list_forms(dark: Dark) -> dict[str, tuple[str, dict[str, str]]]:
    """Every form people write in: its address, and what they wrote."""
    reference = dark.submitted.reference
    follow = message_links.follow_token(dark.settings, dark.submitted.report_id)
    verdict = dark.settings.secrets.make_token(message_links.VERDICT, dark.submitted.report_id, 1)
    case = f"/angsby/kontaktcenter/arende/{reference}"
    said = {"words": WORDS}
    return {
        "report": (
            "/angsby/anmal?lat=58.2&lon=18.606&category=belysning.enstaka",
            {**said, "mail": "amira@example.org"},
        ),
        "more words": (f"/angsby/arende/{reference}/{follow}/skriv", said),
        "verdict": (f"/angsby/svar/{reference}/1/{verdict}", {**said, "answer": "no"}),
        "phone": ("/angsby/kontaktcenter/ny", {**said, "place": "utanför gamla Konsum", "name": "Amira"}),
        "note": (f"{case}/note", said),
        "question": (f"{case}/ask", said),
        "answer": (f"{case}/answer", said),
        "wait": (f"{case}/wait", {**said, "until": "2026-12-01"}),
        "conversion": (f"{case}/convert", {"kind": "question", "reason": WORDS}),
        "registration": (f"{case}/register", {"registry_number": "MN 2026-0117"}),
    }


FORMS = (
    "report", "more words", "verdict", "phone", "note", "question", "answer", "wait", "conversion", "registration",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_cannot_save_gives_back_what_was_typed_and_a_number_to_ring(dark: Dark, form: str) -> None:
    path, typed = list_forms(dark)[form]
    answer = dark.post(path, **typed)
    page = html.unescape(answer.content.decode())
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert all(text in page for text in typed.values() if text not in ("no", "question"))
    assert 'href="tel:' in page
    assert "Inget sparades." in page
    assert dark.cookie.partition("=")[2] not in page


def test_programs_are_told_the_same_as_a_problem_document(dark: Dark) -> None:
    answer = dark.web.call("POST", "/api/v1/9901/reports", b"{}", Content_Type="application/json")
    assert (answer.status, answer.json["code"]) in ((503, "database_down"), (422, "invalid"))
    listed = dark.web.call("GET", "/api/v1/9901/categories", Accept="application/json")
    assert (listed.status, listed.json["code"]) == (503, "database_down")


def test_the_same_process_goes_on_when_the_database_is_back(dark: Dark) -> None:
    dark.cluster = ensure_cluster(dark.var, durable=False)
    path, typed = list_forms(dark)["report"]
    assert dark.post(path, **typed, known_asked="yes").status == 303
