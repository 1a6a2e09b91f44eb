"""Kontaktcenter and units: they look at their list when something new is on it, and do something about each matter."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from backend.replay.api_client import Answer, Refused
from backend.replay.decisions import (
    UNIT_CLOSES_AFTER,
    new_date,
    office_acts_at,
    outcome_of,
    show_moment,
    throw,
    unit_of,
)
from backend.replay.people import SignedIn
from backend.replay.stream import StreamReport, client_id_of
from backend.replay.town import Town

ANSWER_WORDS = "Tack för att du skrev. Vi har läst och tar med det i planeringen."
LATE_REASONS = ("many", "weather", "parts", "planning")
LOOK_AGAIN_AFTER = timedelta(hours=6)
Key = tuple[str, str, str]
"""A case's reference, why it stands on a list, and since when."""
ROWS_A_PAGE, MOST_ROWS = 100, 1000
ENDED = ("resolved", "closed")


@dataclass(frozen=True)
class Matter:
    """One matter on a list, and when somebody does something about it. ``why`` "close" is our own: see ``Offices``."""

    at: datetime
    why: str
    case: str
    report: StreamReport
    person: SignedIn
    facts: dict[str, Any]

    @property
    def key(self) -> str:
        """The same in every run."""
        return f"{self.report.ref}|{self.why}"


@dataclass
class Offices:
    """``bo`` at the kontaktcenter and the units' ``officers`` by unit code.

    Two hours after the stream says that a case was closed, the kontaktcenter resolves what is still open.
    """

    town: Town
    bo: SignedIn
    officers: dict[str, SignedIn]
    refused: list[str] = field(default_factory=list)
    _planned: dict[Key, Matter] = field(default_factory=dict)
    _known: set[Key] = field(default_factory=set)

    def expect_close(self, report: StreamReport, answer: Answer) -> None:
        """Plan to look whether the case of ``report`` was resolved when the stream says so."""
        reference = answer["reference"]
        if report.close_at is not None and answer["case"]["state"] not in ENDED:
            at = report.close_at + UNIT_CLOSES_AFTER
            self._planned[(reference, "close", "")] = Matter(at, "close", reference, report, self.bo, {})

    def look(self, whose: str, unit: str | None) -> None:
        """Read one list and plan what is new on it."""
        person = self.officers.get(unit or "", self.bo)
        of_whom = {"whose": whose, **({"unit": unit} if unit else {})}
        for number in range(1, MOST_ROWS // ROWS_A_PAGE + 1):
            query: dict[str, str | int] = {**of_whom, "page": number, "limit": ROWS_A_PAGE}
            page = self.town.api.get(f"/{self.town.municipality}/attention", token=person.token, **query)
            for item in page["items"]:
                self._take_up(item, person)
            if len(page["items"]) < ROWS_A_PAGE:
                return

    def _take_up(self, item: Answer, person: SignedIn) -> None:
        """Plan when something is done about an item of a list."""
        reference, why = item["case"]["reference"], item["why"]
        report = self.town.by_reference.get(reference)
        at = office_acts_at(why, datetime.fromisoformat(item["raisedAt"]), report) if report else None
        if report is not None and at is not None:
            self._plan((reference, why, item["raisedAt"]), Matter(at, why, reference, report, person, item["facts"]))

    def _plan(self, key: Key, matter: Matter) -> None:
        """Plan what was not seen before: what stays on the list after something was done is not done twice."""
        if key not in self._known:
            self._known.add(key)
            self._planned[key] = matter

    def find_next(self) -> tuple[datetime, str] | None:
        """The next matter."""
        return min(((matter.at, matter.key) for _, matter in self._list_waiting()), default=None)

    def do_next(self) -> None:
        """Open the case, and do what it still needs."""
        key, matter = min(self._list_waiting(), key=lambda each: (each[1].at, each[1].key))
        del self._planned[key]
        case = self._read(matter)
        if not (self._stands(case, matter.why) or (matter.why == "close" and case["state"] not in ENDED)):
            return
        try:
            getattr(self, f"_on_{matter.why}")(matter, case)
        except Refused as refused:
            if refused.status != 409:
                raise
            self.refused.append(f"{matter.key}: {refused}")

    def _list_waiting(self) -> list[tuple[Key, Matter]]:
        """What is planned, but for the closing of what was mended in time."""
        mended = self.town.mended
        return [each for each in self._planned.items() if each[1].why != "close" or each[1].case not in mended]

    def _on_undecided(self, matter: Matter, case: Answer) -> None:
        self._post(matter, "decisions", {"unitCode": unit_of(matter.report)})

    def _on_order_declined(self, matter: Matter, case: Answer) -> None:
        """The unit rings the contractor, who takes it after all; every other time it does the work itself."""
        order = self._order(matter, case)
        if throw(matter.report.ref, "ordered again", 2):
            self._post(matter, "decisions", {"contractId": order["contractId"]})
        else:
            self._post(matter, "decisions", {"unitCode": order["unitCode"]})

    def _on_order_needed(self, matter: Matter, case: Answer) -> None:
        self._post(matter, "work-orders", {"contractId": case["decisions"][-1]["contractId"], "purpose": "mend"})

    def _on_acute_unread(self, matter: Matter, case: Answer) -> None:
        path = f"/{self.town.municipality}/alarms/{matter.facts['alarmId']}/acknowledgements"
        self.town.api.post(path, {}, token=matter.person.token)

    def _on_hand_over(self, matter: Matter, case: Answer) -> None:
        path = f"/{self.town.municipality}/hand-overs/{matter.facts['handOverId']}/acknowledgements"
        body = {"theirReference": f"FEL-{matter.report.number + 1}", "clientId": self._client_id(matter)}
        self.town.api.post(path, body, token=matter.person.token)

    def _on_approve(self, matter: Matter, case: Answer) -> None:
        path = f"/{self.town.municipality}/work-orders/{self._order(matter, case)['reference']}/acts"
        self.town.api.post(path, {"actId": self._client_id(matter), "act": "approve"}, token=matter.person.token)
        self.town.mended.add(matter.case)

    def _on_promise_passed(self, matter: Matter, case: Answer) -> None:
        due_at, precision = new_date(matter.report, self.town.now)
        reason = LATE_REASONS[throw(f"{matter.report.ref}|{show_moment(matter.at)}", "late because", len(LATE_REASONS))]
        body = {
            "kind": "answer" if outcome_of(matter.report) in ("answered", "other_authority") else "mend",
            "dueAt": show_moment(due_at),
            "precision": precision.value,
            "cause": "late",
            "reason": reason,
        }
        self._post(matter, "promises", body)

    def _on_answer(self, matter: Matter, case: Answer) -> None:
        """The unit reads it soon, which keeps the first promise and begins the next; it resolves at the close."""
        close_at = matter.report.close_at
        if close_at is not None and close_at <= self.town.now:
            self._resolve(matter)
            return
        self._post(matter, "notes", {"words": "Läst av enheten."})
        if close_at is not None:
            self._plan((matter.case, "answer", "close"), replace(matter, at=close_at))

    def _resolve(self, matter: Matter) -> None:
        outcome = outcome_of(matter.report)
        words = {"words": ANSWER_WORDS} if outcome == "answered" else {}
        self._post(matter, "resolutions", {"outcome": outcome, **words})

    def _on_close(self, matter: Matter, case: Answer) -> None:
        """What the crew says is done waits for approval; anything else the office resolves by itself."""
        if self._stands(case, "approve"):
            self._planned[(matter.case, "close", "")] = replace(matter, at=self.town.now + LOOK_AGAIN_AFTER)
        else:
            self._resolve(matter)

    def _on_acceptance_overdue(self, matter: Matter, case: Answer) -> None:
        self._settle_with_note(matter, "Vi har ringt entreprenören och bett om besked.")

    def _on_third_move(self, matter: Matter, case: Answer) -> None:
        self._settle_with_note(matter, "Enhetschefen har läst ärendet och följer det.")

    def _on_delivery_parked(self, matter: Matter, case: Answer) -> None:
        """Somebody has mended the mail by now: what was given up is sent again."""
        path = f"/{self.town.municipality}/deliveries/{matter.facts['deliveryId']}/resendings"
        self.town.api.post(path, {}, token=matter.person.token)

    def _settle_with_note(self, matter: Matter, words: str) -> None:
        self._post(matter, "notes", {"words": words})
        self._post(matter, "settlements", {"why": matter.why})

    def _post(self, matter: Matter, what: str, body: dict[str, Any]) -> None:
        path = f"/{self.town.municipality}/cases/{matter.case}/{what}"
        self.town.api.post(path, {**body, "clientId": self._client_id(matter)}, token=matter.person.token)

    def _client_id(self, matter: Matter) -> str:
        """One id a matter and moment: sent again after a crash it is one act."""
        about = f"{matter.case}|{matter.why}|{show_moment(matter.at)}"
        return client_id_of(self.town.salt, self.town.municipality, about, "act")

    def _read(self, matter: Matter) -> Answer:
        return self.town.api.get(f"/{self.town.municipality}/cases/{matter.case}", token=matter.person.token)

    @staticmethod
    def _order(matter: Matter, case: Answer) -> Answer:
        order: Answer = next(each for each in case["orders"] if each["id"] == matter.facts["orderId"])
        return order

    @staticmethod
    def _stands(case: Answer, why: str) -> bool:
        return any(each["why"] == why for each in case["attention"])
