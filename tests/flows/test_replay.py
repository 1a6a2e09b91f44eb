"""A small day through the real house: web, worker, mail and simulated people; twice, and with crashes and no mail."""

from collections.abc import Callable

import pytest

from backend.foundation.cluster import Cluster
from backend.replay import House, Outage, Played, Wish, play_day, read_stream
from backend.replay.kills import Kill
from tests.replay_builders import DAY, MIDNIGHT, NORRKOPING, open_house, write_day

pytestmark = pytest.mark.slow

Twice = tuple[Played, Played, House]


@pytest.fixture(scope="module")
def played(
    cluster: Cluster, settings_environment: Callable[..., dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Twice:
    """The day played with three crashes and an hour without mail, and then once more."""
    folder = tmp_path_factory.mktemp("replay")
    day = read_stream(write_day(folder / "day.ndjson"), midnight=MIDNIGHT)
    kills = [Kill(5, 0.05, "worker"), Kill(20, 0.0, "web"), Kill(35, 0.02, "worker")]
    outage = Outage.read("10:00-11:00", midnight=MIDNIGHT)
    with open_house(folder, cluster, settings_environment) as (house, settings):
        first = play_day(house, settings, Wish(NORRKOPING, day, kills, outage))
        second = play_day(house, settings, Wish(NORRKOPING, day))
    return first, second, house


def test_nothing_is_lost_through_crashes_and_an_hour_without_mail(played: Twice) -> None:
    first, _, house = played
    assert first.faults == []
    assert house.ended == ["worker", "web", "worker"]


def test_every_report_has_a_reference_and_a_case_of_its_own(played: Twice) -> None:
    figures = played[0].figures
    assert figures["sent"] == figures["references"] == figures["reports"] == figures["cases"] == len(DAY)


def test_what_lies_outside_is_shown_the_way_by_name_and_what_lies_nowhere_is_taken(played: Twice) -> None:
    figures = played[0].figures
    assert sum(figures["outside"].values()) == figures["outside_told_the_name"] == 1
    assert figures["taken_in_none"] == 1


def test_what_has_an_end_is_closed_and_the_rest_has_a_promise_ahead(played: Twice) -> None:
    figures = played[0].figures
    assert (figures["closed"], figures["open_with_future_promise"]) == (len(DAY) - 1, 1)


def test_every_step_is_told_once_under_one_message_id(played: Twice) -> None:
    figures = played[0].figures
    told, mail = figures["told"], figures["mail"]
    assert told["steps"] == told["told"] + told["overtaken"] >= 3 * len(DAY)
    assert mail["steps_under_two_ids"] == 0
    assert mail["repeats"] <= 2 * 3


def test_people_decide_what_rules_leave_to_them_and_tell_another_body_by_telephone(played: Twice) -> None:
    figures = played[0].figures
    assert figures["decided_by_person"] == {"unit": 1}
    assert figures["resolved"]["not_ours_handed_over"] == 1
    assert figures["alarms"] == {"acknowledged": 2}


def test_running_it_again_adds_nothing(played: Twice) -> None:
    first, second, _ = played
    assert second.faults == []
    assert second.own["Rows added by this run"] == second.own["Reports new in this run"] == 0
    assert second.own["Jumps of the clock"] == 0
    assert second.figures == first.figures
