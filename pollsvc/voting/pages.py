"""``/p/<slug>``: the form, the thanks, and the figures, by viewer and state. Never cached."""

from __future__ import annotations

import os

from flask import Blueprint, Response, make_response, request

from pollsvc.domain.errors import (
    DefinitionChangedError,
    InvalidAnswerError,
    PollNotFoundError,
    PollsvcError,
    Problem,
)
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.polls.queries import forget_recent, recent_poll
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.evidence import NONCE_BYTES
from pollsvc.voting.forms import SentVote
from pollsvc.voting.screens import Screen, ready_form
from pollsvc.voting.sending import Voter, check_sender, private, thanks, the_box
from pollsvc.voting.survey.whole import taken_up
from pollsvc.web.clock import now
from pollsvc.web.errors import with_status
from pollsvc.web.kept import LINK_PARAMETER
from pollsvc.web.outlets import tongue_of

bp = Blueprint("voting", __name__)


@bp.get("/p/<slug>")
def show(slug: str) -> Response:
    """The poll as this viewer gets it: form, own vote, or figures."""
    poll = recent_poll(slug)
    voter = Voter.of(poll)
    screen = Screen(poll, now(), voter.own, voter.key, link=request.args.get(LINK_PARAMETER))
    if voter.own is None:
        return private(ready_form(screen))
    if request.args.get("change") == "1":
        page = screen.changing()
    elif request.args.get("again") == "1":
        page = screen.again()
    else:
        page = screen.page()
    return private(make_response(page))


@bp.post("/p/<slug>")
def cast(slug: str) -> Response:
    """Take a vote, a change, or a withdrawal; then back to the poll."""
    poll = recent_poll(slug)
    if state_of(poll, now()) is State.DRAFT:
        raise PollNotFoundError
    check_sender(poll)
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
        is_second = voter.own is not None and sent.act is not Act.CHANGE
        taken = None if is_second else taken_up(poll, voter, sent, error)
        if taken is not None:
            return taken
        page, status = Screen(poll, now(), voter.own, voter.key, sent).refused(error)
        return private(with_status(make_response(page), status))
    return thanks(poll, None if voter.cookie else cookie)


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
        parts=sent.parts,
        evidence=voter.key.evidence(nonce, cookie),
        nonce=nonce,
        language=tongue_of(poll),
        salt=os.urandom(NONCE_BYTES),
        came_from=sent.came_from,
        wording=sent.wording,
    )
    cast_response(the_box(), poll, act)
    return cookie
