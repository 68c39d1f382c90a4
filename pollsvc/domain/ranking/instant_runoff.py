"""Instant runoff: the last leaves, its orders go to whom they name next, until one has most.

Of several options with the fewest orders one leaves by the stated rule: in the latest
earlier round in which they were not equal, the one with fewest; if they were equal in every
round, the one that is listed last. Each such tie stands in its round.

An option is elected with more than half of the orders that still name somebody who is in.
"""

from __future__ import annotations

from collections.abc import Sequence

from pollsvc.domain.figures import Outcome, Round
from pollsvc.domain.ranking.orders import Orders
from pollsvc.domain.ranking.ties import AS_LISTED, EARLIER_ROUNDS

_WAYS = 200
_Piles = dict[int, dict[tuple[int, ...], int]]


def runoff_rounds(ranked: Sequence[int], orders: Orders) -> tuple[Round, ...]:
    """The rounds until one option has more than half; none without orders.

    Source: Hare's single transferable vote for one seat, as in Robert's Rules of Order
    ("preferential voting"); the look back over earlier rounds is that of the ERS rules of
    1997, there from the first round, here from the latest.
    """
    piles: _Piles = {option: {} for option in ranked}
    for order, times in orders.items():
        if times:
            piles[order[0]][order] = times
    exhausted = 0
    rounds: list[Round] = []
    while any(piles.values()):
        counts = {option: sum(pile.values()) for option, pile in piles.items()}
        if 2 * max(counts.values()) > sum(counts.values()):
            rounds.append(Round(counts=counts, exhausted=exhausted, out=None))
            break
        out, tied, rule = _who_leaves(counts, rounds)
        rounds.append(Round(counts=counts, exhausted=exhausted, out=out, tied=tied, broken_by=rule))
        exhausted += _handed_on(piles, out)
    return tuple(rounds)


def runoff_winners(ranked: Sequence[int], orders: Orders) -> frozenset[int]:
    """Everybody who wins by one way or another of breaking the ties that the list decides.

    With more than one of them the orders alone elect nobody. So many ways are followed at
    the most; of what lies beyond, the one is taken that the list decides.
    """
    found: set[int] = set()
    waiting: list[tuple[tuple[int, ...], tuple[Round, ...]]] = [(tuple(ranked), ())]
    followed = 0
    while waiting:
        left, earlier = waiting.pop()
        counts = _first_of(left, orders)
        if not any(counts.values()) or 2 * max(counts.values()) > sum(counts.values()):
            found |= {one for one in left if counts[one] == max(counts.values()) and counts[one]}
            continue
        out, tied, rule = _who_leaves(counts, earlier)
        leavers = [out]
        if rule == AS_LISTED and followed < _WAYS and not _all_leave((out, *tied), counts):
            leavers += _equal_to(out, tied, earlier)
        for one in leavers:
            followed += 1
            here = Round(counts=counts, exhausted=0, out=one, tied=tied, broken_by=rule)
            waiting.append((tuple(each for each in left if each != one), (*earlier, here)))
    return frozenset(found)


def _all_leave(tied: Sequence[int], counts: dict[int, int]) -> bool:
    """Whether all of the tied leave next, in whatever order.

    Together they have fewer orders than any other option, so that none of them is saved by
    what the others hand on.
    """
    others = [count for one, count in counts.items() if one not in tied]
    return bool(others) and sum(counts[one] for one in tied) < min(others)


def _first_of(left: Sequence[int], orders: Orders) -> dict[int, int]:
    """How many orders name each of these before the others."""
    counts = dict.fromkeys(left, 0)
    for order, times in orders.items():
        first = next((one for one in order if one in counts), None)
        if first is not None:
            counts[first] += times
    return counts


def _equal_to(out: int, tied: Sequence[int], earlier: Sequence[Round]) -> list[int]:
    """Those of the tied that had as many orders as this one in every round so far."""
    return [one for one in tied if all(r.counts[one] == r.counts[out] for r in earlier)]


def runoff_outcome(
    ranked: Sequence[int], rounds: Sequence[Round], winners: frozenset[int] = frozenset()
) -> Outcome:
    """Those who were in at the end by their orders, before them who left, the last to leave first.

    The last two are tied where both had half of the orders; and so are options that left
    one after another with nothing but the list to choose between them. With more than one
    of ``winners`` (see ``runoff_winners``) these are tied for the first place.
    """
    outcome = _by_rounds(ranked, rounds)
    if len(winners) < 2:
        return outcome
    first = tuple(one for one in ranked if one in winners)
    others = (tuple(one for one in group if one not in winners) for group in outcome.places)
    places = (first, *(group for group in others if group))
    return Outcome(places=places, winner=outcome.winner, broken_by=AS_LISTED)


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


def _handed_on(piles: _Piles, out: int) -> int:
    """Give the orders of who leaves to whom they name next; gives how many name nobody."""
    exhausted = 0
    for order, times in piles.pop(out).items():
        heir = next((option for option in order if option in piles), None)
        if heir is None:
            exhausted += times
        else:
            piles[heir][order] = times
    return exhausted
