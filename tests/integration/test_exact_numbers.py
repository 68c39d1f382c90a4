"""Numbers of a wide range: exact everywhere while few different ones were given."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from pollsvc.domain.cells import Standing, cells, tally_of
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Act
from pollsvc.results import queries
from pollsvc.results.models import BoxRow, TallyRow
from pollsvc.store.db import session, writing
from pollsvc.voting.box import Box
from tests.acts import make_op
from tests.browse import words_of
from tests.conftest import Clock
from tests.counting import statements
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_poll, make_new_question

Add = Callable[[NewPoll], Poll]
Cast = Callable[..., None]
WIDE = make_new_question("money", kind=Kind.NUMBER, options=0, low=0, high=1_000_000)
NEAR = "The average is exact; numbers were counted in ranges"


@pytest.fixture
def cast(app: Flask) -> Cast:
    """An act of a voter: ``cast(poll, form, number)``."""
    box: Box = app.extensions["box"]

    def put(poll: Poll, form: int, number: int, *, voter: int = 0, act: Act = Act.VOTE) -> None:
        op = make_op(form, voter or form, number, poll_id=poll.id, act=act)
        box.put(replace(op, counting=poll.counting))

    return put


def write_tally(app: Flask, poll: Poll, numbers: Iterable[int]) -> None:
    """The counters as so many votes would have made them, without the votes."""
    tally = tally_of(cells({1: one}, Standing.COUNTED, 0, poll.counting) for one in numbers)
    rows = [{"poll_id": poll.id, **cell._asdict(), "n": n} for cell, n in tally.items()]
    with app.app_context(), writing() as writer:
        writer.execute(insert(TallyRow), rows)
        writer.execute(update(BoxRow).values(version=BoxRow.version + 1))


def counters(app: Flask, measure: str) -> dict[str, int]:
    """What is stored of this measure, noughts left out."""
    query = select(TallyRow.cell, TallyRow.n).where(TallyRow.measure == measure, TallyRow.n != 0)
    with app.app_context():
        return {row.cell: row.n for row in session().execute(query)}


def test_five_equal_answers_are_that_answer_everywhere(
    add: Add, cast: Cast, reader: FlaskClient, owner: DeskClient, clock: Clock
) -> None:
    poll = add(make_new_poll(WIDE))
    for form in range(1, 6):
        cast(poll, form, 30_000)
    said = "Average 30,000.0, median 30,000."
    assert said in words_of(owner.get(f"/desk/polls/{poll.id}").text)
    clock.set(NOON + hours(25))
    pages = ("/", "/p/colours/results", "/embed/colours", "/p/colours/results.svg?size=page")
    for path in pages:
        read = words_of(unescape(reader.get(path).text)).replace("\N{NO-BREAK SPACE}", " ")
        assert re.search(r"Average 30,000\.0", read), path
        assert not re.search(r"30,0[1-9]|30,00[1-9]|29,9|ranges", read), path
    assert said in words_of(reader.get("/").text)
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    figures = ("mean", "median", "lower_quartile", "upper_quartile", "least", "most")
    assert {numbers[one] for one in figures} == {30_000}
    assert (numbers["exact"], numbers["variance"]) == (True, 0)
    assert [(one["from"], one["to"], one["count"]) for one in numbers["ranges"]] == [
        (30_000, 30_000, 5)
    ]
    table = csv.DictReader(StringIO(reader.get("/p/colours/results.csv").text, newline=""))
    rows = {row["measure"]: row for row in table}
    assert {rows[one]["value"] for one in figures} == {"30000"}
    assert {rows[one]["exact"] for one in (*figures, "variance")} == {"true"}


def test_of_12000_different_numbers_ranges_are_read_and_said_to_be(
    app: Flask, add: Add, reader: FlaskClient, owner: DeskClient, clock: Clock
) -> None:
    poll = add(make_new_poll(WIDE))
    write_tally(app, poll, range(0, 840_000, 70))
    assert NEAR in words_of(owner.get(f"/desk/polls/{poll.id}").text)
    clock.set(NOON + hours(25))
    with app.app_context(), statements(app) as seen:
        tally = queries.figures_of([poll])[poll.id].tally
    assert len(seen) == 1
    assert {cell.measure for cell in tally} == {"standing", "base", "value", "sum"}
    for path in ("/", "/p/colours/results", "/p/colours/results.svg?size=page"):
        # A chart breaks its lines where it likes.
        read = re.sub(r"\s+", " ", words_of(unescape(reader.get(path).text)))
        assert NEAR in read, path
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    assert (numbers["n"], numbers["exact"], numbers["mean"]) == (12_000, False, 419_965)
    assert abs(numbers["median"] - 419_965) <= 100
    assert (numbers["least"], numbers["most"]) == (0, 839_999)


def test_up_to_10000_different_numbers_of_each_question_are_exact(
    app: Flask, add: Add, reader: FlaskClient, cast: Cast
) -> None:
    poll = add(make_new_poll(WIDE))
    write_tally(app, poll, range(7, 700_007, 70))
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    assert (numbers["n"], numbers["exact"], numbers["median"]) == (10_000, True, 349_972)
    assert (numbers["least"], numbers["most"]) == (7, 699_937)
    cast(poll, 1, 8)
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    assert (numbers["n"], numbers["exact"]) == (10_001, False)


def test_each_question_is_exact_by_itself_in_one_statement(
    app: Flask, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_EXACT", 2)
    asked = (WIDE, replace(WIDE, code="more"), replace(WIDE, code="none"))
    poll = add(make_new_poll(*asked))
    box: Box = app.extensions["box"]
    for form, many in enumerate((5, 6, 7), 1):
        op = make_op(form, poll_id=poll.id)
        box.put(replace(op, answers={1: many, 2: 9, 3: None}, counting=poll.counting))
    with app.app_context(), statements(app) as seen:
        sheet = queries.result_sheet(poll, NOON)
    assert len(seen) == 2  # the version of the figures, and the figures
    found = [one.numbers for one in sheet.questions if one.numbers]
    assert [(one.n, one.is_exact) for one in found] == [(3, False), (3, True), (0, True)]
    assert found[1].median == 9


def test_changes_and_withdrawals_bring_counters_of_numbers_back_to_nought(
    app: Flask, add: Add, cast: Cast, reader: FlaskClient
) -> None:
    poll = add(make_new_poll(WIDE, may_change=True, may_withdraw=True))
    cast(poll, 1, 30_000)
    cast(poll, 2, 70_001)
    cast(poll, 3, 70_007, voter=2, act=Act.CHANGE)
    assert counters(app, "exact") == {"30000": 1, "70007": 1}
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    assert (numbers["least"], numbers["most"], numbers["median"]) == (30_000, 70_007, 50_003.5)
    cast(poll, 4, 0, voter=2, act=Act.WITHDRAW)
    cast(poll, 5, 0, voter=1, act=Act.WITHDRAW)
    for measure in ("exact", "value", "sum"):
        assert counters(app, measure) == {}
    numbers = reader.get("/p/colours/results.json").get_json()["questions"][0]["numbers"]
    assert (numbers["n"], numbers["median"], numbers["ranges"]) == (0, None, [])
