"""Invented answers: drawn from weights by a seeded stream, so that a seed gives the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

Thing = TypeVar("Thing")
_TRIES = 50
_EDGE = 1e-9


class Draws:
    """A stream of chance that hangs on its seed alone."""

    def __init__(self, seed: str) -> None:
        """Begin the stream of this seed."""
        # Only ``random()`` is used, whose numbers are the same in every version of Python.
        self._chance = Random(seed)  # noqa: S311 - sample data, no secret

    def share(self) -> float:
        """A number from 0 to below 1."""
        return self._chance.random()

    def happens(self, percent: float) -> bool:
        """Whether something comes true that does so in so many of a hundred."""
        return self.share() * 100 < percent

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, each as likely."""
        return least + int(self.share() * (most - least + 1))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of these, each as likely."""
        return things[int(self.share() * len(things))]

    def weighed(self, weights: Mapping[Thing, float]) -> Thing:
        """One of these, as likely as its weight; where all have none, each as likely."""
        things = list(weights)
        total = sum(weights.values())
        if total <= 0:
            return self.one_of(things)
        left = self.share() * total
        for thing in things:
            left -= weights[thing]
            if left < 0:
                return thing
        return next(thing for thing in reversed(things) if weights[thing] > 0)

    def order(self, weights: Mapping[Thing, float], places: int) -> list[Thing]:
        """The first places of an order: each is drawn by weight among those still left.

        Source: Luce (1959) and Plackett (1975), the model of choices one after another.
        """
        left = dict(weights)
        drawn: list[Thing] = []
        while left and len(drawn) < places:
            thing = self.weighed(left)
            drawn.append(thing)
            del left[thing]
        return drawn

    def several(self, percents: Mapping[Thing, float], least: int, most: int) -> list[Thing]:
        """Some of these, each with its percent, at least and at most so many."""
        chosen = [thing for thing, percent in percents.items() if self.happens(percent)]
        if len(chosen) > most:
            return self.order({thing: percents[thing] for thing in chosen}, most)
        others = {thing: one for thing, one in percents.items() if thing not in chosen}
        return chosen + self.order(others, least - len(chosen))

    def normal(self, mean: float, spread: float, low: float, high: float) -> float:
        """A number around the mean, inside the range."""
        bell = NormalDist(mean, spread)
        for _ in range(_TRIES):
            found = bell.inv_cdf(min(max(self.share(), _EDGE), 1 - _EDGE))
            if low <= found <= high:
                return found
        return min(max(mean, low), high)
