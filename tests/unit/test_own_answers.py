"""What a change begins with is what would be read as the very same answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import read_response
from pollsvc.domain.question import Kind, Required, Role
from pollsvc.voting.own_answers import sent_again
from pollsvc.voting.prefill import by_code
from tests.make import make_option, make_poll, make_question

DONT_KNOW = make_option(90, "I do not know", code="dk", role=Role.DONT_KNOW)
OTHER = make_option(91, "Something else", code="else", role=Role.OTHER)
POLL = make_poll(
    make_question(1, options=[make_option(11), make_option(12), OTHER]),
    make_question(2, kind=Kind.MULTIPLE, first_option=21, at_most=3, options=3),
    make_question(
        3,
        kind=Kind.RANKING,
        options=[make_option(31), make_option(32), make_option(33), DONT_KNOW],
        at_most=3,
    ),
    make_question(4, kind=Kind.NUMBER, options=[DONT_KNOW], low=-50, high=900, decimals=1),
    make_question(
        5, kind=Kind.DATE, options=0, low=date(2000, 1, 1).toordinal(), high=800_000, code="day"
    ),
    make_question(6, kind=Kind.SHORT_TEXT, options=0, longest=30, required=Required.NO),
    make_question(
        7,
        kind=Kind.SCALE,
        options=[make_option(70 + n, str(n), code=f"p{n}", value=n) for n in range(4)],
    ),
    make_question(
        8,
        kind=Kind.MATRIX,
        options=[make_option(81), make_option(82)],
        rows=(
            make_question(9, options=[make_option(81), make_option(82)], code="first"),
            make_question(10, options=[make_option(81), make_option(82)], code="second"),
        ),
    ),
)

ANSWERS = st.fixed_dictionaries(
    {
        1: st.sampled_from([11, 12, 91]),
        2: st.sets(st.sampled_from([21, 22, 23]), min_size=1).map(lambda one: tuple(sorted(one))),
        3: st.one_of(
            st.just((90,)),
            st.permutations([31, 32, 33]).flatmap(
                lambda all_: st.integers(1, 3).map(lambda n: tuple(all_[:n]))
            ),
        ),
        4: st.one_of(st.just((90,)), st.integers(-50, 900)),
        5: st.integers(date(2000, 1, 1).toordinal(), 800_000),
        7: st.sampled_from([70, 71, 72, 73]),
        9: st.sampled_from([81, 82]),
        10: st.sampled_from([81, 82]),
    }
)


@given(ANSWERS, st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_what_is_sent_again_is_read_as_the_same(answers: dict[int, int], words: str) -> None:
    texts = {(6, 0): words} | ({(1, 91): words} if answers[1] == 91 else {})
    raw, parts = sent_again(POLL, {**answers, 6: "digest"}, texts)
    again = read_response(POLL, raw, parts)
    assert {number: again.answers[number] for number in answers} == answers
    assert dict(again.texts) == texts


def test_what_is_no_longer_asked_is_left_out() -> None:
    raw, parts = sent_again(POLL, {1: None, 99: 3}, {(99, 0): "gone", (99, 5): "gone"})
    assert (dict(raw), dict(parts)) == ({}, {})


def test_an_address_names_answers_by_code_or_value() -> None:
    wanted = {
        "q1": ("o12", "o11"),
        "q2": ("o22", "o21", "o22", "nothing"),
        "q3": ("o31",),
        "q4": ("12.5", "13"),
        "q6": ("x" * 99,),
        "q7": ("2",),
        "first": ("o82",),
        "day": ("",),
        "q8": ("o81",),
        "unknown": ("1",),
    }
    assert dict(by_code(POLL, wanted)) == {
        1: ("12",),
        2: ("22", "21"),
        4: ("12.5",),
        6: ("x" * 30,),
        7: ("72",),
        9: ("82",),
    }


@pytest.mark.parametrize(
    ("code", "value", "taken"),
    [
        ("day", "2020-02-29", True),
        ("day", "2020-02-30", False),
        ("day", "29.02.2020", False),
        ("q4", "1,5", False),
        ("q4", "many", False),
        ("q4", "1.5", True),
    ],
)
def test_an_address_fills_in_no_number_or_day_that_is_none(
    code: str, value: str, taken: bool
) -> None:
    assert list(by_code(POLL, {code: (value,)}).values()) == ([(value,)] if taken else [])


@pytest.mark.parametrize(
    ("answer", "typed"), [(250, "25"), (255, "25.5"), (0, "0"), (-5, "-0.5"), (9000, "900")]
)
def test_a_number_comes_back_in_its_shortest_form(answer: int, typed: str) -> None:
    raw, _ = sent_again(POLL, {4: answer}, {})
    assert raw[4] == (typed,)
