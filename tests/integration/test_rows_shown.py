"""The rows of a table in an order by chance: shown so on the form, and listed as written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.order import shown_rows
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Order
from tests.browse import forms_on, words_of
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import Writer, begin
from tests.make import make_new_poll, make_new_question
from tests.steps import Respondent, make_survey

Add = Callable[[NewPoll], Poll]
DRINKS = ["Tea", "Coffee", "Milk", "Water", "Juice"]
POLL = "drinks"


def table(rows_order: Order = Order.RANDOM, **other: Any) -> NewQuestion:
    """A table with the id 1, whose rows are 2 to 6 and whose options are 1 and 2."""
    return make_new_question(
        kind=Kind.MATRIX,
        text="How often?",
        options={"never": "Never", "often": "Often"},
        rows=tuple(make_new_question(one.lower(), options=0, text=one) for one in DRINKS),
        rows_order=rows_order,
        **other,
    )


def lines_on(page: str) -> list[str]:
    """The rows of the table on a page."""
    return re.findall(r'<p id="q\d+-t"[^>]*>([^<]+)</p>', page)


def lines_of(poll: Poll, seed: int) -> list[str]:
    return [row.text.say("en").text for row in shown_rows(poll.questions[0], seed)]


def answers(**more: str) -> dict[str, str]:
    return {f"q{number}": "2" for number in range(2, 7)} | more


def test_readers_see_rows_in_orders_of_their_own(add: Add, stranger: FlaskClient) -> None:
    add(make_new_poll(table(), slug=POLL))
    seen = {tuple(lines_on(stranger.get(f"/p/{POLL}").text)) for _ in range(12)}
    assert len(seen) > 4
    assert all(sorted(one) == sorted(DRINKS) for one in seen)


def test_rows_keep_their_order_where_nothing_else_is_said(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_new_poll(table(Order.FIXED), slug=POLL))
    page = reader.get(f"/p/{POLL}").text
    assert lines_on(page) == DRINKS
    reader.post(f"/p/{POLL}", data=forms_on(page)[0]["hidden"] | answers())
    assert rows("SELECT shown_seed FROM response") == [(None,)]
    assert "rows of every table" not in words_of(reader.get(f"/p/{POLL}/results").text)


def test_a_form_with_faults_comes_back_in_its_order_and_leads_to_its_first_row(
    add: Add, reader: FlaskClient
) -> None:
    poll = add(make_new_poll(table(), slug=POLL))
    numbers = {row.text.say("en").text: row.id for row in poll.questions[0].rows}
    page = reader.get(f"/p/{POLL}").text
    for _ in range(3):
        again = reader.post(f"/p/{POLL}", data=forms_on(page)[0]["hidden"])
        assert again.status_code == 422
        assert lines_on(again.text) == lines_on(page)
        named = re.findall(r'<li><a href="#q(\d+)-1">', again.text)
        assert named == [str(numbers[one]) for one in lines_on(page)]


def test_the_order_of_rows_is_known_again_from_the_seed_kept_with_the_vote(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    poll = add(make_new_poll(table(), slug=POLL, may_change=True))
    shown = []
    for path in (f"/p/{POLL}", f"/p/{POLL}?change=1"):
        page = reader.get(path).text
        shown.append(lines_on(page))
        reader.post(f"/p/{POLL}", data=forms_on(page)[0]["hidden"] | answers())
    seeds = [seed for (seed,) in rows("SELECT shown_seed FROM response ORDER BY number")]
    assert [lines_of(poll, seed) for seed in seeds] == shown


def test_results_and_files_list_rows_as_written_and_say_how_they_were_shown(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(table(), slug=POLL))
    page = reader.get(f"/p/{POLL}").text
    reader.post(f"/p/{POLL}", data=forms_on(page)[0]["hidden"] | answers(q2="1"))
    document = reader.get(f"/p/{POLL}/results.json").get_json()
    asked = document["questions"][0]
    assert (asked["order"], asked["rows_order"]) == ("fixed", "random")
    assert [row["text"] for row in asked["rows"]] == DRINKS
    assert [row["options"][0]["count"] for row in asked["rows"]] == [1, 0, 0, 0, 0]
    words = words_of(reader.get(f"/p/{POLL}/results").text)
    assert "Not every reader saw the rows of every table in the same order" in words
    places = [words.index(one) for one in DRINKS]
    assert places == sorted(places)


def test_steps_keep_the_order_over_reload_and_back_and_the_check_page_lists_rows_as_written(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    last = make_new_question("last", text="And now?", options=2, page=2)
    poll = add(make_survey(table(Order.REVERSED), last, pages=()))
    turned = None
    while turned is None:
        one = Respondent(reader).open()
        turned = one if lines_on(one.page) == DRINKS[::-1] else None
    one = turned.press(**answers(q4=""))
    assert lines_on(one.page) == DRINKS[::-1], "a row was left out"
    one.press(**answers(q4="1"))
    assert "And now?" in one.words
    one.press("back")
    assert lines_on(one.page) == DRINKS[::-1]
    assert lines_on(one.open(one.path).page) == DRINKS[::-1]
    one.press().press(q7="3")
    assert one.heading == "Check your answers"
    places = [one.words.index(drink) for drink in DRINKS]
    assert places == sorted(places)
    one.press("send")
    ((seed,),) = rows("SELECT shown_seed FROM response")
    assert lines_of(poll, seed) == DRINKS[::-1]


def test_rows_and_answers_of_one_table_move_each_by_themselves(
    add: Add, stranger: FlaskClient
) -> None:
    add(make_new_poll(replace(table(Order.REVERSED), order=Order.REVERSED), slug=POLL))
    seen = set()
    for _ in range(60):
        page = stranger.get(f"/p/{POLL}").text
        first = re.findall(r'<span class="opt-text"[^>]*>([^<]+)<', page)[0]
        seen.add((lines_on(page)[0], first))
    assert seen == {(row, answer) for row in ("Tea", "Juice") for answer in ("Never", "Often")}


TYPED: dict[str, Any] = {
    "question": "How often?",
    "kind": "matrix",
    "row": DRINKS,
    "answer": ["Never", "Often"],
}


def changed(rows: Rows) -> list[str]:
    """What the history says of every change, as it is kept."""
    found = rows("SELECT detail FROM history WHERE act = 'poll_changed' ORDER BY number")
    return [str(detail) for (detail,) in found]


@pytest.fixture
def anna(editor: DeskClient) -> Writer:
    """An editor who has published a table whose rows are shuffled."""
    writer = begin(editor)
    assert writer.publish(**TYPED, rows_order="random").status_code == 303
    return writer


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("random", "Each reader sees the rows in an order of their own."),
        ("reversed", "Half of the readers see the rows the other way round."),
    ],
)
def test_before_publishing_the_desk_says_how_rows_are_shown(
    editor: DeskClient, order: str, words: str
) -> None:
    writer = begin(editor, **TYPED, rows_order=order)
    assert writer.open()["rows_order"] == [order]
    page = words_of(editor.get(f"/desk/polls/{writer.poll_id}/publish").text)
    assert words in page
    assert "The order in which the rows were shown is stored with each vote." in page
    assert "see the answers" not in page


def test_the_order_of_rows_can_be_changed_until_somebody_has_answered(
    anna: Writer, reader: FlaskClient, rows: Rows
) -> None:
    assert anna.press("save", rows_order="reversed").status_code == 303
    (detail,) = changed(rows)
    assert all(word in detail for word in ("rows_order", "random", "reversed"))
    history = words_of(anna.who.get(f"/desk/polls/{anna.poll_id}/history").text)
    assert "Order of rows" in history
    page = reader.get("/p/how-often").text
    assert lines_on(page) in (DRINKS, DRINKS[::-1])
    reader.post("/p/how-often", data=forms_on(page)[0]["hidden"] | answers())
    late = anna.press("save", rows_order="fixed")
    assert late.status_code == 422
    assert "in the order it had. That order stays." in words_of(late.text)
    assert anna.press("save", hint="Of a week").status_code == 303
    assert len(changed(rows)) == 2
    assert "rows_order" not in changed(rows)[1]
