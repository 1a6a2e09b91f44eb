"""The table a replay ends with."""

from typing import Any

from rich.table import Table

from backend.replay.figures import Figures

_ROWS = (
    ("Sent", "sent"),
    ("Acknowledged, references of their own", "references"),
    ("Cases", "cases"),
    ("In no municipality, taken where sent", "taken_in_none"),
    ("In another municipality, shown the way", "outside"),
    ("… and told its name", "outside_told_the_name"),
    ("Decided by rule", "decided"),
    ("Left to a person because", "left_to_person_because"),
    ("Decided by a person", "decided_by_person"),
    ("Work orders", "orders"),
    ("Approved", "approved"),
    ("Alarms", "alarms"),
    ("Resolved", "resolved"),
    ("Asked", "asked"),
    ("Closed", "closed"),
    ("Open with a promise ahead", "open_with_future_promise"),
    ("Promises", "promises"),
    ("New dates because", "moved_late"),
    ("Deliveries", "deliveries"),
)
_MAIL = (
    ("Mails that arrived", "mails"),
    ("… under Message-IDs", "message_ids"),
    ("… repeats of deliveries in doubt", "repeats"),
    ("Steps told to a person under two Message-IDs", "steps_under_two_ids"),
)


def build_table(title: str, figures: Figures, own: dict[str, Any]) -> Table:
    """Figures of the day, then what this run itself did (``own``)."""
    table = Table("", "", title=title, title_justify="left", show_header=False, pad_edge=False)
    for words, name in _ROWS:
        table.add_row(words, _say(figures[name]))
    table.add_section()
    told = figures["told"]
    table.add_row("Steps that call for a message × recipients", _say(told["steps"]))
    table.add_row("… told", _say(told["told"]))
    table.add_row("… overtaken by a later one that was told", _say(told["overtaken"]))
    for words, name in _MAIL:
        table.add_row(words, _say(figures["mail"][name]))
    table.add_section()
    for words, value in own.items():
        table.add_row(words, _say(value))
    table.add_row("Lost", _say(len(figures["faults"])), style="red" if figures["faults"] else "green")
    return table


def _say(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{count} {name}" for name, count in value.items()) or "0"
    return str(value)
