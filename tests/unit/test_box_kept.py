"""What a batch keeps beside the answers: the link, the order shown, the first response."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pollsvc.domain.cells import Cell
from pollsvc.domain.repeat import Act
from pollsvc.voting.box.plan import First, Op, plan_batch, read_stored
from tests.acts import make_op
from tests.unit.test_box_plan import CLOSES, HEAD, OPENS, Store, _loads

LINKS = 9


def by_link(op: Op, link: int | None) -> Op:
    """The same act by a reader who came by this link, in a poll that counts links."""
    answers = None if op.answers is None else {**op.answers, LINKS: link}
    return replace(op, answers=answers, links=LINKS)


def link_kept(store: Store, number: int) -> object:
    answers = read_stored(_loads(store.rows[number].answers))
    return answers.get(LINKS, "not asked") if answers is not None else "no answers"


def test_the_link_is_kept_with_the_vote_and_counted() -> None:
    store = Store()
    store.run([by_link(make_op(1), 91), by_link(make_op(2), None)])
    assert [link_kept(store, number) for number in (1, 2)] == [91, None]
    assert store.tally[Cell(LINKS, "option", "91")] == 1
    assert store.tally[Cell(LINKS, "base", "asked")] == 2
    assert store.tally[Cell(LINKS, "base", "answered")] == 1


@pytest.mark.parametrize("first", [91, None])
def test_a_changed_vote_keeps_the_link_it_first_came_by(first: int | None) -> None:
    store = Store()
    store.one(by_link(make_op(1, 1), first))
    store.one(by_link(make_op(2, 1, 3, act=Act.CHANGE), 92))
    assert link_kept(store, 2) == first
    assert {cell: n for cell, n in store.tally.items() if n} == store.recount()


def test_a_vote_of_before_links_were_counted_stays_without_when_it_is_changed() -> None:
    store = Store()
    store.one(make_op(1, 1))
    store.one(by_link(make_op(2, 1, 3, act=Act.CHANGE), 92))
    assert link_kept(store, 2) == "not asked"
    assert {cell: n for cell, n in store.tally.items() if n} == store.recount()


def test_a_vote_after_a_withdrawal_has_its_own_link() -> None:
    store = Store()
    store.one(by_link(make_op(1, 1), 91))
    store.one(by_link(make_op(2, 1, act=Act.WITHDRAW), None))
    store.one(by_link(make_op(3, 1), 92))
    assert [link_kept(store, number) for number in (1, 2, 3)] == [91, "no answers", 92]
    assert store.recount()[Cell(LINKS, "option", "92")] == 1
    assert Cell(LINKS, "option", "91") not in store.recount()


def test_the_seed_of_the_order_shown_is_kept_with_the_response() -> None:
    store = Store()
    store.run([replace(make_op(1), shown_seed=2**63 - 1), make_op(2)])
    assert [store.rows[number].shown_seed for number in (1, 2)] == [2**63 - 1, None]


def test_only_the_first_response_of_a_poll_is_tied_to_its_definition() -> None:
    heads = {1: HEAD, 2: HEAD._replace(poll_id=2, next_number=5), 3: HEAD._replace(poll_id=3)}
    ops = [make_op(number, poll_id=poll) for number, poll in enumerate((3, 2, 1, 3), 1)]
    plan, _outcomes = plan_batch(ops, heads, [], OPENS)
    assert sorted(plan.firsts) == [First(1, 1), First(3, 1)]


def test_what_is_refused_is_no_first_response() -> None:
    plan, _outcomes = plan_batch([make_op(1)], {1: HEAD}, [], CLOSES)
    assert plan.firsts == []
