"""A storm's alarms: the list shows a few in full, the rest are read together and taken with one press."""

from collections.abc import Iterator

import pytest

from backend.foundation.settings import Settings
from tests.databases import Databases
from tests.web.conftest import ADMIN, BO
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of

OPEN_LID = {"category": "vag.brunn-lock", "answers": {"state": "open"}, "words": "Brunnslocket är borta!"}


@pytest.fixture(scope="module")
def console(databases: Databases, settings: Settings) -> Iterator[Console]:
    with open_console(databases.create_angsby(), settings) as opened:
        yield opened


def test_many_alarms_are_read_together_and_those_ticked_are_taken(console: Console) -> None:
    lids = [console.town.reported(**OPEN_LID) for _ in range(13)]
    hurt = console.town.reported(**{**OPEN_LID, "words": "Ett barn har ramlat ner i brunnen"})
    bo = console.open(BO)
    bo.go(HOME)
    assert bo.text.count('class="notice acute alarm"') == 5
    assert "9 till larmar: läs dem tillsammans" in words_of(bo)
    bo.go(f"{HOME}larm")
    said = words_of(bo)
    assert said.index("Någon kan vara skadad") < said.index("Brunnslocket är borta!")
    assert "larm: 1" in said
    assert "ingen larmad än" in said
    offered = bo.form("/larm").choices["alarm"]
    assert len(offered) == 13
    taken = {"csrf_token": bo.form("/larm").values["csrf_token"], "alarm": [*offered[:2], "nonsense"]}
    page = bo.client.post(f"{HOME}larm", data=taken, follow_redirects=True)
    assert "2 tagna." in page.text
    assert [console.case(each).read_by_role for each in lids].count("agent") == 2
    assert console.case(hurt).read_at is None
    bo.go(page_of(lids[-1]))
    assert "Ingen är larmad för det här än: så många larmar att det väntar på sin tur till" in words_of(bo)
    admin = console.open(ADMIN)
    admin.go(f"{HOME}larm")
    assert "alarm" not in admin.form("/larm").choices
    taken["csrf_token"] = admin.form("/larm").values["csrf_token"]
    assert admin.client.post(f"{HOME}larm", data=taken).status_code == 403
