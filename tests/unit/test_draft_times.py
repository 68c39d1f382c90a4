"""When a draft's poll opens and closes, and what is wrong with its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pollsvc.domain.draft import InvalidDraftError, draft_of
from pollsvc.domain.poll import Origin, Poll, Visibility
from tests.make import NOON, at_hour, hours, make_poll
from tests.unit.draft_data import make_draft, problems, read

PARIS = "Europe/Paris"


def test_times_are_local_in_the_zone() -> None:
    new = read(make_draft(opens="2026-07-01T09:00", closes="2026-07-02 18:00", zone=PARIS))
    assert new.opens_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert new.closes_at == datetime(2026, 7, 2, 16, tzinfo=UTC)
    assert new.zone == PARIS


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-10-25T02:30+01:00", []),
        ("2026-10-25T02:30", ["closes time_twice"]),
        ("2027-03-28T02:30", ["closes time_skipped"]),
        ("2026-13-01T02:30", ["closes time_unknown"]),
        ("2026-12-01T25:30", ["closes time_unknown"]),
        ("2200-01-01T00:00", ["closes time_year"]),
        ("tomorrow", ["closes time_form"]),
    ],
)
def test_a_time_that_the_clocks_do_not_show_once_is_named(typed: str, found: list[str]) -> None:
    assert problems(make_draft(closes=typed, zone=PARIS)) == found


def test_a_time_shown_twice_comes_with_both_offsets() -> None:
    with pytest.raises(InvalidDraftError) as refused:
        read(make_draft(opens="2026-10-25T02:30", zone=PARIS))
    assert refused.value.problems[0].detail == ("+02:00", "+01:00")


def test_closing_comes_after_opening() -> None:
    draft = make_draft(opens="2026-05-02T09:00", closes="2026-05-02T09:00")
    assert problems(draft) == ["closes before_opening"]


def test_closing_lies_ahead() -> None:
    assert problems(make_draft(closes="2026-03-10T12:00")) == ["closes time_past"]
    assert problems(make_draft(closes="2026-03-10T12:01")) == []


def test_no_poll_has_opened_before_it_was_published() -> None:
    assert read(make_draft(opens="2026-01-01T09:00")).opens_at == NOON


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ({"closes": "2026-05-01T18:00", "release": "2026-05-02T18:00"}, []),
        ({"closes": "2026-05-01T18:00", "release": "2026-05-01T18:00"}, []),
        ({"closes": "2026-05-01T18:00"}, []),
        ({}, []),
        ({"closes": "2026-05-01T18:00", "release": "2026-05-01T17:00"}, ["release before_closing"]),
        ({"release": "2026-05-01T17:00"}, ["closes no_closing"]),
        ({"closes": "x", "release": "2026-05-01T17:00"}, ["closes time_form"]),
    ],
)
def test_results_are_released_after_closing(times: dict[str, str], found: list[str]) -> None:
    assert problems(make_draft(visibility="when_released", **times)) == found


def test_a_time_of_release_belongs_to_results_that_are_released() -> None:
    draft = make_draft(visibility="always", release="2026-05-01T17:00", closes="2026-05-01T16:00")
    assert problems(draft) == ["release not_released"]


def stored_at(now: float, **other: Any) -> Poll:
    """A poll that opened at noon and closes a day later, seen so many hours after noon."""
    return at_hour(make_poll(**other), opens_at=-now, closes_at=24 - now)


def test_what_has_opened_keeps_its_opening() -> None:
    stored = stored_at(2)
    draft = replace(draft_of(stored), opens="")
    assert read(draft, stored=stored).opens_at == stored.opens_at
    assert problems(replace(draft, opens="2026-06-01T10:00"), stored) == ["opens already_open"]


def test_what_is_planned_can_be_planned_anew() -> None:
    stored = stored_at(-2)
    draft = replace(draft_of(stored), opens="2026-03-10T15:00", closes="2026-04-01T10:00")
    new = read(draft, stored=stored)
    assert new.opens_at == NOON + hours(3)
    assert read(draft_of(stored), stored=stored).opens_at == stored.opens_at


def test_an_open_poll_can_close_later_or_never() -> None:
    stored = stored_at(2)
    later = replace(draft_of(stored), closes="2026-05-01T10:00")
    assert read(later, stored=stored).closes_at == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert read(replace(later, closes=""), stored=stored).closes_at is None
    assert problems(replace(later, closes="2026-03-10T11:00"), stored) == ["closes time_past"]


def test_what_is_over_is_reopened_elsewhere() -> None:
    stored = stored_at(30)
    assert read(draft_of(stored), stored=stored).closes_at == stored.closes_at
    assert read(replace(draft_of(stored), closes=""), stored=stored).closes_at == stored.closes_at
    draft = replace(draft_of(stored), closes="2026-05-01T10:00")
    assert problems(draft, stored) == ["closes is_over"]


def test_another_zone_reads_the_same_times_anew() -> None:
    stored = stored_at(-2)
    new = read(replace(draft_of(stored), zone=PARIS), stored=stored)
    assert new.opens_at == NOON + hours(1)


def test_a_past_result_keeps_its_days() -> None:
    stored = stored_at(99, origin=Origin.TALLY, protection=None)
    stored = replace(stored, opens_at=None)
    draft = replace(draft_of(stored), opens="2026-01-01T10:00")
    assert problems(draft, stored) == ["opens already_open"]
    new = read(draft_of(stored), stored=stored)
    assert (new.opens_at, new.closes_at) == (None, stored.closes_at)
    assert (new.origin, new.protection) == (Origin.TALLY, None)


def test_a_draft_from_a_file_opens_when_it_is_published() -> None:
    stored = replace(make_poll(), opens_at=None, closes_at=None)
    new = read(replace(draft_of(stored), slug="another"), stored=stored)
    assert (new.opens_at, new.slug) == (NOON, "another")


def test_a_release_that_is_stored_is_kept_to_the_second() -> None:
    released = NOON + hours(48.0001)
    stored = replace(stored_at(2), visibility=Visibility.WHEN_RELEASED, release_at=released)
    assert read(draft_of(stored), stored=stored).release_at == released
