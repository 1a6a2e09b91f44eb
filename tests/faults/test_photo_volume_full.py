"""The photos' volume is full: photos wait where they are, reports do not, and with room again they go on."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import DatabaseUrls
from tests.faults.uploading import Phone, Web, build_form, serve

pytestmark = pytest.mark.slow
CONTENT = os.urandom(5_000_000)
FULL_BYTES = 3_000_000
Room = Callable[[Web], None]


@contextmanager
def small_volume(folder: Path) -> Iterator[bool]:
    """A volume of three megabytes on ``folder``; False where this machine lets nobody mount one."""
    folder.mkdir()
    mounted = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={FULL_BYTES}", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*how: str) -> bool:
    return subprocess.run(["mount", *how], check=False, capture_output=True).returncode == 0


def limit_files(web: Web, most: int) -> None:
    """No file of these processes may grow beyond so much: what an unprivileged test has for a full volume."""
    for each in (web.process.pid, *web.list_workers()):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def send_with_form(web: Web) -> str:
    """A report with its photo by the form, without any module; where the browser is sent."""
    path, body, kind = build_form(CONTENT)
    answer = web.call("POST", path, body, Content_Type=kind)
    assert answer.status == 303, answer.content
    return answer.headers["Location"]


def test_a_full_volume_costs_no_report_and_the_photo_goes_on_when_there_is_room(
    database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    with small_volume(folder) as mounted:
        environment = settings_environment(LAGAT_PHOTO_FOLDER=str(folder))
        with serve(environment, workers=1) as web:
            if not mounted:
                limit_files(web, FULL_BYTES)
            phone = Phone(web, web.report(), CONTENT)
            refused = phone.send(0)
            assert (refused.status, refused.json["code"]) == (503, "photo_store_full")
            assert int(refused.headers["Retry-After"]) >= 60
            offset = phone.ask_offset()
            assert 1_000_000 < offset <= FULL_BYTES + 4096, "what fitted is kept"
            web.report()
            place = send_with_form(web)
            assert "photo=not_now" in place
            page = web.call("GET", place).content.decode()
            assert "Fotot gick inte att spara just nu. Din anmälan är sparad." in page
            make_room(web, folder, mounted=mounted)
            assert phone.send(offset).status == 204
            assert phone.ask_offset() == len(CONTENT)
            assert "Traceback" not in web.said


def make_room(web: Web, folder: Path, *, mounted: bool) -> None:
    """Somebody cleans up."""
    if mounted:
        assert _mount("-o", "remount,size=100000000", str(folder))
    else:
        limit_files(web, resource.RLIM_INFINITY)
    time.sleep(0.1)
