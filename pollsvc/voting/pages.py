"""``/p/<slug>``: the form, the thanks, and the figures, by viewer and state. Never cached."""

from __future__ import annotations

import os
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, redirect, request

from pollsvc.domain.errors import (
    AlreadyVotedError,
    InvalidAnswerError,
    NothingToWithdrawError,
    PollNotOpenError,
    Problem,
    StoreBusyError,
    StoreFullError,
)
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.polls.queries import recent_poll
from pollsvc.voting import screens
from pollsvc.voting.actions import cast_response
from pollsvc.voting.box import Box
from pollsvc.voting.evidence import NONCE_BYTES, PollKey, known_cookie
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import OwnResponse, own_response
from pollsvc.web.clock import now
from pollsvc.web.errors import RETRY_AFTER
from pollsvc.web.kept import packed
from pollsvc.web.languages import in_language
from pollsvc.web.outlets import PRIVATE, tongue_of
from pollsvc.web.security import refuse_cross_site
from pollsvc.web.settings import settings

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
        key = PollKey.of(settings().secret, poll.id)
        cookie = known_cookie(request.cookies.get(cookie_name()))
        own = own_response(poll.id, key.browser_word(cookie)) if cookie else None
        return cls(key, cookie, own)


def cookie_name() -> str:
    """The name of a voter's cookie; by https bound to this very host."""
    return "__Host-vote" if settings().is_https else "vote"


@bp.get("/p/<slug>")
def show(slug: str) -> Response:
    """The poll as this viewer gets it: form, own vote, or figures."""
    poll = recent_poll(slug)
    voter = Voter.of(poll)
    screen = screens.Screen(poll, now(), voter.own, voter.key)
    if voter.own is None:
        return _private(screens.ready_form(screen))
    changing = request.args.get("change") == "1"
    return _private(make_response(screen.changing() if changing else screen.page()))


@bp.post("/p/<slug>")
def cast(slug: str) -> Response:
    """Take a vote, a change, or a withdrawal; then back to the poll."""
    poll = recent_poll(slug)
    refuse_cross_site()
    sent = SentVote(poll, request.form)
    voter = Voter.of(poll)
    nonce = voter.key.nonce_of(sent.form_id)
    screen = screens.Screen(poll, now(), voter.own, voter.key, sent)
    try:
        if nonce is None or sent.problems or sent.act is None:
            raise InvalidAnswerError(sent.problems or (Problem("form_not_known"),))
        cookie = voter.cookie or voter.key.first_cookie(nonce)
        cast_response(
            _box(),
            poll,
            sent.raw_answers,
            voter.key.evidence(nonce, cookie),
            act=sent.act,
            language=tongue_of(poll),
            salt=os.urandom(NONCE_BYTES),
        )
    except InvalidAnswerError as error:
        return _private(*screen.invalid(error.problems))
    except PollNotOpenError:
        return _private(make_response(screen.not_open()), 409)
    except AlreadyVotedError:
        own = own_response(poll.id, voter.key.browser_word(cookie))
        page = screens.Screen(poll, now(), own, voter.key).page(already(sent.act))
        return _private(make_response(page), 409)
    except NothingToWithdrawError:
        return _private(make_response(screen.form("nothing_to_withdraw")), 409)
    except (StoreBusyError, StoreFullError):
        response = _private(make_response(screen.form("not_saved")), 503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    return _thanks(poll, None if voter.cookie else cookie)


def already(act: Act | None) -> str:
    """What to say where this voter's vote stands and the act cannot change that."""
    return "already" if act is Act.VOTE else "not_allowed"


def _thanks(poll: Poll, cookie: str | None) -> Response:
    response = redirect(in_language(f"/p/{poll.slug}") + "#thanks", 303)
    assert isinstance(response, Response)
    if cookie is not None:
        response.set_cookie(
            cookie_name(),
            cookie,
            max_age=COOKIE_SECONDS,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
    return _private(response)


def _box() -> Box:
    box = current_app.extensions["box"]
    assert isinstance(box, Box)
    return box


def _private(response: Response, status: int | None = None) -> Response:
    if status is not None:
        response.status_code = status
    response.headers["Cache-Control"] = PRIVATE
    return packed(response)
