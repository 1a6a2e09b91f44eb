"""docs/settings.md names every variable the settings read, with its default, and no other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.foundation.settings import Settings
from tests.settings_builders import ENVIRONMENT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
READ_BY_THE_COMMANDS = {"LAGAT_LANGUAGE_FOLDER", "LAGAT_VAR"}
"""Where a private installation lies, and the language packs: needed before there are settings."""


class _Remembers(dict[str, str]):
    """An environment that remembers what it was asked for, and its default."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__(variables)
        self.asked: dict[str, object] = {}

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.setdefault(key, default)
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.asked.setdefault(key, None)
        return super().__getitem__(key)


def list_asked() -> dict[str, object]:
    """Every variable the settings ask for, with the default of those that have one."""
    environment = _Remembers({**ENVIRONMENT, "LAGAT_LINK_SECRET_EARLIER": "the secret that made the links before"})
    Settings.from_environment(environment)
    return environment.asked


def list_documented() -> Iterator[tuple[str, str]]:
    """(variable, default) of every row; ``LAGAT_X``, ``_Y`` in one row stand for variables that differ at the end."""
    for row in re.findall(r"^\| (`.*?) \| (.*?) \|", PAGE, re.MULTILINE):
        names = re.findall(r"`([A-Z0-9_]+)`", row[0])
        for name in names:
            yield (name if not name.startswith("_") else names[0].rsplit("_", 1)[0] + name), row[1]


def test_every_variable_is_documented_and_no_other() -> None:
    assert sorted(name for name, _ in list_documented()) == sorted({*list_asked(), *READ_BY_THE_COMMANDS})


def test_the_documented_defaults_are_those_of_the_code() -> None:
    documented = dict(list_documented())
    for name, default in list_asked().items():
        if default not in (None, "") and "SMTP" not in name and "LEASE" not in name:
            said = documented[name].strip("`")
            assert said == (f"{default:g}" if isinstance(default, float) else str(default)), name


def test_a_private_installations_folder_is_read_before_the_settings() -> None:
    assert "LAGAT_VAR" in (ROOT / "backend" / "commands" / "installation.py").read_text(encoding="utf-8")
