"""Steps: what is asked at one time, and which step comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pollsvc.domain.errors import Problem
from pollsvc.domain.flow.path import NO_PARTS, Ask, asked_questions, asks_of, walk
from pollsvc.domain.flow.piping import names_piped
from pollsvc.domain.given import Parts, Raw, Response
from pollsvc.domain.poll import Flow, Page, Poll
from pollsvc.domain.question import Question

_KEPT = "_path_steps"


@dataclass(frozen=True)
class Step:
    """What is asked at one time.

    ``number`` counts from 1 over all steps, those that are hidden too, so that a step keeps
    its address. ``page`` is the page its questions stand on, where they stand on one that has
    a title, a text or a rule.
    """

    number: int
    page: Page | None
    questions: tuple[Question, ...]


def steps_of(poll: Poll) -> tuple[Step, ...]:
    """All steps of a poll, worked out once for each poll object.

    Nothing is asked in the same step as what it hangs on: a page is cut before a question
    with a rule or a text that looks at an answer given on the same page.
    """
    kept: tuple[Step, ...] | None = vars(poll).get(_KEPT)
    if kept is None:
        kept = vars(poll)[_KEPT] = tuple(_steps(poll))
    return kept


def _steps(poll: Poll) -> Iterator[Step]:
    pages = {page.number: page for page in poll.pages}
    number = 0
    for group in _groups(poll):
        for questions in _cut(poll, group):
            number += 1
            on = {question.page for question in questions}
            page = pages.get(next(iter(on))) if len(on) == 1 else None
            yield Step(number, page, questions)


def _groups(poll: Poll) -> Iterable[tuple[Ask, ...]]:
    asks = asks_of(poll)
    if poll.flow is Flow.ONE:
        return ((one,) for one in asks)
    if poll.flow is Flow.ALL:
        return (asks,)
    return (tuple(group) for _, group in groupby(asks, key=lambda one: one.question.page))


def _cut(poll: Poll, group: Iterable[Ask]) -> Iterator[tuple[Question, ...]]:
    """A group of questions, cut where one of them hangs on another."""
    codes = {part.code: part.id for part in poll.parts.values()}
    here: list[Question] = []
    ids: set[int] = set()
    for ask in group:
        piped = {codes[name] for name in names_piped(ask.question) if name in codes}
        if not ids.isdisjoint(ask.hangs_on | piped):
            yield tuple(here)
            here, ids = [], set()
        here.append(ask.question)
        ids |= {part.id for part in ask.question.parts}
    yield tuple(here)


def is_staged(poll: Poll) -> bool:
    """Whether it is answered in more than one step: also where answers are checked or kept."""
    return len(steps_of(poll)) > 1 or poll.check or poll.save_later


def asked_in(poll: Poll, step: Step, response: Response) -> tuple[Question, ...]:
    """The questions of this step that are asked after these answers."""
    asked = {question.id for question in asked_questions(poll, response.answers)}
    return tuple(question for question in step.questions if question.id in asked)


def asked_steps(poll: Poll, response: Response) -> tuple[Step, ...]:
    """The steps in which anything is asked after these answers."""
    asked = {question.id for question in asked_questions(poll, response.answers)}
    return tuple(
        step for step in steps_of(poll) if any(question.id in asked for question in step.questions)
    )


def next_step(poll: Poll, response: Response, after: int) -> Step | None:
    """The first step with a higher number in which anything is asked, if there is one."""
    steps = asked_steps(poll, response)
    return next((step for step in steps if step.number > after), None)


def step_before(poll: Poll, response: Response, before: int) -> Step | None:
    """The last step with a lower number in which anything is asked, if there is one."""
    steps = asked_steps(poll, response)
    return next((step for step in reversed(steps) if step.number < before), None)


def read_step(poll: Poll, step: Step, raw: Raw, parts: Parts = NO_PARTS) -> tuple[Problem, ...]:
    """Every problem with the answers of this step, in order.

    A softly required answer that is missing is the problem ``left_out``. ``raw`` and
    ``parts`` hold what was sent in earlier steps too.
    """
    here = {part.id for question in step.questions for part in question.parts}
    return tuple(one for one in walk(poll, raw, parts).problems if one.question in here)


def first_open_step(poll: Poll, raw: Raw, parts: Parts = NO_PARTS) -> Step | None:
    """The first step with a problem with which nothing is taken, if there is one."""
    open_yet = {problem.question for problem in walk(poll, raw, parts).hard}
    for step in steps_of(poll):
        if any(part.id in open_yet for one in step.questions for part in one.parts):
            return step
    return None
