"""Only the database module commits, and the municipality's clock is read in one module over one function."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(
    file for package in ("backend", "contractor_portal", "ui", "migrations") for file in (ROOT / package).rglob("*.py")
)

MAY_COMMIT = {
    "backend/foundation/database.py": "one use case, one transaction",
    "migrations/env.py": "lets go of the lock's own transaction before the first step",
}
AUTOCOMMITS = {
    "backend/foundation/cluster.py": "roles and databases are not made in a transaction",
    "backend/commands/database.py": "the same, in a database that was given",
    "backend/replay/clockwork.py": "only looks whether a day has come to rest",
    "backend/foundation/database.py": "only looks: one statement on global tables",
}
MAY_READ_REAL_TIME = {
    "backend/worker.py": "slots of real time are counted alike by every worker",
    "backend/adapters/mail_sink.py": "names of files that sort by when a mail came",
    "backend/adapters/sms_practice.py": "when the practice provider took an SMS, as the real one says it",
    "backend/adapters/stay_home.py": "when an SMS of a practice municipality was kept, by the names of files",
    "backend/foundation/logs.py": "when a line was written, whatever the town's clock says",
    "backend/commands/backup.py": "when a backup was really taken",
    "backend/replay/people.py": "which mail came after it was asked for, by the sink's own names",
    "contractor_portal/account_calls.py": "devices are seen by real time, which no answer of the town's clock tells",
    "contractor_portal/answers.py": "the backend says what time it is; the portal's own is for the day it does not",
}
MAY_READ_REAL_TIME_IN_SQL = {
    "backend/foundation/clock.py": "real_now, and where a simulation begins",
    "backend/foundation/agenda.py": "slots and pauses after a failure",
    "backend/foundation/outbox.py": "leases and pauses",
    "backend/deliveries/claims.py": "leases of senders",
    "backend/photos/gate.py": "leases of the gate",
    "backend/retention/erasing_sql.py": "a photo in the gate's hand is not taken from it",
    "backend/retention/whole_sql.py": "whether the gate holds a photo of theirs",
    "backend/wiring.py": "the pulse asks for pauses and leases that ran out",
    "backend/accounts/sessions.py": "sessions run out, and devices are seen",
    "backend/accounts/actions/devices.py": "a device is revoked now, and a crew's runs out",
    "backend/accounts/actions/pauses.py": "pauses after wrong tries",
    "backend/accounts/actions/second_factors.py": "codes are used up now",
    "backend/accounts/actions/sign_in.py": "sign-in secrets and sessions run out",
    "backend/accounts/actions/cut_off.py": "a session ends now, whatever the town's clock says",
    "migrations/versions/0001_foundation.py": "lagat_now itself, and when a row was recorded",
}
MAY_READ_THE_TOWNS_CLOCK = {
    "backend/foundation/clock.py": "the one module that reads it",
    "backend/deliveries/claims.py": "what is due and whose lease it is are one statement",
    "backend/replay/clockwork.py": "how far a day has come is one statement",
    "backend/wiring.py": "the pulse asks what time it is and what is due by then in one statement",
    "backend/cases/models.py": "a case is quiet from when its row is written, also by the release before that column",
    "migrations/versions/0001_foundation.py": "the function",
    "migrations/versions/0014_problems_and_bulk_promises.py": "the same default",
}
OPENS_ITS_OWN_TRANSACTIONS = {
    "backend/deliveries/sending.py",
    "backend/dispatch/following.py",
    "backend/photos/gate.py",
}
"""Loops of the worker that let go of the database in the middle: nobody above could tell them the time."""
SQL_TIME = re.compile(r"\b(?:now|clock_timestamp|transaction_timestamp|statement_timestamp)\s*\(\)|\bcurrent_(?:timestamp|date|time)\b", re.IGNORECASE)  # fmt: skip
WALL_CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
               ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("func", "now")}  # fmt: skip


WORTH_PARSING = re.compile(
    r"\.(?:commit|begin|now|today|utcnow|time|time_ns|localtime|gmtime)\(|now\(\)|_timestamp\(\)|current_(?:timestamp|date|time)\b"
    r"|lagat_now|AUTOCOMMIT",
    re.IGNORECASE,
)


@functools.cache
def parse(file: Path) -> ast.Module:
    """The file's tree; an empty one for a file that speaks neither of commits nor of clocks."""
    text = file.read_text(encoding="utf-8")
    return ast.parse(text if WORTH_PARSING.search(text) else "")


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@functools.cache
def list_calls(file: Path) -> frozenset[tuple[str, str]]:
    """(the last name before the dot, the method) of every call, as written."""
    return frozenset(_find_calls(file))


def _find_calls(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            before = node.func.value
            owner = before.id if isinstance(before, ast.Name) else getattr(before, "attr", "")
            yield owner, node.func.attr


@functools.cache
def list_texts(file: Path) -> frozenset[str]:
    """Every string of the code that is no docstring."""
    return frozenset(_find_texts(file))


def _find_texts(file: Path) -> Iterator[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    tree = parse(file)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_only_the_database_module_commits() -> None:
    commits = {name_of(file) for file in CODE for _, method in list_calls(file) if method == "commit"}
    assert commits == set(MAY_COMMIT)


def test_nothing_else_commits_by_itself() -> None:
    automatic = {name_of(file) for file in CODE if "AUTOCOMMIT" in list_texts(file)}
    assert automatic <= set(AUTOCOMMITS)
    begun = {
        name_of(file) for file in CODE for owner, method in list_calls(file) if (owner, method) == ("engine", "begin")
    }
    assert begun == set()


def test_real_time_is_read_only_where_it_is_needed() -> None:
    readers = {name_of(file) for file in CODE if WALL_CLOCKS & list_calls(file)}
    assert readers <= set(MAY_READ_REAL_TIME)


def test_the_databases_real_time_is_read_only_for_leases_slots_sessions_and_limits() -> None:
    readers = {name_of(file) for file in CODE if any(SQL_TIME.search(text) for text in list_texts(file))}
    readers -= {
        name for name in readers if name.startswith("migrations/") and name != "migrations/versions/0001_foundation.py"
    }
    assert readers <= set(MAY_READ_REAL_TIME_IN_SQL)


def test_the_towns_clock_is_one_function_of_the_database() -> None:
    readers = {name_of(file) for file in CODE if any("lagat_now" in text for text in list_texts(file))}
    assert readers <= set(MAY_READ_THE_TOWNS_CLOCK)


@pytest.mark.parametrize(
    "package", ["cases", "responsibility", "dispatch", "feedback", "catalogue", "deliveries", "photos", "messages"]
)
def test_a_feature_is_told_what_time_it_is(package: str) -> None:
    readers = {
        name_of(file) for file in (ROOT / "backend" / package).glob("*.py") if ("clock", "now") in list_calls(file)
    }
    assert readers <= OPENS_ITS_OWN_TRANSACTIONS


def test_a_clock_that_is_read_and_a_commit_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "violation.py"
    file.write_text(
        '"""now() in words."""\nfrom datetime import datetime\ndatetime.now()\nsession.commit()\nq = "SELECT now()"\n'
    )
    assert list_calls(file) == {("datetime", "now"), ("session", "commit")}
    assert [text for text in list_texts(file) if SQL_TIME.search(text)] == ["SELECT now()"]
