"""Refusals as the desk says them: nobody there has sent a vote."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext

from pollsvc.domain.errors import PollsvcError
from pollsvc.web.phrases import N_, error_text, status_title

_TITLES = {
    400: N_("This did not work"),
    401: N_("Sign in first"),
    403: N_("This is not for everyone"),
    404: N_("Page not found"),
    405: N_("This page cannot be used that way"),
    409: N_("Nothing was changed"),
    410: N_("This link no longer works"),
    413: N_("That was too much"),
    422: N_("There is a problem"),
    429: N_("Wait a moment"),
}
_TEXTS_BY_STATUS = {
    413: N_(
        "More was sent than this page takes, so nothing was stored. What you typed is not lost:"
        " go back with your browser's Back button, make it shorter or choose a smaller file,"
        " and send it again."
    ),
}
_TEXTS = {
    "cross_site": N_(
        "Your browser says that this form was sent from another site. Nothing was changed."
    ),
    "store_busy": N_(
        "The database did not answer in time. Look whether it was done before you try again."
    ),
    "store_full": N_("There is no room left to store anything. Nothing was changed."),
    "sign_in_needed": N_("Sign in to see this page."),
    "form_expired": N_(
        "This form has expired, or your browser does not keep cookies. Nothing was changed."
        " Open the page again."
    ),
    "too_many_tries": N_("Signing in was tried too often. Wait a moment, then try again."),
    "not_allowed": N_("Your role does not allow this. Ask an owner of this site."),
    "not_yours": N_(
        "You may watch this poll, not change it. Ask one of those who work on it, or an owner."
    ),
    "email_taken": N_("Somebody here has this email address already."),
    "last_owner": N_("There has to be an owner. Make somebody else an owner first."),
    "link_spent": N_(
        "This link has been used, or its time is over. If you have chosen your password, sign in."
        " If not, ask an owner for a new link."
    ),
    "stale_edit": N_("Somebody else saved this meanwhile. Nothing was overwritten."),
    "act_refused": N_("The poll is not in a state in which this can be done."),
}


def desk_error_text(error: PollsvcError) -> str:
    """What to tell an editor about a refusal; one that brings its own words keeps them."""
    if error.message != (type(error).__doc__ or "").strip():
        return error.message
    known = _TEXTS.get(error.code)
    return gettext(known) if known else error_text(error)


def desk_error_page(status: int, code: str, text: str) -> str:
    """A refusal in the desk's frame."""
    known = _TITLES.get(status)
    title = gettext(known) if known else status_title(status)
    own = _TEXTS_BY_STATUS.get(status)
    text = gettext(own) if own else text
    return render_template(
        "shared/desk_error.html", status=status, code=code, title=title, text=text
    )
