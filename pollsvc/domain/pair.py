"""The same asked before and after: two sheets side by side, and how shares shifted.

Two groups that were asked at two times. Nobody is followed from one to the other, so a
shift says how the groups differ, not how many changed their mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.question import Option, Question
from pollsvc.domain.sheet import Sheet


@dataclass(frozen=True, kw_only=True)
class PairedLine:
    """One option at both times; one that was not asked then is ``None``.

    ``shift`` is the share after less the share before (1 is a hundred percent), from exact
    shares; ``None`` where one of them is missing.
    """

    option: Option
    before: Line | None
    after: Line | None
    shift: Fraction | None


@dataclass(frozen=True, kw_only=True)
class PairedQuestion:
    """A question that was asked at both times, as it was worded after.

    ``group`` is the matrix that it is a row of, if it is one. ``mean_shift`` is how the mean
    of its numbers moved, in the question's own unit, where it has any.
    """

    question: Question
    before: QuestionFigures
    after: QuestionFigures
    lines: tuple[PairedLine, ...]
    group: Question | None = None
    mean_shift: Fraction | None = None


def paired_questions(before: Sheet, after: Sheet) -> tuple[PairedQuestion, ...]:
    """Every question of ``after`` that ``before`` has too, in the order of ``after``.

    Questions are the same where their ``series`` is, or their codes where they have none;
    rows of a matrix too. Options are the same where their codes are. Texts, which have no
    figures, are left out.
    """
    there = {_tie(figures.question, group): figures for figures, group in _answered(before)}
    found = []
    for now, group in _answered(after):
        then = there.get(_tie(now.question, group))
        if then is not None and then.question.kind is now.question.kind:
            found.append(_pair(then, now, group))
    return tuple(found)


def _answered(sheet: Sheet) -> Iterator[tuple[QuestionFigures, Question | None]]:
    """Everything that has figures: questions, and rows with their matrix."""
    for figures in sheet.questions:
        if figures.rows:
            yield from ((row, figures.question) for row in figures.rows)
        elif figures.lines or figures.numbers:
            yield figures, None


def _tie(question: Question, group: Question | None) -> tuple[str, str]:
    return (group.series or group.code) if group else "", question.series or question.code


def _pair(
    before: QuestionFigures, after: QuestionFigures, group: Question | None
) -> PairedQuestion:
    then = {line.option.code: line for line in before.lines}
    lines = [_line(then.pop(line.option.code, None), line, line.option) for line in after.lines]
    lines += [_line(line, None, line.option) for line in then.values()]
    return PairedQuestion(
        question=after.question,
        before=before,
        after=after,
        lines=tuple(lines),
        group=group,
        mean_shift=_mean_shift(before, after),
    )


def _line(before: Line | None, after: Line | None, option: Option) -> PairedLine:
    first, last = before.share if before else None, after.share if after else None
    shift = None if first is None or last is None else last - first
    return PairedLine(option=option, before=before, after=after, shift=shift)


def _mean_shift(before: QuestionFigures, after: QuestionFigures) -> Fraction | None:
    first = before.numbers.mean if before.numbers else None
    last = after.numbers.mean if after.numbers else None
    return None if first is None or last is None else last - first
