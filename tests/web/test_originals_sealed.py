"""What came stays sealed: no address of any door, opened by anybody, gives back a byte of an original."""

import itertools
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from backend import cases, dispatch
from backend.adapters.photo_store import FolderPhotoStore
from backend.doors.shared.message_links import follow_token
from backend.foundation.ids import read_reference
from tests.databases import DatabaseUrls
from tests.hostile_photos import MARK, build_jpeg_full_of_words
from tests.web.api_builders import CODE, ApiTown, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS
from tests.web.test_api_photos import pass_gate, send

SIZES = ("full", "display", "thumb", "sealed", "original", "../sealed/x")


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def fill(rule: str, values: dict[str, str]) -> str | None:
    """The address with every part filled in; None where we do not know what stands there."""
    names = re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", rule)
    if not set(names) <= set(values):
        return None
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: values[found[1]], rule)


@pytest.mark.slow
def test_no_address_of_any_door_gives_back_an_original(app: Flask, town: ApiTown) -> None:
    taken = town.report()
    town.work()
    content = build_jpeg_full_of_words()
    by = {"X-Lagat-Report-Token": taken["followToken"], "X-Lagat-Photo-Token": taken["photoToken"]}
    photo_id = read(send(town, f"/reports/{taken['reference']}/photos", content, headers=by))["photoId"]
    pass_gate(town)
    assert MARK in FolderPhotoStore(town.settings.photo_folder).read_sealed(CODE, photo_id)
    with town.scope() as session:
        case = cases.get_case_by_reference(session, CODE, read_reference(taken["reference"]))
        order = dispatch.list_orders_of_case(session, CODE, case.id)[0].reference
        report = cases.find_report_by_reference(session, CODE, read_reference(taken["reference"]))
        assert report is not None
        token = follow_token(town.settings, report.id)
    opened = shown = 0
    rules = sorted({rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())})
    for rule, reference, size in itertools.product(rules, (taken["reference"], order), SIZES):
        slug = CODE if rule.startswith("/api") else "angsby"
        ids = dict.fromkeys(re.findall(r"<uuid:([^<>]+)>", rule), photo_id)
        values = {
            "municipality_code": slug,
            "reference": reference,
            "token": token,
            "size": size,
            "filename": size,
            **ids,
        }
        address = fill(rule, values)
        if address is None or (size != "full" and "photo_id" not in rule):
            continue
        for person in (None, BO, CLEO, ADMIN, STREETS):
            headers = {**by, "Tus-Resumable": "1.0.0", "X-Request-Id": new_key()}
            if person is not None:
                headers["Authorization"] = f"Bearer {town.token(person)}"
            answer = app.test_client().get(f"{address}?size={size}", headers=headers)
            assert answer.status_code < 500, address
            assert MARK not in answer.data, address
            assert content[:200] not in answer.data, address
            opened += 1
            shown += answer.content_type == "image/jpeg"
    assert opened > 100
    assert shown >= 3 * 3, "the reporter, the crew and staff see our encodes"
