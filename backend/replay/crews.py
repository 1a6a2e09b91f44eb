"""The contractors: they look at their orders when there are new ones, and act on each as the day went."""

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import Image

from backend.replay.api_client import Answer, Refused
from backend.replay.decisions import CrewAct, next_act, show_moment, throw
from backend.replay.people import SignedIn
from backend.replay.stream import StreamReport, client_id_of
from backend.replay.town import Town

PHOTO_PIXELS = (320, 240)


@dataclass(frozen=True)
class Planned:
    """An act to come on an order of a report's case."""

    reference: str
    report: StreamReport
    act: CrewAct

    @property
    def key(self) -> str:
        """The same in every run: the order's own reference is not."""
        return f"{self.report.ref}|{self.act.act}"


@dataclass
class Crew:
    """One contractor. ``refused`` gathers acts that were not allowed, which should be none."""

    town: Town
    person: SignedIn
    refused: list[str] = field(default_factory=list)
    _planned: dict[str, Planned] = field(default_factory=dict)

    def look(self) -> None:
        """Read the whole list of active orders and plan what is new on it."""
        path, after = f"/{self.town.municipality}/work-orders", None
        while True:
            query: dict[str, str | int] = {"state": "active", "limit": 100}
            if after:
                query["after"] = after
            page = self.town.api.get(path, token=self.person.token, **query)
            for order in page["items"]:
                if order["reference"] not in self._planned:
                    self._plan(order)
            after = page.get("next")
            if not after:
                return

    def find_next(self) -> tuple[datetime, str] | None:
        """The next act on any order."""
        return min(((planned.act.at, planned.key) for planned in self._planned.values()), default=None)

    def do_next(self) -> None:
        """Do it, and plan what follows on the same order."""
        planned = min(self._planned.values(), key=lambda each: (each.act.at, each.key))
        del self._planned[planned.reference]
        path = f"/{self.town.municipality}/work-orders/{planned.reference}"
        if planned.act.with_photo:
            self._send_photo(path, planned)
        body = {"actId": self._act_id(planned), "act": planned.act.act, **planned.act.body}
        try:
            order = self.town.api.post(f"{path}/acts", body, token=self.person.token)
        except Refused as refused:
            if refused.status != 409:
                raise
            # Somebody was quicker, as happens: the order has moved on, and what was sent is kept for the unit.
            self.refused.append(f"{planned.key}: {refused}")
            return
        if order["state"] == "approved":
            self.town.mended.add(order["caseReference"])
        self._plan(order)

    def _plan(self, order: dict[str, Any]) -> None:
        report = self.town.by_reference.get(order["caseReference"])
        act = next_act(order, report, self.town.now) if report else None
        if report is not None and act is not None:
            self._planned[order["reference"]] = Planned(order["reference"], report, act)

    def _send_photo(self, path: str, planned: Planned) -> Answer:
        ident = client_id_of(self.town.salt, self.town.municipality, f"{planned.reference}|proof", "photo")
        photo = make_photo(planned.report)
        return self.town.api.upload(f"{path}/photos", photo, client_photo_id=ident, token=self.person.token)

    def _act_id(self, planned: Planned) -> str:
        about = f"{planned.reference}|{planned.act.act}|{show_moment(planned.act.at)}"
        return client_id_of(self.town.salt, self.town.municipality, about, "act")


def make_photo(report: StreamReport) -> bytes:
    """A small JPEG, of one colour a report."""
    red, green, blue = (throw(report.ref, colour, 256) for colour in ("red", "green", "blue"))
    file = io.BytesIO()
    Image.new("RGB", PHOTO_PIXELS, (red, green, blue)).save(file, "JPEG")
    return file.getvalue()
