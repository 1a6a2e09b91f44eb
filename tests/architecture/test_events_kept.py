"""What waits in the outbox at a release is understood after it: every event ever released, every reaction's name.

``tests/events/<Name>.v<version>.json`` holds the facts of one stored row of each version ever released, and
``reactions.txt`` every reaction's permanent name with its event. Files there are added, never changed or removed.
"""

import dataclasses
import json
import re
from collections import Counter
from pathlib import Path

import orjson
import pytest

from backend import wiring
from backend.foundation.events import Event, known_events, read_event

STORED = Path(__file__).parent.parent / "events"
EXAMPLES = sorted(STORED.glob("*.json"))
RELEASED = {name: cls for name, cls in known_events().items() if cls.__module__.startswith("backend.")}
PERSONAL = re.compile(r"name|mail|phone|address|words|place|text$")


def read_example(file: Path) -> tuple[str, int, dict[str, object]]:
    name, version, _ = file.name.split(".")
    return name, int(version.removeprefix("v")), json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_an_event_has_a_stored_example_of_its_version(name: str) -> None:
    assert (STORED / f"{name}.v{RELEASED[name].version}.json").is_file()


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_event_ever_stored_is_still_read_and_loses_no_fact(file: Path) -> None:
    name, version, facts = read_example(file)
    assert name in RELEASED, "an event is never renamed nor taken away while rows of it may wait"
    assert RELEASED[name].version >= version
    kept = json.loads(orjson.dumps(read_event(name, facts).facts()))
    assert {key: kept.get(key) for key in facts} == facts


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_what_was_added_to_an_event_since_its_first_version_has_a_default(name: str) -> None:
    _, _, first = read_example(STORED / f"{name}.v1.json")
    needed = {
        field.name
        for field in dataclasses.fields(RELEASED[name])
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    assert needed <= set(first)


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_an_event_says_its_municipality_and_nothing_of_a_person(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(RELEASED[name])}
    assert "municipality" in fields
    assert not {field for field in fields if PERSONAL.search(field)}


def test_every_event_is_frozen() -> None:
    assert all(cls.__dataclass_params__.frozen for cls in RELEASED.values())  # type: ignore[attr-defined]  # dataclasses'


def test_the_reactions_are_those_written_down_under_the_names_that_rows_carry() -> None:
    lines = (STORED / "reactions.txt").read_text(encoding="utf-8").splitlines()
    written = dict(line.split() for line in lines)
    assert {reaction.name: reaction.event.name for reaction in wiring.REACTIONS} == written
    assert lines == sorted(lines)


def test_no_two_reactions_ticks_or_chores_share_a_name() -> None:
    reactions, ticks = [each.name for each in wiring.REACTIONS], [each.name for each in wiring.AGENDA]
    names = [*reactions, *ticks, *(name for name, _, _ in wiring.CHORES)]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_a_reaction_stands_above_the_event_it_hears() -> None:
    order = "foundation deliveries geography accounts catalogue photos cases responsibility dispatch feedback messages".split()
    for reaction in wiring.REACTIONS:
        hears, acts = (module.split(".")[1] for module in (reaction.event.__module__, reaction.react.__module__))
        assert order.index(hears) <= order.index(acts), reaction.name


def test_every_event_that_is_announced_is_known_by_its_permanent_name() -> None:
    def leaves(cls: type[Event]) -> set[type[Event]]:
        below = cls.__subclasses__()
        return {cls} if not below else set().union(*(leaves(each) for each in below))

    announced = {cls for cls in leaves(Event) if cls.__module__.startswith("backend.")}
    assert announced == set(RELEASED.values())
