"""How a question is answered, and what is wrong with an answer, in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from pollsvc.domain import errors
from pollsvc.domain.answers import Answer, Response
from pollsvc.domain.errors import Problem
from pollsvc.domain.question import Kind, Question, Role
from pollsvc.voting.asking import faults_of
from pollsvc.voting.fault_words import _SENTENCES, problem_said, problem_words
from pollsvc.voting.said import said_answer
from pollsvc.web.asked_words import how_text, place_text
from tests.kinds import every_kind, matrix, topics
from tests.make import make_option, make_poll, make_question, texts

CODES = re.findall(r"``([a-z]+_[a-z_]+)``", errors.Problem.__doc__ or "")
OF_THE_FORM = "This page was open for a long time or was changed. Look at it again, then vote."
ASKED = {part.id: part for part in every_kind().parts.values()}


def in_english(app: Flask, problem: Problem, *questions: Question) -> str:
    """The words of a problem with the survey of every kind, or with these questions."""
    with app.test_request_context("/?lang=en"):
        return problem_words(make_poll(*questions) if questions else every_kind(), problem, "en")


@pytest.mark.parametrize(("kind", "options"), [(Kind.SINGLE, 2), (Kind.RANKING, 2), (Kind.DATE, 0)])
def test_a_question_in_a_sentence_written_the_other_way_stands_apart(
    app: Flask, kind: Kind, options: int
) -> None:
    asked = make_question(1, kind=kind, text="Which, or when?", options=options)
    code = "nothing_written" if kind is Kind.DATE else "nothing_chosen"
    for page, said in (("ar", "\u2068Which, or when?\u2069"), ("fr", "Which, or when?")):
        with app.test_request_context(f"/?lang={page}"):
            words = problem_words(make_poll(asked), Problem(code, 1, 1), page)
        assert words.endswith(said)
        assert ("\u2068" in words) is (page == "ar")


def test_every_code_of_a_problem_is_walked() -> None:
    asked_for = {"nothing_chosen", "too_few", "unknown_field", "form_not_known"}
    assert set(CODES) == asked_for | set(_SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_words_for_every_kind_of_question(app: Flask, code: str) -> None:
    for number, question in ASKED.items():
        options = tuple(one.id for one in question.options[:2])
        said = in_english(app, Problem(code, number, 2, options))
        is_of_form = code in ("unknown_field", "form_not_known")
        assert (said == OF_THE_FORM) is is_of_form, (code, question.kind)
        assert said
        assert "None" not in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("nothing_chosen", 1, 1), "Select an answer to: What should come first in talks?"),
        (Problem("nothing_chosen", 2, 2), "Choose at least 2 answers."),
        (Problem("too_few", 2, 2), "Choose at least 2 answers."),
        (Problem("too_many", 2, 3), "Choose no more than 3 answers."),
        (Problem("too_few", 3, 2), "Give places to at least 2 answers."),
        (Problem("too_many", 3, 3), "Give places to no more than 3 answers."),
        (Problem("nothing_chosen", 3, 1), "Give places in: Put these topics in order"),
        (Problem("one_only", 1, 1), "Choose one answer only."),
        (Problem("unknown_option", 1), "Choose from the answers that are listed."),
        (
            Problem("place_twice", 3, 2, (33, 34)),
            (
                "Give 2nd place to one answer only. "
                "You gave it to “The territorial issue” and “Trade and the Far East”."
            ),
        ),
        (
            Problem("place_missing", 3, 1, (31,)),
            "No answer has 1st place. Give it to one, or move the others up.",
        ),
        (
            Problem("place_unknown", 3, options=(31,)),
            "Choose a place from the list for “Energy cooperation”.",
        ),
        (Problem("place_unknown", 3), "Choose places from the list."),
        (
            Problem("not_alone", 2, options=(26,)),
            "“I would rather not say” can only be chosen alone. Take it away or the other answers.",
        ),
        (
            Problem("not_alone", 3, options=(36,)),
            "Either give places or choose “I don’t know”, not both.",
        ),
        (
            Problem("not_alone", 80, options=(81,)),
            "Either write an answer or choose “I would rather not say”, not both.",
        ),
        (
            Problem("nothing_chosen", 61, 1),
            "Choose an answer for “Japan and Russia sign a peace treaty”.",
        ),
        (
            Problem("not_a_number", 80),
            "Write a number in the digits 0 to 9, with a point before decimals, such as 35.5.",
        ),
        (Problem("too_small", 80, 0), "Write a number that is 0\u00a0years or more."),
        (Problem("too_large", 80, 700), "Write a number that is 70\u00a0years or less."),
        (Problem("too_exact", 80, 1), "Write no more than 1 digit after the point."),
        (Problem("too_long", 90, 60), "Write no more than 60 characters."),
        (Problem("nothing_written", 90), "Write an answer to: Where do you work?"),
        (
            Problem("nothing_written", 1, options=(16,)),
            "Write what you mean by “Something else”, or choose another answer.",
        ),
        (
            Problem("not_chosen", 1, options=(16,)),
            (
                "You wrote something beside “Something else”. "
                "Choose that answer, or delete the words."
            ),
        ),
        (Problem("no_such_day", 95), "There is no such day. Check the month and the day."),
        (Problem("not_a_date", 95), "Write a date as year, month and day, such as 2026-12-31."),
        (
            Problem("too_early", 95, date(2020, 1, 1).toordinal()),
            "Give a date that is 1 January 2020 or later.",
        ),
        (
            Problem("too_late", 95, date(2026, 12, 31).toordinal()),
            "Give a date that is 31 December 2026 or earlier.",
        ),
        (Problem("left_out", 91), "You have not answered: What would you tell the ministers?"),
        (Problem("unknown_field", 4), OF_THE_FORM),
        (Problem("form_not_known"), OF_THE_FORM),
    ],
)
def test_a_problem_says_what_to_do(app: Flask, problem: Problem, said: str) -> None:
    assert in_english(app, problem) == said


def test_a_whole_number_is_asked_for_as_one(app: Flask) -> None:
    whole = make_question(1, kind=Kind.NUMBER, options=0, low=18, high=100)
    for code, limit in (("not_a_number", None), ("too_exact", 0)):
        said = in_english(app, Problem(code, 1, limit), whole)
        assert said == "Write a whole number in the digits 0 to 9, such as 59."


def test_two_that_exclude_each_other_are_both_named(app: Flask) -> None:
    options = [
        make_option(1, "Don’t know", role=Role.DONT_KNOW),
        make_option(2, "Rather not say", role=Role.NO_ANSWER),
    ]
    number = make_question(1, kind=Kind.NUMBER, options=options, low=0, high=9)
    said = in_english(app, Problem("not_alone", 1, options=(1, 2)), number)
    assert said == "Choose only one of “Don’t know” and “Rather not say”."


@pytest.mark.parametrize("code", ["nothing_chosen", "nothing_written", "left_out"])
def test_a_question_has_its_own_words_for_what_is_missing(app: Flask, code: str) -> None:
    own = make_question(1, error=texts("Say which one."))
    assert in_english(app, Problem(code, 1, 1), own) == "Say which one."
    assert in_english(app, Problem("one_only", 1, 1), own) == "Choose one answer only."


def test_the_lines_of_a_matrix_have_its_own_words(app: Flask) -> None:
    own = matrix(60, 65, error=texts({"en": "Fill in each line."}))
    assert in_english(app, Problem("nothing_chosen", 62, 1), own) == "Fill in each line."


def test_own_words_that_are_not_in_the_questions_language_are_not_mixed_in(app: Flask) -> None:
    question = make_question(
        1, text={"en": "Which?", "ru": "Какой?"}, options=0, error=texts("Say which one.")
    )
    poll = make_poll(question, languages=("en", "ru"))
    with app.test_request_context("/?lang=ru"):
        said = problem_said(poll, Problem("nothing_chosen", 1, 1), "ru")
    assert said.language == "ru"
    assert "Какой?" in said.text


def test_words_of_another_direction_are_kept_in_one_piece(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        said = problem_words(every_kind(), Problem("place_unknown", 3, options=(31,)), "ar")
    assert "“\u2068التعاون في مجال الطاقة\u2069”" in said


def test_what_belongs_to_no_question_of_the_page_is_said_once(app: Flask) -> None:
    problems = [Problem("unknown_field"), Problem("unknown_field", 7), Problem("form_not_known")]
    with app.test_request_context("/?lang=en"):
        found = faults_of(make_poll(), (), problems, "en")
    assert [(one.said.text, one.target) for one in found] == [(OF_THE_FORM, "main")]


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (1, 3, "Choose up to 3 answers."),
        (2, 3, "Choose 2 to 3 answers."),
        (2, 2, "Choose 2 answers."),
        (2, 4, "Choose 2 answers or more."),
        (0, 4, "Choose as many answers as you like, or none."),
        (1, 4, "Choose 1 answer or more."),
    ],
)
def test_the_hint_says_how_many_answers_a_question_takes(
    app: Flask, least: int, most: int, said: str
) -> None:
    question = make_question(kind=Kind.MULTIPLE, options=4, at_least=least, at_most=most)
    with app.test_request_context("/?lang=en"):
        assert how_text(question, "en") == said


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (5, 5, "Give each answer a place of its own, from 1st to 5th."),
        (3, 3, "Give places to 3 answers, from 1st to 3rd."),
        (1, 1, "Give a place to 1 answer: 1st."),
        (2, 4, "Give places to 2 to 4 answers, beginning with 1st."),
        (1, 3, "Give places to up to 3 answers, beginning with 1st."),
        (
            1,
            5,
            (
                "Give 1st place to the answer that you put first. "
                "You can leave answers without a place."
            ),
        ),
    ],
)
def test_the_hint_says_how_many_places_to_give(
    app: Flask, least: int, most: int, said: str
) -> None:
    question = make_question(kind=Kind.RANKING, options=topics(1), at_least=least, at_most=most)
    with app.test_request_context("/?lang=en"):
        assert how_text(question, "en") == said


def test_the_hint_says_the_limits_of_what_is_typed(app: Flask) -> None:
    until, since = replace(ASKED[95], low=None), replace(ASKED[95], high=None)
    with app.test_request_context("/?lang=en"):
        assert how_text(ASKED[80], "en") == (
            "A number from 0 to 70\u00a0years. You can write 1 digit after a point, as in 35.5."
        )
        assert how_text(ASKED[95], "en") == ("A date from 1 January 2020 to 31 December 2026.")
        assert how_text(until, "en") == "31 December 2026 or earlier."
        assert how_text(since, "en") == "1 January 2020 or later."
        assert how_text(ASKED[90], "en") == "Up to 60 characters."
        assert how_text(replace(ASKED[91], longest=0), "en") == "Up to 5,000 characters."


@pytest.mark.parametrize(
    ("place", "language", "said"),
    [
        (1, "en", "1st"),
        (2, "en", "2nd"),
        (3, "en", "3rd"),
        (11, "en", "11th"),
        (22, "en", "22nd"),
        (1, "ru", "1-е"),
        (1, "fr", "1re"),
        (2, "fr", "2e"),
        (3, "ja", "3位"),
        (2, "ar", "الثاني"),
        (11, "ar", "11"),
        (4, "de", "4."),
    ],
)
def test_places_are_called_as_in_the_pages_language(place: int, language: str, said: str) -> None:
    assert place_text(place, language) == said


def test_an_answer_is_said_in_words(app: Flask) -> None:
    poll = every_kind()
    answers: dict[int, Answer | None] = {1: 16, 2: (21, 23), 3: (33, 31), 4: 40, 5: None}
    answers |= {61: 66, 62: 67, 80: 15, 90: "digest", 91: (92,)}
    answers[95] = date(2026, 3, 1).toordinal()
    response = Response(answers, {(1, 16): "Fishing", (90, 0): "At home"})
    said = {}
    with app.test_request_context("/?lang=en"):
        for question in poll.questions:
            said[question.id] = said_answer(poll, question, response, "en")
    assert said == {
        1: ("Something else: Fishing",),
        2: ("Energy cooperation", "The territorial issue"),
        3: ("The territorial issue", "Energy cooperation"),
        4: ("0 – very bad",),
        5: (),
        60: (
            "Japan and Russia sign a peace treaty: Unlikely",
            "Relations with South Korea improve: Likely",
        ),
        70: (),
        80: ("1.5\u00a0years",),
        90: ("At home",),
        91: ("I don’t know",),
        95: ("1 March 2026",),
    }
