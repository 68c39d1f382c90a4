"""Watching a poll at the desk: its numbers, its charts, and what is new without reloading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Act
from pollsvc.voting.box import Box
from tests.acts import make_op
from tests.browse import change, vote, withdraw, words_of
from tests.conftest import Clock
from tests.counting import statements
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_ifri, make_new_poll, make_new_question

Add = Callable[..., Poll]
SLUG = "colours"


def page_of(who: DeskClient, poll: Poll) -> str:
    answer = who.get(f"/desk/polls/{poll.id}")
    assert answer.status_code == 200
    return words_of(answer.text)


def live(who: DeskClient, poll: Poll, tag: str = "") -> Any:
    headers = {"If-None-Match": tag} if tag else {}
    return who.get(f"/desk/polls/{poll.id}/live.json", headers=headers)


def test_the_desk_sees_figures_that_readers_do_not(
    add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_ifri(visibility=Visibility.DESK_ONLY))
    vote(reader, poll.slug, 2)
    page = page_of(owner, poll)
    assert "Votes counted 1" in page
    assert "B Engagement 100% 1 vote" in page
    assert "never: they are for the desk only" in page


def test_a_past_result_shows_its_counts_and_no_course(add: Add, viewer: DeskClient) -> None:
    poll = add(make_new_ifri(live=False))
    page = page_of(viewer, poll)
    assert "Votes counted 108" in page
    assert "A Containment 31% 33 votes" in page
    assert "single votes are not stored" in page
    for word in ("Votes each", "shares moved", "Set aside", "Where votes came from", "Close now"):
        assert word not in page


def test_a_poll_without_votes_says_so_and_leads_to_sharing(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    page = owner.get(f"/desk/polls/{poll.id}").text
    assert "No votes yet." in page
    assert "Share the poll, so that readers find it" in page
    assert '<svg class="chart"' not in page


def test_votes_by_the_hour_are_drawn_and_stand_in_a_table(
    add: Add, owner: DeskClient, app: Flask, clock: Clock
) -> None:
    poll = add(make_new_poll(opens_at=NOON, zone="Europe/Paris"))
    for option in (1, 1, 2):
        vote(app.test_client(), SLUG, option)
        clock.forward(hours=1)
    page = page_of(owner, poll)
    assert "Votes each hour Time zone: Paris" in page
    assert "3 votes in all. The highest column: 1, 10 March 2026, 13:00." in page
    assert "Hour from Votes 10 March 2026, 13:00 1 10 March 2026, 14:00 1" in page
    assert "How the shares moved" in page
    assert "10 March 2026, 13:00 100% 0% 0%" in page
    assert "10 March 2026, 15:00 67% 33% 0%" in page
    assert "At the end: A 67%, B 33%, C 0%." in page


def test_older_polls_are_drawn_by_the_day_of_their_zone(
    add: Add, owner: DeskClient, app: Flask, clock: Clock
) -> None:
    late = NOON + hours(11.5)  # half past midnight in Paris
    poll = add(make_new_poll(opens_at=NOON, closes_at=None, zone="Europe/Paris"))
    clock.set(late)
    vote(app.test_client(), SLUG, 1)
    clock.forward(days=6)
    owner.sign_in(clock())
    page = page_of(owner, poll)
    assert "Votes each day" in page
    assert "10 March 2026 0 11 March 2026 1" in page


def test_shares_of_several_answers_are_of_people(
    add: Add, owner: DeskClient, app: Flask, clock: Clock
) -> None:
    question = make_new_question(kind=Kind.MULTIPLE, options=10)
    poll = add(make_new_poll(question, opens_at=NOON))
    vote(app.test_client(), SLUG, 1, 2)
    clock.forward(hours=1)
    vote(app.test_client(), SLUG, 1)
    page = page_of(owner, poll)
    assert "10 March 2026, 12:00 100% 100% 0%" in page
    assert "10 March 2026, 13:00 100% 50% 0%" in page
    assert "2 more answers are in the table only." in page


def test_shares_are_not_drawn_where_the_hour_of_empty_answers_is_not_known(
    add: Add, owner: DeskClient, app: Flask, clock: Clock
) -> None:
    question = make_new_question(kind=Kind.MULTIPLE, options=3, at_least=0)
    poll = add(make_new_poll(question, opens_at=NOON))
    vote(app.test_client(), SLUG, 1)
    clock.forward(hours=1)
    vote(app.test_client(), SLUG)
    page = page_of(owner, poll)
    assert "Votes each hour" in page
    assert "How the shares moved" not in page


def test_changes_are_acts_that_took_the_place_of_a_vote(
    add: Add, owner: DeskClient, app: Flask, reader: FlaskClient, stranger: FlaskClient
) -> None:
    poll = add(make_new_poll(may_change=True, may_withdraw=True))
    vote(reader, SLUG, 1)
    change(reader, SLUG, 2)
    vote(stranger, SLUG, 1)
    withdraw(stranger, SLUG)
    page = page_of(owner, poll)
    assert "Votes counted 1 Changed 1" in page
    assert "Taken back 1" in page
    assert "Last vote or change just now 10 March 2026, 12:00 UTC" in page
    vote(stranger, SLUG, 3, path=f"/p/{SLUG}?change=1", data={"act": "change"})
    assert "a vote taken back and cast again counts as two" in page


def test_a_vote_cast_again_after_it_was_taken_back_is_two_changes(
    add: Add, owner: DeskClient, app: Flask
) -> None:
    poll = add(make_new_poll(may_change=True, may_withdraw=True))
    box: Box = app.extensions["box"]
    for form, act in enumerate((Act.VOTE, Act.WITHDRAW, Act.VOTE), 1):
        box.put(make_op(form, 1, poll_id=poll.id, act=act))
    page = page_of(owner, poll)
    assert "Changed 2" in page
    assert "Taken back 0" in page


def test_live_numbers_bring_the_parts_that_changed(
    add: Add, owner: DeskClient, app: Flask, reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    before = live(owner, poll)
    vote(reader, SLUG, 1)
    after = live(owner, poll, before.headers["ETag"])
    assert (before.status_code, after.status_code) == (200, 200)
    news = after.get_json()
    assert news["counted"] == "1 vote"
    assert news["over"] is False
    assert "Votes counted" in news["parts"]["kpis"]
    assert set(news["parts"]) == {
        *("kpis", "answers", "votes", "shares", "sources", "times", "state")
    }
    assert after.headers["Cache-Control"] == "private, no-cache"


def test_the_page_names_the_state_in_which_nothing_is_new(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    page = owner.get(f"/desk/polls/{poll.id}").text
    tag = page.partition('data-tag="')[2].partition('"')[0]
    assert live(owner, poll, f'W/"{tag}"').status_code == 304


def test_nothing_new_costs_one_look_at_one_row(
    add: Add, owner: DeskClient, app: Flask, reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    vote(reader, SLUG, 1)
    tag = live(owner, poll).headers["ETag"]
    with statements(app) as seen:
        answer = live(owner, poll, tag)
    assert (answer.status_code, answer.data) == (304, b"")
    # Who is signed in; the poll and who works on it; and then the box alone.
    assert len(seen) == 4
    assert [one for one in seen if " box" in one] == [seen[-1]]
    assert "tally" not in "".join(seen)


@pytest.mark.parametrize("passed", [1, 25])
def test_time_alone_makes_the_page_new_by_the_hour_and_at_the_closing(
    add: Add, owner: DeskClient, clock: Clock, passed: float
) -> None:
    poll = add(make_new_poll())
    tag = live(owner, poll).headers["ETag"]
    clock.forward(hours=0.9)
    assert live(owner, poll, tag).status_code == 304
    clock.set(NOON + hours(passed))
    owner.sign_in(clock())
    answer = live(owner, poll, tag)
    assert answer.status_code == 200
    assert answer.get_json()["over"] is (passed > 24)


def test_a_page_takes_the_same_statements_however_many_votes_there_are(
    add: Add, owner: DeskClient, app: Flask, clock: Clock
) -> None:
    poll = add(make_new_poll())

    def count() -> int:
        with statements(app) as seen:
            page_of(owner, poll)
        return len(seen)

    count()
    few = count()
    for number in range(5):
        vote(app.test_client(), SLUG, 1 + number % 3)
        clock.forward(hours=1)
    count()  # the definition once more, now that votes are there
    assert count() == few == 4


def test_a_draft_from_a_file_is_said_to_be_one(
    add: Add, owner: DeskClient, editor: DeskClient
) -> None:
    poll = add(make_new_poll(opens_at=None))
    assert "Nobody can vote yet" in page_of(owner, poll)
    assert editor.get(f"/desk/polls/{poll.id}").status_code == 404
    assert editor.get(f"/desk/polls/{poll.id}/live.json").status_code == 404


@pytest.mark.parametrize("page", ["", "/live.json", "/share", "/downloads", "/results.csv"])
def test_everybody_at_the_desk_may_watch_and_no_stranger(
    add: Add, viewer: DeskClient, colleague: DeskClient, stranger: FlaskClient, page: str
) -> None:
    poll = add(make_new_poll())
    path = f"/desk/polls/{poll.id}{page}"
    assert viewer.get(path).status_code == 200
    assert colleague.get(path).status_code == 200
    assert stranger.get(path).status_code in (303, 401)
    assert viewer.get("/desk/polls/99" + page).status_code == 404
    assert "private" in viewer.get(path).headers["Cache-Control"]


def test_who_may_only_watch_has_no_buttons(add: Add, viewer: DeskClient) -> None:
    page = viewer.get(f"/desk/polls/{add(make_new_poll()).id}").text
    assert 'action="/desk/polls' not in page
    assert "Change times" not in page
