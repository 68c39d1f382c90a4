"""Questions that the store has not given ids yet, with ids of their own for checking them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import count
from typing import Any

from pollsvc.domain.new_poll import NewQuestion
from pollsvc.domain.question import Option, Question


def numbered(questions: Sequence[Question | NewQuestion]) -> tuple[Question, ...]:
    """The same questions, with ids from 1 where they have none; rows get the options."""
    stored = [one for one in questions if isinstance(one, Question)]
    if len(stored) == len(questions):
        return tuple(stored)
    ids = count(1)
    return tuple(_numbered(one, ids) for one in questions)


def _numbered(new: Question | NewQuestion, ids: Iterator[int]) -> Question:
    options = tuple(
        Option(**{**_values(option), "id": next(ids)})  # an id is unique among all of them
        for option in new.options
    )
    rows = tuple(
        Question(**{**_values(row), "id": next(ids), "options": options}) for row in new.rows
    )
    return Question(**{**_values(new), "id": next(ids), "options": options, "rows": rows})


def _values(written: Any) -> dict[str, Any]:
    return {one.name: getattr(written, one.name) for one in fields(written)}
