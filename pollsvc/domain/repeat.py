"""Repeat votes: what keeps a second vote out, and what each act comes to.

``claim`` turns evidence into the words that are claimed, ``decide`` says what an
act comes to, given who holds those words. Both are pure; the database's key
(poll, word) enforces them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pollsvc.domain.cells import Standing
from pollsvc.domain.poll import Protection


class Act(StrEnum):
    """What a voter asks for."""

    VOTE = "vote"
    CHANGE = "change"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Evidence:
    """What is known of a voter: keyed digests under the poll's key, nothing raw.

    ``form`` and ``browser`` are words of 17 bytes: a kind byte and 128 bits.
    """

    form: bytes
    browser: bytes


@dataclass(frozen=True)
class Claim:
    """The words of a vote. ``form`` finds a retry, ``voter`` finds the same voter.

    With ``keeps_out`` a voter who is found is refused; without it the word only
    remembers the latest vote, so that its voter can see and change it.
    """

    form: bytes
    voter: bytes
    keeps_out: bool


def claim(protection: Protection, evidence: Evidence) -> Claim:
    """What a vote claims at this protection level."""
    keeps_out = protection is not Protection.OPEN
    return Claim(form=evidence.form, voter=evidence.browser, keeps_out=keeps_out)


@dataclass(frozen=True)
class Held:
    """The response that holds the voter's word now, and its standing.

    ``was_set_aside`` is about a withdrawal: the vote taken back had been set aside.
    """

    number: int
    standing: Standing
    was_set_aside: bool = False

    @property
    def under_review(self) -> bool:
        """Whether a vote in its place must be set aside as well."""
        return self.standing is Standing.SET_ASIDE or self.was_set_aside


@dataclass(frozen=True)
class Rules:
    """What the poll allows at the moment of the act, as the database sees it."""

    is_open: bool
    may_change: bool
    may_withdraw: bool


class Verdict(StrEnum):
    """What an act comes to."""

    STORED = "stored"
    SAME = "same"
    CLOSED = "closed"
    ALREADY = "already"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Decision:
    """The verdict; for ``STORED`` also the new row's standing and what it replaces.

    ``moves`` is the response that the voter's word points to until now, whether
    it is replaced or stays counted (protection "open").
    """

    verdict: Verdict
    standing: Standing = Standing.COUNTED
    replaces: int | None = None
    moves: int | None = None


def decide(
    act: Act, words: Claim, rules: Rules, *, form_known: bool, held: Held | None
) -> Decision:
    """What this act comes to.

    A known form comes first, even after closing: it is a retry and gets its
    receipt again. A plain vote never changes a vote that stands. After a
    withdrawal a new vote moves the claim where votes may change. A vote in place
    of one set aside is set aside too, also after a withdrawal, or a voter could
    undo a review.
    """
    if form_known:
        return Decision(Verdict.SAME)
    if not rules.is_open:
        return Decision(Verdict.CLOSED)
    if act is Act.VOTE:
        return _vote(words, rules, held)
    if held is None or held.standing is Standing.WITHDRAWN:
        return Decision(Verdict.NOTHING)
    withdraws = act is Act.WITHDRAW
    if not (rules.may_withdraw if withdraws else rules.may_change):
        return Decision(Verdict.ALREADY)
    return _in_place_of(held, Standing.WITHDRAWN if withdraws else Standing.COUNTED)


def _vote(words: Claim, rules: Rules, held: Held | None) -> Decision:
    if held is None:
        return Decision(Verdict.STORED)
    if held.standing is Standing.WITHDRAWN and rules.may_change:
        return _in_place_of(held, Standing.COUNTED)
    if words.keeps_out:
        return Decision(Verdict.ALREADY)
    return Decision(Verdict.STORED, moves=held.number)


def _in_place_of(held: Held, standing: Standing) -> Decision:
    if held.under_review and standing is Standing.COUNTED:
        standing = Standing.SET_ASIDE
    return Decision(Verdict.STORED, standing, replaces=held.number, moves=held.number)
