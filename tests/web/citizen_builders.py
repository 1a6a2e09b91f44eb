"""Amira in a browser without JavaScript: the citizens' pages of Ängsby, with its clock stopped and no mail sent."""

import html
import io
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from backend import cases, wiring
from backend.cases import Case, Report
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id, read_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import MailTown, open_mail_town
from tests.web_apps import open_app

BO = Actor(ActorKind.STAFF, new_id())
LAMP = {"lat": "58.199686", "lon": "18.589320", "place": "Storgatan 12", "category": "belysning.enstaka"}
"""What the address of the last step carries once a dark lamp at Storgatan 12 was chosen."""


@dataclass
class Citizens:
    """The web process over Ängsby, and the town behind it."""

    app: Flask
    town: MailTown

    def open(self, path: str, method: str = "GET", **more: Any) -> TestResponse:
        """One request, from an address of its own unless one is given."""
        source = ".".join(str(secrets.randbelow(256)) for _ in range(3))
        more.setdefault("environ_overrides", {"REMOTE_ADDR": f"10.{source}"})
        return self.app.test_client().open(path, method=method, **more)

    def form(self, **query: str) -> TestResponse:
        """The page of the last step."""
        return self.open("/angsby/anmal", query_string={**LAMP, **query})

    def send(self, fields: dict[str, Any] | None = None, query: dict[str, str] | None = None) -> TestResponse:
        """Send the last step's form, with an id of its own unless ``fields`` bring one; a photo is bytes.

        "Is it one of these?" was asked, and answered with no, unless ``fields`` say otherwise.
        """
        body = {"client_id": secrets.token_urlsafe(18), "known_asked": "yes", **(fields or {})}
        if isinstance(body.get("photo"), bytes):
            body["photo"] = (io.BytesIO(body["photo"]), "IMG_1.jpg", "image/jpeg")
        address = {**LAMP, **(query or {})}
        return self.open("/angsby/anmal", "POST", query_string=address, data=body, content_type="multipart/form-data")

    def reported(
        self, fields: dict[str, Any] | None = None, query: dict[str, str] | None = None, *, reacts: bool = True
    ) -> str:
        """Amira reports, and everything reacts unless told not to; the path of the page she follows it on."""
        answer = self.send(fields, query)
        assert answer.status_code == 303, answer.text
        if reacts:
            self.town.react()
        return urlsplit(answer.location).path

    def case_of(self, path: str) -> Case:
        """The case behind a follow page."""
        with self.town.transaction() as session:
            return cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(path.split("/")[3]))

    def report_of(self, path: str) -> Report:
        """The report behind a follow page."""
        with self.town.transaction() as session:
            found = cases.find_report_by_reference(session, PRACTICE_CODE, read_reference(path.split("/")[3]))
        assert found is not None
        return found

    def act(self, name: str, path: str, *, reacts: bool = True, **more: Any) -> None:
        """Bo does something with the case behind a page, and everything reacts unless told not to."""
        with self.town.transaction() as session:
            act = getattr(cases, name)
            act(session, PRACTICE_CODE, self.case_of(path).id, actor=BO, now=clock.now(session), **more)
        if reacts:
            self.town.react()

    def pass_photos(self) -> None:
        """Let every photo that came pass the gate."""
        gate = wiring.build_photo_gate(self.town.worker, self.town.settings)
        while gate.process_next((PRACTICE_CODE,)):
            pass


@contextmanager
def open_citizens(urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    """Ängsby and its pages, until the block ends."""
    with open_mail_town(urls, settings) as town:
        yield Citizens(open_app(settings, town.web), town)


def words_of(answer: TestResponse | str) -> str:
    """What a page says in its main part, as one line."""
    page = answer if isinstance(answer, str) else answer.text
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else page)).split())
    return re.sub(r" ([.,!?])", r"\1", said)


def value_of(answer: TestResponse, name: str) -> str:
    """The value of the first field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found is not None, name
    return html.unescape(found[1])


def links_of(answer: TestResponse, containing: str) -> list[str]:
    """The addresses of links and forms on a page that contain a text, in order."""
    found = re.findall(r'(?:href|action)="([^"]*)"', answer.text)
    return [html.unescape(address) for address in found if containing in html.unescape(address)]


def query_of(answer: TestResponse) -> dict[str, str]:
    """What the address carries that a page sends its reader on to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
