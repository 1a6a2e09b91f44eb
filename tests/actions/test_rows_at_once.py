"""Two reports at once, both the one that completes the row: each case is counted once, and nobody waits for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from backend import cases
from backend.cases import Step
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.row_builders import along
from tests.town import ANGSBY, Town, open_town


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    opened = open_town(database_urls, settings)
    opened.begin()
    yield opened
    opened.close()


def test_four_that_are_looked_at_at_the_same_time_are_counted_once_each(town: Town) -> None:
    found = [town.report(**along(metres)).case_id for metres in (0, 100, 200, 300)]
    together = Barrier(len(found))

    def count(case_id: UUID) -> int:
        with town.worker.transaction(ANGSBY) as session:
            cases.get_case(session, PRACTICE_CODE, case_id)
            together.wait(10)
            return cases.count_rows(session, PRACTICE_CODE, case_id, now=town.now())

    with ThreadPoolExecutor(len(found)) as pool:
        counted = list(pool.map(count, reversed(found)))
    assert sum(counted) == 4
    with town.transaction() as session:
        for case_id in found:
            steps = [each.step for each in cases.list_timeline(session, PRACTICE_CODE, case_id)]
            assert steps.count(Step.COUNT_ROW) == 1
