"""Casting, changing and withdrawing a vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pollsvc.domain.answers import Answers, read_answers
from pollsvc.domain.errors import (
    AlreadyVotedError,
    DefinitionChangedError,
    NothingToWithdrawError,
    PollNotOpenError,
)
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act, Evidence, Verdict, claim
from pollsvc.polls.queries import forget_recent, poll_by_slug
from pollsvc.store.db import end_reading
from pollsvc.voting.box import Box, Op, Outcome

_REFUSALS = {
    Verdict.CLOSED: PollNotOpenError,
    Verdict.ALREADY: AlreadyVotedError,
    Verdict.NOTHING: NothingToWithdrawError,
}


def cast_response(
    box: Box,
    poll: Poll,
    raw: Mapping[int, Sequence[str]],
    evidence: Evidence,
    *,
    act: Act,
    language: str,
    salt: bytes,
) -> Outcome:
    """Write one act of a voter; gives its receipt once it is on stable storage.

    ``raw`` holds the strings sent for each question, ``salt`` 16 random bytes. A
    retry of the same form gets the same receipt, also after closing. If the poll
    was written anew meanwhile, the answers are read again by what it says now.

    Raises:
        InvalidAnswerError: with every problem.
        PollNotOpenError: it is not open, or a draft.
        AlreadyVotedError: this voter's vote stands, and this act cannot change it.
        NothingToWithdrawError: there is no vote of this voter.
        DefinitionChangedError: the poll is being written at this very moment.
        StoreBusyError: the database did not answer in time.
        StoreFullError: there is no room.
    """
    end_reading()
    if poll.protection is None:
        raise PollNotOpenError
    answers = None if act is Act.WITHDRAW else read_answers(poll, raw)
    outcome = box.put(_op(poll, answers, evidence, act=act, language=language, salt=salt))
    if outcome.stale:
        forget_recent()
        poll = poll_by_slug(poll.slug)
        answers = None if act is Act.WITHDRAW else read_answers(poll, raw)
        outcome = box.put(_op(poll, answers, evidence, act=act, language=language, salt=salt))
        if outcome.stale:
            raise DefinitionChangedError
    refusal = _REFUSALS.get(outcome.verdict)
    if refusal is not None:
        raise refusal
    return outcome


def _op(
    poll: Poll,
    answers: Answers | None,
    evidence: Evidence,
    *,
    act: Act,
    language: str,
    salt: bytes,
) -> Op:
    assert poll.protection is not None
    return Op(
        poll_id=poll.id,
        definition_version=poll.definition_version,
        act=act,
        words=claim(poll.protection, evidence),
        answers=answers,
        language=language,
        salt=salt,
    )
