"""Makers of acts for the writer: what a voter does, by plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pollsvc.config import Settings
from pollsvc.domain.answers import Answer
from pollsvc.domain.repeat import Act, Claim
from pollsvc.voting.box import Box, Op, Outcome, open_box


def word(kind: bytes, number: int) -> bytes:
    """A claimed word: a kind byte and 128 bits."""
    return kind + number.to_bytes(16, "big")


def make_op(
    form: int,
    voter: int | None = None,
    choice: Answer | None = 1,
    *,
    act: Act = Act.VOTE,
    poll_id: int = 1,
    keeps_out: bool = True,
    version: int = 1,
    language: str = "en",
    salt: bytes = bytes(16),
) -> Op:
    """An act sent with this form; by default by a voter of the form's own."""
    return Op(
        poll_id=poll_id,
        definition_version=version,
        act=act,
        words=Claim(
            form=word(b"f", form),
            voter=word(b"b", form if voter is None else voter),
            keeps_out=keeps_out,
        ),
        answers=None if act is Act.WITHDRAW else {1: choice},
        language=language,
        salt=salt,
    )


def put_all(box: Box, ops: Iterable[Op], threads: int = 32) -> Sequence[Outcome]:
    """Put these acts from many threads at once; gives their outcomes in the same order."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(box.put, ops))


def a_mix(seed: int, size: int = 100) -> list[Op]:
    """Votes, changes and withdrawals of thirty voters, some forms sent twice."""
    ops = []
    for place in range(size):
        act = (Act.VOTE, Act.VOTE, Act.CHANGE, Act.WITHDRAW)[(place * 7 + seed) % 4]
        again = place - place % 5 if place % 5 < 2 else place
        voter = again if place % 5 < 2 else place * 11
        ops.append(make_op(seed * 1000 + again, voter % 30, (place % 4 + 1,), act=act))
    return ops


def put_in_another_process(settings: Settings, seed: int, now_ms: int) -> None:
    """Put a mix through a writer of this process's own; to be run in a new process."""
    box = open_box(settings, lambda _poll_id: None)
    box._clock_ms = lambda: now_ms
    put_all(box, a_mix(1) + a_mix(seed), threads=12)
    box.stop()
