"""Beginning a poll from a template."""

from __future__ import annotations

import re

import pytest

from tests.browse import words_of
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import Writer


def begun(editor: DeskClient, template: str) -> Writer:
    """The poll that a template begins, the first one of a pair."""
    path = editor.post("/desk/polls/new", {"template": template}).headers["Location"]
    return Writer(editor, int(path.split("/")[3]))


def test_the_page_offers_three_templates(editor: DeskClient, viewer: DeskClient) -> None:
    page = editor.get("/desk/polls/templates").text
    assert [f'value="{one}"' in page for one in ("reader", "pair", "survey")] == [True] * 3
    assert 'href="/desk/polls/templates"' in editor.get("/desk/polls").text
    assert viewer.get("/desk/polls/templates").status_code == 403


def test_a_reader_poll_lacks_only_its_words(editor: DeskClient) -> None:
    writer = begun(editor, "reader")
    assert writer.open()["role"] == ["plain", "plain", "dont_know"]
    typed = {"question": "Why?", "answer": ["So", "Or so", "I don’t know"]}
    assert writer.publish(**typed).status_code == 303


def test_a_pair_is_two_polls_of_one_discussion(editor: DeskClient, rows: Rows) -> None:
    first = begun(editor, "pair")
    second = Writer(editor, first.poll_id + 1)
    for writer, phase in ((first, "before"), (second, "after")):
        form = writer.open()
        assert (form["phase"], form["series"]) == ([phase], ["view"])
        answers = ["Yes", "No", "I don’t know"]
        typed = {"question": "Right?", "answer": answers, "event": "The debate"}
        assert writer.publish(**typed).status_code == 303
    assert rows("SELECT count(DISTINCT event_id), count(*) FROM poll") == [(1, 2)]
    assert rows("SELECT phase FROM poll ORDER BY id") == [("before",), ("after",)]


def test_an_expert_survey_has_pages_and_is_looked_through_before_sending(
    editor: DeskClient,
) -> None:
    writer = begun(editor, "survey")
    form = writer.open()
    assert ("check" in form, "save_later" in form, "q3-new_page" in form) == (True, True, True)
    rows = {"q3-row": ["War", "Peace"]}
    named = {"answer": ["Japan", "Russia", *form["answer"][2:]]}
    ranked = {"q4-answer": ["A", "B", "C", "D", *form["q4-answer"][4:]]}
    assert writer.publish(**named, **rows, **ranked).status_code == 303


@pytest.mark.parametrize("template", ["", "none", "../x"])
def test_what_is_no_template_begins_an_empty_poll(editor: DeskClient, template: str) -> None:
    assert begun(editor, template).open()["answer"] == ["", ""]


def test_the_second_poll_of_a_pair_is_named_in_the_list(editor: DeskClient) -> None:
    path = editor.post("/desk/polls/new", {"template": "pair"}).headers["Location"]
    assert "the other is in the list of drafts" in words_of(editor.get(path).text)


def test_the_list_tells_the_polls_of_a_pair_apart(editor: DeskClient) -> None:
    editor.post("/desk/polls/new", {"template": "pair"})
    editor.post("/desk/polls/new", {"template": "reader"})
    said = words_of(editor.get("/desk/polls").text)
    whats = re.findall(r"Poll without a question yet (?:(\w+) the discussion · )?EN", said)
    assert sorted(whats) == ["", "After", "Before"]
