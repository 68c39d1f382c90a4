"""The picture of each kind of question, from its answers to what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pollsvc.charts import Picture, draw
from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import Cell, Standing, cells, tally_of
from pollsvc.domain.errors import BadParameterError, NoChartError
from pollsvc.domain.question import Kind, Method, Question, Role
from pollsvc.export.pictures import charted_question, results_picture
from pollsvc.results.lines.denominators import measured_line
from pollsvc.web.phrases import sample_line
from tests.make import make_option, make_poll, make_question, texts
from tests.unit.test_export_files import edition_of

DONT_KNOW = make_option(90, "Don’t know", role=Role.DONT_KNOW)
ENDS = {1: "Very bad", 5: "Very good"}
FIVE = tuple(make_option(one, ENDS.get(one, str(one)), value=one) for one in range(1, 6))
LIKELY = (*(make_option(one, label) for one, label in enumerate(("No", "Perhaps", "Yes"), 1)),)


def tally_from(question: Question, answers: Iterable[Any]) -> dict[Cell, int]:
    """Counters of answers; those to a matrix are given by row."""
    counting = make_poll(question).counting
    responses: list[dict[int, Answer | None]] = [
        one if isinstance(one, dict) else {question.id: one} for one in answers
    ]
    return tally_of(cells(one, Standing.COUNTED, 0, counting) for one in responses)


def picture_of(question: Question, answers: Iterable[Any], **other: Any) -> Picture:
    poll = make_poll(question, **other)
    edition = edition_of(poll, tally_from(question, answers))
    (figures,) = edition.sheet.questions
    said = replace(edition.lines.questions[0], measured=measured_line(figures), asked=("ASKED",))
    lines = replace(edition.lines, questions=(said,), sample_line=sample_line(poll))
    edition = replace(edition, lines=lines)
    picture = results_picture(edition, question)
    assert draw(picture, "svg", "page") != draw(picture, "svg", "share")
    return picture


def matrix(
    *, kind: Kind = Kind.SINGLE, options: Any = (*LIKELY, DONT_KNOW), **other: Any
) -> Question:
    rows = tuple(
        make_question(number, kind=kind, options=options, text=f"Row {number}") for number in (5, 6)
    )
    return make_question(kind=Kind.MATRIX, options=options, rows=rows, **other)


def ranking(options: int = 3, **other: Any) -> Question:
    ranked = tuple(make_option(one, "ABCDEFGHIJKLMN"[one - 1]) for one in range(1, options + 1))
    return make_question(kind=Kind.RANKING, options=ranked, at_most=options, **other)


def test_a_scale_is_columns_with_its_mean_and_dont_know_apart() -> None:
    scale = make_question(kind=Kind.SCALE, options=(*FIVE, DONT_KNOW))
    picture = picture_of(scale, [1, 4, 4, 90])
    assert [one.label for one in picture.columns] == ["1", "2", "3", "4", "5", "Don’t know"]
    assert [one.words for one in picture.columns] == ["Very bad", "", "", "", "Very good", ""]
    assert [one.percent_text for one in picture.columns][3:] == ["50%", "0%", "25%"]
    assert [one.is_beside for one in picture.columns] == [False] * 5 + [True]
    assert picture.mark is not None
    assert (picture.mark.place, picture.mark.text) == (2.0, "Average 3.0")
    assert picture.subtitle == "BASE"
    assert "ASKED" in picture.notes


@pytest.mark.parametrize(("answers", "place"), [([1], 0.0), ([5], 4.0), ([1, 2], 0.5)])
def test_the_mean_is_marked_where_it_lies(answers: list[int], place: float) -> None:
    picture = picture_of(make_question(kind=Kind.SCALE, options=FIVE), answers)
    assert picture.mark is not None
    assert picture.mark.place == place


def test_a_scale_that_nobody_answered_has_no_mark() -> None:
    picture = picture_of(make_question(kind=Kind.SCALE, options=FIVE), [])
    assert picture.mark is None


def test_a_scale_of_words_is_bars() -> None:
    picture = picture_of(make_question(kind=Kind.SCALE, options=LIKELY), [1])
    assert [one.label for one in picture.bars] == ["No", "Perhaps", "Yes"]


def test_a_number_among_words_is_a_column_with_its_label() -> None:
    mixed = (make_option(1, "1", value=1), make_option(2, "More"))
    picture = picture_of(make_question(kind=Kind.SCALE, options=mixed), [1])
    assert [(one.label, one.words) for one in picture.columns] == [("1", ""), ("More", "")]


def test_agreement_is_one_bar_over_a_middle() -> None:
    scale = make_question(kind=Kind.SCALE, options=(*LIKELY, DONT_KNOW), diverging=True)
    picture = picture_of(scale, [1, 2, 2, 3, 90])
    assert picture.strips is not None
    (row,) = picture.strips.rows
    assert picture.strips.both_ways
    assert [(one.label, one.tone, one.is_beside) for one in picture.strips.key] == [
        ("No", -5, False),
        ("Perhaps", 0, False),
        ("Yes", 5, False),
        ("Don’t know", 0, True),
    ]
    assert [part.start for part in row.parts] == [-0.4, -0.2, 0.2, 0.0]
    assert [(part.text, part.said) for part in row.parts][1:3] == [("40", "40%"), ("20", "20%")]


def test_a_matrix_is_a_bar_for_each_row() -> None:
    picture = picture_of(matrix(), [{5: 1, 6: 2}, {5: 3, 6: None}])
    assert picture.strips is not None
    assert not picture.strips.both_ways
    assert [(row.label, row.note) for row in picture.strips.rows] == [
        ("Row 5", "n = 2"),
        ("Row 6", "n = 1"),
    ]
    assert [part.start for part in picture.strips.rows[0].parts] == [0.0, 0.5, 0.5, 1.0]


def test_a_small_share_keeps_its_sign_on_a_segment() -> None:
    picture = picture_of(matrix(), [{5: 1}] * 999 + [{5: 2}])
    assert picture.strips is not None
    assert [part.text for part in picture.strips.rows[0].parts][:3] == [">99%", "<1%", "0"]
    assert [part.text for part in picture.strips.rows[1].parts] == ["–"] * 4


def test_rows_with_several_answers_are_a_table() -> None:
    picture = picture_of(matrix(kind=Kind.MULTIPLE, at_most=3), [{5: (1, 2), 6: (3,)}, {5: (1,)}])
    assert picture.grid is not None
    assert picture.grid.head == ("No", "Perhaps", "Yes", "Don’t know", "n")
    assert picture.grid.rows == (
        ("Row 5", ("100%", "50%", "0%", "0%", "2")),
        ("Row 6", ("0%", "0%", "100%", "0%", "1")),
    )
    assert picture.grid.note == ""


def test_a_table_says_how_many_answers_it_has_no_room_for() -> None:
    many = tuple(make_option(one) for one in range(1, 21))
    picture = picture_of(matrix(options=many), [{5: 1}])
    assert picture.grid is not None
    assert len(picture.grid.head) == 9
    assert picture.grid.note == "12 more answers are in the table of the downloads."


def test_numbers_are_a_histogram_with_their_mean_and_quartiles() -> None:
    number = make_question(
        kind=Kind.NUMBER, options=[DONT_KNOW], low=0, high=10, unit=texts("years")
    )
    picture = picture_of(number, [2, 2, 4, 8, (90,)])
    assert [one.label for one in picture.columns] == [str(one) for one in range(11)]
    assert [one.percent_text for one in picture.columns][2:5] == ["50%", "0%", "25%"]
    assert picture.mark is not None
    assert (picture.mark.place, picture.mark.text) == (4.0, "Average 4.0\u00a0years")
    assert picture.notes[0] == (
        "Average 4.0\u00a0years, median 3\u00a0years. The middle half of the answers lies"
        " between 2\u00a0years and 5\u00a0years."
    )
    assert picture.notes[1] == "Don’t know: 20% (1)"


def test_numbers_that_nobody_gave_have_no_mark() -> None:
    picture = picture_of(make_question(kind=Kind.NUMBER, options=0, low=0, high=10), [])
    assert picture.mark is None


def test_dates_are_a_histogram_of_the_calendar() -> None:
    days = [date(2026, 1, 5).toordinal(), date(2026, 3, 30).toordinal()]
    picture = picture_of(make_question(kind=Kind.DATE, options=0), days)
    assert picture.columns[0].label.startswith("5")
    assert picture.mark is not None
    assert picture.mark.text == "Average 16 February 2026"


def test_one_date_is_one_column_with_the_mark_in_its_middle() -> None:
    picture = picture_of(make_question(kind=Kind.DATE, options=0), [700_000])
    assert picture.mark is not None
    assert (len(picture.columns), picture.mark.place) == (1, 0.0)


def test_a_ranking_has_first_places_mean_places_rounds_and_every_method() -> None:
    picture = picture_of(ranking(), [(1, 2, 3)] * 4 + [(2, 3)] * 3 + [(3, 2)] * 3)
    assert [(one.label, one.percent_text, one.count_text) for one in picture.bars] == [
        ("B", "30%", "average place 1.7"),
        ("C", "30%", "average place 2.1"),
        ("A", "40%", "average place 1.0, by 4 of 10"),
    ]
    assert picture.grid is not None
    assert picture.grid.head == ("Round 1", "Round 2")
    assert picture.grid.rows == (("B", ("3", "6")), ("C", ("3", "–")), ("A", ("4", "4")))
    assert picture.grid.note.startswith(
        "Round 1: C was tied with B, and left because it comes last"
    )
    assert picture.notes[0] == (
        "Instant runoff: B, tied with C: only the order of the list decided who left."
        " Borda count: B. Pairs (Schulze): B. First places only: A."
    )


def test_orders_that_ran_out_have_a_row_and_nobody_ranked_has_a_dash() -> None:
    picture = picture_of(ranking(), [(1,)] * 3 + [(2,)] * 2 + [(3,)] * 2)
    assert picture.grid is not None
    assert picture.grid.rows[-1] == ("Name nobody who is left", ("0", "2"))
    unranked = picture_of(ranking(), [(1,), (2,)])
    assert {one.count_text for one in unranked.bars if one.label == "C"} == {""}


def test_the_question_s_own_method_comes_first() -> None:
    picture = picture_of(ranking(method=Method.FIRST_PREFERENCES), [(1,), (1,), (2,)])
    assert picture.notes[0].startswith("First places only: A. Instant runoff: A.")
    assert [one.label for one in picture.bars] == ["A", "B", "C"]


def test_a_ranking_that_nobody_answered_says_so() -> None:
    picture = picture_of(ranking(), [])
    assert picture.grid is None
    assert "Instant runoff" not in "".join(picture.notes)


def test_without_its_rounds_a_ranking_stands_in_the_order_of_borda() -> None:
    long = ranking(8)
    tally = tally_from(long, [(2, 1), (2, 3)])
    left = {cell: n for cell, n in tally.items() if cell.measure != "rounds"}
    picture = results_picture(edition_of(make_poll(long), left), long)
    assert picture.grid is None
    assert picture.bars[0].label == "B"
    assert picture.notes[0].startswith("Borda count: B.")


def test_of_many_rounds_the_last_are_shown() -> None:
    many = ranking(12)
    picture = picture_of(many, [tuple(range(one, 13)) for one in range(1, 13)])
    assert picture.grid is not None
    assert len(picture.grid.head) <= 9
    assert picture.grid.head[0] != "Round 1"


def test_invented_responses_are_said_to_be_invented() -> None:
    picture = picture_of(make_question(), [1], sample=True)
    assert picture.sample == "Sample data: these answers were invented."
    assert picture_of(make_question(), [1]).sample == ""


def test_earlier_answers_are_not_named_in_titles_and_labels() -> None:
    asked = make_question(text="Why {choice|this}?", options=[make_option(1, "{choice}")])
    picture = picture_of(asked, [1])
    assert picture.title == "Why …?"
    assert "{" not in picture.bars[0].label


def test_more_rows_than_there_is_room_for_are_counted_as_lines() -> None:
    rows = tuple(make_question(one, options=LIKELY, text=f"Row {one}") for one in range(5, 12))
    wide = make_question(kind=Kind.MATRIX, options=LIKELY, rows=rows)
    assert picture_of(wide, [{5: 1}]).more_text == "and 2 more lines"


def test_the_first_question_with_a_chart_is_drawn_unless_another_is_asked_for() -> None:
    words = make_question(1, kind=Kind.LONG_TEXT, options=0)
    poll = make_poll(words, make_question(2), make_question(3))
    assert charted_question(poll).code == "q2"
    assert charted_question(poll, "q3").code == "q3"
    with pytest.raises(NoChartError):
        charted_question(poll, "q1")
    with pytest.raises(NoChartError):
        charted_question(make_poll(words))
    with pytest.raises(BadParameterError):
        charted_question(poll, "q9")
