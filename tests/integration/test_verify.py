"""``pollsvc verify`` says right what is right, and names the poll that was touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text

from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Act
from pollsvc.results.queries import result_sheet
from pollsvc.store.db import writing
from pollsvc.voting.cli import verify
from tests.acts import make_op
from tests.integration.test_words import say, wordy
from tests.make import NOON, make_new_ifri, make_new_poll, make_new_question

IMPORTED, LIVE = "us-goals-for-russia-2013", "us-goals-for-russia"


@dataclass(frozen=True)
class Polls:
    """An imported tally and a live poll, in which three voters were active."""

    imported: Poll
    live: Poll


@pytest.fixture
def polls(app: Flask, add: Callable[..., Poll]) -> Polls:
    polls = Polls(
        add(make_new_ifri(live=False)), add(make_new_ifri(may_change=True, may_withdraw=True))
    )
    box = app.extensions["box"]
    for op in (
        make_op(1, 1, 1, poll_id=polls.live.id),
        make_op(2, 2, 2, poll_id=polls.live.id),
        make_op(3, 3, 4, poll_id=polls.live.id),
        make_op(4, 1, 2, poll_id=polls.live.id, act=Act.CHANGE),
        make_op(5, 3, poll_id=polls.live.id, act=Act.WITHDRAW),
    ):
        box.put(op)
    return polls


@pytest.fixture
def run(app: Flask, polls: Polls) -> Callable[..., Result]:
    """Run ``pollsvc verify`` on the database of the test."""

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(verify, words, obj=ScriptInfo(create_app=lambda: app))

    return invoke


@pytest.fixture
def tamper(app: Flask, polls: Polls) -> Callable[[str], None]:
    """Change the database behind the program's back, with ``:live`` and the like put in."""
    values = {
        "live": polls.live.id,
        "imported": polls.imported.id,
        "answer": '{"1":3}',
        "forms": b"f",
        "after_forms": b"g",
        "strange": b"f" + bytes(16),
    }

    def change(statement: str) -> None:
        with app.app_context(), writing() as session:
            put_in = {name: each for name, each in values.items() if f":{name}" in statement}
            done = session.execute(text(statement), put_in)
            assert done.rowcount > 0  # type: ignore[attr-defined]

    return change


def test_verify_finds_nothing_where_nothing_was_touched(run: Callable[..., Result]) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{IMPORTED}: 0 responses, the tally is right",
        f"{LIVE}: 5 responses, the tally is right",
    ]


ADDED = (
    "INSERT INTO response (poll_id, number, standing, definition_version, language, sent_ms,"
    " answers, salt) SELECT poll_id, {number}, standing, definition_version, language, sent_ms,"
    " answers, salt FROM response WHERE poll_id = :live AND number = 2"
)
ROW = "WHERE poll_id = :live AND number = "
FORM = "word >= :forms AND word < :after_forms"
TAMPERINGS = {
    "an answer changed": f"UPDATE response SET answers = :answer {ROW} 2",
    "a response removed": f"DELETE FROM response {ROW} 2",
    "a replaced response removed": f"DELETE FROM response {ROW} 1",
    "a response added at the end": ADDED.format(number=6),
    "a response added far away": ADDED.format(number=99),
    "a vote set aside by hand": f"UPDATE response SET standing = 'set_aside' {ROW} 2",
    "a replaced vote counted again": f"UPDATE response SET standing = 'counted' {ROW} 1",
    "a vote moved to another hour": f"UPDATE response SET sent_ms = sent_ms - 3600000 {ROW} 2",
    "a counter raised": "UPDATE tally SET n = n + 1 WHERE poll_id = :live"
    " AND measure = 'option' AND cell = '2'",
    "counters removed": "DELETE FROM tally WHERE poll_id = :live AND measure = 'base'",
    "a counter added": "INSERT INTO tally (poll_id, question, measure, cell, n)"
    " VALUES (:live, 1, 'option', '77', 1)",
    "the numbers set back": "UPDATE box SET next_number = 5 WHERE poll_id = :live",
    "the box removed": "DELETE FROM box WHERE poll_id = :live",
    "votes after the latch": "UPDATE box SET closed_ms = 1, closed_number = 4"
    " WHERE poll_id = :live",
    "the claim of a form removed": "DELETE FROM claim"
    f" WHERE poll_id = :live AND response = 2 AND {FORM}",
    "two forms on one response": "UPDATE claim SET response = 2"
    f" WHERE poll_id = :live AND response = 3 AND {FORM}",
    "a form of no response": "INSERT INTO claim (poll_id, word, response)"
    " VALUES (:live, :strange, 99)",
    "a second form on a response": "INSERT INTO claim (poll_id, word, response)"
    " VALUES (:live, :strange, 2)",
    "a voter's word on a replaced response": "UPDATE claim SET response = 1, replaced = NULL"
    " WHERE poll_id = :live AND response = 4 AND word < :forms",
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_verify_finds_a_live_poll_that_was_touched(
    kind: str, run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper(TAMPERINGS[kind])
    result = run()
    assert result.exit_code == 1
    assert f"{IMPORTED}: 0 responses, the tally is right" in result.stdout
    assert LIVE + ":" not in result.stdout
    faults = result.stderr.splitlines()
    assert all(fault.startswith(f"{LIVE}: ") for fault in faults[:-1])
    assert faults[-1] == "1 of 2 polls do not add up"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tally SET n = n + 1 WHERE poll_id = :imported AND measure = 'option'",
        "DELETE FROM tally WHERE poll_id = :imported AND measure = 'standing'",
        "DELETE FROM snapshot WHERE poll_id = :imported",
        "UPDATE snapshot SET digest = 'x' WHERE poll_id = :imported",
        "UPDATE snapshot SET figures = '[]' WHERE poll_id = :imported",
        "UPDATE response SET poll_id = :imported WHERE poll_id = :live AND number = 1",
    ],
)
def test_verify_finds_an_imported_tally_that_was_touched(
    statement: str, run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper(statement)
    result = run(IMPORTED)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{IMPORTED}: ")


def test_verify_of_one_poll_looks_at_no_other(
    run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper(TAMPERINGS["a counter raised"])
    assert (run(IMPORTED).exit_code, run(LIVE).exit_code) == (0, 1)


def test_verify_says_what_the_tally_and_the_responses_say(
    run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper(TAMPERINGS["a counter raised"])
    assert f"{LIVE}: 1/option/2: the tally says 3, the responses give 2" in run().stderr


def test_a_voters_word_may_be_forgotten(
    run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    """Not tampering: what tells voters apart is deleted when it is no longer needed."""
    tamper("DELETE FROM claim WHERE poll_id = :live AND word < :forms")
    assert run().exit_code == 0


@pytest.fixture
def views(app: Flask, add: Callable[..., Poll]) -> Poll:
    """A poll with words: one vote with both, one that was changed, one that was taken back."""
    poll = add(wordy(may_change=True, may_withdraw=True))
    say(app, poll, 1, "Because of trade", other="Something else")
    say(app, poll, 2, "First thought")
    say(app, poll, 2, "Second thought", form=1002, act=Act.CHANGE)
    say(app, poll, 3, "Regretted")
    say(app, poll, 3, "", form=1003, act=Act.WITHDRAW)
    return poll


TEXT = (
    "INSERT INTO text_answer (poll_id, response, question, option, body, sought, moderation, lot)"
)
WORDS = {
    "UPDATE text_answer SET body = 'Because of war' WHERE response = 1 AND option = 0": (
        "response 1, question 2: the words are not those that were sent"
    ),
    "DELETE FROM text_answer WHERE response = 1 AND option = 2": (
        "response 1, question 1, answer 2: the words that were sent are missing"
    ),
    f"{TEXT} SELECT poll_id, 2, 2, 0, 'First thought', '', 'shown', 1"
    " FROM text_answer WHERE response = 3": (
        "response 2, question 2: words are there, and no vote that stands has any"
    ),
    f"{TEXT} SELECT poll_id, 5, 2, 0, 'Regretted', '', 'shown', 1"
    " FROM text_answer WHERE response = 3": (
        "response 5, question 2: words are there, and no vote that stands has any"
    ),
    "UPDATE text_answer SET response = 9000000000000 WHERE response = 3": (
        "response 3, question 2: the words that were sent are missing",
        "response 9000000000000, question 2: words are there, and no vote that stands has any",
    ),
    "UPDATE text_answer SET question = 3 WHERE response = 3": (
        "response 3, question 3: words are there, and no vote that stands has any",
        "response 3, question 2: the words that were sent are missing",
    ),
}


@pytest.mark.parametrize("statement", WORDS)
def test_verify_finds_words_that_were_touched(
    statement: str, views: Poll, run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    assert run("views").stdout == (
        "views: 5 responses, the tally is right; 3 written answers, as they were sent\n"
    )
    tamper(statement)
    result = run("views")
    assert result.exit_code == 1
    found = WORDS[statement]
    faults = [found] if isinstance(found, str) else list(found)
    assert result.stderr.splitlines()[:-1] == [f"views: {fault}" for fault in faults]


def test_verify_finds_words_whose_vote_is_gone(
    views: Poll, run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper("DELETE FROM response WHERE number = 3")
    assert "response 3, question 2: words are there" in run("views").stderr


def test_verify_reads_words_some_responses_at_a_time(
    views: Poll,
    run: Callable[..., Result],
    tamper: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pollsvc.voting.verify._ROWS_A_TIME", 1)
    assert run("views").exit_code == 0
    tamper("UPDATE text_answer SET body = 'x'")
    assert len(run("views").stderr.splitlines()) == 4


def test_verify_finds_words_in_an_imported_tally(
    views: Poll, run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    tamper("UPDATE text_answer SET poll_id = :imported WHERE response = 3")
    expected = f"{IMPORTED}: 1 written answers are there, and it is a tally without any"
    assert expected in run(IMPORTED).stderr


def test_verify_recounts_numbers_of_a_wide_range_and_what_they_add_up_to(
    app: Flask, add: Callable[..., Poll], run: Callable[..., Result], tamper: Callable[[str], None]
) -> None:
    wide = make_new_question("age", kind=Kind.NUMBER, options=0, low=-5, high=5_000_000_000)
    poll = add(make_new_poll(wide, slug="wide", may_change=True, may_withdraw=True))
    for form, voter, number in (
        (1, 1, 4_000_000_000),
        (2, 2, -5),
        (3, 3, 70),
        (4, 3, 65),
        (5, 4, 9),
    ):
        act = Act.CHANGE if form == 4 else Act.VOTE
        op = make_op(form, voter, number, poll_id=poll.id, act=act)
        app.extensions["box"].put(replace(op, counting=poll.counting))
    back = make_op(6, 4, poll_id=poll.id, act=Act.WITHDRAW)
    app.extensions["box"].put(replace(back, counting=poll.counting))
    with app.app_context():
        numbers = result_sheet(poll, NOON).questions[0].numbers
        assert numbers is not None
        assert numbers.mean == Fraction(4_000_000_000 - 5 + 65, 3)
    assert run("wide").exit_code == 0
    tamper("UPDATE tally SET n = n - 1 WHERE measure = 'sum' AND cell = '1'")
    tamper("UPDATE tally SET cell = '66' WHERE measure = 'exact' AND cell = '65'")
    said = run("wide").stderr
    assert "1/sum/1: the tally says 74, the responses give 75" in said
    assert "1/exact/65: the tally says 0, the responses give 1" in said
    assert "1/exact/66: the tally says 1, the responses give 0" in said
