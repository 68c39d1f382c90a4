"""Small drafts, and what is wrong with them as short words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pollsvc.domain.draft import (
    Draft,
    DraftOption,
    DraftQuestion,
    DraftRow,
    InvalidDraftError,
    read_draft,
)
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.make import NOON

QUESTION_FIELDS = {one.name for one in fields(DraftQuestion)} - {"text", "options"}


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


def ask(kind: str = "single", *answers: str | DraftOption, **other: Any) -> DraftQuestion:
    """A question in English; rows as a list of texts."""
    options = tuple(
        DraftOption(label={"en": one}) if isinstance(one, str) else one for one in answers
    )
    rows = tuple(DraftRow(text={"en": one}) for one in other.pop("rows", ()))
    text = {"en": other.pop("text", f"A {kind}?")}
    return DraftQuestion(kind=kind, text=text, options=options, rows=rows, **other)


def point(value: int | str, label: str, **other: Any) -> DraftOption:
    """A point of a scale with words."""
    return DraftOption(value=str(value), label={"en": label}, **other)


def exclusive(role: str = "dont_know", label: str = "No idea") -> DraftOption:
    """An answer that can only be chosen alone."""
    return DraftOption(role=role, label={"en": label})


def survey(*questions: DraftQuestion, **other: Any) -> Draft:
    """A draft with these questions."""
    return Draft(questions=questions, **other)


def problems(draft: Draft, stored: Poll | None = None) -> list[str]:
    """What keeps a draft from being published: ``["answer[1] alike"]``."""
    try:
        read_draft(draft, NOON, stored=stored)
    except InvalidDraftError as error:
        return [
            (f"{one.question}." if one.question else "")
            + one.field
            + (f"[{one.option}]" if one.option is not None else "")
            + (f".{one.language}" if one.language else "")
            + f" {one.code}"
            for one in error.problems
        ]
    return []


def read(draft: Draft, **other: Any) -> NewPoll:
    """The poll that a draft means at noon."""
    return read_draft(draft, NOON, **other)
