"""Categories over the API and on the page: changed, tried, with history, out and in, by the administrator."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, words_of

PATH = "/category-settings"
LAMP = f"{PATH}/belysning.enstaka"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings, town: ApiTown) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def change(town: ApiTown, as_: str = ADMIN, path: str = LAMP, **body: Any) -> Any:
    return town.call("PATCH", path, as_, json=body)


def test_a_category_is_changed_and_its_history_told(town: ApiTown) -> None:
    before = read(town.get(LAMP, ADMIN))
    changed = read(
        change(
            town, names={"sv": "Mörk lampa", "so": "Nal"}, targets={"mend": "30 days", "start": "5 days"},
            lookAgainOn="2027-03-15", season="10-01/04-30", nearMetres=80, publicAtOnce=False, seen=before["version"],
        )
    )  # fmt: skip
    assert (changed["names"]["sv"], changed["names"]["en"]) == ("Mörk lampa", before["names"]["en"])
    assert (changed["targets"]["start"], changed["lookAgainOn"], changed["nearMetres"]) == ("5 days", "2027-03-15", 80)
    newest = changed["versions"][0]
    assert newest["changes"]["near_metres"] == {"before": "25", "after": "80"}
    assert newest["editedBy"]
    tree = read(town.get("/categories"))["items"]
    assert "Mörk lampa" in [each["name"] for group in tree for each in group["categories"]]
    assert code_of(change(town, seen=0, nearMetres=90)) == (409, "category_changed")
    back = read(change(town, names={"so": None}, targets={"start": None}, lookAgainOn=None, season=None))
    assert ("so" in back["names"], "start" in back["targets"], back["lookAgainOn"]) == (False, False, None)


def test_seasons_and_counts_are_set_told_and_taken_away(town: ApiTown) -> None:
    shipped = read(town.get(LAMP, ADMIN))["countRules"]
    assert [(each["cases"], each["metres"], each["targets"]) for each in shipped] == [(3, 120, {"mend": "21 days"})]
    season = {"season": "10-01/04-30", "targets": {"mend": "30 days"}}
    count = {
        "cases": 2, "metres": 80, "days": 7, "categories": ["belysning.enstaka", "belysning.stracka"],
        "season": "10-01/03-31", "targets": {"mend": "7 days"}, "asCategory": "belysning.stracka", "priority": "high",
    }  # fmt: skip
    changed = read(change(town, seasonTargets=[season], countRules=[count]))
    assert (changed["seasonTargets"], changed["countRules"]) == ([season], [count])
    sheet = town.get(f"{PATH}/sheet", ADMIN).data.decode("utf-8-sig")
    assert "10-01/04-30: mend 30 days" in sheet
    assert "2 of belysning.enstaka belysning.stracka within 80 metres in 7 days during 10-01/03-31" in sheet
    row = "code;season_targets;count_rules\r\nbelysning.enstaka;;3 within 120 metres in 21 days: mend 21 days\r\n"
    assert read(town.post(f"{PATH}/imports", {"sheet": row, "dryRun": False}, ADMIN))["isDone"]
    back = read(town.get(LAMP, ADMIN))
    assert (back["seasonTargets"], back["countRules"]) == ([], shipped)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"names": {"sv": ""}}, ["names.sv"]),
        ({"publicNames": {"sv": None}}, ["publicNames.sv"]),
        ({"targets": {"mend": "soon"}}, ["targets.mend"]),
        ({"unit": "nobody"}, ["unit"]),
        ({"nearMetres": 501}, ["nearMetres"]),
        ({"colour": "blå"}, ["colour"]),
        ({"seasonTargets": [{"season": "höst", "targets": {"mend": "2 days"}}]}, ["seasonTargets"]),
        ({"countRules": [{"cases": 1, "metres": 9, "days": 2, "targets": {"mend": "2 days"}}]}, ["countRules"]),
        ({"countRules": [{"cases": 2, "metres": 9, "days": 2, "asCategory": "nothing"}]}, ["countRules"]),
    ],
)
def test_what_is_wrong_is_named_as_it_was_sent(town: ApiTown, body: dict[str, Any], named: list[str]) -> None:
    answer = change(town, **body)
    assert (answer.status_code, names_of(answer)) == (422, named)


def test_who_may_not_is_refused_and_what_there_is_not_is_not_found(town: ApiTown) -> None:
    for path in (PATH, LAMP, f"{PATH}/sheet"):
        assert town.get(path).status_code == 401
        assert town.get(path, BO).status_code == 403
        assert town.get(path, CLEO).status_code in (403, 404)
    assert change(town, BO, nearMetres=90).status_code == 403
    assert town.post(f"{PATH}/imports", {"sheet": "code"}, BO).status_code == 403
    assert code_of(town.get(f"{PATH}/nothing", ADMIN)) == (404, "no_such_category")
    assert code_of(change(town, path=f"{PATH}/nothing", nearMetres=90)) == (404, "no_such_category")


def test_the_sheet_goes_out_and_in(town: ApiTown) -> None:
    answer = town.get(f"{PATH}/sheet", ADMIN)
    assert answer.data.startswith(b"\xef\xbb\xbfcode;name_sv;")
    sheet = {"sheet": answer.data.decode("utf-8"), "dryRun": False}
    same = read(town.post(f"{PATH}/imports", sheet, ADMIN))
    assert (same["changed"], same["wrong"], same["isDone"]) == ([], [], True)
    tried = read(town.post(f"{PATH}/imports?lang=sv", {"sheet": "code;mend\r\nvag.potthal;soon\r\n"}, ADMIN))
    assert tried["wrong"][0]["column"] == "mend"
    assert "2 hours" in tried["wrong"][0]["words"]


def test_on_the_page_a_category_is_changed(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}kategorier")
    assert "vag.potthal" in words_of(admin)
    admin.go(f"{HOME}kategorier/vag.potthal")
    admin.send("/vag.potthal", mend="snart")
    assert admin.page.status_code == 422
    assert 'value="snart"' in admin.text
    admin.send("/vag.potthal", mend="3 days", name_sv="Hål i gatan", joinable="nej")
    assert "Sparad." in words_of(admin)
    assert "10 days" in words_of(admin)
    assert "Hål i gatan" in words_of(admin)


def test_on_the_page_a_target_is_tried_on_what_has_been(console: Console, town: ApiTown) -> None:
    town.report(category="vag.potthal", answers={"how": "small"})
    admin = console.open(ADMIN)
    admin.go(f"{HOME}kategorier/vag.potthal?target=3+days")
    assert "3 days: av 1 ärenden" in words_of(admin)
    admin.go(f"{HOME}kategorier/vag.potthal?target=snart")
    assert "season summer" in words_of(admin)


def test_on_the_page_a_sheet_is_tried_then_kept(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}kategorier")
    token = admin.form("/kategorier/sheet").values["csrf_token"]
    sheet = "code;near_metres\r\nklotter.ovrigt;33\r\n"
    sent = {"csrf_token": token, "act": "try", "sheet": (io.BytesIO(sheet.encode()), "k.csv")}
    admin.page = admin.client.post(f"{HOME}kategorier/sheet", data=sent, content_type="multipart/form-data")
    assert "1 celler skulle ändras" in words_of(admin)
    admin.send("/kategorier/sheet", act="keep")
    assert "Sparat: 1 celler ändrades." in words_of(admin)


def test_the_pages_are_the_administrators_alone(console: Console) -> None:
    bo = console.open(BO)
    assert bo.go(f"{HOME}kategorier").status_code == 403
    assert bo.go(f"{HOME}kategorier/vag.potthal").status_code == 403
    assert console.open(ADMIN).go(f"{HOME}kategorier/nothing").status_code == 404
