from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import link_of, read_response
from pollsvc.domain.errors import InvalidAnswerError, Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from tests.make import make_links, make_poll, make_question

ONE = make_question()
SEVERAL = make_question(kind=Kind.MULTIPLE, options=4, at_least=2, at_most=3)
OPTIONAL = make_question(at_least=0)
OPTIONAL_SEVERAL = make_question(kind=Kind.MULTIPLE, at_least=0)


def problems_of(poll: Poll, raw: dict[int, Sequence[str]]) -> tuple[Problem, ...]:
    with pytest.raises(InvalidAnswerError) as caught:
        read_response(poll, raw)
    return caught.value.problems


@pytest.mark.parametrize(
    ("question", "sent", "answer"),
    [
        (ONE, ["2"], 2),
        (ONE, ["2", "2"], 2),
        (SEVERAL, ["4", "1"], (1, 4)),
        (SEVERAL, ["3", "1", "3"], (1, 3)),
        (SEVERAL, ["1", "2", "4"], (1, 2, 4)),
        (OPTIONAL, [], None),
        (OPTIONAL, ["3"], 3),
        (OPTIONAL_SEVERAL, [], None),
        (OPTIONAL_SEVERAL, ["1"], (1,)),
    ],
)
def test_a_good_answer_is_read(question: Question, sent: list[str], answer: object) -> None:
    assert read_response(make_poll(question), {1: sent}).answers == {1: answer}


@pytest.mark.parametrize(
    ("question", "sent", "problem"),
    [
        (ONE, [], Problem("nothing_chosen", 1, 1)),
        (ONE, ["1", "2"], Problem("one_only", 1, 1)),
        (OPTIONAL, ["1", "2"], Problem("one_only", 1, 1)),
        (SEVERAL, [], Problem("nothing_chosen", 1, 2)),
        (SEVERAL, ["1"], Problem("too_few", 1, 2)),
        (SEVERAL, ["1", "1"], Problem("too_few", 1, 2)),
        (SEVERAL, ["1", "2", "3", "4"], Problem("too_many", 1, 3)),
        (OPTIONAL_SEVERAL, ["9"], Problem("unknown_option", 1)),
    ],
)
def test_a_bad_answer_is_refused_by_name(
    question: Question, sent: list[str], problem: Problem
) -> None:
    assert problems_of(make_poll(question), {1: sent}) == (problem,)


@pytest.mark.parametrize(
    "forged", ["4", "0", "-1", "01", " 1", "1 ", "+1", "1_0", "١", "１", "1.0", "", "one", "1\x00"]
)
def test_only_the_option_ids_of_the_question_itself_are_taken(forged: str) -> None:
    assert problems_of(make_poll(), {1: [forged]}) == (Problem("unknown_option", 1),)


def test_an_option_of_another_question_is_unknown_here() -> None:
    poll = make_poll(make_question(1), make_question(2, first_option=4))
    assert problems_of(poll, {1: ["4"], 2: ["4"]}) == (Problem("unknown_option", 1),)


def test_a_field_that_was_not_asked_is_refused() -> None:
    assert problems_of(make_poll(), {1: ["1"], 7: ["1"]}) == (Problem("unknown_field", 7),)


def test_every_problem_is_named_in_the_order_of_the_questions() -> None:
    poll = make_poll(make_question(5), make_question(2, first_option=4), make_question(3))
    assert problems_of(poll, {9: ["1"], 2: ["x"], 3: ["1"]}) == (
        Problem("nothing_chosen", 5, 1),
        Problem("unknown_option", 2),
        Problem("unknown_field", 9),
    )


@given(
    st.lists(st.sampled_from("1234"), max_size=6),
    st.integers(0, 4),
    st.integers(1, 4),
    st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE]),
)
def test_what_is_taken_keeps_the_limits(
    sent: list[str], at_least: int, at_most: int, kind: Kind
) -> None:
    question = make_question(kind=kind, options=4, at_least=at_least, at_most=at_most)
    number = len(set(sent))
    most = at_most if kind is Kind.MULTIPLE else 1
    least = at_least if kind is Kind.MULTIPLE else min(at_least, 1)
    allowed = least <= number <= most or (number == 0 and at_least == 0)
    try:
        read_response(make_poll(question), {1: sent})
    except InvalidAnswerError:
        assert not allowed
    else:
        assert allowed


@given(st.dictionaries(st.integers(-3, 3), st.lists(st.text(max_size=3), max_size=3)))
def test_whatever_is_sent_is_read_or_refused(raw: dict[int, list[str]]) -> None:
    good = set(raw) == {1} and len(set(raw[1])) == 1 and raw[1][0] in {"1", "2", "3"}
    try:
        answers = read_response(make_poll(), raw).answers
    except InvalidAnswerError:
        assert not good
    else:
        assert answers == {1: int(raw[1][0])}


@pytest.mark.parametrize(
    ("came_from", "stored"),
    [("letter", 91), ("print", 92), ("Letter", None), ("other", None), ("", None), (None, None)],
)
def test_the_link_is_stored_if_it_is_counted_and_ignored_if_not(
    came_from: str | None, stored: int | None
) -> None:
    poll = make_poll(links=make_links("letter", "print"))
    assert read_response(poll, {1: ["2"]}, came_from=came_from).answers == {1: 2, 9: stored}


def test_no_link_is_stored_where_none_is_counted() -> None:
    assert read_response(make_poll(), {1: ["2"]}, came_from="letter").answers == {1: 2}
    assert link_of(make_poll(), "letter") is None


def test_nobody_can_answer_for_the_link() -> None:
    poll = make_poll(links=make_links("letter"))
    assert problems_of(poll, {1: ["2"], 9: ["91"]}) == (Problem("unknown_field", question=9),)
