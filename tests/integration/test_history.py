"""The history: every act in words, looked through, downloaded, never changed."""

from __future__ import annotations

import ast
import csv
import io
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.poll import Poll
from pollsvc.history.actions import record
from pollsvc.history.acts import ActGroup, DeskAct, acts_of
from pollsvc.history.queries import PAGE_SIZE, Act, ActFilter, acts_page, all_acts
from pollsvc.store.db import writing
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.house.tree import modules, name, parsed
from tests.make import NOON

Write = Callable[..., None]
OLGA = Editor(id=7, name="Olga", email="o@example.org", role=EditorRole.OWNER)


@pytest.fixture
def write(app: Flask, clock: Clock) -> Write:
    """Write an act down: ``write(DeskAct.POLL_CLOSED, subject="Tea")``."""

    def one(act: DeskAct, editor: Editor | None = OLGA, **more: Any) -> None:
        with app.app_context(), writing():
            record(act, editor, clock(), **more)

    return one


@pytest.fixture
def found(app: Flask) -> Callable[..., list[Act]]:
    def find(**wanted: Any) -> list[Act]:
        with app.app_context():
            return list(acts_page(ActFilter(**wanted)).acts)

    return find


def cells(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_act_belongs_to_a_group() -> None:
    groups = [set(acts_of(group)) for group in ActGroup]
    assert set.union(*groups) == {act.value for act in DeskAct}
    assert groups[0] & groups[1] == {"workers_changed"}


def test_numbers_count_from_one_for_each_poll(
    write: Write, found: Callable[..., list[Act]]
) -> None:
    for poll_id in (5, 6, 5, 5):
        write(DeskAct.POLL_CHANGED, poll_id=poll_id)
    assert [act.number for act in found(poll_id=5)] == [3, 2, 1]
    assert [act.number for act in found(poll_id=6)] == [1]


def test_acts_at_the_same_time_leave_no_gap_and_no_double(
    app: Flask, write: Write, found: Callable[..., list[Act]]
) -> None:
    faults: list[Exception] = []

    def act() -> None:
        try:
            for _ in range(10):
                write(DeskAct.POLL_CHANGED, poll_id=5)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            faults.append(error)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [act.number for act in found(poll_id=5)] == list(range(40, 0, -1))


def test_an_act_that_comes_to_nothing_is_not_written_down(
    app: Flask, write: Write, found: Callable[..., list[Act]]
) -> None:
    def fails() -> None:
        with app.app_context(), writing():
            record(DeskAct.POLL_CLOSED, OLGA, NOON, poll_id=5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    write(DeskAct.POLL_OPENED, poll_id=5)
    assert [(act.act, act.number) for act in found(poll_id=5)] == [("poll_opened", 1)]


def test_names_stay_as_they_were_said_then(
    app: Flask, owner: DeskClient, found: Callable[..., list[Act]]
) -> None:
    before = found()[0]
    assert before.editor_name == "Olga"
    owner.post("/desk/account", {"name": "Olympia", "language": ""})
    assert found(words="olympia")
    assert before in found()


def test_filters_narrow_the_history(
    write: Write, found: Callable[..., list[Act]], clock: Clock
) -> None:
    write(DeskAct.POLL_CLOSED, poll_id=5, subject="Чай или кофе?")
    clock.forward(days=1)
    write(DeskAct.JOINED, None, subject="Noor")
    clock.forward(days=1)
    write(DeskAct.LOOK_CHANGED)
    assert [act.act for act in found()] == ["look_changed", "joined", "poll_closed"]
    assert [act.act for act in found(group=ActGroup.PEOPLE)] == ["joined"]
    assert [act.act for act in found(editor_id=0)] == ["joined"]
    assert [act.act for act in found(editor_id=7)] == ["look_changed", "poll_closed"]
    assert [act.act for act in found(since=NOON + timedelta(days=1))] == ["look_changed", "joined"]
    assert [act.act for act in found(until=NOON + timedelta(days=1))] == ["poll_closed"]
    assert [act.act for act in found(words="КОФЕ чай")] == ["poll_closed"]
    assert found(words="%") == []


def test_only_owners_see_the_history_of_the_site(
    owner: DeskClient, editor: DeskClient, viewer: DeskClient, stranger: FlaskClient
) -> None:
    for path in ("/desk/history", "/desk/history.csv"):
        assert owner.get(path).status_code == 200
        assert editor.get(path).status_code == 403
        assert viewer.get(path).status_code == 403
        assert stranger.get(path).status_code in (303, 401)


def test_the_page_says_who_did_what_and_links_to_the_polls_own_acts(
    owner: DeskClient, write: Write
) -> None:
    write(DeskAct.POLL_CLOSED, poll_id=5, subject="Tea or <coffee>?")
    page = owner.get("/desk/history").text
    assert "Poll closed." in page
    assert "Tea or &lt;coffee&gt;?" in page
    assert 'href="/desk/history?poll=5"' in page
    of_poll = owner.get("/desk/history?poll=5").text
    assert "Signed in." not in of_poll
    assert "Without this filter: Tea or &lt;coffee&gt;?" in of_poll


def test_filters_of_the_address_stay_in_the_form_and_can_be_taken_off(
    owner: DeskClient, write: Write
) -> None:
    write(DeskAct.POLL_CLOSED, poll_id=5, subject="Tea", editor=None)
    page = owner.get(
        "/desk/history?group=polls&words=tea&editor=0&first=2026-03-10&last=2026-03-10"
    ).text
    assert 'value="tea"' in page
    assert '<option selected value="0">Command line' in page
    assert "From 10 March 2026" in page
    assert (
        'href="/desk/history?group=polls&amp;editor=0&amp;first=2026-03-10&amp;last=2026-03-10"'
        in page
    )
    assert page.count("<time") == 1
    assert "/desk/history.csv?group=polls&amp;words=tea" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=yesterday", "Write a day such as 2026-03-01."),
        ("last=2026-02-30", "Write a day such as 2026-03-01."),
        ("first=2026-03-10&last=2026-03-09", "This day is before the one from which to look."),
    ],
)
def test_a_day_that_is_none_is_said_beside_the_field(
    owner: DeskClient, query: str, said: str
) -> None:
    answer = owner.get(f"/desk/history?{query}")
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert query.rsplit("=", maxsplit=1)[-1] in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("group=cats", 422),
        ("editor=999", 422),
        ("poll=-1", 400),
        ("poll=x", 400),
        ("page=0", 400),
        ("page=2", 404),
        ("poll=99999999999999999999", 400),
        ("first=0001-01-01", 422),
    ],
)
def test_an_address_that_cannot_be_is_refused(owner: DeskClient, query: str, status: int) -> None:
    assert owner.get(f"/desk/history?{query}").status_code == status
    if status == 422:
        assert owner.get(f"/desk/history.csv?{query}").status_code == 400


def test_a_long_history_is_paged_and_the_statements_do_not_grow(
    app: Flask, owner: DeskClient, write: Write
) -> None:
    from sqlalchemy import event

    from pollsvc.store.db import db

    def statements(path: str) -> int:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if "site_value" not in statement and not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert owner.get(path).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    write(DeskAct.POLL_CLOSED, poll_id=5)
    few = statements("/desk/history")
    with app.app_context(), writing():
        for _ in range(PAGE_SIZE):
            record(DeskAct.POLL_CHANGED, OLGA, NOON, poll_id=5, changes=[{"field": "slug"}])
    assert statements("/desk/history") == few
    assert 'href="/desk/history?page=2"' in owner.get("/desk/history").text
    assert 'rel="prev"' in owner.get("/desk/history?page=2").text


def test_the_file_has_every_act_the_oldest_first(owner: DeskClient, write: Write) -> None:
    write(DeskAct.POLL_CLOSED, poll_id=5, subject="=1+1", note="a; b")
    answer = owner.get("/desk/history.csv?poll=5")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert 'filename="history.csv"' in answer.headers["Content-Disposition"]
    (row,) = cells(answer.text)
    assert row["at"] == "2026-03-10T12:00:00Z"
    assert row["subject"] == "'=1+1"
    assert row["sentence"] == "Poll closed."
    assert (row["poll_id"], row["number"], row["editor"], row["act"]) == (
        *("5", "1", "Olga", "poll_closed"),
    )
    assert json.loads(row["detail"]) == {"note": "a; b"}
    everything = cells(owner.get("/desk/history.csv").text)
    assert len(everything) > 1
    assert [one["at"] for one in everything] == sorted(one["at"] for one in everything)


def test_a_file_of_many_acts_is_read_in_pages(
    app: Flask, owner: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.history import queries

    monkeypatch.setattr(queries, "_AT_ONCE", 7)
    with app.app_context(), writing():
        for number in range(21):
            record(DeskAct.POLL_CHANGED, OLGA, NOON, poll_id=number % 3, subject=str(number))
    with app.app_context():
        acts = list(all_acts(ActFilter(group=ActGroup.POLLS)))
    assert len(acts) == 21
    keys = [(act.at, act.poll_id, act.number) for act in acts]
    assert keys == sorted(set(keys))


def test_nothing_in_the_program_changes_or_deletes_a_row() -> None:
    writers = []
    for path in modules():
        where = name(path)
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                named = {getattr(one, "id", "") for one in node.args}
                if called in ("delete", "update", "insert") and "HistoryRow" in named:
                    writers.append(where)
                if called == "HistoryRow":
                    writers.append(where)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.upper().split()
                if {"UPDATE", "DELETE"} & set(words) and "HISTORY" in words:
                    writers.append(where)
    assert set(writers) == {"pollsvc/history/actions.py"}


def test_deleting_everything_else_leaves_the_history(
    app: Flask, add: Callable[..., Poll], found: Callable[..., list[Act]], write: Write
) -> None:
    from sqlalchemy import delete

    from pollsvc.accounts.models import EditorRow
    from pollsvc.polls.models import PollRow
    from pollsvc.store.db import session

    write(DeskAct.POLL_CLOSED, poll_id=5)
    with app.app_context(), writing():
        session().execute(delete(PollRow))
        session().execute(delete(EditorRow))
    assert len(found(poll_id=5)) == 1
