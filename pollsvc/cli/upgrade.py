"""The command ``upgrade``."""

from __future__ import annotations

import click

from pollsvc.config import load_settings
from pollsvc.store import schema


@click.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version of the program. Back it up before."""
    before, after = schema.upgrade(load_settings().database_url)
    if before == after:
        click.echo(f"The database is up to date (version {after}).")
    else:
        click.echo(f"The database is now at version {after} (was {before or 'empty'}).")
