"""Signs of life for load balancers and operators."""

from __future__ import annotations

from flask import Flask, Response, make_response
from sqlalchemy import text

from pollsvc.domain.errors import PollsvcError
from pollsvc.store.db import session
from pollsvc.store.schema import check_version, version_of


def init_health(app: Flask) -> None:
    """Serve ``/healthz`` and ``/readyz``."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def healthz() -> Response:
    """``ok`` while the process answers; asks nothing of the database."""
    return _plain("ok\n")


def readyz() -> Response:
    """``ready`` while the database answers and is of this program's version."""
    session().execute(text("SELECT 1"))
    try:
        check_version(version_of(session().connection()))
    except PollsvcError as error:
        response = _plain(f"{error.message}\n")
        response.status_code = 503
        return response
    return _plain("ready\n")


def _plain(body: str) -> Response:
    response = make_response(body)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response
