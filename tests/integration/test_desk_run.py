"""The test run of a survey: every path can be gone, and nothing is counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Kind, Required
from tests.browse import forms_on, words_of
from tests.desk import DeskClient
from tests.forms import filled_form
from tests.integration.conftest import Rows
from tests.make import make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]


@pytest.fixture
def survey(add: Add) -> Poll:
    """Three pages: a country, a question for those of Japan only, and how many years."""
    country = make_new_question(
        "country",
        text="Where do you live?",
        options={"japan": "Japan", "russia": "Russia"},
        page=1,
    )
    city = make_new_question(
        "city",
        kind=Kind.SHORT_TEXT,
        options=0,
        text="Where in {country}?",
        show_if="country is japan",
        page=2,
        longest=40,
        required=Required.SOFT,
    )
    years = make_new_question(
        "years", kind=Kind.NUMBER, options=0, text="For how many years?", low=0, high=99, page=3
    )
    pages = (
        Page(number=1, title=texts("About you")),
        Page(number=3, title=texts("The end"), intro=texts("One more.")),
    )
    return add(
        make_new_poll(
            country, city, years, slug="survey", title=texts("A survey"), pages=pages, check=True
        )
    )


def run_of(poll: Poll) -> str:
    """The address of its test run."""
    return f"/desk/polls/{poll.id}/try"


def go(who: DeskClient, address: str, page: str, button: str = "next", **typed: Any) -> Any:
    """Press a button of the step on this page, with something typed."""
    form = next(one for one in forms_on(page) if one["action"].startswith(address))
    fields = filled_form(page, form["action"])
    return who.post(form["action"].partition("#")[0], {**fields, **typed, "go": button})


def ids(poll: Poll) -> tuple[str, str, str]:
    """The fields of its three questions."""
    return tuple(f"q{question.id}" for question in poll.questions)  # type: ignore[return-value]


def test_a_path_is_gone_to_its_end_and_nothing_is_written(
    survey: Poll, owner: DeskClient, rows: Rows
) -> None:
    tables = ("response", "claim", "tally", "unfinished", "history", "text_answer")
    counts = [f"SELECT count(*) FROM {table}" for table in tables]
    before = [rows(one) for one in counts]
    country, city, years = ids(survey)
    page = owner.get(run_of(survey)).text
    assert "This is a test run: nothing is stored or counted." in words_of(page)
    second = go(owner, run_of(survey), page, **{country: "1"})
    assert "Where in Japan?" in words_of(second.text)
    third = go(owner, run_of(survey), second.text, **{city: "Osaka"})
    assert "The end" in words_of(third.text)
    check = go(owner, run_of(survey), third.text, **{years: "7"})
    said = words_of(check.text)
    assert "Where do you live? Japan Where in Japan? Osaka For how many years? 7" in said
    done = go(owner, run_of(survey), check.text)
    assert done.status_code == 200
    assert "Thank you. Your answers have been sent." in words_of(done.text)
    assert [rows(one) for one in counts] == before


def test_the_other_path_leaves_a_step_out_and_says_why(survey: Poll, owner: DeskClient) -> None:
    country, _city, years = ids(survey)
    page = owner.get(run_of(survey)).text
    third = go(owner, run_of(survey), page, **{country: "2"})
    said = words_of(third.text)
    assert "For how many years?" in said
    assert "Step 2 is left out" in said
    assert "Asked if “Where do you live?” is “Japan”." in said
    check = go(owner, run_of(survey), third.text, **{years: "7"})
    assert "Where do you live? Russia For how many years? 7" in words_of(check.text)


def test_a_change_of_mind_drops_what_is_hidden_by_it(survey: Poll, owner: DeskClient) -> None:
    country, city, years = ids(survey)
    page = go(owner, run_of(survey), owner.get(run_of(survey)).text, **{country: "1"}).text
    page = go(owner, run_of(survey), page, **{city: "Osaka"}).text
    page = go(owner, run_of(survey), page, "step:1", **{years: "7"}).text
    assert f'name="{years}" value="7"' in page
    page = go(owner, run_of(survey), page, **{country: "2"}).text
    check = words_of(go(owner, run_of(survey), page).text)
    dropped = "this question no longer applies and your answer to it is not counted: Where in …?"
    assert dropped in check
    assert "Osaka" not in check


def test_without_a_check_page_what_is_dropped_is_said_all_the_same(
    add: Add, owner: DeskClient
) -> None:
    hides = make_new_question("why", page=2, show_if="which is o1")
    poll = add(make_new_poll(make_new_question("which"), hides, slug="two", check=False))
    which, why = (f"q{one.id}" for one in poll.questions)
    first, second = (str(one.options[0].id) for one in poll.questions)
    page = owner.get(run_of(poll)).text
    page = go(owner, run_of(poll), page, **{which: first}).text
    assert "Send my answers" in page
    back = go(owner, run_of(poll), page, "back", **{why: second}).text
    said = words_of(
        go(owner, run_of(poll), back, **{which: str(poll.questions[0].options[1].id)}).text
    )
    assert "your answer to it is not counted: Which one?" in said


def test_faults_are_shown_and_back_loses_nothing(survey: Poll, owner: DeskClient) -> None:
    country, _city, years = ids(survey)
    page = owner.get(run_of(survey)).text
    missing = go(owner, run_of(survey), page)
    assert missing.status_code == 422
    assert "Select an answer to: Where do you live?" in words_of(missing.text)
    page = go(owner, run_of(survey), missing.text, **{country: "2"}).text
    faulty = go(owner, run_of(survey), page, **{years: "seven"})
    assert faulty.status_code == 422
    assert 'value="seven"' in faulty.text
    first = go(owner, run_of(survey), faulty.text, "back", **{years: "lots"}).text
    assert f'name="{years}" value="lots"' in first
    assert "checked" in first


def test_what_may_be_left_is_asked_for_once_more(survey: Poll, owner: DeskClient) -> None:
    country, city, _years = ids(survey)
    page = go(owner, run_of(survey), owner.get(run_of(survey)).text, **{country: "1"}).text
    again = go(owner, run_of(survey), page, **{city: ""})
    assert again.status_code == 422
    assert "Some questions have no answer yet" in words_of(again.text)
    third = go(owner, run_of(survey), again.text, **{city: ""})
    assert third.status_code == 200
    assert "The end" in words_of(third.text)


def test_sending_too_early_leads_to_what_is_missing(survey: Poll, owner: DeskClient) -> None:
    page = owner.get(run_of(survey)).text
    last = go(owner, run_of(survey), page, "step:3", q3="7").text
    check = go(owner, run_of(survey), last, **{ids(survey)[2]: "7"}).text
    assert "You skipped this question" in check
    sent = go(owner, run_of(survey), check)
    assert sent.status_code == 422
    assert "Select an answer to: Where do you live?" in words_of(sent.text)


def test_everything_is_on_one_page_with_the_rules_in_words(survey: Poll, owner: DeskClient) -> None:
    page = owner.get(f"{run_of(survey)}?all=1")
    said = words_of(page.text)
    assert page.status_code == 200
    assert re.search(r"Step 1: About you .* Step 2 Asked if .* Step 3: The end One more\.", said)
    assert "Asked if “Where do you live?” is “Japan”. Where in …?" in said
    assert owner.get(f"{run_of(survey)}?all=2").status_code == 400


@pytest.mark.parametrize("kind", ["widget", "phone", "page"])
def test_the_preview_of_a_survey_goes_through_its_steps(
    survey: Poll, owner: DeskClient, kind: str
) -> None:
    address = f"/desk/polls/{survey.id}/preview"
    page = owner.post(f"{address}?as={kind}", draft_fields(survey, owner)).text
    country, _city, years = ids(survey)
    page = go(owner, address, page, **{country: "2"}).text
    assert "For how many years?" in words_of(page)
    assert [link for link in re.findall(r' href="([^"#]*)', page) if link.startswith("/p/")] == []
    page = go(owner, address, page, **{years: "7"}).text
    assert "Check your answers" in words_of(page)
    assert "Thank you." in words_of(go(owner, address, page).text)


def draft_fields(poll: Poll, who: DeskClient) -> dict[str, list[str]]:
    """What the editor's form holds."""
    page = who.get(f"/desk/polls/{poll.id}/edit").text
    return filled_form(page, f"/desk/polls/{poll.id}/edit")


def test_odd_requests_are_refused(survey: Poll, owner: DeskClient) -> None:
    assert owner.post(run_of(survey), {"step": "9"}).status_code == 400
    assert owner.post(run_of(survey), {"step": "1", "go": "lang:xx"}).status_code == 400
    assert owner.post(run_of(survey), {"step": "1", "go": "step:x"}).status_code == 400
    assert owner.get(f"{run_of(survey)}?language=xx").status_code == 400
    assert owner.post(run_of(survey), {"step": "1", "let_go": "x 1 ٣"}).status_code == 422


def test_only_who_works_on_a_poll_can_try_it(
    survey: Poll, viewer: DeskClient, colleague: DeskClient, stranger: FlaskClient
) -> None:
    assert viewer.get(run_of(survey)).status_code == 403
    assert colleague.get(run_of(survey)).status_code in (403, 404)
    assert stranger.get(run_of(survey)).status_code in (302, 303, 401)


def test_a_poll_of_one_question_can_be_tried_too(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    page = owner.get(run_of(poll)).text
    voted = go(owner, run_of(poll), page, q1="2")
    assert voted.status_code == 200
    assert "Option 2 Your answer" in words_of(voted.text)
