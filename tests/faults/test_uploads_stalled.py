"""Two hundred uploads stand still in the middle: reports are taken as before, and each upload can go on."""

import os
import time
from collections.abc import Callable, Iterator

import pytest

from tests.databases import DatabaseUrls
from tests.faults.uploading import PATIENCE_SECONDS, Phone, Web, build_form, serve

pytestmark = pytest.mark.slow
STALLED = 200
CONTENT = os.urandom(400_000)


@pytest.fixture(scope="module")
def web(database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]]) -> Iterator[Web]:
    with serve(settings_environment()) as opened:
        yield opened


def time_reports(web: Web, count: int) -> list[float]:
    """How long each of so many reports took, in seconds, shortest first; each must be taken."""
    taken = []
    for _ in range(count):
        begun = time.monotonic()
        web.report()
        taken.append(time.monotonic() - begun)
    return sorted(taken)


def test_reports_are_taken_beside_two_hundred_uploads_that_stand_still(web: Web) -> None:
    idle = time_reports(web, 40)
    phones = [Phone(web, report, CONTENT) for report in (web.report() for _ in range(STALLED // 10)) for _ in range(10)]
    lines = [phone.begin(0, len(CONTENT) // 2) for phone in phones]
    try:
        beside = time_reports(web, 80)
    finally:
        for line in lines:
            line.close()
    print(f"p95 idle {idle[-2] * 1000:.0f} ms, beside {STALLED} stalled uploads {beside[-4] * 1000:.0f} ms,")
    print(f"longest {idle[-1] * 1000:.0f} and {beside[-1] * 1000:.0f} ms")
    assert beside[-4] < max(1.0, 5 * idle[-2])
    for phone in phones[:: STALLED // 5]:
        send_again(phone)


def test_reports_are_taken_beside_sixty_forms_whose_photo_stands_still(web: Web) -> None:
    lines = []
    for _ in range(60):
        path, body, kind = build_form(CONTENT)
        lines.append(web.begin("POST", path, body, len(body) // 2, Content_Type=kind))
    try:
        beside = time_reports(web, 40)
    finally:
        for line in lines:
            line.close()
    assert beside[-2] < 1.0
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while (answer := web.call("POST", path, body, Content_Type=kind)).status != 303:
        assert answer.status == 503, answer.content
        assert "skicka utan foto" in answer.content.decode()
        assert time.monotonic() < ends_at, "no form is taken again"
        time.sleep(0.5)


def send_again(phone: Phone) -> None:
    """Go on where the house says it ended, as often as it says that it is busy."""
    for _ in range(60):
        answer = phone.send(phone.ask_offset())
        if answer.status == 204:
            assert phone.ask_offset() == len(CONTENT)
            return
        assert answer.status in (409, 503), answer.content
        time.sleep(0.5)
    raise AssertionError("it never goes on")
