"""The path through a survey: which questions are asked, and what was answered on the way.

Questions are gone through in order. A rule sees only answers of questions that were asked
before; what is hidden counts as not answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from pollsvc.domain.errors import Problem
from pollsvc.domain.flow.binding import Bound, Names, bind, holds, leaves_of
from pollsvc.domain.flow.parsing import RuleSyntaxError, parse_rule
from pollsvc.domain.given import Answer, Answers, Parts, Raw, Response
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Question
from pollsvc.domain.reading import LEFT_OUT, is_blank, read_part

NO_PARTS: Parts = MappingProxyType({})
_KEPT = "_path_asks"


@dataclass(frozen=True)
class Ask:
    """A question with the rules that all have to hold for it to be asked, its page's first."""

    question: Question
    rules: tuple[Bound, ...] = ()

    def is_asked(self, answers: Answers) -> bool:
        """Whether it is asked after these answers."""
        return all(holds(rule, answers) for rule in self.rules)

    @property
    def hangs_on(self) -> frozenset[int]:
        """The ids of the questions that its rules name."""
        return frozenset(leaf.question for rule in self.rules for leaf in leaves_of(rule))


@dataclass(frozen=True)
class Walk:
    """What came out of going through everything sent.

    ``problems`` are those of questions that are surely asked, ``left_out`` among them.
    """

    response: Response
    problems: tuple[Problem, ...]

    @property
    def hard(self) -> tuple[Problem, ...]:
        """The problems with which nothing is taken."""
        return tuple(one for one in self.problems if one.code != LEFT_OUT)


def asks_of(poll: Poll) -> tuple[Ask, ...]:
    """The questions of a poll with their rules, read once for each poll object.

    A rule that cannot be read or tied to its questions hides nothing: the checker lets none
    such be stored.
    """
    # Kept as a cached property keeps its value: the poll is frozen, and this follows from it.
    kept: tuple[Ask, ...] | None = vars(poll).get(_KEPT)
    if kept is None:
        kept = vars(poll)[_KEPT] = tuple(_asks(poll.questions, poll.pages))
    return kept


def _asks(questions: Iterable[Question], pages: Iterable[Page]) -> Iterable[Ask]:
    questions = tuple(questions)
    names = Names.of(questions)
    of_pages = {page.number: page.show_if for page in pages}
    for question in questions:
        written = (of_pages.get(question.page), question.show_if)
        found = (_bound(rule, names) for rule in written if rule)
        yield Ask(question, tuple(rule for rule in found if rule is not None))


def _bound(text: str, names: Names) -> Bound | None:
    try:
        return bind(parse_rule(text), names)[0]
    except RuleSyntaxError:
        return None


def asked_questions(poll: Poll, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked of somebody with these answers, in order.

    Answers to questions that turn out to be hidden make no difference.
    """
    seen: dict[int, Answer | None] = {}
    asked = []
    for ask in asks_of(poll):
        if ask.is_asked(seen):
            asked.append(ask.question)
            seen |= {part.id: answers.get(part.id) for part in ask.question.parts}
    return tuple(asked)


def walk(poll: Poll, raw: Raw, parts: Parts = NO_PARTS) -> Walk:
    """Go through everything that was sent, question by question.

    Where an answer has a problem, nobody can know whether questions that hang on it are
    asked: they are read as if it were missing, and their own problems wait.
    """
    answers: dict[int, Answer | None] = {}
    texts: dict[tuple[int, int], str] = {}
    dropped: list[int] = []
    problems: list[Problem] = []
    unsure: set[int] = set()
    for ask in asks_of(poll):
        is_unsure = bool(unsure) and not unsure.isdisjoint(ask.hangs_on)
        is_asked = ask.is_asked(answers)
        for part in ask.question.parts:
            if is_unsure:
                unsure.add(part.id)
            if not is_asked:
                if not is_blank(part, raw, parts):
                    dropped.append(part.id)
                continue
            read = read_part(part, raw, parts)
            answers[part.id] = read.answer
            texts |= {(part.id, option): said for option, said in read.texts.items()}
            if not is_unsure:
                problems += read.problems
                if any(one.code != LEFT_OUT for one in read.problems):
                    unsure.add(part.id)
    return Walk(Response(answers, texts, tuple(dropped)), tuple(problems))


def read_leniently(poll: Poll, raw: Raw, parts: Parts = NO_PARTS) -> Response:
    """What can be read in what was sent so far; an answer with a problem counts as none."""
    return walk(poll, raw, parts).response
