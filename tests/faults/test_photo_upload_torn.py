"""A photo whose line is cut at every tenth of its way goes on where it was cut, and arrives as it was sent."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from backend.adapters.photo_store import FolderPhotoStore
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.faults.uploading import PATIENCE_SECONDS, Phone, Web, serve

pytestmark = pytest.mark.slow
CONTENT = os.urandom(1_500_000)
LOST_AT_MOST = 16 * 1024
"""What a reset may take back: a piece that was under way."""


@pytest.fixture(scope="module")
def web(database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]]) -> Iterator[Web]:
    with serve(settings_environment()) as opened:
        yield opened


def wait_for_offset(phone: Phone, least: int) -> int:
    """What has come, when it is at least so much: the house may still be reading what the line carried."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while (offset := phone.ask_offset()) < least:
        assert time.monotonic() < ends_at, f"{offset} of {least} came"
        time.sleep(0.05)
    return offset


def send_rest(phone: Phone, at: int) -> None:
    """Send the rest, waiting while the torn call still holds the file."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while (answer := phone.send(at)).status == 409:
        assert time.monotonic() < ends_at, answer.content
        time.sleep(0.2)
    assert answer.status == 204, answer.content
    assert phone.ask_offset() == len(phone.content)


def list_photos(engine: sa.Engine, phone: Phone) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        found = sa.text("SELECT state, byte_length FROM photo WHERE id = :id")
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', false)"))
        return [
            (row.state, row.byte_length) for row in connection.execute(found, {"id": phone.place.rpartition("/")[2]})
        ]


@pytest.mark.parametrize("rudely", [False, True])
def test_cut_at_every_tenth_it_goes_on_there_and_is_one_photo(
    web: Web, settings: Settings, owner_engine: sa.Engine, rudely: bool
) -> None:
    phone, offset = Phone(web, web.report(), CONTENT), 0
    for tenth in range(1, 10):
        until = len(CONTENT) * tenth // 10
        phone.tear(offset, until, rudely=rudely)
        now = wait_for_offset(phone, until - (LOST_AT_MOST if rudely else 0))
        assert offset <= now <= until
        offset = now
    assert list_photos(owner_engine, phone) == [], "no photo before the whole has come"
    send_rest(phone, offset)
    assert list_photos(owner_engine, phone) == [("received", len(CONTENT))]
    store = FolderPhotoStore(settings.photo_folder)
    photo_id = phone.place.rpartition("/")[2]
    assert (settings.photo_folder / "sealed" / "9901" / photo_id).read_bytes() == CONTENT
    assert list(store.list_parts("9901")) == []
    assert "Traceback" not in web.said


def test_every_process_killed_in_the_middle_costs_nothing_that_was_safe(web: Web) -> None:
    phone = Phone(web, web.report(), CONTENT)
    assert phone.send(0, 600_000).status == 204
    line = phone.begin(600_000, 900_000)
    time.sleep(0.3)
    web.kill_workers()
    line.close()
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            offset = phone.ask_offset()
            break
        except OSError:
            assert time.monotonic() < ends_at, "nobody answers again"
            time.sleep(0.2)
    assert offset >= 600_000
    send_rest(phone, offset)
