"""Every kind of question as it is typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pollsvc.domain.draft import DraftOption, DraftQuestion
from pollsvc.domain.draft.wording import range_text
from pollsvc.domain.new_poll import NewQuestion
from pollsvc.domain.question import Kind, Method, Order, Required, Role
from tests.unit.draft_data import ask, exclusive, point, problems, read, survey

ENDS = (point(0, "Not at all"), point(3, "Completely"))
NEWLY = {"scale_from": "0", "scale_to": "3"}


def asked(question: DraftQuestion, **other: Any) -> NewQuestion:
    return read(survey(question, **other)).questions[0]


def labels(question: NewQuestion) -> list[str]:
    return [one.label.say("en").text for one in question.options]


def test_a_scale_has_every_point_and_words_where_they_were_written() -> None:
    scale = asked(ask("scale", *ENDS, exclusive(), **NEWLY, diverging=True))
    assert labels(scale) == ["Not at all", "1", "2", "Completely", "No idea"]
    assert [one.value for one in scale.options] == [0, 1, 2, 3, None]
    assert [one.code for one in scale.options] == ["0", "1", "2", "3", "dont_know"]
    assert (scale.at_least, scale.at_most, scale.diverging) == (1, 1, True)


def test_a_point_without_words_reads_alike_in_every_language() -> None:
    scale = asked(ask("scale", **NEWLY | {"scale_from": "-1"}), languages=("en", "ru"))
    assert scale.options[0].label.as_dict() == {"en": "-1", "ru": "-1"}
    assert scale.options[0].code == "minus_1"


def test_points_can_be_listed_one_by_one() -> None:
    scale = asked(ask("scale", point(5, "High"), point(1, "Low"), point(3, "3")))
    assert [(one.code, one.value) for one in scale.options] == [("5", 5), ("1", 1), ("3", 3)]
    assert labels(scale) == ["High", "Low", "3"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (ask("scale"), ["scale_from empty", "scale_to empty"]),
        (ask("scale", scale_from="0"), ["scale_to empty"]),
        (ask("scale", scale_from="x", scale_to="9999"), None),
        (ask("scale", scale_from="3", scale_to="3"), ["scale_to wrong_way"]),
        (ask("scale", scale_from="0", scale_to="50"), ["scale_to too_wide"]),
        (ask("scale", point("", "Low"), **NEWLY), ["value[0] no_value"]),
        (ask("scale", point(4, "Low"), **NEWLY), ["value[0] off_scale"]),
        (ask("scale", *ENDS, point(3, "Fully"), **NEWLY), ["value[2] value_taken"]),
        (ask("scale", point(1, "2"), **NEWLY), ["answer[0] alike"]),
        (ask("scale", point(1, "A"), point(1, "B")), ["value[1] value_taken"]),
        (ask("scale", point(1, "A"), point("", "B")), ["value[1] no_value"]),
        (ask("scale", point(1, "A"), point("x", "B")), ["value[1] not_a_number"]),
        (ask("scale", point(1, "A")), ["options too_few"]),
        (ask("scale", exclusive("other"), **NEWLY), ["answer[0] role"]),
    ],
)
def test_what_is_wrong_with_a_scale_is_named(
    question: DraftQuestion, found: list[str] | None
) -> None:
    found = found or ["scale_from not_a_number", "scale_to too_large"]
    assert problems(survey(question)) == found


def test_a_point_without_words_needs_its_code() -> None:
    typed = point(3, "Completely", code="1")
    assert problems(survey(ask("scale", typed, **NEWLY))) == ["answer_code[0] code_taken"]


def test_rows_of_a_matrix_are_questions_with_its_rules() -> None:
    matrix = asked(
        ask("matrix", "Yes", "No", rows=["Tea", "Coffee", ""], required="soft", grid=True)
    )
    assert [(one.code, one.kind, one.text.say("en").text) for one in matrix.rows] == [
        ("q1_1", Kind.SINGLE, "Tea"),
        ("q1_2", Kind.SINGLE, "Coffee"),
    ]
    assert {one.required for one in matrix.rows} == {Required.SOFT}
    assert (matrix.grid, matrix.at_most, matrix.rows[0].options) == (True, 1, ())


def test_rows_of_a_matrix_may_have_an_order_of_their_own() -> None:
    typed = ask("matrix", "Yes", "No", rows=["Tea", "Coffee"], rows_order="random")
    matrix = asked(typed)
    assert (matrix.order, matrix.rows_order) == (Order.FIXED, Order.RANDOM)
    assert {row.rows_order for row in matrix.rows} == {Order.FIXED}
    # As another kind it has no rows: what is kept for later changes nothing.
    assert asked(replace(typed, kind="single")).rows_order is Order.FIXED
    assert problems(survey(replace(typed, rows_order="mixed"))) == ["rows_order unknown"]


def test_several_answers_on_a_row_make_its_kind() -> None:
    matrix = asked(ask("matrix", "Yes", "No", rows=["Tea"], at_most="2"))
    assert (matrix.at_most, matrix.rows[0].kind, matrix.rows[0].at_most) == (2, Kind.MULTIPLE, 2)


def test_a_matrix_can_have_the_points_of_a_scale() -> None:
    matrix = asked(ask("matrix", exclusive(), rows=["Tea"], scale_from="1", scale_to="5"))
    assert labels(matrix) == ["1", "2", "3", "4", "5", "No idea"]
    words = asked(ask("matrix", point(1, "Low"), point(2, "High"), rows=["Tea"]))
    assert [one.value for one in words.options] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], ["rows too_few"]),
        (["", "Tea"], ["row[0] empty"]),
        (["Tea", "TEA"], ["row[1] alike"]),
        (["", "", "Tea"], ["row[0] empty", "row[1] empty"]),
        ([f"Row {n}" for n in range(51)], ["rows too_many"]),
    ],
)
def test_what_is_wrong_with_rows_is_named(rows: list[str], found: list[str]) -> None:
    assert problems(survey(ask("matrix", "Yes", "No", rows=rows))) == found


def test_a_ranking_is_of_all_or_of_the_first() -> None:
    every = asked(ask("ranking", "A", "B", "C", exclusive(), method="schulze"))
    assert (every.at_least, every.at_most, every.method) == (1, 3, Method.SCHULZE)
    assert asked(ask("ranking", "A", "B", "C", at_most="2")).at_most == 2
    assert problems(survey(ask("ranking", "A", exclusive()))) == ["options too_few"]
    assert problems(survey(ask("ranking", "A", "B", exclusive("other")))) == ["answer[2] role"]


def test_a_number_has_a_range_typed_with_a_point() -> None:
    number = asked(
        ask("number", exclusive(), "Blue", low="-1.5", high="10", decimals="1", unit={"en": "km"})
    )
    assert (number.low, number.high, number.decimals) == (-15, 100, 1)
    assert number.unit
    assert number.unit.say("en").text == "km"
    # An answer that is no word for having none is not of this kind.
    assert [one.role for one in number.options] == [Role.DONT_KNOW]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, ["low empty", "high empty"]),
        ({"low": "0", "high": "1,5"}, ["high not_a_decimal"]),
        ({"low": "٠", "high": "5"}, ["low not_a_decimal"]),
        ({"low": "0.5", "high": "5"}, ["low too_precise"]),
        ({"low": "0.50", "high": "5", "decimals": "1"}, []),
        ({"low": "5", "high": "5"}, ["high wrong_way"]),
        ({"low": "0", "high": "5", "decimals": "7"}, ["decimals too_large"]),
        ({"low": "0", "high": "5", "unit": {"en": "k" * 51}}, ["unit too_long"]),
    ],
)
def test_what_is_wrong_with_a_range_is_named(typed: dict[str, Any], found: list[str]) -> None:
    assert problems(survey(ask("number", **typed))) == found


def test_a_date_has_days_if_any() -> None:
    free = asked(ask("date"))
    assert (free.low, free.high) == (None, None)
    days = asked(ask("date", low="2026-03-01", high=" 2026-03-31 "))
    assert (days.low, days.high) == (date(2026, 3, 1).toordinal(), date(2026, 3, 31).toordinal())


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("1.3.2026", "", ["low not_a_day"]),
        ("20260301", "2026-02-30", ["low not_a_day", "high not_a_day"]),
        ("2026-03-02", "2026-03-01", ["high wrong_way"]),
    ],
)
def test_what_is_wrong_with_days_is_named(low: str, high: str, found: list[str]) -> None:
    assert problems(survey(ask("date", low=low, high=high))) == found


def test_texts_have_a_limit() -> None:
    assert asked(ask("short_text")).longest == 200
    long = asked(ask("long_text", longest="20000", private=True))
    assert (long.longest, long.private) == (20_000, True)
    assert problems(survey(ask("long_text", longest="20001"))) == ["longest too_large"]


def test_answers_can_be_pinned_and_written_in() -> None:
    question = asked(
        ask("multiple", DraftOption(label={"en": "A"}, pinned=True), "B", exclusive("other"))
    )
    assert [(one.pinned, one.role) for one in question.options] == [
        (True, Role.PLAIN),
        (False, Role.PLAIN),
        (False, Role.OTHER),
    ]


def test_words_that_are_none_are_named() -> None:
    question = ask("ranking", "A", "B", required="x", method="x", order="x", series="No!")
    assert problems(survey(question)) == [
        *("required unknown", "series code_shape", "method unknown", "order unknown")
    ]


def test_a_question_that_may_be_left_says_so() -> None:
    question = asked(ask("short_text", required="no", at_least="0"))
    assert (question.required, question.at_least) == (Required.NO, 0)


def test_more_questions_than_a_survey_takes_are_named() -> None:
    many = [replace(ask("short_text"), text={"en": f"Question {n}?"}) for n in range(101)]
    assert problems(survey(*many)) == ["question too_many"]


def test_a_bound_is_written_as_it_is_typed() -> None:
    bounds = [(Kind.NUMBER, -15, 1), (Kind.NUMBER, 20, 1), (Kind.NUMBER, 5, 0), (Kind.DATE, 1, 0)]
    assert [range_text(*one) for one in bounds] == ["-1.5", "2", "5", "0001-01-01"]
    assert range_text(Kind.NUMBER, None, 0) == ""
