"""`practice copy`: a practice municipality made of one's own, with made-up reports. Nothing of it leaves the house."""

import click

from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import GLOBAL, Database, Scope
from backend.setting_up import Copied, choose_code, copy_for_practice, report_for_practice


@click.group()
def practice() -> None:
    """A municipality to practise in."""


@practice.command("copy")
@click.argument("municipality")
@click.option("--code", help="The copy's code; the first that is free from 9902 unless said.")
@click.option("--reports", default=12, show_default=True, type=click.IntRange(0, 500), help="Made-up reports.")
def copy_command(municipality: str, code: str | None, reports: int) -> None:
    """Copy MUNICIPALITY's (four figures) rules, categories, contracts, texts, places and people to practise with.

    Its cases and reporters are not copied, and nothing leaves the house. Done again it brings what has changed since.
    """
    with open_installation() as installation:
        owner = Database(installation.settings.database_url_owner, pool_size=1)
        web = Database(installation.settings.database_url_web, pool_size=1)
        try:
            copied, new = copy_into(owner, web, municipality, code=code, reports=reports)
        finally:
            owner.close()
            web.close()
        click.echo(
            f"  {copied.code} is a practice copy of {municipality}: {installation.settings.web_address}/{copied.slug}/"
        )
    click.echo(f"  {', '.join(f'{many} {table}' for table, many in copied.rows.items() if many)}")
    click.echo(f"  {new} made-up reports came in.")


def copy_into(
    owner: Database, web: Database, municipality: str, *, code: str | None = None, reports: int = 0
) -> tuple[Copied, int]:
    """The copy, made in one transaction of the owner's, and how many made-up reports came in by the web role."""
    with owner.transaction(GLOBAL) as session:
        chosen = choose_code(session, municipality, wanted=code)
    with owner.transaction(Scope((municipality, chosen))) as session:
        copied = copy_for_practice(session, municipality, code=chosen, actor=SYSTEM, now=clock.now(session))
    with web.transaction(Scope((chosen,))) as session:
        return copied, report_for_practice(session, chosen, many=reports, now=clock.now(session))
