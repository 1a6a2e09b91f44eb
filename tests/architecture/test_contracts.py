"""The order of the house is kept, and each way of breaking it is caught by the contract that names its reason."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIOLATIONS = {
    "backend/foundation/violation.py": ("import backend.cases", "Call down, announce up"),
    "backend/cases/violation.py": ("import flask", "Features know no HTTP"),
    "backend/dispatch/violation.py": ("import apscheduler", "Only the worker knows the scheduler"),
    "backend/deliveries/decisions.py": ("import sqlalchemy", "Decisions are pure"),
    "contractor_portal/violation.py": (
        "import backend.foundation.settings",
        "The portal reaches the backend over HTTP",
    ),
    "ui/violation.py": ("import backend.cases", "What the faces share knows neither"),
    "backend/doors/citizen/violation.py": ("import backend.doors.api", "One door does not know another"),
    "backend/commands/audit.py": ("import backend.commands.town", "A command does not stand on another"),
    "backend/room_nobody_ordered.py": ("", "Call down, announce up"),
}


def _lint(house: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", "setup.cfg", "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy of the house with every violation in it."""
    house = tmp_path_factory.mktemp("house")
    for package in ("backend", "contractor_portal", "ui"):
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "setup.cfg", house)
    for file, (line, _) in VIOLATIONS.items():
        with (house / file).open("a") as code:
            code.write(f"\n{line}\n")
    said = _lint(house)
    assert "Broken contracts" in said, said
    return said


@pytest.mark.slow
def test_the_order_of_the_house_is_kept() -> None:
    said = _lint(ROOT)
    assert " 0 broken" in said, said


@pytest.mark.slow
@pytest.mark.parametrize("file", VIOLATIONS)
def test_a_violation_is_caught(broken_house: str, file: str) -> None:
    line, contract = VIOLATIONS[file]
    module = file.removesuffix(".py").replace("/", ".")
    told = f"{module} -> {line.removeprefix('import ')}" if line else f"not listed as layers: - {module}"
    broken = " ".join(broken_house.split("Broken contracts", 1)[1].split())
    assert contract in broken
    assert told in broken, broken_house
