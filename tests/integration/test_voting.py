"""``/p/<slug>``: voting, changing, taking back; who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Protection, Visibility
from tests.browse import (
    change,
    counts_of,
    forms_on,
    hidden_fields,
    vote,
    withdraw,
    words_of,
)
from tests.conftest import Clock
from tests.make import NOON, hours, make_new_poll

Add = Callable[[NewPoll], Poll]
SLUG = "colours"


def test_a_vote_is_counted_and_answered_with_a_redirect(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = vote(reader, SLUG, 2)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/p/{SLUG}#thanks")
    assert counts_of(reader, SLUG) == [0, 1, 0]


def test_no_cookie_before_voting_and_one_then(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}", "/"):
        assert "Set-Cookie" not in reader.get(path).headers
    cookies = vote(reader, SLUG, 1).headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert all(part in cookies[0] for part in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Set-Cookie" not in reader.get(f"/p/{SLUG}").headers


def test_by_https_the_cookie_is_secure_and_bound_to_the_host(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    from pollsvc.polls.actions import add_poll
    from pollsvc.results.actions import start_figures
    from pollsvc.store.db import writing

    app = make_app(base_url="https://localhost")
    with app.app_context(), writing():
        new = make_new_poll()
        poll = add_poll(new, clock())
        assert poll is not None
        start_figures(poll, new, clock())
    client = app.test_client()
    cookie = vote(client, SLUG, 1).headers["Set-Cookie"]
    assert cookie.startswith("__Host-vote=")
    assert "Secure" in cookie


def test_the_voter_sees_the_own_answer_marked(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 2)
    page = reader.get(f"/p/{SLUG}").text
    assert "Thank you. Your vote has been counted." in page
    assert page.count("data-mine") == 1
    assert "Option 2 Your answer" in words_of(page)


def test_the_same_browser_counts_once(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    again = reader.post(f"/p/{SLUG}", data={**_fresh_form(add, reader), "q1": "2"})
    assert again.status_code == 409
    assert "You have already voted in this poll." in again.text
    assert counts_of(reader, SLUG) == [1, 0, 0]


def _fresh_form(_add: Add, reader: FlaskClient) -> dict[str, str]:
    """A form such as a second tab holds, opened before the vote."""
    return hidden_fields(reader.application.test_client(), f"/p/{SLUG}")


def test_the_stranger_counts_too(add: Add, reader: FlaskClient, stranger: FlaskClient) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    vote(stranger, SLUG, 1)
    assert counts_of(reader, SLUG) == [2, 0, 0]
    assert "data-mine" not in reader.application.test_client().get(f"/p/{SLUG}/results").text


def test_a_retry_of_the_same_form_gets_the_same_thanks(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "3"}
    first = reader.post(f"/p/{SLUG}", data=data)
    without_cookie = reader.application.test_client().post(f"/p/{SLUG}", data=data)
    with_cookie = reader.post(f"/p/{SLUG}", data=data)
    assert {one.status_code for one in (first, without_cookie, with_cookie)} == {303}
    assert first.headers["Set-Cookie"] == without_cookie.headers["Set-Cookie"]
    assert counts_of(reader, SLUG) == [0, 0, 1]


def test_a_retry_after_closing_gets_the_same_thanks(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "3"}
    reader.post(f"/p/{SLUG}", data=data)
    clock.forward(days=2)
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 303
    assert counts_of(reader, SLUG) == [0, 0, 1]


def test_browsers_that_share_a_cached_form_are_different_voters(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    add(make_new_poll())
    add(make_new_poll(slug="other"))
    clients = [app.test_client() for _ in range(3)]
    for client in clients:
        vote(client, "other", 1)  # gives each a cookie of its own
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    for client in clients:
        assert client.post(f"/p/{SLUG}", data=data).status_code == 303
    assert counts_of(reader, SLUG) == [3, 0, 0]


def test_a_vote_can_be_changed_where_the_poll_allows_it(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(may_change=True))
    vote(reader, SLUG, 1)
    form = reader.get(f"/p/{SLUG}?change=1").text
    assert 'value="1" checked' in form
    assert change(reader, SLUG, 3).status_code == 303
    assert "Thank you. Your vote has been changed." in reader.get(f"/p/{SLUG}").text
    assert counts_of(reader, SLUG) == [0, 0, 1]


def test_a_later_visit_is_no_news(add: Add, reader: FlaskClient, clock: Clock) -> None:
    add(make_new_poll(may_change=True, may_withdraw=True))
    vote(reader, SLUG, 2)
    clock.forward(minutes=10)
    assert "Thank you." in reader.get(f"/p/{SLUG}").text
    clock.forward(seconds=1)
    page = reader.get(f"/p/{SLUG}").text
    assert "You have voted in this poll." in page
    assert "Option 2 Your answer" in words_of(page)
    assert "alert" not in page
    assert "autofocus" not in page
    withdraw(reader, SLUG)
    clock.forward(minutes=11)
    page = reader.get(f"/p/{SLUG}").text
    assert forms_on(page)[0]["inputs"]
    assert "alert" not in page


def test_an_old_form_sent_late_does_not_revive_the_old_vote(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(may_change=True))
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    reader.post(f"/p/{SLUG}", data=data)
    change(reader, SLUG, 2)
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 303
    assert counts_of(reader, SLUG) == [0, 1, 0]


def test_a_change_is_refused_where_the_poll_does_not_allow_it(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    data = {**_fresh_form(add, reader), "act": "change", "q1": "2"}
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 409
    assert counts_of(reader, SLUG) == [1, 0, 0]


def test_a_vote_can_be_taken_back_and_cast_again(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(may_change=True, may_withdraw=True))
    vote(reader, SLUG, 1)
    assert withdraw(reader, SLUG).status_code == 303
    assert counts_of(reader, SLUG) == [0, 0, 0]
    assert "Your vote has been taken back." in reader.get(f"/p/{SLUG}").text
    assert vote(reader, SLUG, 2).status_code == 303
    assert "Thank you. Your vote has been counted." in reader.get(f"/p/{SLUG}").text
    assert counts_of(reader, SLUG) == [0, 1, 0]


def test_without_change_a_vote_taken_back_is_not_cast_again(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(may_withdraw=True))
    vote(reader, SLUG, 1)
    withdraw(reader, SLUG)
    answer = reader.post(f"/p/{SLUG}", data={**_fresh_form(add, reader), "q1": "2"})
    assert answer.status_code == 409
    said = "Your vote has been taken back. This poll does not let it be cast again."
    assert said in words_of(answer.text)
    assert "We counted" not in answer.text
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_taking_back_nothing_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(may_withdraw=True))
    data = hidden_fields(reader, f"/p/{SLUG}") | {"act": "withdraw"}
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 409


def test_open_protection_counts_every_form_and_shows_the_last(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(protection=Protection.OPEN))
    vote(reader, SLUG, 1)
    answer = reader.post(f"/p/{SLUG}", data={**_fresh_form(add, reader), "q1": "2"})
    assert answer.status_code == 303
    assert counts_of(reader, SLUG) == [1, 1, 0]
    assert "Option 2 Your answer" in words_of(reader.get(f"/p/{SLUG}").text)


def test_open_protection_offers_a_fresh_form(add: Add, reader: FlaskClient, clock: Clock) -> None:
    add(make_new_poll(protection=Protection.OPEN))
    vote(reader, SLUG, 1)
    assert f'href="/p/{SLUG}?again=1">Vote once more</a>' in reader.get(f"/p/{SLUG}").text
    form = reader.get(f"/p/{SLUG}?again=1").text
    assert forms_on(form)[0]["hidden"]["act"] == "vote"
    assert " checked" not in form
    assert vote(reader, SLUG, 2, path=f"/p/{SLUG}?again=1").status_code == 303
    assert counts_of(reader, SLUG) == [1, 1, 0]
    for other in ("0", "2", "", "yes"):
        assert "Thank you." in reader.get(f"/p/{SLUG}?again={other}").text
    clock.forward(days=2)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}?again=1"):
        page = reader.get(path).text
        assert "again=1" not in page.split("<main")[1]
        assert forms_on(page) == []


def test_one_vote_a_browser_offers_no_second_form(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    page = reader.get(f"/p/{SLUG}?again=1").text
    assert forms_on(page) == []
    assert "Vote once more" not in page


def test_what_only_voters_see_is_not_offered_to_take_along(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_VOTING, may_change=True))
    vote(reader, SLUG, 1)
    private = [reader.get(path).text for path in (f"/p/{SLUG}", f"/p/{SLUG}?change=1")]
    for page in private:
        body = page.split("<body")[1]
        assert 'property="og:image"' not in page
        assert "100%" not in page.split("<body")[0]
        assert not [word for word in (".csv", ".png", "share-link", "cite") if word in body]
    assert "100%" in private[0]
    assert "Show the numbers as a table" in private[0]
    assert "How this poll was done" in private[0]
    clock.forward(days=2)
    public = reader.get(f"/p/{SLUG}").text
    assert all(word in public for word in ("og:image", ".csv", "share-link", "cite"))


def test_results_after_voting_are_shown_to_who_voted_only(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_VOTING, may_withdraw=True))
    vote(reader, SLUG, 1)
    assert "100%" in words_of(reader.get(f"/p/{SLUG}").text)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        assert "100%" not in words_of(stranger.get(path).text)
    withdraw(reader, SLUG)
    assert "%" not in words_of(reader.get(f"/p/{SLUG}").text)


def test_results_after_closing_are_held_back_from_the_voter_too(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    vote(reader, SLUG, 1)
    page = words_of(reader.get(f"/p/{SLUG}").text)
    assert "Thank you. Your vote has been counted." in page
    assert "100%" not in page
    clock.forward(days=1)
    assert "100%" in words_of(reader.get(f"/p/{SLUG}").text)


def test_the_vote_page_is_private_and_never_cached(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for answer in (reader.get(f"/p/{SLUG}"), vote(reader, SLUG, 1), reader.get(f"/p/{SLUG}")):
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_every_visitor_gets_a_form_of_its_own(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    found = {hidden_fields(reader, f"/p/{SLUG}")["form"] for _ in range(10)}
    assert len(found) == 10


def test_the_ready_page_is_the_same_packed_and_plain(add: Add, reader: FlaskClient) -> None:
    import gzip
    import re

    add(make_new_poll())
    form_id = re.compile(r'name="form" value="[^"]+"')
    plain = reader.get(f"/p/{SLUG}").text
    packed = reader.get(f"/p/{SLUG}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    unpacked = gzip.decompress(packed.data).decode()
    assert form_id.sub("", unpacked) == form_id.sub("", plain)
    assert form_id.findall(unpacked) != form_id.findall(plain)


def test_campaign_tags_do_not_break_a_link(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = reader.get(f"/p/{SLUG}?utm_source=letter&change=maybe")
    assert answer.status_code in (200, 400)
    assert reader.get(f"/p/{SLUG}?utm_source=letter").status_code == 200
    assert reader.get(f"/p/{SLUG}?lang=xx").status_code == 400


def test_a_poll_written_anew_since_is_read_again(add: Add, app: Flask, reader: FlaskClient) -> None:
    from sqlalchemy import text

    from pollsvc.store.db import writing

    poll = add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    with app.app_context(), writing() as session:
        session.execute(
            text("UPDATE poll SET definition_version = 2 WHERE id = :id"), {"id": poll.id}
        )
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 303
    assert counts_of(reader, SLUG) == [1, 0, 0]


def test_nothing_of_the_voter_is_kept_but_digests(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    from sqlalchemy import select

    from pollsvc.store.db import session
    from pollsvc.voting.models import ClaimRow, ResponseRow

    add(make_new_poll())
    answer = vote(reader, SLUG, 1, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    cookie = answer.headers["Set-Cookie"].split("=")[1].split(";")[0]
    with app.app_context():
        rows = [*session().scalars(select(ClaimRow)), *session().scalars(select(ResponseRow))]
        kept = repr([vars(row) for row in rows])
    assert len(rows) == 3
    assert cookie not in kept
    assert "203.0.113.77" not in kept


def test_a_planned_poll_opens_by_the_clock_alone(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(opens_at=NOON + hours(1)))
    reader.get(f"/p/{SLUG}")
    clock.forward(hours=1)
    assert vote(reader, SLUG, 1).status_code == 303
    clock.set(NOON + timedelta(hours=24) - timedelta(seconds=1))
    assert "Open" in words_of(reader.get(f"/p/{SLUG}").text)
