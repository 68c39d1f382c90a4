"""Small drafts, and what is wrong with them as short words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pollsvc.domain.draft import (
    Draft,
    DraftOption,
    DraftQuestion,
    InvalidDraftError,
    read_draft,
)
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.make import NOON

QUESTION_FIELDS = {"hint", "error", "kind", "at_least", "at_most", "order", "key"}


def make_draft(
    answers: Sequence[str | DraftOption] = ("Red", "Blue"),
    question: str = "Which one?",
    **other: Any,
) -> Draft:
    """A draft with one question in English."""
    of_question = {name: other.pop(name) for name in QUESTION_FIELDS & other.keys()}
    options = tuple(
        DraftOption(label={"en": one}) if isinstance(one, str) else one for one in answers
    )
    asked = DraftQuestion(text={"en": question}, options=options, **of_question)
    return Draft(questions=(asked,), **other)


def problems(draft: Draft, stored: Poll | None = None) -> list[str]:
    """What keeps a draft from being published: ``["answer[1] alike"]``."""
    try:
        read_draft(draft, NOON, stored=stored)
    except InvalidDraftError as error:
        return [
            one.field
            + (f"[{one.option}]" if one.option is not None else "")
            + (f".{one.language}" if one.language else "")
            + f" {one.code}"
            for one in error.problems
        ]
    return []


def read(draft: Draft, **other: Any) -> NewPoll:
    """The poll that a draft means at noon."""
    return read_draft(draft, NOON, **other)
