"""Each kind of question on the page: names, ids, and what belongs to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template

from pollsvc.domain.errors import Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Required
from pollsvc.voting.asking import asked_questions_of, faults_of
from tests.kinds import every_kind, matrix, topics
from tests.make import make_option, make_poll, make_question, texts

Tags = list[tuple[str, dict[str, str]]]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Tags = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


class Drawn:
    """Questions as a page has them."""

    def __init__(self, html: str) -> None:
        self.html = html
        parser = _Tags()
        parser.feed(html)
        self.tags = parser.found

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every element of this name with these values."""
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]

    @property
    def words(self) -> str:
        """What can be read, in one line."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.html).split())


def drawn(
    app: Flask,
    poll: Poll,
    *numbers: int,
    raw: dict[int, tuple[str, ...]] | None = None,
    parts: dict[tuple[int, str], str] | None = None,
    problems: Sequence[Problem] = (),
    tongue: str = "en",
    **more: Any,
) -> Drawn:
    """The questions with these numbers, or all of them, as their page shows them."""
    questions = [one for one in poll.questions if not numbers or one.id in numbers]
    with app.test_request_context(f"/?lang={more.pop('page', tongue)}"):
        asked = asked_questions_of(
            poll, questions, raw or {}, parts or {}, problems, tongue=tongue, **more
        )
        context = {"poll": poll, "tongue": tongue, "embedded": True, "several": True}
        pages = [render_template("voting/_question.html", asked=one, **context) for one in asked]
        faults = faults_of(poll, asked, problems, tongue)
        summary = render_template("voting/_ask_problems.html", faults=faults) if faults else ""
    return Drawn(summary + "".join(pages))


def test_all_ids_are_there_once_and_everything_named_is_there(app: Flask) -> None:
    problems = [
        Problem("too_few", 2, 2),
        Problem("not_alone", 2, options=(26,)),
        Problem("place_twice", 3, 2, (32, 34)),
        Problem("nothing_chosen", 61, 1),
        Problem("too_long", 1, 200, (16,)),
        Problem("too_large", 80, 700),
        Problem("left_out", 91),
        Problem("not_a_date", 95),
    ]
    page = drawn(app, every_kind(), problems=problems)
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    for tag, found in page.tags:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for one in found.get(name, "").split():
                assert one in ids, (tag, name, one)
        if found.get("href", "").startswith("#"):
            assert found["href"][1:] in ids


def test_the_same_words_stand_in_the_summary_and_beside_the_question(app: Flask) -> None:
    problems = [Problem("too_few", 2, 2), Problem("nothing_chosen", 61, 1)]
    page = drawn(app, every_kind(), problems=problems)
    for said in ("Choose at least 2 answers.", "Choose an answer for “Japan and Russia sign"):
        assert page.words.count(said) == 2
    assert [link["href"] for link in page.all("a")] == ["#q2-1", "#q61-1"]


def test_one_answer_is_a_radio_button_and_other_has_a_field_beside_it(app: Flask) -> None:
    page = drawn(app, every_kind(), 1, raw={1: ("16",)}, parts={(1, "16"): "Fish"})
    buttons = page.all("input", type="radio", name="q1")
    assert [one["id"] for one in buttons] == [f"q1-{place}" for place in range(1, 8)]
    assert [one["value"] for one in buttons if "checked" in one] == ["16"]
    assert page.all("input", name="q1.16")[0]["value"] == "Fish"
    assert page.all("label", **{"for": "q1-6-w"})
    assert re.search(r"If “Something else”, what\? \(optional\) or I don’t know", page.words)
    assert page.all("fieldset")[0]["aria-describedby"] == "q1-hint"


def test_several_answers_are_boxes_with_their_limits_said(app: Flask) -> None:
    page = drawn(app, every_kind(), 2, raw={2: ("21", "23")})
    boxes = page.all("input", type="checkbox", name="q2")
    assert [one["value"] for one in boxes if "checked" in one] == ["21", "23"]
    assert [one["value"] for one in boxes if "data-alone" in one] == ["26"]
    assert "Choose 2 to 3 answers. Think of this year." in page.words
    assert "Culture and science or I would rather not say" in page.words
    assert page.all("div", **{"data-most": "3"})


def test_a_ranking_is_a_select_for_each_answer(app: Flask) -> None:
    page = drawn(app, every_kind(), 3, parts={(3, "31"): "2", (3, "s"): "36"})
    selects = page.all("select")
    assert [one["name"] for one in selects] == [f"q3.{number}" for number in range(31, 36)]
    assert "No place 1st 2nd 3rd 4th 5th Energy cooperation" in page.words
    assert [one["value"] for one in page.all("option") if "selected" in one] == ["2"]
    alone = page.all("input", type="checkbox", name="q3.s")
    assert [(one["value"], "checked" in one) for one in alone] == [("36", True)]


def test_answers_with_one_place_are_marked(app: Flask) -> None:
    page = drawn(app, every_kind(), 3, problems=[Problem("place_twice", 3, 2, (32, 34))])
    wrong = [one["id"] for one in page.all("select") if one.get("aria-invalid") == "true"]
    assert wrong == ["q3-2", "q3-4"]
    assert page.all("a")[0]["href"] == "#q3-2"


def test_only_as_many_places_are_offered_as_are_taken(app: Flask) -> None:
    ranking = make_question(1, kind=Kind.RANKING, options=topics(1), at_most=2)
    assert "No place 1st 2nd Energy" in drawn(app, make_poll(ranking)).words


def test_a_scale_of_numbers_is_boxes_with_its_ends_spelled_out(app: Flask) -> None:
    page = drawn(app, every_kind(), 4, raw={4: ("44",)})
    boxes = page.all("input", type="radio", name="q4")
    assert len(boxes) == 12
    assert [one["value"] for one in boxes if "checked" in one] == ["44"]
    assert page.words.count("– very bad") == 2  # with the point itself, and below
    assert page.all("p", **{"class": "ends"})[0]["aria-hidden"] == "true"
    assert "aria-describedby" not in page.all("fieldset")[0]
    assert "or I don’t know" in page.words


def test_a_scale_in_words_is_a_list(app: Flask) -> None:
    page = drawn(app, every_kind(), 5)
    assert not page.all("div", **{"class": "scale"})
    assert len(page.all("label", **{"class": "opt"})) == 5


def test_each_line_of_a_matrix_is_a_group_of_its_own(app: Flask) -> None:
    page = drawn(app, every_kind(), 60, problems=[Problem("nothing_chosen", 62, 1)])
    groups = page.all("div", role="radiogroup")
    assert [one["aria-labelledby"] for one in groups] == ["q61-t", "q62-t", "q63-t"]
    assert [one.get("aria-describedby") for one in groups] == [None, "q62-err", None]
    assert len(page.all("input", name="q61")) == 5
    assert "mx--grid" in page.html
    assert page.all("div", **{"class": "mx-head"})[0]["aria-hidden"] == "true"


def test_a_matrix_is_no_table_unless_one_is_wanted(app: Flask) -> None:
    page = drawn(app, every_kind(), 70)
    assert "mx-head" not in page.html
    assert [one["aria-labelledby"] for one in page.all("div", role="group")] == [
        "q71-t",
        "q72-t",
        "q73-t",
    ]
    assert len(page.all("input", type="checkbox", name="q72")) == 5


@pytest.mark.parametrize(
    ("options", "look"), [(3, "mx--grid"), (6, "mx--grid"), (7, ""), (11, "mx--boxes")]
)
def test_a_table_is_made_only_where_its_columns_have_room(
    app: Flask, options: int, look: str
) -> None:
    has_numbers = look == "mx--boxes"
    columns = [
        make_option(value + 10, str(value) if has_numbers else f"Answer {value}", value=value)
        for value in range(options)
    ]
    row = make_question(2, options=columns)
    question = make_question(1, kind=Kind.MATRIX, options=columns, rows=(row,), grid=True)
    page = drawn(app, make_poll(question))
    assert page.all("div")[1]["class"].strip() == f"mx {look}".strip()


def test_a_number_is_a_field_with_its_unit_and_range(app: Flask) -> None:
    page = drawn(app, every_kind(), 80, raw={80: ("7,5",)}, problems=[Problem("not_a_number", 80)])
    field = page.all("input", name="q80")[0]
    assert field["inputmode"] == "decimal"
    assert field["value"] == "7,5"
    assert field["aria-invalid"] == "true"
    assert field["aria-labelledby"] == "q80-t"
    assert field["aria-describedby"] == "q80-hint q80-err q80-unit"
    assert page.all("input", name="q80.s", type="checkbox")
    below = make_question(1, kind=Kind.NUMBER, options=0, low=-50, high=50)
    assert drawn(app, make_poll(below)).all("input", name="q1")[0]["inputmode"] == "text"


def test_a_text_alone_has_its_question_for_a_label(app: Flask) -> None:
    page = drawn(app, every_kind(), 90, raw={90: ('<b>"x"',)})
    field = page.all("input", name="q90")[0]
    assert field["value"] == '<b>"x"'
    assert "aria-labelledby" not in field
    assert page.all("label", **{"for": "q90-1"})
    assert not page.all("fieldset")
    assert "Where do you work? (optional) Up to 60 characters." in page.words


def test_a_long_text_keeps_its_lines(app: Flask) -> None:
    page = drawn(app, every_kind(), 91, raw={91: ("\nOne\nTwo",)})
    assert ">\n\nOne\nTwo</textarea>" in page.html
    assert "(optional)" not in page.words
    assert page.all("div", **{"data-longest": "1000"})


def test_a_date_says_its_range_in_words_and_not_to_the_browser(app: Flask) -> None:
    page = drawn(app, every_kind(), 95, raw={95: ("2026-03-01",)})
    field = page.all("input", type="date", name="q95")[0]
    assert field["value"] == "2026-03-01"
    assert "A date from 1 January 2020 to 31 December 2026." in page.words
    free = make_question(1, kind=Kind.DATE, options=0)
    field = drawn(app, make_poll(free)).all("input", type="date")[0]
    assert "aria-describedby" not in field


@pytest.mark.parametrize("typed", ["2026-02-30", "30 February", " 2026-03-01", "12026-03-01"])
def test_what_is_no_date_is_shown_as_it_was_typed(app: Flask, typed: str) -> None:
    problem = Problem("no_such_day", 95)
    page = drawn(app, every_kind(), 95, raw={95: (typed,)}, problems=[problem])
    field = page.all("input", name="q95")[0]
    assert "type" not in field
    assert field["value"] == typed
    assert field["aria-describedby"] == "q95-hint q95-err"


def test_the_browser_refuses_nothing_but_a_half_typed_date(app: Flask) -> None:
    page = drawn(app, every_kind())
    names = {"required", "maxlength", "minlength", "min", "max", "pattern", "step"}
    limits = [
        (one["type"], name, one[name]) for _, one in page.tags for name in one if name in names
    ]
    assert limits == [("date", "max", "9999-12-31")]
    kinds = {one.get("type", "text") for one in page.all("input")}
    assert kinds == {"text", "radio", "checkbox", "date"}
    assert "*" not in page.words


def test_what_is_only_asked_for_once_more_is_no_error(app: Flask) -> None:
    page = drawn(app, every_kind(), 91, problems=[Problem("left_out", 91)])
    assert "Some questions have no answer yet" in page.words
    assert "Error:" not in page.words
    assert "There is a problem" not in page.words


def test_what_is_only_asked_for_once_more_stands_apart_from_errors(app: Flask) -> None:
    problems = [Problem("left_out", 91), Problem("no_such_day", 95)]
    words = drawn(app, every_kind(), 91, 95, problems=problems).words
    error, more = words.index("There is no such day"), words.index("Some questions have no answer")
    assert words.index("There is a problem") < error < more
    assert more < words.index("You have not answered") < words.index("or go on without.")


def test_a_question_in_another_language_is_marked_with_it_and_its_direction(app: Flask) -> None:
    page = drawn(app, every_kind(), 1, 3, 60, tongue="ar", page="en")
    assert "“\u2068شيء آخر\u2069”" in page.words
    marked = [found for _, found in page.tags if found.get("lang") == "ar"]
    assert len(marked) > 15
    assert all(found["dir"] == "rtl" for found in marked)
    assert "Choose one answer." in page.words


def test_a_question_that_is_not_whole_is_asked_in_the_polls_own_language(app: Flask) -> None:
    options = [make_option(1, {"en": "Yes", "fr": "Oui"}), make_option(2, "No")]
    half = make_question(1, text={"en": "Is it so?", "fr": "Est-ce vrai ?"}, options=options)
    page = drawn(app, make_poll(half, languages=("en", "fr")), tongue="fr")
    assert "Is it so?" in page.words
    assert "Yes" in page.words
    assert "Oui" not in page.words


def test_earlier_answers_stand_in_later_questions(app: Flask) -> None:
    first = make_question(1, code="country", options=[make_option(1, "Japan")])
    later = make_question(
        2, text="How is {country}?", hint=texts("In {country|your country}."), first_option=5
    )
    from pollsvc.domain.answers import Response

    page = drawn(app, make_poll(first, later), 2, response=Response({1: 1}, {}))
    assert "How is Japan?" in page.words
    assert "In Japan." in page.words
    fault = drawn(app, make_poll(first, later), 2, problems=[Problem("nothing_chosen", 2, 1)])
    assert fault.words.count("Select an answer to: How is …?") == 2
    assert "In your country." in fault.words


def test_questions_are_numbered_where_that_is_wanted(app: Flask) -> None:
    page = drawn(app, every_kind(numbered=True), 3)
    assert "3. Put these topics in order" in page.words


def test_an_optional_matrix_says_so_once(app: Flask) -> None:
    free = matrix(1, 5, required=Required.NO, text={"en": "How likely?"})
    rows = tuple(
        make_question(one.id, options=one.options, text=one.text.as_dict(), required=Required.NO)
        for one in free.rows
    )
    question = make_question(
        1, kind=Kind.MATRIX, options=free.options, rows=rows, required=Required.NO
    )
    assert drawn(app, make_poll(question)).words.count("(optional)") == 1


def test_a_plain_poll_of_one_question_has_no_script(app: Flask) -> None:
    several = make_question(1, kind=Kind.MULTIPLE, options=topics(1), at_most=2)
    with app.test_request_context("/?lang=en"):
        for poll, has_one in ((make_poll(several), False), (every_kind(), True)):
            asked = asked_questions_of(poll, poll.questions, {}, {}, tongue="en")
            html = render_template("voting/_ask_script.html", questions=asked, poll=poll)
            assert ("survey." in html) is has_one
