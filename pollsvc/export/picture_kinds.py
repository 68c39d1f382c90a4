"""What stands in a question's picture: bars, columns, segments or a table, by its kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext, ngettext

from pollsvc.charts import Bar
from pollsvc.charts.parts import GRID_COLUMNS, KEYS, Column, Grid, Key, Mark, Part, Strip, Strips
from pollsvc.domain.figures import Bin, Line, Printed, QuestionFigures, RankingFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.question import Kind, Method, Option, Question
from pollsvc.domain.scales import Segment, diverging, is_stackable, points, stacked
from pollsvc.results.lines import QuestionLines, mean_place
from pollsvc.web.asked_words import has_boxes
from pollsvc.web.formats import NO_FIGURE, number_text, percent_text, sentence_gap
from pollsvc.web.measures import (
    answers_text,
    average_line,
    bin_text,
)
from pollsvc.web.ranking_words import outcome_line, tie_line

_POINTS = KEYS - 3
"""So many points of a scale can be told apart by their tones; three may stand beside."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """The chart of a question and what is said about it, as ``charts.Picture`` has them.

    ``rows`` is how many bars or lines there are before some are left out.
    """

    rows: int = 0
    bars: tuple[Bar, ...] = ()
    columns: tuple[Column, ...] = ()
    mark: Mark | None = None
    strips: Strips | None = None
    grid: Grid | None = None
    notes: tuple[str, ...] = ()


def body_of(figures: QuestionFigures, said: QuestionLines, language: str, tongue: str) -> Body:
    """The chart of one question, by its kind; ``tongue`` is the language of its labels."""
    words = Words(language, tongue)
    question = figures.question
    match question.kind:
        case Kind.SCALE if question.diverging:
            return words.agreement((figures,), question)
        case Kind.SCALE if has_boxes(question):
            return words.scale(figures)
        case Kind.MATRIX if is_stackable(question) and len(question.plain_options) <= _POINTS:
            return words.agreement(figures.rows, question)
        case Kind.MATRIX:
            return words.crossed(figures)
        case Kind.NUMBER | Kind.DATE:
            return words.histogram(figures, said)
        case Kind.RANKING:
            return words.ranking(figures)
        case _:
            return words.choice(figures, said)


@dataclass(frozen=True)
class Words:
    """Charts with their texts: sentences in one language, labels in that of the question."""

    language: str
    tongue: str

    def choice(self, figures: QuestionFigures, said: QuestionLines) -> Body:
        """One answer or several: a bar each."""
        bars = tuple(
            self._bar(line, percent, f"({number})")
            for line, percent, number in zip(
                figures.lines, said.percents, said.numbers, strict=True
            )
        )
        return Body(bars=bars, rows=len(bars))

    def scale(self, figures: QuestionFigures) -> Body:
        """A scale: a column for each point, the mean marked, what is no point apart."""
        scale = points(figures)
        beside = [line for line in figures.lines if line not in scale]
        columns = [self._column(line) for line in scale]
        columns += [self._column(line, is_beside=True) for line in beside]
        numbers, mark = figures.numbers, None
        if numbers is not None and numbers.mean is not None:
            values = [line.option.value or 0 for line in scale]
            place = _place(numbers.mean, values)
            mark = Mark(place=place, text=average_line(figures.question, numbers, self.language))
        return Body(columns=tuple(columns), mark=mark)

    def agreement(self, rows: tuple[QuestionFigures, ...], asked: Question) -> Body:
        """A bar cut into segments for each row, on both sides of a middle if it has one."""
        strips = tuple(self._strip(row, asked, is_row=asked.kind is Kind.MATRIX) for row in rows)
        segments = _segments(rows[0], asked.diverging)
        key = tuple(
            Key(
                label=self._label(segment.line.option),
                tone=segment.tone,
                is_beside=is_beside,
            )
            for segment, is_beside in segments
        )
        strips_of = Strips(key=key, rows=strips, both_ways=asked.diverging)
        return Body(strips=strips_of, rows=len(strips))

    def crossed(self, figures: QuestionFigures) -> Body:
        """Rows in which several answers could be chosen: a table of percents."""
        rows = tuple(
            (
                self._text(row.question),
                (
                    *(percent_text(line, self.language) for line in row.lines[: GRID_COLUMNS - 1]),
                    self._number(row.base or 0),
                ),
            )
            for row in figures.rows
        )
        options = figures.question.options
        left_out = len(options) - GRID_COLUMNS + 1
        more = ""
        if left_out > 0:
            more = ngettext(
                "%(count)s more answer is in the table of the downloads.",
                "%(count)s more answers are in the table of the downloads.",
                left_out,
                count=self._number(left_out),
            )
        head = (*(self._label(one) for one in options[: GRID_COLUMNS - 1]), "n")
        return Body(grid=Grid(title="", head=head, rows=rows, note=more), rows=len(rows))

    def histogram(self, figures: QuestionFigures, said: QuestionLines) -> Body:
        """Numbers and dates: how many lie in each stretch, the mean marked."""
        numbers = figures.numbers
        assert numbers is not None
        question = figures.question
        columns = tuple(
            Column(
                label=bin_text(question, one, self.language),
                percent_text=percent_text(one, self.language),
                count_text=f"({self._number(one.count)})",
                share=None if one.share is None else float(one.share),
            )
            for one in numbers.bins
        )
        mark = None
        if numbers.mean is not None:
            text = average_line(question, numbers, self.language)
            mark = Mark(place=_place_in(numbers.mean, numbers.bins), text=text)
        beside = tuple(
            f"{self._label(line.option)}: {percent_text(line, self.language)}"
            f" ({self._number(line.count)})"
            for line in figures.beside
        )
        return Body(columns=columns, mark=mark, notes=(said.measured, *beside))

    def ranking(self, figures: QuestionFigures) -> Body:
        """A ranking: first places and mean places, the rounds below, what each method says."""
        ranking, question = figures.ranking, figures.question
        assert ranking is not None
        lines = {line.option.id: line for line in figures.lines}
        labels = {id: self._label(line.option) for id, line in lines.items()}
        order = _order(ranking, question.method)
        percents = {id: percent_text(line, self.language) for id, line in lines.items()}
        bars = tuple(
            self._bar(lines[id], percents[id], mean_place(figures, lines[id].option))
            for id in order
        )
        methods = [question.method, *(one for one in ranking.outcomes if one != question.method)]
        said = [
            outcome_line(method, ranking.outcomes[method], labels)
            for method in methods
            if method in ranking.outcomes and ranking.n
        ]
        return Body(
            bars=bars,
            rows=len(bars),
            grid=self._rounds(ranking, order, labels),
            notes=(sentence_gap(self.language).join(said),),
        )

    def _rounds(
        self, ranking: RankingFigures, order: Iterable[int], labels: dict[int, str]
    ) -> Grid | None:
        """The rounds of the instant runoff, the last ones if there are too many."""
        rounds = ranking.rounds
        if not rounds:
            return None
        first = max(0, len(rounds) - GRID_COLUMNS)
        shown = rounds[first:]
        rows = [
            (
                labels[id],
                tuple(
                    self._number(one.counts[id]) if id in one.counts else NO_FIGURE for one in shown
                ),
            )
            for id in order
        ]
        if any(one.exhausted for one in rounds):
            exhausted = tuple(self._number(one.exhausted) for one in shown)
            rows.append((gettext("Name nobody who is left"), exhausted))
        ties = (tie_line(number, one, labels) for number, one in enumerate(rounds, 1))
        head = (
            gettext("Round %(number)s", number=number)
            for number in range(first + 1, len(rounds) + 1)
        )
        return Grid(
            title=gettext("Instant runoff: how many rank each answer first of those left"),
            head=tuple(head),
            rows=tuple(rows),
            note=sentence_gap(self.language).join(filter(None, ties)),
        )

    def _strip(self, row: QuestionFigures, asked: Question, *, is_row: bool) -> Strip:
        parts = tuple(
            Part(
                start=float(segment.start),
                width=float(segment.width),
                text=self._bare(segment.line),
                said=percent_text(segment.line, self.language),
            )
            for segment, _ in _segments(row, asked.diverging)
        )
        if not is_row:
            return Strip(label="", parts=parts)
        note = answers_text(row.base or 0, self.language)
        return Strip(label=self._text(row.question), parts=parts, note=note)

    def _bar(self, line: Line, percent: str, count_text: str) -> Bar:
        short = line.option.short
        return Bar(
            label=self._label(line.option),
            short=short.say(self.tongue).text if short else None,
            share=None if line.share is None else float(line.share),
            percent_text=percent,
            count_text=count_text,
        )

    def _column(self, line: Line, *, is_beside: bool = False) -> Column:
        """A point of a scale: its number, and its words where it has some of its own."""
        label, words = self._label(line.option), ""
        if line.option.value is not None and not is_beside:
            words = "" if line.option.is_bare else label
            label = self._number(line.option.value)
        return Column(
            label=label,
            words=words,
            percent_text=percent_text(line, self.language),
            count_text=f"({self._number(line.count)})",
            share=None if line.share is None else float(line.share),
            is_beside=is_beside,
        )

    def _bare(self, line: Line) -> str:
        """A percent without its sign, where that would tell nothing new."""
        if line.percent is None or line.printed is not Printed.WHOLE:
            return percent_text(line, self.language)
        return self._number(line.percent)

    def _number(self, number: int) -> str:
        return number_text(number, self.language)

    def _label(self, option: Option) -> str:
        return unpiped(option.label.say(self.tongue).text)

    def _text(self, question: Question) -> str:
        return unpiped(question.text.say(self.tongue).text)


def _segments(row: QuestionFigures, both_ways: bool) -> list[tuple[Segment, bool]]:
    """The segments of a row's bar, and whether each is no point of the scale."""
    bar = diverging(row) if both_ways else stacked(row, both_ways=True)
    return [*((one, False) for one in bar.scale), *((one, True) for one in bar.beside)]


def _order(ranking: RankingFigures, method: Method) -> tuple[int, ...]:
    """The options from first to last by this method, by Borda's where it was not counted."""
    outcome = ranking.outcomes.get(method) or ranking.outcomes[Method.BORDA]
    order = [option for group in outcome.places for option in group]
    # Where a tie for the first place was broken, the winner stands above those tied with it.
    return tuple(sorted(order, key=lambda one: one != outcome.winner))


def _place(mean: Fraction, values: Sequence[int]) -> float:
    """Where a mean lies among the points of a scale, counted in columns."""
    after = bisect_right(values, mean)
    if after in (0, len(values)):
        return float(max(0, after - 1))
    low, high = values[after - 1], values[after]
    return after - 1 + float((mean - low) / (high - low))


def _place_in(mean: Fraction, bins: Sequence[Bin]) -> float:
    """Where a mean lies among the columns of a histogram, each number in its own middle."""
    number = max(0, bisect_right([one.low for one in bins], mean) - 1)
    step = bins[1].low - bins[0].high if len(bins) > 1 else Fraction(1)
    here = bins[number]
    return number - 0.5 + float((mean - here.low + step / 2) / (here.high - here.low + step))
