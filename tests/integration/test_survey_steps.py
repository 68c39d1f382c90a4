"""A survey in steps: each step is kept, nothing is lost, nothing counts before it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Flow, Poll, Visibility
from tests.browse import counts_of
from tests.conftest import Clock
from tests.integration.conftest import Rows
from tests.make import make_new_poll, make_new_question
from tests.steps import SLUG, Respondent, at_check, make_survey

GIVEN = re.compile(r'name="(q\d+)" id="[^"]*" value="(\d+)"')
Add = Callable[[NewPoll], Poll]


def test_the_first_step_stands_at_the_polls_own_address(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open()
    assert (one.status, one.heading) == (200, "Travel survey")
    assert "Which country?" in one.words
    assert "Which town" not in one.words
    assert one.action == f"/p/{SLUG}/answer/{one.form_id}/1"
    assert f'rel="canonical" href="http://localhost/p/{SLUG}"' in one.page


def test_every_step_leads_on_to_a_page_with_an_address(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open()
    seen = []
    for values in ({"q1": "1"}, {"q2": "Kyoto"}, {"q3": "33", "q4": "3"}, {}):
        one.press("send" if one.at == "check" else "next", **values)
        assert one.sent is not None
        seen.append((one.sent.status_code, one.at))
    assert seen == [(303, "2"), (303, "3"), (303, "check"), (303, SLUG)]
    assert one.heading == "Thank you. Your answers have been sent."
    assert counts_of(reader, SLUG) == [1, 0]


def test_nothing_counts_and_no_cookie_is_set_before_it_is_sent(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = at_check(reader, "Kyoto")
    assert one.heading == "Check your answers"
    assert reader.get_cookie("vote") is None
    assert counts_of(reader, SLUG) == [0, 0]
    one.press("send")
    assert reader.get_cookie("vote") is not None
    assert counts_of(reader, SLUG) == [1, 0]


def test_steps_are_private_and_kept_from_search(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = at_check(reader, "Kyoto")
    base = one.path.removesuffix("/check")
    for path in (f"{base}/2", one.path, f"{base}/later"):
        answer = reader.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert '<meta name="robots" content="noindex">' in answer.text
        assert 'rel="canonical"' not in answer.text
    assert reader.get(base).headers["Cache-Control"] == "private, no-store"


def test_a_step_that_is_not_asked_is_passed_over(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    assert (one.at, one.heading) == ("3", "About you")
    one.press("back")
    assert one.at == "1"
    assert 'value="2" checked' in one.page


def test_earlier_answers_stand_in_later_texts(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")
    assert one.heading == "Which town in Japan?"
    title = "<title>Which town in Japan? – Page 2 of 3 – Reader polls</title>"
    assert title in one.page


def test_a_page_has_its_title_and_its_text(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    assert one.heading == "About you"
    assert "Two <em>short</em> ones." in one.page
    assert '<rect class="val" width="50%"' in one.page
    assert "Page 2 of 2" in one.words


def test_one_question_at_a_time_says_so(add: Add, reader: FlaskClient) -> None:
    two = (make_new_question("a"), make_new_question("b", text="And then?"))
    add(make_new_poll(*two, slug=SLUG, flow=Flow.ONE))
    one = Respondent(reader).open()
    assert "Question 1 of 2" in one.words
    assert one.heading == "Which one?"
    one.press(q1="1")
    assert (one.heading, "Send my answers" in one.words) == ("And then?", True)
    one.press(q2="4")
    assert one.heading == "Thank you. Your answers have been sent."


def test_back_keeps_what_is_typed_faults_and_all(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press("back", q3="thirty", q4="3")
    assert one.at == "1"
    one.press()
    assert one.at == "3"
    assert 'value="thirty"' in one.page
    assert "There is a problem" not in one.words


def test_a_fault_is_told_on_a_page_with_an_address(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press(q3="thirty", q4="3")
    assert one.sent is not None
    assert one.sent.headers["Location"].endswith("/3?faults=1#errors")
    assert one.page.count("<title>Error: About you") == 1
    assert "There is a problem" in one.words
    assert 'id="errors" role="alert"' in one.page
    assert 'href="#q3-1"' in one.page
    assert 'value="thirty"' in one.page
    again = Respondent(reader).open(one.path)
    assert again.words == one.words
    assert one.press(q3="30").at == "check"


def test_a_soft_question_is_asked_for_once_more(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press(q3="30")
    assert (one.at, "Some questions have no answer yet" in one.words) == ("3", True)
    assert "Error:" not in one.page
    one.press()
    assert one.at == "check"
    assert "You skipped this question" in one.words
    one.press("send")
    assert one.heading == "Thank you. Your answers have been sent."


def test_what_was_asked_for_once_more_may_be_left_in_another_language_too(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press(q3="30")
    assert "Some questions have no answer yet" in one.words
    assert one.press("lang:fr").path.endswith("/3?lang=fr")
    assert one.press().at == "check"


def test_a_switch_of_language_alone_lets_nothing_be_left(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press("lang:fr", q3="30").press("lang:en")
    assert one.press().at == "3"
    assert "Some questions have no answer yet" in one.words


def test_a_hard_question_cannot_be_left(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open()
    for _ in range(2):
        one.press()
        assert (one.at, "Error:" in one.page) == ("1", True)


def test_a_step_skipped_by_hand_leads_to_the_first_that_is_open(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")
    base = one.path.removesuffix("/2")
    for wanted in ("/3", "/check", "/99", ""):
        assert one.open(base + wanted).at == "2"
    assert one.open(f"{base}/1").at == "1"
    forced = reader.post(f"{base}/check", data={"act": "vote"})
    assert forced.headers["Location"] == f"{base}/2"
    assert counts_of(reader, SLUG) == [0, 0]


def test_an_answer_that_opens_a_question_leads_to_it_first(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press(q3="30", q4="3")
    assert one.at == "check"
    change = re.search(r'href="([^"#]+/1\?to=check)#q1-1"', one.page)
    assert change is not None
    one.open(change[1]).press("check", q1="1")
    assert one.heading == "Which town in Japan?"
    one.press("check", q2="Nara")
    assert one.at == "check"
    assert "Nara" in one.words


def test_what_is_dropped_is_said_where_else_nothing_would_be_checked(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey(check=False))
    one = Respondent(reader).open().press(q1="1").press(q2="Nara")
    assert "Send my answers" in one.words
    one.press("back", q3="33", q4="3").press("back").press(q1="2")
    assert (one.at, "Send my answers" in one.words) == ("3", False)
    one.press()
    assert (one.at, one.status) == ("check", 200)
    assert "not counted: Which town in …?" in one.words
    assert counts_of(reader, SLUG) == [0, 0]
    base = one.path.removesuffix("/check")
    one.open(f"{base}/1?to=check").press("check", q1="1")
    assert (one.at, "Nara" in one.words, "not counted" in one.words) == ("check", True, False)
    one.press("send")
    assert counts_of(reader, SLUG) == [1, 0]


def test_what_was_typed_on_the_way_back_is_said_to_be_dropped_too(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1").press("back", q2="Nara").press(q1="2")
    assert one.press(q3="33", q4="3").at == "check"
    assert "not counted: Which town in …?" in one.words


def test_what_a_change_of_mind_hides_is_said_and_not_counted(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_survey())
    one = at_check(reader, "Nara")
    base = one.path.removesuffix("/check")
    one.open(f"{base}/1?to=check").press("check", q1="2")
    assert one.at == "check"
    # Not "in Russia": nobody was asked that.
    said = (
        "You changed an earlier answer, so this question no longer applies and your answer to it"
        " is not counted: Which town in …?"
    )
    assert said in one.words
    assert "Nara" not in one.words
    one.open(f"{base}/1?to=check").press("check", q1="1")
    assert "Nara" in one.words
    one.open(f"{base}/1?to=check").press("check", q1="2").press("send")
    assert counts_of(reader, SLUG) == [0, 1]
    assert rows("SELECT COUNT(*) FROM text_answer") == [(0,)]


def test_an_answer_to_a_hidden_question_is_not_counted(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    base = one.path.removesuffix("/3")
    forged = reader.post(f"{base}/2", data={"shown": "2", "q2": "Atlantis", "go": "next"})
    assert forged.status_code == 303
    one.press(q3="30", q4="3")
    assert one.at == "check"
    assert "Atlantis" not in one.words
    one.press("send")
    assert rows("SELECT COUNT(*) FROM text_answer") == [(0,)]
    assert counts_of(reader, SLUG) == [0, 1]


def test_the_language_changes_mid_way_without_loss(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2").press("lang:ar", q3="3x", q4="4")
    assert one.path.endswith("/3?lang=ar")
    assert '<html lang="ar" dir="rtl">' in one.page
    assert 'value="3x"' in one.page
    assert "faults" not in one.path
    assert one.press(q3="3").path.endswith("/check?lang=ar")
    assert one.press("send").path == f"/p/{SLUG}?lang=ar"


def test_what_is_typed_is_kept_by_the_script_without_a_page(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    kept = reader.post(one.action, data=one.fields("save", q3="x1"))
    assert (kept.status_code, kept.text) == (204, "")
    assert 'value="x1"' in one.open(one.path).page


def test_a_foreign_field_is_refused_and_nothing_typed_is_lost(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    one.press(q3="41", q77="1")
    assert one.status == 422
    assert 'value="41"' in one.page
    assert one.press(q4="3").at == "check"


def test_a_text_that_is_too_long_is_kept_until_it_is_mended(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")
    for long in ("a" * 400, "京" * 100_000):
        assert long in one.press(q2=long).page
        assert "There is a problem" in one.words
        assert long in one.press("back", q2=long).press().page
    assert one.press(q2="Kyo\0to").at == "3"


def test_more_than_any_answer_needs_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")
    assert one.press(q2="a" * 2**21).status == 413


def test_who_skips_nothing_sees_results_only_as_the_poll_says(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_survey(visibility=Visibility.AFTER_VOTING))
    one = at_check(reader, "Kyoto").press("send")
    assert f'href="/p/{SLUG}?figures=1"' in one.page
    assert f'href="/p/{SLUG}/results"' not in one.page
    figures = one.open(f"/p/{SLUG}?figures=1").words
    assert "100%" in figures
    clock.forward(days=2)
    assert "100%" in one.open().words
