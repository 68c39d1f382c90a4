"""The writer on both databases: many voters at once, several writers, and the end of a poll."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

from pollsvc.config import Settings
from pollsvc.domain.poll import Poll, Protection
from pollsvc.domain.repeat import Act, Verdict
from pollsvc.store.columns import to_ms
from pollsvc.voting.box import Box, Outcome
from pollsvc.voting.verify import Checked
from tests.acts import a_mix, make_op, put_all, put_in_another_process
from tests.integration.conftest import Rows, verdicts, wait_for
from tests.make import NOON, hours, make_new_poll


def test_every_one_of_200_voters_at_once_is_stored(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(form, choice=(form % 4 + 1,)) for form in range(200)])
    assert verdicts(outcomes) == {Verdict.STORED: 200}
    assert sorted(outcome.number or 0 for outcome in outcomes) == list(range(1, 201))
    assert (checked().responses, checked().faults) == (200, ())


def test_one_form_sent_200_times_at_once_is_stored_once_with_one_number(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(1)] * 200)
    assert verdicts(outcomes) == {Verdict.STORED: 1, Verdict.SAME: 199}
    assert {outcome.number for outcome in outcomes} == {1}
    assert (checked().responses, checked().faults) == (1, ())


def test_200_forms_of_one_voter_at_once_are_stored_once(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(form, 7) for form in range(200)])
    assert verdicts(outcomes) == {Verdict.STORED: 1, Verdict.ALREADY: 199}
    assert (checked().responses, checked().faults) == (1, ())


def test_200_forms_of_one_voter_all_count_where_the_poll_is_open_to_all(
    make_box: Callable[..., Box], add: Callable[..., Poll], rows: Rows
) -> None:
    poll = add(make_new_poll(slug="open", protection=Protection.OPEN))
    ops = [make_op(form, 7, poll_id=poll.id, keeps_out=False) for form in range(200)]
    assert verdicts(put_all(make_box(), ops)) == {Verdict.STORED: 200}
    assert rows("SELECT n FROM tally WHERE measure = 'standing' AND n > 0") == [(200,)]


def test_200_changes_of_one_voter_at_once_leave_one_vote(
    box: Box, rows: Rows, checked: Callable[[], Checked]
) -> None:
    box.put(make_op(1, 7))
    changes = [make_op(form, 7, (form % 4 + 1,), act=Act.CHANGE) for form in range(2, 202)]
    outcomes = put_all(box, changes)
    assert verdicts(outcomes) == {Verdict.STORED: 200}
    assert rows("SELECT number FROM response WHERE standing <> 'replaced'") == [(201,)]
    assert rows("SELECT response FROM claim WHERE response = 201 ORDER BY word")[0] == (201,)
    assert (checked().responses, checked().faults) == (201, ())


def test_a_change_to_the_same_answer_is_stored(
    box: Box, rows: Rows, checked: Callable[[], Checked]
) -> None:
    box.put(make_op(1, 7, (2,)))
    assert box.put(make_op(2, 7, (2,), act=Act.CHANGE)) == Outcome(Verdict.STORED, 2)
    assert rows("SELECT n FROM tally WHERE measure = 'option' AND n > 0") == [(1,)]
    assert checked().faults == ()


def test_acts_of_one_voter_come_to_pass_in_the_order_in_which_they_came(box: Box) -> None:
    holding = threading.Event()
    taken = threading.Event()
    gather = box._gather

    def held_gather() -> Any:
        taken.set()
        assert holding.wait(20)
        return gather()

    box._gather = held_gather  # type: ignore[method-assign]
    numbers: list[tuple[int, int | None]] = []

    def put(form: int) -> None:
        act = Act.VOTE if form == 1 else Act.CHANGE
        numbers.append((form, box.put(make_op(form, 7, act=act)).number))

    threads = []
    for form in range(1, 80):  # more than a batch takes, so that most are put off
        threads.append(threading.Thread(target=put, args=(form,)))
        threads[-1].start()
        wait_for(lambda form=form: box._queue.qsize() == form)  # type: ignore[misc]
    assert taken.wait(20)
    holding.set()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [(form, form) for form in range(1, 80)]


def assert_mixed_acts_are_sound(rows: Rows) -> None:
    """One row a voter stands, the voter's word on it; each form holds one row."""
    standing = {n for (n,) in rows("SELECT number FROM response WHERE standing <> 'replaced'")}
    holds = rows("SELECT word, response FROM claim")
    voters = [number for each, number in holds if bytes(each)[:1] == b"b"]
    forms = [number for each, number in holds if bytes(each)[:1] == b"f"]
    numbers = [n for (n,) in rows("SELECT number FROM response ORDER BY number")]
    assert sorted(voters) == sorted(standing)
    assert sorted(forms) == numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 50


def test_two_writers_on_one_database_agree(
    make_box: Callable[..., Box], poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    boxes = [make_box(), make_box()]
    outcomes: list[list[Outcome]] = [[], []]

    def run(place: int) -> None:
        outcomes[place] = list(put_all(boxes[place], a_mix(1) + a_mix(place + 2), threads=12))

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_mixed_acts_are_sound(rows)
    stored = [o.number for each in outcomes for o in each if o.verdict is Verdict.STORED]
    assert len(stored) == len(set(stored)) == checked().responses
    assert checked().faults == ()


def test_two_processes_on_one_database_agree(
    settings: Settings, poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=put_in_another_process, args=(settings, seed, to_ms(NOON)))
        for seed in (2, 3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert_mixed_acts_are_sound(rows)
    assert checked().faults == ()


def test_a_retry_after_closing_gets_the_same_receipt(
    make_box: Callable[..., Box], poll: Poll
) -> None:
    first = make_box().put(make_op(1))
    late = make_box(at=to_ms(NOON + hours(24)))
    assert late.put(make_op(2)).verdict is Verdict.CLOSED
    assert late.put(make_op(1)) == Outcome(Verdict.SAME, first.number)


def test_a_poll_stays_closed_when_the_clock_goes_back(
    make_box: Callable[..., Box], poll: Poll, rows: Rows
) -> None:
    early, late = make_box(), make_box(at=to_ms(NOON + hours(24)))
    early.put(make_op(1))
    assert late.put(make_op(2)).verdict is Verdict.CLOSED
    assert early.put(make_op(3)).verdict is Verdict.CLOSED
    assert rows("SELECT next_number, closed_number, closed_ms FROM box") == [
        (2, 2, to_ms(NOON + hours(24)))
    ]


def test_nothing_is_numbered_after_a_closing_in_the_midst_of_votes(
    make_box: Callable[..., Box], poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    closes = to_ms(NOON + hours(24))
    ticks = iter(range(closes - 4, closes + 10_000))
    box, other = make_box(), make_box()
    box._clock_ms = lambda: next(ticks)
    outcomes = put_all(box, [make_op(form) for form in range(400)], threads=32)
    outcomes = [*outcomes, *put_all(other, [make_op(form) for form in range(400, 430)])]
    stored = verdicts(outcomes)[Verdict.STORED]
    assert 0 < stored < 400
    assert verdicts(outcomes)[Verdict.CLOSED] == 430 - stored
    assert rows("SELECT next_number, closed_number FROM box") == [(stored + 1, stored + 1)]
    assert rows("SELECT max(sent_ms) FROM response")[0][0] < closes
    assert checked().faults == ()
