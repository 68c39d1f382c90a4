"""In what order one reader sees options and rows of a question; pure, known from the form alone.

A form's nonce gives a seed, the seed an order. The seed is kept with the response, so
that what its voter saw can be worked out again for as long as the poll is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TypeVar

from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Order, Question, Role

_SEED_BYTES = 8
_DRAW_BYTES = 4
_ROWS = b"rows"
"""Keeps the order of rows apart from that of options, also under the same id."""
_Thing = TypeVar("_Thing")


def shown_seed(nonce: bytes) -> int:
    """The seed of a form: 63 bits from the digest of its nonce, so that it fits a BIGINT."""
    digest = sha256(b"order shown" + nonce).digest()
    return int.from_bytes(digest[:_SEED_BYTES]) >> 1


def is_varied(poll: Poll) -> bool:
    """Whether not every reader sees the options, or the rows of a matrix, in the same order."""
    return any(is_shuffled(one) or has_shuffled_rows(one) for one in poll.questions)


def has_shuffled_rows(question: Question) -> bool:
    """Whether not every reader sees the rows of this matrix in the same order."""
    return question.rows_order is not Order.FIXED and len(question.rows) > 1


def is_shuffled(question: Question) -> bool:
    """Whether not every reader sees the options of this question in the same order."""
    if question.order is Order.RANDOM:
        return not is_in_steps(question)
    return question.order is Order.REVERSED


def shown_order(question: Question, seed: int) -> tuple[Option, ...]:
    """The options of a question as the reader with this seed sees them.

    What is no plain option stands at the end, as it is written, and a pinned option keeps
    the place it is written at; the others change places. Each order of n such options is as
    likely as any other as far as the seed's 63 bits go (all orders of up to 20 options).
    Points of a scale are turned round at most, never shuffled. Two questions of one form
    are ordered each by itself, and all rows of a matrix have its options in one order.

    Source: Fisher and Yates (1938), as Algorithm P of Knuth, The Art of Computer
    Programming 2, §3.4.2; the stream is SHA-256 of seed, question and a counter.
    """
    plain = [option for option in question.options if option.role is Role.PLAIN]
    others = [option for option in question.options if option.role is not Role.PLAIN]
    free = [place for place, option in enumerate(plain) if not option.pinned]
    order = question.order if is_shuffled(question) else Order.FIXED
    moved = _moved([plain[place] for place in free], order, _draws(seed, question.id))
    for place, option in zip(free, moved, strict=True):
        plain[place] = option
    return (*plain, *others)


def shown_rows(matrix: Question, seed: int) -> tuple[Question, ...]:
    """The rows of a matrix as the reader with this seed sees them; no row is pinned.

    They are put in order just as options are, and by themselves: how the options stand tells
    nothing of how the rows do.
    """
    return tuple(_moved(list(matrix.rows), matrix.rows_order, _draws(seed, matrix.id, _ROWS)))


def _moved(things: list[_Thing], order: Order, draws: Iterator[int]) -> list[_Thing]:
    if order is Order.RANDOM:
        for last in range(len(things) - 1, 0, -1):
            chosen = _below(last + 1, draws)
            things[chosen], things[last] = things[last], things[chosen]
    elif order is Order.REVERSED and _below(2, draws):
        things.reverse()
    return things


def is_in_steps(question: Question) -> bool:
    """Whether its options are points that follow one another."""
    measured = any(option.value is not None for option in question.options)
    return measured or question.kind is Kind.SCALE


def _draws(seed: int, question_id: int, what: bytes = b"") -> Iterator[int]:
    """Numbers of 32 bits without end."""
    start = seed.to_bytes(_SEED_BYTES) + question_id.to_bytes(_SEED_BYTES) + what
    counter = 0
    while True:
        block = sha256(start + counter.to_bytes(_SEED_BYTES)).digest()
        for place in range(0, len(block), _DRAW_BYTES):
            yield int.from_bytes(block[place : place + _DRAW_BYTES])
        counter += 1


def _below(limit: int, draws: Iterator[int]) -> int:
    """A number from 0 to ``limit - 1``, each as likely: what would favour some is drawn again."""
    span = 2 ** (8 * _DRAW_BYTES)
    fair = span - span % limit
    return next(draw for draw in draws if draw < fair) % limit
