"""The command line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from pollsvc import __version__
from pollsvc.cli.lines import is_of_the_surroundings, one_line
from pollsvc.domain.errors import PollsvcError

if TYPE_CHECKING:
    from flask import Flask

COMMANDS = {
    "check": "pollsvc.imports.cli",
    "demo": "pollsvc.cli.serve",
    "doctor": "pollsvc.cli.doctor",
    "editor": "pollsvc.accounts.cli",
    "export": "pollsvc.imports.cli",
    "seed": "pollsvc.imports.cli",
    "serve": "pollsvc.cli.serve",
    "tidy": "pollsvc.voting.cli",
    "upgrade": "pollsvc.cli.upgrade",
    "verify": "pollsvc.voting.cli",
}


class Commands(click.Group):
    """The commands; each is imported when it is called, so that none waits for another's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        if not COMMANDS[cmd_name].startswith("pollsvc.cli."):
            from flask.cli import ScriptInfo  # the features' commands work inside the app

            ctx.obj = ScriptInfo(create_app=_app, set_debug_flag=False)
        return command


def _app() -> Flask:
    from pollsvc.app import create_app
    from pollsvc.config import load_settings
    from pollsvc.store.schema import require_head

    settings = load_settings()
    require_head(settings.database_url)
    return create_app(settings)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pollsvc")
def cli() -> None:
    """Reader polls that you run yourself. Begin with: pollsvc demo"""


def main() -> None:
    """Run a command; a refusal is one line and exit status 2, never a traceback."""
    os.umask(0o077)  # the database and the charts are nobody else's business on this machine
    try:
        cli.main(prog_name="pollsvc")
    except PollsvcError as error:
        _give_up(error.message)
    except Exception as error:
        if not is_of_the_surroundings(error):
            raise
        _give_up(one_line(error))


def _give_up(said: str) -> NoReturn:
    click.echo(f"pollsvc: {said}", err=True)
    sys.exit(2)
