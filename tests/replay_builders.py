"""A small day of our own for the replay's tests, and a house to play it in on a database of the tests."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.commands.replay import QUICK
from backend.commands.serve import web_command, worker_command
from backend.foundation.cluster import Cluster
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from backend.geography import Boundary
from backend.replay import Ground, House, Programs, find_free_ports, furnish

NORRKOPING, SODERKOPING = "0581", "0582"
CENTRE = (16.19, 58.59)
MIDNIGHT = datetime(2026, 9, 15, 22, tzinfo=UTC)
"""The beginning of a Wednesday in Sweden."""
INSIDE, NEIGHBOUR, NOWHERE = (16.2, 58.6), (16.35, 58.48), (17.9, 58.3)
"""Longitude and latitude of a point in Norrköping, of one in Söderköping and of one in the sea."""

DAY: tuple[tuple[float, str, str, tuple[float, float], float | None], ...] = (
    (1.0, "Street Light Outages", "Constituent Call", INSIDE, 30.0),
    (2.0, "Traffic Signal Repair", "Self Service", INSIDE, 3.0),
    (7.0, "Request for Pothole Repair", "Constituent Call", INSIDE, 12.9),
    (8.0, "Missed Trash", "Self Service", INSIDE, None),
    (8.5, "Street Light Outages", "Citizens Connect App", NEIGHBOUR, 5.0),
    (9.0, "Something new", "Self Service", INSIDE, 20.0),
    (10.0, "New Sign", "Constituent Call", INSIDE, 400.0),
    (11.0, "Utility Call-In", "Constituent Call", INSIDE, 6.0),
    (12.0, "Rodent Activity", "Citizens Connect App", NOWHERE, 60.0),
    (14.5, "Unsanitary Conditions", "Constituent Call", INSIDE, 25.0),
    (15.0, "Mice Infestation", "Constituent Call", INSIDE, 2.0),
)
"""Hours after midnight, what it is called, by which way it came, where, and hours until it was closed."""


def write_day(path: Path) -> Path:
    """The day as a stream: one JSON object a line."""
    rows = [
        {"t": hour * 3600, "ref": f"R{number}", "lat": lat, "long": lon, "description": called, "src": src,
         "close_after_h": hours}
        for number, (hour, called, src, (lon, lat), hours) in enumerate(DAY)
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def square(code: str, west: float, south: float, east: float, north: float) -> Boundary:
    """A boundary of four corners."""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Boundary(code, code, geojson=json.dumps({"type": "Polygon", "coordinates": [corners]}))


GROUND = Ground(
    NORRKOPING, CENTRE, [square(NORRKOPING, 15.8, 58.5, 16.8, 58.9), square(SODERKOPING, 15.8, 58.3, 16.8, 58.5)]
)


@contextmanager
def open_house(
    folder: Path, cluster: Cluster, environment: Callable[..., dict[str, str]]
) -> Iterator[tuple[House, Settings]]:
    """Norrköping furnished, and its processes started on the tests' own database, which they do not end."""
    web_port, mail_port = find_free_ports(2)
    told: dict[str, Any] = {
        **QUICK,
        "LAGAT_MODE": "test",
        "LAGAT_WEB_ADDRESS": f"http://127.0.0.1:{web_port}",
        "LAGAT_SMTP_PORT": str(mail_port),
        "LAGAT_MAIL_FOLDER": str(folder / "mail"),
        "LAGAT_MAIL_FROM": "felanmalan@replay.example",
    }
    variables = environment(**told)
    settings = Settings.from_environment(variables)
    owner = Database(settings.database_url_owner, pool_size=1)
    furnish(owner, settings, GROUND, midnight=MIDNIGHT)
    owner.close()
    sink = [sys.executable, "-m", "backend.adapters.mail_sink", "--port", str(mail_port)]
    sink += ["--folder", str(folder / "mail")]
    house = House(folder, Cluster(cluster.home, None))
    try:
        house.start(Programs(web_command("127.0.0.1", web_port, workers=1), worker_command(), sink, variables))
        yield house, settings
    finally:
        house.stop()
