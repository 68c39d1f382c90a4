from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.cells import WHOLE_POLL, Cell, Standing, cells, tally_of
from pollsvc.domain.figures import Printed
from pollsvc.domain.life import State
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.sheet import Sheet, build_sheet, question_figures
from tests.kinds import matrix
from tests.make import (
    IFRI_COUNTS,
    IFRI_PERCENTS,
    NOON,
    counted,
    make_poll,
    make_question,
    make_tally,
)

FOUR = make_question(options=4)
SEVERAL = make_question(kind=Kind.MULTIPLE)


def sheet_of(poll: Poll, tally: dict[Cell, int]) -> Sheet:
    return build_sheet(poll, tally, state=State.OPEN, version=3, as_of=NOON)


def test_the_ifri_sheet_has_the_figures_of_its_page() -> None:
    poll = make_poll(FOUR, origin=Origin.TALLY)
    sheet = sheet_of(poll, counted(make_tally(FOUR, IFRI_COUNTS), 108))
    (figures,) = sheet.questions
    assert (sheet.counted, figures.base, figures.percent_sum) == (108, 108, 100)
    assert tuple(line.percent for line in figures.lines) == IFRI_PERCENTS
    assert figures.lines[0].share == Fraction(33, 108)


def test_a_sheet_names_the_moment_version_and_state_it_is_of() -> None:
    sheet = sheet_of(make_poll(), {})
    assert (sheet.as_of, sheet.version, sheet.state) == (NOON, 3, State.OPEN)


@pytest.mark.parametrize(("origin", "known"), [(Origin.LIVE, 0), (Origin.TALLY, None)])
def test_set_aside_and_withdrawn_are_known_of_live_polls_only(
    origin: Origin, known: int | None
) -> None:
    sheet = sheet_of(make_poll(origin=origin), {})
    assert (sheet.set_aside, sheet.withdrawn) == (known, known)


def test_standings_are_numbers_of_responses() -> None:
    tally = {Cell(WHOLE_POLL, "standing", one): number for number, one in enumerate(Standing, 5)}
    sheet = sheet_of(make_poll(), tally)
    assert (sheet.counted, sheet.set_aside, sheet.withdrawn) == (5, 6, 7)


def test_a_poll_without_votes_prints_dashes() -> None:
    (figures,) = sheet_of(make_poll(FOUR), {}).questions
    assert (figures.base, figures.rule) == (0, PercentRule.NONE)
    assert {(line.percent, line.share, line.printed) for line in figures.lines} == {
        (None, None, Printed.NONE)
    }


@pytest.mark.parametrize(("origin", "known"), [(Origin.LIVE, 0), (Origin.TALLY, None)])
def test_of_a_live_poll_it_is_known_that_nobody_was_asked_or_answered(
    origin: Origin, known: int | None
) -> None:
    (figures,) = sheet_of(make_poll(FOUR, origin=origin), {}).questions
    assert (figures.asked, figures.answered) == (known, known)
    asked = {Cell(FOUR.id, "base", "asked"): 1}
    (figures,) = sheet_of(make_poll(FOUR, origin=origin), asked).questions
    assert (figures.asked, figures.answered) == (1, known)


def test_of_a_live_poll_the_lines_of_a_table_are_known_to_be_unasked() -> None:
    (figures,) = sheet_of(make_poll(matrix(1, 11)), {}).questions
    assert {(row.asked, row.answered) for row in figures.rows} == {(0, 0)}


def test_votes_without_a_number_of_those_asked_leave_it_unknown() -> None:
    (figures,) = sheet_of(make_poll(FOUR), make_tally(FOUR, (1, 2, 3, 4))).questions
    assert (figures.asked, figures.answered) == (None, None)


def test_lines_come_in_the_order_of_the_options() -> None:
    question = make_question(options=tuple(reversed(FOUR.options)))
    figures = question_figures(question, make_tally(question, (1, 2, 3, 4)))
    assert [(line.option.id, line.count) for line in figures.lines] == [
        (4, 1),
        (3, 2),
        (2, 3),
        (1, 4),
    ]


def test_several_answers_are_shared_among_those_who_answered() -> None:
    figures = question_figures(SEVERAL, make_tally(SEVERAL, (9, 6, 0), answered=10, asked=12))
    assert (figures.base, figures.asked) == (10, 12)
    assert (figures.rule, figures.percent_sum) == (PercentRule.PER_RESPONDENT, 150)
    assert figures.lines[1].share == Fraction(3, 5)


def test_several_answers_that_nobody_gave_have_a_base_of_nought() -> None:
    figures = question_figures(SEVERAL, make_tally(SEVERAL, (0, 0, 0)))
    assert (figures.base, figures.rule) == (0, PercentRule.NONE)


def test_several_answers_published_without_their_respondents_have_no_base() -> None:
    figures = question_figures(SEVERAL, make_tally(SEVERAL, (9, 6, 0)))
    assert (figures.base, figures.rule) == (None, PercentRule.NONE)
    assert {(line.share, line.percent) for line in figures.lines} == {(None, None)}


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((999, 1, 0), (Printed.OVER_99, Printed.UNDER_ONE, Printed.WHOLE)),
        ((5, 5, 0), (Printed.WHOLE, Printed.WHOLE, Printed.WHOLE)),
        ((7, 0, 0), (Printed.WHOLE, Printed.WHOLE, Printed.WHOLE)),
    ],
)
def test_nought_and_a_hundred_are_printed_only_where_they_are_true(
    counts: tuple[int, ...], printed: tuple[Printed, ...]
) -> None:
    question = make_question()
    figures = question_figures(question, make_tally(question, counts))
    assert tuple(line.printed for line in figures.lines) == printed


@given(st.lists(st.integers(1, 3), min_size=1, max_size=40))
def test_the_sheet_counts_what_was_cast(votes: list[int]) -> None:
    tally = tally_of(cells({1: vote}, Standing.COUNTED, 0, {}) for vote in votes)
    sheet = sheet_of(make_poll(), tally)
    (figures,) = sheet.questions
    assert sheet.counted == figures.base == figures.asked == len(votes)
    assert sum(line.share or 0 for line in figures.lines) == 1


@given(st.lists(st.sets(st.integers(1, 3), min_size=1), min_size=1, max_size=40))
def test_no_option_has_more_than_all_respondents(chosen: list[set[int]]) -> None:
    poll = make_poll(SEVERAL)
    tally = tally_of(cells({1: tuple(one)}, Standing.COUNTED, 0, {}) for one in chosen)
    (figures,) = sheet_of(poll, tally).questions
    assert figures.base == len(chosen)
    assert all(line.share is not None and line.share <= 1 for line in figures.lines)


@given(st.permutations([("a", 1), ("b", 2), ("c", 3)]))
def test_equal_figures_give_equal_sheets(order: list[tuple[str, int]]) -> None:
    tally = {Cell(1, "option", str(number)): number for _, number in order}
    assert sheet_of(make_poll(), tally) == sheet_of(make_poll(), dict(sorted(tally.items())))
