"""A private link, or any id of a form, gives away neither votes nor a poll that is not open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Protection, Visibility
from pollsvc.domain.question import Kind
from pollsvc.voting import pages
from pollsvc.voting.survey import finish
from tests.browse import hidden_fields, vote, withdraw, words_of
from tests.conftest import Clock
from tests.integration.conftest import Rows
from tests.make import hours, make_new_poll, make_new_question
from tests.steps import SLUG, Respondent, make_survey

Add = Callable[[NewPoll], Poll]
SAID = "What you had answered"


def written() -> NewPoll:
    """One page with a choice and a text."""
    text = make_new_question("b", kind=Kind.LONG_TEXT, text="Why?", options=0, longest=5000)
    asked = make_new_question("a"), text
    return make_new_poll(*asked, slug="plain", may_change=True, may_withdraw=True)


def answered(client: FlaskClient, **first: str) -> Respondent:
    return Respondent(client).open(**first).press(q1="1").press(q2="Kyoto").press(q3="33", q4="3")


@pytest.mark.parametrize("soon", [True, False])
@pytest.mark.parametrize("act", ["vote", "change", "withdraw"])
def test_a_link_gives_no_cookie_once_the_time_of_a_retry_is_over(
    add: Add,
    reader: FlaskClient,
    stranger: FlaskClient,
    clock: Clock,
    rows: Rows,
    soon: bool,
    act: str,
) -> None:
    add(make_survey(may_change=True, may_withdraw=True, visibility=Visibility.DESK_ONLY))
    one = answered(reader)
    form = one.form_id
    one.press("send")
    Respondent(reader).open(f"/p/{SLUG}?change=1").press()
    clock.forward(minutes=9 if soon else 60)
    same = {"form": form, "act": act, "q1": "1", "q2": "Kyoto", "q3": "33", "q4": "3"}
    if not soon:
        for data in (same, same | {"q2": "Osaka"}):
            late = stranger.post(f"/p/{SLUG}", data=data)
            assert (late.status_code, "Set-Cookie" in late.headers) == (410, False)
            assert "Which country? Japan" in words_of(late.text)
        # Nor does it erase what the voter has begun.
        assert rows("SELECT COUNT(*) FROM unfinished") == [(1,)]
    else:
        assert "Set-Cookie" in stranger.post(f"/p/{SLUG}", data=same).headers
    assert rows("SELECT standing FROM response") == [("counted",)]


def test_a_plain_form_sent_again_late_takes_nothing_back(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock, rows: Rows
) -> None:
    add(written())
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": "words"}
    assert reader.post("/p/plain", data=sent).status_code == 303
    clock.forward(hours=1)
    for act in ("change", "withdraw"):
        late = stranger.post("/p/plain", data={"form": sent["form"], "act": act, "q1": "1"})
        assert (late.status_code, "Set-Cookie" in late.headers) in ((410, False), (422, False))
    assert rows("SELECT standing FROM response") == [("counted",)]


def test_what_a_planned_poll_asks_cannot_be_had_by_sending_something(
    add: Add, stranger: FlaskClient, clock: Clock
) -> None:
    poll, plain = add(make_survey()), add(written())
    assert poll.opens_at is not None
    form = hidden_fields(stranger, "/p/plain")["form"]
    clock.set(poll.opens_at - hours(1))
    everything = {f"q{number}": ["1", "2", "3", "4", "5", "my words"] for number in range(1, 9)}
    for path, status in (
        (f"/p/{SLUG}", 409),
        (f"/p/{SLUG}/answer/x/1", 410),
        (f"/p/{SLUG}/answer/x/check", 410),
        (f"/p/{plain.slug}", 409),
    ):
        for more in ({}, {"go": "lang:en"}, {"form": form}):
            answer = stranger.post(path, data=everything | more)
            words = words_of(answer.text)
            assert answer.status_code == status
            for told in ("Japan", "Which town", "Which topics?", "Why?", "Option 1"):
                assert told not in words
            assert (SAID in words) is ("my words" in words) is True
            empty = stranger.post(path, data={"q1": ["1"]} | more)
            assert SAID not in empty.text


def test_a_retry_after_a_change_or_a_withdrawal_gets_its_thanks(
    add: Add, reader: FlaskClient
) -> None:
    add(written())
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": "one"}
    assert reader.post("/p/plain", data=sent).status_code == 303
    changed = hidden_fields(reader, "/p/plain?change=1") | {"q1": "1", "q2": "two"}
    assert reader.post("/p/plain", data=changed).status_code == 303
    for form in (sent, changed):
        assert reader.post("/p/plain", data=form).status_code == 303
    withdraw(reader, "plain")
    for form in (sent, changed):
        assert reader.post("/p/plain", data=form).status_code == 303
        other = reader.post("/p/plain", data=form | {"q2": "three"})
        assert (other.status_code, "Why? three" in words_of(other.text)) == (409, True)


def test_answers_that_could_not_be_erased_are_not_shown_after_sending(
    add: Add, reader: FlaskClient, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finish, "forget_unfinished", lambda *_: None)
    add(make_survey(check=False, save_later=False))
    one = Respondent(reader).open().press(q1="1").press(q2="Kyoto")
    path, fields = one.action, one.fields(q3="33", q4="3")
    assert reader.post(path, data=fields).status_code == 303
    again = stranger.post(path, data=fields | {"q3": ["44"]})
    words = words_of(again.text.partition(SAID)[2].partition("</section>")[0])
    assert (again.status_code, "How old are you? 44" in words) == (409, True)
    assert "Kyoto" not in words
    assert "Japan" not in words


def test_a_language_button_takes_nothing_back_and_loses_nothing(
    add: Add, reader: FlaskClient, stranger: FlaskClient, rows: Rows
) -> None:
    add(written())
    vote(reader, "plain", 1, data={"q2": "words"})
    form = hidden_fields(reader, "/p/plain?change=1")["form"]
    back = {"form": form, "act": "withdraw", "go": "lang:fr"}
    assert reader.post("/p/plain", data=back).status_code == 303
    assert rows("SELECT standing FROM response ORDER BY number") == [("replaced",), ("withdrawn",)]
    add(make_survey())
    whole = {"q1": "1", "q2": "Kyoto", "q3": "33", "q4": "3", "go": "lang:fr"}
    whole["form"] = Respondent(stranger).open().form_id
    one = Respondent(stranger)
    one.open(stranger.post(f"/p/{SLUG}", data=whole).headers["Location"])
    assert all(said in one.words for said in ("Japan", "Kyoto", "33"))
    assert rows("SELECT COUNT(*) FROM response") == [(2,)]  # nothing was sent


def test_a_language_button_after_the_end_says_so(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(written())
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": "my words", "go": "lang:fr"}
    clock.forward(hours=24, minutes=1)
    late = reader.post("/p/plain", data=sent)
    assert (late.status_code, "my words" in late.text) == (409, True)
    assert "This poll closed just before your vote arrived." in words_of(late.text)


def test_a_vote_begun_in_steps_and_then_made_a_change_is_erased_with_the_vote(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_survey(may_change=True, may_withdraw=True, protection=Protection.OPEN))
    begun = Respondent(reader).open()
    path, fields = begun.action, begun.fields(q1="1")
    begun.press(q1="1")
    answered(reader).press("send")
    assert rows("SELECT COUNT(*) FROM unfinished WHERE voter IS NOT NULL") == [(0,)]
    reader.post(path, data=fields | {"act": ["change"]})
    [(word,)] = rows("SELECT voter FROM unfinished")
    assert word is not None
    withdraw(reader, SLUG)
    assert rows("SELECT COUNT(*) FROM unfinished") == [(0,)]


def test_a_retry_is_thanked_also_while_nothing_can_be_read(
    add: Add, reader: FlaskClient, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    add(replace(written(), may_change=False))
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": "one"}
    assert reader.post("/p/plain", data=sent).status_code == 303
    monkeypatch.setattr(pages, "own_response", lost)
    for client in (reader, stranger):
        again = client.post("/p/plain", data=sent)
        # Nobody knows now how long ago that was.
        assert (again.status_code, "Set-Cookie" in again.headers) == (303, False)
