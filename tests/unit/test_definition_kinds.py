"""Definition files: every kind of question, what it takes and what it needs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pollsvc.domain.new_poll import NewQuestion
from pollsvc.domain.question import Kind, Method, Order, Required, Role
from tests.make import NOON
from tests.unit.definition_data import messages, poll_data, question_data, read

DONT_KNOW = {"role": "dont_know", "label": "I don’t know"}
POINT = "write a point before decimals, not a comma"
SCALE = {"from": 0, "to": 10}


def asked(**fields: Any) -> dict[str, Any]:
    """A question of another kind than one answer, as a file would give it."""
    return {"code": "it", "text": "What?", **fields}


def built(**fields: Any) -> NewQuestion:
    return read(poll_data(questions=[asked(**fields)])).new_poll(NOON).questions[0]


def said(**fields: Any) -> list[str]:
    """What is wrong with such a question, without its path."""
    found = messages(poll_data(questions=[asked(**fields)]))
    return [one.removeprefix("questions[0]").removeprefix(".") for one in found]


def test_a_scale_has_a_point_for_each_number_and_words_for_some() -> None:
    labels = {"0": {"en": "bad", "fr": "mal"}, "10": {"en": "good", "fr": "bien"}}
    question = built(kind="scale", scale={**SCALE, "labels": labels}, options=[DONT_KNOW])
    points = [one for one in question.options if one.value is not None]
    assert [one.value for one in points] == list(range(11))
    assert [one.code for one in points] == [str(one) for one in range(11)]
    assert points[3].label.as_dict() == {"en": "3", "fr": "3"}
    assert points[10].label.as_dict() == {"en": "good", "fr": "bien"}
    assert question.options[-1].role is Role.DONT_KNOW


def test_points_below_nought_have_codes_too() -> None:
    question = built(kind="scale", scale={"from": -2, "to": 2}, diverging=True)
    assert [one.code for one in question.options] == ["minus_2", "minus_1", "0", "1", "2"]
    assert question.diverging


def test_labels_of_points_may_be_a_list() -> None:
    question = built(kind="scale", scale={"from": 1, "to": 3, "labels": ["no", "so so", "yes"]})
    assert [one.label.say("en").text for one in question.options] == ["no", "so so", "yes"]


def test_points_written_as_answers_stand_for_numbers_from_one() -> None:
    question = built(kind="scale", options=["Never", "Seldom", "Often", DONT_KNOW])
    assert [one.value for one in question.options] == [1, 2, 3, None]


def test_points_written_as_answers_may_have_values_of_their_own() -> None:
    options = [{"label": "Never", "value": 0}, {"label": "Often", "value": 7}]
    assert [one.value for one in built(kind="scale", options=options).options] == [0, 7]


def test_rows_of_a_matrix_have_its_rules_and_no_options() -> None:
    matrix = built(
        kind="matrix",
        required="soft",
        show_if=None,
        grid=True,
        rows=[{"code": "treaty", "text": "A treaty"}, "An alliance"],
        options=["Likely", "Unlikely"],
    )
    assert [row.code for row in matrix.rows] == ["treaty", "it_2"]
    assert {row.kind for row in matrix.rows} == {Kind.SINGLE}
    assert {row.required for row in matrix.rows} == {Required.SOFT}
    assert all(row.options == () for row in matrix.rows)
    assert matrix.grid
    assert (matrix.at_least, matrix.at_most) == (1, 1)


@pytest.mark.parametrize("order", Order)
def test_rows_of_a_matrix_may_have_an_order_of_their_own(order: Order) -> None:
    matrix = built(kind="matrix", rows=["A", "B"], scale=SCALE, rows_order=order.value)
    assert (matrix.order, matrix.rows_order) == (Order.FIXED, order)
    assert {row.rows_order for row in matrix.rows} == {Order.FIXED}


def test_only_a_matrix_has_rows_to_put_in_order() -> None:
    assert said(options=["A", "B"], rows_order="random") == [
        "rows_order: kind: single does not take this; leave it out"
    ]
    (points,) = said(kind="matrix", rows=["A", "B"], scale=SCALE, order="random")
    assert points.endswith("only fixed or reversed fit here; for its rows there is rows_order")
    assert said(kind="matrix", rows=["A"], options=["X", "Y"], rows_order="mixed") == [
        "rows_order: write one of: fixed, random, reversed"
    ]


def test_rows_take_several_answers_where_the_matrix_does() -> None:
    matrix = built(kind="matrix", at_most=2, rows=["A"], options=["X", "Y", "Z"])
    assert matrix.rows[0].kind is Kind.MULTIPLE
    assert matrix.rows[0].at_most == 2


def test_a_ranking_takes_all_answers_that_can_be_ranked() -> None:
    ranking = built(kind="ranking", method="schulze", options=["A", "B", "C", DONT_KNOW])
    assert (ranking.at_least, ranking.at_most) == (1, 3)
    assert ranking.method is Method.SCHULZE


def test_numbers_are_scaled_by_their_decimals() -> None:
    number = built(kind="number", low=-0.5, high=99.5, decimals=1, unit={"en": "%", "fr": "%"})
    assert (number.low, number.high, number.decimals) == (-5, 995, 1)
    assert number.unit is not None


def test_the_range_of_a_date_is_in_day_numbers() -> None:
    asked_for = built(kind="date", low="2024-01-31")
    assert (asked_for.low, asked_for.high) == (date(2024, 1, 31).toordinal(), None)


@pytest.mark.parametrize(
    ("fields", "longest"),
    [({"kind": "short_text"}, 200), ({"kind": "long_text"}, 5000)],
)
def test_texts_have_a_length_where_nothing_is_said(fields: dict[str, Any], longest: int) -> None:
    assert built(**fields).longest == longest
    assert built(**fields, longest=20_000).longest == 20_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [("hard", "hard"), ("yes", "hard"), (True, "hard"), ("soft", "soft"), ("no", "no"),
     (False, "no")],
)  # fmt: skip
def test_what_must_be_answered_is_said_as_people_say_it(written: Any, meant: str) -> None:
    assert built(kind="short_text", required=written).required is Required(meant)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "scale"}, "options: kind: scale needs its points: give scale: with from and to"),
        ({"kind": "scale", "scale": {"from": 5, "to": 1}}, "scale.to: this must be more than from"),
        ({"kind": "scale", "scale": {"from": 0, "to": 100}}, "scale.to: a scale has at most 50"),
        ({"kind": "scale", "scale": {"from": 0}}, "scale.to: this is missing; add it"),
        ({"kind": "scale", "scale": {**SCALE, "steps": 2}}, "scale.steps: there is no such field"),
        (
            {"kind": "scale", "scale": {**SCALE, "labels": {"11": "x"}}},
            "scale.labels.11: 11 is no point from 0 to 10",
        ),
        (
            {"kind": "scale", "scale": {**SCALE, "labels": {"07": "x"}}},
            "scale.labels.07: 07 is no point from 0 to 10",
        ),
        (
            {"kind": "scale", "scale": SCALE, "order": "random"},
            "order: points follow one another; only fixed or reversed",
        ),
        (
            {"kind": "scale", "scale": SCALE, "options": ["X"]},
            "options[0]: scale gives the points already",
        ),
        (
            {"kind": "scale", "options": [{"label": "A", "value": 1}, {"label": "B", "value": 1}]},
            "options[1].value: this is the value of options[0] too",
        ),
        (
            {"kind": "scale", "options": [{"label": "A", "value": 1}, "B"]},
            "options[1]: the other points have a value; give this one its value too",
        ),
        ({"options": [{"label": "A", "value": 1}, "B"]}, "options[0].value: only points of a"),
        ({"kind": "matrix", "options": ["A", "B"]}, "rows: a matrix needs rows"),
        (
            {"kind": "matrix", "rows": ["A", "a "], "options": ["X", "Y"]},
            "rows[1].text: this reads the same as rows[0]",
        ),
        (
            {"kind": "matrix", "rows": [{"code": "it", "text": "A"}], "options": ["X", "Y"]},
            "rows[0].code: this code is here twice",
        ),
        (
            {"kind": "ranking", "options": ["A", DONT_KNOW]},
            "options: give at least 2 answers that can be ranked",
        ),
        ({"kind": "ranking", "options": ["A", "B"], "at_most": 3}, "at_most: there are only 2"),
        (
            {"kind": "ranking", "options": ["A", "B", {"role": "other", "label": "C"}]},
            "options[2].role: kind: ranking takes no answer with role: other",
        ),
        ({"kind": "number", "high": 5}, "low: a number needs its range; give low and high"),
        ({"kind": "number", "low": 5, "high": 5}, "high: this must be more than low, 5"),
        ({"kind": "number", "low": 0, "high": 1.5}, "high: this has more digits after the point"),
        ({"kind": "number", "low": "0", "high": 1}, "low: give a number in digits, such as 18"),
        ({"kind": "number", "low": 0, "high": "1,5"}, f"high: {POINT}: 1.5"),
        (
            {"kind": "number", "low": 0, "high": "1,000"},
            f"high: write thousands without commas: 1000; or {POINT}: 1.0",
        ),
        (
            {"kind": "number", "low": "-12,340", "high": 1},
            f"low: write thousands without commas: -12340; or {POINT}: -12.34",
        ),
        (
            {"kind": "number", "low": 0, "high": "1,000,000"},
            "high: write thousands without commas: 1000000",
        ),
        ({"kind": "number", "low": True, "high": 1}, "low: give a number such as 18, or for a da"),
        ({"kind": "number", "low": 0, "high": 1e30}, "high: give a number between"),
        (
            {"kind": "number", "low": 0, "high": 9, "options": ["Many"]},
            "options: kind: number is typed; only answers with a role",
        ),
        ({"kind": "date", "low": 2024}, 'low: give a day such as "2024-01-31"'),
        ({"kind": "date", "low": "2024-02-30"}, "low: the calendar has no such day"),
        ({"kind": "date", "low": "2024-02-02", "high": "2024-01-01"}, "high: this must not come"),
        ({"kind": "short_text", "longest": 20_001}, "longest: the largest number taken is 20000"),
        ({"kind": "short_text", "scale": SCALE}, "scale: kind: short_text does not take this"),
        ({"kind": "short_text", "order": "random"}, "order: kind: short_text has no answers to"),
        ({"options": ["A", "B"], "private": True}, "private: nothing is written here"),
        ({"options": ["A", "B"], "rows": ["C"]}, "rows: kind: single does not take this"),
        ({"options": ["A", "B"], "series": "A b"}, "series: use small letters a-z, digits and un"),
        ({}, "options: this is missing; add it"),
    ],
)  # fmt: skip
def test_what_a_kind_lacks_or_does_not_take_is_said(fields: dict[str, Any], message: str) -> None:
    found = said(**fields)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_the_words_beside_other_may_be_private() -> None:
    options = ["A", "B", {"role": "other", "label": "Something else"}]
    assert built(options=options, private=True, longest=50).private


def test_only_one_answer_is_written_by_readers() -> None:
    others = [{"role": "other", "label": "C"}, {"role": "other", "label": "D"}]
    assert said(options=["A", *others]) == ["options: one answer with role: other is enough"]


def test_a_past_result_has_only_questions_with_answers_to_choose() -> None:
    data = poll_data(
        questions=[question_data(), asked(kind="number", low=0, high=9)],
        source={"title": "A page"},
        tally={"questions": {"drink": {"counts": {"tea": 1, "coffee": 2}}}},
    )
    assert "questions[1].kind: a past result has only kind: single and kind: multiple" in (
        messages(data)
    )
