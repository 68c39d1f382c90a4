"""What editors can do with a poll's life: which state allows which act."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.life import (
    Hindrance,
    LifeAct,
    Seen,
    State,
    TimeFault,
    closing_fault,
    hindrance,
    possible_acts,
    release_fault,
    results_visible,
)
from pollsvc.domain.poll import Origin, Visibility
from tests.make import NOON, at_hour, hours, make_poll

POSSIBLE = {
    State.DRAFT: set(),
    State.SCHEDULED: {LifeAct.OPEN, LifeAct.EXTEND},
    State.OPEN: {LifeAct.CLOSE, LifeAct.EXTEND},
    State.CLOSED: {LifeAct.REOPEN, LifeAct.EXTEND, LifeAct.ARCHIVE},
    State.ARCHIVED: {LifeAct.UNARCHIVE},
}
RELEASES = {LifeAct.RELEASE, LifeAct.SET_RELEASE}


@pytest.mark.parametrize("state", State)
def test_each_state_allows_its_acts_and_no_others(state: State) -> None:
    assert possible_acts(make_poll(), state, NOON) == POSSIBLE[state]


def test_a_past_result_can_only_go_into_the_archive_and_out() -> None:
    past = make_poll(origin=Origin.TALLY)
    assert possible_acts(past, State.CLOSED, NOON) == {LifeAct.ARCHIVE}
    assert possible_acts(past, State.ARCHIVED, NOON) == {LifeAct.UNARCHIVE}
    assert hindrance(LifeAct.REOPEN, past, State.CLOSED, NOON) is Hindrance.PAST_RESULT


@pytest.mark.parametrize(
    ("state", "release", "possible"),
    [
        (State.SCHEDULED, None, {LifeAct.SET_RELEASE}),
        (State.OPEN, None, {LifeAct.SET_RELEASE}),
        (State.OPEN, -1, {LifeAct.SET_RELEASE}),
        (State.CLOSED, None, RELEASES),
        (State.CLOSED, 1, RELEASES),
        (State.CLOSED, 0, set()),
        (State.ARCHIVED, None, RELEASES),
    ],
)
def test_results_are_released_once_the_poll_is_over(
    state: State, release: float | None, possible: set[LifeAct]
) -> None:
    poll = at_hour(make_poll(visibility=Visibility.WHEN_RELEASED), release_at=release)
    assert possible_acts(poll, state, NOON) & RELEASES == possible


@pytest.mark.parametrize(
    ("visibility", "state", "why"),
    [
        (Visibility.ALWAYS, State.CLOSED, Hindrance.COMES_BY_ITSELF),
        (Visibility.AFTER_CLOSING, State.OPEN, Hindrance.COMES_BY_ITSELF),
        (Visibility.DESK_ONLY, State.CLOSED, Hindrance.DESK_ONLY),
        (Visibility.WHEN_RELEASED, State.OPEN, Hindrance.RELEASE_WHILE_OPEN),
    ],
)
def test_a_release_that_cannot_be_says_why(
    visibility: Visibility, state: State, why: Hindrance
) -> None:
    assert hindrance(LifeAct.RELEASE, make_poll(visibility=visibility), state, NOON) is why


@given(st.sampled_from(LifeAct), st.sampled_from(State), st.sampled_from(Visibility))
def test_what_is_out_is_never_released_again(
    act: LifeAct, state: State, visibility: Visibility
) -> None:
    poll = at_hour(make_poll(visibility=visibility), release_at=-1)
    if results_visible(poll, state, NOON) and act in RELEASES:
        assert hindrance(act, poll, state, NOON) is not None


@pytest.mark.parametrize(
    ("closes", "fault"),
    [
        (-1, TimeFault.PAST),
        (0, TimeFault.PAST),
        (1, TimeFault.BEFORE_OPENING),
        (2, TimeFault.BEFORE_OPENING),
        (3, None),
    ],
)
def test_a_poll_closes_in_the_future_and_after_it_opens(
    closes: float, fault: TimeFault | None
) -> None:
    poll = at_hour(make_poll(), opens_at=2)
    assert closing_fault(poll, NOON + hours(closes), NOON) is fault


def test_a_poll_without_an_opening_may_close_at_any_later_time() -> None:
    assert closing_fault(make_poll(opens_at=None), NOON + hours(1), NOON) is None


@pytest.mark.parametrize(
    ("closes", "release", "fault"),
    [
        (2, -1, TimeFault.PAST),
        (2, 1, TimeFault.BEFORE_CLOSING),
        (2, 2, None),
        (None, 1, TimeFault.NO_CLOSING),
    ],
)
def test_results_come_out_in_the_future_and_not_before_the_closing(
    closes: float | None, release: float, fault: TimeFault | None
) -> None:
    poll = at_hour(make_poll(), closes_at=closes)
    assert release_fault(poll, NOON + hours(release), NOON) is fault


def test_a_past_result_without_dates_may_come_out_at_any_later_time() -> None:
    past = make_poll(origin=Origin.TALLY, closes_at=None)
    assert release_fault(past, NOON + hours(1), NOON) is None


@pytest.mark.parametrize(
    "text", ["", "7", "open", "7.gone", "-7.open", "\u0667.open", "9" * 30 + ".open"]
)
def test_what_a_form_saw_of_a_poll_is_read_strictly(text: str) -> None:
    assert Seen.read(text) is None


def test_what_a_form_saw_of_a_poll_is_its_version_and_state() -> None:
    assert Seen.read("7.open") == Seen(7, State.OPEN)
