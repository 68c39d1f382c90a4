"""Refusals as answers: the one place where an error's class meets an HTTP status."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from pollsvc.domain import errors
from pollsvc.domain.draft import InvalidDraftError
from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.theme import InvalidThemeError
from pollsvc.web.desk import is_desk
from pollsvc.web.desk_errors import desk_error_page, desk_error_text
from pollsvc.web.kept import packed
from pollsvc.web.phrases import error_text, status_message, status_title
from pollsvc.web.security import allow_framing

STATUS: dict[type[PollsvcError], int] = {
    PollsvcError: 400,
    errors.PollNotFoundError: 404,
    errors.PageNotFoundError: 404,
    errors.PollNotOpenError: 409,
    errors.AlreadyVotedError: 409,
    errors.NothingToWithdrawError: 409,
    errors.DefinitionChangedError: 409,
    errors.InvalidAnswerError: 422,
    errors.UnfinishedGoneError: 410,
    errors.CrossSiteError: 403,
    errors.ResultsHiddenError: 403,
    errors.UnknownParameterError: 400,
    errors.BadParameterError: 400,
    errors.NoChartError: 404,
    errors.StoreBusyError: 503,
    errors.StoreFullError: 503,
    errors.ChartBusyError: 503,
    errors.DatabaseBehindError: 503,
    errors.DatabaseNewerError: 503,
    errors.SignInNeededError: 401,
    errors.TooManyTriesError: 429,
    errors.FormExpiredError: 400,
    errors.NotAllowedError: 403,
    errors.NotYoursError: 403,
    errors.EmailTakenError: 409,
    errors.LastOwnerError: 409,
    errors.LinkSpentError: 410,
    errors.StaleEditError: 409,
    InvalidDraftError: 422,
    InvalidThemeError: 422,
    errors.ActRefusedError: 409,
    # Commands only; a page that met one of them would have a fault of its own.
    errors.SettingsError: 500,
    errors.DefinitionError: 500,
    errors.PortBusyError: 500,
}
# What reading raises when the database cannot be reached or does not answer.
UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)
RETRY_AFTER = "5"
log = logging.getLogger(__name__)


def status_of(error: PollsvcError) -> int:
    """The status of a refusal; of its nearest class that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def init_errors(app: Flask) -> None:
    """Answer refusals, HTTP errors, an unreachable database, and bugs."""
    app.register_error_handler(PollsvcError, _refusal)
    app.register_error_handler(HTTPException, _http)
    for kind in UNREACHABLE:
        app.register_error_handler(kind, _store)
    app.register_error_handler(Exception, _bug)


def _refusal(error: PollsvcError) -> Response:
    said = desk_error_text(error) if is_desk(request.path) else error_text(error)
    return error_answer(status_of(error), error.code, said)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = error_answer(status, "http_" + str(status), status_message(status))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _store(error: Exception) -> Response:
    if "no such" in str(error):  # SQLite says so of mistakes of ours, which is no busy store
        return _bug(error)
    log.warning("The database did not answer: %s", error)
    return _refusal(errors.StoreBusyError())


def _bug(error: Exception) -> Response:
    log.error("A fault of ours at %s", request.path, exc_info=error)
    return error_answer(500, "http_500", status_message(500))


def error_answer(status: int, code: str, text: str) -> Response:
    """An error as a page, a bare page in an embed, or problem+json where data was asked."""
    if request.path.endswith(".json"):
        response = jsonify(type="about:blank", status=status, code=code, title=text)
        response.mimetype = "application/problem+json"
    elif is_desk(request.path):
        response = make_response(desk_error_page(status, code, text))
    else:
        embedded = request.path.startswith("/embed/")
        template = "shared/bare_error.html" if embedded else "shared/error.html"
        page = render_template(template, status=status, title=status_title(status, code), text=text)
        response = make_response(page)
        if embedded:
            allow_framing(response)
    response.headers["Cache-Control"] = "no-store"
    return packed(with_status(response, status))


def with_status(response: Response, status: int) -> Response:
    """The response with this status; where it is 503, with the time to try again."""
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
