"""After a correction a form says which of its questions read otherwise now, and marks them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from tests.browse import counts_of
from tests.make import make_new_poll, make_new_question
from tests.steps import SLUG, Respondent, make_survey, reword

Add = Callable[[NewPoll], Poll]
Corrected = Callable[[str, int, str], Respondent]
CHANGED = "The survey was changed while you were answering."
MARK = "The words of this question or of its answers were changed after you first saw them."
_LINK = re.compile(r'<li><a href="#([^"]+)"[^>]*>(.*?)</a></li>')
_MARK = re.compile(r'<p class="q-new" id="([^"]+)">')


def listed(one: Respondent) -> list[tuple[str, str]]:
    """The links of the notice, each with where it leads and its words."""
    notice = re.search(r'id="thanks" .*?</ul>', one.page, re.DOTALL)
    return _LINK.findall(notice[0]) if notice else []


def marked(one: Respondent) -> list[str]:
    """The marks at the questions, each of which something is described by."""
    marks = _MARK.findall(one.page)
    said = " ".join(re.findall('aria-describedby="([^"]*)"', one.page)).split()
    assert [mark for mark in said if mark.endswith("-new")] == marks
    return marks


@pytest.fixture
def corrected(add: Add, app: Flask, reader: FlaskClient) -> Corrected:
    """A survey whose second step was on the screen when an editor corrected these words."""

    def go(subject: str, subject_id: int, text: str) -> Respondent:
        add(make_survey())
        one = Respondent(reader).open().press(q1="2")
        reword(app, SLUG, subject, subject_id, text)
        return one.press(q3="30", q4="3")

    return go


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.LONG_TEXT, Kind.RANKING])
def test_a_poll_of_one_question_marks_it(
    add: Add, app: Flask, reader: FlaskClient, kind: Kind
) -> None:
    options = 0 if kind is Kind.LONG_TEXT else 2
    add(make_new_poll(make_new_question(kind=kind, options=options, longest=90), slug=SLUG))
    one = Respondent(reader).open()
    assert "q-new" not in one.page
    reword(app, SLUG, "question", 1, "Which of these?")
    one.press()
    assert (one.status, listed(one)) == (409, [("q1-1", "Which of these?")])
    assert marked(one) == ["q1-new"]
    assert MARK in one.words
    assert 'id="q1-1"' in one.page


def test_on_one_page_only_what_reads_otherwise_is_marked(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    asked = [make_new_question(code, text=f"Text of {code}?") for code in ("a", "b", "c")]
    add(make_new_poll(*asked, slug=SLUG, numbered=True))
    one = Respondent(reader).open()
    reword(app, SLUG, "option", 7, "A label")
    reword(app, SLUG, "question", 2, "Where?")
    one.press(q1="1", q2="4", q3="7")
    assert (one.status, CHANGED in one.words) == (409, True)
    assert listed(one) == [("q2-1", "2. Where?"), ("q3-1", "3. Text of c?")]
    assert marked(one) == ["q2-new", "q3-new"]
    assert one.page.count("checked") == 3
    one.press()
    assert (one.path.partition("?")[0], counts_of(reader, SLUG)) == (f"/p/{SLUG}", [1, 0, 0])


def test_a_step_marks_what_reads_otherwise_until_it_is_sent_again(
    reader: FlaskClient, corrected: Corrected
) -> None:
    one = corrected("option", 3, "Energy")
    assert (one.at, CHANGED in one.words) == ("3", True)
    assert (listed(one), marked(one)) == ([("q4-1", "Which topics?")], ["q4-new"])
    again = Respondent(reader).open(one.path)
    assert marked(again) == ["q4-new"]
    one.press("back").press()
    assert marked(one) == ["q4-new"]
    assert one.press().at == "check"
    assert "q-new" not in one.open(one.path.replace("check", "3")).page


def test_an_answer_given_before_is_marked_where_it_is_asked_again(corrected: Corrected) -> None:
    one = corrected("question", 1, "Which country do you live in?")
    assert (one.at, one.status, marked(one)) == ("1", 200, ["q1-new"])
    assert listed(one) == [("q1-1", "Which country do you live in?")]
    assert CHANGED in one.words
    assert "Your answers are still there." in one.words
    assert "vote" not in one.words.partition(CHANGED)[2][:160]
    assert "Which country do you live in?" in one.words
    assert 'value="2" checked' in one.page
    one.press().press()
    assert one.at == "check"
    assert one.press("send").heading == "Thank you. Your answers have been sent."


def test_a_form_from_before_a_correction_is_shown_again(corrected: Corrected) -> None:
    one = corrected("question", 3, "What is your age?")
    assert one.at == "3"
    assert CHANGED in one.words
    assert "What is your age?" in one.words
    assert 'value="30"' in one.page
    assert one.press().at == "check"


def test_a_correction_elsewhere_does_not_disturb_a_step(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open()
    reword(app, SLUG, "question", 3, "What is your age?")
    one.press(q1="2")
    assert one.at == "3"
    assert CHANGED not in one.words


def test_a_form_with_all_fields_marks_them_in_their_step(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    poll = add(make_survey())
    one = Respondent(reader).open()
    sent = {"form": one.form_id, "q1": "2", "q3": "30", "q4": "3", "wording": poll.wording_digest}
    reword(app, SLUG, "question", 3, "What is your age?")
    answer = reader.post(f"/p/{SLUG}", data=sent)
    one.open(answer.headers["Location"])
    assert (one.at, marked(one)) == ("3", ["q3-new"])


@pytest.mark.parametrize("wording", ["0123456789ab", "x.y 1 .", "99.0123abcd"])
def test_where_it_is_not_known_which_the_notice_stands_alone(
    add: Add, reader: FlaskClient, wording: str
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    answer = reader.post(one.action, data={"wording": wording, "q3": "30", "q4": "3"})
    one.open(answer.headers["Location"])
    assert (one.at, CHANGED in one.words) == ("3", True)
    assert (listed(one), marked(one)) == ([], [])


def test_a_question_that_was_taken_out_marks_no_other(add: Add, reader: FlaskClient) -> None:
    poll = add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    shown = {"shown": "3 4 99", "wording": f"{poll.wording_digest} 99.0123abcd"}
    answer = reader.post(one.action, data=shown | {"q3": "30", "q4": "3"})
    one.open(answer.headers["Location"])
    assert (CHANGED in one.words, listed(one), marked(one)) == (True, [], [])


def test_a_poll_in_several_languages_says_that_it_may_be_another_one(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    both = make_new_question(
        text={"en": "Which?", "fr": "Lequel ?"},
        options={"a": {"en": "A", "fr": "Un"}, "b": {"en": "B", "fr": "Deux"}},
    )
    add(make_new_poll(both, slug=SLUG, languages=("en", "fr")))
    one = Respondent(reader).open()
    french = reader.get(f"/p/{SLUG}?lang=fr").text
    reword(app, SLUG, "question", 1, "Which of them?")
    one.press(q1="1")
    assert "were changed in at least one language after you first saw them" in one.words
    one.page = french
    one.press(q1="1")
    assert (listed(one), marked(one)) == ([("q1-1", "Lequel ?")], ["q1-new"])
    assert '<a href="#q1-1">' in one.page
