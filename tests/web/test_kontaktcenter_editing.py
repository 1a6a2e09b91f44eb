"""Two administrators edit the same text or category: who is told that there is a newer may save over it, knowingly."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("ending", "field"), [("/kategorier/belysning.enstaka", "name_sv"), ("/texter/mended/sv", "subject")]
)
def test_who_edits_over_an_older_version_is_told_and_may_then_save_over_it(
    console: Console, ending: str, field: str
) -> None:
    first, second = console.open(ADMIN), console.open(ADMIN)
    for each in (first, second):
        each.go(f"{HOME.rstrip('/')}{ending}")
    one: dict[str, Any] = {field: "Ljuset är lagat"}
    other: dict[str, Any] = {field: "Lampan är lagad"}
    assert first.send(ending, **one).status_code == 200
    assert second.send(ending, **other).status_code == 409
    assert second.form(ending).values[field] == "Lampan är lagad", "what was typed is still there"
    assert "Ljuset är lagat" in words_of(second), "and so is what it would replace"
    assert second.send(ending).status_code == 200
    assert second.form(ending).values[field] == "Lampan är lagad"
