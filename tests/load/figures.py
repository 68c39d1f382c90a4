"""A figure with its goal, and how a run of rounds becomes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.load import client
from tests.load.client import Job, Round
from tests.load.servers import Server, on_core

WARM_UP = 0.4


class NotMeasuredError(Exception):
    """Something could not be measured; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. The goal is a least value, or else a most."""

    name: str
    value: float
    unit: str
    goal: float
    method: str
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the value reaches its goal."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def value_text(self) -> str:
        """The value with its unit."""
        return f"{self.value:,.{self._places}f}{self.unit}"

    @property
    def goal_text(self) -> str:
        """The goal with its direction."""
        return f"{'≥' if self.at_least else '≤'} {self.goal:g}{self.unit}"

    @property
    def _places(self) -> int:
        if not self.unit:
            return 0
        return 1 if self.value >= 10 else 2 if self.value >= 1 else 3


@dataclass(frozen=True)
class Pace:
    """How long everything takes: rounds a lane, seconds a round, rows, votes for memory.

    Nothing new is begun after ``limit`` seconds.
    """

    rounds: int
    seconds: float
    rows: int
    votes: int
    patience: float
    reads: int
    starts: int
    limit: float


FULL = Pace(
    rounds=4,
    seconds=2.0,
    rows=1_000_000,
    votes=10_000,
    patience=20.0,
    reads=120,
    starts=3,
    limit=320.0,
)
QUICK = Pace(
    rounds=2, seconds=0.5, rows=50_000, votes=2_000, patience=3.0, reads=30, starts=1, limit=80.0
)


@dataclass(frozen=True)
class Lane:
    """A job and the servers that it asks."""

    servers: tuple[Server, ...]
    kind: str
    path: str
    connections: int

    def job(self, seconds: float, at_most: int = 10**9) -> Job:
        """The job for so long."""
        ports = tuple(server.port for server in self.servers)
        return Job(self.kind, ports, self.path, self.connections, seconds, at_most)


@dataclass(frozen=True)
class Timed:
    """A round with the time that the servers spent on their core for it."""

    round: Round
    cpu: float

    @property
    def rate(self) -> float:
        """Visitors a second."""
        return self.round.rate

    @property
    def cpu_us(self) -> float:
        """Microseconds of the servers' core for each."""
        return 1e6 * self.cpu / max(1, self.round.done)


@dataclass(frozen=True)
class Races:
    """The rounds of several lanes that ran in turn, and the warm-up before each."""

    rounds: Mapping[str, Sequence[Timed]]
    warm_ups: Mapping[str, Round]

    def ratio(
        self, first: str, second: str, of: Callable[[Timed], float] = lambda one: one.rate
    ) -> float:
        """The median over rounds of one lane's value over another's in the same round."""
        pairs = zip(self.rounds[first], self.rounds[second], strict=True)
        return median(of(one) / max(of(other), 1e-9) for one, other in pairs)

    def median(self, lane: str, of: Callable[[Timed], float] = lambda one: one.rate) -> float:
        """The median of a lane's rounds."""
        return median(of(one) for one in self.rounds[lane])

    def done(self, *lanes: str) -> int:
        """How many were accepted in all rounds of these lanes, those of the warm-up too."""
        return sum(one.done for one in self._all(lanes))

    def refused(self, *lanes: str) -> int:
        """How many were not."""
        return sum(sum(one.refused.values()) for one in self._all(lanes))

    def _all(self, lanes: Iterable[str]) -> Iterator[Round]:
        for lane in lanes:
            yield self.warm_ups[lane]
            yield from (one.round for one in self.rounds[lane])


def race(lanes: Mapping[str, Lane], pace: Pace, core: int | None) -> Races:
    """Let the lanes run in turn (A B C, A B C, …) after a short run of each that counts not."""
    found: dict[str, list[Timed]] = {name: [] for name in lanes}
    with on_core(core):
        warm_ups = {name: client.run(lane.job(WARM_UP)) for name, lane in lanes.items()}
        for turn in range(pace.rounds):
            for name, lane in lanes.items():
                before = sum(server.cpu_seconds() for server in lane.servers)
                done = client.run(lane.job(pace.seconds))
                after = sum(server.cpu_seconds() for server in lane.servers)
                found[name].append(Timed(done, after - before))
                if not done.done:
                    said = done.refused or "nothing was answered in time"
                    raise NotMeasuredError(f"round {turn + 1} of {name}: {said}")
    return Races(found, warm_ups)


def p95_ms(what: str) -> Callable[[Timed], float]:
    """A reader of a round's 95th percentile in milliseconds."""
    return lambda one: 1000 * one.round.p95[what]
