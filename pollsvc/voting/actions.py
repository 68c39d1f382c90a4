"""Casting, changing and withdrawing a vote."""

from __future__ import annotations

from dataclasses import dataclass, field

from pollsvc.domain.answers import Parts, Raw, read_response
from pollsvc.domain.errors import (
    AlreadyVotedError,
    DefinitionChangedError,
    NothingToWithdrawError,
    PollNotFoundError,
    PollNotOpenError,
)
from pollsvc.domain.order import is_varied, shown_seed
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act, Evidence, Verdict, claim
from pollsvc.polls.queries import forget_recent, poll_by_slug
from pollsvc.store.db import end_reading
from pollsvc.voting.box import Box, Op, Outcome
from pollsvc.voting.queries import own_response

_REFUSALS = {
    Verdict.CLOSED: PollNotOpenError,
    Verdict.ALREADY: AlreadyVotedError,
    Verdict.NOTHING: NothingToWithdrawError,
}


@dataclass(frozen=True, kw_only=True)
class VoterAct:
    """One act of a voter as it was sent.

    ``raw`` and ``parts`` hold the strings sent, ``came_from`` the code in the link by which
    the reader came. ``nonce`` is the random part of the form's id, from which the order
    shown follows; ``salt`` are 16 random bytes. ``wording`` is the digest of the wording
    that the form showed, ``None`` where that is not known.
    """

    act: Act
    raw: Raw
    evidence: Evidence
    nonce: bytes
    language: str
    salt: bytes
    came_from: str | None = None
    wording: str | None = None
    parts: Parts = field(default_factory=dict)

    def is_reworded(self, poll: Poll) -> bool:
        """Whether what was chosen read otherwise than it does in this poll."""
        takes_back = self.act is Act.WITHDRAW
        return not takes_back and self.wording not in (None, poll.wording_digest)

    def op(self, poll: Poll) -> Op:
        """What to write of it in this poll.

        Raises:
            InvalidAnswerError: with every problem.
            PollNotOpenError: the poll takes no votes at all.
        """
        if poll.protection is None:
            raise PollNotOpenError
        takes_back = self.act is Act.WITHDRAW
        read = None if takes_back else read_response(poll, self.raw, self.parts, self.came_from)
        return Op(
            poll_id=poll.id,
            definition_version=poll.definition_version,
            act=self.act,
            words=claim(poll.protection, self.evidence),
            answers=read.answers if read else None,
            texts=read.texts if read else {},
            private=frozenset(one.id for one in poll.questions if one.private),
            counting=poll.counting,
            language=self.language,
            salt=self.salt,
            links=poll.links.id if poll.links else None,
            shown_seed=None if takes_back or not is_varied(poll) else shown_seed(self.nonce),
        )


def cast_response(box: Box, poll: Poll, sent: VoterAct) -> Outcome:
    """Write one act of a voter; gives its receipt once it is on stable storage.

    A retry of the same form gets the same receipt, also after closing. If the poll
    was written anew meanwhile, the answers are read again by what it says now, unless
    a question or a label is no longer what the voter saw.

    Raises:
        InvalidAnswerError: with every problem.
        PollNotOpenError: it is not open, or a draft.
        PollNotFoundError: it was deleted meanwhile.
        AlreadyVotedError: this voter's vote stands, and this act cannot change it.
        NothingToWithdrawError: there is no vote of this voter.
        DefinitionChangedError: it reads otherwise than the form did, or is being written
            at this very moment.
        StoreBusyError: the database did not answer in time.
        StoreFullError: there is no room.
    """
    _check_wording(poll, sent)
    end_reading()
    outcome = box.put(sent.op(poll))
    if outcome.stale:
        forget_recent()
        now_written = poll_by_slug(poll.slug)
        if now_written.id != poll.id:
            raise PollNotFoundError  # another poll took the address of one that is gone
        _check_wording(now_written, sent)
        outcome = box.put(sent.op(now_written))
        if outcome.stale:
            raise DefinitionChangedError
    refusal = _REFUSALS.get(outcome.verdict)
    if refusal is not None:
        raise refusal
    return outcome


def _check_wording(poll: Poll, sent: VoterAct) -> None:
    """Refuse an answer to other words, but not the retry of a form that was counted.

    Raises:
        DefinitionChangedError: the form showed other words and is not known.
    """
    if sent.is_reworded(poll) and own_response(poll.id, sent.evidence.form) is None:
        raise DefinitionChangedError
