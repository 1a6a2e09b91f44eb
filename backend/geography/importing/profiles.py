"""Profiles: in which columns a file has what we ask for, as data. One ships for each well-known supplier."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from backend.foundation.errors import Invalid
from backend.geography.importing.kinds import Kind
from backend.geography.importing.sources import SourceRow

GENERAL = "general"
_FOLDER = files("backend.geography.importing") / "profiles"


@dataclass(frozen=True)
class Profile:
    """How one kind of row is read. ``columns``: what we ask for → columns to look in, the first that says anything.

    ``where``: column → values; a row that says none of them is passed over in silence. ``words``: what we ask for →
    what the file says → what it means. ``layers``: which of the file's layers hold such rows.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    layers: tuple[str, ...] = ()

    def read(self, row: SourceRow, asked: str) -> str:
        """What ``row`` says of ``asked``, "" where nothing."""
        return row.text(self.columns.get(asked, ()))

    def mean(self, row: SourceRow, asked: str) -> str:
        """What is meant by what the row says of ``asked``; as it stands where the profile has no word for it."""
        said = self.read(row, asked)
        return self.words.get(asked, {}).get(said.lower(), said)

    def wants(self, row: SourceRow) -> bool:
        """Whether the row is of those this import is about."""
        return all(
            (said := row.text((column,))) and ("*" in values or said in values) for column, values in self.where.items()
        )

    def changed(self, columns: Mapping[str, str], where: Mapping[str, tuple[str, ...]]) -> "Profile":
        """The profile with some columns named by hand, before those it knows."""
        own = {asked: (column.lower(), *self.columns.get(asked, ())) for asked, column in columns.items()}
        lowered = {column.lower(): values for column, values in where.items()}
        return replace(self, columns={**self.columns, **own}, where={**self.where, **lowered})


def list_profiles() -> list[str]:
    """The profiles that ship, by name."""
    return sorted(each.name.removesuffix(".toml") for each in _FOLDER.iterdir() if each.name.endswith(".toml"))


def read_profile(name: str, kind: Kind) -> Profile:
    """The part for ``kind`` of a profile by name, or of one's own file (.toml). Raises ``Invalid`` where there is none.

    What a profile does not say of a kind is taken from the general one, which knows columns by their usual names.
    """
    general = _part(GENERAL, kind)
    return general if name == GENERAL else _laid_over(general, _part(name, kind), name)


def _part(name: str, kind: Kind) -> Profile:
    try:
        words = (
            Path(name).read_text("utf-8") if name.endswith(".toml") else (_FOLDER / f"{name}.toml").read_text("utf-8")
        )
        told: dict[str, Any] = tomllib.loads(words).get(kind.value, {})
    except FileNotFoundError as error:
        raise Invalid(
            "places_no_profile",
            "There is no profile {name}. Those that ship: {names}. One's own is a file that ends in .toml.",
            name=name,
            names=", ".join(list_profiles()),
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Invalid("places_profile_broken", "{name} is no TOML: {reason}", name=name, reason=str(error)) from error
    return Profile(
        name=name,
        columns={asked: tuple(map(str.lower, columns)) for asked, columns in told.get("columns", {}).items()},
        where={column.lower(): tuple(map(str, values)) for column, values in told.get("where", {}).items()},
        words={
            asked: {said.lower(): meant for said, meant in words.items()}
            for asked, words in told.get("words", {}).items()
        },
        layers=tuple(told.get("layers", ())),
    )


def _laid_over(general: Profile, own: Profile, name: str) -> Profile:
    return replace(own, name=name, columns={**general.columns, **own.columns}, words={**general.words, **own.words})
