"""The command ``editor``: people at the desk, for whoever runs the service."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from pollsvc.accounts.actions.links import invite, make_password_link
from pollsvc.accounts.forgotten import link_address
from pollsvc.accounts.guards import desk_key
from pollsvc.accounts.keys import new_token
from pollsvc.accounts.queries import editor_by_email, has_owner, present_editors
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.sign_in import fold_email, is_email
from pollsvc.web.clock import now
from pollsvc.web.settings import settings
from pollsvc.web.site import site


@click.group("editor")
def editor() -> None:
    """People at the desk: add one, reset a password, list them."""


@editor.command("add")
@click.option(
    "--role",
    type=click.Choice([role.value for role in EditorRole]),
    help="What they may do; by default owner for the first, and editor for others.",
)
@click.option("--email", default="", help="Filled in for them; they can change it.")
@with_appcontext
def add(role: str | None, email: str) -> None:
    """Print a link by which somebody joins. It works once, for 7 days."""
    folded = fold_email(email) or None
    if folded and not is_email(folded):
        raise click.BadParameter(f"{email!r} is no email address", param_hint="--email")
    if folded and editor_by_email(folded):
        raise click.BadParameter(f"{folded} is at the desk already", param_hint="--email")
    chosen = EditorRole(role) if role else _usual_role()
    token = new_token()
    invite(desk_key().link_word(token), chosen, folded, None, now())
    click.echo(f"Pass this link on. Whoever opens it first joins as {chosen.value}.")
    _say("It works once, for 7 days:", token)


@editor.command("reset")
@click.argument("email")
@with_appcontext
def reset(email: str) -> None:
    """Print a link by which an editor chooses a new password. It works once, for 24 hours."""
    found = editor_by_email(fold_email(email))
    if found is None:
        raise click.BadParameter(
            f"nobody at the desk has the address {email!r}; see: pollsvc editor list"
        )
    token = new_token()
    make_password_link(desk_key().link_word(token), found, None, now())
    _say(f"Pass this link on to {found.name}. It works once, for 24 hours:", token)


@editor.command("list")
@with_appcontext
def list_all() -> None:
    """List everybody at the desk: address, role, name."""
    everybody = present_editors()
    if not everybody:
        click.echo("There is nobody yet. Add the first one with: pollsvc editor add")
    for one in everybody:
        click.echo(f"{one.email}  {one.role.value}  {one.name}")


def _say(words: str, token: str) -> None:
    click.echo(f"{words}\n  {link_address(token)}")
    if "base_url" not in settings().given and site().base_url == settings().base_url:
        click.echo(
            "Another host or port? Put the address that your service answers at before /desk/link."
        )


def _usual_role() -> EditorRole:
    return EditorRole.EDITOR if has_owner() else EditorRole.OWNER
