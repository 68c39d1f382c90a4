"""The sentences about a pair: one question at both times, and what is said of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.pair import PairedLine, PairedQuestion
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet
from pollsvc.domain.texts import Localised, Said
from pollsvc.results.lines.question import QuestionLines, question_lines
from pollsvc.web.asked_words import option_said
from pollsvc.web.formats import NO_FIGURE, number_text, shift_text
from pollsvc.web.languages import page_language
from pollsvc.web.measures import mean_text, middle_text, near_line, with_unit


@dataclass(frozen=True, kw_only=True)
class AtTime:
    """One option at one time: its exact share, and percent, number and count as printed."""

    share: Fraction | None
    percent: str
    number: str
    count: str


@dataclass(frozen=True, kw_only=True)
class ShiftLine:
    """One option: its figures at both times, ``None`` where it was not asked, and the shift.

    ``note`` says how it read before, if otherwise.
    """

    label: Said
    note: str
    before: AtTime | None
    after: AtTime | None
    shift: str


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """A mean or a median at both times, and how it moved."""

    name: str
    before: str
    after: str
    shift: str


@dataclass(frozen=True, kw_only=True)
class ShiftLines:
    """One question in words. ``measures`` are for numbers and dates, whose answers have no lines.

    ``group`` is the text of the matrix of a row, ``title`` both on one line. ``base_line`` has
    both n, ``means`` how the mean of a scale moved, ``notes`` what to mind.
    """

    text: Said
    group: Said | None
    base_line: str
    means: str
    notes: tuple[str, ...]
    lines: tuple[ShiftLine, ...]
    measures: tuple[MeasureLine, ...]

    @property
    def title(self) -> str:
        """The question on one line, with its matrix before it."""
        return f"{self.group.text} \N{EN DASH} {self.text.text}" if self.group else self.text.text


def shift_lines(pair: PairedQuestion, before: Sheet, after: Sheet, tongue: str) -> ShiftLines:
    """One question's sentences; its texts as far as they go in ``tongue``."""
    own = pair.asked.tongue(tongue, after.poll.base_language)
    first, last = question_lines(before, pair.before), question_lines(after, pair.after)
    then, now = _at_time(pair.before, first), _at_time(pair.after, last)
    return ShiftLines(
        text=_said(pair.question.text, own),
        group=_said(pair.group.text, own) if pair.group else None,
        base_line=gettext(
            "Before: n = %(before)s. After: n = %(after)s.",
            before=_n(pair.before),
            after=_n(pair.after),
        ),
        means=_means(pair) if pair.lines else "",
        notes=tuple(filter(None, _notes(pair, own))),
        lines=tuple(
            ShiftLine(
                label=_plain(option_said(pair.question, line.option, own)),
                note=_read_before(line, own),
                before=then[line.before.option.id] if line.before else None,
                after=now[line.after.option.id] if line.after else None,
                shift=_points(line.shift),
            )
            for line in pair.lines
        ),
        measures=() if pair.lines else _measures(pair),
    )


def unpaired_line() -> str:
    """That two groups were asked, of whom nobody is followed."""
    return gettext(
        "The two groups are not paired: nobody is followed from one to the other, and other"
        " people may have answered the second time."
    )


def shift_line() -> str:
    """What a shift is."""
    return gettext(
        "A shift is the share after less the share before, in percentage points, worked out"
        " from the exact shares and rounded to one decimal."
    )


def unlike_line(question: Question, tongue: str) -> str:
    """That a question that both polls ask cannot be compared."""
    text = unpiped(question.text.say(question.tongue(tongue)).text)
    return gettext(
        "“%(question)s” was asked in another way before, so it is not compared.", question=text
    )


def _at_time(figures: QuestionFigures, said: QuestionLines) -> dict[int, AtTime]:
    """Figures by the option's id, which is its own poll's."""
    return {
        line.option.id: AtTime(share=line.share, percent=percent, number=number, count=count)
        for line, percent, number, count in zip(
            figures.lines, said.percents, said.numbers, said.counts, strict=True
        )
    }


def _said(text: Localised, tongue: str) -> Said:
    return _plain(text.say(tongue))


def _plain(said: Said) -> Said:
    return Said(unpiped(said.text), said.language)


def _n(figures: QuestionFigures) -> str:
    return number_text(figures.base or 0, page_language())


def _points(shift: Fraction | None) -> str:
    """A shift of shares in percentage points; nothing where there is none to tell."""
    if shift is None:
        return ""
    return gettext("%(shift)s points", shift=shift_text(float(100 * shift), page_language()))


def _notes(pair: PairedQuestion, tongue: str) -> tuple[str, ...]:
    """What to mind before the figures are set beside each other."""
    first_places = same = worded = ""
    if pair.question.kind is Kind.RANKING:
        first_places = gettext("Shares are of those who put the answer first.")
    if not pair.same_answers:
        same = gettext("Not the same answers could be given both times, so compare with care.")
    if pair.read_otherwise:
        text = _said(pair.before.question.text, tongue).text
        worded = gettext("Before, the question read: “%(text)s”", text=text)
    numbers = (one.numbers for one in (pair.before, pair.after))
    near = next(filter(None, (near_line(one) for one in numbers if one)), "")
    return first_places, worded, same, near


def _read_before(line: PairedLine, tongue: str) -> str:
    if line.before is None or not line.read_otherwise:
        return ""
    return gettext("Before it read “%(text)s”.", text=_said(line.before.option.label, tongue).text)


def _means(pair: PairedQuestion) -> str:
    """How the mean of a scale moved; nothing where there is none to tell."""
    if pair.mean_shift is None:
        return ""
    mean = _mean_line(pair)
    return gettext(
        "Mean before: %(before)s. Mean after: %(after)s. Shift: %(shift)s.",
        before=mean.before,
        after=mean.after,
        shift=mean.shift,
    )


def _measures(pair: PairedQuestion) -> tuple[MeasureLine, ...]:
    then, now = pair.before, pair.after
    median = MeasureLine(
        name=gettext("Median"),
        before=_value(then, then.numbers.median if then.numbers else None, middle_text),
        after=_value(now, now.numbers.median if now.numbers else None, middle_text),
        shift=_moved(pair.question, pair.median_shift),
    )
    return _mean_line(pair), median


def _mean_line(pair: PairedQuestion) -> MeasureLine:
    then, now = pair.before, pair.after
    return MeasureLine(
        name=gettext("Average"),
        before=_value(then, then.numbers.mean if then.numbers else None, mean_text),
        after=_value(now, now.numbers.mean if now.numbers else None, mean_text),
        shift=_moved(pair.question, pair.mean_shift),
    )


def _value(
    figures: QuestionFigures,
    value: Fraction | None,
    text_of: Callable[[Question, Fraction, str], str],
) -> str:
    return NO_FIGURE if value is None else text_of(figures.question, value, page_language())


def _moved(question: Question, shift: Fraction | None) -> str:
    """A difference in the question's own unit, of dates in days."""
    if shift is None:
        return NO_FIGURE
    language = page_language()
    if question.kind is Kind.DATE:
        return gettext("%(shift)s days", shift=shift_text(float(shift), language))
    said = shift_text(float(shift), language, question.decimals + 1)
    return with_unit(question, said, language)
