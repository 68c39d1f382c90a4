"""One's own account: name, language, password, and where one is signed in."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext

from pollsvc.accounts.actions.people import change_account, change_password
from pollsvc.accounts.forms import AccountForm, ChangePasswordForm
from pollsvc.accounts.guards import current_editor, needs, session_word
from pollsvc.accounts.passwords import hashed
from pollsvc.accounts.queries import browsers_of
from pollsvc.accounts.refusals import waiting_text, with_wait
from pollsvc.accounts.signing import editor_with
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import TooManyTriesError
from pollsvc.web.clock import now
from pollsvc.web.desk import DESK, done
from pollsvc.web.formats import moment_text
from pollsvc.web.languages import page_language
from pollsvc.web.site import site

bp = Blueprint("account", __name__, url_prefix=DESK)
HERE = "/desk/account"


@bp.get("/account")
@needs(EditorRole.VIEWER)
def account() -> Response:
    """One's own account."""
    return _page(_account_form(), _password_form())


@bp.post("/account")
@needs(EditorRole.VIEWER)
def change() -> Response:
    """Change name and language."""
    form = AccountForm()
    if not form.validate():
        return _page(form, _password_form(), 422)
    editor = current_editor()
    change_account(editor, form.name.data or "", form.language.data or None, now())
    return done(gettext("Your account is saved."), HERE)


@bp.post("/account/password")
@needs(EditorRole.VIEWER)
def password() -> Response:
    """Change the password, by who knows the present one."""
    editor = current_editor()
    form = ChangePasswordForm(editor.name, editor.email)
    if not form.validate():
        return _page(_account_form(), form, 422)
    moment = now()
    try:
        found = editor_with(editor.email, form.present_password.data or "", moment)
    except TooManyTriesError as refusal:
        form.present_password.errors = [waiting_text(refusal.seconds)]
        return with_wait(_page(_account_form(), form, 429), refusal)
    if found is None:
        form.present_password.errors = [gettext("This is not your present password.")]
        return _page(_account_form(), form, 422)
    change_password(editor, hashed(form.password.data or ""), session_word(), moment)
    said = gettext("Your password is changed. Every other browser is signed out.")
    return done(said, HERE)


def _account_form() -> AccountForm:
    editor = current_editor()
    return AccountForm(formdata=None, name=editor.name, language=editor.language or "")


def _password_form() -> ChangePasswordForm:
    editor = current_editor()
    return ChangePasswordForm(editor.name, editor.email, formdata=None)


def _page(form: AccountForm, password_form: ChangePasswordForm, status: int = 200) -> Response:
    editor, moment = current_editor(), now()
    browsers = browsers_of(editor.id, session_word(), moment)
    page = render_template(
        "accounts/account.html",
        form=form,
        password_form=password_form,
        editor=editor,
        browsers=[(one, _when(one.began_at), _when(one.seen_at)) for one in browsers],
    )
    return make_response(page, status)


def _when(moment: datetime) -> str:
    return moment_text(moment, site().zone, page_language())
