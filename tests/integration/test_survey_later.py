"""A survey finished later by its private link, begun by an address; what is kept is erased."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from pollsvc.domain.new_poll import NewOption, NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Role
from pollsvc.voting import unfinished
from tests.browse import counts_of, vote, words_of
from tests.conftest import Clock
from tests.integration.conftest import Rows
from tests.make import hours, make_new_poll, make_new_question, texts
from tests.steps import SLUG, Respondent, make_survey

Add = Callable[[NewPoll], Poll]
COUNT = "SELECT COUNT(*) FROM unfinished"
THANKS = "Thank you. Your answers have been sent."


@pytest.fixture
def long_survey(add: Add, clock: Clock) -> Poll:
    """A survey that is open for a month and keeps what is unfinished for fourteen days."""
    return add(make_survey(closes_at=clock() + hours(24 * 30)))


def private_link(one: Respondent) -> str:
    """The path of the link on the page."""
    found = re.search(r'id="private-link" value="http://localhost([^"]*)"', one.page)
    assert found is not None
    return unescape(found[1])


def test_a_private_link_leads_back_on_any_device(
    long_survey: Poll, reader: FlaskClient, stranger: FlaskClient
) -> None:
    one = Respondent(reader).open().press(q1="1").press("later", q2="Kyo")
    assert one.heading == "Your answers so far are saved"
    assert "on any device, until 24 March 2026, 12:00 UTC." in one.words
    assert "Whoever has this link can read and change your answers" in one.words
    link = private_link(one)
    elsewhere = Respondent(stranger).open(link)
    assert elsewhere.at == "2"
    assert 'value="Kyo"' in elsewhere.page
    elsewhere.press(q2="Kyoto").press(q3="3", q4="3").press("send")
    assert elsewhere.heading == THANKS
    assert one.open(link).status == 410


def test_the_link_of_a_change_says_that_it_needs_the_browser_that_voted(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey(may_change=True))
    one = Respondent(reader).open()
    one.press(q1="1").press(q2="Kyoto").press(q3="3", q4="3").press("send")
    one.open(f"/p/{SLUG}?change=1").press("later", q1="2")
    assert "in this browser, as only it can change its vote" in one.words
    assert "on any device" not in one.words


def test_the_last_day_is_never_after_the_end(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press("later", q1="1")
    assert "until 11 March 2026, 12:00 UTC." in one.words
    assert one.open(one.path.partition("?")[0]).words


def test_from_the_check_page_it_can_be_left_for_later_too(
    long_survey: Poll, reader: FlaskClient
) -> None:
    one = Respondent(reader).open().press(q1="2").press(q3="3", q4="3")
    later = one.path.replace("check", "later")
    assert f'href="{later}"' in one.page
    assert one.open(private_link(one.open(later))).at == "check"
    for odd in ("%C2%B2", "9" * 5000, "x", ""):
        assert one.open(f"{later}?step={odd}").status == 200


def test_where_it_cannot_be_left_there_is_no_link(add: Add, reader: FlaskClient) -> None:
    add(make_survey(save_later=False))
    one = Respondent(reader).open()
    assert "later" not in one.page
    one.press("later", q1="2")
    assert one.at == "3"
    assert one.open(one.path.replace("/3", "/later")).status == 404


def test_a_link_whose_time_is_over_says_so(
    long_survey: Poll, reader: FlaskClient, clock: Clock
) -> None:
    one = Respondent(reader).open().press(q1="1").press("later", q2="Kyo")
    link = private_link(one)
    clock.forward(days=14)
    for path in (link, f"{link}/2", f"{link}/check", f"{link}/later"):
        assert one.open(path).status == 410
        assert one.heading == "This link has ended"
        assert "their time is over" in one.words
        assert f'href="/p/{SLUG}">Go to the poll</a>' in one.page
    late = reader.post(f"{link}/2", data={"shown": "2", "q2": "Kyoto"})
    assert late.status_code == 410
    assert reader.post(f"{link}/check", data={}).status_code == 410


def test_every_step_renews_the_time(long_survey: Poll, reader: FlaskClient, clock: Clock) -> None:
    one = Respondent(reader).open().press(q1="1")
    clock.forward(days=13)
    one.press(q2="Kyoto")
    clock.forward(days=13)
    assert one.open(one.path).at == "3"


def test_the_first_step_begins_again_when_the_time_was_over(
    long_survey: Poll, reader: FlaskClient, clock: Clock
) -> None:
    one = Respondent(reader).open().press(q1="1").press("back")
    clock.forward(days=15)
    one.press(q1="1")
    assert (one.at, one.status) == ("2", 200)


def test_nothing_in_the_table_leads_to_an_answer(
    long_survey: Poll, reader: FlaskClient, rows: Rows
) -> None:
    one = Respondent(reader).open().press(q1="1")
    [(word, content)] = rows("SELECT word, content FROM unfinished")
    assert (len(bytes(word)), bytes(word)[:1]) == (17, b"n")
    assert one.form_id not in f"{bytes(word)!r}{content}"


def test_what_was_sent_is_no_longer_unfinished(
    long_survey: Poll, reader: FlaskClient, rows: Rows
) -> None:
    one = Respondent(reader).open().press(q1="2").press(q3="3", q4="3")
    assert rows(COUNT) == [(1,)]
    one.press("send")
    assert rows(COUNT) == [(0,)]


def test_what_could_not_be_erased_then_is_passed_over(
    long_survey: Poll, reader: FlaskClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Respondent(reader).open().press(q1="2").press(q3="3", q4="3")
    path, fields = one.action, one.fields("send")

    def broken(*_args: object) -> None:
        raise OperationalError("DELETE", {}, Exception("the store is broken"))

    with monkeypatch.context() as away:
        away.setattr(unfinished, "writing", broken)
        assert one.press("send").heading == THANKS
    assert rows(COUNT) == [(1,)]
    assert reader.post(path, data=fields).status_code == 303
    assert counts_of(reader, SLUG) == [0, 1]


def test_what_is_over_is_erased_a_few_at_a_time_with_each_step(
    long_survey: Poll, app: Flask, clock: Clock, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished, "_ERASED_IN_PASSING", 2)
    for _ in range(5):
        Respondent(app.test_client()).open().press(q1="2")
    clock.forward(days=14)
    Respondent(app.test_client()).open().press(q1="2")
    assert rows(COUNT) == [(4,)]


def test_tidying_erases_all_that_is_over(
    long_survey: Poll, app: Flask, clock: Clock, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.voting.cli import tidy

    monkeypatch.setattr(unfinished, "_ERASED_A_TIME", 2)
    for _ in range(5):
        Respondent(app.test_client()).open().press(q1="2")
    clock.forward(days=7)
    Respondent(app.test_client()).open().press(q1="2")
    clock.forward(days=7)
    said = app.test_cli_runner().invoke(tidy).output
    assert said == "5 unfinished answers erased\n0 deleted polls erased\n"
    assert rows(COUNT) == [(1,)]


def test_an_erased_poll_leaves_no_words_and_nothing_unfinished(
    long_survey: Poll, app: Flask, clock: Clock, rows: Rows
) -> None:
    from sqlalchemy import update

    from pollsvc.polls.models import PollRow
    from pollsvc.store.db import writing
    from pollsvc.voting.erasing import erase_deleted

    one = Respondent(app.test_client()).open().press(q1="1").press(q2="Kyoto")
    one.press(q3="3", q4="3").press("send")
    clock.forward(days=20)
    Respondent(app.test_client()).open().press(q1="1")
    assert (rows(COUNT), rows("SELECT COUNT(*) FROM text_answer")) == ([(1,)], [(1,)])
    with app.app_context():
        with writing() as current:
            current.execute(update(PollRow).values(deleted_at=clock() - hours(24 * 31)))
        assert erase_deleted(clock()) == 1
    assert (rows(COUNT), rows("SELECT COUNT(*) FROM text_answer")) == ([(0,)], [(0,)])


def test_an_address_can_bring_answers_along(long_survey: Poll, reader: FlaskClient) -> None:
    query = "a-country=japan&a-age=44&a-topics=o1&a-topics=o3&a-town=Kyoto&a-nothing=1&a-topics=o9"
    one = Respondent(reader).open(f"/p/{SLUG}?{query}&utm_source=letter")
    assert 'value="1" checked' in one.page
    assert "a-age=44" in one.action
    one.press()
    assert 'value="Kyoto"' in one.page
    one.press()
    assert 'value="44"' in one.page
    assert [f'value="{number}" checked' in one.page for number in (3, 4, 5)] == [True, False, True]
    assert one.press().at == "check"


def test_what_an_address_brings_is_no_change_of_mind(
    long_survey: Poll, reader: FlaskClient
) -> None:
    one = Respondent(reader).open(f"/p/{SLUG}?a-country=russia&a-town=Kyoto")
    one.press().press(q3="3", q4="3")
    assert one.at == "check"
    assert "no longer applies" not in one.words


def test_a_plain_form_takes_answers_from_its_address_too(add: Add, app: Flask) -> None:
    add(make_new_poll())
    for query, chosen in (("", False), ("?a-q1=o2", True), ("?a-q1=o7", False), ("", False)):
        page = app.test_client().get(f"/p/colours{query}").text
        assert ('value="2" checked' in page) is chosen
    page = app.test_client().get("/p/colours?a-q1=o2").text
    assert 'formaction="/p/colours?a-q1=o2&amp;lang=ru' in page


def test_a_changed_plain_form_has_texts_and_places_again(add: Add, reader: FlaskClient) -> None:
    other = NewOption(code="else", label=texts("Something else"), role=Role.OTHER)
    first = make_new_question("a", options=2)
    first = replace(first, options=(*first.options, other))
    second = make_new_question("b", kind=Kind.RANKING, options=3, at_most=3, at_least=1)
    add(make_new_poll(first, second, slug="plain", may_change=True))
    data = {"q1.3": "Tea", "q2.4": "2", "q2.5": "1"}
    assert vote(reader, "plain", 3, data=data).status_code == 303
    page = reader.get("/p/plain?change=1").text
    assert 'value="3" checked' in page
    assert 'value="Tea"' in page
    assert page.count(" selected") == 2
    assert "Something else" in words_of(page)


def test_who_finds_the_link_later_does_not_get_the_cookie_of_what_was_sent(
    add: Add, clock: Clock, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open(f"/p/{SLUG}").press(q1="2").press(q3="33", q4=["3", "5"])
    path, fields = one.action, one.fields("send")
    assert reader.post(path, data=fields).status_code == 303
    clock.forward(minutes=11)
    for sent in (fields, {}):
        answer = stranger.post(path, data=sent)
        assert answer.status_code == 410
        assert "Set-Cookie" not in answer.headers
