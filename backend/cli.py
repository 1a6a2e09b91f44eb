"""The command line: one word per use. Each command lives in the module named beside it and is loaded when asked for."""

import importlib
import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from backend.foundation.errors import LagatError

COMMANDS = {
    "demo": "backend.commands.demo:demo",
    "test": "backend.commands.check:test",
    "check": "backend.commands.check:check",
    "serve": "backend.commands.serve:serve",
    "worker": "backend.commands.serve:worker",
    "portal": "backend.commands.serve:portal",
    "migrate": "backend.commands.database:migrate",
    "seed": "backend.commands.seed:seed",
    "municipality": "backend.commands.geography:municipality",
    "admin": "backend.commands.accounts:admin",
    "audit": "backend.commands.audit:audit",
    "boundaries": "backend.commands.geography:boundaries",
    "places": "backend.commands.places:places",
    "backup": "backend.commands.backup:backup",
    "restore": "backend.commands.backup:restore",
    "reserve": "backend.commands.reserve:print_reserve",
    "rules": "backend.commands.rules:rules",
    "town": "backend.commands.town:town",
    "practice": "backend.commands.practice:practice",
    "golive": "backend.commands.going_live:golive",
    "move-in": "backend.commands.moving_in:move_in",
    "replay": "backend.commands.replay:replay",
}


class CommandsByName(click.Group):
    """A group whose commands are imported at use, so that each starts quickly and needs only its own parts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words, in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a word; None for a word there is not."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=CommandsByName, context_settings={"help_option_names": ["-h", "--help"]})
def lagat() -> None:
    """Lagat: fault reports and other cases of a municipality, all the way to mended.

    `./lagat setup` installs what this machine lacks; every other command does so too, first.
    """


def main() -> None:
    """Run a command; a refusal is told in one line with its remedy, and ends with 1."""
    try:
        lagat.main(prog_name="./lagat", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except LagatError as error:
        click.secho(f"lagat: {error}", fg="red", err=True)
        sys.exit(1)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        click.secho(f"lagat: the database refused: {said}", fg="red", err=True)
        click.echo("Is it migrated (./lagat migrate), and does DATABASE_URL point to it?", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
