"""A poll of the store as the definition file from which the same poll would be loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pollsvc.domain.cells import Cell
from pollsvc.domain.draft import read_draft
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Question
from pollsvc.imports.written import PastCounts, definition_data
from pollsvc.imports.yaml_writing import yaml_of
from pollsvc.polls.at_desk import DeskPoll
from pollsvc.polls.drafts import kept_draft
from pollsvc.results.queries import figures_of

_NOT_IN_IT = "Not in it: votes, written answers, corrections, named links, who works on the poll."
_SAMPLE = "Its sample responses are not either, as nothing is kept of how they were invented."


def definition_file(poll: Poll, base_url: str) -> str:
    """The file of a poll as it is written; of a past result with its counts.

    ``base_url`` is the site's own, at which editors that write files find the schema.
    """
    past = _past_counts(poll) if poll.origin is Origin.TALLY else None
    return _file(poll, base_url, past)


def draft_file(at_desk: DeskPoll, base_url: str, now: datetime) -> str:
    """The file of a poll that nobody has published yet, as it is typed; it makes a draft.

    Raises:
        InvalidDraftError: with everything that keeps the draft from being a poll.
    """
    draft = kept_draft(at_desk).draft
    new = read_draft(draft, now, spare=f"poll-{at_desk.id}")
    if not draft.opens.strip():
        # It opens when it is published, and a file has no end without a beginning.
        new = replace(new, opens_at=None, closes_at=None, release_at=None)
    return _file(new, base_url, None)


def _file(poll: Poll | NewPoll, base_url: str, past: PastCounts | None) -> str:
    schema = f"yaml-language-server: $schema={base_url}/help/poll.schema.json"
    notes = (schema, _NOT_IN_IT, *((_SAMPLE,) if poll.sample else ()))
    return yaml_of(definition_data(poll, past), notes)


def _past_counts(poll: Poll) -> PastCounts:
    tally = figures_of([poll])[poll.id].tally
    return PastCounts(
        counts={
            (one.code, option.code): tally.get(Cell(one.id, "option", str(option.id)), 0)
            for one in poll.questions
            for option in one.options
        },
        respondents={one.code: _base(one, tally) for one in poll.questions},
    )


def _base(question: Question, tally: dict[Cell, int]) -> int | None:
    return tally.get(Cell(question.id, "base", "answered"))
