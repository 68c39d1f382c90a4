"""What the writer leaves behind on both databases: rows, counters, and pages made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Act, Verdict
from pollsvc.results.queries import result_sheet
from pollsvc.store.columns import to_ms
from pollsvc.voting.box import Box, Outcome
from pollsvc.voting.box.postgres import HEADS as PG_HEADS
from pollsvc.voting.box.postgres import KNOWN as PG_KNOWN
from pollsvc.voting.box.postgres import PostgresBatch
from pollsvc.voting.box.sqlite import HEADS, KNOWN
from pollsvc.voting.models import ResponseRow
from pollsvc.voting.verify import verify_poll
from tests.acts import make_op, put_all, word
from tests.conftest import Clock, Database
from tests.databases import plain_url
from tests.integration.conftest import Rows
from tests.make import NOON, make_new_poll, make_new_question


def test_the_words_are_looked_up_by_their_key(database: Database, poll: Poll, rows: Rows) -> None:
    if database.is_sqlite:
        marks = ",".join(["(1, x'66')"] * 128)
        plan = [row[3] for row in rows("EXPLAIN QUERY PLAN " + KNOWN.format(marks=marks))]
        assert [line.split("(")[0] for line in plan if " c " in line or " r " in line] == [
            "SEARCH c USING PRIMARY KEY ",
            "SEARCH r USING PRIMARY KEY ",
        ]
        heads = rows("EXPLAIN QUERY PLAN " + HEADS.format(marks="1,2"))
        assert not [row for row in heads if row[3].startswith("SCAN")]
        return
    batch = PostgresBatch(plain_url(database.url))
    batch.connect()
    try:
        for statement, values in ((PG_KNOWN, [[1], [b"f"]]), (PG_HEADS, [[1]])):
            found = batch._open.execute("EXPLAIN " + statement, values).fetchall()
            lines = "\n".join(row[0] for row in found)
            assert "Index" in lines
            assert "Seq Scan" not in lines
    finally:
        batch.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_look_up_by_pairs_in_a_list_would_scan(database: Database, rows: Rows) -> None:
    """The control of the test above: the plain way to write it reads all of the table."""
    wrong = "SELECT * FROM claim c WHERE (c.poll_id, c.word) IN (VALUES (1, x'66'), (2, x'67'))"
    assert next(row[3] for row in rows("EXPLAIN QUERY PLAN " + wrong)).startswith("SCAN c")


def test_the_orm_reads_what_the_bare_driver_wrote(
    box: Box, app: Flask, poll: Poll, rows: Rows
) -> None:
    box.put(make_op(1, 1, (2, 3), salt=bytes(range(16)), language="ru"))
    box.put(make_op(2, 2, None))
    box.put(make_op(3, 1, act=Act.WITHDRAW))
    with app.app_context():
        from pollsvc.store.db import session

        found = session().query(ResponseRow).order_by(ResponseRow.number).all()
        assert [
            (row.number, row.replaces, row.standing, row.answers, row.language, row.sent_ms)
            for row in found
        ] == [
            (1, None, "replaced", {"1": [2, 3]}, "ru", to_ms(NOON)),
            (2, None, "counted", {"1": None}, "en", to_ms(NOON)),
            (3, 1, "withdrawn", None, "en", to_ms(NOON)),
        ]
        assert found[0].salt == bytes(range(16))
    # A withdrawal is NULL for the database too, and not the JSON word "null".
    assert rows("SELECT count(*) FROM response WHERE answers IS NULL") == [(1,)]


def test_both_databases_hold_the_same_answers_and_whole_numbers(box: Box, rows: Rows) -> None:
    put_all(box, [make_op(form, choice=(1, 3) if form % 2 else None) for form in range(10)], 1)
    held = rows("SELECT answers, sent_ms, number FROM response ORDER BY number")
    answers = [value if isinstance(value, dict) else json.loads(value) for value, _, _ in held]
    assert answers == [{"1": [1, 3]} if form % 2 else {"1": None} for form in range(10)]
    assert {type(part) for row in held for part in row[1:]} == {int}
    counters = sorted(rows("SELECT question, measure, cell, n FROM tally"))
    assert counters == [
        (0, "hour", str(to_ms(NOON) // 3_600_000), 10),
        (0, "standing", "counted", 10),
        (0, "trend", f"{to_ms(NOON) // 3_600_000}:1", 5),
        (0, "trend", f"{to_ms(NOON) // 3_600_000}:3", 5),
        (1, "base", "answered", 5),
        (1, "base", "asked", 10),
        (1, "option", "1", 5),
        (1, "option", "3", 5),
    ]


def test_the_figures_are_told_of_before_the_voter_is_answered(
    make_box: Callable[..., Box], poll: Poll, rows: Rows
) -> None:
    told: list[tuple[int, int]] = []

    def committed(poll_id: int) -> None:
        told.append((poll_id, rows("SELECT count(*) FROM response")[0][0]))

    box = make_box(committed)
    box.put(make_op(1))
    assert told == [(poll.id, 1)]
    box.put(make_op(1))
    assert told == [(poll.id, 1)]


def test_a_page_made_before_a_commit_is_not_kept_after_it(
    app: Flask, poll: Poll, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vote that is committed while the page of results is made, at its worst moment."""
    from pollsvc.polls.queries import poll_by_slug as read
    from pollsvc.results import pages

    box: Box = app.extensions["box"]

    def read_then_vote(slug: str) -> Poll:
        found = read(slug)
        assert box.put(make_op(1)).verdict is Verdict.STORED
        return found

    monkeypatch.setattr(pages, "poll_by_slug", read_then_vote)
    client = app.test_client()
    client.get(f"/p/{poll.slug}/results")
    monkeypatch.setattr(pages, "poll_by_slug", read)
    after = client.get(f"/p/{poll.slug}/results").text
    assert after == fresh(app, f"/p/{poll.slug}/results")


def fresh(app: Flask, address: str) -> str:
    """The page as it is made now, whatever is kept."""
    app.extensions["kept"]._entries.clear()
    return app.test_client().get(address).text


def test_a_page_is_kept_until_the_figures_change(
    app: Flask, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: something is kept at all, and a vote ends that."""
    from pollsvc.polls.queries import poll_by_slug as read
    from pollsvc.results import pages

    asked = []

    def read_and_tell(slug: str) -> Poll:
        asked.append(slug)
        return read(slug)

    monkeypatch.setattr(pages, "poll_by_slug", read_and_tell)
    # No page may grow too old while a slow machine makes it.
    monkeypatch.setattr("pollsvc.web.kept.monotonic", lambda: 0.0)
    client = app.test_client()
    before = [client.get(f"/p/{poll.slug}/results").text for _ in range(2)]
    assert before[0] == before[1]
    assert len(asked) == 1
    app.extensions["box"].put(make_op(1, choice=(1,)))
    assert client.get(f"/p/{poll.slug}/results").text != before[0]
    assert len(asked) == 2


def test_words_of_two_polls_have_nothing_to_do_with_each_other(
    box: Box, add: Callable[..., Poll], rows: Rows
) -> None:
    other = add(make_new_poll(slug="other"))
    ops = [make_op(1, 1), make_op(1, 1, poll_id=other.id)]
    assert [box.put(op) for op in ops] == [Outcome(Verdict.STORED, 1)] * 2
    assert rows("SELECT count(DISTINCT word) FROM claim") == [(2,)]
    assert word(b"f", 1) in {bytes(each) for (each,) in rows("SELECT word FROM claim")}


def test_a_vote_set_aside_stays_so_through_taking_back_and_voting_again(
    add: Callable[[NewPoll], Poll], app: Flask
) -> None:
    from sqlalchemy import text

    from pollsvc.store.db import session, writing

    poll = add(make_new_poll(may_change=True, may_withdraw=True))
    box = app.extensions["box"]

    def act(form: int, kind: Act) -> None:
        choice = None if kind is Act.WITHDRAW else 1
        assert box.put(make_op(form=form, voter=1, choice=choice, act=kind, poll_id=poll.id))

    act(1, Act.VOTE)
    with app.app_context(), writing() as current:
        for change in (
            "UPDATE response SET standing = 'set_aside', moved_by_history = 5",
            "DELETE FROM tally",
            "INSERT INTO tally VALUES (:p, 0, 'standing', 'set_aside', 1)",
        ):
            current.execute(text(change), {"p": poll.id} if ":p" in change else {})
    act(2, Act.WITHDRAW)
    act(3, Act.VOTE)
    with app.app_context():
        standings = session().execute(text("SELECT standing FROM response ORDER BY number"))
        assert [row.standing for row in standings] == ["replaced", "replaced", "set_aside"]
        assert verify_poll(poll).faults == ()


def test_an_order_of_fifty_options_is_counted(app: Flask, add: Callable[[NewPoll], Poll]) -> None:
    many = make_new_question("many", options=100)
    order = make_new_question("order", kind=Kind.RANKING, options=50, at_most=50)
    poll = add(make_new_poll(many, order))
    ranked = tuple(option.id for option in poll.questions[1].options)
    box: Box = app.extensions["box"]
    op = make_op(1, poll_id=poll.id)
    outcome = box.put(replace(op, answers={1: 1, 2: ranked}, counting=poll.counting))
    assert outcome.verdict is Verdict.STORED
    with app.app_context():
        figures = result_sheet(poll, NOON).questions[1]
        assert [line.count for line in figures.lines][:2] == [1, 0]
        assert [fault for fault in verify_poll(poll).faults if "form" not in fault] == []
