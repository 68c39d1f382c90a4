"""Two sheets side by side: what is paired with what, and by how much shares shifted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pollsvc.domain.cells import Cell, Tally
from pollsvc.domain.life import State
from pollsvc.domain.pair import PairedQuestion, paired_questions
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet, build_sheet
from tests.make import make_option, make_poll, make_question


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
    return paired_questions(sheet(make_poll(before), first), sheet(make_poll(after), last))


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


def test_what_was_asked_in_another_way_is_no_pair() -> None:
    one = make_question()
    assert paired(one, replace(one, kind=Kind.MULTIPLE), {}, {}) == ()


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
