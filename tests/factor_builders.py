"""Second factors as a person has them: an app that shows the digits of any half minute, and sessions in each state."""

from dataclasses import dataclass

import pyotp
import sqlalchemy as sa

from backend import accounts
from backend.accounts import BeganBy, Caller, SessionKind
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.links import LinkKeys

PASSWORD = "tre egna ord om hösten"


@dataclass
class App:
    """An authenticator app. ``next_code`` moves on by half a minute within what is let through, and never repeats."""

    secret: str
    database: Database

    def code(self, *, steps: int = 0) -> str:
        """The digits it shows now, or so many half minutes from now."""
        with self.database.transaction(GLOBAL) as session:
            at = clock.real_now(session)
        return pyotp.TOTP(self.secret).at(at, counter_offset=steps)

    def forget_used(self) -> None:
        """As if the last code had been used long ago."""
        with self.database.transaction(GLOBAL) as session:
            session.execute(sa.text("UPDATE authenticator SET last_step = 0"))


def caller_of(database: Database, email: str, *, began_by: BeganBy = BeganBy.LINK, proven: bool = False) -> Caller:
    """Somebody who has just signed in."""
    with database.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, email)
        assert person is not None
        token = accounts.start_session(session, person.id, kind=SessionKind.BROWSER, began_by=began_by, proven=proven)
        found = accounts.find_caller(session, token)
        assert found is not None
        return found


def give_app(database: Database, email: str, keys: LinkKeys) -> App:
    """Let a person have an app that counts, as one sets it up."""
    caller = caller_of(database, email, proven=True)
    with database.transaction(GLOBAL) as session:
        app = App(accounts.begin_authenticator(session, caller, keys=keys), database)
    code = app.code()
    with database.transaction(GLOBAL) as session:
        accounts.confirm_authenticator(session, caller, code=code, keys=keys)
    app.forget_used()
    return app


def take_factors_away(database: Database) -> None:
    """As before anybody signed in."""
    with database.transaction(GLOBAL) as session:
        session.execute(sa.text("UPDATE session SET device_id = NULL, ended_at = clock_timestamp()"))
        for table in (
            "authenticator", "passkey", "recovery_code", "person_password", "sign_in_pause", "device", "kept_form",
        ):  # fmt: skip
            session.execute(sa.text(f"DELETE FROM {table}"))


def set_password(database: Database, email: str, password: str = PASSWORD) -> None:
    """Give a person with a second factor a password."""
    caller = caller_of(database, email, proven=True)
    with database.transaction(GLOBAL) as session:
        accounts.set_password(session, caller.person_id, password=password, has_factor=True)
