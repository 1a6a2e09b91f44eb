"""Language both ways: who reads English is asked in English or told that it is Swedish; staff read what was rendered."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend.cases import Submitted
from backend.doors.shared import message_links
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import BO
from tests.web.console_builders import Console, open_console, page_of, words_of

GERMAN = "Es gibt ein tiefes Loch in der Straße vor der Schule."


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def english(console: Console, **changes: Any) -> Submitted:
    """A report by somebody who reads English."""
    return console.town.reported(language="en", **changes)


def follow(console: Console, submitted: Submitted, language: str) -> Browser:
    """The reporter's own page in a language."""
    browser = console.open(None)
    token = message_links.follow_token(console.town.settings, submitted.report_id)
    browser.go(f"/angsby/arende/{submitted.reference}/{token}?lang={language}")
    return browser


def test_a_common_question_is_read_by_each_in_their_own_language(console: Console) -> None:
    lamp = english(console)
    console.at_case(BO, lamp).send("/ask", question="which_side", words="")
    console.town.react()
    assert "Which side of the road is it?" in console.town.last(lamp, "need_info").body
    assert "written in" not in console.town.last(lamp, "need_info").body
    assert "Which side of the road is it?" in words_of(follow(console, lamp, "en"))
    assert "Vilken sida av vägen är det?" in words_of(follow(console, lamp, "sv"))


def test_free_text_is_marked_as_swedish_for_who_reads_english(console: Console) -> None:
    lamp = english(console)
    console.at_case(BO, lamp).send("/ask", words="Är det vid grinden?")
    console.town.react()
    assert "(written in Swedish) Är det vid grinden?" in console.town.last(lamp, "need_info").body
    page = follow(console, lamp, "en")
    assert "(written in Swedish)" in words_of(page)
    assert re.search(r'<p class="own-words" lang="sv" dir="auto">Är det vid grinden\?</p>', page.text)
    assert "skrivet på" not in words_of(follow(console, lamp, "sv"))


def test_a_rendering_by_staff_goes_along_and_stands_first(console: Console) -> None:
    lamp = english(console)
    bo = console.at_case(BO, lamp)
    assert "rendering-en" in bo.form("/ask").names, "somebody reads English"
    typed: dict[str, Any] = {"words": "Är det vid grinden?", "rendering-en": "Is it by the gate?"}
    bo.send("/ask", **typed)
    console.town.react()
    body = console.town.last(lamp, "need_info").body
    assert body.index("Is it by the gate?") < body.index("(written in Swedish) Är det vid grinden?")
    assert "Is it by the gate?" in words_of(follow(console, lamp, "en"))


def test_an_answer_in_another_language_is_marked_too(console: Console) -> None:
    wish = english(console, category="trafik.farthinder", words="Please slow the cars.")
    console.at_case(BO, wish).send("/answer", words="Vi mäter farten i oktober.")
    console.town.react()
    assert "(written in Swedish) Vi mäter farten i oktober." in console.town.last(wish, "answered").body


def test_staff_see_which_language_it_is_and_put_a_rendering_beside_it(console: Console) -> None:
    hole = console.town.reported(words=GERMAN)
    bo = console.at_case(BO, hole)
    assert "(skrivet på tyska)" in words_of(bo)
    assert f'lang="de" dir="auto">{GERMAN[:20]}' in bo.text
    assert bo.send("/renderings", words=" ").status_code == 422
    bo.go(page_of(hole))
    bo.send("/renderings", words="Det är ett djupt hål utanför skolan.")
    said = words_of(bo)
    assert "Återgivningen står bredvid orden." in said
    assert GERMAN in said
    assert "På svenska, av personal: Det är ett djupt hål utanför skolan." in said


def test_a_rendering_of_nothing_known_is_refused(console: Console) -> None:
    hole = console.town.reported(words=GERMAN)
    bo = console.at_case(BO, hole)
    assert bo.send("/renderings", of="rubbish", words="x").status_code == 422
    assert bo.send("/renderings", of_id="0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12", words="x").status_code == 404
