"""What is said of a storm's day when it is over: read from the database, behind the walls."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.foundation.database import Database, Scope
from backend.foundation.ids import read_reference, show_reference
from backend.practice import PRACTICE_CODE

ANGSBY = Scope((PRACTICE_CODE,))
SWEDEN = ZoneInfo("Europe/Stockholm")
MOST_LATE = timedelta(minutes=5)
MOST_MESSAGES = 2
REPORTS = 692

_LETTERS = sa.text(
    "SELECT d.recipient_kind, d.recipient_key, d.text_code, d.fate, d.not_before, d.ended_at, d.urgent, c.is_acute,"
    " d.queued_at, d.next_attempt_at, d.attempts, d.repeats, d.last_error"
    " FROM delivery d JOIN cases c ON c.municipality = d.municipality AND c.id = d.case_id"
    " WHERE d.channel IN ('mail', 'sms')"
)


@dataclass
class Judge:
    """Looks at the day and remembers what was wrong. ``hurt`` is the reference of the one under the tree."""

    owner: Database
    wrong: list[str] = field(default_factory=list)
    hurt: str = ""

    def list_trees(self, many: int) -> list[str]:
        """References of open fallen trees in which nobody may be hurt, longest open first."""
        return self._references(
            "SELECT reference FROM cases WHERE category = 'park.trad-fallit' AND urgency < 2"
            f" AND state NOT IN ('held', 'resolved', 'closed') ORDER BY opened_at LIMIT {many}"
        )

    def find_lamp(self) -> str:
        """A single dark lamp."""
        wanted = "SELECT r.reference FROM cases r JOIN report s ON s.case_id = r.id JOIN reporter_address a"
        wanted += " ON a.report_id = s.id WHERE category = 'belysning.enstaka' ORDER BY r.opened_at DESC LIMIT 1"
        return self._references(wanted)[0]

    def say(self, answers: dict[int, dict[str, Any]], *, moved: dict[str, Any]) -> int:
        """Print the figures; how many things were wrong."""
        self._cases(answers)
        self._letters()
        self._moved(moved)
        self._hurt()
        for each in self.wrong:
            print("WRONG", each)
        print("\nall as it should" if not self.wrong else f"\n{len(self.wrong)} things wrong")
        return len(self.wrong)

    def _cases(self, answers: dict[int, dict[str, Any]]) -> None:
        with self.owner.transaction(ANGSBY) as session:
            kept = set(session.scalars(sa.text("SELECT reference FROM report")))
            rows = session.execute(
                sa.text(
                    "SELECT state, count(*), count(*) FILTER (WHERE joined_to IS NOT NULL) FROM cases GROUP BY state"
                )
            ).all()
            silent = session.execute(
                sa.text(
                    "SELECT count(*) FROM cases WHERE state NOT IN ('resolved', 'closed') AND promise_due_at IS NULL"
                )
            ).scalar_one()
            orders = session.execute(sa.text("SELECT state, count(*) FROM work_order GROUP BY state")).all()
            calls = session.execute(sa.text("SELECT count(*) FROM alarm_call")).scalar_one()
        lost = [each["reference"] for each in answers.values() if read_reference(each["reference"]) not in kept]
        print(f"reports: {len(answers)} sent and acknowledged, {len(lost)} lost")
        print("cases: " + ", ".join(f"{row.state} {row.count}" for row in rows) + f"; open without a promise: {silent}")
        print("orders: " + ", ".join(f"{row.state} {row.count}" for row in orders) + f"; calls by alarms: {calls}")
        if lost or silent or len(answers) != REPORTS:
            self.wrong.append(f"{len(answers)} of {REPORTS} acknowledged, {len(lost)} lost, {silent} silent")

    def _letters(self) -> None:
        with self.owner.transaction(ANGSBY) as session:
            every = session.execute(_LETTERS).all()
        letters = [row for row in every if row.recipient_kind == "reporter"]
        fates = Counter(row.fate for row in letters)
        out = [row for row in letters if row.fate in ("handed_over", "delivered")]
        each = Counter(row.recipient_key for row in out)
        most = max(each.values())
        evening = [row for row in out if not row.is_acute and row.text_code not in RECEIPTS and _is_quiet(row.ended_at)]
        print("messages to reporters: " + ", ".join(f"{fate} {count}" for fate, count in sorted(fates.items())))
        print("  by text: " + ", ".join(f"{code} {n}" for code, n in sorted(Counter(r.text_code for r in out).items())))
        print(f"  most to one person: {most}; ordinary ones between 21 and 07: {len(evening)}")
        self._late([row for row in every if row.fate in ("handed_over", "delivered")])
        if most > MOST_MESSAGES:
            self.wrong.append(f"somebody got {most} messages")
        if evening:
            self.wrong.append("an ordinary message in the quiet hours")
        if not any(row.fate == "queued" and row.text_code == "delayed" and not row.is_acute for row in letters):
            self.wrong.append("the late move of the evening does not wait for the morning")

    def _late(self, out: Sequence[Any]) -> None:
        """Every message, whoever it is to: how long after its time it left."""
        late = sorted(row.ended_at - row.not_before for row in out)
        kinds = ", ".join(
            f"{kind} {count}" for kind, count in sorted(Counter(row.recipient_kind for row in out).items())
        )
        print(f"messages to anybody: {len(out)} ({kinds})")
        print(f"  out after their time: median {late[len(late) // 2]}, latest {late[-1]} (simulated)")
        for row in out:
            if row.ended_at - row.not_before > MOST_LATE:
                print(
                    f"  late: {row.text_code}, urgent {row.urgent}, queued {row.queued_at:%H:%M:%S}, not before"
                    f" {row.not_before:%H:%M:%S}, ended {row.ended_at:%H:%M:%S} UTC, attempts {row.attempts}, repeats"
                    f" {row.repeats}, {row.last_error}"
                )
        tardy = Counter(
            (row.recipient_kind, row.text_code, row.not_before.astimezone(SWEDEN).hour)
            for row in out
            if row.ended_at - row.not_before > MOST_LATE
        )
        for (kind, code, hour), count in sorted(tardy.items()):
            print(f"  more than five minutes late: {count} {code} to {kind}, due after {hour:02}")
        if late[-1] > MOST_LATE:
            self.wrong.append(f"{sum(tardy.values())} messages more than five minutes late")

    def _moved(self, moved: dict[str, Any]) -> None:
        print(f"moved with one reason: {moved.get('moved')}")
        if moved.get("moved") != 400:
            self.wrong.append(f"moved {moved.get('moved')} of 400")

    def _hurt(self) -> None:
        with self.owner.transaction(ANGSBY) as session:
            row = session.execute(
                sa.text(
                    "SELECT c.joined_to, c.urgency, (SELECT count(*) FROM report r WHERE r.case_id = c.id) AS reports,"
                    " (SELECT min(called_at) FROM alarm_call k JOIN alarm a ON a.id = k.alarm_id WHERE a.case_id = c.id)"
                    "   - c.opened_at AS called_after"
                    " FROM cases c WHERE c.reference = :reference"
                ),
                {"reference": read_reference(self.hurt)},
            ).one()
        print(
            f"somebody under a tree: urgency {row.urgency}, reports in the case {row.reports}, called {row.called_after}"
        )
        if row.joined_to is not None or row.reports != 1 or row.urgency != 3 or row.called_after is None:
            self.wrong.append("the report of somebody hurt was joined, or nobody was called")

    def _references(self, statement: str) -> list[str]:
        with self.owner.transaction(ANGSBY) as session:
            return [show_reference(each) for each in session.scalars(sa.text(statement))]


RECEIPTS = ("received", "received_closed", "received_acute")


def _is_quiet(at: Any) -> bool:
    hour = at.astimezone(SWEDEN).hour
    return bool(hour >= 21 or hour < 7)
