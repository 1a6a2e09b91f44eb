"""The kontaktcenter's pages of Ängsby, and the cast in browsers without JavaScript; the clock stands, no mail is sent."""

import html
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from backend import cases, dispatch
from backend.accounts import SessionKind
from backend.cases import Case, Submitted
from backend.dispatch import Act, ActForm, WorkOrder
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import MailTown, open_mail_town
from tests.portal.browsing import Browser
from tests.town import STORGATAN
from tests.web.conftest import begin_session
from tests.web_apps import open_app

HOME = "/angsby/kontaktcenter/"


@dataclass
class Console:
    """The web process over Ängsby, and the town behind it."""

    app: Flask
    town: MailTown

    def open(self, email: str | None) -> Browser:
        """A browser in which that person is signed in, or nobody."""
        browser = Browser(self.app)
        if email is not None:
            token = begin_session(self.town.web, email, kind=SessionKind.BROWSER)
            browser.client.set_cookie("lagat_session", token)
        return browser

    def at_case(self, email: str, submitted: Submitted) -> Browser:
        """That person's browser at the page of the case."""
        browser = self.open(email)
        browser.go(page_of(submitted))
        return browser

    def case(self, submitted: Submitted) -> Case:
        """The case as it stands."""
        return self.town.case(submitted.case_id)

    def orders(self, submitted: Submitted) -> list[WorkOrder]:
        """Its work orders."""
        with self.town.transaction() as session:
            return list(dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id))

    def crew(self, submitted: Submitted, act: Act, **more: Any) -> None:
        """The firm that has the case's last order does something with it, and everything reacts."""
        order = self.orders(submitted)[-1]
        form = ActForm(act_id=secrets.token_urlsafe(24), act=act, **more)
        with self.town.web.transaction(Scope((PRACTICE_CODE,), firm=order.contractor_id)) as session:
            actor = Actor(ActorKind.CONTRACTOR)
            dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=actor, now=clock.now(session))
        self.town.react()

    def hold(self) -> Submitted:
        """A report above the limit: taken and held."""
        with self.town.transaction() as session:
            form = cases.ReportForm(secrets.token_urlsafe(24), "belysning.enstaka", *STORGATAN, cases.Channel.WEB)
            held = cases.submit_report(session, PRACTICE_CODE, form, over_limit=True, now=clock.now(session))
        self.town.react()
        return held

    def answer(self, submitted: Submitted, words: str) -> None:
        """Amira writes more, and everything reacts."""
        with self.town.transaction() as session:
            amira = Actor(ActorKind.REPORTER, submitted.report_id)
            cases.add_words(
                session, PRACTICE_CODE, submitted.report_id, words=words, actor=amira, now=clock.now(session)
            )
        self.town.react()

    def attention(self, submitted: Submitted) -> set[str]:
        """Why the case needs a person."""
        with self.town.transaction() as session:
            rows = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
        return {each.why.value for each in rows}


@contextmanager
def open_console(urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    """Ängsby and its pages, until the block ends."""
    with open_mail_town(urls, settings) as town:
        yield Console(open_app(settings, town.web), town)


def page_of(submitted: Submitted) -> str:
    """The address of the case's page."""
    return f"{HOME}arende/{show_reference(submitted.reference)}"


def words_of(browser: Browser) -> str:
    """What the page says in its main part, as one line."""
    main = re.search(r"<main.*?</main>", browser.text, re.DOTALL)
    said = html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else browser.text))
    return re.sub(r" ([.,!?])", r"\1", " ".join(said.split()))
