"""The one sheet of numbers that page, widget, chart and file all show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pollsvc.domain.cells import WHOLE_POLL, Cell, Standing, Tally, sum_of
from pollsvc.domain.counting import Measure, how_counted
from pollsvc.domain.figures import Line, NumberFigures, QuestionFigures, ShareOf
from pollsvc.domain.life import State
from pollsvc.domain.numbers import figures_of_dates, figures_of_numbers, figures_of_points
from pollsvc.domain.percents import PercentRule, respondent_percents, whole_percents
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.ranking import Preferences, ranking_figures
from pollsvc.domain.ranking.orders import read_orders

_Measures = Mapping[str, Mapping[str, int]]
"""The counters of one question: ``{measure: {cell: count}}``."""
_Counters = Mapping[int, _Measures]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The numbers of one poll at one moment, ready to show.

    ``as_of`` is the time of the last change (``None``: no response yet, or an
    imported tally whose date is not known), so that the same figures are the same
    bytes. ``counted`` and the others are numbers of responses; ``set_aside`` and
    ``withdrawn`` are ``None`` for an imported tally, where they are not known.
    """

    poll: Poll
    state: State
    as_of: datetime | None
    version: int
    counted: int
    set_aside: int | None
    withdrawn: int | None
    questions: tuple[QuestionFigures, ...]


def build_sheet(
    poll: Poll, tally: Tally, *, state: State, version: int, as_of: datetime | None
) -> Sheet:
    """The sheet of a poll from its tally; pure, so that equal figures give equal sheets.

    The tally may lack the measures ``rounds`` (rankings with too many orders to be read
    while the poll is open) and ``exact`` (too many different numbers); such a ranking has no
    rounds then, and such numbers have figures from their bins.
    """

    def standing(one: Standing) -> int:
        return tally.get(Cell(WHOLE_POLL, "standing", one.value), 0)

    live = poll.origin is Origin.LIVE
    counters = _by_question(tally)
    figures = tuple(_figures(question, counters) for question in poll.questions)
    if live:
        figures = tuple(map(_counted_here, figures))
    return Sheet(
        poll=poll,
        state=state,
        as_of=as_of,
        version=version,
        counted=standing(Standing.COUNTED),
        set_aside=standing(Standing.SET_ASIDE) if live else None,
        withdrawn=standing(Standing.WITHDRAWN) if live else None,
        questions=figures,
    )


def question_figures(question: Question, tally: Tally) -> QuestionFigures:
    """One question's figures, whatever its kind, from the poll's tally."""
    return _figures(question, _by_question(tally))


def _counted_here(figures: QuestionFigures) -> QuestionFigures:
    """The figures where every response was counted: a counter that is missing is nought."""
    if figures.rows:
        return replace(figures, rows=tuple(map(_counted_here, figures.rows)))
    if figures.asked is None and figures.base != 0:
        return figures
    return replace(figures, asked=figures.asked or 0, answered=figures.answered or 0)


def _by_question(tally: Tally) -> _Counters:
    """The tally by question and measure, so that it is passed over once for all of them."""
    found: defaultdict[int, defaultdict[str, dict[str, int]]]
    found = defaultdict(lambda: defaultdict(dict))
    for cell, count in tally.items():
        found[cell.question][cell.measure][cell.cell] = count
    return found


def _figures(question: Question, counters: _Counters) -> QuestionFigures:
    if question.kind is Kind.MATRIX:
        rows = tuple(_figures(row, counters) for row in question.rows)
        return QuestionFigures(
            question=question,
            lines=(),
            base=None,
            asked=None,
            rule=PercentRule.NONE,
            percent_sum=0,
            rows=rows,
        )
    mine = counters.get(question.id, {})
    if question.kind is Kind.RANKING:
        return _of_ranking(question, mine)
    return _of_typed(question, mine) if question.kind.is_typed else _of_options(question, mine)


def _of_options(question: Question, mine: _Measures) -> QuestionFigures:
    """Options that were chosen: all of them are lines, in their order."""
    counts = _option_counts(question.options, mine)
    base: int | None
    if question.kind is Kind.MULTIPLE:
        answered = _bases(mine).get("answered")
        # Counts without a number of respondents: shares cannot be worked out.
        base = None if answered is None and any(counts) else answered or 0
        percents, rule = respondent_percents(counts, base)
    else:
        base = sum(counts)
        percents, rule = whole_percents(counts)
    lines = _lines(question.options, counts, base, percents)
    figures = _with_bases(question, mine, lines=lines, base=base, rule=rule, percents=percents)
    return replace(figures, numbers=_numbers_of_points(question, lines))


def _numbers_of_points(question: Question, lines: tuple[Line, ...]) -> NumberFigures | None:
    """Of one answer each, where every point has a value."""
    points = [one for one in question.options if one.role is Role.PLAIN]
    is_scale = bool(points) and all(one.value is not None for one in points)
    return figures_of_points(lines) if is_scale and question.kind is not Kind.MULTIPLE else None


def _of_typed(question: Question, mine: _Measures) -> QuestionFigures:
    """Numbers, dates and texts: what was chosen instead stands beside."""
    numbers = None
    percents: tuple[int, ...] = ()
    rule = PercentRule.NONE
    if question.kind.is_text:
        instead = sum(_option_counts(question.options, mine))
        base = _bases(mine).get("answered", 0) - instead
    else:
        numbers = _numbers_of_values(question, mine)
        base = numbers.n
        percents, rule = whole_percents([one.count for one in numbers.bins])
    figures = _with_bases(question, mine, lines=(), base=base, rule=rule, percents=percents)
    return replace(figures, numbers=numbers, beside=_beside(question.options, mine))


def _numbers_of_values(question: Question, mine: _Measures) -> NumberFigures:
    measure = "exact" if "exact" in mine else "value"
    values = {int(cell): count for cell, count in mine.get(measure, {}).items()}
    if question.kind is Kind.DATE:
        return figures_of_dates(values)
    return figures_of_numbers(
        values,
        decimals=question.decimals,
        width=how_counted(question).width if measure == "value" else 1,
        low=question.low or 0,
        high=question.high or 0,
        above_low=sum_of(mine.get("sum", {})),
    )


def _of_ranking(question: Question, mine: _Measures) -> QuestionFigures:
    """Orders: lines are first preferences; what was chosen instead stands beside."""
    preferences = _preferences(question, mine)
    counts = [preferences.first(one.id) for one in question.plain_options]
    percents, rule = whole_percents(counts)
    lines = _lines(question.plain_options, counts, preferences.n, percents)
    figures = _with_bases(
        question, mine, lines=lines, base=preferences.n, rule=rule, percents=percents
    )
    others = tuple(one for one in question.options if one.role.is_exclusive)
    return replace(figures, ranking=ranking_figures(preferences), beside=_beside(others, mine))


def _preferences(question: Question, mine: _Measures) -> Preferences:
    """What the counters say of the orders; those of too many orders only if they were read."""
    how = how_counted(question)
    if how.measure is Measure.ORDER:
        return Preferences.of_orders(how.ranked, read_orders(mine.get("order", {})))
    places, pairs = mine.get("place", {}), mine.get("pair", {})
    rounds = None
    if "rounds" in mine or not places:
        rounds = read_orders(mine.get("rounds", {}))
    return Preferences.of_cells(how.ranked, places, pairs, rounds)


def _with_bases(
    question: Question,
    mine: _Measures,
    *,
    lines: tuple[Line, ...],
    base: int | None,
    rule: PercentRule,
    percents: Sequence[int],
) -> QuestionFigures:
    bases = _bases(mine)
    return QuestionFigures(
        question=question,
        lines=lines,
        base=base,
        asked=bases.get("asked"),
        rule=rule,
        percent_sum=sum(percents),
        answered=bases.get("answered"),
    )


def _bases(mine: _Measures) -> Mapping[str, int]:
    return mine.get("base", {})


def _option_counts(options: Iterable[Option], mine: _Measures) -> list[int]:
    counters = mine.get("option", {})
    return [counters.get(str(one.id), 0) for one in options]


def _beside(options: tuple[Option, ...], mine: _Measures) -> tuple[Line, ...]:
    """What was chosen instead of an answer, with shares of all who answered."""
    counts = _option_counts(options, mine)
    answered = _bases(mine).get("answered")
    percents, _ = respondent_percents(counts, answered)
    return _lines(options, counts, answered, percents)


def _lines(
    options: Iterable[Option], counts: Iterable[int], base: int | None, percents: Iterable[int]
) -> tuple[Line, ...]:
    found = []
    for option, count, rounded in zip(options, counts, percents, strict=True):
        share, percent, printed = ShareOf.made(count, base, rounded)
        found.append(
            Line(option=option, count=count, share=share, percent=percent, printed=printed)
        )
    return tuple(found)
