"""Counting rankings the slow way, ballot by ballot: what the methods are checked against.

Nothing here is shared with the program: a ballot is a list of options, and every method is
written down as it is told to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Ballot = tuple[int, ...]


def ranks(ballot: Ballot, options: Sequence[int]) -> dict[int, int]:
    """The rank of every option; those left out share the one after the last."""
    return {one: ballot.index(one) if one in ballot else len(options) for one in options}


def prefer(ballots: Sequence[Ballot], options: Sequence[int], one: int, other: int) -> int:
    """How many ballots rank one strictly before the other."""
    seen = [ranks(ballot, options) for ballot in ballots]
    return sum(rank[one] < rank[other] for rank in seen)


def borda(ballots: Sequence[Ballot], options: Sequence[int], one: int) -> Fraction:
    """Points of an option, duel by duel."""
    points = Fraction(0)
    for ballot in ballots:
        rank = ranks(ballot, options)
        for other in options:
            if other == one:
                continue
            if rank[one] < rank[other]:
                points += 1
            elif rank[one] == rank[other]:
                points += Fraction(1, 2)
    return points


def strength(ballots: Sequence[Ballot], options: Sequence[int], one: int, other: int) -> int:
    """The strongest path by search: the highest bar over which a way is still found."""
    victories = {
        (a, b): prefer(ballots, options, a, b)
        for a in options
        for b in options
        if a != b and prefer(ballots, options, a, b) > prefer(ballots, options, b, a)
    }
    for bar in sorted(set(victories.values()), reverse=True):
        reached, edge = {one}, [one]
        while edge:
            here = edge.pop()
            for (a, b), won in victories.items():
                if a == here and won >= bar and b not in reached:
                    reached.add(b)
                    edge.append(b)
        if other in reached:
            return bar
    return 0


def schulze_winners(ballots: Sequence[Ballot], options: Sequence[int]) -> set[int]:
    """Those whom nobody beats by a stronger path."""
    return {
        one
        for one in options
        if not any(
            strength(ballots, options, other, one) > strength(ballots, options, one, other)
            for other in options
            if other != one
        )
    }


def runoff(ballots: Sequence[Ballot], options: Sequence[int]) -> tuple[list[int], int]:
    """Who leaves in which order, and who wins; every ballot is read anew in each round.

    Equal ones are told apart by their numbers in earlier rounds, the latest first; the one
    listed last leaves if all of them are equal.
    """
    inside = list(options)
    left: list[int] = []
    history: list[dict[int, int]] = []
    while True:
        tops = [next((one for one in ballot if one in inside), None) for ballot in ballots]
        numbers = {one: tops.count(one) for one in inside}
        if max(numbers.values()) > sum(numbers.values()) / 2:
            return left, max(inside, key=lambda one: numbers[one])
        history.insert(0, numbers)
        past = {one: [numbers[one] for numbers in history] for one in inside}
        worst = min(past.values())
        out = [one for one in inside if past[one] == worst][-1]
        inside.remove(out)
        left.append(out)


def runoff_winners(ballots: Sequence[Ballot], options: Sequence[int]) -> set[int]:
    """Whoever wins if every tie that earlier rounds leave open is broken in every way."""
    found: set[int] = set()
    ways: list[tuple[list[int], dict[int, list[int]]]] = [
        (list(options), {one: [] for one in options})
    ]
    while ways:
        inside, past = ways.pop()
        tops = [next((one for one in ballot if one in inside), None) for ballot in ballots]
        history = {one: [tops.count(one), *past[one]] for one in inside}
        leader = max(inside, key=tops.count)
        if tops.count(leader) > (len(tops) - tops.count(None)) / 2:
            found.add(leader)
            continue
        ways += [
            ([one for one in inside if one != out], history)
            for out in inside
            if history[out] == min(history.values())
        ]
    return found
