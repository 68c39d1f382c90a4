"""Who is at the desk in this request, and the mark that every desk route carries.

Forged requests are kept out in one place, ``needs``: for every method but GET and HEAD it
asks that the browser does not name another site and that the form's token is right, before
the view runs. So no route can forget it, and a view need not look at the token again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from pollsvc.accounts.actions.sessions import end_session, note_use
from pollsvc.accounts.keys import DeskKey, new_token
from pollsvc.accounts.queries import signed_in_by
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import (
    FormExpiredError,
    NotAllowedError,
    SignInNeededError,
    StoreBusyError,
)
from pollsvc.domain.sign_in import SEEN_EVERY
from pollsvc.web.clock import now
from pollsvc.web.errors import UNREACHABLE
from pollsvc.web.security import refuse_cross_site
from pollsvc.web.settings import settings

View = TypeVar("View", bound=Callable[..., Any])
NEEDS = "desk_needs"
"""Attribute of a view: the least role, or ``None`` for pages that anybody may ask for."""
TOKEN_FIELD = "csrf_token"  # noqa: S105 - the name of a field
TOKEN_HEADER = "X-CSRFToken"  # noqa: S105 - the name of a header
_SAFE = ("GET", "HEAD")


class SignedIn(UserMixin):
    """An editor with the session that they are signed in by, as Flask-Login wants it."""

    def __init__(self, editor: Editor, session_id: str) -> None:
        self.editor = editor
        self.session_id = session_id

    def get_id(self) -> str:
        """The session's own secret, not the editor's id: so that sessions can be ended."""
        return self.session_id


def current_editor() -> Editor:
    """Who is signed in.

    Raises:
        SignInNeededError: nobody is.
    """
    who = _signed_in()
    if who is None:
        raise SignInNeededError
    return who.editor


def desk_editor() -> Editor | None:
    """Who is signed in, for the frame of a page; nobody while the database cannot be asked."""
    try:
        who = _signed_in()
    except UNREACHABLE:
        return None
    return who.editor if who else None


def desk_key() -> DeskKey:
    """The key of this installation's desk."""
    return DeskKey.of(settings().secret)


def session_word() -> bytes:
    """The word of the browser that is signed in.

    Raises:
        SignInNeededError: nobody is.
    """
    who = _signed_in()
    if who is None:
        raise SignInNeededError
    return desk_key().session_word(who.session_id)


def sign_in(editor: Editor, begin: Callable[[bytes], bool]) -> bool:
    """Sign this browser in under a new id; whatever it had before is gone.

    ``begin`` writes the row of the session under its word, or refuses with ``False``.
    """
    session_id = new_token()
    if not begin(desk_key().session_word(session_id)):
        return False
    if _signed_in():
        end_session(session_word())
    sign_out()
    login_user(SignedIn(editor, session_id))
    session.pop("_id", None)  # of the browser's address and name, which nobody looks at
    return True


def sign_out() -> None:
    """Forget this browser's session, and the token of forms with it."""
    logout_user()
    session.clear()
    g.pop(TOKEN_FIELD, None)


def load_signed_in(session_id: str) -> SignedIn | None:
    """The editor of a session, as Flask-Login asks for it once a request."""
    word, moment = desk_key().session_word(session_id), now()
    found = signed_in_by(word, moment)
    if found is None:
        return None
    # What a page's script asks by itself is no use by a person.
    is_used = not request.path.endswith(".json")
    if is_used and moment - found.seen_at >= SEEN_EVERY:
        try:
            note_use(found.editor.id, word, moment)
        except (StoreBusyError, *UNREACHABLE):  # the page matters more than the note
            current_app.logger.warning("The last use of a session could not be noted.")
    return SignedIn(found.editor, session_id)


def needs(role: EditorRole | None, *, is_shown_again: bool = False) -> Callable[[View], View]:
    """Guard a desk route: same site, sign-in, role, and the token of the form sent.

    ``None`` is for pages that anybody may ask for, such as signing in. Every route under
    ``/desk`` carries this mark (tested by walking the URL map). What is typed in a form
    whose session or token has ended is offered again (``pollsvc.accounts.kept_forms``).

    ``is_shown_again``: the view does nothing but by a ``DeskForm`` that it has found right,
    and none is with a wrong token. So who is signed out gets its page again, filled in.

    Raises:
        CrossSiteError: the browser names another site.
        SignInNeededError: nobody is signed in.
        NotAllowedError: the role is not enough.
        FormExpiredError: the token is missing or of another session.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def asked(**values: Any) -> Any:
            is_act = request.method not in _SAFE
            token = None
            if is_act:
                refuse_cross_site()
                token = _sent_token()  # before all else: a body that is too long is refused here
            if role is not None and not current_editor().role.reaches(role):
                raise NotAllowedError
            if is_act:
                _check_token(token, is_refused=not is_shown_again or _signed_in() is not None)
            return view(**values)

        setattr(asked, NEEDS, role)
        return asked  # type: ignore[return-value]

    return guarded


def _signed_in() -> SignedIn | None:
    who: Any = current_user._get_current_object()
    return who if isinstance(who, SignedIn) else None


def _sent_token() -> str | None:
    return request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER)


def _check_token(sent: str | None, *, is_refused: bool) -> None:
    try:
        validate_csrf(sent)
    except ValidationError as error:
        if is_refused:
            raise FormExpiredError from error
        return  # the form looks again, and says so
    g.csrf_valid = True  # Flask-WTF's forms need not look again
