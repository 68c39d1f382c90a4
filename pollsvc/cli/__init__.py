"""The command line."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError

from pollsvc import __version__
from pollsvc.cli.doctor import doctor
from pollsvc.cli.serve import demo, serve
from pollsvc.cli.upgrade import upgrade
from pollsvc.config import load_settings
from pollsvc.domain.errors import PollsvcError
from pollsvc.imports.cli import check, seed
from pollsvc.store.schema import require_head
from pollsvc.voting.cli import verify


def _app() -> Flask:
    from pollsvc.app import create_app

    settings = load_settings()
    require_head(settings.database_url)
    return create_app(settings)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pollsvc")
@click.pass_context
def cli(context: click.Context) -> None:
    """Reader polls that you run yourself. Begin with: pollsvc demo"""
    context.obj = ScriptInfo(create_app=_app, set_debug_flag=False)


for command in (serve, demo, upgrade, seed, check, doctor, verify):
    cli.add_command(command)


def main() -> None:
    """Run a command; a refusal is one line and exit status 2, never a traceback."""
    try:
        cli.main(prog_name="pollsvc")
    except PollsvcError as error:
        click.echo(f"pollsvc: {error.message}", err=True)
        sys.exit(2)
    except OperationalError as error:
        click.echo(f"pollsvc: the database did not answer: {error.orig}", err=True)
        sys.exit(2)
