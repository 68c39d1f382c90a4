"""Steps of a survey that are refused, in the words and with the status of any vote."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.browse import counts_of
from tests.conftest import Clock
from tests.steps import SLUG, Respondent, at_check, make_survey

Add = Callable[[NewPoll], Poll]
THANKS = "Thank you. Your answers have been sent."


def test_a_second_survey_of_the_same_browser_is_told_at_once(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    late = at_check(stranger)
    at_check(reader).press("send")
    for path in (late.path, late.path.replace("check", "1")):
        answer = reader.get(path)
        assert answer.status_code == 409
        assert "You have already voted in this poll." in answer.text
    sent = reader.post(late.action, data=late.fields("send"))
    assert (sent.status_code, "We counted your first vote." in sent.text) == (409, True)
    step = reader.post(late.path.replace("check", "1"), data={"q1": "1", "shown": "1"})
    assert step.status_code == 409
    assert late.press("send").heading == THANKS


def test_a_survey_that_closes_meanwhile_says_so(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_survey())
    step = Respondent(reader).open().press(q1="2")
    check = at_check(reader.application.test_client())
    clock.forward(hours=24, minutes=1)
    for one, go in ((step, "next"), (check, "send")):
        one.press(go)
        assert one.status == 409
        assert "This poll closed just before your vote arrived. It was not counted." in one.words
    seen = step.open(check.path)
    assert seen.status == 200
    assert "This poll is closed. Your answers were not counted." in seen.words
    assert counts_of(reader, SLUG) == [0, 0]


def test_a_planned_survey_says_when_it_opens(add: Add, reader: FlaskClient, clock: Clock) -> None:
    poll = add(make_survey())
    one = at_check(reader)
    assert poll.opens_at is not None
    clock.set(poll.opens_at.replace(hour=1))
    assert "This poll opens on" in one.open(f"/p/{SLUG}").words
    early = one.open(one.path + "/answer/x")
    assert early.status == 410


def test_a_draft_and_an_unknown_survey_are_not_there(add: Add, reader: FlaskClient) -> None:
    add(make_survey(opens_at=None, closes_at=None))
    add(make_survey(slug="other"))
    form = Respondent(reader, "other").open().form_id
    for slug in (SLUG, "nowhere"):
        assert reader.get(f"/p/{slug}/answer/{form}/1").status_code == 404
        assert reader.post(f"/p/{slug}/answer/{form}/1", data={"q1": "1"}).status_code == 404


def test_a_form_of_another_survey_is_not_known(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    add(make_survey(slug="other"))
    form = Respondent(reader, "other").open().form_id
    for word in (form, "x", "%00", "é" * 30):
        answer = reader.post(f"/p/{SLUG}/answer/{word}/1", data={"q1": "1", "shown": "1"})
        assert answer.status_code == 410


def test_steps_sent_from_another_site_are_refused(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = at_check(reader)
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in (one.action, one.action.replace("check", "1")):
        assert reader.post(path, data=one.fields("send"), headers=headers).status_code == 403
    assert counts_of(reader, SLUG) == [0, 0]


def test_a_poll_deleted_meanwhile_is_not_there(
    add: Add, app: Flask, reader: FlaskClient, clock: Clock
) -> None:
    from sqlalchemy import update

    from pollsvc.polls.models import PollRow
    from pollsvc.polls.queries import forget_recent
    from pollsvc.store.db import writing

    add(make_survey())
    one = at_check(reader)
    with app.app_context(), writing() as current:
        current.execute(update(PollRow).values(deleted_at=clock()))
        forget_recent()
    assert one.press("send").status == 404
