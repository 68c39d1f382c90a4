"""The life of a poll in editors' hands: opening, closing, reopening, releasing, the archive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import ActRefusedError, PollNotFoundError, PollsvcError, StaleEditError
from pollsvc.domain.life import LifeAct, Seen, State
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.repeat import Verdict
from pollsvc.history.models import HistoryRow
from pollsvc.polls.models import PollRow
from pollsvc.polls.queries import poll_by_slug
from pollsvc.results import actions
from pollsvc.results.models import BoxRow
from pollsvc.results.queries import result_sheet
from pollsvc.store.db import session, writing
from pollsvc.voting.box import Box
from pollsvc.voting.verify import verify_poll
from tests.acts import make_op
from tests.conftest import Clock
from tests.integration.conftest import wait_for
from tests.make import NOON, hours, make_new_ifri, make_new_poll

Add = Callable[..., Poll]
Do = Callable[..., None]
EDITOR = Editor(id=7, name="Edith", email="edith@example.org", role=EditorRole.OWNER)
SLUG = "colours"


@pytest.fixture
def do(app: Flask, clock: Clock) -> Do:
    """Do an act now: ``do("close_poll", poll)``."""

    def act(name: str, poll: Poll, *more: Any) -> None:
        with app.app_context():
            getattr(actions, name)(poll.id, EDITOR, clock(), *more)

    return act


@pytest.fixture
def state(app: Flask, clock: Clock) -> Callable[[], State]:
    def now() -> State:
        with app.app_context():
            return result_sheet(poll_by_slug(SLUG), clock()).state

    return now


@pytest.fixture
def row(app: Flask) -> Callable[[], dict[str, Any]]:
    def read() -> dict[str, Any]:
        with app.app_context():
            found = session().scalars(select(PollRow).where(PollRow.slug == SLUG)).one()
            return {key: value for key, value in vars(found).items() if not key.startswith("_")}

    return read


@pytest.fixture
def acts(app: Flask) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """What the history says, oldest first."""

    def read() -> list[tuple[str, dict[str, Any]]]:
        with app.app_context():
            found = session().scalars(select(HistoryRow).order_by(HistoryRow.number))
            return [(one.act, one.detail) for one in found]

    return read


def box_of(app: Flask, poll: Poll) -> BoxRow:
    with app.app_context():
        found = session().get(BoxRow, poll.id)
        assert found is not None
        session().expunge(found)
        return found


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def test_a_planned_poll_opens_at_once(
    add: Add, do: Do, state: Callable[[], State], acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll(opens_at=NOON + hours(2)))
    assert state() is State.SCHEDULED
    do("open_poll", poll)
    assert state() is State.OPEN
    assert acts() == [("poll_opened", {"planned_for": iso(NOON + hours(2))})]


def test_a_closed_poll_takes_no_more_votes_and_verifies(
    add: Add, app: Flask, do: Do, clock: Clock, state: Callable[[], State]
) -> None:
    poll = add(make_new_poll())
    box: Box = app.extensions["box"]
    assert box.put(make_op(1, poll_id=poll.id)).verdict is Verdict.STORED
    do("close_poll", poll)
    late = box.put(make_op(2, poll_id=poll.id, version=2))
    assert (late.verdict, late.stale) == (Verdict.CLOSED, False)
    assert state() is State.CLOSED
    kept = box_of(app, poll)
    assert (kept.closed_number, kept.next_number) == (2, 2)
    with app.app_context():
        assert verify_poll(poll).faults == ()


def test_a_vote_read_before_the_closing_is_read_again_after_it(
    add: Add, app: Flask, do: Do
) -> None:
    poll = add(make_new_poll())
    do("close_poll", poll)
    assert app.extensions["box"].put(make_op(1, poll_id=poll.id)).stale


def test_a_poll_may_close_at_the_moment_it_opened(
    add: Add, do: Do, state: Callable[[], State]
) -> None:
    poll = add(make_new_poll(opens_at=NOON))
    do("close_poll", poll)
    assert state() is State.CLOSED


@pytest.mark.parametrize("closes", [None, NOON + hours(48)])
def test_a_closed_poll_is_reopened(
    add: Add,
    app: Flask,
    do: Do,
    state: Callable[[], State],
    acts: Callable[[], Any],
    row: Callable[[], dict[str, Any]],
    closes: datetime | None,
) -> None:
    poll = add(make_new_poll())
    do("close_poll", poll)
    do("reopen_poll", poll, closes)
    assert state() is State.OPEN
    assert row()["closes_at"] == closes
    stored = app.extensions["box"].put(make_op(1, poll_id=poll.id, version=3))
    assert stored.verdict is Verdict.STORED
    act, detail = acts()[-1]
    assert act == "poll_reopened"
    assert detail["results_were_out"] is True
    assert detail.get("closes_at") == iso(closes)


def test_history_does_not_say_that_hidden_results_were_out(
    add: Add, do: Do, acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll(visibility=Visibility.WHEN_RELEASED))
    do("close_poll", poll)
    do("reopen_poll", poll)
    assert acts()[-1][1]["results_were_out"] is False


def test_another_closing_time_may_be_later_or_earlier(
    add: Add, do: Do, row: Callable[[], dict[str, Any]], acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll())
    for number in (50, 3):
        do("extend_poll", poll, NOON + hours(number))
        assert row()["closes_at"] == NOON + hours(number)
    said = {"before": iso(NOON + hours(50)), "closes_at": iso(NOON + hours(3))}
    assert acts()[-1] == ("poll_extended", said)


def test_a_later_closing_reopens_a_poll_only_if_it_was_seen_closed(
    add: Add, do: Do, clock: Clock, state: Callable[[], State], acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll())
    clock.set(NOON + hours(30))
    with pytest.raises(StaleEditError):
        do("extend_poll", poll, NOON + hours(40))
    assert state() is State.CLOSED
    do("extend_poll", poll, NOON + hours(40), Seen(poll.definition_version, State.CLOSED))
    assert state() is State.OPEN
    assert acts()[-1][0] == "poll_reopened"


def test_what_was_to_come_after_the_closing_still_does(
    add: Add, do: Do, row: Callable[[], dict[str, Any]]
) -> None:
    poll = add(
        make_new_poll(
            visibility=Visibility.WHEN_RELEASED,
            release_at=NOON + hours(30),
            archived_at=NOON + hours(40),
        )
    )
    do("extend_poll", poll, NOON + hours(35))
    assert row()["release_at"] == NOON + hours(35)
    assert row()["archived_at"] == NOON + hours(40)
    do("extend_poll", poll, NOON + hours(50))
    assert row()["archived_at"] is None


def test_a_closing_time_in_the_past_is_refused_and_nothing_changes(
    add: Add, do: Do, row: Callable[[], dict[str, Any]], acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll())
    do("close_poll", poll)
    before = row()
    with pytest.raises(ActRefusedError, match="has passed"):
        do("reopen_poll", poll, NOON - hours(1))
    assert row() == before
    assert len(acts()) == 1


def test_results_are_released_by_hand_and_closing_keeps_their_time(
    add: Add, do: Do, row: Callable[[], dict[str, Any]], acts: Callable[[], Any], clock: Clock
) -> None:
    later = NOON + hours(30)
    poll = add(make_new_poll(visibility=Visibility.WHEN_RELEASED, release_at=later))
    do("close_poll", poll)
    assert row()["release_at"] == later
    clock.forward(hours=1)
    do("release_results", poll)
    assert row()["release_at"] == NOON + hours(1)
    assert acts()[-1] == ("poll_released", {"planned_for": iso(later)})
    with pytest.raises(ActRefusedError, match="are out already"):
        do("set_release", poll, later)


def test_the_time_of_release_can_be_set_and_taken_away(
    add: Add, do: Do, row: Callable[[], dict[str, Any]]
) -> None:
    poll = add(make_new_poll(visibility=Visibility.WHEN_RELEASED))
    do("set_release", poll, NOON + hours(30))
    assert row()["release_at"] == NOON + hours(30)
    with pytest.raises(ActRefusedError, match="before the poll closes"):
        do("set_release", poll, NOON + hours(20))
    do("set_release", poll, None)
    assert row()["release_at"] is None
    do("set_release", poll, NOON + hours(30))
    do("extend_poll", poll, None)
    assert (row()["closes_at"], row()["release_at"]) == (None, None)
    with pytest.raises(ActRefusedError, match="Set its closing time first"):
        do("set_release", poll, NOON + hours(30))


def test_a_closed_poll_goes_into_the_archive_and_comes_back_closed(
    add: Add, app: Flask, do: Do, clock: Clock, state: Callable[[], State]
) -> None:
    poll = add(make_new_poll())
    do("close_poll", poll)
    do("archive_poll", poll)
    assert state() is State.ARCHIVED
    clock.forward(hours=1)
    do("unarchive_poll", poll)
    assert state() is State.CLOSED


def test_a_poll_that_its_archiving_has_ended_comes_back_closed(
    add: Add, app: Flask, do: Do, clock: Clock, state: Callable[[], State]
) -> None:
    poll = add(make_new_poll(closes_at=None, archived_at=NOON + hours(1)))
    clock.forward(hours=2)
    do("unarchive_poll", poll)
    assert state() is State.CLOSED
    assert box_of(app, poll).closed_number == 1


def test_a_past_result_goes_into_the_archive_and_out(
    add: Add, app: Flask, do: Do, clock: Clock
) -> None:
    poll = add(make_new_ifri(live=False))
    for name in ("open_poll", "close_poll", "reopen_poll"):
        with pytest.raises(ActRefusedError, match="past result"):
            do(name, poll)
    do("archive_poll", poll)
    do("unarchive_poll", poll)
    with app.app_context():
        assert poll_by_slug(poll.slug).archived_at is None
        assert verify_poll(poll).faults == ()


@pytest.mark.parametrize(
    ("opens", "name", "said"),
    [
        (None, "close_poll", "is a draft"),
        (NOON + hours(1), "close_poll", "nothing to close"),
        (NOON, "open_poll", "open already"),
        (NOON, "archive_poll", "Close it first"),
        (NOON, "release_results", "come out by themselves"),
        (NOON, "unarchive_poll", "not in the archive"),
    ],
)
def test_an_act_that_does_not_fit_the_state_is_refused_with_the_reason(
    add: Add, do: Do, acts: Callable[[], Any], opens: datetime | None, name: str, said: str
) -> None:
    poll = add(make_new_poll(opens_at=opens))
    with pytest.raises(ActRefusedError, match=said):
        do(name, poll)
    assert acts() == []


def test_a_deleted_poll_has_no_life_and_an_unknown_one_is_not_found(
    add: Add, app: Flask, do: Do
) -> None:
    poll = add(make_new_poll())
    with app.app_context(), writing():
        found = session().get(PollRow, poll.id)
        assert found is not None
        found.deleted_at = NOON
    with pytest.raises(ActRefusedError, match="Put it back first"):
        do("close_poll", poll)
    with pytest.raises(PollNotFoundError):
        do("close_poll", replace(poll, id=poll.id + 1))


def test_no_vote_is_counted_after_a_closing_in_the_midst_of_votes(
    add: Add, app: Flask, do: Do
) -> None:
    poll = add(make_new_poll())
    box: Box = app.extensions["box"]
    stored: list[int] = []

    def vote(first: int) -> None:
        for form in range(first, first + 200):
            try:
                outcome = box.put(make_op(form, poll_id=poll.id))
            except PollsvcError:
                continue
            if outcome.verdict is Verdict.STORED:
                assert outcome.number is not None
                stored.append(outcome.number)

    voters = [threading.Thread(target=vote, args=(number * 1000,)) for number in range(1, 9)]
    for voter in voters:
        voter.start()
    wait_for(lambda: len(stored) > 20)
    do("close_poll", poll)
    for voter in voters:
        voter.join()
    kept = box_of(app, poll)
    assert kept.closed_number == kept.next_number
    assert 20 < len(stored) < 1600, "the closing was not in the midst"
    assert max(stored) < kept.closed_number
    with app.app_context():
        checked = verify_poll(poll_by_slug(SLUG))
        assert (checked.faults, checked.responses) == ((), len(stored))
        assert result_sheet(poll_by_slug(SLUG), NOON).counted == len(stored)


def test_of_two_editors_who_close_at_once_one_is_told_that_it_is_closed(
    add: Add, app: Flask, clock: Clock, acts: Callable[[], Any]
) -> None:
    poll = add(make_new_poll())
    said: list[str] = []
    began = threading.Barrier(2)

    def close() -> None:
        began.wait()
        with app.app_context():
            try:
                actions.close_poll(poll.id, EDITOR, clock())
            except ActRefusedError as error:
                said.append(error.message)

    both = [threading.Thread(target=close) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert said == ["This poll is closed already."]
    assert len(acts()) == 1


def test_a_vote_that_waits_for_a_reopening_sees_the_poll_as_it_is_then(
    add: Add, app: Flask, clock: Clock, do: Do
) -> None:
    poll = add(make_new_poll())
    clock.set(NOON + hours(30))
    box: Box = app.extensions["box"]
    came: list[Any] = []
    waiting = threading.Thread(target=lambda: came.append(box.put(make_op(1, poll_id=poll.id))))
    with app.app_context(), actions._acting(LifeAct.REOPEN, poll.id, EDITOR, clock(), None) as held:
        waiting.start()
        waiting.join(0.3)
        assert not came
        held.row.closes_at = None
    waiting.join()
    assert came[0].stale  # and not: closed, which would have closed it for good
    assert box_of(app, poll).closed_ms is None
