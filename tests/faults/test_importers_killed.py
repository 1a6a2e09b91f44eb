"""`lagat places import` and `lagat town import`, killed or interrupted: nothing half is left, and again gives the same."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.commands.geography import add_to
from backend.foundation.database import Database
from backend.geography import MunicipalityKind, read_boundary
from tests.databases import Databases, DatabaseUrls
from tests.faults.importing import describe_tables, run, stop_at
from tests.rules.test_town_files import TOWN

pytestmark = pytest.mark.slow

CODE = "9902"
MANY = 2_000
HALF_WAY = f"NEW.name = 'Hamngatan {MANY // 2}'"
ALL_DONE_BUT_COMMITTED = {"table": "audit_entry"}
Environment = Callable[..., dict[str, str]]


class Nyby:
    """A municipality that is to be filled by importers, in a database of its own."""

    def __init__(self, urls: DatabaseUrls, environment: dict[str, str]) -> None:
        self.urls, self.environment = urls, environment
        owner = Database(urls.owner)
        ground = read_boundary(TOWN / "boundary.geojson", CODE)
        add_to(owner, CODE, slug="nyby", name="Nyby", kind=MunicipalityKind.PRACTICE, boundary=ground)
        owner.close()

    def run(self, *words: str) -> None:
        run(self.environment, *words)

    def stop(self, *words: str, by: signal.Signals, table: str, when: str = "") -> int:
        return stop_at(self.urls, self.environment, *words, table=table, when=when, by=by)


@pytest.fixture
def build_nyby(databases: Databases, settings_environment: Environment) -> Iterator[Callable[[], Nyby]]:
    made: list[DatabaseUrls] = []

    def build() -> Nyby:
        made.append(databases.create_migrated())
        return Nyby(made[-1], settings_environment(**made[-1].environment))

    yield build
    for urls in made:
        databases.drop(urls)


def write_addresses(file: Path, *, first: int, moved: float = 0.0) -> tuple[str, ...]:
    """So many addresses from number ``first`` on, moved north by degrees; the command that imports them."""
    lines = [f"a{n},Hamngatan,{n},{19.0 + n / 100_000},{58.44 + moved}" for n in range(first, first + MANY)]
    file.write_text("\n".join(["key,street,number,lon,lat", *lines]), encoding="utf-8")
    return ("places", "import", CODE, "addresses", str(file))


def test_places_killed_half_way_and_run_again_are_as_one_run_gives(
    build_nyby: Callable[[], Nyby], tmp_path: Path
) -> None:
    first = write_addresses(tmp_path / "first.csv", first=1)
    # Half of what stood has ended, half has moved, half is new.
    second = write_addresses(tmp_path / "second.csv", first=1 + MANY // 2 - 10, moved=0.001)
    plain, killed = build_nyby(), build_nyby()
    for command in (first, second):
        before = describe_tables(killed.urls)
        for where in ({"table": "place_name", "when": HALF_WAY}, ALL_DONE_BUT_COMMITTED):
            assert killed.stop(*command, by=signal.SIGKILL, **where) == -signal.SIGKILL
            assert describe_tables(killed.urls) == before
        killed.run(*command)
        plain.run(*command)
        assert describe_tables(killed.urls) == describe_tables(plain.urls) != before


def test_a_town_killed_half_way_and_run_again_is_as_one_run_gives(build_nyby: Callable[[], Nyby]) -> None:
    plain, killed = build_nyby(), build_nyby()
    for nyby in (plain, killed):
        nyby.run("places", "import", CODE, "districts", str(TOWN / "districts.geojson"))
    before = describe_tables(killed.urls)
    for table, when in (
        ("contract", "NEW.code = 'gator-norr'"),
        ("rule_edition", ""),
        ("audit_entry", "NEW.act = 'import_town'"),
    ):
        code = killed.stop("town", "import", CODE, str(TOWN), by=signal.SIGKILL, table=table, when=when)
        assert code == -signal.SIGKILL
        assert describe_tables(killed.urls) == before
    for nyby in (plain, killed):
        nyby.run("town", "import", CODE, str(TOWN))
    assert describe_tables(killed.urls) == describe_tables(plain.urls) != before
    after = describe_tables(killed.urls)
    killed.run("town", "import", CODE, str(TOWN), "--dry-run")
    assert describe_tables(killed.urls) == after


def test_ctrl_c_leaves_nothing_half_and_says_so(build_nyby: Callable[[], Nyby], tmp_path: Path) -> None:
    nyby = build_nyby()
    addresses = write_addresses(tmp_path / "first.csv", first=1)
    before = describe_tables(nyby.urls)
    assert nyby.stop(*addresses, by=signal.SIGINT, table="place_name", when=HALF_WAY) == 130
    assert describe_tables(nyby.urls) == before
    districts = ("places", "import", CODE, "districts", str(TOWN / "districts.geojson"))
    nyby.run(*districts)
    before = describe_tables(nyby.urls)
    assert nyby.stop("town", "import", CODE, str(TOWN), by=signal.SIGINT, table="rule_edition") == 130
    assert describe_tables(nyby.urls) == before
    assert [file.name for file in tmp_path.iterdir()] == ["first.csv"]
