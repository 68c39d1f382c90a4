"""What a request gets that comes without a session, or with an old form."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, make_response, render_template, request
from flask_babel import ngettext

from pollsvc.accounts.forms import SignInForm
from pollsvc.accounts.guards import desk_editor
from pollsvc.accounts.kept_forms import KeptForm, asked_path, kept_form, sent_form
from pollsvc.accounts.queries import has_owner
from pollsvc.domain.errors import FormExpiredError, SignInNeededError, TooManyTriesError
from pollsvc.web.desk import to
from pollsvc.web.desk_errors import desk_error_text
from pollsvc.web.errors import error_answer, status_of
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language


def init_refusals(app: Flask) -> None:
    """Answer what ``needs`` refuses so that nothing typed is lost."""
    app.register_error_handler(SignInNeededError, _sign_in_needed)
    app.register_error_handler(FormExpiredError, _form_expired)
    app.register_error_handler(TooManyTriesError, _too_many)


def sign_in_page(form: SignInForm, status: int = 200) -> Response:
    """The page to sign in, with what was typed before still in it."""
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        kept=kept_form(form.kept.data),
        has_owner=has_owner(),
    )
    return make_response(page, status)


def go_on_page(kept: KeptForm, status: int = 200) -> Response:
    """The page with one button, which sends again what was typed."""
    return make_response(render_template("accounts/go_on.html", kept=kept), status)


def waiting_text(seconds: int) -> str:
    """For how long signing in is refused, as a sentence."""
    language = page_language()
    if seconds <= 90:
        return ngettext(
            "Signing in was tried too often. Try again in %(count)s second.",
            "Signing in was tried too often. Try again in %(count)s seconds.",
            seconds,
            count=number_text(seconds, language),
        )
    minutes = -(-seconds // 60)
    return ngettext(
        "Signing in was tried too often. Try again in %(count)s minute.",
        "Signing in was tried too often. Try again in %(count)s minutes.",
        minutes,
        count=number_text(minutes, language),
    )


def with_wait(response: Response, error: TooManyTriesError) -> Response:
    """The response with the time after which the next try is heard."""
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _sign_in_needed(error: SignInNeededError) -> Response:
    if request.path.endswith(".json"):
        return error_answer(status_of(error), error.code, desk_error_text(error))
    if request.method in ("GET", "HEAD"):
        return to("/desk/sign-in?" + urlencode({"next": asked_path()}))
    form = SignInForm(formdata=None)
    kept = sent_form()
    if kept:
        form.next.data, form.kept.data = kept.path, kept.to_text()
    return sign_in_page(form, status_of(error))


def _form_expired(error: FormExpiredError) -> Response:
    kept = None if request.path.endswith(".json") or not desk_editor() else sent_form()
    if kept is None:
        return error_answer(status_of(error), error.code, desk_error_text(error))
    return go_on_page(kept, status_of(error))


def _too_many(error: TooManyTriesError) -> Response:
    said = waiting_text(error.seconds)
    return with_wait(error_answer(status_of(error), error.code, said), error)
