"""The same asked before and after: two sheets side by side, and how shares shifted.

Two groups that were asked at two times. Nobody is followed from one to the other, so a
shift says how the groups differ, not how many changed their mind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.question import Kind, Option, Question
from pollsvc.domain.sheet import Sheet
from pollsvc.domain.texts import Localised


@dataclass(frozen=True, kw_only=True)
class PairedLine:
    """One option at both times; one that was not asked then is ``None``.

    ``option`` is as it read after; as it read before it is in ``before``. ``shift`` is the
    share after less the share before (1 is a hundred percent), from exact shares; ``None``
    where one of them is missing.
    """

    option: Option
    before: Line | None
    after: Line | None
    shift: Fraction | None

    @property
    def read_otherwise(self) -> bool:
        """Whether it was asked at both times in other words."""
        return self.before is not None and not _reads_alike(
            self.before.option.label, self.option.label
        )


@dataclass(frozen=True, kw_only=True)
class PairedQuestion:
    """A question that was asked at both times, as it was worded after.

    ``group`` is the matrix that it is a row of, if it is one. ``mean_shift`` and
    ``median_shift`` are how mean and median of its numbers moved, in the question's own
    unit, where it has any and they stand for the same. ``same_answers``: neither the options
    nor how many could be chosen were others before.
    """

    question: Question
    before: QuestionFigures
    after: QuestionFigures
    lines: tuple[PairedLine, ...]
    same_answers: bool
    group: Question | None = None
    mean_shift: Fraction | None = None
    median_shift: Fraction | None = None

    @property
    def asked(self) -> Question:
        """The question as it stands in the poll: the matrix of a row."""
        return self.group or self.question

    @property
    def read_otherwise(self) -> bool:
        """Whether it was asked at both times in other words."""
        return not _reads_alike(self.before.question.text, self.question.text)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What two polls have in common.

    ``questions`` can be compared; ``unlike`` were asked at both times and cannot, as they
    were asked in another way. Both are in the order of the poll after.
    """

    questions: tuple[PairedQuestion, ...]
    unlike: tuple[Question, ...]


def compared(before: Sheet, after: Sheet) -> Comparison:
    """Every question of ``after`` that ``before`` has too.

    Questions are the same where their ``series`` is, or their codes where they have none
    or share it with another of their poll; rows of a matrix too. Options are the same where
    their words are, else where their codes are. Questions of another kind, scales with other
    points and numbers in another unit are not alike. Texts, which have no figures, are left out.
    """
    there = {tie: figures for tie, figures, _ in _tied(before)}
    found, unlike = [], []
    for tie, now, group in _tied(after):
        then = there.get(tie)
        if then is None or (then.question.kind.is_text and now.question.kind.is_text):
            continue
        if _is_alike(then.question, now.question):
            found.append(_pair(then, now, group))
        else:
            unlike.append(now.question)
    return Comparison(questions=tuple(found), unlike=tuple(unlike))


_Tie = tuple[str, str, str, str]


def _tied(sheet: Sheet) -> Iterator[tuple[_Tie, QuestionFigures, Question | None]]:
    """Everything that is answered, with what it is known by; rows with their matrix."""
    series = Counter(one.question.series for one in sheet.questions)
    for figures in sheet.questions:
        question = figures.question
        own = (
            ("series", question.series)
            if question.series and series[question.series] == 1
            else ("code", question.code)
        )
        for part in figures.rows:
            yield (*own, "row", part.question.code), part, question
        if not figures.rows:
            yield (*own, "", ""), figures, None


def _is_alike(then: Question, now: Question) -> bool:
    """Whether figures of the two can stand beside each other."""
    if then.kind is not now.kind:
        return False
    if now.kind is Kind.SCALE and _values(then) != _values(now):
        return False
    return _same_unit(then, now)


def _values(question: Question) -> dict[str, int]:
    return {one.code: one.value for one in question.options if one.value is not None}


def _same_unit(then: Question, now: Question) -> bool:
    if then.unit is None or now.unit is None:
        return then.unit is now.unit
    return _reads_alike(then.unit, now.unit)


def _reads_alike(then: Localised, now: Localised) -> bool:
    """Whether a text is the same in every language that it has at both times."""
    before, after = then.as_dict(), now.as_dict()
    both = before.keys() & after.keys()
    return bool(both) and all(before[one] == after[one] for one in both)


def _pair(
    before: QuestionFigures, after: QuestionFigures, group: Question | None
) -> PairedQuestion:
    then = _matched(before.lines, after.lines)
    lines = [_line(then.get(line.option.id), line, line.option) for line in after.lines]
    known = {line.option.id for line in then.values()}
    lines += [_line(one, None, one.option) for one in before.lines if one.option.id not in known]
    same = all(one.before and one.after and not one.read_otherwise for one in lines)
    mean = median = None
    first, last = before.numbers, after.numbers
    if first and last and _values(before.question) == _values(after.question):
        mean, median = _less(last.mean, first.mean), _less(last.median, first.median)
    return PairedQuestion(
        question=after.question,
        before=before,
        after=after,
        lines=tuple(lines),
        same_answers=same and _limits(before.question) == _limits(after.question),
        group=group,
        mean_shift=mean,
        median_shift=median,
    )


def _matched(before: Sequence[Line], after: Sequence[Line]) -> dict[int, Line]:
    """The line before of each option after, by its id.

    Words go before codes, which may be mere places: the same answers in another order have
    each other's codes.
    """
    found: dict[int, Line] = {}
    left = list(before)
    for is_same in (_is_itself, _reads_the_same, _has_its_code):
        for line in after:
            same = [one for one in left if is_same(one.option, line.option)]
            if line.option.id not in found and len(same) == 1:
                found[line.option.id] = same[0]
                left.remove(same[0])
    return found


def _is_itself(then: Option, now: Option) -> bool:
    return _has_its_code(then, now) and _reads_the_same(then, now)


def _reads_the_same(then: Option, now: Option) -> bool:
    return _reads_alike(then.label, now.label)


def _has_its_code(then: Option, now: Option) -> bool:
    return then.code == now.code


def _limits(question: Question) -> tuple[object, ...]:
    """How many options could be chosen, and between which numbers an answer could lie."""
    limits = (question.at_least, question.at_most) if question.kind is Kind.MULTIPLE else ()
    ends = (
        None if end is None else Fraction(end, 10**question.decimals)
        for end in (question.low, question.high)
    )
    return (*limits, *ends)


def _line(before: Line | None, after: Line | None, option: Option) -> PairedLine:
    first, last = before.share if before else None, after.share if after else None
    return PairedLine(option=option, before=before, after=after, shift=_less(last, first))


def _less(last: Fraction | None, first: Fraction | None) -> Fraction | None:
    return None if first is None or last is None else last - first
