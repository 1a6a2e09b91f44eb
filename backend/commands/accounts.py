"""`admin add`: the first person who may sign in to a municipality; and what helps when nobody can sign in to help.

`admin cut-off` ends everything a person holds, `admin reset` lets one who lost phone and codes begin anew.
"""

from collections.abc import Callable

import click

from backend import accounts, geography
from backend.commands.installation import open_installation
from backend.foundation import audit, clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope
from backend.foundation.errors import NotFound


@click.group()
def admin() -> None:
    """The people who administer a municipality."""


@admin.command("add")
@click.argument("email")
@click.option("--municipality", "code", required=True, metavar="CODE", help="Four figures: 0581.")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def add_command(email: str, code: str, name: str, language: str) -> None:
    """Let the person with EMAIL administer a municipality. She signs in by a link mailed to that address."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            add_to(database, email, code=code, name=name, language=language)
        finally:
            database.close()
        click.echo(f"  {name} administers {code} and signs in at {installation.settings.web_address}/.")


@admin.command("cut-off")
@click.argument("email")
@click.option("--municipality", "code", required=True, metavar="CODE", help="Four figures: 0581.")
def cut_off_command(email: str, code: str) -> None:
    """Cut off the person with EMAIL everywhere: sessions, devices, links, password, second factors."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            act_on(database, email, code=code, act=accounts.cut_off_person)
        finally:
            database.close()
        click.echo(f"  {email} is cut off everywhere.")


@admin.command("reset")
@click.argument("email")
@click.option("--municipality", "code", required=True, metavar="CODE", help="Four figures: 0581.")
def reset_command(email: str, code: str) -> None:
    """Take away password and second factors of EMAIL; the next mailed link asks for new ones."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            act_on(database, email, code=code, act=accounts.reset_proofs)
        finally:
            database.close()
        click.echo(f"  {email} begins anew by a mailed link.")


def act_on(database: Database, email: str, *, code: str, act: Callable[..., None]) -> None:
    """Do ``act`` to the person, audited. Raises ``NotFound`` for an unknown person or one of elsewhere."""
    with database.transaction(Scope((code,))) as session:
        person = accounts.find_person_by_email(session, email)
        if person is None:
            raise NotFound("person_unknown", "Nobody has the address {email}.", email=email)
        act(session, person.id, municipality=code, actor=SYSTEM, now=clock.now(session))


def add_to(database: Database, email: str, *, code: str, name: str, language: str = "sv") -> None:
    """Add the person, audited. Raises ``NotFound`` for an unknown municipality, ``Invalid`` for no mail address."""
    with database.transaction(Scope((code,))) as session:
        geography.get_municipality(session, code)
        person_id = accounts.add_admin(session, municipality=code, name=name, email=email, language=language)
        audit.record(
            session,
            code,
            actor=SYSTEM,
            act="add_admin",
            subject=("person", person_id),
            now=clock.now(session),
        )
