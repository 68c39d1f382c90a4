"""Looking at a password, slowly for who guesses and alike for everybody."""

from __future__ import annotations

from datetime import datetime

from flask import request

from pollsvc.accounts.actions.people import keep_rehashed
from pollsvc.accounts.actions.tries import begin_try, forgive
from pollsvc.accounts.guards import desk_key
from pollsvc.accounts.known import known_browser
from pollsvc.accounts.passwords import hashed, is_outdated, is_right
from pollsvc.accounts.queries import kept_password
from pollsvc.domain.editor import Editor
from pollsvc.domain.sign_in import fold_email
from pollsvc.store.db import end_reading


def editor_with(email: str, password: str, now: datetime) -> tuple[Editor, str] | None:
    """The editor whom this address and password sign in, with the password as it is kept.

    ``None`` for whatever is wrong about them: who asks learns no more, not by the time
    it takes either.

    Raises:
        TooManyTriesError: it is too soon after the last tries.
    """
    folded = fold_email(email)
    account = desk_key().account_word(folded)
    network = desk_key().network_word(request.remote_addr or "")
    own = known_browser(folded)
    if own:  # it waits for its own failures alone, which count as an account's do
        account = network = own
    begin_try(account, network, now)
    editor, kept = kept_password(folded)
    end_reading()  # nobody waits for a connection while this is computed
    if not is_right(kept, password) or editor is None or kept is None:
        return None
    forgive(account, network)
    if is_outdated(kept):
        before, kept = kept, hashed(password)
        keep_rehashed(editor, before, kept)
    return editor, kept
