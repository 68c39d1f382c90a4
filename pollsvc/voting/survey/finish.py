"""The end of a survey: everything that was typed goes the path of one vote."""

from __future__ import annotations

import os

from flask import Response

from pollsvc.domain.errors import (
    AlreadyVotedError,
    DefinitionChangedError,
    InvalidAnswerError,
    NothingToWithdrawError,
    PollNotFoundError,
    PollNotOpenError,
    PollsvcError,
)
from pollsvc.domain.life import State, state_of
from pollsvc.domain.repeat import Act
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.evidence import NONCE_BYTES
from pollsvc.voting.screens import notice_of
from pollsvc.voting.sending import thanks, the_box
from pollsvc.voting.survey.visit import Visit
from pollsvc.voting.survey.walk import Walk
from pollsvc.voting.unfinished import forget_unfinished
from pollsvc.web.errors import status_of
from pollsvc.web.outlets import tongue_of


def send(visit: Visit, walk: Walk, act: Act) -> Response:
    """Write the answers as one response; gives the way to the thanks, or what is wrong.

    Raises:
        PollNotFoundError: the poll was deleted meanwhile.
    """
    poll, kept = visit.poll, walk.kept
    sent = VoterAct(
        act=act,
        # What is not asked any more has left with the words of its question.
        raw={number: values for number, values in kept.raw.items() if number in poll.parts},
        parts={key: value for key, value in kept.parts.items() if key[0] in poll.parts},
        evidence=visit.evidence,
        nonce=visit.nonce,
        language=tongue_of(poll),
        salt=os.urandom(NONCE_BYTES),
        came_from=kept.came_from,
        wording=poll.wording_digest,
    )
    try:
        cast_response(the_box(), poll, sent)
    except PollNotFoundError:
        raise
    except PollsvcError as error:
        return _refused(visit, walk, error)
    forget_unfinished(poll.id, visit.word, visit.changing)
    return thanks(poll, None if visit.voter.cookie else visit.cookie)


def _refused(visit: Visit, walk: Walk, error: PollsvcError) -> Response:
    """The page that tells of a refusal; what was typed stays kept."""
    if isinstance(error, DefinitionChangedError):
        visit = visit.anew()
        walk = Walk(visit.poll, walk.kept)
    is_open = state_of(visit.poll, visit.now) is State.OPEN
    if isinstance(error, InvalidAnswerError | DefinitionChangedError):
        return _looked_at_again(visit, walk, error) if is_open else visit.refused(error)
    if isinstance(error, PollNotOpenError | AlreadyVotedError):
        return visit.refused(error)
    act = Act.VOTE if isinstance(error, NothingToWithdrawError) else None
    return _end_again(visit, walk, notice_of(error), status_of(error), act)


def _looked_at_again(visit: Visit, walk: Walk, error: PollsvcError) -> Response:
    step, status = walk.first_open(), status_of(error)
    if step is None:
        return _end_again(visit, walk, "changed_meanwhile", status)
    changed = isinstance(error, DefinitionChangedError)
    page = visit.trail(walk).step_page(
        step,
        problems=() if changed else walk.problems(step),
        notice="changed_meanwhile" if changed else None,
        to_check=walk.is_checked,
    )
    return visit.page(page, status)


def _end_again(
    visit: Visit, walk: Walk, notice: str, status: int, act: Act | None = None
) -> Response:
    """The page from which it was sent, with a word about what became of it."""
    trail, last = visit.trail(walk), walk.back_from()
    if walk.is_checked or last is None:
        return visit.page(trail.check_page(notice, act), status)
    return visit.page(trail.step_page(last, notice=notice), status)
