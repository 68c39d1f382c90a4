"""A link to choose a new password, sent to who has forgotten theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale, gettext

from pollsvc.accounts.actions.links import make_password_link
from pollsvc.accounts.guards import desk_key
from pollsvc.accounts.keys import new_token
from pollsvc.accounts.mail import Letters
from pollsvc.accounts.queries import editor_by_email, has_recent_link
from pollsvc.web.languages import page_language
from pollsvc.web.site import site

AGAIN_AFTER = timedelta(minutes=5)


def link_address(token: str) -> str:
    """The whole address of a link that works once."""
    return f"{site().base_url}/desk/link/{token}"


def send_password_link(letters: Letters, email: str, now: datetime) -> None:
    """Send a link to this folded address, if an editor has it; nothing shows whether one does.

    At most one in five minutes, so that nobody's letters are drowned in ours.
    """
    language = page_language()

    def act() -> None:
        editor = editor_by_email(email)
        if editor is None or has_recent_link(editor.id, now - AGAIN_AFTER):
            return
        token = new_token()
        make_password_link(desk_key().link_word(token), editor, None, now, is_asked=True)
        with force_locale(editor.language or language):
            letters.send(editor.email, *password_letter(link_address(token)))

    letters.later(act)


def password_letter(address: str) -> tuple[str, str]:
    """Subject and text of the letter with a link to choose a password."""
    subject = gettext("New password for the desk of %(site)s", site=site().name)
    text = gettext(
        "Choose a new password for the desk of %(site)s here:\n\n%(address)s\n\n"
        "The link works once, for 24 hours. If you did not ask for it, leave it: nothing changes.",
        site=site().name,
        address=address,
    )
    return subject, text


def invitation_letter(address: str) -> tuple[str, str]:
    """Subject and text of the letter with an invitation."""
    subject = gettext("Invitation to the desk of %(site)s", site=site().name)
    text = gettext(
        "You are invited to the desk of %(site)s, where its polls are made. Begin here:\n\n"
        "%(address)s\n\nThe link works once, for 7 days.",
        site=site().name,
        address=address,
    )
    return subject, text
