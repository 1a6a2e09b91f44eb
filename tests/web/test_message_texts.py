"""A municipality's own texts over the API and on the page: saved, tried, taken back, out and in, by the administrator."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, words_of

PATH = "/message-texts"
MENDED = f"{PATH}/mended/sv"
WORDS = {"subject": "{ref}: Klart", "body": "{ref}: Nu är det gjort! {verdict}"}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings, town: ApiTown) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def save(town: ApiTown, **changes: object) -> dict[str, object]:
    seen = read(town.get(MENDED, ADMIN))["version"]
    return read(town.call("PUT", MENDED, ADMIN, json={**WORDS, "seen": seen, **changes}))


def test_a_text_is_saved_with_its_history_and_taken_back(town: ApiTown) -> None:
    saved = save(town)
    assert (saved["isOwn"], saved["subject"], saved["sms"]) == (True, WORDS["subject"], None)
    back = read(town.post(f"{MENDED}/returns", {}, ADMIN))
    assert (back["isOwn"], back["subject"], back["versions"][0]["isShipped"]) == (False, "{ref}: {verb}", True)
    assert back["versions"][1]["editedBy"]
    listed = read(town.get(f"{PATH}?language=en", ADMIN))
    assert {"sv", "en"} <= set(listed["languages"])
    assert next(each for each in listed["items"] if each["code"] == "mended")["body"].startswith("{ref}: {verb}! Not")


def test_words_are_tried_with_a_real_case(town: ApiTown) -> None:
    reference = town.report()["reference"]
    tried = read(town.post(f"{MENDED}/preview", {**WORDS, "sms": None}, ADMIN))["items"]
    assert reference in [each["reference"] for each in tried]
    assert all("[verdict]" in each["body"] and each["smsSegments"] >= 1 for each in tried)


def test_what_is_wrong_is_named(town: ApiTown) -> None:
    wrong = town.call("PUT", MENDED, ADMIN, json={**WORDS, "body": "{reporter}"})
    assert (wrong.status_code, names_of(wrong)) == (422, ["body"])
    assert names_of(town.call("PUT", MENDED, ADMIN, json={})) == ["subject", "body"]
    assert names_of(town.call("PUT", MENDED, ADMIN, json={**WORDS, "sms": "{question}"})) == ["sms"]
    save(town)
    assert code_of(town.call("PUT", MENDED, ADMIN, json={**WORDS, "seen": 0})) == (409, "text_changed")


def test_who_may_not_is_refused_and_what_there_is_not_is_not_found(town: ApiTown) -> None:
    for call in (MENDED, PATH, f"{PATH}/sheet"):
        assert town.get(call).status_code == 401
        assert town.get(call, BO).status_code == 403
        assert town.get(call, CLEO).status_code in (403, 404)
    assert town.call("PUT", MENDED, BO, json=WORDS).status_code == 403
    assert town.post(f"{PATH}/imports", {"sheet": "x"}, BO).status_code == 403
    for method, path in (("GET", ""), ("PUT", ""), ("POST", "/returns"), ("POST", "/preview")):
        body = None if method == "GET" else {} if path == "/returns" else WORDS
        assert code_of(town.call(method, f"{PATH}/nothing/sv{path}", ADMIN, json=body)) == (404, "no_such_text")


def test_the_sheet_goes_out_and_in(town: ApiTown) -> None:
    answer = town.get(f"{PATH}/sheet", ADMIN)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfcode;language;")
    same = read(town.post(f"{PATH}/imports", {"sheet": answer.data.decode("utf-8"), "dryRun": False}, ADMIN))
    assert (same["changed"], same["wrong"], same["isDone"]) == ([], [], True)
    sheet = "code;language;subject;body\r\nseen;sv;{ref};{nobody}\r\n"
    tried = read(town.post(f"{PATH}/imports?lang=sv", {"sheet": sheet}, ADMIN))
    assert (tried["isDone"], tried["wrong"][0]["row"], tried["wrong"][0]["column"]) == (False, 2, "body")
    assert "nobody" in tried["wrong"][0]["words"]
    assert code_of(town.post(f"{PATH}/imports", {"sheet": "a;b\r\n"}, ADMIN)) == (422, "sheet_not_understood")


def test_one_language_goes_out_by_itself_and_what_is_not_translated_comes_along_in_swedish(town: ApiTown) -> None:
    english, finnish = (town.get(f"{PATH}/sheet?language={each}", ADMIN) for each in ("en", "fi"))
    assert english.headers["Content-Disposition"] == 'attachment; filename="texter-en.csv"'
    for language, answer in {"en": english, "fi": finnish}.items():
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert {row["language"] for row in rows} == {language}
        assert "received" in {row["code"] for row in rows}
    back = read(town.post(f"{PATH}/imports", {"sheet": finnish.data.decode("utf-8"), "dryRun": False}, ADMIN))
    assert (back["changed"], back["wrong"]) == ([], [])
    for wrong in ("english", "E%22", "a%0Ab"):
        assert town.get(f"{PATH}/sheet?language={wrong}", ADMIN).status_code == 422


def test_on_the_page_there_is_a_button_for_each_language(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}texter?in=fi")
    for name in ("svenska (sv)", "engelska (en)", "finska (fi)"):
        assert name in words_of(admin)
    admin.go(f"{HOME}texter/texter.csv?in=en")
    assert admin.page.headers["Content-Disposition"] == 'attachment; filename="texter-en.csv"'
    admin.go(f"{HOME}texter/texter.csv?in=%22%0A")
    assert admin.page.status_code == 404


def test_on_the_page_a_text_is_tried_saved_and_taken_back(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}texter")
    assert "received" in words_of(admin)
    admin.go(f"{HOME}texter/made_safe/sv")
    admin.send("/made_safe/sv", subject="{ref}: Säkrat", body="{ref} {follow} {nobody}", act="save")
    assert admin.page.status_code == 422
    assert "{ref} {follow} {nobody}" in admin.text
    admin.send("/made_safe/sv", subject="{ref}: Säkrat", body="{ref}: Säkrat nu. {follow}", act="preview")
    assert "Så här kommer den att läsas" in words_of(admin)
    assert "[follow]" in words_of(admin)
    admin.send("/made_safe/sv", act="save")
    assert "egna ord" in words_of(admin)
    assert "Sparad som nr 1" in words_of(admin)
    admin.go(f"{HOME}texter/made_safe/sv?version=1")
    assert "tidigare version" in words_of(admin)
    admin.send("/return")
    assert "Lagats egna ord används igen." in words_of(admin)


def test_on_the_page_a_sheet_is_tried_then_kept(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(f"{HOME}texter")
    token = admin.form("/texter/sheet").values["csrf_token"]
    sheet = "code;language;subject;body\r\ngone;sv;{ref}: Borta;{ref}: Det är borta. {verdict}\r\n"
    sent = {"csrf_token": token, "act": "try", "sheet": (io.BytesIO(sheet.encode("cp1252")), "t.csv")}
    admin.page = admin.client.post(f"{HOME}texter/sheet", data=sent, content_type="multipart/form-data")
    assert "2 celler skulle ändras" in words_of(admin)
    admin.send("/texter/sheet", act="keep")
    assert "Sparat: 2 celler ändrades." in words_of(admin)


def test_the_pages_are_the_administrators_alone(console: Console) -> None:
    bo = console.open(BO)
    assert bo.go(f"{HOME}texter").status_code == 403
    assert bo.go(f"{HOME}texter/mended/sv").status_code == 403
    assert console.open(ADMIN).go(f"{HOME}texter/nothing/sv").status_code == 404
