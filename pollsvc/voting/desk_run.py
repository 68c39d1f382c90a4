"""A way through a survey that is only tried: what is asked, what is hidden and why.

Nothing is stored: everything answered so far is in hidden fields of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from werkzeug.datastructures import MultiDict

from pollsvc.domain.answers import Response
from pollsvc.domain.errors import BadParameterError, Problem
from pollsvc.domain.flow import Step, progress, steps_of, unpiped
from pollsvc.domain.order import shown_seed
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.texts import Localised, Said
from pollsvc.voting.asking import NOTHING_YET, Asked, asked_questions_of
from pollsvc.voting.forms import field_name, sent_fields
from pollsvc.voting.page_heads import Head, head_of
from pollsvc.voting.said import said_answer
from pollsvc.voting.survey.screens import Line, Progressed, progress_words
from pollsvc.voting.survey.walk import SOFT, Walk
from pollsvc.voting.unfinished import Unfinished
from pollsvc.web.asked_words import with_answers
from pollsvc.web.numbers import is_number
from pollsvc.web.rule_words import rule_words

LET_GO = "let_go"
"""The field that holds the questions which were asked for once more."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A question in the list of steps. ``rules`` say in words when it is asked."""

    text: Said
    is_asked: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A step in that list. ``is_asked``: something on it is, after these answers."""

    number: int
    title: Said | None
    is_here: bool
    is_asked: bool
    questions: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One way through a poll, as far as it has come."""

    poll: Poll
    tongue: str
    kept: Unfinished

    @classmethod
    def of(cls, poll: Poll, tongue: str, sent: MultiDict[str, str]) -> Run:
        """The way so far, as the page before has sent it along."""
        fields = sent_fields(poll, poll.questions, sent)
        ids = (one for one in sent.get(LET_GO, "").split() if is_number(one))
        kept = Unfinished(
            raw=fields.raw,
            parts=fields.parts,
            # Whatever is here was typed in a step: nothing comes with a link.
            seen=dict.fromkeys((one.id for one in poll.questions), ""),
            let_go=frozenset(map(int, ids)),
        )
        return cls(poll=poll, tongue=tongue, kept=kept)

    @cached_property
    def walk(self) -> Walk:
        """What the answers so far come to."""
        return Walk(self.poll, self.kept)

    @property
    def response(self) -> Response:
        """The answers so far."""
        return self.walk.response

    def step(self, number: str) -> Step:
        """The step of this number, or where nothing is asked on it, the next.

        Raises:
            BadParameterError: there never was such a step.
        """
        steps = {str(one.number): one for one in steps_of(self.poll)}
        if number not in steps:
            raise BadParameterError
        found = steps[number]
        if self.walk.asked(found):
            return found
        return self.walk.after(found.number) or self.walk.back_from(found.number) or found

    def problems(self, step: Step) -> tuple[Problem, ...]:
        """What is wrong on a step, without what may stay so."""
        return self.walk.problems(step)

    def told(self, problems: tuple[Problem, ...]) -> Run:
        """The same way, once these were pointed out."""
        soft = {one.question for one in problems if one.code == SOFT and one.question}
        return replace(self, kept=replace(self.kept, let_go=frozenset(self.kept.let_go) | soft))

    def asked(self, step: Step, problems: tuple[Problem, ...] = ()) -> tuple[Asked, ...]:
        """The questions of a step as the page shows them."""
        return asked_questions_of(
            self.poll,
            self.walk.asked(step),
            self.kept.raw,
            self.kept.parts,
            problems,
            seed=_seed(self.poll),
            tongue=self.tongue,
            response=self.response,
            headed=step.page,
            begun=self.walk.begun(step),
        )

    def carried(self, step: Step | None) -> Iterator[tuple[str, str]]:
        """What is answered elsewhere, as hidden fields of this step's page."""
        questions = self.walk.asked(step) if step else ()
        here = {part.id for one in questions for part in one.parts}
        for number, values in self.kept.raw.items():
            if number not in here:
                yield from ((field_name(number), value) for value in values)
        for (number, piece), value in self.kept.parts.items():
            if number not in here:
                yield field_name(number, piece), value
        if self.kept.let_go:
            yield LET_GO, " ".join(map(str, sorted(self.kept.let_go)))

    def head(self, step: Step) -> Head:
        """What stands on top of the page that a step stands on."""
        return head_of(step.page, self.poll, self.tongue, self.response, self.walk.begun(step))

    def progress(self, step: Step) -> Progressed | None:
        """How far this is, as respondents are told."""
        steps = steps_of(self.poll)
        if len(steps) == 1:
            return None
        here = progress(self.poll, self.response, step)
        one_each = all(len(one.questions) == 1 for one in steps)
        words = progress_words(here.number, here.of, one_each)
        return Progressed(words, f"{float(here.share * 100):.4g}%")

    def lines(self) -> list[Line]:
        """Every question asked with its answer in words."""
        return [self._line(question) for _, question in self.walk.all_asked]

    def dropped(self) -> list[Said]:
        """The questions that were answered and that other answers hide."""
        return [self._plain(one.text, self._tongue_of(one)) for one in self.walk.dropped]

    def stops(self, here: Step | None) -> list[Stop]:
        """All steps, with what the answers hide."""
        return [self._stop(step, here) for step in steps_of(self.poll)]

    def _stop(self, step: Step, here: Step | None) -> Stop:
        asked = {one.id for one in self.walk.asked(step)}
        return Stop(
            number=step.number,
            title=_in_list(step.page.title if step.page else None, self.tongue),
            is_here=here is not None and here.number == step.number,
            is_asked=bool(asked),
            questions=tuple(
                Told(
                    text=self._plain(one.text, self._tongue_of(one)),
                    is_asked=one.id in asked,
                    rules=rules_of(self.poll, one, self.tongue),
                )
                for one in step.questions
            ),
        )

    def _line(self, question: Question) -> Line:
        tongue = self._tongue_of(question)
        said = said_answer(self.poll, question, self.response, self.tongue)
        return Line(
            question=with_answers(question.text.say(tongue), self.poll, self.response),
            said=tuple(Said(one, tongue) for one in said),
            is_ranking=question.kind is Kind.RANKING,
            href="",
        )

    def _tongue_of(self, question: Question) -> str:
        return question.tongue(self.tongue, self.poll.base_language)

    def _plain(self, text: Localised, tongue: str) -> Said:
        """A text in a list, where no answers are put into it."""
        said = text.say(tongue)
        return Said(unpiped(said.text), said.language)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A step in the overview of them all, with its questions as they are asked.

    ``rules`` are by question, in words; nobody has answered anything.
    """

    number: int
    title: Said | None
    intro: Said | None
    questions: tuple[tuple[Asked, tuple[str, ...]], ...]


def every_path(poll: Poll, tongue: str) -> list[Part]:
    """Every step with every question, whatever is answered."""
    return [
        Part(
            number=step.number,
            title=_in_list(step.page.title if step.page else None, tongue),
            intro=_in_list(_intro_in_list(step, begun), tongue),
            questions=tuple(
                (asked, rules_of(poll, asked.question, tongue))
                for asked in asked_questions_of(
                    poll,
                    step.questions,
                    {},
                    {},
                    seed=_seed(poll),
                    tongue=tongue,
                    response=NOTHING_YET,
                    headed=step.page,
                    begun=begun,
                )
            ),
        )
        for step, begun in _with_begun(steps_of(poll))
    ]


def rules_of(poll: Poll, question: Question, tongue: str) -> tuple[str, ...]:
    """When a question is asked, in words: the rule of its page, and its own."""
    page = next((one for one in poll.pages if one.number == question.page), None)
    written = (page.show_if if page else None, question.show_if)
    return tuple(rule_words(poll, one, tongue) for one in written if one)


def _with_begun(steps: Iterable[Step]) -> Iterator[tuple[Step, frozenset[int]]]:
    """Each step with the numbers of the pages on which earlier questions stand."""
    begun: frozenset[int] = frozenset()
    for step in steps:
        yield step, begun
        begun |= {question.page for question in step.questions}


def _intro_in_list(step: Step, begun: frozenset[int]) -> Localised | None:
    return step.page.intro if step.page and step.page.number not in begun else None


def _in_list(text: Localised | None, tongue: str) -> Said | None:
    """A text in a list, where no answers are put into it."""
    if text is None:
        return None
    said = text.say(tongue)
    return Said(unpiped(said.text), said.language)


def _seed(poll: Poll) -> int:
    """One order of shuffled options for a whole run."""
    return shown_seed(str(poll.id).encode())
