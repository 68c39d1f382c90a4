"""Who is put before whom: the orders that were given, or what their counters say of them.

An order may leave options out. Those stand behind all that it names, and equal among
themselves: it says nothing of which of them is better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

Orders = Mapping[tuple[int, ...], int]
"""How often each order was given, options by id from first to last."""


@dataclass(frozen=True)
class Preferences:
    """All that the methods need, by option id; without ``orders`` all but the rounds.

    ``ranked`` are the options in the order listed, ``places[option, place]`` how many gave
    it that place (from 1), ``pairs[a, b]`` how many put a before b, left-out ones included.
    """

    ranked: tuple[int, ...]
    places: Mapping[tuple[int, int], int]
    pairs: Mapping[tuple[int, int], int]
    orders: Orders | None

    @classmethod
    def of_orders(cls, ranked: tuple[int, ...], orders: Orders) -> Preferences:
        """From the orders themselves."""
        places: defaultdict[tuple[int, int], int] = defaultdict(int)
        before: defaultdict[tuple[int, int], int] = defaultdict(int)
        named: defaultdict[int, int] = defaultdict(int)
        for order, times in orders.items():
            for place, option in enumerate(order, 1):
                places[option, place] += times
                named[option] += times
            for pair in combinations(order, 2):
                before[pair] += times
        # Whoever names a puts it before b, but for those who put b before a.
        pairs = {
            (one, other): named[one] - before[other, one]
            for one in ranked
            for other in ranked
            if one != other
        }
        return cls(ranked, dict(places), pairs, orders)

    @classmethod
    def of_cells(
        cls,
        ranked: tuple[int, ...],
        places: Mapping[str, int],
        pairs: Mapping[str, int],
        orders: Orders | None,
    ) -> Preferences:
        """From the counters of places (``3@1``) and pairs (``3>1``).

        ``orders`` are those read for counting in rounds, ``None`` where they were not.
        """
        by_place = {(int(one), int(place)): n for (one, place), n in _cut(places, "@")}
        by_pair = {(int(one), int(other)): n for (one, other), n in _cut(pairs, ">")}
        every = ((one, other) for one in ranked for other in ranked if one != other)
        return cls(ranked, by_place, {pair: by_pair.get(pair, 0) for pair in every}, orders)

    @property
    def n(self) -> int:
        """How many orders there are; each has a first place."""
        return sum(self.first(option) for option in self.ranked)

    def first(self, option: int) -> int:
        """How many put this option first."""
        return self.places.get((option, 1), 0)


def read_orders(cells: Mapping[str, int]) -> dict[tuple[int, ...], int]:
    """The orders that their counters stand for (``3>1>2``)."""
    return {tuple(map(int, cell.split(">"))): times for cell, times in cells.items() if times}


def _cut(cells: Mapping[str, int], mark: str) -> list[tuple[list[str], int]]:
    return [(cell.split(mark), times) for cell, times in cells.items()]
