"""What was typed and cannot be taken any more is shown, to be read and copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewOption, NewPoll
from pollsvc.domain.poll import Poll, Protection, Visibility
from pollsvc.domain.question import Kind, Role
from tests.browse import counts_of, hidden_fields, vote, withdraw, words_of
from tests.conftest import Clock
from tests.integration.conftest import Rows
from tests.make import hours, make_new_poll, make_new_question, texts
from tests.steps import SLUG, Respondent, at_check, make_survey

Add = Callable[[NewPoll], Poll]
SAID = "What you had answered"
THANKS = "Thank you. Your answers have been sent."
STORY = "<b>A long story</b>\nin two lines & more"
ESCAPED = "&lt;b&gt;A long story&lt;/b&gt;\nin two lines &amp; more"


def written() -> NewPoll:
    """One page with a choice and a text."""
    text = make_new_question("b", kind=Kind.LONG_TEXT, text="Why?", options=0, longest=5000)
    return make_new_poll(make_new_question("a"), text, slug="plain")


def test_a_step_that_comes_too_late_is_shown_with_all_that_was_kept(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1").press("back", q2="Kyoto").press()
    first = Respondent(stranger).open()
    clock.forward(hours=24, minutes=1)
    one.press(q2="Nara <i>")
    assert one.status == 409
    assert "This poll closed just before your vote arrived." in one.words
    assert f"{SAID} It was not counted." in one.words
    assert "Which country? Japan Which town in Japan? Nara <i>" in one.words
    assert "Kyoto" not in one.words
    assert "How old are you?" not in one.words.partition(SAID)[2].partition("Travel")[0]
    first.press(q1="2")
    assert (first.status, "Which country? Russia" in first.words) == (409, True)


def test_what_is_kept_can_be_read_after_the_end(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(make_survey(visibility=Visibility.DESK_ONLY))
    one = Respondent(reader).open().press(q1="1").press(q2="Kyoto").press(q3="x", q4="3")
    nothing = Respondent(stranger).open()
    clock.forward(hours=24, minutes=1)
    one.open(one.path)
    assert one.status == 200
    assert "This poll is closed. Your answers were not counted." in one.words
    assert "Which town in Japan? Kyoto How old are you? x Which topics? Option 1" in one.words
    empty = nothing.open(f"/p/{SLUG}/answer/{nothing.form_id}")
    assert (empty.status, SAID in empty.words) == (200, False)


def test_sending_too_late_shows_all_answers(
    add: Add, reader: FlaskClient, clock: Clock, rows: Rows
) -> None:
    add(make_survey())
    one = at_check(reader)
    clock.forward(hours=24, minutes=1)
    one.press("send")
    assert one.status == 409
    assert "Which country? Russia How old are you? 33 Which topics? Option 1 Option 3" in one.words
    assert rows("SELECT COUNT(*) FROM unfinished") == [(1,)]


def test_an_archived_and_a_planned_survey_show_it_too(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    poll = add(make_survey(closes_at=None, archived_at=clock() + hours(24)))
    one = Respondent(reader).open().press(q1="1")
    clock.forward(hours=25)
    assert "Which town in Japan? Nara" in one.press(q2="Nara").words
    assert one.status == 409
    again = Respondent(reader.application.test_client())
    assert poll.opens_at is not None
    clock.set(poll.opens_at)
    again.open().press(q1="1")
    clock.set(poll.opens_at - hours(1))
    assert "Which town in Japan? Osaka" in again.press(q2="Osaka").words
    assert (again.status, "This poll is not open yet." in again.words) == (409, True)
    assert "Which country? Japan" in again.open(again.path).words


def test_a_second_survey_of_the_same_browser_loses_nothing(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    late = Respondent(stranger).open().press(q1="1")
    at_check(reader).press("send")
    answer = reader.post(late.path, data=late.fields(q2="Nara"))
    assert answer.status_code == 409
    assert "Which country? Japan Which town in Japan? Nara" in words_of(answer.text)
    assert "Which country? Japan" in words_of(reader.get(late.path).text)


@pytest.mark.parametrize("has_cookie", [True, False])
def test_what_was_typed_after_sending_elsewhere_is_shown(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock, has_cookie: bool
) -> None:
    add(make_survey())
    one = at_check(reader)
    base = one.path.removesuffix("/check")
    other = Respondent(reader).open(f"{base}/3")
    fields = other.fields(q3="44")
    one.press("send")
    client = reader if has_cookie else stranger
    answer = client.post(f"{base}/3", data=fields)
    said = "You have already voted" if has_cookie else "This link has ended"
    assert answer.status_code == (409 if has_cookie else 410)
    assert said in words_of(answer.text)
    assert "How old are you? 44 Which topics? Option 1 Option 3" in words_of(answer.text)
    # What was sent is not there for whoever has the link.
    assert ("Russia" in answer.text.partition(SAID)[2].partition("</section>")[0]) is False
    same = reader.post(f"{base}/3", data=other.fields())
    assert same.headers["Location"] == f"/p/{SLUG}#thanks"
    hidden = reader.post(f"{base}/2", data={"shown": "2", "q2": "Nara"})
    # Not asked of Russians, but somebody typed it.
    assert (hidden.status_code, "Nara" in words_of(hidden.text)) == (409, True)


def test_a_last_step_soon_sent_again_with_something_else_gets_the_cookie_too(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(make_survey(check=False, save_later=False, may_change=True))
    one = Respondent(reader).open().press(q1="2")
    path, fields = one.action, one.fields(q3="30", q4="3")
    assert reader.post(path, data=fields).status_code == 303
    # As after a time-out: the browser has not heard of the first one.
    again = stranger.post(path, data=fields | {"q3": ["31"]})
    assert (again.status_code, "How old are you? 31" in words_of(again.text)) == (409, True)
    assert "You have already voted" in again.text
    assert Respondent(stranger).open().heading == THANKS
    clock.forward(hours=1)
    later = reader.application.test_client()
    late = later.post(path, data=fields | {"q3": ["31"]})
    assert (late.status_code, later.get_cookie("vote")) == (410, None)


def test_a_link_that_has_ended_shows_what_was_just_typed(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_survey(closes_at=clock() + hours(24 * 30)))
    one = Respondent(reader).open().press(q1="1")
    fields = one.fields(q2=STORY)
    clock.forward(days=15)
    answer = reader.post(one.path, data=fields)
    assert answer.status_code == 410
    assert "This link has ended" in words_of(answer.text)
    assert f'readonly aria-labelledby="lost-1">\n{ESCAPED}</textarea>' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert f'href="/p/{SLUG}">Go to the poll</a>' in answer.text
    assert "Русский" not in answer.text  # a link away, on which all of it would be lost
    foreign = reader.post(f"/p/{SLUG}/answer/x/2", data=fields)
    assert (foreign.status_code, ESCAPED in foreign.text) == (410, True)
    empty = reader.post(f"/p/{SLUG}/answer/x/check", data={})
    assert (empty.status_code, SAID in empty.text) == (410, False)


def test_a_poll_that_is_not_there_shows_nothing(add: Add, reader: FlaskClient) -> None:
    add(make_survey(opens_at=None, closes_at=None))
    answer = reader.post(f"/p/{SLUG}/answer/x/2", data={"q2": "Nara"})
    assert (answer.status_code, "Nara" in answer.text) == (404, False)


def test_a_plain_form_that_comes_too_late_loses_nothing(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(written())
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": STORY}
    assert vote(stranger, "plain", 1, data={"q2": "first"}).status_code == 303
    second = stranger.post("/p/plain", data=sent)
    assert second.status_code == 409
    assert f"{SAID} It was not counted." in words_of(second.text)
    assert ESCAPED in second.text
    clock.forward(days=2)
    late = reader.post("/p/plain", data=sent)
    assert late.status_code == 409
    assert ESCAPED in late.text
    assert "Which one? Option 2 Why?" in words_of(late.text)
    assert ESCAPED not in reader.get("/p/plain").text


def test_the_same_form_with_other_answers_says_what_counts(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(replace(written(), may_change=True, may_withdraw=True))
    sent = hidden_fields(reader, "/p/plain") | {"q1": "2", "q2": "one\r\ntwo"}
    for client in (reader, reader, stranger):
        assert client.post("/p/plain", data=sent).status_code == 303
    clients = (reader, reader.application.test_client())
    for client in clients:
        other = client.post("/p/plain", data=sent | {"q2": "three"})
        assert other.status_code == 409
        assert "You have already voted in this poll. We counted your first vote." in words_of(
            other.text
        )
        assert "Why? three" in words_of(other.text)
        assert client.get_cookie("vote") is not None
    assert counts_of(reader, "plain") == [0, 1, 0]
    clock.forward(hours=1)
    for words, status in (("one\r\ntwo", 303), ("three", 409)):
        late = reader.application.test_client()
        assert late.post("/p/plain", data=sent | {"q2": words}).status_code == status
        assert late.get_cookie("vote") is None
    withdraw(reader, "plain")
    back = reader.post("/p/plain", data=sent | {"q2": "three"})
    said = words_of(back.text)
    assert "Your answers have been taken back. They are no longer in the figures." in said
    assert "You can vote again" not in said


def test_every_kind_of_answer_is_shown_as_it_was_typed(add: Add, reader: FlaskClient) -> None:
    other = NewOption(code="else", label=texts("Something else"), role=Role.OTHER)
    none = NewOption(code="none", label=texts("None of these"), role=Role.NONE)
    one = make_new_question("one", options=1)
    asked = (
        replace(one, options=(*one.options, other)),
        make_new_question("rank", kind=Kind.RANKING, text="Order?", options=2, at_most=2),
        make_new_question(
            "grid",
            kind=Kind.MATRIX,
            text="Each?",
            options=2,
            rows=(
                make_new_question("r1", options=0, text="Bread"),
                make_new_question("r2", options=0, text="Salt"),
            ),
        ),
        make_new_question("day", kind=Kind.DATE, text="When?", options=0),
        make_new_question("much", kind=Kind.NUMBER, text="Much?", options=0, low=0, high=9),
    )
    last = asked[-1]
    asked = (*asked[:-1], replace(last, options=(none,)))
    poll = add(make_new_poll(*asked, slug="kinds"))
    ids = {one.code: one for one in poll.parts.values()}
    rank, rows = ids["rank"], [ids["r1"], ids["r2"]]
    data = {
        f"q{ids['one'].id}.{ids['one'].options[1].id}": "Tea",
        f"q{rank.id}.{rank.options[0].id}": "2",
        f"q{rank.id}.{rank.options[1].id}": "1",
        f"q{rows[0].id}": str(rows[0].options[1].id),
        f"q{ids['day'].id}": "soon",
        f"q{ids['much'].id}": "1,5",
        f"q{ids['much'].id}.s": str(ids["much"].options[0].id),
    }
    sent = hidden_fields(reader, "/p/kinds") | data
    assert reader.post("/p/kinds", data=sent).status_code == 422
    clock = reader.application.extensions["clock"]
    clock.forward(days=2)
    words = words_of(reader.post("/p/kinds", data=sent).text)
    for said in (
        "Which one? Something else: Tea",
        "Order? 1. Option 2 2. Option 1",
        "Each? Bread: Option 2",
        "When? soon",
        "Much? 1,5 None of these",
    ):
        assert said in words


def test_the_rest_of_a_step_is_kept_beside_a_text_without_end(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    text = make_new_question("why", kind=Kind.LONG_TEXT, text="Why?", options=0, page=2)
    first, last = make_new_question("a"), make_new_question("c", text="And?", page=2)
    add(make_new_poll(first, text, last, slug=SLUG, save_later=True))
    one = Respondent(reader).open().press(q1="1").press("back", q2="old").press()
    endless = "a" * 130_000
    for go in ("next", "back", "save"):
        one.press(go, q2=endless, q3="5")
        assert one.status == 422
        assert endless in one.page
        assert "The longest text on this page is not kept until it is shorter." in one.words
    assert "There is a problem" in one.words
    assert endless[:100] not in str(rows("SELECT content FROM unfinished"))
    base = one.path.rpartition("/")[0]
    nowhere = reader.post(f"{base}/99", data={"shown": "2", "q2": endless})
    assert nowhere.status_code == 303
    one.open(base)
    assert (one.at, 'value="5" checked' in one.page) == ("2", True)
    assert ">\nold</textarea>" in one.page
    assert "The poll was changed" not in one.words
    assert one.press().heading == THANKS


def test_a_late_autosave_changes_nothing(add: Add, reader: FlaskClient, rows: Rows) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")
    saves = [one.fields("save", q2=town, turn=turn) for town, turn in (("K", "a.1"), ("Ky", "a.2"))]
    step = one.action
    one.press(q2="Kyoto", turn="a.3")
    for fields in saves:
        assert reader.post(step, data=fields).status_code == 204
    assert 'value="Kyoto"' in one.open(step).page
    assert reader.post(step, data=one.fields("save", q2="Nara", turn="b.1")).status_code == 204
    assert reader.post(step, data=one.fields("save", q2="Osaka", turn="b.1")).status_code == 204
    for turn in ("c.1", "d.1", "e.1", "f.1", "g.1", "x", "h.1234567890"):
        one.open(step)
        assert 'value="Nara"' in one.page
        reader.post(step, data=one.fields("save", turn=turn))
    assert str(rows("SELECT content FROM unfinished")).count(".1") == 0
    new = Respondent(reader.application.test_client()).open()
    late = new.action
    assert reader.post(late, data=new.fields("save", q1="1", turn="a.9")).status_code == 410
    assert rows("SELECT COUNT(*) FROM unfinished") == [(1,)]


def test_taking_a_vote_back_erases_the_changes_that_were_begun(
    add: Add, reader: FlaskClient, stranger: FlaskClient, rows: Rows
) -> None:
    add(make_survey(may_change=True, may_withdraw=True))
    Respondent(reader).open().press(q1="1").press(q2="Kyoto").press(q3="3", q4="3").press("send")
    kept = "SELECT COUNT(*) FROM unfinished"
    Respondent(stranger).open().press(q1="1")
    begun = [Respondent(reader).open(f"/p/{SLUG}?change=1").press() for _ in range(2)]
    assert rows(kept) == [(3,)]
    begun[0].press().press().press("send")
    assert begun[0].heading == "Thank you. Your answers have been changed."
    assert rows(kept) == [(1,)]
    begun[1].press(q2="Nagasaki")
    assert (begun[1].status, "Nagasaki" in begun[1].words) == (410, True)
    Respondent(reader).open(f"/p/{SLUG}?change=1").press()
    [(word,)] = rows("SELECT voter FROM unfinished WHERE voter IS NOT NULL")
    claimed = [bytes(one)[1:] for (one,) in rows("SELECT word FROM claim")]
    assert bytes(word)[1:] not in claimed
    withdraw(reader, SLUG)
    assert rows(kept) == [(1,)]
    assert "Kyoto" not in str(rows("SELECT content FROM unfinished"))


def test_everything_in_one_form_leaves_nothing_unfinished(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_survey(protection=Protection.OPEN))
    one = Respondent(reader).open().press(q1="2")
    whole = {"form": one.form_id, "q1": "2", "q3": "30", "q4": "3"}
    assert reader.post(f"/p/{SLUG}", data=whole).status_code == 303
    assert rows("SELECT COUNT(*) FROM unfinished") == [(0,)]


def test_the_browsers_own_back_may_find_a_form_again(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_survey())
    add(written())
    add(make_new_poll())
    for slug, caching in ((SLUG, "no-cache"), ("plain", "no-cache"), ("colours", "no-store")):
        for client in (reader, reader, stranger):
            answer = client.get(f"/p/{slug}")
            assert answer.headers["Cache-Control"] == f"private, {caching}"
    assert vote(reader, "plain", 1, data={"q2": "words"}).status_code == 303
    assert reader.get("/p/plain").headers["Cache-Control"] == "private, no-store"


def test_answers_are_not_called_a_vote(add: Add, reader: FlaskClient) -> None:
    add(replace(written(), may_change=True, may_withdraw=True, visibility=Visibility.DESK_ONLY))
    text = make_new_question("b", kind=Kind.SHORT_TEXT, options=0)
    add(make_new_poll(text, slug="one", protection=Protection.OPEN))
    for slug in ("plain", "one"):
        form = words_of(reader.get(f"/p/{slug}").text)
        assert "Send my answers" in form
    assert vote(reader, "plain", 1, data={"q2": "words"}).status_code == 303
    thanks = reader.get("/p/plain").text
    assert f"<title>{THANKS} " in thanks
    assert f"{THANKS} You can change your answers until the survey closes." in words_of(thanks)
    assert "Change my answers Take back my answers" in words_of(thanks)
    again = reader.get("/p/plain?change=1").text
    assert "Change my answers Keep my answers as they are" in words_of(again)
    clock = reader.application.extensions["clock"]
    clock.forward(minutes=11)
    assert "You have answered this survey." in words_of(reader.get("/p/plain").text)
    assert vote(reader, "one", "words").status_code == 303
    assert f"{THANKS} Answer once more" in words_of(reader.get("/p/one").text)
