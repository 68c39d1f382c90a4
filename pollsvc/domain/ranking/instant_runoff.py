"""Instant runoff: the last leaves, its orders go to whom they name next, until one has most.

Of several options with the fewest orders one leaves by the stated rule: in the latest
earlier round in which they were not equal, the one with fewest; if they were equal in every
round, the one that is listed last. Each such tie stands in its round.

An option is elected with more than half of the orders that still name somebody who is in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pollsvc.domain.figures import Outcome, Round
from pollsvc.domain.ranking.orders import Orders
from pollsvc.domain.ranking.ties import AS_LISTED, EARLIER_ROUNDS

_MOST_READ = 100_000
_Pile = list[tuple[tuple[int, ...], int]]
_Compared = dict[int, int]


class _Standing(NamedTuple):
    """The orders that each of those left has: how many, and in piles as they came to it."""

    counts: dict[int, int]
    piles: dict[int, tuple[_Pile, ...]]


class _Way(NamedTuple):
    """A way of breaking ties that is yet to be followed.

    ``compared`` are those left and how they compared before, ``may_win`` who of them could
    still win; ``leavers`` have to leave ``standing`` first.
    """

    compared: _Compared
    may_win: frozenset[int]
    leavers: tuple[int, ...]
    standing: _Standing


def runoff_rounds(ranked: Sequence[int], orders: Orders) -> tuple[Round, ...]:
    """The rounds until one option has more than half; none without orders.

    Source: Hare's single transferable vote for one seat, as in Robert's Rules of Order
    ("preferential voting"); the look back over earlier rounds is that of the ERS rules of
    1997, there from the first round, here from the latest.
    """
    standing = _at_first(ranked, orders)
    given = sum(standing.counts.values())
    rounds: list[Round] = []
    while given:
        counts = standing.counts
        left = sum(counts.values())
        exhausted = given - left
        if 2 * max(counts.values()) > left:
            rounds.append(Round(counts=counts, exhausted=exhausted, out=None))
            break
        out, tied, rule = _who_leaves(counts, rounds)
        rounds.append(Round(counts=counts, exhausted=exhausted, out=out, tied=tied, broken_by=rule))
        standing = _without((out,), standing)
    return tuple(rounds)


def runoff_winners(ranked: Sequence[int], orders: Orders) -> tuple[frozenset[int], bool]:
    """Everybody who wins by one way or another of breaking the ties that the list decides.

    With more than one of them the orders alone elect nobody. Ways are told apart by who is
    left and how these compare over the rounds so far, and followed as long as they could
    name somebody new. Beside them stands whether all were followed: they are given up
    before more than 100,000 orders are read beyond their first places, or than were given
    if these are more; a way counts for as many as it has options. Then all are named whom
    nothing has ruled out.
    """
    found: set[int] = set()
    seen: set[tuple[tuple[int, int], ...]] = set()
    at_first = _at_first(ranked, orders)
    standings: dict[frozenset[int], _Standing] = {}
    waiting = [_Way(_Compared.fromkeys(ranked, 0), frozenset(ranked), (), at_first)]
    room = max(_MOST_READ, len(orders))
    while waiting:
        way = waiting.pop()
        if way.may_win <= found:
            continue
        left = frozenset(way.compared)
        room -= len(left)
        if left not in standings:
            room -= sum(len(pile) for one in way.leavers for pile in way.standing.piles[one])
            if room >= 0:
                standings[left] = _without(way.leavers, way.standing)
        if room < 0:
            return frozenset(found.union(way.may_win, *(one.may_win for one in waiting))), False
        standing = standings[left]
        may_win = way.may_win & _not_ruled_out(standing.counts)
        if len(may_win) == 1:
            found |= may_win
            continue
        compared = _compared(standing.counts, way.compared)
        key = tuple(compared.items())
        if key in seen:
            continue
        seen.add(key)
        for leavers in _could_leave(standing.counts, compared, found):
            rest = {one: place for one, place in compared.items() if one not in leavers}
            waiting.append(_Way(rest, may_win.difference(leavers), leavers, standing))
    return frozenset(found), True


def _could_leave(
    counts: Mapping[int, int], compared: _Compared, found: Collection[int]
) -> list[tuple[int, ...]]:
    """Who could leave now; the last of them is followed first."""
    last = [one for one, place in compared.items() if not place]
    if not counts[last[0]]:
        # Those whom nobody names go together: their leaving changes nothing.
        return [tuple(last)]
    # Where one leaves of whom it is known that it could win, somebody new may.
    return [(one,) for one in sorted(last, key=lambda one: one in found)]


def _not_ruled_out(counts: Mapping[int, int]) -> frozenset[int]:
    """Who could win from here; nobody else is left where one has more than half.

    Some who together have fewer than every other alone all leave before these.
    """
    rising = sorted(counts, key=lambda one: counts[one])
    ruled_out = together = 0
    for place, one in enumerate(rising):
        if together < counts[one]:
            ruled_out = place
        together += counts[one]
    return frozenset(rising[ruled_out:])


def _compared(counts: Mapping[int, int], before: _Compared) -> _Compared:
    """How options compare now: by their orders in this round, then in the latest before it.

    From nought for the last; equal ones have the same number.
    """
    numbers = {one: (count, before[one]) for one, count in counts.items()}
    places = {number: place for place, number in enumerate(sorted(set(numbers.values())))}
    return {one: places[number] for one, number in numbers.items()}


def _at_first(ranked: Sequence[int], orders: Orders) -> _Standing:
    """Every order with the option that it names first."""
    counts = dict.fromkeys(ranked, 0)
    piles: dict[int, _Pile] = {one: [] for one in ranked}
    for order, times in orders.items():
        if times:
            counts[order[0]] += times
            piles[order[0]].append((order, times))
    return _Standing(counts, {one: (pile,) for one, pile in piles.items()})


def _without(leavers: Collection[int], before: _Standing) -> _Standing:
    """Once these have left: each of their orders goes to whom it names next of those left."""
    counts = {one: count for one, count in before.counts.items() if one not in leavers}
    handed: dict[int, _Pile] = {}
    for leaver in leavers:
        for pile in before.piles[leaver]:
            for order, times in pile:
                heir = next((one for one in order if one in counts), None)
                if heir is not None:
                    counts[heir] += times
                    handed.setdefault(heir, []).append((order, times))
    piles = {one: before.piles[one] for one in counts}
    for heir, more in handed.items():
        piles[heir] += (more,)
    return _Standing(counts, piles)


def runoff_outcome(ranked: Sequence[int], orders: Orders, rounds: Sequence[Round]) -> Outcome:
    """Those who were in at the end by their orders, before them who left, the last to leave first.

    The last two are tied where both had half of the orders; and so are options that left
    one after another with nothing but the list to choose between them. All whom another
    list would have elected (see ``runoff_winners``) are tied for the first place.
    """
    outcome = _by_rounds(ranked, rounds)
    if all(one.broken_by != AS_LISTED for one in rounds):
        return outcome
    winners, is_exact = runoff_winners(ranked, orders)
    if len(winners) == 1:
        return outcome
    first = tuple(one for one in ranked if one in winners)
    others = (tuple(one for one in group if one not in winners) for group in outcome.places)
    places = (first, *(group for group in others if group))
    return Outcome(places=places, winner=outcome.winner, broken_by=AS_LISTED, is_exact=is_exact)


def _by_rounds(ranked: Sequence[int], rounds: Sequence[Round]) -> Outcome:
    if not rounds:
        return Outcome(places=(tuple(ranked),), winner=None)
    last = rounds[-1].counts
    numbers = sorted(set(last.values()), reverse=True)
    groups = [tuple(one for one in last if last[one] == number) for number in numbers]
    winner, broken_by = groups[0][0], None
    left_after = None
    for one in reversed(rounds[:-1]):
        out = one.out
        assert out is not None
        if len(one.counts) == 2:
            groups[0] = tuple(one.counts)
            broken_by = one.broken_by
        elif one.broken_by == AS_LISTED and left_after in one.tied:
            groups[-1] = tuple(option for option in ranked if option in (*groups[-1], out))
        else:
            groups.append((out,))
        left_after = out
    return Outcome(places=tuple(groups), winner=winner, broken_by=broken_by)


def _who_leaves(
    counts: dict[int, int], earlier: Sequence[Round]
) -> tuple[int, tuple[int, ...], str | None]:
    """Who leaves, who could have left as well, and by which rule it was decided."""
    fewest = min(counts.values())
    lowest = [option for option, count in counts.items() if count == fewest]
    left, rule = lowest, None
    for one in reversed(earlier):
        if len(left) == 1:
            break
        least = min(one.counts[option] for option in left)
        left = [option for option in left if one.counts[option] == least]
        rule = EARLIER_ROUNDS
    if len(left) > 1:
        rule = AS_LISTED
    out = left[-1]
    return out, tuple(option for option in lowest if option != out), rule
