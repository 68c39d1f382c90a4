"""What a batch comes to, tried against a store that is four dictionaries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import HOUR_MS, Cell, Standing, cells, tally_of
from pollsvc.domain.repeat import Act, Verdict
from pollsvc.voting.box.plan import (
    Head,
    Known,
    NewResponse,
    Op,
    Outcome,
    Plan,
    plan_batch,
    read_stored,
    stored_answers,
)
from tests.acts import make_op, word

OPENS, CLOSES = 100 * HOUR_MS, 110 * HOUR_MS
HEAD = Head(
    poll_id=1,
    next_number=1,
    closed_ms=None,
    opens_ms=OPENS,
    closes_ms=CLOSES,
    archived_ms=None,
    definition_version=1,
    may_change=True,
    may_withdraw=True,
)


@dataclass
class Store:
    """What a database holds of one poll."""

    head: Head = HEAD
    closed_number: int | None = None
    claims: dict[bytes, int] = field(default_factory=dict)
    rows: dict[int, NewResponse] = field(default_factory=dict)
    tally: Counter[Cell] = field(default_factory=Counter)

    def run(self, ops: Sequence[Op], now_ms: int = OPENS) -> list[Outcome]:
        """Plan these acts and write the plan."""
        words = [each for op in ops for each in (op.words.form, op.words.voter)]
        known = [self._known(each, self.claims[each]) for each in words if each in self.claims]
        plan, outcomes = plan_batch(ops, {1: self.head}, known, now_ms)
        self._write(plan)
        return outcomes

    def one(self, op: Op, now_ms: int = OPENS) -> Outcome:
        """The same for one act."""
        return self.run([op], now_ms)[0]

    def _known(self, each: bytes, number: int) -> Known:
        row = self.rows[number]
        return Known(
            1, each, number, row.standing, _loads(row.answers), row.sent_ms, row.moved_by_history
        )

    def _write(self, plan: Plan) -> None:
        for claim in plan.claims:
            assert self.claims.get(claim.word) == claim.replaced
            self.claims[claim.word] = claim.response
        for row in plan.responses:
            assert row.number == len(self.rows) + 1
            self.rows[row.number] = row
        for old in plan.replaced:
            assert self.rows[old.number].standing == old.seen
            self.rows[old.number] = self.rows[old.number]._replace(standing="replaced")
        for delta in plan.more():
            self.tally[Cell(*delta[1:4])] += delta.n
        for delta in plan.less():
            self.tally[Cell(*delta[1:4])] -= delta.n
        if 1 in plan.next_numbers:
            self.head = self.head._replace(next_number=plan.next_numbers[1])
        if plan.latched:
            self.closed_number = self.head.next_number
            self.head = self.head._replace(closed_ms=plan.now_ms)

    def recount(self) -> dict[Cell, int]:
        """The tally of the rows, counted anew."""
        return tally_of(
            cells(read_stored(_loads(row.answers)), Standing(row.standing), row.sent_ms, {})
            for row in self.rows.values()
        )


def _loads(text: str | None) -> Any:
    import json

    return None if text is None else json.loads(text)


acts = st.builds(
    make_op,
    form=st.integers(1, 12),
    voter=st.integers(1, 3),
    choice=st.one_of(st.none(), st.integers(1, 3), st.sampled_from([(1, 2), (2, 3), (1, 2, 3)])),
    act=st.sampled_from(Act),
    keeps_out=st.booleans(),
)
batches = st.lists(
    st.tuples(st.lists(acts, max_size=6), st.integers(0, 12 * HOUR_MS)), min_size=1, max_size=12
)


def apart(ops: list[Op]) -> list[Op]:
    """Those of the acts that may be in one batch: no two share a word."""
    seen: set[bytes] = set()
    found = []
    for op in ops:
        words = {op.words.form, op.words.voter}
        if seen.isdisjoint(words):
            seen |= words
            found.append(op)
    return found


def played(
    run: list[tuple[list[Op], int]], *, keeps_out: bool = True, **rules: bool
) -> tuple[Store, list[tuple[Op, Outcome, int]]]:
    """Play batches in order of time at one protection level, as one poll has one."""
    store = Store(HEAD._replace(**rules))
    told = []
    for ops, later in sorted(run, key=lambda batch: batch[1]):
        ready = [replace(op, words=replace(op.words, keeps_out=keeps_out)) for op in apart(ops)]
        now_ms = OPENS + later
        outcomes = store.run(ready, now_ms)
        told += [(op, got, now_ms) for op, got in zip(ready, outcomes, strict=True)]
    return store, told


@settings(max_examples=50)
@given(batches, st.booleans(), st.booleans(), st.booleans())
def test_the_tally_is_always_what_the_rows_add_up_to(
    run: list[tuple[list[Op], int]], keeps_out: bool, may_change: bool, may_withdraw: bool
) -> None:
    store, _told = played(
        run, keeps_out=keeps_out, may_change=may_change, may_withdraw=may_withdraw
    )
    assert {cell: n for cell, n in store.tally.items() if n} == store.recount()
    assert min(store.tally.values(), default=0) >= 0


@settings(max_examples=50)
@given(batches)
def test_numbers_run_from_one_without_a_gap_in_the_order_of_the_acts(
    run: list[tuple[list[Op], int]],
) -> None:
    store, told = played(run)
    stored = [got.number for _op, got, _now in told if got.verdict is Verdict.STORED]
    assert stored == list(range(1, store.head.next_number))
    assert stored == list(store.rows)


@settings(max_examples=50)
@given(batches)
def test_one_row_a_voter_stands_and_the_voters_word_is_on_it(
    run: list[tuple[list[Op], int]],
) -> None:
    store, told = played(run)
    rows = {
        op.words.voter: [
            got.number
            for other, got, _now in told
            if other.words.voter == op.words.voter and got.verdict is Verdict.STORED
        ]
        for op, _got, _now in told
    }
    for voter, numbers in rows.items():
        standing = [n for n in numbers if n and store.rows[n].standing != "replaced"]
        assert standing == ([store.claims[voter]] if numbers else [])


@settings(max_examples=50)
@given(batches, st.booleans())
def test_a_form_sent_again_gets_the_number_it_had(
    run: list[tuple[list[Op], int]], keeps_out: bool
) -> None:
    _store, told = played(run, keeps_out=keeps_out)
    first: dict[bytes, int | None] = {}
    for op, got, _now in told:
        if op.words.form in first:
            assert (got.verdict, got.number) == (Verdict.SAME, first[op.words.form])
        elif got.verdict is Verdict.STORED:
            first[op.words.form] = got.number
        else:
            assert got.verdict is not Verdict.SAME


@settings(max_examples=50)
@given(batches)
def test_nothing_is_numbered_at_or_after_the_closing_time(
    run: list[tuple[list[Op], int]],
) -> None:
    store, told = played(run)
    assert all(row.sent_ms < CLOSES for row in store.rows.values())
    late = [got for _op, got, now in told if now >= CLOSES and got.verdict is not Verdict.SAME]
    assert {got.verdict for got in late} <= {Verdict.CLOSED}
    assert (store.closed_number is not None) == bool(late)
    assert store.closed_number in {None, store.head.next_number}


def test_a_latched_poll_stays_closed_when_the_clock_goes_back() -> None:
    store = Store()
    assert store.one(make_op(1), CLOSES).verdict is Verdict.CLOSED
    assert store.one(make_op(2), OPENS).verdict is Verdict.CLOSED


def test_a_refusal_before_opening_latches_nothing() -> None:
    store = Store()
    assert store.one(make_op(1), OPENS - 1).verdict is Verdict.CLOSED
    assert store.one(make_op(1), OPENS).verdict is Verdict.STORED


@pytest.mark.parametrize(("later", "verdict"), [(-1, Verdict.STORED), (0, Verdict.CLOSED)])
@pytest.mark.parametrize(
    "head",
    [HEAD, HEAD._replace(closes_ms=None, archived_ms=CLOSES)],
    ids=["closing", "archiving"],
)
def test_the_end_is_exact_to_the_millisecond(head: Head, later: int, verdict: Verdict) -> None:
    store = Store(head)
    assert store.one(make_op(1), CLOSES + later).verdict is verdict


def test_a_retry_gets_its_receipt_even_after_the_latch() -> None:
    store = Store()
    store.one(make_op(1))
    store.one(make_op(2), CLOSES)
    assert store.one(make_op(1), CLOSES) == Outcome(Verdict.SAME, 1)


def test_an_act_read_by_an_older_definition_is_stale_and_stores_nothing() -> None:
    store = Store(HEAD._replace(definition_version=2))
    assert store.one(make_op(1, version=1)).stale
    assert store.rows == {}
    assert not store.one(make_op(1, version=2)).stale


def test_a_retry_gets_its_receipt_although_the_poll_was_written_anew() -> None:
    store = Store()
    store.one(make_op(1))
    store.head = store.head._replace(definition_version=2)
    assert store.one(make_op(1, version=1)) == Outcome(Verdict.SAME, 1)


def test_an_act_in_a_poll_without_a_box_is_stale() -> None:
    assert plan_batch([make_op(1)], {}, [], OPENS)[1][0].stale


def test_open_protection_counts_each_form_and_remembers_the_latest() -> None:
    store = Store()
    for form in (1, 2, 3):
        assert store.one(make_op(form, 1, keeps_out=False)).number == form
    assert store.tally[Cell(0, "standing", "counted")] == 3
    assert store.claims[word(b"b", 1)] == 3


def test_a_change_to_the_same_answer_changes_no_counter() -> None:
    store = Store()
    store.one(make_op(1, 1))
    before = dict(store.tally)
    known = [store._known(word(b"b", 1), 1)]
    plan, _ = plan_batch([make_op(2, 1, act=Act.CHANGE)], {1: store.head}, known, OPENS)
    assert (len(plan.responses), plan.more(), plan.less()) == (1, [], [])
    store._write(plan)
    assert {cell: n for cell, n in store.tally.items() if n} == before


def test_rows_come_in_the_one_order_in_which_they_are_locked() -> None:
    heads = {poll: HEAD._replace(poll_id=poll) for poll in (1, 2, 3)}
    ops = [make_op(form, poll_id=form % 3 + 1, choice=form % 4) for form in range(1, 13)]
    plan, _ = plan_batch(ops, heads, [], OPENS)
    assert plan.more() == sorted(plan.more())
    assert {poll: number - 1 for poll, number in plan.next_numbers.items()} == {1: 4, 2: 4, 3: 4}


@pytest.mark.parametrize("answer", [None, 3, (1,), (2, 9)])
def test_stored_answers_read_back_as_they_were(answer: Answer | None) -> None:
    assert read_stored(_loads(stored_answers({10: 2, 9: answer}))) == {9: answer, 10: 2}


def test_a_withdrawal_has_no_answers() -> None:
    assert stored_answers(None) is None
    assert read_stored(None) is None
