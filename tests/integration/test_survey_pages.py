"""The pages of a survey that are cut into parts: title and text, whichever part is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.errors import StoreBusyError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Flow, Page, Poll
from pollsvc.domain.question import Kind
from pollsvc.voting.survey import pages
from tests.browse import words_of
from tests.desk import DeskClient
from tests.integration.test_desk_run import go, run_of
from tests.make import make_new_question, texts
from tests.steps import SLUG, Respondent, at_check, make_survey

Add = Callable[[NewPoll], Poll]
INTRO = "The next answers are about last year."


@pytest.fixture(params=list(Flow))
def flow(request: pytest.FixtureRequest) -> Flow:
    """One of the ways in which questions come."""
    assert isinstance(request.param, Flow)
    return request.param


def cut_survey(flow: Flow) -> NewPoll:
    """A question, then a page of two, of which the first hangs on that, the next on it."""
    number: dict[str, Any] = {"kind": Kind.NUMBER, "options": 0, "low": 0, "high": 10, "page": 2}
    return make_survey(
        make_new_question("a", text="A?", options={"x": "Ex", "y": "Why"}),
        make_new_question("b", text="B?", show_if="a is x", **number),
        make_new_question("c", text="C, not {b|none}?", **number),
        pages=(Page(number=2, title=texts("Your house"), intro=texts(INTRO)),),
        flow=flow,
    )


def test_the_first_part_a_reader_sees_has_the_pages_text(
    add: Add, reader: FlaskClient, flow: Flow
) -> None:
    add(cut_survey(flow))
    one = Respondent(reader).open().press(q1="2")
    assert (one.at, one.heading) == ("3", "Your house")
    assert "C, not none?" in one.words
    assert one.words.count(INTRO) == 1


def test_each_part_of_a_page_has_its_title_and_only_the_first_its_text(
    add: Add, reader: FlaskClient, flow: Flow
) -> None:
    add(cut_survey(flow))
    one = Respondent(reader).open().press(q1="1")
    assert (one.at, one.heading, one.words.count(INTRO)) == ("2", "Your house", 1)
    one.press(q2="4")
    assert (one.at, one.heading, one.words.count(INTRO)) == ("3", "Your house", 0)
    assert "C, not 4?" in one.words


def test_the_desks_test_run_shows_them_as_readers_see_them(
    add: Add, owner: DeskClient, flow: Flow
) -> None:
    poll = add(cut_survey(flow))
    page = owner.get(run_of(poll)).text
    tried = go(owner, run_of(poll), page, q1="2").text
    assert "C, not none?" in tried
    assert tried.count(INTRO) == 1
    assert '<h1 class="q-title">Your house</h1>' in tried
    whole = owner.get(f"{run_of(poll)}?all=1").text
    assert (whole.count("Your house"), whole.count(INTRO)) == (2, 1)


def two_pages(**other: Any) -> NewPoll:
    """A question, then two on a page with a title and a text."""
    return make_survey(
        make_new_question("a", text="A?"),
        make_new_question("b", text="B?", page=2),
        make_new_question("c", text="C?", page=2, **other.pop("last", {})),
        pages=(Page(number=2, title=texts("Your house"), intro=texts(INTRO)),),
        flow=Flow.ALL,
        **other,
    )


def in_order(words: str, *parts: str) -> bool:
    """Whether each of these stands on the page once, one after another."""
    places = [words.index(one) for one in parts]
    return places == sorted(places) and all(words.count(one) == 1 for one in parts)


@pytest.mark.parametrize("check", [True, False])
def test_all_on_one_page_has_the_titles_of_its_pages_between(
    add: Add, reader: FlaskClient, owner: DeskClient, check: bool
) -> None:
    poll = add(two_pages(check=check))
    words = words_of(reader.get(f"/p/{SLUG}").text)
    assert in_order(words, "A?", "Your house", INTRO, "B?", "C?")
    whole = words_of(owner.get(f"{run_of(poll)}?all=1").text)
    assert in_order(whole, "A?", "Your house", INTRO, "B?", "C?")


def test_a_page_that_began_among_others_is_not_begun_again(
    add: Add, reader: FlaskClient, owner: DeskClient
) -> None:
    poll = add(two_pages(last={"show_if": "b is o1"}))
    one = Respondent(reader).open()
    assert in_order(one.words, "A?", "Your house", INTRO, "B?")
    one.press(q1="1", q2="4")
    assert (one.heading, one.words.count(INTRO), one.words.count("C?")) == ("Your house", 0, 1)
    whole = words_of(owner.get(f"{run_of(poll)}?all=1").text)
    assert (whole.count("Your house"), whole.count(INTRO)) == (2, 1)


PIPED = "{age}; {amount}; {year}; {day}; {share}%"
"""Numbers with units, decimals and four digits, and a day, as an editor puts them in a text."""
SAID = {
    "en": "40; 12,345.5; 1984; 1 March 2020; 25%",
    "fr": "40; 12 345,5; 1984; 1er mars 2020; 25%",
}


def piping_survey() -> NewPoll:
    """A page of numbers and a day, then a page that says them again everywhere."""
    both = texts({"en": PIPED, "fr": PIPED})
    numbers: dict[str, dict[str, Any]] = {
        "age": {"high": 120, "unit": texts({"en": "years", "fr": "ans"})},
        "amount": {"high": 100_000_000, "decimals": 2, "unit": texts({"en": "USD", "fr": "USD"})},
        "year": {"low": 1900, "high": 2026},
        "share": {"high": 10_000, "decimals": 2, "unit": texts({"en": "%", "fr": "%"})},
    }
    named: dict[str, Any] = {"text": {"en": "Q?", "fr": "Q ?"}, "options": 0}
    asked = [
        make_new_question(code, kind=Kind.NUMBER, **named, **({"low": 0} | rest))
        for code, rest in numbers.items()
    ]
    day = make_new_question("day", kind=Kind.DATE, **named)
    label = {"en": "A " + PIPED, "fr": "A " + PIPED}
    last = make_new_question("last", text=label, options={"x": label, "y": label}, page=2)
    page = Page(number=2, title=both, intro=both)
    languages = ("en", "fr")
    return make_survey(
        *asked, day, last, title=None, pages=(page,), languages=languages, check=True
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_piped_numbers_have_one_form_everywhere_and_no_unit(
    add: Add, reader: FlaskClient, language: str
) -> None:
    add(piping_survey())
    one = Respondent(reader).open(f"/p/travel?lang={language}")
    one.press(q1="40", q2="12345.5", q3="1984", q4="25", q5="2020-03-01")
    # The heading, the text above, the question and both of its answers.
    assert one.words.count(SAID[language]) == 5
    one.press(q6="1")
    # The question, its answer, and the way back to it.
    assert one.words.count(SAID[language]) == 3


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_desks_test_run_writes_them_as_readers_see_them(
    add: Add, owner: DeskClient, language: str
) -> None:
    address = f"{run_of(add(piping_survey()))}?language={language}"
    page = owner.get(address).text
    said = {"q1": "40", "q2": "12345.50", "q3": "1984", "q4": "25.0", "q5": "2020-03-01"}
    tried = words_of(go(owner, address, page, **said).text)
    assert tried.count(SAID[language]) == 5


def busy(*_args: object, **_more: object) -> None:
    """In place of what writes to a database that is busy."""
    raise StoreBusyError


def test_a_step_that_is_not_kept_has_the_earlier_answers_in_its_texts(
    add: Add, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="1")

    with monkeypatch.context() as broken:
        broken.setattr(pages, "keep_step", busy)
        one.press(q2="Kyoto")
    assert (one.status, one.heading) == (503, "Which town in Japan?")
    assert "We could not save your answers. They are still on this page." in one.words
    assert 'value="Kyoto"' in one.page
    assert one.press().at == "3"


def test_what_was_not_kept_takes_the_place_of_what_was_once_it_is(
    add: Add, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(make_survey())
    one = at_check(reader, "Kyoto")
    one.open(one.path.replace("check", "2?to=check"))

    with monkeypatch.context() as broken:
        broken.setattr(pages, "keep_step", busy)
        one.press("check", q2="Nara")
    assert (one.status, 'value="Nara"' in one.page) == (503, True)
    assert one.press("check").at == "check"
    assert ("Nara" in one.words, "Kyoto" in one.words) == (True, False)


def test_a_first_step_that_is_not_kept_is_still_a_change(
    add: Add, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(make_survey(may_change=True))
    Respondent(reader).open().press(q1="2").press(q3="30", q4="3").press("send")
    one = Respondent(reader).open(f"/p/{SLUG}?change=1")

    with monkeypatch.context() as broken:
        broken.setattr(pages, "keep_step", busy)
        one.press(q1="1")
    assert one.status == 503
    assert 'name="act" value="change"' in one.page
