"""`seed`: fill the practice municipality Ängsby."""

import click

from backend.commands.installation import open_installation
from backend.foundation.database import Database
from backend.foundation.errors import NotAllowed
from backend.practice import seed_practice


@click.command()
def seed() -> None:
    """Fill the practice municipality Ängsby with made-up streets, people, contracts and rules. Not in production."""
    with open_installation() as installation:
        settings = installation.settings
        if settings.is_production:
            raise NotAllowed("practice_in_production", "The practice municipality is not for production (LAGAT_MODE).")
        owner = Database(settings.database_url_owner, pool_size=1)
        try:
            seed_practice(owner)
        finally:
            owner.close()
    click.echo("  Ängsby is filled: streets, people, contracts and rules, all made up.")
