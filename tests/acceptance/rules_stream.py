"""The recorded half-year of a city as rules and targets are tried on it."""

import csv
import gzip
import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend import catalogue, responsibility
from backend.catalogue.simulator import Lived, simulate_target
from backend.replay.mapping import find_rule
from backend.responsibility import Subject

FROM, TO = (-71.08, 42.33), (16.1924, 58.5877)
"""What the stream's own centre (lon, lat) becomes; distances stay what they were."""


def read_boston(session: Any, code: str, file: Path) -> list[Subject]:
    """The rows as rules are tried on them, moved metre-true; a row without a place stands at the centre."""
    zone, squeeze = ZoneInfo("America/New_York"), math.cos(math.radians(FROM[1])) / math.cos(math.radians(TO[1]))
    rows = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            rule = find_rule(f"{row['case_title']} ({row['type']})")
            lon, lat = float(row["longitude"] or FROM[0]), float(row["latitude"] or FROM[1])
            rows.append({
                "key": row["case_enquiry_id"], "category": rule.category,
                "answers": "|".join(f"{question}={choice}" for question, choice in rule.answers.items()),
                "longitude": str(TO[0] + (lon - FROM[0]) * squeeze), "latitude": str(TO[1] + lat - FROM[1]),
                # Their clock is ours: what was reported at night was reported at night.
                "at": datetime.fromisoformat(row["open_dt"]).replace(tzinfo=zone).replace(tzinfo=catalogue.SWEDISH_TIME)
                .isoformat(),
            })  # fmt: skip
    return responsibility.read_rows(session, code, rows)


def simulate_potholes(say: Callable[[bool, str], None], file: Path) -> None:
    """Three days for potholes: how many missed, by their own times and a Swedish calendar."""
    lives, last = [], datetime.min.replace(tzinfo=catalogue.SWEDISH_TIME)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            opened, closed = (_moment(row[name]) for name in ("open_dt", "closed_dt"))
            last = max(last, opened or last)
            if opened and find_rule(f"{row['case_title']} ({row['type']})").category == "vag.potthal":
                lives.append(Lived(opened, closed))
    for text in ("3 days", "10 days"):
        found = simulate_target(lives, catalogue.read_target(text), catalogue.WorkingCalendar(), now=last)
        share, needed = found.missed_percent, found.needed.total_seconds() / 86400
        said = (
            f"{found.cases} potholes by {text}: {found.missed} missed ({share:.1f} %), {found.still_open} in time yet"
        )
        say(found.cases == len(lives) > 0, f"{said}; nine of ten took {needed:.1f} days")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=catalogue.SWEDISH_TIME) if text else None
