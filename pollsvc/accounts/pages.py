"""Signing in and out, links that work once, and passwords that were forgotten."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    make_response,
    render_template,
    request,
)
from flask_babel import gettext

from pollsvc.accounts.actions.links import choose_password, join
from pollsvc.accounts.actions.sessions import begin_session, end_every_session, end_session
from pollsvc.accounts.forgotten import send_password_link
from pollsvc.accounts.forms import ForgottenForm, JoinForm, NewPasswordForm, SignInForm
from pollsvc.accounts.guards import (
    current_editor,
    desk_editor,
    desk_key,
    needs,
    session_word,
    sign_in,
    sign_out,
)
from pollsvc.accounts.kept_forms import inside, kept_form
from pollsvc.accounts.known import remember_browser
from pollsvc.accounts.mail import Letters
from pollsvc.accounts.passwords import hashed
from pollsvc.accounts.queries import DeskLink, editor_by_id, link_by_word
from pollsvc.accounts.refusals import go_on_page, sign_in_page, waiting_text, with_wait
from pollsvc.accounts.signing import editor_with
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import EmailTakenError, LinkSpentError, TooManyTriesError
from pollsvc.web.clock import now
from pollsvc.web.desk import DESK, done, to

bp = Blueprint("accounts", __name__, url_prefix=DESK)


@bp.get("/sign-in")
@needs(None)
def sign_in_form() -> Response:
    """The page to sign in."""
    path = inside(request.args.get("next"))
    if desk_editor():
        return to(path)
    form = SignInForm(formdata=None)
    form.next.data = path
    return sign_in_page(form)


@bp.post("/sign-in")
@needs(None, is_shown_again=True)
def sign_in_act() -> Response:
    """Sign in, and go on where one was."""
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form, 422)
    moment = now()
    try:
        found = editor_with(form.email.data or "", form.password.data or "", moment)
    except TooManyTriesError as refusal:
        form.form_errors.append(waiting_text(refusal.seconds))
        return with_wait(sign_in_page(form, 429), refusal)
    if found is None or not _begin(*found):
        form.form_errors.append(gettext("The email address or the password is not right."))
        return sign_in_page(form, 401)
    kept = kept_form(form.kept.data)
    return go_on_page(kept) if kept else to(inside(form.next.data))


@bp.post("/sign-out")
@needs(None)
def sign_out_act() -> Response:
    """Sign this browser out."""
    if desk_editor():
        end_session(session_word())
    sign_out()
    return done(gettext("You are signed out."), "/desk/sign-in")


@bp.post("/sign-out-everywhere")
@needs(EditorRole.VIEWER)
def sign_out_everywhere() -> Response:
    """Sign every browser of this editor out."""
    end_every_session(current_editor(), now())
    sign_out()
    return done(gettext("You are signed out in every browser."), "/desk/sign-in")


@bp.route("/forgotten", methods=["GET", "POST"])
@needs(None, is_shown_again=True)
def forgotten() -> Response:
    """Send a link to choose a new password, where letters can be sent; else say what to do."""
    letters = current_app.extensions["letters"]
    assert isinstance(letters, Letters)
    form = ForgottenForm()
    is_sent = letters.are_sent and form.is_sent_and_right()
    if is_sent:
        send_password_link(letters, form.folded, now())
    page = render_template(
        "accounts/forgotten.html", form=form, has_mail=letters.are_sent, is_sent=is_sent
    )
    return make_response(page, 422 if form.errors else 200)


@bp.route("/link/<token>", methods=["GET", "POST"])
@needs(None, is_shown_again=True)
def link(token: str) -> Response:
    """Follow a link that works once. Looking at it does not use it up."""
    word = desk_key().link_word(token)
    found = link_by_word(word, now())
    if found is None:
        raise LinkSpentError
    if found.purpose == "password":
        return _new_password(found)
    return _join(found)


def _join(found: DeskLink) -> Response:
    form = JoinForm(email=found.email)
    if form.is_sent_and_right():
        try:
            name, moment = form.name.data or "", now()
            password = hashed(form.password.data or "")
            editor = join(found.word, name, form.folded, password, moment)
        except EmailTakenError:
            form.email.errors = [gettext("Somebody here has this email address already.")]
        else:
            _begin(editor)
            return done(gettext("Welcome, %(name)s.", name=name), inside(None))
    page = render_template("accounts/join.html", form=form, link=found)
    return make_response(page, 422 if form.errors else 200)


def _new_password(found: DeskLink) -> Response:
    editor = editor_by_id(found.editor_id or 0)
    if editor is None:
        raise LinkSpentError
    form = NewPasswordForm(editor.name, editor.email)
    if form.is_sent_and_right():
        choose_password(found.word, hashed(form.password.data or ""), now())
        sign_out()
        said = gettext("Your new password is set. Sign in with it.")
        return done(said, "/desk/sign-in")
    page = render_template("accounts/new_password.html", form=form, editor=editor)
    return make_response(page, 422 if form.errors else 200)


def _begin(editor: Editor, kept: str | None = None) -> bool:
    """Sign this browser in, unless the password was changed while it was looked at."""
    if not sign_in(editor, lambda word: begin_session(editor, word, now(), kept)):
        return False
    after_this_request(lambda response: remember_browser(response, editor.email))
    return True
