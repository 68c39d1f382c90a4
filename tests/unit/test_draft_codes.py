"""Codes of questions, rows and answers: made, kept and checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pollsvc.domain.draft import Draft, DraftOption, DraftRow, draft_of, with_codes
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from tests.make import make_links, make_option, make_poll, make_question
from tests.unit.draft_data import ask, exclusive, point, problems, survey

ROWS = (make_question(2, code="tea", text="Tea"), make_question(3, code="milk", text="Milk"))
STORED = make_poll(
    make_question(1, kind=Kind.MATRIX, rows=ROWS, code="drinks"),
    make_question(4, code="why", first_option=11, text="Why?"),
    links=make_links("card"),
)


def codes(draft: Draft, stored: Poll | None = None) -> list[str]:
    """The codes of questions and of rows, as ``drinks: tea milk``."""
    coded = with_codes(draft, stored)
    return [
        " ".join((one.code, *(row.code for row in one.rows))).strip() for one in coded.questions
    ]


def option_codes(draft: Draft, stored: Poll | None = None) -> list[str]:
    return [one.code for one in with_codes(draft, stored).questions[0].options]


def test_new_questions_and_rows_get_codes_by_their_place() -> None:
    draft = survey(ask(), ask("matrix", rows=["Tea", "", "Milk"]))
    assert codes(draft) == ["q1", "q2 q2_1  q2_3"]


def test_a_code_that_was_there_is_given_to_nothing_new() -> None:
    taken = survey(ask(code="q2"), ask(), ask("matrix", rows=["Tea"], code="q3"))
    assert codes(taken) == ["q2", "q1", "q3 q3_1"]
    draft = draft_of(STORED)
    fresh = replace(draft, questions=(ask(), ask(code="links")))
    assert codes(fresh, STORED) == ["q1", "links"]


def test_a_row_gets_a_code_that_nothing_has() -> None:
    rows = (DraftRow(text={"en": "Tea"}), DraftRow(text={"en": "Milk"}, code="q1_1"))
    assert codes(survey(replace(ask("matrix"), rows=rows))) == ["q1 q1_2 q1_1"]


def test_stored_questions_and_rows_keep_their_codes() -> None:
    draft = draft_of(STORED)
    first, second = draft.questions
    bare = replace(first, code="", rows=tuple(replace(row, code="") for row in first.rows))
    assert codes(replace(draft, questions=(replace(second, code=""), bare)), STORED) == [
        *("why", "drinks tea milk")
    ]


def test_without_a_key_a_question_is_known_by_its_code() -> None:
    draft = draft_of(STORED)
    first, second = draft.questions
    rows = tuple(replace(row, key="") for row in first.rows)
    typed = replace(draft, questions=(replace(first, key="", rows=rows), second))
    assert problems(typed, STORED) == []


def test_answers_get_codes_by_what_they_stand_for() -> None:
    draft = survey(
        ask("scale", "A", point(3, "C"), point(-3, "D"), exclusive(), exclusive(), exclusive("?!"))
    )
    assert option_codes(draft) == ["o1", "3", "minus_3", "dont_know", "o2", "o3"]
    assert option_codes(survey(ask("single", "A", "", "B"))) == ["o1", "", "o2"]
    assert option_codes(survey(ask("single", DraftOption(label={"en": "A"}, code="a"), "B"))) == [
        *("a", "o1")
    ]


def test_a_point_that_gets_words_is_the_point_that_was_there() -> None:
    points = [make_option(n, str(n), value=n, code=f"p{n}") for n in (1, 2, 3)]
    stored = make_poll(make_question(kind=Kind.SCALE, options=points))
    draft = draft_of(stored)
    assert draft.questions[0].options == ()
    worded = replace(draft.questions[0], options=(point(2, "So-so"),))
    assert option_codes(replace(draft, questions=(worded,)), stored) == ["p2"]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (survey(ask("date", code="No way")), ["code code_shape"]),
        (survey(ask("date", code="a"), ask("date", code="a")), ["1.code code_taken"]),
        (
            survey(
                ask("date", code="a"),
                replace(ask("matrix", "A", "B"), rows=(DraftRow(code="a", text={"en": "Tea"}),)),
            ),
            ["1.row_code[0] code_taken"],
        ),
        (
            survey(
                ask("single", "A", "B"),
                ask(
                    "single",
                    DraftOption(label={"en": "A"}, code="x"),
                    DraftOption(label={"en": "B"}, code="x"),
                ),
            ),
            ["1.answer_code[1] code_taken"],
        ),
        (
            survey(ask("single", DraftOption(label={"en": "A"}, code="ä"), "B")),
            ["answer_code[0] code_shape"],
        ),
    ],
)
def test_codes_that_are_none_or_taken_are_named(draft: Draft, found: list[str]) -> None:
    assert problems(draft) == found


def test_what_is_published_keeps_its_code() -> None:
    draft = draft_of(STORED)
    first, second = draft.questions
    other = replace(
        first,
        code="x",
        rows=(replace(first.rows[0], code="y"), first.rows[1]),
        options=(replace(first.options[0], code="z"), *first.options[1:]),
    )
    assert problems(replace(draft, questions=(other, second)), STORED) == [
        *("code code_fixed", "row_code[0] code_fixed", "answer_code[0] code_fixed")
    ]
