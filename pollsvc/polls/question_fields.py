"""The fields of one question in the edit form, as raw strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from pollsvc.domain.draft import DraftOption, DraftQuestion, DraftRow, split_list
from pollsvc.domain.draft.shape import raw_text, texts_of

MOST_QUESTIONS = 100
MOST_ROWS = 200
Form = MultiDict[str, str]
_FRONT = re.compile(r"q([1-9][0-9]{0,2})-", re.ASCII)
_TEXTS = {
    "text": "question",
    "hint": "hint",
    "error": "error",
    "unit": "unit",
    "page_title": "page_title",
    "page_intro": "page_intro",
}
"""Texts of a question by the names of their fields in the form."""
_WORDS = (
    *("kind", "at_least", "at_most", "order", "code", "required", "show_if", "series"),
    *("low", "high", "decimals", "longest", "method", "scale_from", "scale_to", "page_show_if"),
    "rows_order",
)
_FLAGS = ("diverging", "grid", "private", "new_page")
_CHOSEN = {
    "order": "fixed",
    "rows_order": "fixed",
    "required": "hard",
    "method": "instant_runoff",
}
"""What is meant where a form says nothing, as one from before there was this choice."""


def prefix_of(place: int) -> str:
    """What stands in front of the names of a question's fields."""
    return f"q{place + 1}-" if place else ""


def place_of(name: str) -> int:
    """The place of the question to which a field or a button with this name belongs."""
    front = _FRONT.match(name)
    return int(front[1]) - 1 if front else 0


def questions_of(form: Form, base: str) -> Iterator[DraftQuestion]:
    """The questions of a form, whose texts are written in the language ``base``."""
    keys = form.getlist("question_key")[:MOST_QUESTIONS] or [""]
    mores = form.getlist("question_more")
    for place, (key, text) in enumerate(zip_longest(keys, mores[: len(keys)], fillvalue="")):
        more, front = read_json(text), prefix_of(place)
        texts = {
            name: typed_texts(form, front + field, more, base, name)
            for name, field in _TEXTS.items()
        }
        words = {name: raw(form, front + name) or _CHOSEN.get(name, "") for name in _WORDS}
        flags = {name: front + name in form for name in _FLAGS}
        yield DraftQuestion(
            key=raw_text(key),
            options=_options(form, front, base),
            rows=tuple(_rows(form, front, base)),
            **texts,  # type: ignore[arg-type]
            **words,  # type: ignore[arg-type]
            **flags,  # type: ignore[arg-type]
        )


def raw(form: Form, name: str) -> str:
    """A field as it is kept; ``""`` where the form has no such field."""
    return raw_text(form.get(name, ""))


def read_json(text: str) -> dict[str, Any]:
    """An object that the page itself wrote into a hidden field; empty where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def typed_texts(
    form: Form, name: str, more: dict[str, Any], base: str, field: str = ""
) -> dict[str, str]:
    """The texts of a field: that of the base language as typed, the others as they were."""
    return _with(raw(form, name), more, field or name, base)


def _with(typed: str, more: dict[str, Any], name: str, base: str) -> dict[str, str]:
    others = {one: text for one, text in texts_of(more.get(name)).items() if one != base}
    return {base: typed, **others} if typed else others


def _options(form: Form, front: str, base: str) -> tuple[DraftOption, ...]:
    """The answers' rows; a row with several lines is a pasted list, and so many answers.

    Where there was one, empty rows go: the list was meant to fill them.
    """
    answers = tuple(_answers(form, front, base))
    if len(answers) == len(form.getlist(f"{front}answer")):
        return answers
    filled = (one for one in answers if not one.is_blank)
    return tuple(sorted(filled, key=lambda one: one.role != "plain"))


def _answers(form: Form, front: str, base: str) -> Iterator[DraftOption]:
    labels = form.getlist(f"{front}answer")[:MOST_ROWS]
    is_split = _lines_of(labels) <= MOST_ROWS  # a list that is too long stays as it was pasted
    names = ("answer_key", "answer_more", "short", "role", "answer_code", "value", "pinned")
    others = (form.getlist(f"{front}{name}")[: len(labels)] for name in names)
    for label, key, text, short, role, code, value, pinned in zip_longest(
        labels, *others, fillvalue=""
    ):
        more = read_json(text)
        first, *rest = split_list(raw_text(label)) if is_split else (raw_text(label),)
        yield DraftOption(
            key=raw_text(key),
            label=_with(first, more, "label", base),
            short=_with(raw_text(short), more, "short", base),
            role=raw_text(role) or "plain",
            code=raw_text(code),
            value=raw_text(value),
            pinned=pinned == "1",
        )
        for line in rest:
            yield DraftOption(label={base: line})


def _rows(form: Form, front: str, base: str) -> Iterator[DraftRow]:
    """The rows of a matrix; a pasted list is so many of them, and takes the place of empty ones."""
    texts = form.getlist(f"{front}row")[:MOST_ROWS]
    is_split = _lines_of(texts) <= MOST_ROWS
    names = ("row_key", "row_more", "row_code")
    others = (form.getlist(f"{front}{name}")[: len(texts)] for name in names)
    rows = []
    for text, key, more, code in zip_longest(texts, *others, fillvalue=""):
        first, *rest = split_list(raw_text(text)) if is_split else (raw_text(text),)
        said = _with(first, read_json(more), "text", base)
        rows.append(DraftRow(key=raw_text(key), code=raw_text(code), text=said))
        rows.extend(DraftRow(text={base: line}) for line in rest)
    was_pasted = len(rows) > len(texts)
    yield from (one for one in rows if not (was_pasted and one.is_blank))


def _lines_of(texts: list[str]) -> int:
    return sum(len(split_list(raw_text(one))) for one in texts)


def rows_over(form: Form) -> Iterator[tuple[int, str, str]]:
    """Lists with more than ``MOST_ROWS`` lines: the question's place, the list, the lines."""
    for place in range(min(len(form.getlist("question_key")) or 1, MOST_QUESTIONS)):
        for field, name in (("options", "answer"), ("rows", "row")):
            lines = _lines_of(form.getlist(f"{prefix_of(place)}{name}"))
            if lines > MOST_ROWS:
                yield place, field, str(lines)
