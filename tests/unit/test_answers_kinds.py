"""What is taken, and what is refused by name, for each kind of question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import read_response
from pollsvc.domain.errors import InvalidAnswerError, Problem
from pollsvc.domain.given import Answer, Response
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question, Required
from pollsvc.domain.reading import longest_text, longest_words
from tests.make import make_poll
from tests.unit import flow_data as data


def read(question: Question, *values: str, **parts: str) -> Response:
    """What is read; parts by ``s`` or ``o`` and the option's id."""
    raw = {part.id: list(values) for part in question.parts}
    return read_response(make_poll(question), raw, places(question, parts))


def places(question: Question, parts: dict[str, str]) -> dict[tuple[int, str], str]:
    return {(question.id, key.removeprefix("o")): said for key, said in parts.items()}


def problems(question: Question, *values: str, **parts: str) -> list[Problem]:
    with pytest.raises(InvalidAnswerError) as caught:
        read(question, *values, **parts)
    return list(caught.value.problems)


def refused(code: str, question: int, limit: int | None = None, *options: int) -> list[Problem]:
    return [Problem(code, question, limit, options)]


# Options


def test_what_excludes_the_others_stands_alone() -> None:
    both = [str(data.ENERGY), str(data.NONE_OF_THEM)]
    assert problems(data.topics(), *both) == refused("not_alone", data.TOPICS, None, 24)
    alone = read(data.topics(at_least=2), str(data.NONE_OF_THEM))
    assert alone.answers == {data.TOPICS: (data.NONE_OF_THEM,)}


def test_only_one_point_of_a_scale_is_taken() -> None:
    assert read(data.rating(), str(data.POINTS[7])).answers == {data.RATING: data.POINTS[7]}
    two = [str(data.POINTS[7]), str(data.UNSURE)]
    assert problems(data.rating(), *two) == refused("one_only", data.RATING, 1)


def test_each_row_of_a_matrix_is_answered_by_itself() -> None:
    raw = {data.WAR: [str(data.LIKELY)], data.PEACE: ["99"]}
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(make_poll(data.grid()), raw)
    assert caught.value.problems == (Problem("unknown_option", data.PEACE),)
    raw[data.PEACE] = [str(data.UNLIKELY)]
    found = read_response(make_poll(data.grid()), raw)
    assert found.answers == {data.WAR: data.LIKELY, data.PEACE: data.UNLIKELY}
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(make_poll(data.grid()), raw | {data.GRID: ["71"]})
    assert caught.value.problems == (Problem("unknown_field", data.GRID),)


# "Other, please say"


@pytest.mark.parametrize(("words", "kept"), [(" Mars\u202e\r\n\tII ", "Mars  II"), ("", None)])
def test_words_beside_other_are_cleaned_and_may_be_missing(words: str, kept: str | None) -> None:
    found = read(data.country(), str(data.ELSEWHERE), o14=words)
    assert found.answers == {data.COUNTRY: data.ELSEWHERE}
    assert found.texts == ({(data.COUNTRY, data.ELSEWHERE): kept} if kept else {})


@pytest.mark.parametrize("chosen", [[], [str(data.JAPAN)]])
def test_words_without_the_option_are_pointed_out(chosen: list[str]) -> None:
    found = problems(data.country(), *chosen, o14="Mars")
    assert found == refused("not_chosen", data.COUNTRY, None, data.ELSEWHERE)


def test_words_have_a_longest_length() -> None:
    assert longest_words(data.country()) == 200
    assert longest_words(data.country(longest=5)) == 5
    found = problems(data.country(longest=5), str(data.ELSEWHERE), o14="Saturn")
    assert found == refused("too_long", data.COUNTRY, 5, data.ELSEWHERE)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (data.country(), "s"),
        (data.country(), "o11"),
        (data.country(), "o99"),
        (data.age(), "o51"),
        (data.ranks(), "o54"),
        (data.ranks(), "o99"),
    ],
)
def test_parts_that_no_form_has_are_refused(question: Question, key: str) -> None:
    typed = {data.COUNTRY: str(data.JAPAN), data.AGE: "30"}.get(question.id)
    values = [typed] if typed else []
    more = {} if typed else {"o61": "1"}
    found = problems(question, *values, **{key: "x"}, **more)
    assert found == refused("unknown_option", question.id)


def test_parts_of_no_question_are_refused_once() -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(
            make_poll(data.age()),
            {data.AGE: ["30"], 98: []},
            {
                (98, "s"): "",
                (99, "s"): "",
                (99, "1"): "",
            },
        )
    assert caught.value.problems == (Problem("unknown_field", 98), Problem("unknown_field", 99))


# Rankings


@pytest.mark.parametrize(
    ("given_places", "order"),
    [
        ({"o61": "2", "o62": "1", "o63": "3"}, (data.TEA, data.ICE, data.PIE)),
        ({"o61": "", "o62": "1"}, (data.TEA,)),
        ({"s": str(data.NO_RANKS)}, (data.NO_RANKS,)),
        ({"s": str(data.NO_RANKS), "o61": ""}, (data.NO_RANKS,)),
    ],
)
def test_an_order_is_read_by_its_places(
    given_places: dict[str, str], order: tuple[int, ...]
) -> None:
    assert read(data.ranks(), **given_places).answers == {data.RANKS: order}


def twice(place: int, *options: int) -> Problem:
    return Problem("place_twice", data.RANKS, place, options)


def missing(place: int, *options: int) -> Problem:
    return Problem("place_missing", data.RANKS, place, options)


@pytest.mark.parametrize(
    ("given_places", "expected"),
    [
        ({"o61": "1", "o62": "1"}, [twice(1, 61, 62)]),
        ({"o61": "1", "o62": "1", "o63": "2"}, [twice(1, 61, 62)]),
        ({"o61": "1", "o62": "1", "o63": "3"}, [twice(1, 61, 62)]),
        ({"o61": "1", "o62": "3"}, [missing(2, 62)]),
        ({"o61": "2"}, [missing(1, 61)]),
        ({"o61": "2", "o62": "3"}, [missing(1, 61, 62)]),
        ({"o61": "1", "o62": "3", "o63": "3"}, [missing(2, 62, 63), twice(3, 62, 63)]),
        ({"o61": "4"}, [Problem("place_unknown", data.RANKS, None, (61,))]),
        ({"o61": "١"}, [Problem("place_unknown", data.RANKS, None, (61,))]),
        ({"o61": " 1"}, [Problem("place_unknown", data.RANKS, None, (61,))]),
        (
            {"o61": "x", "o62": "2"},
            [Problem("place_unknown", data.RANKS, None, (61,)), missing(1, 62)],
        ),
        ({"s": "54", "o61": "1"}, [Problem("not_alone", data.RANKS, None, (54,))]),
        ({"s": "54", "o61": "x"}, [Problem("not_alone", data.RANKS, None, (54,))]),
        ({"s": "61"}, [Problem("unknown_option", data.RANKS)]),
        ({}, [Problem("nothing_chosen", data.RANKS, 1)]),
    ],
)
def test_a_gap_and_a_tie_are_named_and_nothing_is_closed_up(
    given_places: dict[str, str], expected: list[Problem]
) -> None:
    assert problems(data.ranks(), **given_places) == expected


def test_so_many_places_are_given_as_the_question_wants() -> None:
    first_two = data.ranks(at_least=2, at_most=2)
    assert problems(first_two, o61="1") == refused("too_few", data.RANKS, 2)
    three = {"o61": "1", "o62": "2", "o63": "3"}
    assert problems(first_two, **three) == refused("too_many", data.RANKS, 2)
    assert problems(data.ranks(), "61") == refused("unknown_option", data.RANKS)


def test_two_gaps_are_one_problem() -> None:
    five = [*data.ranks().options, data.option(64, "jam"), data.option(65, "egg")]
    found = problems(data.ranks(options=five, at_most=5), o61="2", o62="4")
    assert found == [missing(1, 61, 62)]


# Numbers, dates, texts


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (data.age(), "30", 30),
        (data.age(), " +030.0 ", 30),
        (data.age(decimals=1), "1.5", 15),
        (data.age(decimals=1, low=-100), "-1.5", -15),
        (data.age(low=None, high=None), "-0", 0),
        (data.born(), "2000-02-29", date(2000, 2, 29).toordinal()),
        (data.born(low=None, high=None), "0001-01-01", 1),
        (data.nick(), " No\u202ebody\r\n ", "Nobody"),
        (data.nick(), "two\nlines", "two lines"),
        (data.nick(kind=Kind.LONG_TEXT), "two\r\nlines", "two\nlines"),
    ],
)
def test_what_is_typed_is_read(question: Question, typed: str, answer: Answer) -> None:
    found = read(question, typed)
    assert found.answers == {question.id: answer}
    assert found.texts == ({(question.id, 0): answer} if isinstance(answer, str) else {})


@pytest.mark.parametrize(
    ("question", "typed", "code", "limit"),
    [
        (data.age(), "3O", "not_a_number", None),
        (data.age(), "30,5", "not_a_number", None),
        (data.age(), "٣٠", "not_a_number", None),
        (data.age(), "３０", "not_a_number", None),
        (data.age(), "1_000", "not_a_number", None),
        (data.age(), "1e2", "not_a_number", None),
        (data.age(), ".5", "not_a_number", None),
        (data.age(), "--5", "not_a_number", None),
        (data.age(), "inf", "not_a_number", None),
        (data.age(), "30.5", "too_exact", 0),
        (data.age(decimals=1), "30.55", "too_exact", 1),
        (data.age(), "14", "too_small", 15),
        (data.age(), "121", "too_large", 120),
        (data.age(), "9" * 100_000, "too_large", 120),
        (data.age(), "-" + "9" * 100_000, "too_small", 15),
        (data.born(), "2026-02-30", "no_such_day", None),
        (data.born(), "2000-2-1", "not_a_date", None),
        (data.born(), "20000201", "not_a_date", None),
        (data.born(), "2000-W01-1", "not_a_date", None),
        (data.born(), "01.02.2000", "not_a_date", None),
        (data.born(), "٢٠٠٠-01-01", "not_a_date", None),
        (data.born(), "0000-01-01", "no_such_day", None),
        (data.born(), "1899-12-31", "too_early", date(1900, 1, 1).toordinal()),
        (data.born(), "2026-01-01", "too_late", date(2025, 12, 31).toordinal()),
        (data.nick(), "x" * 21, "too_long", 20),
        (data.nick(longest=0), "x" * 201, "too_long", 200),
        (data.nick(kind=Kind.LONG_TEXT, longest=0), "x" * 100_000, "too_long", 5000),
    ],
)
def test_what_is_typed_wrongly_is_refused_by_name(
    question: Question, typed: str, code: str, limit: int | None
) -> None:
    assert problems(question, typed) == refused(code, question.id, limit)


def test_texts_have_a_longest_length_that_forms_can_name() -> None:
    assert longest_text(data.nick()) == 20
    assert longest_text(data.nick(longest=0)) == 200


@pytest.mark.parametrize("question", [data.age(), data.born(), data.nick()])
def test_a_typed_answer_is_one(question: Question) -> None:
    two = ["2000-01-01", "30"]
    assert problems(question, *two) == refused("one_only", question.id, 1)
    for nothing in ([], [""], [" "], ["\u200b"] if question.id == data.NICK else []):
        assert problems(question, *nothing) == refused("nothing_written", question.id)


@pytest.mark.parametrize(
    ("question", "typed"), [(data.age(), "30"), (data.born(), "x"), (data.nick(), "Nobody")]
)
def test_instead_of_typing_one_may_choose_not_to(question: Question, typed: str) -> None:
    option = question.options[0].id
    assert read(question, s=str(option)).answers == {question.id: (option,)}
    both = problems(question, typed, s=str(option))
    assert both == refused("not_alone", question.id, None, option)
    assert problems(question, s="77") == refused("unknown_option", question.id)


# Required, not required, hidden

EVERY = (data.country, data.topics, data.rating, data.age, data.born, data.nick, data.ranks)


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("required", [Required.SOFT, Required.NO])
def test_what_is_not_required_hard_may_be_left_out(make: Any, required: Required) -> None:
    question = make(required=required)
    assert read(question).answers == {question.id: None}


def test_answers_to_hidden_questions_are_dropped_and_said() -> None:
    poll = make_poll(
        data.country(),
        data.age(show_if="country is japan"),
        data.ranks(show_if="country is japan"),
        data.nick(show_if="country is japan"),
    )
    raw = {data.COUNTRY: [str(data.RUSSIA)], data.AGE: ["a lot"], data.NICK: [" "]}
    found = read_response(poll, raw, {(data.RANKS, "61"): "1", (data.RANKS, "62"): ""})
    assert found == Response({data.COUNTRY: data.RUSSIA}, {}, (data.AGE, data.RANKS))


def test_a_question_asked_by_a_rule_is_required_then() -> None:
    poll = make_poll(data.country(), data.age(show_if="country is japan"))
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(poll, {data.COUNTRY: [str(data.JAPAN)]})
    assert caught.value.problems == (Problem("nothing_written", data.AGE),)


def test_what_hangs_on_an_answer_with_a_problem_waits_for_it() -> None:
    poll = make_poll(
        data.country(),
        data.age(show_if="country is not answered"),
        data.nick(show_if="age is not answered"),
        data.topics(),
    )
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(poll, {data.COUNTRY: ["x"], data.AGE: ["many"]})
    assert caught.value.problems == (
        Problem("unknown_option", data.COUNTRY),
        Problem("nothing_chosen", data.TOPICS, 1),
    )


POLL: Poll = data.survey(data.last(show_if="nick is answered or ranks includes tea"))
IDS = [*POLL.parts, data.GRID, 777]
strings = st.text(max_size=8) | st.sampled_from(["1", "2", "3", "", "30", "2000-02-29"])
values = strings | st.sampled_from([str(one.id) for q in POLL.questions for one in q.options])
keys = st.sampled_from(["s", "14", "61", "62", "63", "54", "99"])


@given(
    st.dictionaries(st.sampled_from(IDS), st.lists(values, max_size=3)),
    st.dictionaries(st.tuples(st.sampled_from(IDS), keys), values),
)
def test_nothing_that_is_sent_breaks_the_reading(
    raw: dict[int, list[str]], parts: dict[tuple[int, str], str]
) -> None:
    try:
        found = read_response(POLL, raw, parts)
    except InvalidAnswerError:
        return
    known = {one.id for asked in POLL.parts.values() for one in asked.options}
    assert set(found.answers) <= set(POLL.parts)
    for answer in found.answers.values():
        if isinstance(answer, tuple):
            assert known.issuperset(answer)
            assert len(set(answer)) == len(answer)
