"""Signs of life for load balancers and operators."""

from __future__ import annotations

from flask import Flask, Response, make_response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pollsvc.domain.errors import PollsvcError
from pollsvc.store.db import session
from pollsvc.store.schema import check_version
from pollsvc.web.errors import with_status


def init_health(app: Flask) -> None:
    """Serve ``/healthz`` and ``/readyz``."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def healthz() -> Response:
    """``ok`` while the process answers; asks nothing of the database."""
    return _plain("ok\n")


def readyz() -> Response:
    """``ready`` while the database answers and is of this program's version."""
    try:
        check_version(session().scalar(text("SELECT version_num FROM alembic_version")))
    except (PollsvcError, DBAPIError) as error:
        said = error.message if isinstance(error, PollsvcError) else "The database does not answer."
        return with_status(_plain(f"{said}\n"), 503)
    return _plain("ready\n")


def _plain(body: str) -> Response:
    response = make_response(body)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response
