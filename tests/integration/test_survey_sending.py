"""The end of a survey in steps: sent once, told like any vote, changed with everything there."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from pollsvc.domain.errors import PollsvcError, StoreBusyError, StoreFullError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Link, Poll, Protection, Visibility
from pollsvc.domain.question import Kind
from pollsvc.polls.queries import poll_by_slug
from tests.browse import counts_of, vote, withdraw, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.make import make_new_poll, make_new_question, texts
from tests.steps import SLUG, Respondent, at_check, make_survey, reword

Add = Callable[[NewPoll], Poll]
THANKS = "Thank you. Your answers have been sent."


def test_the_same_answers_sent_again_get_the_same_thanks(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    one = at_check(reader)
    path, fields = one.action, one.fields("send")
    first = reader.post(path, data=fields)
    again = reader.post(path, data=fields)
    before_the_cookie = stranger.post(path, data=fields)
    assert {one.status_code for one in (first, again, before_the_cookie)} == {303}
    assert first.headers["Location"] == again.headers["Location"] == f"/p/{SLUG}#thanks"
    assert first.headers["Set-Cookie"] == before_the_cookie.headers["Set-Cookie"]
    assert counts_of(reader, SLUG) == [0, 1]


def test_a_double_click_counts_once(add: Add, app: Flask, reader: FlaskClient) -> None:
    add(make_survey())
    one = at_check(reader)
    path, fields = one.action, one.fields("send")

    def press(_place: int) -> int:
        return app.test_client().post(path, data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(8))) == {303}
    assert counts_of(reader, SLUG) == [0, 1]


def test_steps_sent_at_once_are_all_kept(add: Add, app: Flask, reader: FlaskClient) -> None:
    add(make_survey())
    one = at_check(reader)
    base = one.path.removesuffix("/check")
    sent = [
        (f"{base}/3", {"shown": "3", "q3": "44", "go": "save"}),
        (f"{base}/3", {"shown": "4", "q4": "4", "go": "save"}),
        (f"{base}/1", {"shown": "1", "q1": "1", "go": "save"}),
        (f"{base}/2", {"shown": "2", "q2": "Kyoto", "go": "save"}),
    ] * 4

    def save(step: tuple[str, dict[str, str]]) -> int:
        return app.test_client().post(step[0], data=step[1]).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(save, sent)) == {204}
    one.open(f"{base}/2").press()
    one.open(f"{base}/check")
    assert all(said in one.words for said in ("Japan", "Kyoto", "44", "Option 2"))


def test_a_first_step_sent_twice_at_once_begins_once(
    add: Add, app: Flask, reader: FlaskClient, rows: Rows
) -> None:
    add(make_survey())
    one = Respondent(reader).open()
    path, fields = one.action, one.fields(q1="1")

    def press(_place: int) -> int:
        return app.test_client().post(path, data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(8))) == {303}
    assert rows("SELECT COUNT(*) FROM unfinished") == [(1,)]


def test_every_visitor_gets_a_first_step_of_their_own(add: Add, app: Flask) -> None:
    add(make_survey())
    forms = {Respondent(app.test_client()).open().form_id for _ in range(10)}
    assert len(forms) == 10


def test_a_retry_after_closing_gets_the_same_thanks(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_survey())
    one = at_check(reader)
    path, fields = one.action, one.fields("send")
    reader.post(path, data=fields)
    clock.forward(days=2)
    assert reader.post(path, data=fields).status_code == 303


def test_without_a_check_the_last_step_sends(add: Add, reader: FlaskClient) -> None:
    add(make_survey(check=False, save_later=False))
    one = Respondent(reader).open().press(q1="2")
    assert "Send my answers" in one.words
    assert "Save and finish later" not in one.words
    path, fields = one.action, one.fields(q3="30", q4="3")
    assert one.press(q3="30", q4="3").heading == THANKS
    assert reader.post(path, data=fields).status_code == 303
    assert counts_of(reader, SLUG) == [0, 1]
    base = path.rpartition("/")[0]
    assert reader.get(f"{base}/check").headers["Location"] == f"/p/{SLUG}#thanks"


def test_who_has_sent_is_led_to_the_thanks_from_every_step(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    one = at_check(reader)
    base = one.path.removesuffix("/check")
    one.press("send")
    for path in (base, f"{base}/1", f"{base}/3", f"{base}/check", f"{base}/later"):
        assert reader.get(path).headers["Location"] == f"/p/{SLUG}#thanks"
        assert stranger.get(path).status_code == 410
    sent = reader.post(f"{base}/1", data={"q1": "2", "shown": "1"})
    assert sent.headers["Location"] == f"/p/{SLUG}#thanks"
    other = stranger.post(f"{base}/1", data={"q1": "1", "shown": "1"})
    assert (other.status_code, "Set-Cookie" in other.headers) == (410, False)


def test_a_poll_that_takes_any_number_takes_another(add: Add, reader: FlaskClient) -> None:
    add(make_survey(protection=Protection.OPEN))
    one = at_check(reader).press("send")
    assert f'href="/p/{SLUG}?again=1">Answer once more</a>' in one.page
    again = Respondent(reader).open(f"/p/{SLUG}?again=1")
    assert " checked" not in again.page
    again.press(q1="1").press(q2="Nara").press(q3="3", q4="3").press("send")
    assert counts_of(reader, SLUG) == [1, 1]


def test_a_correction_before_sending_is_looked_at_first(
    add: Add, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.polls import queries
    from pollsvc.store.db import db

    add(make_survey())
    one = at_check(reader)
    monkeypatch.setattr(queries, "_RECENT_SECONDS", 600)
    kept = dict(next(iter(queries._recent.values())))
    reword(app, SLUG, "option", 2, "The Russian Federation")
    with app.app_context():  # another process has not heard of it yet
        queries._recent[db.engine] = kept
    one.press("send")
    assert one.status == 409
    assert "The survey was changed while you were answering." in one.words
    assert "The Russian Federation" in one.words
    assert 'value="2" checked' in one.page
    assert counts_of(reader, SLUG) == [0, 0]
    assert one.press("check").at == "check"
    assert one.press("send").heading == THANKS


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (StoreBusyError(), "We do not know yet whether this was saved."),
        (StoreFullError(), "We could not save your answers."),
    ],
)
def test_what_the_database_does_not_take_is_sent_again(
    add: Add,
    app: Flask,
    reader: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    refusal: PollsvcError,
    said: str,
) -> None:
    add(make_survey())
    one = at_check(reader)

    def unwritten(*_args: object) -> None:
        raise refusal

    with monkeypatch.context() as broken:
        broken.setattr(app.extensions["box"], "put", unwritten)
        one.press("send")
    assert (one.status, said in one.words) == (503, True)
    assert one.heading == "Check your answers"
    assert one.press("send").heading == THANKS
    assert counts_of(reader, SLUG) == [0, 1]


def test_a_step_that_cannot_be_kept_stays_on_the_page(
    add: Add, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.polls import queries
    from pollsvc.store.db import db

    monkeypatch.setattr(queries, "_RECENT_SECONDS", 600)
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")

    def unread(*_args: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("the store is broken"))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", unread)
        one.press(q2="Kyoto")
        event.remove(db.engine, "before_cursor_execute", unread)
    assert one.status == 503
    assert 'value="Kyoto"' in one.page
    assert "We could not save your answers." in one.words
    assert one.press().at == "3"


def test_the_language_kept_is_that_of_the_last_page(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    asked = make_new_question(
        "a", text={"en": "Which?", "ru": "Что?"}, options={"x": {"en": "This", "ru": "Это"}}
    )
    add(make_new_poll(asked, slug=SLUG, languages=("en", "ru"), check=True))
    one = Respondent(reader).open(f"/p/{SLUG}?lang=en").press("lang:ru", q1="1")
    assert "Это" in one.words
    one.press()
    one.press("send")
    assert rows("SELECT language FROM response") == [("ru",)]


def test_the_thanks_say_what_happens_next(add: Add, reader: FlaskClient, clock: Clock) -> None:
    article = Link(title=texts("The article"), url="https://example.org/a")
    add(
        make_survey(
            closing=texts("We *read* all of it."),
            article=article,
            visibility=Visibility.AFTER_CLOSING,
        )
    )
    one = at_check(reader).press("send")
    assert one.heading == THANKS
    assert "We <em>read</em> all of it." in one.page
    assert "The survey closes on 11 March 2026, 12:00 UTC." in one.words
    assert "Results come out on 11 March 2026, 12:00 UTC." in one.words
    assert 'href="https://example.org/a">Back to the article</a>' in one.page
    assert "See the results" not in one.words
    assert "100%" not in one.page
    assert "Which country? Russia" in one.words
    assert 'role="alert"' in one.page
    clock.forward(minutes=11)
    later = one.open()
    assert later.heading == "You have answered this survey."
    assert 'role="alert"' not in later.page


def test_a_change_begins_with_ones_own_answers(add: Add, reader: FlaskClient, rows: Rows) -> None:
    add(make_survey(may_change=True, may_withdraw=True))
    one = Respondent(reader).open().press(q1="1").press(q2='Kyōto, "old"')
    one.press(q3="33", q4=["3", "5"]).press("send")
    assert f'href="/p/{SLUG}?change=1">Change my answers</a>' in one.page
    one.open(f"/p/{SLUG}?change=1")
    assert 'value="1" checked' in one.page
    one.press()
    assert 'value="Kyōto, &#34;old&#34;"' in one.page
    one.press()
    assert 'value="33"' in one.page
    assert one.page.count(" checked") == 2
    one.press(q3="34").press("send")
    assert one.heading == "Thank you. Your answers have been changed."
    assert counts_of(reader, SLUG) == [1, 0]
    assert rows("SELECT response, body FROM text_answer") == [(2, 'Kyōto, "old"')]
    assert withdraw(reader, SLUG).status_code == 303
    one.open()
    assert "Your answers have been taken back." in one.words
    assert "Which country?" in one.words
    assert counts_of(reader, SLUG) == [0, 0]
    assert rows("SELECT COUNT(*) FROM text_answer") == [(0,)]


def test_a_change_of_nothing_is_offered_as_a_vote(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey(may_change=True, may_withdraw=True))
    at_check(reader).press("send")
    one = Respondent(reader).open(f"/p/{SLUG}?change=1").press().press()
    assert one.at == "check"
    elsewhere = Respondent(stranger).open(one.path).press("send")
    assert elsewhere.status == 409
    assert "There is no vote of yours in this poll." in elsewhere.words
    assert elsewhere.press("send").heading == THANKS
    assert counts_of(reader, SLUG) == [0, 2]


def test_everything_in_one_form_is_taken_too(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    form = Respondent(reader).open().form_id
    sent = reader.post(f"/p/{SLUG}", data={"form": form, "q1": "2", "q3": "30", "q4": "3"})
    assert sent.status_code == 303
    assert counts_of(reader, SLUG) == [0, 1]


def test_one_form_with_faults_goes_on_in_steps(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    form = Respondent(reader).open().form_id
    one = Respondent(reader)
    sent = reader.post(f"/p/{SLUG}", data={"form": form, "q1": "2", "q3": "x", "q4": "3"})
    assert sent.headers["Location"] == f"/p/{SLUG}/answer/{form}/3?faults=1#errors"
    one.open(sent.headers["Location"])
    assert 'value="x"' in one.page
    assert one.press(q3="5").at == "check"


def test_a_link_that_is_counted_is_kept_along_the_way(
    add: Add, app: Flask, reader: FlaskClient, owner: DeskClient, clock: Clock, rows: Rows
) -> None:
    from pollsvc.polls.links import add_link

    poll = add(make_survey())
    with app.app_context():
        add_link(poll.id, "Letter", owner.editor, clock())
        links = poll_by_slug(SLUG).links
    assert links is not None
    one = Respondent(reader).open(f"/p/{SLUG}?from=nobody")
    assert 'name="from"' not in one.page
    one.open(f"/p/{SLUG}?from=letter").press(q1="2").press(q3="30", q4="3").press("send")
    kept = rows("SELECT answers FROM response")[0][0]
    answers = json.loads(kept) if isinstance(kept, str) else kept
    assert answers[str(links.id)] == links.options[0].id


def test_a_survey_on_one_page_keeps_the_plain_form(add: Add, reader: FlaskClient) -> None:
    two = (
        make_new_question("a"),
        make_new_question("b", kind=Kind.SHORT_TEXT, longest=20, options=0),
    )
    add(make_new_poll(*two, slug="plain", title=texts("Two things")))
    page = reader.get("/p/plain").text
    assert 'action="/p/plain#errors"' in page
    assert "Two things" in words_of(page)
    sent = vote(reader, "plain", 1, data={"q2": "words"})
    assert sent.headers["Location"] == "/p/plain#thanks"
    assert counts_of(reader, "plain") == [1, 0, 0]


def test_while_results_are_held_back_ones_own_words_are_shown(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    asked = make_new_question("a", kind=Kind.SHORT_TEXT, longest=20, options=0)
    hidden = Visibility.DESK_ONLY
    add(make_new_poll(asked, slug="one", visibility=hidden))
    add(make_new_poll(asked, make_new_question("b"), slug="two", visibility=hidden))
    for slug in ("one", "two"):
        assert vote(reader, slug, "My own words").status_code in (303, 422)
    data = {"q1": "My own words", "q2": "2"}
    assert vote(reader, "two", data=data).status_code == 303
    for slug in ("one", "two"):
        assert "Which one? My own words" in words_of(reader.get(f"/p/{slug}").text)
        assert "My own words" not in stranger.get(f"/p/{slug}").text
