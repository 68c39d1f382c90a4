"""People at the desk, for tests: each has a browser that is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itsdangerous import URLSafeTimedSerializer

from pollsvc.accounts.keys import DeskKey, new_token

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask
    from werkzeug.test import TestResponse

    from pollsvc.domain.editor import Editor, EditorRole

PASSWORD = "correct horse battery"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
_RAW_TOKEN = "a token that this session's forms carry"
CHEAP = {"memory_cost": 8, "time_cost": 1, "parallelism": 1}
"""Parameters under which a password is hashed in no time."""


class DeskClient:
    """A browser at the desk: ``client.get("/desk/polls")``, ``client.post(path, {…})``."""

    def __init__(self, app: Flask, editor: Editor | None = None) -> None:
        self.app = app
        self.browser = app.test_client()
        self._editor = editor

    @property
    def editor(self) -> Editor:
        """Who is signed in."""
        assert self._editor is not None
        return self._editor

    @property
    def token(self) -> str:
        """The token that forms of this session carry."""
        with self.browser.session_transaction("/desk/") as session:
            raw = session.setdefault("csrf_token", _RAW_TOKEN)
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        signed = signer.dumps(raw)
        assert isinstance(signed, str)
        return signed

    def get(self, path: str, **more: Any) -> TestResponse:
        """Ask for a page."""
        return self.browser.get(path, **more)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form with its token, as a page of ours would."""
        fields = {"csrf_token": self.token, **(data or {})}
        headers = {**SAME_SITE, **more.pop("headers", {})}
        return self.browser.post(path, data=fields, headers=headers, **more)

    def sign_in(self, now: datetime) -> None:
        """Begin a session as signing in would, without its page."""
        from pollsvc.accounts.actions.sessions import begin_session

        session_id = new_token()
        word = DeskKey.of(self.app.extensions["settings"].secret).session_word(session_id)
        with self.app.app_context():
            begin_session(self.editor, word, now)
        with self.browser.session_transaction("/desk/") as session:
            session.clear()
            session.update(_user_id=session_id, _fresh=True, csrf_token=_RAW_TOKEN)


def person(app: Flask, name: str, role: EditorRole, now: datetime) -> DeskClient:
    """Somebody new at the desk, signed in; their address is ``name@example.org``."""
    from pollsvc.accounts.actions.people import make_editor
    from pollsvc.accounts.passwords import hashed

    with app.app_context():
        email = f"{name.lower()}@example.org"
        editor = make_editor(name, email, role, hashed(PASSWORD), now)
    client = DeskClient(app, editor)
    client.sign_in(now)
    return client
