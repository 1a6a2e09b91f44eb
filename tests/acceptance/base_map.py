"""The map in Chromium over a base map in one file: read in parts, drawn under our own policy, whose map it is said.

    .venv/bin/python -m tests.acceptance.base_map FILE.pmtiles LONGITUDE LATITUDE [PICTURE.png]

Makes a database of its own, serves Ängsby with the file as LAGAT_BASEMAP, opens the map at the point and moves the pin by
keyboard. Times the municipality's own tiles as well. Prints its figures; ends with 1 where the file was drawn whole,
something was refused or failed, no map came, or the page weighs 100 kB or more before it.
"""

import dataclasses
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, Response

from backend.app import create_app
from backend.foundation.base_map import BaseMap
from backend.foundation.settings import Settings
from tests.acceptance.plans import environment_of
from tests.browser.citizen_pages import DESK, chromium, list_faults, served
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.mail_town import MailTown, open_mail_town

MOST_BEFORE = 100_000
WAIT_MS = 5_000


class Weighed:
    """What a page fetched, and what it complained of."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self.parts: list[tuple[int, int]] = []
        self.complaints: list[str] = []
        page.on("response", self._weigh)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def _weigh(self, answer: Response) -> None:
        length = int(answer.headers.get("content-length", "0"))
        if answer.url.endswith(".pmtiles"):
            self.parts.append((answer.status, length))
        self.bytes[answer.url] = self.bytes.get(answer.url, 0) + length


def main() -> int:
    """Run it; 0 where all holds."""
    file, longitude, latitude = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    picture = sys.argv[4] if len(sys.argv) > 4 else None
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="basemap")
        urls = databases.create_angsby()
        status = _run(urls, file, f"lat={latitude}&lon={longitude}&accuracy=25", picture)
        databases.drop(urls)
        return status
    finally:
        cluster.stop()
        lock.close()


def _run(urls: DatabaseUrls, file: Path, where: str, picture: str | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment(environment_of(urls, folder))
        base = BaseMap("pmtiles", file=file.absolute(), attribution="© OpenStreetMap")
        with open_mail_town(urls, dataclasses.replace(settings, base_map=base)) as town:
            _time_tiles(town)
            with served(town) as address, chromium() as browser:
                page = browser.new_page(viewport=DESK, locale="sv-SE")
                return _look(page, f"{address}/angsby/anmal?{where}", file.stat().st_size, picture)


def _look(page: Page, address: str, size: int, picture: str | None) -> int:
    weighed = Weighed(page)
    page.goto(address, wait_until="networkidle")
    before = sum(weighed.bytes.values())
    began = time.monotonic()
    page.click("[data-act='open']")
    page.locator("button.pin").wait_for(timeout=30_000)
    shown = time.monotonic() - began
    page.focus("button.pin")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(WAIT_MS)
    told = page.locator("[data-part='told']").inner_text()
    faults = list_faults(page)
    if picture:
        page.screenshot(path=picture, full_page=True)
    read = sum(length for _, length in weighed.parts)
    print(
        f"before the map {before / 1000:.1f} kB; with it {sum(weighed.bytes.values()) / 1e6:.2f} MB, unpacked; shown after {shown:.1f} s"
    )
    print(
        f"base map: {len(weighed.parts)} parts, {read / 1000:.0f} of {size / 1000:.0f} kB, answers {sorted({s for s, _ in weighed.parts})}"
    )
    print(f"told: {told}")
    for each in (*weighed.complaints, *faults):
        print(f"WRONG {each}")
    in_parts = bool(weighed.parts) and {status for status, _ in weighed.parts} == {206}
    held = in_parts and before < MOST_BEFORE and "20 m" in told and not weighed.complaints and not faults
    print("it holds" if held else "it does NOT hold")
    return 0 if held else 1


def _time_tiles(town: MailTown) -> None:
    client = create_app(town.settings, town.web).test_client()
    for zoom, column, row in ((15, 18076, 9834), (13, 4519, 2458), (10, 564, 307)):
        took, size = [], 0
        for _ in range(60):
            began = time.perf_counter()
            size = len(client.get(f"/api/v1/9901/map-tiles/{zoom}/{column}/{row}").data)
            took.append((time.perf_counter() - began) * 1000)
        print(
            f"own tile at zoom {zoom}: {size} bytes, median {statistics.median(took):.1f} ms, longest {max(took):.1f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
