"""The files of a pair: chart, CSV, workbook, JSON; the figures of its page, hidden alike."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Phase, Poll, Visibility
from pollsvc.domain.question import Kind
from tests.browse import words_of
from tests.conftest import Clock
from tests.integration.test_hall import part, votes
from tests.make import NOON, hours, make_new_question, texts

Add = Callable[[NewPoll], Poll]
FILES = "/e/discussion/results"
FORMATS = ("csv", "xlsx", "json", "svg", "png", "pdf")
UNPAIRED = "The two groups are not paired"


@pytest.fixture
def pair(app: Flask, add: Add) -> None:
    """Three answers: 2, 1, 0 before and 1, 3, 0 after."""
    add(part(Phase.BEFORE))
    add(part(Phase.AFTER, languages=("en", "ru")))
    votes(app, "view-before", 1, 1, 2)
    votes(app, "view-after", 1, 2, 2, 2)


def table(reader: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = reader.get(f"{FILES}.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def document(reader: FlaskClient) -> Any:
    return json.loads(reader.get(f"{FILES}.json").get_data(as_text=True))


@pytest.mark.usefixtures("pair")
def test_the_page_of_a_pair_leads_to_every_file(reader: FlaskClient) -> None:
    page = reader.get("/e/discussion").text
    for one in FORMATS:
        assert f'href="{FILES}.{one}' in page
        answer = reader.get(f"{FILES}.{one}")
        assert answer.status_code == 200, one
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("pair")
def test_the_table_has_both_times_and_the_exact_shift(reader: FlaskClient) -> None:
    first, second, third = table(reader)
    both = ("count", "base", "percent", "percent_text")
    assert [first[f"{name}_before"] for name in both] == ["2", "3", "67", "67%"]
    assert [first[f"{name}_after"] for name in both] == ["1", "4", "25", "25%"]
    assert float(first["share_before"]) == 2 / 3
    assert float(first["shift_points"]) == pytest.approx(-100 * 5 / 12, abs=1e-12)
    assert float(second["shift_points"]) == pytest.approx(100 * 5 / 12, abs=1e-12)
    assert float(third["shift_points"]) == 0
    assert (first["poll_before"], first["poll_after"]) == ("view-before", "view-after")
    assert first["paired"] == "false"
    assert UNPAIRED in first["note"]
    assert first["question_text_before"] == "Which one, before?"


@pytest.mark.usefixtures("pair")
def test_json_and_workbook_say_the_same_as_the_table(reader: FlaskClient) -> None:
    rows, said = table(reader), document(reader)
    (question,) = said["questions"]
    assert question["n"] == {"before": 3, "after": 4}
    for row, option in zip(rows, question["options"], strict=True):
        assert option["code"] == row["option_code"]
        assert option["before"]["count"] == int(row["count_before"])
        assert option["shift_points"] == float(row["shift_points"])
    assert any(UNPAIRED in note for note in said["notes"])
    with ZipFile(io.BytesIO(reader.get(f"{FILES}.xlsx").data)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    for name in ("shift_points", UNPAIRED, "Before: n = 3. After: n = 4."):
        assert name in words


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("size", ["page", "share"])
def test_the_chart_says_both_n_and_that_nobody_is_followed(reader: FlaskClient, size: str) -> None:
    svg = ET.fromstring(reader.get(f"{FILES}.svg?size={size}").data)
    said = " ".join("".join(svg.itertext()).split())
    assert "Before: n = 3. After: n = 4." in said
    assert UNPAIRED in said
    assert "−41.7 points" in said
    if size == "share":
        drawn = " ".join("".join(one.itertext()) for one in svg.iter() if one.tag.endswith("text"))
        assert "n = 3 before, 4 after, not the same people (unpaired)" in drawn


@pytest.mark.usefixtures("pair")
def test_a_file_is_in_the_language_asked_for_never_the_browsers(reader: FlaskClient) -> None:
    french = {"Accept-Language": "fr"}
    assert reader.get(f"{FILES}.csv", headers=french).data == reader.get(f"{FILES}.csv").data
    assert document(reader)["language"] == "en"
    russian = json.loads(reader.get(f"{FILES}.json?lang=ru").text)
    assert russian["language"] == "ru"


@pytest.mark.usefixtures("pair")
def test_charts_know_the_questions_of_the_pair_and_no_others(reader: FlaskClient) -> None:
    assert reader.get(f"{FILES}.svg?question=view").status_code == 200
    for query in ("question=other", "size=large", "x=1"):
        assert reader.get(f"{FILES}.svg?{query}").status_code == 400
    assert reader.get(f"{FILES}.csv?bom=2").status_code == 400
    assert reader.get(f"{FILES}.csv?bom=1").data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("hidden", [Phase.BEFORE, Phase.AFTER])
def test_while_either_result_is_hidden_no_file_tells_anything(
    app: Flask, add: Add, clock: Clock, reader: FlaskClient, hidden: Phase
) -> None:
    late = {"visibility": Visibility.AFTER_CLOSING, "closes_at": NOON + hours(2)}
    for phase in Phase:
        add(part(phase, **(late if phase is hidden else {})))
        votes(app, f"view-{phase}", 1)
    for one in ("csv", "xlsx"):
        assert reader.get(f"{FILES}.{one}").status_code == 403
    said = document(reader)
    assert said["hidden"] is True
    assert set(said) == {"hidden", "visible", "language", "event"}
    assert "once the results of both are out" in said["visible"]
    notice = reader.get(f"{FILES}.svg").text
    assert "points" not in notice
    assert "once the results of both are out" in words_of(notice)
    assert f"{FILES}." not in reader.get("/e/discussion").text
    clock.forward(hours=3)
    assert len(table(reader)) == 3


def test_half_a_pair_has_no_figures(add: Add, reader: FlaskClient) -> None:
    add(part(Phase.BEFORE))
    assert reader.get(f"{FILES}.csv").status_code == 403
    assert reader.get(f"{FILES}.png").status_code == 200
    assert "once there is a poll before and one after" in words_of(reader.get("/e/discussion").text)


@pytest.mark.parametrize("one", FORMATS)
def test_an_event_that_nobody_published_has_no_files(reader: FlaskClient, one: str) -> None:
    assert reader.get(f"/e/none/results.{one}").status_code == 404


def test_sample_data_are_marked_in_every_file(add: Add, reader: FlaskClient) -> None:
    add(part(Phase.BEFORE, sample=True))
    add(part(Phase.AFTER))
    assert table(reader)[0]["sample"].startswith("Sample data")
    assert document(reader)["sample"].startswith("Sample data")
    assert "Sample data" in reader.get(f"{FILES}.svg").text


_OLD = {"yes": "Aye", "no": "No", "old": "Old"}


def odd(phase: Phase) -> Iterator[Any]:
    """One question that changed its kind, one its answers, and a number."""
    is_after = phase is Phase.AFTER
    yield make_new_question(code="kind", text="Changed?", kind=_kind(is_after))
    options = {"yes": "Yes", "no": "No", "new": "New"} if is_after else _OLD
    yield make_new_question(code="answers", text="Other answers?", options=options)
    yield make_new_question(
        code="age", kind=Kind.NUMBER, options={}, text="How old?", low=0, high=99
    )


def _kind(is_after: bool) -> Kind:
    return Kind.MULTIPLE if is_after else Kind.SINGLE


@pytest.fixture
def odd_pair(add: Add) -> None:
    """A pair whose halves do not ask quite the same."""
    for phase in Phase:
        add(part(phase, questions=tuple(odd(phase)), title=texts(f"Odd {phase}")))


@pytest.mark.usefixtures("odd_pair")
def test_what_cannot_be_compared_is_said_and_has_no_shift(reader: FlaskClient) -> None:
    page = words_of(reader.get("/e/discussion").text)
    assert "“Changed?” was asked in another way before, so it is not compared." in page
    assert "Not the same answers could be given both times" in page
    assert "Before it read “Aye”." in page
    assert page.count("not asked") == 2
    assert "Average – – –" in page
    rows = {row["option_code"]: row for row in table(reader) if row["question_code"] == "answers"}
    assert rows["new"]["count_before"] == rows["new"]["shift_points"] == ""
    assert rows["old"]["count_after"] == rows["old"]["shift_points"] == ""
    assert rows["yes"]["label_before"] == "Aye"
    assert "kind" not in {row["question_code"] for row in table(reader)}
    said = document(reader)
    assert any("Changed?" in note for note in said["notes"])
    assert [one["code"] for one in said["questions"]] == ["answers", "age"]
    for code in ("answers", "age"):
        assert reader.get(f"{FILES}.svg?question={code}").status_code == 200


def test_two_polls_with_nothing_in_common_are_not_compared(add: Add, reader: FlaskClient) -> None:
    add(part(Phase.BEFORE))
    add(part(Phase.AFTER, questions=(make_new_question(code="else"),)))
    page = words_of(reader.get("/e/discussion").text)
    assert "The two polls have no question in common, so nothing is compared." in page
    assert table(reader) == []
    assert reader.get(f"{FILES}.svg").status_code == 404


@pytest.mark.usefixtures("pair")
def test_of_two_polls_before_the_newest_whose_results_are_out_is_compared(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    add(part(Phase.BEFORE, slug="second", opens_at=NOON, title=texts("The second one")))
    add(part(Phase.BEFORE, slug="planned", opens_at=NOON + hours(3)))
    votes(app, "second", 3, 3)
    page = words_of(reader.get("/e/discussion").text)
    assert "There are several polls before or after. Compared are “The second one” and" in page
    assert "Before: n = 2. After: n = 4." in page
    assert table(reader)[0]["poll_before"] == "second"


@pytest.mark.usefixtures("pair")
def test_a_third_poll_that_is_neither_is_named_and_not_compared(
    add: Add, reader: FlaskClient
) -> None:
    third = part(Phase.BEFORE, slug="third", title=texts("A word on the day"))
    add(NewPoll(**(vars(third) | {"phase": None})))
    page = words_of(reader.get("/e/discussion").text)
    assert "A word on the day" in page
    assert "several polls" not in page
    assert "Before: n = 3. After: n = 4." in page


@pytest.mark.usefixtures("pair")
def test_the_results_of_each_half_lead_to_the_pair(reader: FlaskClient) -> None:
    for slug in ("view-before", "view-after"):
        assert 'href="/e/discussion"' in reader.get(f"/p/{slug}/results").text


def test_the_same_answers_in_another_order_keep_their_own_figures_everywhere(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    labels = {"o1": "Yes", "o2": "No"}
    turned = {"o1": "No", "o2": "Yes"}
    for phase, options in ((Phase.BEFORE, labels), (Phase.AFTER, turned)):
        question = make_new_question(code="view", text="Is it so?", options=options)
        add(part(phase, questions=(question,)))
    votes(app, "view-before", 1, 1, 1, 2)
    votes(app, "view-after", 1, 2, 2, 2)
    (no, yes) = table(reader)
    assert [one["label"] for one in (no, yes)] == ["No", "Yes"]
    for row, percent in ((no, "25%"), (yes, "75%")):
        assert {row["percent_text_before"], row["percent_text_after"]} == {percent}
        assert float(row["shift_points"]) == 0
    (question,) = document(reader)["questions"]
    assert [one["before"]["count"] for one in question["options"]] == [1, 3]
    assert question["same_answers"]
    page = words_of(reader.get("/e/discussion").text)
    assert page.index("No") < page.index("25%") < page.index("75%")
