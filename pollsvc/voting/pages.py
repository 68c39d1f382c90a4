"""``/p/<slug>``: the form, the thanks, and the figures, by viewer and state. Never cached."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from pollsvc.domain.errors import (
    DefinitionChangedError,
    InvalidAnswerError,
    PollNotFoundError,
    PollsvcError,
    Problem,
)
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.polls.queries import forget_recent, recent_poll
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.box import Box
from pollsvc.voting.evidence import NONCE_BYTES, PollKey, known_cookie
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import OwnResponse, own_response
from pollsvc.voting.screens import Screen, ready_form
from pollsvc.web.clock import now
from pollsvc.web.errors import UNREACHABLE, with_status
from pollsvc.web.kept import LINK_PARAMETER, packed
from pollsvc.web.languages import in_language
from pollsvc.web.outlets import PRIVATE, tongue_of
from pollsvc.web.security import refuse_cross_site
from pollsvc.web.settings import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

bp = Blueprint("voting", __name__)
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


@bp.get("/p/<slug>")
def show(slug: str) -> Response:
    """The poll as this viewer gets it: form, own vote, or figures."""
    poll = recent_poll(slug)
    voter = Voter.of(poll)
    screen = Screen(poll, now(), voter.own, voter.key, link=request.args.get(LINK_PARAMETER))
    if voter.own is None:
        return _private(ready_form(screen))
    if request.args.get("change") == "1":
        page = screen.changing()
    elif request.args.get("again") == "1":
        page = screen.again()
    else:
        page = screen.page()
    return _private(make_response(page))


@bp.post("/p/<slug>")
def cast(slug: str) -> Response:
    """Take a vote, a change, or a withdrawal; then back to the poll."""
    poll = recent_poll(slug)
    if state_of(poll, now()) is State.DRAFT:
        raise PollNotFoundError
    refuse_cross_site()
    if "HTTP_TRANSFER_ENCODING" in request.environ:
        raise RequestEntityTooLarge  # browsers say how long a form is; what does not, has no limit
    sent = SentVote(poll, request.form)
    if sent.wording not in (None, poll.wording_digest):
        # The form may be newer than what is kept here of the poll.
        poll, sent = _read_anew(slug)
    voter = Voter.of_sender(poll)
    try:
        cookie = _write(poll, voter, sent)
    except PollNotFoundError:
        raise  # deleted meanwhile, and nothing of it is shown
    except PollsvcError as error:
        if isinstance(error, DefinitionChangedError):
            poll, sent = _read_anew(slug)
        # Looked at again: another form of this browser may have come first.
        voter = Voter.of_sender(poll)
        page, status = Screen(poll, now(), voter.own, voter.key, sent).refused(error)
        return _private(with_status(make_response(page), status))
    return _thanks(poll, None if voter.cookie else cookie)


def _read_anew(slug: str) -> tuple[Poll, SentVote]:
    """The poll as it is written now, and what was sent as read by it."""
    forget_recent()
    poll = recent_poll(slug)
    return poll, SentVote(poll, request.form)


def _write(poll: Poll, voter: Voter, sent: SentVote) -> str:
    """Write what was sent; gives the cookie under which the vote is found again."""
    nonce = voter.key.nonce_of(sent.form_id)
    if nonce is None or sent.act is None or sent.problems:
        if nonce and sent.wording not in (None, poll.wording_digest):
            raise DefinitionChangedError  # fields of a question that is no longer asked
        raise InvalidAnswerError(sent.problems or (Problem("form_not_known"),))
    cookie = voter.cookie or voter.key.first_cookie(nonce)
    act = VoterAct(
        act=sent.act,
        raw=sent.raw_answers,
        evidence=voter.key.evidence(nonce, cookie),
        nonce=nonce,
        language=tongue_of(poll),
        salt=os.urandom(NONCE_BYTES),
        came_from=sent.came_from,
        wording=sent.wording,
    )
    cast_response(_box(), poll, act)
    return cookie


def _thanks(poll: Poll, cookie: str | None) -> Response:
    headers = [
        ("Location", in_language(f"/p/{poll.slug}") + "#thanks"),
        ("Cache-Control", PRIVATE),
        ("Content-Length", "0"),
    ]
    if cookie is not None:
        headers.append(("Set-Cookie", _set_cookie(cookie)))
    return _SeeOther(status=303, headers=headers)


class _SeeOther(Response):
    """A redirect whose headers are ready as they are, for the busiest answer of all."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers, without Werkzeug's pass over addresses that we made ourselves."""
        return self.headers


def _set_cookie(cookie: str) -> str:
    """The header by hand: name and value are of our own making, and need no quoting."""
    safe = "HttpOnly; SameSite=Lax" + ("; Secure" if settings().is_https else "")
    return f"{cookie_name()}={cookie}; Max-Age={COOKIE_SECONDS}; Path=/; {safe}"


def _box() -> Box:
    box = current_app.extensions["box"]
    assert isinstance(box, Box)
    return box


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return packed(response)
