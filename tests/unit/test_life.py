from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.life import State, next_turn, results_visible, state_of
from pollsvc.domain.poll import Origin, Poll, Visibility
from tests.make import NOON, at_hour, hours, make_poll

ORDER = [State.DRAFT, State.SCHEDULED, State.OPEN, State.CLOSED, State.ARCHIVED]

moments = st.integers(-50, 50).map(lambda minutes: NOON + timedelta(minutes=minutes))
maybe_moments = st.none() | moments


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    return make_poll(
        origin=draw(st.sampled_from(Origin)),
        visibility=draw(st.sampled_from(Visibility)),
        opens_at=draw(maybe_moments),
        closes_at=draw(maybe_moments),
        release_at=draw(maybe_moments),
        archived_at=draw(maybe_moments),
    )


@pytest.mark.parametrize(
    ("opens", "closes", "archived", "state"),
    [
        (None, None, None, State.DRAFT),
        (None, -1, None, State.DRAFT),
        (1, None, None, State.SCHEDULED),
        (0, None, None, State.OPEN),
        (-1, 1, None, State.OPEN),
        (-1, None, None, State.OPEN),
        (-1, 0, None, State.CLOSED),
        (-2, -1, None, State.CLOSED),
        (-2, -1, 1, State.CLOSED),
        (-2, -1, 0, State.ARCHIVED),
        (None, None, -1, State.ARCHIVED),
    ],
)
def test_the_state_follows_from_the_times(
    opens: float | None, closes: float | None, archived: float | None, state: State
) -> None:
    poll = at_hour(make_poll(), opens_at=opens, closes_at=closes, archived_at=archived)
    assert state_of(poll, NOON) is state


@pytest.mark.parametrize(("opens", "closes"), [(None, None), (1, 2), (-1, 1)])
def test_a_tally_is_closed_whatever_its_dates(opens: float | None, closes: float | None) -> None:
    poll = at_hour(make_poll(origin=Origin.TALLY), opens_at=opens, closes_at=closes)
    assert state_of(poll, NOON) is State.CLOSED


def test_a_tally_can_be_archived() -> None:
    poll = make_poll(origin=Origin.TALLY, archived_at=NOON)
    assert state_of(poll, NOON) is State.ARCHIVED


@pytest.mark.parametrize("state", ORDER)
def test_a_poll_is_over_when_closed_or_archived(state: State) -> None:
    assert state.is_over is (state in {State.CLOSED, State.ARCHIVED})


@given(polls(), st.integers(0, 100), st.booleans())
def test_an_archived_poll_stays_archived(poll: Poll, minutes: int, latched: bool) -> None:
    archived = replace(poll, archived_at=NOON)
    assert state_of(archived, NOON + timedelta(minutes=minutes), latched) is State.ARCHIVED


@given(polls(), moments, moments, st.booleans())
def test_time_only_moves_a_poll_on(
    poll: Poll, one: datetime, other: datetime, latched: bool
) -> None:
    earlier, later = sorted((one, other))
    before, after = state_of(poll, earlier, latched), state_of(poll, later, latched)
    assert ORDER.index(before) <= ORDER.index(after)


@given(polls(), moments)
def test_a_poll_seen_closed_never_opens_again(poll: Poll, now: datetime) -> None:
    assert state_of(poll, now, latched=True).is_over


@given(polls(), moments, moments)
def test_nothing_turns_before_the_next_turn(poll: Poll, now: datetime, other: datetime) -> None:
    turn = next_turn(poll, now)
    before = max(now, min(other, turn - timedelta(seconds=1)) if turn else other)
    state = state_of(poll, now)
    assert state_of(poll, before) is state
    assert results_visible(poll, state, before) is results_visible(poll, state, now)


@given(polls(), moments)
def test_the_next_turn_lies_ahead(poll: Poll, now: datetime) -> None:
    turn = next_turn(poll, now)
    assert turn is None or turn > now


def test_the_next_turn_is_the_nearest_time_ahead() -> None:
    poll = at_hour(make_poll(), opens_at=-1, closes_at=3, release_at=2, archived_at=9)
    assert next_turn(poll, NOON) == NOON + hours(2)


def test_after_its_last_time_a_poll_turns_no_more() -> None:
    poll = at_hour(make_poll(), opens_at=-2, closes_at=-1)
    assert next_turn(poll, NOON) is None


# Who sees the results: rows are rules, columns are scheduled, open, closed, archived.
NOBODY = (False, False, False, False)
AT_THE_END = (False, False, True, True)
SEEN_BY_STRANGERS = {
    Visibility.ALWAYS: (False, True, True, True),
    Visibility.AFTER_VOTING: AT_THE_END,
    Visibility.AFTER_CLOSING: AT_THE_END,
    Visibility.WHEN_RELEASED: NOBODY,
    Visibility.DESK_ONLY: NOBODY,
}
SEEN_BY_VOTERS = SEEN_BY_STRANGERS | {Visibility.AFTER_VOTING: (False, True, True, True)}


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("voted", [False, True])
def test_results_are_visible_to_whom_the_rule_says(visibility: Visibility, voted: bool) -> None:
    poll = make_poll(visibility=visibility)
    seen = tuple(results_visible(poll, state, NOON, voted=voted) for state in ORDER[1:])
    assert seen == (SEEN_BY_VOTERS if voted else SEEN_BY_STRANGERS)[visibility]


@pytest.mark.parametrize("visibility", Visibility)
def test_a_draft_shows_nothing(visibility: Visibility) -> None:
    poll = make_poll(visibility=visibility, release_at=NOON)
    assert not results_visible(poll, State.DRAFT, NOON, voted=True)


@pytest.mark.parametrize(("released", "seen"), [(1, False), (0, True), (-1, True)])
def test_results_held_back_appear_at_their_release(released: float, seen: bool) -> None:
    poll = at_hour(make_poll(visibility=Visibility.WHEN_RELEASED), release_at=released)
    assert results_visible(poll, State.CLOSED, NOON) is seen


def test_results_released_too_early_wait_for_the_closing() -> None:
    poll = make_poll(visibility=Visibility.WHEN_RELEASED, release_at=NOON - hours(1))
    assert not results_visible(poll, State.OPEN, NOON, voted=True)


@given(polls(), moments)
def test_a_voter_sees_at_least_what_a_stranger_sees(poll: Poll, now: datetime) -> None:
    state = state_of(poll, now)
    stranger = results_visible(poll, state, now)
    assert results_visible(poll, state, now, voted=True) >= stranger


@given(polls(), moments, moments)
def test_results_once_public_stay_public(poll: Poll, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    live = replace(poll, opens_at=poll.opens_at or earlier)
    before = results_visible(live, state_of(live, earlier), earlier)
    assert results_visible(live, state_of(live, later), later) >= before
