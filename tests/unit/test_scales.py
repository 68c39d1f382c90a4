from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.question import Kind, Role
from pollsvc.domain.scales import Segment, diverging, is_stackable, points, reaches, stacked
from pollsvc.domain.sheet import question_figures
from tests.make import make_option, make_question, make_tally


def agreement(counts: list[int], dont_know: int = 0, **values: int) -> QuestionFigures:
    """Points ``o1`` to ``on`` and "don't know"."""
    options = [
        make_option(number, value=values.get(f"o{number}")) for number in range(1, len(counts) + 1)
    ]
    beside = make_option(90, role=Role.DONT_KNOW)
    scale = make_question(kind=Kind.SCALE, options=[*options, beside], diverging=True)
    return question_figures(scale, make_tally(scale, [*counts, dont_know]))


def codes(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.line.option.code for segment in segments]


def test_an_even_scale_has_no_middle() -> None:
    bar = diverging(agreement([1, 2, 3, 2], dont_know=2))
    assert (codes(bar.left), bar.middle, codes(bar.right)) == (["o2", "o1"], None, ["o3", "o4"])
    assert [one.start for one in bar.scale] == [Fraction(part, 10) for part in (-3, -2, 0, 3)]
    assert (bar.reach_left, bar.reach_right) == (Fraction(3, 10), Fraction(1, 2))
    assert (codes(bar.beside), bar.apart) == (["o90"], Fraction(1, 5))


def test_the_neutral_point_lies_half_on_either_side() -> None:
    bar = diverging(agreement([3, 4, 3]))
    assert bar.middle is not None
    assert (bar.middle.start, bar.middle.width) == (Fraction(-1, 5), Fraction(2, 5))
    assert bar.reach_left == bar.reach_right == Fraction(1, 2)


@pytest.mark.parametrize(
    ("number", "tones"),
    [
        (1, [0]),
        (2, [-5, 5]),
        (4, [-5, -3, 3, 5]),
        (5, [-5, -3, 0, 3, 5]),
        (7, [-5, -3, -2, 0, 2, 3, 5]),
        (11, [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]),
    ],
)
def test_colours_are_full_at_the_ends(number: int, tones: list[int]) -> None:
    figures = agreement([1] * number)
    assert [one.tone for one in diverging(figures).scale] == tones
    assert [one.tone for one in stacked(figures, both_ways=True).scale] == tones


def test_points_with_values_stand_in_the_order_of_their_values() -> None:
    figures = agreement([1, 2, 3], o1=5, o2=3, o3=1)
    assert [line.option.value for line in points(figures)] == [1, 3, 5]
    assert codes(diverging(figures).scale) == ["o3", "o2", "o1"]


def test_points_stand_as_listed_where_one_has_no_value() -> None:
    assert codes(diverging(agreement([1, 2, 3], o1=5, o2=3)).scale) == ["o1", "o2", "o3"]


def test_a_plain_bar_grows_darker_to_its_end() -> None:
    bar = stacked(agreement([1, 1, 1, 1, 1], dont_know=5), both_ways=False)
    assert [one.tone for one in bar.scale] == [1, 2, 3, 4, 5]
    assert [(one.start, one.tone) for one in bar.beside] == [(Fraction(1, 2), 0)]
    assert sum(one.width for one in bar.segments) == 1


def test_bars_under_each_other_share_one_middle() -> None:
    bars = [diverging(agreement(counts)) for counts in ([4, 0], [1, 3])]
    assert reaches(bars) == (Fraction(1), Fraction(3, 4))
    assert reaches([]) == (Fraction(0), Fraction(0))


def test_without_answers_a_bar_has_no_width() -> None:
    bar = diverging(agreement([0, 0, 0]))
    assert {bar.reach_left, bar.reach_right, bar.apart} == {Fraction(0)}


@given(st.lists(st.integers(0, 50), min_size=1, max_size=11), st.integers(0, 50))
def test_nothing_is_lost_and_nothing_overlaps(counts: list[int], dont_know: int) -> None:
    figures = agreement(counts, dont_know)
    bar = diverging(figures)
    for one, following in pairwise(bar.scale):
        assert following.start == one.start + one.width
    whole = bar.reach_left + bar.reach_right + bar.apart
    assert whole == (1 if any(counts) or dont_know else 0)
    assert len(bar.scale) == len(counts)


def test_only_single_answers_make_one_whole() -> None:
    rows = tuple(make_question(number) for number in (2, 3))
    matrix = make_question(kind=Kind.MATRIX, rows=rows)
    several = make_question(kind=Kind.MATRIX, rows=(make_question(kind=Kind.MULTIPLE),))
    assert is_stackable(matrix)
    assert is_stackable(make_question(kind=Kind.SCALE))
    assert not is_stackable(several)
