"""A past result as it is typed in: counts, days, and everything that is wrong with them."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.draft import InvalidDraftError
from pollsvc.domain.life import State, state_of
from pollsvc.domain.past_result import (
    LARGEST_COUNT,
    CountError,
    PastOption,
    PastResult,
    pasted_options,
    place_of,
    poll_of,
    read_count,
    read_past,
)
from pollsvc.domain.poll import Origin
from pollsvc.domain.question import Kind
from tests.make import IFRI_COUNTS, IFRI_LABELS, IFRI_TEXT, NOON


def past(**other: Any) -> PastResult:
    rows = zip(IFRI_LABELS, IFRI_COUNTS, strict=True)
    values: dict[str, Any] = {
        "question": IFRI_TEXT,
        "options": tuple(PastOption(label=label, count=str(count)) for label, count in rows),
        "source": "IFRI, 16 September 2013",
        "source_url": "https://example.org/ifri",
    }
    return PastResult(**(values | other))


def faults(**other: Any) -> list[tuple[str, str]]:
    """Where something is wrong and what."""
    with pytest.raises(InvalidDraftError) as refused:
        read_past(past(**other), NOON)
    return [(place_of(one), one.code) for one in refused.value.problems]


def test_a_past_result_has_its_counts_and_its_source() -> None:
    new = read_past(past(), NOON)
    assert (new.origin, new.protection, new.opens_at, new.closes_at) == (
        Origin.TALLY,
        None,
        None,
        None,
    )
    assert list((new.tally or {}).values()) == list(IFRI_COUNTS)
    assert new.respondents == {"q1": None}
    assert new.source is not None
    assert new.source.url == "https://example.org/ifri"
    assert new.slug == "what-should-be-the-goals-of-the-united-states"


def test_a_question_that_makes_no_slug_gets_the_spare_one() -> None:
    assert read_past(past(question="何？", language="ja"), NOON, spare="past-result").slug == (
        "past-result"
    )


def test_the_same_is_the_same_and_another_is_not() -> None:
    assert read_past(past(), NOON).digest == read_past(past(), NOON).digest
    assert read_past(past(), NOON).digest != read_past(past(note="x"), NOON).digest


def test_field_dates_are_whole_days_in_the_zone() -> None:
    new = read_past(
        past(first_day="2013-09-16", last_day=" 2013-09-30 ", zone="Europe/Paris"), NOON
    )
    assert new.opens_at == datetime(2013, 9, 15, 22, 0, tzinfo=UTC)
    assert new.closes_at == datetime(2013, 9, 30, 21, 59, tzinfo=UTC)


def test_one_day_is_a_field_period_too() -> None:
    new = read_past(past(first_day="2026-03-10", last_day="2026-03-10"), NOON)
    assert new.opens_at is not None
    assert new.closes_at is not None
    assert new.opens_at < new.closes_at


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"first_day": "16.9.2013"}, [("first_day", "day_form")]),
        ({"last_day": "2013-02-30"}, [("last_day", "day_unknown")]),
        ({"first_day": "0013-09-16"}, [("first_day", "day_year")]),
        ({"last_day": "2026-03-11"}, [("last_day", "day_future")]),
        ({"first_day": "2013-09-30", "last_day": "2013-09-16"}, [("last_day", "day_order")]),
    ],
)
def test_a_day_that_cannot_be_is_named(days: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    assert faults(**days) == wrong


def test_rows_in_which_nothing_is_written_are_left_out() -> None:
    options = (PastOption(), *past().options, PastOption(label=" ", count="\t"))
    assert len(read_past(past(options=options), NOON).questions[0].options) == 4


def test_everything_wrong_is_named_in_the_order_of_the_form() -> None:
    options = (
        PastOption(label="Yes", count="31%"),
        PastOption(label=" yes ", count=""),
        PastOption(label="", count="-3"),
    )
    wrong = faults(
        question=" ", options=options, source="", source_url="ftp://x", last_day="2030-01-01"
    )
    assert wrong == [
        ("question", "empty"),
        ("count-0", "count_percent"),
        ("answer-1", "alike"),
        ("count-1", "count_empty"),
        ("answer-2", "empty"),
        ("count-2", "count_negative"),
        ("last_day", "day_future"),
        ("source_title", "empty"),
        ("source_url", "url"),
    ]


def test_one_answer_alone_is_too_few() -> None:
    assert faults(options=past().options[:1]) == [("options", "too_few")]
    assert faults(options=()) == [("options", "too_few")]


def test_a_result_without_votes_is_none() -> None:
    options = tuple(replace(one, count="0") for one in past().options)
    assert faults(options=options) == [("count-0", "no_votes")]


def test_several_answers_need_the_number_of_people() -> None:
    assert faults(kind="multiple") == [("respondents", "people_empty")]
    assert faults(kind="multiple", respondents="many") == [("respondents", "count_number")]
    assert faults(kind="multiple", respondents="1 283") == [("respondents", "count_grouped")]
    assert faults(kind="multiple", respondents="32") == [("respondents", "people_few")]
    new = read_past(past(kind="multiple", respondents="50"), NOON)
    assert new.questions[0].kind is Kind.MULTIPLE
    assert new.respondents == {"q1": 50}


def test_one_answer_each_needs_no_number_of_people() -> None:
    assert read_past(past(respondents="nonsense"), NOON).respondents == {"q1": None}


def test_a_kind_that_is_none_is_named() -> None:
    assert faults(kind="ranking") == [("kind", "unknown")]


def test_it_can_be_looked_at_before_it_is_stored() -> None:
    poll = poll_of(read_past(past(tags="Russia, Japan"), NOON))
    assert state_of(poll, NOON) is State.CLOSED
    assert [one.label.say("en").text for one in poll.questions[0].options] == list(IFRI_LABELS)
    assert [one.id for one in poll.questions[0].options] == [1, 2, 3, 4]
    assert [tag.code for tag in poll.tags] == ["russia", "japan"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("33", 33), (" 0 ", 0), ("١٢٣", 123), ("１２３", 123), (str(LARGEST_COUNT), LARGEST_COUNT)],
)
def test_a_count_is_read(text: str, number: int) -> None:
    assert read_count(text) == number


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("", "count_empty", ""),
        ("31%", "count_percent", ""),
        ("33 (31%)", "count_percent", ""),
        ("-3", "count_negative", ""),
        ("−3", "count_negative", ""),
        ("1,283", "count_grouped", "1283"),
        ("1 283", "count_grouped", "1283"),
        ("1\u202f283", "count_grouped", "1283"),
        ("1.283.000", "count_grouped", "1283000"),
        ("1’283", "count_grouped", "1283"),
        ("33 votes", "count_number", ""),
        ("12.5", "count_number", ""),
        ("1e3", "count_number", ""),
        (str(LARGEST_COUNT + 1), "count_large", ""),
        ("9" * 5000, "count_large", ""),
    ],
)
def test_what_is_no_count_is_refused_with_the_reason(text: str, code: str, meant: str) -> None:
    with pytest.raises(CountError) as refused:
        read_count(text)
    assert (refused.value.code, refused.value.meant) == (code, meant)


@given(st.text(max_size=20))
def test_any_text_is_a_count_or_refused(text: str) -> None:
    with contextlib.suppress(CountError):
        assert 0 <= read_count(text) <= LARGEST_COUNT


def test_a_list_is_pasted_with_tabs_or_semicolons() -> None:
    text = "Yes\t33\r\nNo; not at all;30\n\n  \nPerhaps\nWith a tab\t\t7\n"
    assert pasted_options(text) == (
        PastOption(label="Yes", count="33"),
        PastOption(label="No; not at all", count="30"),
        PastOption(label="Perhaps", count=""),
        PastOption(label="With a tab", count="7"),
    )
