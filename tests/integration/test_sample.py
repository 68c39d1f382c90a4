"""Sample data: cast by the writer of votes, once, and gone on with where it was broken off."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from pollsvc.domain.errors import StoreBusyError
from pollsvc.imports import sample as casting
from pollsvc.imports.actions import Loaded, load
from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.reading import read_text
from pollsvc.polls.models import PollRow
from pollsvc.polls.queries import forget_recent, poll_by_slug
from pollsvc.results.models import BoxRow
from pollsvc.store.columns import to_ms
from pollsvc.store.db import session, writing
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.box import Box, Outcome
from pollsvc.voting.models import ResponseRow, TextRow
from pollsvc.voting.verify import verify_poll
from tests.browse import words_of
from tests.conftest import Clock, Ran
from tests.desk import DeskClient
from tests.make import hours

FILE = b"""slug: sample-of-tea
languages: [en, fr]
opens: -2 days
may_change: true
questions:
  - code: drink
    text: {en: Which do you drink?, fr: Que buvez-vous ?}
    options: [Tea, Coffee, {role: other, label: Something else}]
  - {code: cups, kind: number, text: Cups?, low: 0, high: 20, show_if: drink is tea}
  - {code: why, kind: short_text, text: Why?, required: no}
sample:
  responses: 30
  seed: 7
  languages: {en: 1, fr: 1}
  answers:
    drink: {weights: {tea: 6, coffee: 3, other: 1}, texts: [Milk]}
    cups: {mean: 3, spread: 2}
    why: [Habit, Taste]
"""
TOLD: list[int] = []


@pytest.fixture
def load_it(app: Flask, clock: Clock) -> Callable[[], Loaded]:
    """Load the file, with a list of who was told of new figures."""
    TOLD.clear()

    def loading() -> Loaded:
        with app.app_context():
            return load([read_text(FILE, "tea.yaml")], clock(), told=TOLD.append)[0]

    return loading


def responses(app: Flask) -> list[ResponseRow]:
    with app.app_context():
        return list(session().scalars(select(ResponseRow).order_by(ResponseRow.number)))


def test_a_file_with_sample_data_has_its_responses_and_is_marked(
    app: Flask, load_it: Callable[[], Loaded]
) -> None:
    loaded = load_it()
    assert (loaded.written, loaded.sample) == (True, 30)
    with app.app_context():
        poll = poll_by_slug("sample-of-tea")
        assert poll.sample
        assert verify_poll(poll).faults == ()
        assert len(session().scalars(select(TextRow)).all()) >= 2
    found = responses(app)
    assert [row.number for row in found] == list(range(1, 31))
    assert {row.language for row in found} == {"en", "fr"}
    assert set(TOLD) == {loaded.poll_id}


def test_responses_lie_between_the_opening_and_now_in_order(
    app: Flask, clock: Clock, load_it: Callable[[], Loaded]
) -> None:
    load_it()
    times = [row.sent_ms for row in responses(app)]
    assert times == sorted(times)
    assert to_ms(clock() - hours(48)) <= times[0]
    assert times[-1] <= to_ms(clock())
    assert len(set(times)) == 30


def test_who_is_not_asked_has_nothing_in_the_tally(
    app: Flask, load_it: Callable[[], Loaded]
) -> None:
    load_it()
    found = [row.answers or {} for row in responses(app)]
    tea = [one for one in found if one["1"] == 1]
    assert 0 < len(tea) < 30
    assert all(("2" in one) is (one["1"] == 1) for one in found)


def test_loading_twice_adds_nothing(app: Flask, load_it: Callable[[], Loaded]) -> None:
    load_it()
    before = [(row.number, row.sent_ms, row.salt) for row in responses(app)]
    again = load_it()
    assert (again.written, again.sample) == (False, 0)
    assert [(row.number, row.sent_ms, row.salt) for row in responses(app)] == before


@pytest.fixture
def breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store be busy from the eleventh response on."""
    cast = []

    def busy(box: Box, poll: object, act: VoterAct) -> Outcome:
        cast.append(act)
        if len(cast) > 10:
            raise StoreBusyError
        return cast_response(box, poll, act)  # type: ignore[arg-type]

    monkeypatch.setattr(casting, "cast_response", busy)


def test_what_was_broken_off_is_gone_on_with(
    app: Flask,
    load_it: Callable[[], Loaded],
    breaks_off: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DefinitionFaultsError, match="sample: 10 of 30 sample responses are there"):
        load_it()
    first = [(row.number, row.answers) for row in responses(app)]
    assert len(first) == 10
    monkeypatch.setattr(casting, "cast_response", cast_response)
    again = load_it()
    assert (again.written, again.sample) == (False, 20)
    found = responses(app)
    assert [(row.number, row.answers) for row in found[:10]] == first
    times = [row.sent_ms for row in found]
    assert times == sorted(times)
    with app.app_context():
        assert verify_poll(poll_by_slug("sample-of-tea")).faults == ()


def test_what_was_closed_meanwhile_is_said(
    app: Flask,
    clock: Clock,
    load_it: Callable[[], Loaded],
    breaks_off: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DefinitionFaultsError):
        load_it()
    with app.app_context(), writing():
        row = session().scalars(select(BoxRow)).one()
        row.closed_ms = to_ms(clock())
        row.closed_number = row.next_number
    monkeypatch.setattr(casting, "cast_response", cast_response)
    with pytest.raises(DefinitionFaultsError, match=r"10 of 30 .*not open"):
        load_it()
    assert len(responses(app)) == 10


def test_a_poll_changed_at_the_desk_meanwhile_does_not_break_what_goes_on(
    app: Flask,
    load_it: Callable[[], Loaded],
    breaks_off: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DefinitionFaultsError):
        load_it()
    with app.app_context(), writing():
        session().scalars(select(PollRow)).one().definition_version = 2
    forget_recent_in(app)
    monkeypatch.setattr(casting, "cast_response", cast_response)
    assert load_it().sample == 20


def forget_recent_in(app: Flask) -> None:
    with app.app_context():
        forget_recent()


def test_a_poll_that_has_closed_has_its_responses_before_that(app: Flask, clock: Clock) -> None:
    text = FILE.replace(b"opens: -2 days", b"opens: -2 days\ncloses: -1 day")
    with app.app_context():
        load([read_text(text, "tea.yaml")], clock())
    assert max(row.sent_ms for row in responses(app)) < to_ms(clock() - hours(24))


def test_the_command_says_how_many_were_made_and_checks_without_making_any(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "tea.yaml"
    file.write_bytes(FILE.replace(b"Why?", b'"Why {cups}?"'))
    checked = cli("check", file)
    assert checked.status == 0
    _, hint, said = checked.out.splitlines()
    assert hint.startswith(f"{file}:10:46: questions[2].text: who has no answer there reads …;")
    assert hint.endswith("{cups|words for them} (a hint)")
    assert said == "1 definition file is in order"
    assert cli("upgrade").status == 0
    assert cli("seed", file).out == "loaded sample-of-tea, 30 sample responses\n"
    assert cli("seed", file).out == "unchanged sample-of-tea\n"
    assert cli("verify").status == 0


def test_the_desk_says_when_not_all_were_made(
    app: Flask, editor: DeskClient, breaks_off: None
) -> None:
    data = {"file": [(io.BytesIO(FILE), "tea.yaml")]}
    answer = editor.post("/desk/polls/upload", data, content_type="multipart/form-data")
    assert answer.status_code == 422
    said = words_of(answer.text)
    assert "The polls were loaded, but not all of their sample responses." in said
    assert "Nothing was loaded" not in said


def test_invented_answers_are_called_so_wherever_they_show(
    app: Flask, load_it: Callable[[], Loaded], owner: DeskClient
) -> None:
    load_it()
    with app.app_context():
        poll = poll_by_slug("sample-of-tea")
    mark = "Sample data: these answers were invented."
    reader = app.test_client()
    for path in ("/", "/p/sample-of-tea", "/p/sample-of-tea/results", "/embed/sample-of-tea"):
        page = reader.get(path).text
        assert mark in words_of(page), path
        described = page.partition('property="og:description" content="')[2]
        assert "/p/" not in path or described.startswith(mark), path
    assert mark in words_of(reader.get("/p/sample-of-tea/results/words/why").text)
    for ending in ("csv", "json", "svg"):
        assert mark in reader.get(f"/p/sample-of-tea/results.{ending}").text, ending
    for part in ("", "/words", "/share", "/downloads", "/history", "/manage"):
        assert mark in words_of(owner.get(f"/desk/polls/{poll.id}{part}").text), part
    rows = owner.get(f"/desk/polls/{poll.id}/words.csv?question=why").text
    head, *others = rows.splitlines()
    assert head.endswith(",sample")
    assert others
    assert all(row.endswith(f",{mark}") for row in others)
