"""The commands ``verify`` and ``tidy``."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from pollsvc.polls.queries import all_polls, poll_by_slug
from pollsvc.voting.erasing import erase_deleted
from pollsvc.voting.unfinished import erase_expired
from pollsvc.voting.verify import verify_poll
from pollsvc.web.clock import now


@click.command("verify")
@click.argument("slugs", metavar="[SLUG…]", nargs=-1)
@with_appcontext
def verify(slugs: tuple[str, ...]) -> None:
    """Recount every poll (or those named) and compare with its tally."""
    polls = [poll_by_slug(slug) for slug in slugs] if slugs else all_polls()
    wrong = 0
    for poll in polls:
        checked = verify_poll(poll)
        if checked.faults:
            wrong += 1
            for fault in checked.faults:
                click.echo(f"{poll.slug}: {fault}", err=True)
        else:
            words = f"; {checked.texts} written answers, as they were sent" if checked.texts else ""
            click.echo(f"{poll.slug}: {checked.responses} responses, the tally is right{words}")
    if wrong:
        click.echo(f"{wrong} of {len(polls)} polls do not add up", err=True)
        raise SystemExit(1)


@click.command("tidy")
@with_appcontext
def tidy() -> None:
    """Erase unfinished answers whose time is over, and polls deleted 30 days ago."""
    moment = now()
    click.echo(f"{erase_expired(moment)} unfinished answers erased")
    click.echo(f"{erase_deleted(moment)} deleted polls erased")
