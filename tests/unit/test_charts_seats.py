"""Drawing is slow; whoever would have to wait long is refused, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pollsvc.charts.drawing import in_turn
from pollsvc.charts.seats import Seats
from pollsvc.domain.errors import ChartBusyError

ONE, TWO, THREE = Path("one.svg"), Path("two.svg"), Path("three.svg")


@dataclass
class Slow:
    """A drawing that lasts until it is let go."""

    let_go: threading.Event = field(default_factory=threading.Event)
    times: int = 0

    def __call__(self) -> bytes:
        self.times += 1
        self.let_go.wait(30)
        return b"slow"


@pytest.fixture
def slow() -> Iterator[Slow]:
    drawing = Slow()
    yield drawing
    drawing.let_go.set()
    in_turn(bytes).result()


@pytest.fixture
def ask(slow: Slow) -> Iterator[Callable[[Seats, Path], Future[bytes]]]:
    """Have another thread wait for a slow drawing; it is seated when this returns."""
    with ThreadPoolExecutor() as pool:

        def seated(seats: Seats, path: Path) -> Future[bytes]:
            before = seats.taken
            asked = pool.submit(seats.wait_for, path, slow)
            until(lambda: seats.taken > before)
            return asked

        yield seated
        slow.let_go.set()


def until(true: Callable[[], bool]) -> None:
    last = time.monotonic() + 20
    while not true():
        assert time.monotonic() < last
        time.sleep(0.002)


Ask = Callable[[Seats, Path], Future[bytes]]


def test_whoever_finds_no_seat_is_refused_at_once(slow: Slow, ask: Ask) -> None:
    seats = Seats(most=2)
    seated = [ask(seats, path) for path in (ONE, TWO)]
    for path in (THREE, ONE):
        with pytest.raises(ChartBusyError):
            seats.wait_for(path, slow)
    slow.let_go.set()
    assert [one.result() for one in seated] == [b"slow", b"slow"]


def test_requests_for_one_picture_share_its_drawing(slow: Slow, ask: Ask) -> None:
    seats = Seats()
    seated = [ask(seats, ONE) for _ in range(3)]
    slow.let_go.set()
    assert [one.result() for one in seated] == [b"slow"] * 3
    assert slow.times == 1


def test_a_seat_is_free_again_after_the_drawing() -> None:
    seats = Seats(most=1)
    assert seats.wait_for(ONE, lambda: b"first") == b"first"
    assert seats.wait_for(TWO, lambda: b"second") == b"second"


def test_a_drawing_that_takes_too_long_is_given_up_but_done(slow: Slow) -> None:
    seats = Seats(seconds=0.01)
    with pytest.raises(ChartBusyError):
        seats.wait_for(ONE, slow)
    assert seats.taken == 0
    slow.let_go.set()
    assert in_turn(lambda: b"next").result() == b"next"
    assert slow.times == 1


def test_drawings_given_up_still_bound_what_is_in_line(slow: Slow) -> None:
    seats = Seats(most=2, seconds=0.01)
    for path in (ONE, TWO):
        with pytest.raises(ChartBusyError):
            seats.wait_for(path, slow)
    with pytest.raises(ChartBusyError):
        seats.wait_for(THREE, slow)
    slow.let_go.set()
    in_turn(bytes).result()
    assert slow.times == 2


def test_a_drawing_that_fails_fails_for_its_readers_and_leaves_no_trace() -> None:
    def fail() -> bytes:
        raise ValueError("no such chart")

    seats = Seats(most=1)
    with pytest.raises(ValueError, match="no such chart"):
        seats.wait_for(ONE, fail)
    assert seats.wait_for(ONE, lambda: b"drawn") == b"drawn"
