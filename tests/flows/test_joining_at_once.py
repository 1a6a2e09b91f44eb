"""Two at the console join the same two cases at the same moment, each the other way: one wins, nobody waits for ever."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from backend import cases
from backend.cases import StepNotAllowed, Submitted
from backend.foundation import clock
from backend.foundation.errors import LagatError
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town


@dataclass
class Merging:
    """Two who press at once, and what they were refused."""

    town: MailTown
    together: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))
    refused: list[LagatError] = field(default_factory=list)

    def press(self, one: Submitted, into: Submitted) -> None:
        """One of them, as the console does it."""
        self.together.wait()
        try:
            with self.town.transaction() as session:
                cases.lock_family(session, PRACTICE_CODE, one.case_id, into.case_id)
                now = clock.now(session)
                cases.merge_cases(session, PRACTICE_CODE, one.case_id, into_case_id=into.case_id, actor=BO, now=now)
        except LagatError as error:
            self.refused.append(error)


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as opened:
        yield opened


@pytest.mark.parametrize("turn", range(3))
def test_two_who_merge_two_cases_both_ways_leave_one_open_and_one_emptied(town: MailTown, turn: int) -> None:
    pair = [town.reported(category="park.mobler", mail=f"{name}{turn}@example.org") for name in ("amira", "eve")]
    merging = Merging(town)
    threads = [threading.Thread(target=merging.press, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    town.react()
    stand = [town.case(each.case_id) for each in pair]
    assert sorted(case.is_open for case in stand) == [False, True]
    assert [type(error) for error in merging.refused] == [StepNotAllowed]
    remaining = next(case for case in stand if case.is_open)
    assert remaining.promise_due_at is not None
    with town.transaction() as session:
        assert len(cases.list_reports(session, PRACTICE_CODE, remaining.id)) == 2
