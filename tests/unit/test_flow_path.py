"""Who is asked what, in which steps, and how far along that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.errors import Problem
from pollsvc.domain.flow import (
    Progress,
    asked_in,
    asked_questions,
    asked_steps,
    first_open_step,
    is_staged,
    next_step,
    parse_rule,
    printed,
    progress,
    read_leniently,
    read_step,
    step_before,
    steps_of,
)
from pollsvc.domain.given import Answer, Response
from pollsvc.domain.poll import Flow, Page, Poll
from pollsvc.domain.question import Question, Required
from tests.make import make_poll, make_question
from tests.unit import flow_data as data
from tests.unit.test_flow_rules import answers as some_answers
from tests.unit.test_flow_rules import naive, rules

RAW = {
    data.COUNTRY: [str(data.JAPAN)],
    data.TOPICS: [str(data.ENERGY)],
    data.RATING: [str(data.POINTS[7])],
    data.AGE: ["30"],
}


def ids(questions: tuple[Question, ...]) -> list[int]:
    return [one.id for one in questions]


def numbers(poll: Poll) -> list[list[int]]:
    return [ids(step.questions) for step in steps_of(poll)]


def branching(**other: object) -> Poll:
    """Country; topics if Japan, rating if not; age if energy; one for all at the end."""
    return make_poll(
        data.country(),
        data.topics(show_if="country is japan"),
        data.rating(show_if="country is not japan"),
        data.age(show_if="topics includes energy"),
        data.last(),
        **({"flow": Flow.ONE} | other),
    )


def said(**answers: Answer | None) -> Response:
    codes = {"country": data.COUNTRY, "topics": data.TOPICS, "rating": data.RATING}
    return Response({codes[code]: answer for code, answer in answers.items()}, {})


def test_a_rule_decides_who_is_asked() -> None:
    poll = branching()
    japan: dict[int, Answer | None] = {data.COUNTRY: data.JAPAN, data.TOPICS: (data.ENERGY,)}
    assert ids(asked_questions(poll, japan)) == [data.COUNTRY, data.TOPICS, data.AGE, 90]
    assert ids(asked_questions(poll, {data.COUNTRY: data.RUSSIA})) == [
        data.COUNTRY,
        data.RATING,
        90,
    ]


def test_what_a_change_of_mind_hides_decides_nothing_more() -> None:
    stale: dict[int, Answer | None] = {
        data.COUNTRY: data.RUSSIA,
        data.TOPICS: (data.ENERGY,),
        data.AGE: 30,
    }
    assert data.AGE not in ids(asked_questions(branching(), stale))


def test_a_page_s_rule_holds_for_every_question_on_it() -> None:
    page = Page(number=2, show_if="country is japan")
    poll = make_poll(
        data.country(),
        data.topics(page=2),
        data.age(page=2, show_if="country is russia"),
        pages=(page,),
    )
    assert ids(asked_questions(poll, {data.COUNTRY: data.JAPAN})) == [data.COUNTRY, data.TOPICS]
    assert ids(asked_questions(poll, {data.COUNTRY: data.RUSSIA})) == [data.COUNTRY]


@pytest.mark.parametrize("rule", ["age is", "nobody is answered", ""])
def test_a_rule_that_means_nothing_hides_nothing(rule: str) -> None:
    poll = make_poll(data.country(), data.age(show_if=rule))
    assert len(asked_questions(poll, {})) == 2


def test_a_rule_never_sees_a_later_answer() -> None:
    poll = make_poll(data.country(show_if="age is answered"), data.age())
    assert ids(asked_questions(poll, {data.AGE: 30})) == [data.AGE]


RULED = st.lists(rules | st.none(), min_size=8, max_size=8)


def with_rules(written: list[object]) -> Poll:
    every = data.survey().questions
    shown = (printed(one) if one else None for one in written)  # type: ignore[arg-type]
    asked = (replace(one, show_if=rule) for one, rule in zip(every, shown, strict=True))
    return make_poll(*asked, flow=Flow.ONE)


@given(RULED, some_answers)
def test_the_path_is_the_one_a_plain_walk_finds(
    written: list[object], given_answers: dict[int, Answer | None]
) -> None:
    poll = with_rules(written)
    seen: dict[int, Answer | None] = {}
    path = []
    for question in poll.questions:
        if question.show_if is None or naive(parse_rule(question.show_if), seen):
            path.append(question.id)
            seen.update((part.id, given_answers.get(part.id)) for part in question.parts)
    assert ids(asked_questions(poll, given_answers)) == path


@given(RULED, some_answers)
def test_progress_never_falls_and_what_it_promises_it_keeps(
    written: list[object], given_answers: dict[int, Answer | None]
) -> None:
    poll = with_rules(written)
    so_far: dict[int, Answer | None] = {}
    told: list[Progress] = []
    step = next_step(poll, Response({}, {}), 0)
    while step is not None:
        told.append(progress(poll, Response(so_far, {}), step))
        for part in (part for one in step.questions for part in one.parts):
            so_far[part.id] = given_answers.get(part.id)
        step = next_step(poll, Response(so_far, {}), step.number)
    told.append(progress(poll, Response(so_far, {}), None))
    assert [one.number for one in told[:-1]] == list(range(1, len(told)))
    assert all(one.of in (None, told[-1].of) for one in told)
    assert all(one.share < two.share for one, two in pairwise(told))
    assert told[-1].share == 1
    assert len(told) == 1 or told[0].share == 0


def test_steps_follow_the_flow() -> None:
    asked = (data.country(), data.topics(page=2), data.age(page=2), data.last())
    for flow, expected in (
        (Flow.PAGES, [[1], [2, 4], [90]]),
        (Flow.ONE, [[1], [2], [4], [90]]),
        (Flow.ALL, [[1, 2, 4, 90]]),
    ):
        assert numbers(make_poll(*asked, flow=flow)) == expected


def test_a_page_is_cut_before_what_hangs_on_it() -> None:
    poll = make_poll(
        data.country(),
        data.topics(),
        data.age(show_if="country is japan"),
        data.nick(show_if="not country is russia", text={"en": "Who?", "fr": "Qui a {age} ans ?"}),
        data.last(show_if="country is japan"),
        data.last(91, show_if="nick is answered"),
        flow=Flow.ALL,
    )
    assert numbers(poll) == [[1, 2], [4], [6, 90], [91]]


def test_a_matrix_hides_and_cuts_as_a_whole() -> None:
    poll = make_poll(data.country(), data.grid(), data.last(show_if="war is likely"))
    assert numbers(poll) == [[data.COUNTRY, data.GRID], [90]]
    assert len(asked_questions(poll, {data.WAR: data.LIKELY})) == 3


def test_a_step_knows_its_page() -> None:
    pages = (Page(number=1), Page(number=2, show_if="country is japan"))
    asked = (
        data.country(),
        data.topics(page=2),
        data.age(page=2, show_if="topics includes energy"),
        data.last(page=3),
    )
    steps = steps_of(make_poll(*asked, pages=pages))
    assert [one.page for one in steps] == [pages[0], pages[1], pages[1], None]
    both = make_poll(data.country(), data.nick(page=2), pages=pages[:1], flow=Flow.ALL)
    assert [one.page for one in steps_of(both)] == [None]


def test_one_step_is_staged_only_where_answers_are_checked_or_kept() -> None:
    assert not is_staged(make_poll())
    assert is_staged(make_poll(check=True))
    assert is_staged(make_poll(save_later=True))
    assert is_staged(branching())


def test_steps_that_ask_nothing_are_passed_over_both_ways() -> None:
    poll = branching()
    russia = said(country=data.RUSSIA)
    after = next_step(poll, russia, 1)
    assert after is not None
    assert (after.number, ids(after.questions)) == (3, [data.RATING])
    assert [step.number for step in asked_steps(poll, russia)] == [1, 3, 5]
    before = step_before(poll, russia, 3)
    assert before is not None
    assert before.number == 1
    assert step_before(poll, russia, 1) is None
    assert next_step(poll, russia, 5) is None


def test_a_step_asks_only_what_is_not_hidden() -> None:
    poll = make_poll(
        data.country(), data.topics(page=2), data.age(page=2, show_if="country is japan")
    )
    step = steps_of(poll)[1]
    assert ids(asked_in(poll, step, said(country=data.RUSSIA))) == [data.TOPICS]
    assert ids(asked_in(poll, step, said(country=data.JAPAN))) == [data.TOPICS, data.AGE]


def test_only_the_problems_of_a_step_are_named_there() -> None:
    poll = make_poll(
        data.country(),
        data.topics(page=2),
        data.age(page=2, required=Required.SOFT),
        data.last(page=3),
    )
    first, second, third = steps_of(poll)
    sent = {data.COUNTRY: [str(data.JAPAN)], data.TOPICS: ["x"]}
    assert read_step(poll, first, sent) == ()
    assert read_step(poll, second, sent) == (
        Problem("unknown_option", data.TOPICS),
        Problem("left_out", data.AGE),
    )
    assert read_step(poll, third, sent) == (Problem("nothing_chosen", 90, 1),)


def test_a_step_with_nothing_hidden_or_wrong_is_not_open() -> None:
    poll = branching()
    whole = {**RAW, 90: ["900"]}
    assert first_open_step(poll, whole) is None
    open_yet = first_open_step(poll, {**whole, data.AGE: ["many"]})
    assert open_yet is not None
    assert open_yet.number == 4
    skipped = first_open_step(poll, {data.COUNTRY: [str(data.JAPAN)], 90: ["900"]})
    assert skipped is not None
    assert skipped.number == 2


def test_a_page_left_out_softly_is_not_open() -> None:
    poll = make_poll(data.country(required=Required.SOFT), data.last(page=2))
    assert first_open_step(poll, {90: ["900"]}) is None


def test_answers_are_read_leniently_on_the_way() -> None:
    read = read_leniently(branching(), {**RAW, data.AGE: ["many"], 77: ["1"]})
    assert read.answers == {
        data.COUNTRY: data.JAPAN,
        data.TOPICS: (data.ENERGY,),
        data.AGE: None,
        90: None,
    }
    assert read.dropped == (data.RATING,)


@pytest.mark.parametrize(
    ("answers", "step", "expected"),
    [
        ({}, 1, Progress(1, None, Fraction(0))),
        ({"country": data.RUSSIA}, 3, Progress(2, 3, Fraction(1, 3))),
        ({"country": data.JAPAN}, 2, Progress(2, None, Fraction(1, 4))),
        ({"country": data.JAPAN, "topics": (data.ENERGY,)}, 4, Progress(3, 4, Fraction(1, 2))),
        ({"country": data.JAPAN, "topics": (data.TRADE,)}, 5, Progress(3, 3, Fraction(2, 3))),
        ({"country": data.JAPAN, "topics": (data.TRADE,)}, None, Progress(3, 3, Fraction(1))),
    ],
)
def test_progress_says_only_what_is_sure(
    answers: Mapping[str, Answer], step: int | None, expected: Progress
) -> None:
    poll = branching()
    at = steps_of(poll)[step - 1] if step else None
    assert progress(poll, said(**answers), at) == expected


def test_progress_does_not_count_on_answers_given_further_on() -> None:
    """Who goes back to the first step may answer it otherwise."""
    answers = said(country=data.JAPAN, topics=(data.TRADE,))
    assert progress(branching(), answers, steps_of(branching())[0]).of is None


def test_without_rules_the_number_of_steps_is_known_from_the_start() -> None:
    poll = make_poll(make_question(1), make_question(2, first_option=4), flow=Flow.ONE)
    assert progress(poll, Response({}, {}), steps_of(poll)[0]) == Progress(1, 2, Fraction(0))
