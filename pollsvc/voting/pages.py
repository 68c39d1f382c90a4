"""``/p/<slug>``: the form, the thanks, and the figures, by viewer and state. Never shared."""

from __future__ import annotations

import os

from flask import Blueprint, Response, make_response, request

from pollsvc.domain.errors import (
    AlreadyVotedError,
    DefinitionChangedError,
    InvalidAnswerError,
    PollNotFoundError,
    PollsvcError,
    Problem,
    UnfinishedGoneError,
)
from pollsvc.domain.flow import is_staged
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act, Verdict
from pollsvc.polls.queries import forget_recent, recent_poll
from pollsvc.store.db import end_reading
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.evidence import NONCE_BYTES
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import own_response
from pollsvc.voting.screens import Screen, ready_form
from pollsvc.voting.sending import (
    Voter,
    check_sender,
    private,
    takes_words,
    thanks,
    the_box,
    with_cookie,
)
from pollsvc.voting.survey.typed import is_in, whole_form
from pollsvc.voting.survey.visit import ended
from pollsvc.voting.survey.whole import taken_up
from pollsvc.voting.unfinished import forget_unfinished
from pollsvc.web.clock import now
from pollsvc.web.errors import UNREACHABLE, with_status
from pollsvc.web.kept import LINK_PARAMETER
from pollsvc.web.outlets import PRIVATE_BUT_FOR_BACK, take_language, tongue_of

bp = Blueprint("voting", __name__)


@bp.get("/p/<slug>")
def show(slug: str) -> Response:
    """The poll as this viewer gets it: form, own vote, or figures."""
    poll = recent_poll(slug)
    take_language(poll)
    voter = Voter.of(poll)
    screen = Screen(poll, now(), voter.own, voter.key, link=request.args.get(LINK_PARAMETER))
    if voter.own is None:
        form = private(ready_form(screen))
        if is_staged(poll) or takes_words(poll):
            # So that the browser's own back finds this very form, with what was typed in it.
            form.headers["Cache-Control"] = PRIVATE_BUT_FOR_BACK
        return form
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
    take_language(poll)
    check_sender(poll)
    sent = SentVote(poll, request.form)
    if sent.wording not in (None, poll.wording_digest):
        # The form may be newer than what is kept here of the poll.
        poll, sent = _read_anew(slug)
    voter = Voter.of_sender(poll)
    if sent.is_switch and not is_staged(poll):
        page, status = Screen(poll, now(), voter.own, voter.key, sent).switched()
        return private(with_status(make_response(page), status))
    try:
        cookie, is_taken = _write(poll, voter, sent)
    except PollNotFoundError:
        raise  # deleted meanwhile, and nothing of it is shown
    except UnfinishedGoneError as error:
        return ended(poll, whole_form(poll, sent), error)
    except PollsvcError as error:
        if isinstance(error, DefinitionChangedError):
            poll, sent = _read_anew(slug)
        # Looked at again: another form of this browser may have come first.
        voter = Voter.of_sender(poll)
        is_second = voter.own is not None and sent.act is not Act.CHANGE
        taken = None if is_second else taken_up(poll, voter, sent, error)
        if taken is not None:
            return taken
        return _refusal(poll, voter, sent, error)
    if is_taken:
        return thanks(poll, cookie)
    refusal = _refusal(poll, Voter.of_sender(poll), sent, AlreadyVotedError())
    return with_cookie(refusal, cookie) if cookie else refusal


def _refusal(poll: Poll, voter: Voter, sent: SentVote, error: PollsvcError) -> Response:
    page, status = Screen(poll, now(), voter.own, voter.key, sent).refused(error)
    return private(with_status(make_response(page), status))


def _read_anew(slug: str) -> tuple[Poll, SentVote]:
    """The poll as it is written now, and what was sent as read by it."""
    forget_recent()
    poll = recent_poll(slug)
    return poll, SentVote(poll, request.form)


def _write(poll: Poll, voter: Voter, sent: SentVote) -> tuple[str | None, bool]:
    """Write what was sent; gives the cookie to be set, and whether all of it is there now.

    It is not where this form has come before, with other answers. What is kept of it in steps
    is erased, and with a vote that is changed or taken back every change that was begun and
    not sent.
    """
    nonce = voter.key.nonce_of(sent.form_id)
    # A switch to another language that comes here is one of a survey in steps.
    if nonce is None or sent.act is None or sent.problems or sent.is_switch:
        if nonce and sent.wording not in (None, poll.wording_digest):
            raise DefinitionChangedError  # fields of a question that is no longer asked
        raise InvalidAnswerError(sent.problems or (Problem("form_not_known"),))
    first = voter.key.first_cookie(nonce)
    cookie = voter.cookie or first
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
    outcome = cast_response(the_box(), poll, act)
    if outcome.verdict is Verdict.SAME:
        to_set, is_taken = _sent_before(poll, voter, sent, act)
    else:
        to_set, is_taken = None if voter.cookie else first, True
    if is_taken and (sent.act is not Act.VOTE or is_staged(poll)):
        key = voter.key
        forget_unfinished(poll.id, key.unfinished_word(nonce), key.changing_word(cookie))
    return to_set, is_taken


def _sent_before(
    poll: Poll, voter: Voter, sent: SentVote, act: VoterAct
) -> tuple[str | None, bool]:
    """The same as ``_write`` for a form that is known already.

    Raises:
        UnfinishedGoneError: it was sent long ago, by a browser that may be another one.
    """
    try:
        own = own_response(poll.id, act.evidence.form)
        all_in = own is None or act.act is Act.WITHDRAW or is_in(own, poll, whole_form(poll, sent))
    except UNREACHABLE:
        end_reading()
        return None, True
    cookie = voter.cookie_again(act.nonce, own, now())
    is_late = own is not None and voter.cookie is None and cookie is None
    if is_late and (is_staged(poll) or act.act is not Act.VOTE):
        raise UnfinishedGoneError
    return cookie, all_in
