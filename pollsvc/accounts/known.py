"""Browsers that have signed in once, so that failures of others do not make them wait.

The cookie is a nonce with a keyed mark of nonce and account: it signs nobody in, and
says to nobody but us whose browser it is.
"""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest

from flask import Response, request

from pollsvc.accounts.guards import desk_key
from pollsvc.accounts.keys import new_token
from pollsvc.domain.sign_in import fold_email
from pollsvc.web.desk import DESK
from pollsvc.web.settings import settings

_LASTS = timedelta(days=180)


def known_browser(email: str) -> bytes | None:
    """The word under which this browser's failures are counted, if it knows this account."""
    nonce, _, mark = request.cookies.get(_name(), "").partition(".")
    if not compare_digest(mark.encode(), desk_key().known_mark(nonce, fold_email(email)).encode()):
        return None
    return desk_key().browser_word(nonce)


def remember_browser(response: Response, email: str) -> Response:
    """The response with the cookie; the one of before, of whatever account, is gone."""
    nonce = new_token()
    response.set_cookie(
        _name(),
        f"{nonce}.{desk_key().known_mark(nonce, fold_email(email))}",
        max_age=_LASTS,
        path=DESK,
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _name() -> str:
    # ``__Host-`` would have it sent to readers' pages too.
    return "__Secure-desk-known" if settings().is_https else "desk-known"
