"""Who may put a poll before or after a discussion: its page is public and shows what joins it."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browse import words_of
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published

TITLE = "The debate in Kazan"
REFUSED = "The polls of the discussion of this name are those of other editors."
FILE = """slug: mine
languages: [en]
opens: "-1 hour"
event: {code: %s, title: The debate in Kazan}
phase: %s
questions:
  - code: members
    text: Should the Quad take in new members?
    options:
      - {code: "yes", label: "Yes"}
      - {code: "no", label: "No"}
"""


@pytest.fixture
def first(colleague: DeskClient) -> Writer:
    """A published poll of a colleague before the debate."""
    return published(colleague, event=TITLE, phase="before")


def upload(who: DeskClient, *files: str) -> TestResponse:
    data = {"file": [(io.BytesIO(one.encode()), f"{n}.yaml") for n, one in enumerate(files)]}
    return who.post("/desk/polls/upload", data, content_type="multipart/form-data")


def polls_of_it(rows: Rows) -> list[tuple[object, ...]]:
    return rows("SELECT count(*) FROM poll WHERE event_id IS NOT NULL")


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("title", [TITLE, " the DEBATE in Kazan "])
def test_an_event_of_others_is_not_joined_by_typing_its_title(
    editor: DeskClient, rows: Rows, title: str
) -> None:
    said = begin(editor, **TYPED).press("publish", event=title, phase="after")
    assert said.status_code == 422
    assert REFUSED in words_of(said.text)
    assert 'id="event-err"' in said.text
    assert 'href="#event"' in said.text
    assert title.strip() in said.text, "what was typed is kept"
    assert "Red</textarea>" in said.text
    assert polls_of_it(rows) == [(1,)]


@pytest.mark.usefixtures("first")
def test_a_published_poll_does_not_join_an_event_of_others_either(
    editor: DeskClient, rows: Rows, reader: FlaskClient
) -> None:
    mine = published(editor, question="Mine?")
    said = mine.press("save", event=TITLE, phase="after")
    assert said.status_code == 422
    assert REFUSED in words_of(said.text)
    code = rows("SELECT code FROM event")[0][0]
    forged = mine.press("save", event="Another", event_code=code, phase="after")
    assert forged.status_code == 422
    assert polls_of_it(rows) == [(1,)]
    assert "Mine?" not in reader.get(f"/e/{code}").text


def test_whoever_works_on_one_of_its_polls_joins_an_event(
    first: Writer, colleague: DeskClient, editor: DeskClient, rows: Rows
) -> None:
    added = {"add": str(editor.editor.id)}
    assert colleague.post(f"/desk/polls/{first.poll_id}/workers", added).status_code == 303
    published(editor, event=TITLE, phase="after")
    assert rows("SELECT count(DISTINCT event_id), count(*) FROM poll") == [(1, 2)]
    assert first.press("save", event=f"{TITLE}, again").status_code == 303


@pytest.mark.usefixtures("first")
def test_an_owner_joins_every_event(owner: DeskClient, rows: Rows) -> None:
    published(owner, event=TITLE, phase="after")
    assert polls_of_it(rows) == [(2,)]


def test_a_poll_that_is_part_of_an_event_stays_so(
    first: Writer, colleague: DeskClient, owner: DeskClient, rows: Rows
) -> None:
    last = published(owner, event=TITLE, phase="after")
    added = {"add": str(colleague.editor.id)}
    owner.post(f"/desk/polls/{last.poll_id}/workers", added)
    owner.post(f"/desk/polls/{first.poll_id}/workers", {"remove": str(colleague.editor.id)})
    assert Writer(colleague, last.poll_id).press("save", intro="Hello").status_code == 303
    assert polls_of_it(rows) == [(2,)]


@pytest.mark.usefixtures("first")
def test_only_events_that_one_may_join_are_offered(
    editor: DeskClient, colleague: DeskClient, owner: DeskClient
) -> None:
    offered = f'<option value="{TITLE}">'
    assert offered in begin(colleague, **TYPED).who.get(begin(colleague).path).text
    assert offered in owner.get(begin(owner).path).text
    assert offered not in editor.get(begin(editor).path).text


def test_a_file_loaded_at_the_desk_keeps_to_the_same_rule(
    first: Writer, colleague: DeskClient, editor: DeskClient, rows: Rows
) -> None:
    code = str(rows("SELECT code FROM event")[0][0])
    said = upload(editor, FILE % (code, "after"))
    assert said.status_code == 422
    assert "the polls of this event are those of other editors" in words_of(said.text)
    assert polls_of_it(rows) == [(1,)]
    assert upload(colleague, FILE % (code, "after")).status_code == 303
    assert polls_of_it(rows) == [(2,)]
    assert upload(editor, FILE % (code, "after")).status_code == 303, "it is there already"
    assert first.open()["event"] == [TITLE]


def test_both_halves_of_a_new_pair_are_loaded_together(editor: DeskClient, rows: Rows) -> None:
    before, after = FILE % ("mine", "before"), FILE % ("mine", "after")
    assert upload(editor, before, after.replace("slug: mine", "slug: two")).status_code == 303
    assert polls_of_it(rows) == [(2,)]


def test_the_desk_tells_where_the_two_stand_side_by_side(
    first: Writer, colleague: DeskClient, rows: Rows
) -> None:
    ((code,),) = rows("SELECT code FROM event")
    page = colleague.get(f"/desk/polls/{first.poll_id}/share").text
    assert f'value="http://localhost/e/{code}"' in page
