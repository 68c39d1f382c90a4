"""The commands ``check``, ``seed`` and ``export``."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from pollsvc.imports.actions import load
from pollsvc.imports.exporting import definition_file
from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.reading import read_definitions
from pollsvc.polls.queries import poll_by_slug
from pollsvc.web.settings import settings

_FILES = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path())


@click.command("check")
@_FILES
def check(files: tuple[str, ...]) -> None:
    """Say what is wrong with definition files, one fault a line; folders are taken too."""
    try:
        definitions = read_definitions(files)
        moment = datetime.now(UTC)
        if wrong := [fault for one in definitions for fault in one.faults_at(moment)]:
            raise DefinitionFaultsError(wrong)
    except DefinitionFaultsError as error:
        # What is wrong is what was asked for, so it goes where output goes.
        click.echo(error.message)
        raise SystemExit(2) from None
    for hint in (hint for one in definitions for hint in one.hints):
        click.echo(f"{hint} (a hint)")
    if len(definitions) == 1:
        click.echo("1 definition file is in order")
    else:
        click.echo(f"{len(definitions)} definition files are in order")


@click.command("seed")
@_FILES
@with_appcontext
def seed(files: tuple[str, ...]) -> None:
    """Load polls from definition files or folders; loading twice changes nothing."""
    try:
        loaded = load(read_definitions(files), datetime.now(UTC))
    except DefinitionFaultsError as error:
        click.echo(error.message, err=True)
        if not error.is_partly_written:
            click.echo("Nothing was written.", err=True)
        raise SystemExit(2) from None
    for one in loaded:
        said = f", {one.sample} sample responses" if one.sample else ""
        click.echo(f"{'loaded' if one.written else 'unchanged'} {one.slug}{said}")


@click.command("export")
@click.argument("slug")
@with_appcontext
def export(slug: str) -> None:
    """Write a poll as the definition file from which the same poll would be loaded."""
    click.echo(definition_file(poll_by_slug(slug), settings().base_url), nl=False)
