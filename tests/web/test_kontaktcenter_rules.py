"""The pages of the rules: an edition in words, a draft changed by form and by sheet, tried, tested, published, rolled back."""

import io
from collections.abc import Iterator
from uuid import UUID

import pytest

from backend import responsibility
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of

RULES = f"{HOME}regler"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def begin(console: Console) -> Browser:
    """The administrator's browser at a new draft."""
    browser = console.open(ADMIN)
    browser.go(RULES)
    browser.send(RULES, name="Kvällar")
    return browser


def upload(browser: Browser, address: str, sheet: str) -> None:
    """Send the file, in the form the page has for it."""
    values = {**browser.form("/sheet").values, "sheet": (io.BytesIO(sheet.encode()), "regler.csv")}
    browser.page = browser.client.post(address, data=values, content_type="multipart/form-data", follow_redirects=True)


def draft_of(console: Console) -> responsibility.RuleDraft:
    with console.town.transaction() as session:
        return responsibility.list_drafts(session, PRACTICE_CODE)[0]


def test_a_draft_is_changed_tried_published_and_rolled_back_on_paper(console: Console) -> None:
    old = console.town.reported()
    browser = begin(console)
    assert "Alla 8 går igenom" in words_of(browser)
    here = f"{RULES}/utkast/{draft_of(console).id}"
    rule = {
        "code": "LAMPOR",
        "place": "1",
        "category": "belysning.enstaka",
        "area": "ost",
        "then": "unit",
        "unit": "gata",
    }
    browser.send(f"{here}/rule", photo=None, **rule, note_sv="Enligt beslut 7.")
    said = words_of(browser)
    assert "Ny LAMPOR Om kategorin är En lampa är släckt och platsen ligger i Öst: till enheten Gatuenheten." in said
    browser.send("/try#try", since="2026-01-01")
    said = words_of(browser)
    assert "1 av 1 skulle ha gått någon annanstans." in said
    assert "1 avtalet Belysning öst → enheten Gatuenheten" in said
    assert "→ Gatuenheten svarar själv på En lampa är släckt. Enligt beslut 7." in said
    browser.send(f"{here}/publish")
    assert "Publicerat som Utgåva 2" in words_of(browser)

    new = console.town.reported()
    at_case = console.at_case(BO, new)
    assert "Gatuenheten svarar själv" in words_of(at_case)
    assert f"{RULES}/utgava/2#LAMPOR" in at_case.text
    assert f"{RULES}/utgava/1" in console.at_case(BO, old).text

    browser.go(f"{RULES}/utgava/2")
    browser.send(f"{RULES}/utgava/2/roll-back", to="1", reason="Fel lampor")
    said = words_of(browser)
    assert "Utgåva 1 gäller nu återgång till den Fel lampor" in said
    assert "Avtalet Belysning öst gäller" in words_of(console.at_case(BO, old))
    browser.go(page_of(new))


def test_a_rule_is_changed_moved_and_removed_and_keeps_what_the_form_has_no_field_for(console: Console) -> None:
    browser = begin(console)
    draft_id = draft_of(console).id
    here = f"{RULES}/utkast/{draft_id}"
    browser.go(f"{here}?rule=R04")
    assert 'value="R04"' in browser.text
    browser.send(f"{here}/rule", code="R04", place="2", then="body", body="elnat", priority="high", act="save")
    changed = rules_of(console, draft_id)[1]
    assert changed == {"code": "R04", "if": {"answer": "body:"}, "then": "body", "body": "elnat", "priority": "high"}
    browser.send(f"{here}/rule", code="R04", act="remove")
    assert "R04" not in [rule["code"] for rule in rules_of(console, draft_id)]


def test_a_sheet_is_taken_out_and_in_and_a_wrong_one_is_told_by_its_cells(console: Console) -> None:
    browser = begin(console)
    draft_id = draft_of(console).id
    here = f"{RULES}/utkast/{draft_id}"
    answer = browser.client.get(f"{here}/regler.csv")
    assert answer.mimetype == "text/csv"
    sheet = answer.get_data(as_text=True)
    wrong = sheet.replace("R01;", "R01;nope", 1)
    browser.go(here)
    upload(browser, f"{here}/sheet", wrong)
    assert "rules.1.if.category: Det finns ingen sådan kod här." in words_of(browser)
    assert browser.page.status_code == 422
    browser.go(here)
    upload(browser, f"{here}/sheet", sheet)
    assert "Klart." in words_of(browser)


def test_what_does_not_pass_is_not_published(console: Console) -> None:
    browser = begin(console)
    here = f"{RULES}/utkast/{draft_of(console).id}"
    browser.send(f"{here}/rule", code="ALLT", place="1", then="unit", unit="gata")
    browser.send(f"{here}/publish")
    assert browser.page.status_code == 409
    assert "Alla prov måste gå igenom innan regler publiceras" in words_of(browser)
    browser.send(f"{here}/tests", tests="{")
    assert "Proven gick inte att läsa" in words_of(browser)


def test_everybody_of_the_house_may_read_the_rules_and_only_some_keep_them(console: Console) -> None:
    bo = console.open(BO)
    bo.go(RULES)
    assert "Ansvarsregler" in words_of(bo)
    assert "Börja ett utkast" not in words_of(bo)
    assert bo.client.post(RULES, data={"name": "Mitt"}).status_code == 403
    bo.go(f"{RULES}/utkast/{draft_of(console).id}")
    assert bo.page.status_code == 403
    cleo = console.open(CLEO)
    cleo.go(RULES)
    assert cleo.page.status_code == 403
    nobody = console.open(ADMIN)
    nobody.go(f"{RULES}/utkast/{UUID(int=1)}")
    assert nobody.page.status_code == 404


def rules_of(console: Console, draft_id: UUID) -> list[dict[str, object]]:
    with console.town.transaction() as session:
        return list(responsibility.get_draft(session, PRACTICE_CODE, draft_id).rules)
