"""Another language in the middle of a form of one page: nothing typed is lost, nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from tests.browse import counts_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import make_new_poll, make_new_question, texts
from tests.steps import Respondent, reword

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
TYPED = {"q1": "2", "q2": "3x"}


def typed_questions() -> tuple[NewQuestion, ...]:
    """A choice of three and a number."""
    number = make_new_question("q2", kind=Kind.NUMBER, text="How many?", options=0, low=0, high=99)
    return make_new_question(), number


def switched(one: Respondent, language: str, **values: str) -> Respondent:
    """Press the button of a language as a browser does: it has an address of its own."""
    button = re.search(rf'<button[^>]* value="lang:{language}"[^>]*>', one.page)
    assert button is not None
    address = re.search(r'formaction="([^"]*)"', button[0])
    assert address is not None
    path = unescape(address[1])
    data = one.fields(f"lang:{language}", **values)
    one.sent = one.client.post(path, data=data)
    one.page, one.path, one.status = one.sent.text, path, one.sent.status_code
    return one


def is_still_typed(one: Respondent) -> bool:
    """Whether the form has what was typed into it."""
    chosen = re.search(r'value="2"[^>]*checked', one.page)
    return chosen is not None and 'value="3x"' in one.page


def sent(one: Respondent, **values: str) -> Respondent:
    """Press the form's own button, which has no name."""
    return one.press(None, **values)


def test_the_switch_is_a_button_that_takes_along_what_is_typed(
    add: Add, reader: FlaskClient
) -> None:
    add(
        make_new_poll(
            *typed_questions(),
            title=texts({"en": "Travel", "ru": "Поездки"}),
            languages=("en", "ru"),
        )
    )
    one = Respondent(reader, SLUG).open()
    switched(one, "ru", **TYPED)
    assert (one.status, one.path) == (200, f"/p/{SLUG}?lang=ru")
    assert '<html lang="ru"' in one.page
    assert is_still_typed(one)
    assert 'class="err' not in one.page
    assert 'role="alert"' not in one.page
    assert reader.get_cookie("vote") is None
    assert counts_of(reader, SLUG) == [0, 0, 0]
    switched(one, "ja")
    assert is_still_typed(one)
    assert f'action="/p/{SLUG}?lang=ja#errors"' in one.page
    assert not sent(one, q2="33").page.count('name="q2"')
    assert counts_of(reader, SLUG) == [0, 1, 0]


def test_so_it_does_after_a_fault(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(*typed_questions()))
    one = sent(Respondent(reader, SLUG).open(), **TYPED)
    assert one.status == 422
    switched(one, "fr")
    assert (one.status, is_still_typed(one)) == (200, True)
    assert 'class="err' not in one.page
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_so_it_does_while_a_vote_is_changed(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(*typed_questions(), may_change=True))
    sent(Respondent(reader, SLUG).open(), q1="1", q2="7")
    one = Respondent(reader, SLUG).open(f"/p/{SLUG}?change=1")
    switched(one, "fr", **TYPED)
    assert one.path == f"/p/{SLUG}?change=1&lang=fr"
    assert is_still_typed(one)
    assert 'name="act" value="change"' in one.page
    assert sent(one, q2="33").path == f"/p/{SLUG}?lang=fr"
    assert counts_of(reader, SLUG) == [0, 1, 0]


def test_so_it_does_with_answers_from_the_address(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(*typed_questions()))
    one = Respondent(reader, SLUG).open(f"/p/{SLUG}?a-q1=o1")
    switched(one, "fr", **TYPED)
    assert one.path == f"/p/{SLUG}?a-q1=o1&lang=fr"
    assert is_still_typed(one)


def test_so_it_does_with_a_counted_link(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    from pollsvc.polls.links import add_link

    poll = add(make_new_poll(*typed_questions()))
    with app.app_context():
        add_link(poll.id, "Letter", owner.editor, clock())
    one = Respondent(reader, SLUG).open(f"/p/{SLUG}?from=letter")
    switched(one, "fr", **TYPED)
    assert one.path == f"/p/{SLUG}?from=letter&lang=fr"
    assert is_still_typed(one)
    assert 'name="from" value="letter"' in one.page


def test_a_switch_tells_that_the_words_have_changed_meanwhile(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(*typed_questions()))
    one = Respondent(reader, SLUG).open()
    reword(app, SLUG, "question", 1, "Which of these?")
    switched(one, "en", **TYPED)
    assert (one.status, is_still_typed(one)) == (200, True)
    assert "Which of these?" in one.words
    assert 'class="note' in one.page


def test_after_the_end_a_switch_shows_what_was_typed(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(*typed_questions()))
    one = Respondent(reader, SLUG).open()
    clock.forward(hours=48)
    switched(one, "fr", **TYPED)
    assert one.status == 409
    assert "3x" in one.words
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_enter_sends_the_form_and_does_not_change_its_language(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    page = reader.get(f"/p/{SLUG}").text
    first = re.search(r'<button[^>]*type="submit"[^>]*>', page)
    assert first is not None
    assert 'form="vote"' in first[0]
    assert "name=" not in first[0]


def test_names_inside_a_sentence_are_marked_where_they_are_written_the_other_way(
    add: Add, reader: FlaskClient
) -> None:
    asked = make_new_question("q2", text="Why?", show_if="q1 is o1")
    add(make_new_poll(make_new_question(), asked))
    page = reader.get(f"/p/{SLUG}/results?lang=ar").text
    assert '«<bdi lang="en">Which one?</bdi>»' in page
    assert "\u2068" not in page
    cards = reader.get("/?lang=ar").text
    assert re.search(r'class="vh">: <span lang="en" dir="ltr">', cards)
