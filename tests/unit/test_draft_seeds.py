"""The sample polls as drafts: each reads again as it was written, and can be shown."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from pollsvc.domain.draft import draft_of, hints, poll_to_show
from pollsvc.domain.flow.numbered import numbered
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Role
from pollsvc.imports.reading import read_definition
from tests.make import NOON, make_option, make_poll, make_question
from tests.unit.draft_data import read

FILES = sorted((Path(__file__).parents[2] / "seeds").glob("*.yaml"))
_OF_FILES = ("digest", "tally", "respondents", "questions")


def stored(new: NewPoll) -> Poll:
    """The poll as the store would give it back."""
    shared = {one.name for one in fields(NewPoll)} & {one.name for one in fields(Poll)}
    values = {name: getattr(new, name) for name in shared} | {
        "id": 1,
        "definition_version": 1,
        "questions": numbered(new.questions),
    }
    return Poll(**values)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
@pytest.mark.parametrize("is_voted", [False, True])
def test_a_seed_reads_again_as_it_was_written(file: Path, *, is_voted: bool) -> None:
    new = read_definition(file).new_poll(NOON)
    poll = replace(stored(new), first_response_at=NOON if is_voted else None)
    again = read(draft_of(poll), stored=poll)
    assert [replace(one, rows=()) for one in again.questions] == [
        replace(one, rows=()) for one in new.questions
    ]
    assert [one.rows for one in again.questions] == [one.rows for one in new.questions]
    for one in fields(NewPoll):
        if one.name not in _OF_FILES:
            assert getattr(again, one.name) == getattr(new, one.name), one.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_seed_is_shown_with_the_words_it_was_written_in(file: Path) -> None:
    poll = stored(read_definition(file).new_poll(NOON))
    shown = poll_to_show(draft_of(poll), poll_id=1, slug="preview", now=NOON)
    assert [[part.text for part in one.parts] for one in shown.questions] == [
        [part.text for part in one.parts] for one in poll.questions
    ]
    assert {one.code for one in hints(draft_of(poll))} <= {
        *("no_way_out", "plain_no_view", "many_answers", "unequal_lengths", "nearly_alike"),
        *("grid", "long_ranking", "wide_range", "rule", "two_questions"),
    }


@pytest.mark.parametrize("is_voted", [False, True])
def test_words_beside_other_stay_private_and_as_long_as_they_were(*, is_voted: bool) -> None:
    other = make_option(2, role=Role.OTHER)
    question = make_question(options=[make_option(1), other], private=True, longest=80)
    poll = make_poll(question, first_response_at=NOON if is_voted else None)
    (again,) = read(draft_of(poll), stored=poll).questions
    assert (again.private, again.longest) == (True, 80)
