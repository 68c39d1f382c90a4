"""``/p/<slug>``: everything that is refused, and how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from pollsvc.domain.errors import (
    DatabaseBehindError,
    PollsvcError,
    StoreBusyError,
    StoreFullError,
)
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from tests.browse import (
    counts_of,
    forms_on,
    hidden_fields,
    vote,
    words_of,
)
from tests.conftest import Clock
from tests.make import NOON, hours, make_new_ifri, make_new_poll, make_new_question

Add = Callable[[NewPoll], Poll]
SLUG = "colours"


def test_nothing_chosen_gives_the_page_again_with_a_summary(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = vote(reader, SLUG)
    assert answer.status_code == 422
    assert '<div class="errsum" id="errors" role="alert"' in answer.text
    assert "<title>Error:" in answer.text
    assert forms_on(answer.text)[0]["action"].endswith("#errors")


def test_too_few_and_too_many_keep_what_was_chosen(add: Add, reader: FlaskClient) -> None:
    question = make_new_question(kind=Kind.MULTIPLE, options=5, at_least=2, at_most=3)
    add(make_new_poll(question))
    for chosen in ([4], [1, 2, 3, 5]):
        answer = vote(reader, SLUG, *chosen)
        kept = [one["value"] for one in forms_on(answer.text)[0]["inputs"] if "checked" in one]
        assert (answer.status_code, kept) == (422, [str(option) for option in chosen])


def test_trying_again_after_an_error_is_no_second_vote(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    refused = vote(reader, SLUG)
    data = forms_on(refused.text)[0]["hidden"] | {"q1": "1"}
    assert {reader.post(f"/p/{SLUG}", data=data).status_code for _ in range(3)} == {303}
    assert counts_of(reader, SLUG) == [1, 0, 0]


def test_a_forged_option_or_a_foreign_field_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    hidden = hidden_fields(reader, f"/p/{SLUG}")
    for sent in (
        {"q1": "99"},
        {"q1": "1_0"},
        {"q1": "٣"},
        {"q1": " 1"},
        {"q1": "1\x00"},
        {"q1": ["1", "2"]},
        {"q1": "1", "q2": "1"},
        {"q1": "1", "colour": "red"},
        {"q1": "1", "act": "explode"},
    ):
        answer = reader.post(f"/p/{SLUG}", data={**hidden, **sent})
        assert answer.status_code == 422, sent
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_form_id_of_another_poll_is_refused_and_the_choice_kept(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    add(make_new_poll(slug="other"))
    for form_id in (hidden_fields(reader, "/p/other")["form"], "", "x" * 38, "ü\x00", "a" * 9999):
        answer = reader.post(f"/p/{SLUG}", data={"form": form_id, "act": "vote", "q1": "2"})
        assert answer.status_code == 422
        assert 'value="2" checked' in answer.text
        hidden = forms_on(answer.text)[0]["hidden"]
        assert hidden["form"] != form_id
    assert reader.post(f"/p/{SLUG}", data={**hidden, "q1": "2"}).status_code == 303


def test_a_late_vote_is_told_so_and_not_counted(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    clock.set(NOON + hours(24) + timedelta(minutes=5))
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 409
    said = "This poll closed just before your vote arrived. It was not counted."
    assert said in words_of(answer.text)
    clock.forward(seconds=1)
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert "This poll is closed. Your vote was not counted." in words_of(answer.text)
    assert "just before" not in answer.text
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_vote_in_a_past_result_is_told_that_it_is_closed(add: Add, reader: FlaskClient) -> None:
    past = add(make_new_ifri(live=False, closes_at=NOON, opens_at=NOON - hours(24)))
    add(make_new_poll())
    for data in ({"q1": "1"}, hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}):
        answer = reader.post(f"/p/{past.slug}", data=data)
        assert answer.status_code == 409
        assert "This poll is closed. Your vote was not counted." in words_of(answer.text)


def test_who_has_voted_is_not_told_after_closing_that_it_was_for_nothing(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(may_change=True, may_withdraw=True))
    vote(reader, SLUG, 1)
    data = hidden_fields(reader, f"/p/{SLUG}?change=1") | {"q1": "2"}
    clock.set(NOON + hours(24))
    for act in ("change", "withdraw"):
        answer = reader.post(f"/p/{SLUG}", data=data | {"act": act})
        assert answer.status_code == 409
        assert "This poll is closed. Your vote stands." in words_of(answer.text)
    assert counts_of(reader, SLUG) == [1, 0, 0]


def test_taking_back_where_that_is_not_allowed_leaves_the_vote(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(may_change=True))
    vote(reader, SLUG, 1)
    data = hidden_fields(reader, f"/p/{SLUG}?change=1") | {"act": "withdraw"}
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 409
    assert "Your vote stands." in answer.text


def test_a_change_without_a_vote_comes_back_as_a_form_that_can_be_sent(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(may_change=True))
    data = hidden_fields(reader, f"/p/{SLUG}") | {"act": "change", "q1": "2"}
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 409
    assert "There is no vote of yours in this poll." in answer.text
    assert 'value="2" checked' in answer.text
    again = forms_on(answer.text)[0]["hidden"] | {"q1": "2"}
    assert reader.post(f"/p/{SLUG}", data=again).status_code == 303


@pytest.fixture
def broken_store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[PollsvcError], None]:
    """Break the store: nothing is read any more, and writing is refused like this."""
    from pollsvc.polls import queries
    from pollsvc.store.db import db

    # However slow the machine is: the poll itself has been read a moment ago.
    monkeypatch.setattr(queries, "_RECENT_SECONDS", 600)

    def unread(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the store is broken"))

    def break_it(refusal: PollsvcError) -> None:
        def unwritten(*_args: object) -> None:
            raise refusal

        monkeypatch.setattr(app.extensions["box"], "put", unwritten)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", unread)

    return break_it


def test_with_the_store_broken_the_choice_is_kept(
    add: Add, reader: FlaskClient, broken_store: Callable[[PollsvcError], None]
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "2"}
    broken_store(StoreBusyError())
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert 'value="2" checked' in answer.text
    sent = {name: value for name, value in data.items() if name != "q1"}
    assert forms_on(answer.text)[0]["hidden"] == sent
    page = words_of(answer.text)
    assert "We do not know yet whether this was saved." in page
    assert "a vote is never counted twice" in page
    assert "Nothing was changed" not in page
    assert reader.get(f"/p/{SLUG}?lang=fr").status_code == 503


@pytest.mark.parametrize("refusal", [StoreFullError(), DatabaseBehindError(), PollsvcError()])
def test_any_other_refusal_says_that_the_vote_was_not_saved(
    add: Add,
    reader: FlaskClient,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    refusal: PollsvcError,
) -> None:
    def unwritten(*_args: object) -> None:
        raise refusal

    add(make_new_poll())
    monkeypatch.setattr(app.extensions["box"], "put", unwritten)
    answer = vote(reader, SLUG, 3)
    assert answer.status_code in (400, 503)
    assert "We could not save your vote." in answer.text
    assert 'value="3" checked' in answer.text


def test_closing_is_kept_when_the_clock_goes_back(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    clock.forward(days=2)
    reader.post(f"/p/{SLUG}", data=data)
    clock.set(NOON)
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 409
    assert not [one for one in forms_on(reader.get(f"/p/{SLUG}").text) if one["inputs"]]


def test_a_planned_poll_says_when_it_opens_and_takes_no_vote(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(opens_at=NOON + hours(1)))
    page = reader.get(f"/p/{SLUG}")
    assert page.status_code == 200
    assert "q1" not in page.text.split("<main")[1]
    answer = reader.post(f"/p/{SLUG}", data={"form": "x", "q1": "1"})
    assert answer.status_code == 409
    assert "This poll is not open yet. Your vote was not counted." in words_of(answer.text)


def test_a_draft_is_not_found(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(opens_at=None, closes_at=None))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}", f"/p/{SLUG}/results.json"):
        assert reader.get(path).status_code == 404, path
    assert reader.post(f"/p/{SLUG}", data={"q1": "1"}).status_code == 404
    assert SLUG not in reader.get("/").text


def test_a_vote_from_another_site_is_refused_with_a_way_to_the_poll(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
    ):
        answer = vote(reader, SLUG, 1, headers=headers)
        assert answer.status_code == 403, headers
        assert ">Your vote was not counted</h1>" in answer.text
        assert f'href="/p/{SLUG}"' in answer.text
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_vote_from_our_own_page_is_taken(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll())
    own, typed = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}
    assert vote(reader, SLUG, 1, headers=own).status_code == 303
    assert vote(stranger, SLUG, 1, headers=typed).status_code == 303


def test_an_honest_origin_counts_where_the_browser_says_no_more(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    assert vote(reader, SLUG, 1, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_body_of_ten_megabytes_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = reader.post(f"/p/{SLUG}", data={"q1": "x" * 10_000_000})
    assert answer.status_code == 413


def test_hostile_bytes_are_no_fault_of_ours(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for body in (
        b"\xff\xfe\x00",
        b"q1=%ff%00",
        b"q1=" + b"[" * 50_000,
        b"=&&&==",
        b"q1=1&" * 9_000,
    ):
        for kind in (
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data",
        ):
            answer = reader.post(f"/p/{SLUG}", data=body, content_type=kind)
            assert 400 <= answer.status_code < 500
    for path in ("/p/%00", "/p/..%2f..%2fetc", "/p/%ff%fe", "/p/" + "a" * 5000, "/p/a%0d%0aX: y"):
        assert reader.get(path).status_code in (400, 404)
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_body_of_unknown_length_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    chunked = {"Transfer-Encoding": "chunked"}
    assert reader.post(f"/p/{SLUG}", data=data, headers=chunked).status_code == 413
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_an_origin_that_is_no_address_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for origin in ("http://[", "http://localhost:99999999", "", "x" * 5000):
        assert vote(reader, SLUG, 1, headers={"Origin": origin}).status_code == 403


def test_a_draft_gives_itself_away_to_no_site(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(opens_at=None, closes_at=None))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert reader.post(f"/p/{SLUG}", data={"q1": "1"}, headers=foreign).status_code == 404
