"""Makers of acts for the writer: what a voter does, by plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pollsvc.domain.answers import Answer
from pollsvc.domain.repeat import Act, Claim
from pollsvc.voting.box import Box, Op, Outcome


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
