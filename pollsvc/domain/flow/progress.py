"""How far a respondent has come, said only as far as it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pollsvc.domain.flow.binding import Leaf, truth
from pollsvc.domain.flow.path import Ask, asks_of
from pollsvc.domain.flow.steps import Step, asked_steps, steps_of
from pollsvc.domain.given import Answer, Response
from pollsvc.domain.poll import Poll


@dataclass(frozen=True)
class Progress:
    """Step ``number`` ``of`` so many; ``of`` is ``None`` while answers can still change it.

    ``share`` is what is done of the longest path that is still possible: it never falls
    while somebody goes on.
    """

    number: int
    of: int | None
    share: Fraction


def progress(poll: Poll, response: Response, step: Step | None) -> Progress:
    """How far it is at this step; ``None`` is the end, where answers are checked and sent.

    Answers from this step on count as open, also where some are there already.
    """
    steps = asked_steps(poll, response)
    if step is None:
        return Progress(len(steps), len(steps), Fraction(1))
    done = sum(one.number < step.number for one in steps)
    surely, perhaps = _ahead(poll, response, step)
    of = done + surely if not perhaps else None
    return Progress(done + 1, of, Fraction(done, done + surely + perhaps))


def _ahead(poll: Poll, response: Response, step: Step) -> tuple[int, int]:
    """How many steps will surely be asked from this one on, and how many more may be."""
    known: dict[int, Answer | None] = {}
    asks = {ask.question.id: ask for ask in asks_of(poll)}
    still_open: set[int] = set()
    surely = perhaps = 0
    for one in steps_of(poll):
        found = []
        for question in one.questions:
            state = _is_asked(asks[question.id], known, still_open)
            found.append(state)
            ids = [part.id for part in question.parts] if state is not False else []
            if one.number >= step.number:
                still_open.update(ids)
            else:
                known.update((part, response.answers.get(part)) for part in ids)
        if one.number == step.number or (one.number > step.number and True in found):
            surely += 1
        elif one.number > step.number and None in found:
            perhaps += 1
    return surely, perhaps


def _is_asked(ask: Ask, known: dict[int, Answer | None], still_open: set[int]) -> bool | None:
    def look(leaf: Leaf) -> bool | None:
        return None if leaf.question in still_open else leaf.holds(known.get(leaf.question))

    states = [truth(rule, look) for rule in ask.rules]
    if False in states:
        return False
    return None if None in states else True
