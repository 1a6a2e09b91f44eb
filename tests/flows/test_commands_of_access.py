"""`audit verify` finds what was tampered with; `admin cut-off` and `admin reset` help when nobody can sign in to help."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from backend import accounts
from backend.accounts import SessionKind
from backend.cli import lagat
from backend.foundation import audit, clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import NotFound
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.factor_builders import give_app
from tests.outbox_builders import connect_as_superuser

CLEO = "cleo@cleo-drift.example"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def owner(database_urls: DatabaseUrls) -> Iterator[Database]:
    database = Database(database_urls.owner)
    yield database
    database.close()


@pytest.fixture
def run(owner: Database, settings_environment: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command as it is typed, against the test's installation."""
    for name, value in settings_environment().items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(lagat, words)


def test_the_chain_is_followed_and_what_was_changed_is_found(
    run: Run, owner: Database, worker_database: Database, database_urls: DatabaseUrls
) -> None:
    with owner.transaction(Scope(("9901",))) as session:
        for _ in range(3):
            audit.record(
                session, "9901", actor=SYSTEM, act="look_at_address", subject=("case", new_id()), now=clock.now(session)
            )
    with worker_database.transaction(GLOBAL) as session:
        audit.seal_new_entries(session)
    whole = run("audit", "verify")
    assert (whole.exit_code, whole.output.strip()) == (0, "The chain is whole.")
    superuser = connect_as_superuser(database_urls)
    with superuser.begin() as connection:
        position = connection.scalar(sa.text("SELECT max(position) FROM audit_seal"))
        connection.execute(
            sa.text(
                "UPDATE audit_entry SET act = 'nothing' WHERE id ="
                " (SELECT entry_id FROM audit_seal ORDER BY position DESC LIMIT 1)"
            )
        )
    superuser.dispose()
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert f"position {position}" in broken.output


def test_a_person_is_cut_off_and_reset_by_a_command(run: Run, owner: Database, settings: Settings) -> None:
    give_app(owner, CLEO, settings.secrets)
    assert run("admin", "reset", CLEO, "--municipality", "9901").exit_code == 0
    with owner.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, CLEO)
        assert person is not None
        assert not accounts.get_factors(session, person.id).has_authenticator
        token = accounts.start_session(session, person.id, kind=SessionKind.BEARER)
    assert run("admin", "cut-off", CLEO, "--municipality", "9901").exit_code == 0
    with owner.transaction(GLOBAL) as session:
        assert accounts.find_caller(session, token) is None


def test_an_unknown_person_is_told(run: Run) -> None:
    refused = run("admin", "cut-off", "nobody@angsby.example", "--municipality", "9901")
    assert isinstance(refused.exception, NotFound)
