"""A backup of database and photos opens again in an empty database, and nothing that waited is sent by itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend import deliveries
from backend.commands.accounts import add_to as add_admin
from backend.commands.backup import CONTENTS, DUMP, read_backup, write_backup
from backend.commands.geography import add_to as add_municipality
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.settings import Settings
from backend.geography import MunicipalityKind
from tests.databases import Databases, DatabaseUrls
from tests.delivery_builders import ANGSBY, NOON, build_letter

Environment = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def original(database_urls: DatabaseUrls, settings: Settings) -> Settings:
    """Ängsby with one message waiting and one photo."""
    owner = Database(database_urls.owner)
    add_municipality(owner, ANGSBY, slug="angsby", name="Ängsby", kind=MunicipalityKind.PRACTICE)
    add_admin(owner, "bo@angsby.example", code=ANGSBY, name="Bo")
    with owner.transaction(Scope((ANGSBY,))) as session:
        deliveries.queue_delivery(session, ANGSBY, build_letter(), now=NOON)
    owner.close()
    settings.photo_folder.mkdir(exist_ok=True)
    (settings.photo_folder / "lamp.jpg").write_bytes(b"a lamp")
    return settings


@pytest.fixture
def other(databases: Databases, settings_environment: Environment, tmp_path: Path) -> Iterator[Settings]:
    """Another installation: an empty database and no photos."""
    urls = databases.create_empty()
    yield Settings.from_environment(
        {**settings_environment(), **urls.environment, "LAGAT_PHOTO_FOLDER": str(tmp_path / "photos")}
    )
    databases.drop(urls)


def _ask(settings: Settings, question: str, scope: Scope) -> object:
    database = Database(settings.database_url_owner)
    try:
        with database.transaction(scope) as session:
            return session.scalar(sa.text(question))
    finally:
        database.close()


def test_what_was_backed_up_is_there_again(original: Settings, other: Settings, tmp_path: Path) -> None:
    write_backup(original, tmp_path / "kept")
    assert read_backup(other, tmp_path / "kept") == 1
    scope = Scope((ANGSBY,))
    assert _ask(other, "SELECT name FROM municipality WHERE code = '9901'", scope) == "Ängsby"
    assert _ask(other, "SELECT name FROM person", scope) == "Bo"
    assert (other.photo_folder / "lamp.jpg").read_bytes() == b"a lamp"


def test_what_waited_waits_for_a_person_and_followers_see_a_new_epoch(
    original: Settings, other: Settings, tmp_path: Path
) -> None:
    write_backup(original, tmp_path / "kept")
    read_backup(other, tmp_path / "kept")
    scope = Scope((ANGSBY,))
    assert _ask(other, "SELECT fate || ' ' || parked_reason FROM delivery", scope) == "parked restored"
    before, after = (_ask(settings, "SELECT epoch FROM follower_epoch", scope) for settings in (original, other))
    assert (before, after) == (1, 2)


def test_the_walls_stand_again_after_a_restore(original: Settings, other: Settings, tmp_path: Path) -> None:
    write_backup(original, tmp_path / "kept")
    read_backup(other, tmp_path / "kept")
    walls = (
        "SELECT string_agg(tablename || policyname || roles::text || qual, ' ' ORDER BY tablename, policyname)"
        " FROM pg_policies"
    )
    scope = Scope((ANGSBY,))
    assert _ask(other, walls, scope) == _ask(original, walls, scope)


def test_a_database_that_holds_something_is_refused(original: Settings, tmp_path: Path) -> None:
    write_backup(original, tmp_path / "kept")
    with pytest.raises(Conflict):
        read_backup(original, tmp_path / "kept")


def test_a_damaged_backup_is_refused_before_anything_is_touched(
    original: Settings, other: Settings, tmp_path: Path
) -> None:
    write_backup(original, tmp_path / "kept")
    with (tmp_path / "kept" / DUMP).open("ab") as dump:
        dump.write(b"!")
    with pytest.raises(Invalid, match="damaged"):
        read_backup(other, tmp_path / "kept")
    (tmp_path / "kept" / CONTENTS).write_text(json.dumps({}))
    with pytest.raises(Invalid, match="not a whole backup"):
        read_backup(other, tmp_path / "kept")
