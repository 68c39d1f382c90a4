"""Whether anybody can come to a question at all: a search over what can be answered before.

Of each earlier question that matters, only such answers are tried as some rule tells apart.
Questions are gone through in order, with the set of all situations that still differ: what is
left of the rules to come. So the answer is exact, also for what hides what. The search is
bounded: beyond the bound it gives up and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from pollsvc.domain.flow.binding import Bound, Joined, Leaf, Opposite, leaves_of
from pollsvc.domain.given import Answer
from pollsvc.domain.question import Kind, Question, Required

MOST_STEPS = 10_000
"""The bound: so many situations are looked at for one rule."""
MOST_STEPS_ALTOGETHER = 50_000
"""And so many for all rules of a poll."""
MOST_NAMED = 10
"""Of so many options of one question that rules name, every combination is looked at."""

_Rest = Bound | bool
"""What is left of a rule once some of its tests are known."""
_Situation = tuple[_Rest, ...]
"""What is left of the rules of the questions still to come, then of the rules wanted."""
_Outcome = Mapping[Leaf, bool]


class NotCheckedError(Exception):
    """The bound was reached."""


class Reach:
    """The questions of a poll with their rules, each of which names earlier questions only."""

    def __init__(
        self,
        questions: Sequence[Question],
        rules: Mapping[int, Sequence[Bound]],
        left: int = MOST_STEPS_ALTOGETHER,
    ) -> None:
        """Take the questions in order, and the rules by the id of the question they show."""
        self._questions = questions
        self._rules = rules
        self._left = left
        self._left_here = 0

    def can_hold(self, wanted: Sequence[Bound]) -> bool:
        """Whether somebody's answers can fulfil all these rules.

        Raises:
            NotCheckedError: the bound was reached.
        """
        self._left_here = min(MOST_STEPS, self._left)
        before = self._slice(wanted)
        plan = [*(self._rules.get(one.id, ()) for one in before), wanted]
        situations = {tuple(_rest(Joined(tuple(rules), every=True), {}) for rules in plan)}
        for place, question in enumerate(before):
            later = [
                leaf for rules in plan[place + 1 :] for one in rules for leaf in leaves_of(one)
            ]
            situations = self._pass(question, situations, later)
        return any(situation[-1] is True for situation in situations)

    def _slice(self, wanted: Sequence[Bound]) -> list[Question]:
        """The questions on which these rules hang, and those on which these do, in order."""
        ids = {leaf.question for rule in wanted for leaf in leaves_of(rule)}
        found = []
        for question in reversed(self._questions):
            if any(part.id in ids for part in question.parts):
                found.append(question)
                rules = self._rules.get(question.id, ())
                ids |= {leaf.question for rule in rules for leaf in leaves_of(rule)}
        return found[::-1]

    def _pass(
        self, question: Question, situations: Iterable[_Situation], later: Sequence[Leaf]
    ) -> set[_Situation]:
        """The situations after a question, whose own rules come first in those before it."""
        asked = {one[1:] for one in situations if one[0] is True}
        hidden = {one[1:] for one in situations if one[0] is not True}
        for part in question.parts:
            leaves = [leaf for leaf in later if leaf.question == part.id]
            if leaves:
                asked = self._after(
                    asked, _outcomes(leaves, list(_answers(part, leaves)) or [None])
                )
                hidden = self._after(hidden, _outcomes(leaves, [None]))
        return asked | hidden

    def _after(
        self, situations: Iterable[_Situation], outcomes: Sequence[_Outcome]
    ) -> set[_Situation]:
        """Every situation after every outcome, but for those in which nothing is left to hope."""
        found = set()
        for situation in situations:
            for outcome in outcomes:
                self._left -= 1
                self._left_here -= 1
                if self._left_here < 0:
                    raise NotCheckedError
                after = tuple(_rest(rule, outcome) for rule in situation)
                if after[-1] is not False:
                    found.add(after)
        return found


def _rest(rule: _Rest, known: _Outcome) -> _Rest:
    """What is left of a rule when these tests are known."""
    match rule:
        case Leaf():
            return known.get(rule, rule)
        case Opposite(inner):
            left = _rest(inner, known)
            return not left if isinstance(left, bool) else Opposite(left)
        case Joined(rules, every):
            kept: list[Bound] = []
            for one in rules:
                left = _rest(one, known)
                if not isinstance(left, bool):
                    kept.append(left)
                elif left is not every:
                    return left
            return Joined(tuple(kept), every) if kept else every
        case _:
            return rule


def _outcomes(leaves: Sequence[Leaf], answers: Iterable[Answer | None]) -> list[_Outcome]:
    """How these tests come out for these answers, each way once."""
    ways = {tuple(leaf.holds(answer) for leaf in leaves) for answer in answers}
    return [dict(zip(leaves, way, strict=True)) for way in sorted(ways)]


def _answers(part: Question, leaves: Sequence[Leaf]) -> Iterator[Answer | None]:
    """Answers that stand for all that these tests can tell apart; none in a half-written one."""
    if part.need is not Required.HARD:
        yield None
    marks = frozenset(mark for leaf in leaves for mark in leaf.marks)
    if part.kind in (Kind.SINGLE, Kind.SCALE):
        yield from (option.id for option in part.options)
        return
    yield from ((option.id,) for option in part.options if option.role.is_exclusive)
    if part.kind.is_text:
        yield "text"
    elif part.kind in (Kind.NUMBER, Kind.DATE):
        yield from _numbers(part, marks)
    else:
        yield from _combinations(part, marks)


def _numbers(part: Question, marks: Iterable[int]) -> Iterator[int]:
    """Both ends of the range, and every number named with its neighbours."""
    ends = [end for end in (part.low, part.high) if end is not None]
    near = {mark + step for mark in marks for step in (-1, 0, 1)}
    for number in sorted({*ends, *near} or {0}):
        if (part.low is None or number >= part.low) and (part.high is None or number <= part.high):
            yield number


def _combinations(part: Question, marks: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Every choice of the options named that can be filled up with others to a whole answer."""
    plain = {option.id for option in part.plain_options}
    named = sorted(plain & marks)
    if len(named) > MOST_NAMED:
        raise NotCheckedError
    for size in range(min(len(named), part.at_most) + 1):
        needed = max(part.at_least, 1) - size
        if needed <= min(len(plain) - len(named), part.at_most - size):
            yield from combinations(named, size)
