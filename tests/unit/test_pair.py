"""Two sheets side by side: what is paired with what, and by how much shares shifted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from pollsvc.domain.cells import Cell, Tally
from pollsvc.domain.life import State
from pollsvc.domain.pair import PairedQuestion, compared
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet, build_sheet
from tests.make import make_option, make_poll, make_question, texts


def sheet(poll: Poll, tally: Tally) -> Sheet:
    return build_sheet(poll, tally, state=State.CLOSED, version=1, as_of=None)


def counted(question: Question, *counts: int) -> dict[Cell, int]:
    base = {Cell(question.id, "base", "asked"): sum(counts)}
    base[Cell(question.id, "base", "answered")] = sum(counts)
    cells = zip(question.options, counts, strict=True)
    return base | {Cell(question.id, "option", str(one.id)): n for one, n in cells}


def paired(
    before: Question, after: Question, first: Tally, last: Tally
) -> tuple[PairedQuestion, ...]:
    return compared(sheet(make_poll(before), first), sheet(make_poll(after), last)).questions


def test_a_shift_is_the_exact_difference_of_the_shares() -> None:
    question = make_question(options=2)
    (found,) = paired(question, question, counted(question, 1, 2), counted(question, 3, 1))
    assert [line.shift for line in found.lines] == [Fraction(5, 12), Fraction(-5, 12)]
    assert (found.before.base, found.after.base) == (3, 4)


def test_questions_are_tied_by_their_series_and_else_by_their_code() -> None:
    before = make_question(code="first", series="view")
    after = make_question(code="second", series="view")
    assert len(paired(before, after, {}, {})) == 1
    assert paired(before, replace(after, series=None), {}, {}) == ()
    assert len(
        paired(replace(before, series=None), replace(after, code="first", series=None), {}, {})
    )


def test_options_are_tied_by_their_codes_and_one_alone_has_no_shift() -> None:
    before = make_question(options=[make_option(1, code="a"), make_option(2, code="b")])
    after = make_question(options=[make_option(5, code="b"), make_option(6, code="c")])
    (found,) = paired(before, after, counted(before, 1, 1), counted(after, 2, 2))
    assert [(line.option.code, line.shift) for line in found.lines] == [
        ("b", Fraction(0)),
        ("c", None),
        ("a", None),
    ]
    assert found.lines[1].before is None
    assert found.lines[2].after is None


def test_the_same_answers_in_another_order_are_paired_by_their_words() -> None:
    before = make_question(options=[make_option(1, "Yes"), make_option(2, "No")])
    after = make_question(options=[make_option(1, "No"), make_option(2, "Yes")])
    (found,) = paired(before, after, counted(before, 8, 2), counted(after, 6, 6))
    assert [(line.option.label, line.shift) for line in found.lines] == [
        (texts("No"), Fraction(3, 10)),
        (texts("Yes"), Fraction(-3, 10)),
    ]
    assert found.same_answers
    assert not any(line.read_otherwise for line in found.lines)


def test_an_answer_in_new_words_is_known_by_its_code_if_nothing_else_reads_so() -> None:
    before = make_question(options=[make_option(1, "Yes"), make_option(2)])
    after = make_question(options=[make_option(1, "Certainly"), make_option(2)])
    (found,) = paired(before, after, counted(before, 1, 1), counted(after, 1, 1))
    assert [line.read_otherwise for line in found.lines] == [True, False]
    assert not found.same_answers, "who reads it cannot tell a correction from another answer"


def test_two_answers_that_read_the_same_are_known_by_their_codes() -> None:
    question = make_question(options=[make_option(1, "Yes"), make_option(2, "Yes")])
    (found,) = paired(question, question, counted(question, 1, 3), counted(question, 3, 1))
    assert [line.shift for line in found.lines] == [Fraction(1, 2), Fraction(-1, 2)]


def test_without_a_vote_at_one_time_nothing_has_shifted() -> None:
    question = make_question(options=2)
    (found,) = paired(question, question, {}, counted(question, 3, 1))
    assert [line.shift for line in found.lines] == [None, None]


def test_rows_of_a_matrix_are_paired_each_with_its_matrix() -> None:
    points = [make_option(one, value=one) for one in (1, 2)]
    rows = tuple(make_question(one, options=points, code=f"row{one}") for one in (2, 3))
    matrix = make_question(1, kind=Kind.MATRIX, options=points, rows=rows, code="grid")
    tally = counted(rows[0], 1, 1) | counted(rows[1], 2, 0)
    later = counted(rows[0], 0, 2) | counted(rows[1], 2, 0)
    found = paired(matrix, matrix, tally, later)
    assert [(one.question.code, one.group) for one in found] == [("row2", matrix), ("row3", matrix)]
    assert [one.mean_shift for one in found] == [Fraction(1, 2), Fraction(0)]


def test_texts_have_no_figures_to_pair() -> None:
    text = make_question(kind=Kind.LONG_TEXT, options=[], longest=100)
    assert paired(text, text, {}, {}) == ()


def test_one_series_twice_in_a_poll_ties_nothing_and_codes_do() -> None:
    one, other = (make_question(id, code=code, series="view") for id, code in ((1, "a"), (2, "b")))
    alone = make_question(code="a", series="view")
    found = compared(sheet(make_poll(alone), {}), sheet(make_poll(one, other), {}))
    assert found.questions == ()
    found = compared(sheet(make_poll(one, other), {}), sheet(make_poll(one, other), {}))
    assert [question.question.code for question in found.questions] == ["a", "b"]


def test_a_series_is_never_taken_for_a_code() -> None:
    before = make_question(code="view")
    assert paired(before, make_question(code="other", series="view"), {}, {}) == ()


def unlike(before: Question, after: Question) -> list[str]:
    found = compared(sheet(make_poll(before), {}), sheet(make_poll(after), {}))
    assert found.questions == ()
    return [question.code for question in found.unlike]


def scale(last: int) -> Question:
    points = [make_option(one, code=f"p{one}", value=one) for one in range(last)]
    return make_question(kind=Kind.SCALE, options=points, code="scale")


def number(unit: str | None, **other: Any) -> Question:
    said = texts(unit) if unit else None
    return make_question(kind=Kind.NUMBER, options=[], code="far", unit=said, low=0, **other)


def test_what_cannot_stand_side_by_side_is_named_and_not_compared() -> None:
    one = make_question(code="q")
    text = make_question(kind=Kind.SHORT_TEXT, options=[], longest=100, code="q")
    assert unlike(one, replace(one, kind=Kind.MULTIPLE)) == ["q"]
    assert unlike(one, text) == ["q"]
    assert unlike(scale(5), scale(11)) == ["scale"]
    assert unlike(number("km", high=9), number("miles", high=9)) == ["far"]
    assert unlike(number("km", high=9), number(None, high=9)) == ["far"]


def test_the_same_unit_in_one_language_is_the_same() -> None:
    after = replace(number("km", high=9), unit=texts({"ru": "км", "en": "km"}))
    assert len(paired(number("km", high=9), after, {}, {})) == 1


def test_answers_that_could_be_given_once_only_are_said() -> None:
    one = make_question(options=2)
    several = make_question(options=2, kind=Kind.MULTIPLE, at_most=2)
    for before, after, same in (
        (one, one, True),
        (one, make_question(options=3), False),
        (several, replace(several, at_most=1), False),
        (number("km", high=9), number("km", high=90, decimals=1), True),
        (number("km", high=9), number("km", high=10), False),
    ):
        (found,) = paired(before, after, {}, {})
        assert found.same_answers is same


def test_a_mean_moves_only_between_points_that_stand_for_the_same() -> None:
    def ages(*values: int) -> Question:
        options = [make_option(n, code=f"age{n}", value=one) for n, one in enumerate(values, 1)]
        return make_question(options=options)

    first, last = ages(20, 30), ages(25, 35)
    (found,) = paired(first, first, counted(first, 1, 1), counted(first, 0, 2))
    assert (found.mean_shift, found.median_shift) == (Fraction(5), Fraction(5))
    (found,) = paired(first, last, counted(first, 1, 1), counted(last, 0, 2))
    assert (found.mean_shift, found.median_shift) == (None, None)


def test_other_words_for_the_same_are_told() -> None:
    before = make_question(options=[make_option(1, code="a", label="Yes")])
    after = make_question(text="Another?", options=[make_option(1, code="a", label="No")])
    (found,) = paired(before, after, {}, {})
    assert found.read_otherwise
    assert found.lines[0].read_otherwise
    (found,) = paired(before, before, {}, {})
    assert not found.read_otherwise
    assert not found.lines[0].read_otherwise
    (found,) = paired(make_question(options=1), make_question(options=2), {}, {})
    assert not found.lines[1].read_otherwise, "it was not asked before"


def test_a_row_stands_in_the_poll_as_its_matrix() -> None:
    row = make_question(2, code="row")
    matrix = make_question(1, kind=Kind.MATRIX, rows=(row,), code="grid")
    (found,) = paired(matrix, matrix, {}, {})
    assert found.asked is matrix
    (found,) = paired(row, row, {}, {})
    assert found.asked is row
