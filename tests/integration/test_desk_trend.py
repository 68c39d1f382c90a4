"""Votes over a long time: read by the day of the poll's zone, they are the same votes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from pollsvc.domain.poll import Poll
from pollsvc.domain.trend import Unit, hour_of, offsets, spread, steps
from pollsvc.results.desk_trend import course_of, votes_along
from pollsvc.results.models import TallyRow
from pollsvc.results.trends import watched
from pollsvc.store.db import session, writing
from tests.make import NOON, hours, make_new_poll

Add = Callable[..., Poll]
ZONES = ("UTC", "Europe/Paris", "Asia/Kolkata", "America/Sao_Paulo", "Australia/Lord_Howe")


def put_votes(app: Flask, poll: Poll, first: datetime, days: int) -> None:
    """Votes for two answers in some hours of this time."""
    chance = random.Random(7)
    some = {hour_of(first) + chance.randrange(24 * days): chance.randint(1, 9) for _ in range(400)}
    cells = [("hour", str(hour), n) for hour, n in some.items()]
    cells += [("trend", f"{hour}:{1 + hour % 2}", n) for hour, n in some.items()]
    cells += [("option", "1", 0)]
    with app.app_context(), writing():
        session().add_all(
            TallyRow(
                poll_id=poll.id, question=int(measure == "option"), measure=measure, cell=cell, n=n
            )
            for measure, cell, n in cells
        )


@pytest.mark.parametrize("zone", ZONES)
def test_votes_read_by_the_day_fall_on_the_days_that_their_hours_do(
    add: Add, app: Flask, zone: str
) -> None:
    first = NOON - timedelta(days=300)
    poll = add(make_new_poll(zone=zone, opens_at=first))
    put_votes(app, poll, first, 300)
    days = steps(first, NOON, zone, Unit.DAY)
    with app.app_context():
        by_hour, by_day = watched(poll), watched(poll, offsets(first, NOON, zone))
    assert len(by_day.hours) < len(by_hour.hours)
    assert spread(by_day.hours, days) == spread(by_hour.hours, days)
    for option in (1, 2):
        assert spread(by_day.trend[option], days) == spread(by_hour.trend[option], days)
    assert by_day.figures == by_hour.figures


@pytest.mark.parametrize(
    ("days", "unit"), [(2, Unit.HOUR), (40, Unit.DAY), (400, Unit.WEEK), (900, Unit.MONTH)]
)
def test_no_vote_is_missing_from_a_chart_of_any_length(
    add: Add, app: Flask, days: int, unit: Unit
) -> None:
    first = NOON - timedelta(days=days)
    poll = add(make_new_poll(zone="Europe/Paris", opens_at=first))
    put_votes(app, poll, first, days)
    course = course_of(poll, NOON)
    assert course.unit is unit
    with app.app_context():
        along, all_votes = votes_along(poll, course), watched(poll)
    assert sum(spread(along.hours, course.beginnings)) == sum(all_votes.hours.values())


def test_a_poll_that_closes_at_midnight_has_no_column_for_the_day_that_begins_then(
    add: Add,
) -> None:
    midnight = NOON + hours(12)
    poll = add(make_new_poll(opens_at=midnight - timedelta(days=10), closes_at=midnight))
    assert len(course_of(poll, midnight + timedelta(days=3)).beginnings) == 10


def test_a_planned_poll_has_a_course_of_one_step(add: Add) -> None:
    poll = add(make_new_poll(opens_at=NOON + hours(5), closes_at=NOON + hours(9)))
    assert len(course_of(poll, NOON).beginnings) == 1
