"""Votes over time: days of a zone, and shares as they grew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.trend import (
    Unit,
    added_up,
    hour_of,
    offsets,
    running_shares,
    spread,
    start_of,
    steps,
    unit_for,
)

ZONES = ("UTC", "Europe/Paris", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia")
moments = st.integers(310_000, 530_000).map(start_of) | st.just(datetime(2030, 1, 1, tzinfo=UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=400))
small_counts = st.lists(st.integers(0, 50), min_size=1, max_size=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_an_hour_has_a_number_and_the_number_gives_its_beginning() -> None:
    assert start_of(hour_of(at("2026-03-10T12:59:59+00:00"))) == at("2026-03-10T12:00:00+00:00")
    assert hour_of(at("1970-01-01T01:00:00+00:00")) == 1


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (0, Unit.HOUR),
        (3, Unit.HOUR),
        (3.1, Unit.DAY),
        (100, Unit.DAY),
        (101, Unit.WEEK),
        (728, Unit.WEEK),
        (729, Unit.MONTH),
    ],
)
def test_a_longer_time_is_drawn_in_longer_steps(days: float, unit: Unit) -> None:
    first = at("2026-03-01T00:00:00+00:00")
    assert unit_for(first, first + timedelta(days=days)) is unit


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(day: str, hours: int) -> None:
    noon = at(f"{day}T12:00:00+00:00")
    first, second = steps(noon, noon + timedelta(days=1), "Europe/Paris", Unit.DAY)
    assert second - first == timedelta(hours=hours)
    every_hour = {hour_of(first) + number: 1 for number in range(hours)}
    assert spread(every_hour, (first, second)) == (hours, 0)


def test_a_day_begins_at_midnight_of_the_polls_zone() -> None:
    late = hour_of(at("2026-03-10T23:00:00+00:00"))
    first, last = start_of(late - 2), start_of(late)
    assert spread({late - 2: 5, late: 7}, steps(first, last, "Europe/Paris", Unit.DAY)) == (5, 7)
    assert spread({late - 2: 5, late: 7}, steps(first, last, "UTC", Unit.DAY)) == (12,)


def test_an_hour_across_midnight_goes_with_the_day_it_begins_on() -> None:
    # Midnight in Kolkata is 18:30 in UTC.
    hour = hour_of(at("2026-03-10T18:00:00+00:00"))
    days = steps(start_of(hour), start_of(hour + 1), "Asia/Kolkata", Unit.DAY)
    assert days[1] == at("2026-03-10T18:30:00+00:00")
    assert spread({hour: 3, hour + 1: 4}, days) == (3, 4)


def test_weeks_begin_on_monday_and_months_on_their_first_day() -> None:
    first, last = at("2026-03-11T12:00:00+00:00"), at("2026-04-02T12:00:00+00:00")
    weeks = steps(first, last, "UTC", Unit.WEEK)
    assert [f"{week:%a %d}" for week in weeks] == ["Mon 09", "Mon 16", "Mon 23", "Mon 30"]
    assert [f"{one:%d %m}" for one in steps(first, last, "UTC", Unit.MONTH)] == ["01 03", "01 04"]


def test_a_day_that_a_zone_left_out_is_no_step() -> None:
    # Samoa went from 29 to 31 December 2011.
    first, last = at("2011-12-29T20:00:00+00:00"), at("2011-12-31T20:00:00+00:00")
    days = steps(first, last, "Pacific/Apia", Unit.DAY)
    assert [f"{one.astimezone(ZoneInfo('Pacific/Apia')):%d}" for one in days] == ["29", "31", "01"]


def test_votes_from_before_the_first_step_go_with_it() -> None:
    days = (at("2026-03-10T00:00:00+00:00"), at("2026-03-11T00:00:00+00:00"))
    assert spread({hour_of(days[0]) - 5: 2, hour_of(days[1]) + 90: 1}, days) == (2, 1)


@given(moments, spans, st.sampled_from(ZONES), st.sampled_from(Unit))
def test_steps_rise_and_cover_the_whole_time(
    first: datetime, span: timedelta, zone: str, unit: Unit
) -> None:
    last = first + span
    found = steps(first, last, zone, unit)
    assert all(one < other for one, other in pairwise(found))
    assert found[0] <= first
    assert found[-1] <= last


@given(
    st.dictionaries(st.integers(490_000, 490_500), st.integers(0, 99)),
    st.sampled_from(ZONES),
    st.sampled_from(Unit),
)
def test_no_vote_is_lost_on_the_way_into_the_steps(
    counts: dict[int, int], zone: str, unit: Unit
) -> None:
    days = steps(start_of(490_100), start_of(490_400), zone, unit)
    assert sum(spread(counts, days)) == sum(counts.values())


@given(moments, spans, st.sampled_from(ZONES), st.integers(0, 400 * 24))
def test_offsets_give_the_day_of_every_hour(
    first: datetime, span: timedelta, zone: str, later: int
) -> None:
    hour = min(hour_of(first) + later, hour_of(first + span))
    ahead = next(
        minutes for since, minutes in reversed(offsets(first, first + span, zone)) if since <= hour
    )
    day = start_of(hour).astimezone(ZoneInfo(zone)).date()
    assert (60 * hour + ahead) // 1440 == (day - date(1970, 1, 1)).days


def test_a_zone_without_changes_has_one_offset() -> None:
    first = at("2026-03-01T00:00:00+00:00")
    assert offsets(first, first, "Asia/Kolkata") == ((hour_of(first), 330),)
    year = offsets(first, first + timedelta(days=300), "Europe/Paris")
    assert [minutes for _, minutes in year] == [60, 120, 60]


def test_counts_of_several_answers_add_up_by_the_hour() -> None:
    assert added_up([{1: 2, 2: 1}, {2: 4}]) == {1: 2, 2: 5}


def test_a_share_runs_over_all_votes_until_then() -> None:
    shares = running_shares((0, 1, 0, 2), (0, 2, 2, 2))
    assert shares == (None, Fraction(1, 2), Fraction(1, 4), Fraction(1, 2))


@given(small_counts, small_counts)
def test_running_shares_end_with_the_share_of_all_and_add_up_to_one(
    ones: list[int], others: list[int]
) -> None:
    length = min(len(ones), len(others))
    ones, others = ones[:length], others[:length]
    bases = [one + other for one, other in zip(ones, others, strict=True)]
    first, second = running_shares(ones, bases), running_shares(others, bases)
    for one, other in zip(first, second, strict=True):
        assert (one is None) == (other is None)
        assert one is None or other is None or one + other == 1
    if sum(bases):
        assert first[-1] == Fraction(sum(ones), sum(bases))
