"""Where a respondent is in a survey: what is asked, what is still open, what was dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pollsvc.domain.answers import Response
from pollsvc.domain.errors import Problem
from pollsvc.domain.flow import (
    Step,
    asked_questions,
    next_step,
    read_leniently,
    read_step,
    step_before,
    steps_of,
)
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.domain.wording import same_words
from pollsvc.voting.unfinished import Unfinished

SOFT = "left_out"
"""The code of what may stay without an answer, once it was asked for again."""
NO_LONGER = "reworded"
"""In place of the digest of words that a question does not have any more."""
LOOK_AGAIN = "look"
"""The same where it is not known that they are others, only that the form was."""


@dataclass(frozen=True)
class Walk:
    """One respondent's way through a survey, from what is kept of it.

    A question is done with once a form that showed it as it reads now was sent, and nothing
    is wrong with its answer. ``shown`` are questions that a form had where it is not known
    whether they are asked.
    """

    poll: Poll
    kept: Unfinished
    shown: tuple[Question, ...] = ()

    @cached_property
    def response(self) -> Response:
        """What was answered so far; what is faulty counts as not answered."""
        return read_leniently(self.poll, self.kept.raw, self.kept.parts)

    def step(self, number: int) -> Step | None:
        """The step of this number, where anything is asked in it."""
        found = next((one for one in steps_of(self.poll) if one.number == number), None)
        return found if found and self.asked(found) else None

    @cached_property
    def _asked(self) -> frozenset[int]:
        asked = (*asked_questions(self.poll, self.response.answers), *self.shown)
        return frozenset(one.id for one in asked)

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        # All in one go, as each reading goes through the whole survey.
        everything = Step(0, None, self.poll.questions)
        return read_step(self.poll, everything, self.kept.raw, self.kept.parts)

    @property
    def has_faults(self) -> bool:
        """Whether anything that was answered could not be taken as it is."""
        return any(one.code != SOFT for one in self._problems)

    def asked(self, step: Step) -> tuple[Question, ...]:
        """The questions of a step that are asked of this respondent."""
        return tuple(one for one in step.questions if one.id in self._asked)

    def begun(self, step: Step) -> frozenset[int]:
        """The numbers of the pages of which this respondent is asked something earlier."""
        return frozenset(asked.page for one, asked in self.all_asked if one.number < step.number)

    @cached_property
    def all_asked(self) -> tuple[tuple[Step, Question], ...]:
        """Every question asked, in order, each with its step."""
        return tuple((step, one) for step in steps_of(self.poll) for one in self.asked(step))

    def problems(self, step: Step) -> tuple[Problem, ...]:
        """What is wrong in a step, without what the respondent may leave."""
        here = {part.id for one in step.questions for part in one.parts}
        return tuple(
            one
            for one in self._problems
            if one.question in here and (one.code != SOFT or one.question not in self.kept.let_go)
        )

    def is_reworded(self, step: Step) -> bool:
        """Whether something was answered here that reads otherwise now."""
        seen = self.kept.seen
        return any(seen.get(one.id, "") not in ("", one.wording_digest) for one in self.asked(step))

    def reworded(self, step: Step) -> frozenset[int]:
        """The questions of a step that were seen in other words than they have now."""
        seen = self.kept.seen
        return frozenset(
            one.id
            for one in self.asked(step)
            if seen.get(one.id, "") not in ("", LOOK_AGAIN, one.wording_digest)
        )

    def is_open(self, step: Step) -> bool:
        """Whether this step has to be looked at before anything can be sent."""
        seen = self.kept.seen
        if any(seen.get(one.id) != one.wording_digest for one in self.asked(step)):
            return True
        return any(one.code != SOFT for one in self.problems(step))

    def first_open(self, before: int | None = None) -> Step | None:
        """The first step that is open; with ``before`` among those in front of that one."""
        return next(
            (
                step
                for step in steps_of(self.poll)
                if (before is None or step.number < before) and self.is_open(step)
            ),
            None,
        )

    def after(self, number: int) -> Step | None:
        """The step that comes after this one, if one does."""
        return next_step(self.poll, self.response, number)

    def back_from(self, number: int | None = None) -> Step | None:
        """The step that comes before this one, or the last of all."""
        end = len(steps_of(self.poll)) + 1
        return step_before(self.poll, self.response, end if number is None else number)

    @cached_property
    def dropped(self) -> tuple[Question, ...]:
        """Questions that were answered and that a later change of mind hides."""
        gone = frozenset(self.response.dropped)
        return tuple(
            one
            for one in self.poll.questions
            if one.id in self.kept.seen and gone & {one.id, *(part.id for part in one.parts)}
        )

    @property
    def is_checked(self) -> bool:
        """Whether all answers are shown once more before they are sent.

        Where some are dropped they are in every survey, as it is said there.
        """
        return self.poll.check or bool(self.dropped)


def after_correction(questions: Iterable[Question], wording: str) -> dict[int, str]:
    """What is kept as seen of a form whose words are not those of now.

    A question that reads as it did is done with, one that does not is asked again. Where
    none of those in the form reads otherwise, all are: one may have been taken out.
    """
    asked = tuple(questions)
    same = same_words(asked, wording)
    if all(same.values()):
        return {one.id: LOOK_AGAIN for one in asked}
    return {
        one.id: one.wording_digest if same[one.id] else NO_LONGER for one in asked if one.id in same
    }
