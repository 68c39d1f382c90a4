"""The load client reads what servers send, so that a figure is never of something else."""

from __future__ import annotations

import gzip

import pytest

from tests.load.client import VoteForm, percentile, read_answer

PAGE = """
<form action="/search"><input name="q"></form>
<form class="poll" method="post" action="/p/colours#errors">
  <input type="hidden" name="form" value="abc-1">
  <input id="csrf" name="act" type="hidden" value="vote">
  <input type="radio" name="q1" id="q1-1" value="7"> <input type="radio" name="q1" value="8">
</form>
<form method="post"><input type="hidden" name="other" value="x"></form>
"""


def test_the_form_that_is_posted_is_found() -> None:
    form = VoteForm(PAGE)
    assert (form.action, form.hidden) == ("/p/colours#errors", ["form", "act"])
    assert form.choices == {"q1": ["7", "8"]}


def test_a_ranking_is_put_in_order_and_what_is_typed_is_a_number() -> None:
    more = """<select name="q2.21"><option value="1"></select><select name="q2.22"></select>
      <input name="q3" type="text" value=""><textarea name="q4"></textarea>"""
    form = VoteForm(PAGE.replace("</form>", f"{more}</form>"))
    assert form.typed == {"q2.21": "1", "q2.22": "2", "q3": "30", "q4": "30"}
    assert set(form.choices) == {"q1"}


def test_hidden_values_are_read_in_any_order_of_attributes() -> None:
    found = VoteForm(PAGE).hidden_values().findall(PAGE.encode())
    assert found == [(b"form", b"abc-1"), (b"act", b"vote")]


def test_a_page_without_a_choice_is_no_form_to_vote_with() -> None:
    with pytest.raises(ValueError, match="no form"):
        VoteForm('<form method="post"><input type="hidden" name="form" value="1"></form>')


def test_an_answer_is_read_once_it_is_whole() -> None:
    body = gzip.compress(b"page")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nset-cookie: a=1; Path=/\r\n"
    data = head + f"content-length: {len(body)}\r\n\r\n".encode() + body
    assert read_answer(data[:-1]) is None
    answer = read_answer(data)
    assert answer is not None
    assert (answer.status, answer.text, answer.cookies) == (200, b"page", b"a=1")


def test_an_answer_without_a_body_needs_no_length() -> None:
    answer = read_answer(b"HTTP/1.1 304 NOT MODIFIED\r\netag: x\r\n\r\n")
    assert answer is not None
    assert (answer.status, answer.body) == (304, b"")


def test_the_95th_percentile_of_a_hundred_is_near_the_top() -> None:
    assert percentile([float(number) for number in range(100)], 0.95) == 95.0
