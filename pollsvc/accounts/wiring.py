"""What an app needs so that editors can sign in."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_babel import gettext as _
from flask_login import LoginManager
from flask_wtf.csrf import generate_csrf

from pollsvc.accounts import desk, desk_people, pages
from pollsvc.accounts.cookie import init_cookie
from pollsvc.accounts.guards import desk_editor, load_signed_in
from pollsvc.accounts.mail import Letters
from pollsvc.accounts.refusals import init_refusals
from pollsvc.config import Settings
from pollsvc.domain.editor import EditorRole
from pollsvc.web.desk import is_desk
from pollsvc.web.kept import packed
from pollsvc.web.outlets import PRIVATE

MAX_DESK_BODY = 1024 * 1024
"""A poll in ten languages is a longer form than a vote."""


def init_accounts(app: Flask) -> None:
    """Set up sign-in, its pages, and what templates of the desk need."""
    settings = app.extensions["settings"]
    assert isinstance(settings, Settings)
    init_cookie(app, settings)
    signing = LoginManager()
    signing.session_protection = None  # type: ignore[assignment]  # sessions are rows of ours, ended by deleting them
    signing.init_app(app, add_context_processor=False)
    signing.user_loader(load_signed_in)
    app.before_request(_allow_long_forms)
    app.after_request(_never_kept)
    app.jinja_env.globals.update(
        csrf_token=generate_csrf, desk_editor=desk_editor, desk_sections=desk_sections
    )
    app.extensions["desk_language"] = _language_of_editor
    app.extensions["letters"] = Letters(app, settings)
    init_refusals(app)
    for part in (pages, desk, desk_people):
        app.register_blueprint(part.bp)


def desk_sections() -> list[tuple[str, str]]:
    """Where the desk's navigation leads: addresses and words, by who is signed in."""
    sections = [("/desk/polls", _("Polls"))]
    who = desk_editor()
    if who and who.role is EditorRole.OWNER:
        sections += [
            ("/desk/history", _("History")),
            ("/desk/people", _("People")),
            ("/desk/look", _("Look")),
            ("/desk/site", _("Site")),
        ]
    return sections


def _language_of_editor() -> str | None:
    who = desk_editor()
    return who.language if who else None


def _allow_long_forms() -> None:
    if is_desk(request.path):
        request.max_content_length = MAX_DESK_BODY


def _never_kept(response: Response) -> Response:
    """Keep every answer of the desk to who asked, unless a view has said so in other words."""
    if not is_desk(request.path):
        return response
    if "private" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = PRIVATE
    is_page = response.mimetype == "text/html" and not response.is_streamed
    return packed(response) if is_page else response
