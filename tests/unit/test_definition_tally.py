"""Past results in definition files: counts, dates, and what they cannot have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pollsvc.domain.poll import Origin
from pollsvc.imports.faults import DefinitionFaultsError
from tests.make import NOON, hours
from tests.unit.definition_data import messages, past_data, question_data, read

COUNTS = {"tea": 3, "coffee": 1}


def test_a_past_result_is_a_tally_without_protection() -> None:
    new = read(past_data({"counts": {"tea": 3, "coffee": 0}})).new_poll(NOON)
    assert new.origin is Origin.TALLY
    assert new.protection is None
    assert new.tally == {("drink", "tea"): 3, ("drink", "coffee"): 0}
    assert new.respondents == {"drink": None}


def test_field_dates_are_whole_days_in_the_poll_s_zone() -> None:
    tally = {
        "counts": {"tea": 3, "coffee": 0},
        "field_from": "2013-09-16",
        "field_to": "2013-09-30",
    }
    new = read(past_data(tally, zone="Europe/Paris")).new_poll(NOON)
    assert new.opens_at == datetime(2013, 9, 15, 22, 0, tzinfo=UTC)
    assert new.closes_at == datetime(2013, 9, 30, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize("name", ["field_from", "field_to"])
def test_days_that_have_not_come_are_refused(name: str) -> None:
    tomorrow = {"counts": COUNTS, name: "2026-03-11"}
    with pytest.raises(DefinitionFaultsError, match=f"tally.{name}: this day has not come yet"):
        read(past_data(tomorrow)).new_poll(NOON)


def test_today_is_the_day_in_the_poll_s_zone() -> None:
    late = NOON + hours(11.5)
    new = read(past_data({"counts": COUNTS, "field_to": "2026-03-11"}, zone="Asia/Tokyo"))
    assert new.new_poll(late).closes_at is not None


@pytest.mark.parametrize(
    ("tally", "found"),
    [
        ({"counts": {"tea": 3}}, "tally.counts: the count of coffee is missing; 0 if nobody"),
        ({"counts": {"tea": 3, "coffee": 1, "milk": 1}}, "tally.counts.milk: there is no option"),
        ({"counts": {"tea": 3, "coffee": -1}}, "tally.counts.coffee: the smallest number taken"),
        ({"counts": {"tea": 3, "coffee": 1.5}}, "tally.counts.coffee: give a whole number"),
        ({"counts": {"tea": 3, "coffee": "31%"}}, "tally.counts.coffee: give a whole number"),
        ({}, "tally: give counts"),
        ({"counts": COUNTS, "respondents": 5}, "tally.respondents: the counts add up to 4"),
        (
            {"counts": COUNTS, "field_from": "2013-02-02", "field_to": "2013-02-01"},
            "tally.field_to: this must not come before field_from",
        ),
        ({"counts": COUNTS, "field_from": "2013"}, "tally.field_from: write a day"),
        (
            {"questions": {"food": {"counts": {}}, "drink": {"counts": COUNTS}}},
            "tally.questions.food: there is no question",
        ),
        ({"questions": {}}, "tally: the counts of the question drink are missing"),
    ],
)
def test_a_wrong_tally_says_what_to_do(tally: dict[str, Any], found: str) -> None:
    all_found = messages(past_data(tally))
    assert len(all_found) == 1
    assert all_found[0].startswith(found)


@pytest.mark.parametrize(
    ("respondents", "found"),
    [
        ({}, "tally: give respondents: shares are of people"),
        ({"respondents": 4}, "tally.respondents: 5 people chose one of the answers"),
        ({"respondents": 5}, None),
    ],
)
def test_several_answers_need_the_number_of_people(
    respondents: dict[str, int], found: str | None
) -> None:
    tally = {"counts": {"tea": 5, "coffee": 5}, **respondents}
    data = past_data(tally, questions=[question_data(kind="multiple")])
    assert [one.startswith(found or "?") for one in messages(data)] == ([True] if found else [])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"source": None}, "tally: a past result needs its source"),
        ({"opens": "-1 day"}, "opens: a past result is closed"),
        ({"protection": "browser"}, "protection: a past result takes no votes"),
        ({"may_change": True}, "may_change: a past result takes no votes"),
    ],
)
def test_what_a_past_result_cannot_have_is_refused(change: dict[str, Any], found: str) -> None:
    all_found = messages(past_data({"counts": {"tea": 3, "coffee": 1}}, **change))
    assert len(all_found) == 1
    assert all_found[0].startswith(found)


def test_a_past_survey_has_counts_by_question() -> None:
    questions = [question_data(), question_data(code="extra", kind="multiple")]
    counts = {"tea": 1, "coffee": 2}
    tally = {
        "questions": {"drink": {"counts": counts}, "extra": {"counts": counts, "respondents": 2}}
    }
    new = read(past_data(tally, questions=questions)).new_poll(NOON)
    assert new.tally is not None
    assert new.tally["extra", "coffee"] == 2
    assert new.respondents == {"drink": None, "extra": 2}
