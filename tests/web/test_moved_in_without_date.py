"""A case that moved in and has no date yet says so to whoever asks, and shows no made-up one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from backend import moving_in
from backend.foundation.database import Database
from backend.practice import PRACTICE_CODE
from tests.actions.test_moving_in import FILE
from tests.databases import DatabaseUrls
from tests.rules.test_moving_in_rows import MAPPING
from tests.web.api_builders import ApiTown, open_town, read
from tests.web.conftest import BO

MADE_UP_YEAR = "2999"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiTown]:
    """Ängsby, with the open matter of another system moved in."""
    file: Path = tmp_path_factory.mktemp("moving") / "old.csv"
    file.write_text(FILE, encoding="utf-8")
    for opened in open_town(app, database_urls):
        worker = Database(database_urls.worker)
        moving_in.run_file(worker, PRACTICE_CODE, file, mapping=MAPPING, name="gamla", tell=lambda *_: None)
        worker.close()
        yield opened


def test_the_api_says_that_there_is_no_date_yet(town: ApiTown) -> None:
    listed = read(town.get("/cases?open=true", BO))["items"]
    assert [(each["promise"]["kind"], each["promise"]["dueAt"]) for each in listed] == [("date_to_be_given", None)]
    assert listed[0]["promise"]["hasPassed"] is False
    answer = town.get(f"/cases/{listed[0]['reference']}", BO)
    assert MADE_UP_YEAR not in answer.text
    assert [(each["kind"], each["dueAt"]) for each in read(answer)["promises"]] == [("date_to_be_given", None)]


def test_a_new_promise_gives_it_one_and_the_history_still_says_that_there_was_none(town: ApiTown) -> None:
    reference = read(town.get("/cases?open=true", BO))["items"][0]["reference"]
    now = read(town.get(f"/cases/{reference}", BO))["timeline"][0]["recordedAt"]
    due_at = f"{int(now[:4]) + 1}{now[4:]}"
    body = {"kind": "mend", "dueAt": due_at, "precision": "day", "cause": "next_step"}
    assert town.post(f"/cases/{reference}/promises", body, BO).status_code in (200, 201)
    promises = read(town.get(f"/cases/{reference}", BO))["promises"]
    assert [each["dueAt"] is None for each in promises] == [True, False]
