"""What every page has that takes answers: who sends them, what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Response, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Role
from pollsvc.voting.box import Box
from pollsvc.voting.evidence import PollKey, known_cookie
from pollsvc.voting.queries import OwnResponse, own_response
from pollsvc.web.errors import UNREACHABLE
from pollsvc.web.kept import packed
from pollsvc.web.languages import in_language
from pollsvc.web.outlets import PRIVATE
from pollsvc.web.security import refuse_cross_site
from pollsvc.web.settings import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

WORDS_AT_MOST = 2**20
"""How long a form may be in which words are written; a letter can take nine bytes."""
RETRY = timedelta(minutes=10)
"""So long a form that was sent may come again from a browser that has no cookie yet."""
COOKIE_SECONDS = 395 * 24 * 3600  # thirteen months, and never renewed


@dataclass(frozen=True)
class Voter:
    """Who looks at a poll: the poll's key, the browser's cookie, and the vote it holds."""

    key: PollKey
    cookie: str | None
    own: OwnResponse | None

    @classmethod
    def of(cls, poll: Poll) -> Voter:
        """The voter of this request."""
        key, cookie = PollKey.of(settings().secret, poll.id), sent_cookie()
        return cls(key, cookie, own_response(poll.id, key.browser_word(cookie)) if cookie else None)

    def cookie_again(self, nonce: bytes, own: OwnResponse | None, now: datetime) -> str | None:
        """The cookie for a browser without one that sends again what it has just sent.

        ``own`` is what was sent with the form of this nonce. Whoever else has the form's id,
        which a private link holds, or finds it later, gets none: it opens all votes of its
        owner.
        """
        is_soon = own is not None and now - own.sent_at <= RETRY
        return self.key.first_cookie(nonce) if is_soon and self.cookie is None else None

    @classmethod
    def of_sender(cls, poll: Poll) -> Voter:
        """The same for who sent a form: without the own vote while nothing can be read."""
        try:
            return cls.of(poll)
        except UNREACHABLE:
            return cls(PollKey.of(settings().secret, poll.id), sent_cookie(), None)


def cookie_name() -> str:
    """The name of a voter's cookie; by https bound to this very host."""
    return "__Host-vote" if settings().is_https else "vote"


def sent_cookie() -> str | None:
    """The voter's cookie, if the browser sent one of ours."""
    has_any = "HTTP_COOKIE" in request.environ  # most have none, and parsing is not free
    return known_cookie(request.cookies.get(cookie_name())) if has_any else None


def check_sender(poll: Poll) -> None:
    """Refuse what no form of ours sends; where words can be written, take long ones.

    Raises:
        CrossSiteError: it came from another site.
        RequestEntityTooLarge: it does not say how long it is.
    """
    refuse_cross_site()
    if "HTTP_TRANSFER_ENCODING" in request.environ:
        raise RequestEntityTooLarge  # browsers say how long a form is; what does not, has no limit
    if takes_words(poll):
        request.max_content_length = WORDS_AT_MOST


def takes_words(poll: Poll) -> bool:
    """Whether respondents can write something in it."""
    return any(
        part.kind.is_text or any(option.role is Role.OTHER for option in part.options)
        for part in poll.parts.values()
    )


def thanks(poll: Poll, cookie: str | None) -> Response:
    """Back to the poll after a vote, with the cookie that is set with a first one."""
    headers = [
        ("Location", in_language(f"/p/{poll.slug}") + "#thanks"),
        ("Cache-Control", PRIVATE),
        ("Content-Length", "0"),
    ]
    if cookie is not None:
        headers.append(("Set-Cookie", _set_cookie(cookie)))
    return _SeeOther(status=303, headers=headers)


def with_cookie(response: Response, cookie: str) -> Response:
    """The same, with the cookie under which a vote is found that was sent before."""
    response.headers["Set-Cookie"] = _set_cookie(cookie)
    return response


class _SeeOther(Response):
    """A redirect whose headers are ready as they are, for the busiest answer of all."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers, without Werkzeug's pass over addresses that we made ourselves."""
        return self.headers


def _set_cookie(cookie: str) -> str:
    """The header by hand: name and value are of our own making, and need no quoting."""
    safe = "HttpOnly; SameSite=Lax" + ("; Secure" if settings().is_https else "")
    return f"{cookie_name()}={cookie}; Max-Age={COOKIE_SECONDS}; Path=/; {safe}"


def the_box() -> Box:
    """The writer of votes."""
    box = current_app.extensions["box"]
    assert isinstance(box, Box)
    return box


def private(response: Response) -> Response:
    """The response as one that nobody may keep."""
    response.headers["Cache-Control"] = PRIVATE
    return packed(response)
