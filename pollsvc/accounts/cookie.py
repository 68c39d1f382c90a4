"""The desk's cookie: read and set under ``/desk`` and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from pollsvc.accounts.keys import DeskKey
from pollsvc.config import Settings
from pollsvc.domain.sign_in import ABSOLUTE
from pollsvc.web.desk import is_desk


class DeskCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, of which readers' pages never learn: they get no session."""

    digest_method = staticmethod(sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request to the desk."""
        return super().open_session(app, request) if is_desk(request.path) else None


def init_cookie(app: Flask, settings: Settings) -> None:
    """Name the cookie as the base URL's scheme allows, and sign it with a key of its own.

    A browser takes a name with ``__Host-`` by https alone, and then from no other host.
    """
    app.config.update(
        SECRET_KEY=DeskKey.of(settings.secret).cookie_secret,
        SESSION_COOKIE_NAME="__Host-desk" if settings.is_https else "desk",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=ABSOLUTE + timedelta(days=1),
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = DeskCookie()
