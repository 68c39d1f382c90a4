"""Definition files for tests, as data, and what is found wrong with them."""

from __future__ import annotations

import json
from typing import Any

from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.reading import Definition, read_text


def poll_data(**other: Any) -> dict[str, Any]:
    """A poll as a file would give it, with changes at the top."""
    return {
        "slug": "tea-or-coffee",
        "languages": ["en", "fr"],
        "questions": [question_data()],
        **other,
    }


def question_data(**other: Any) -> dict[str, Any]:
    options = [{"code": "tea", "label": "Tea"}, {"code": "coffee", "label": "Coffee"}]
    return {"code": "drink", "text": "Which do you drink?", "options": options, **other}


def past_data(tally: Any, **other: Any) -> dict[str, Any]:
    return poll_data(tally=tally, **{"source": {"title": "A page"}, **other})


def read(data: Any) -> Definition:
    return read_text(json.dumps(data).encode(), "x.json")


def faults(text: str | dict[str, Any], file: str = "x.yaml") -> list[str]:
    """The faults as lines without the file's name; none for a sound text."""
    raw = text if isinstance(text, str) else json.dumps(text)
    try:
        read_text(raw.encode(), "x.json" if isinstance(text, dict) else file)
    except DefinitionFaultsError as error:
        return [str(fault).removeprefix(f"{fault.file}:") for fault in error.faults]
    return []


def messages(data: dict[str, Any]) -> list[str]:
    """The faults without their place in the text."""
    return [fault.split(": ", 1)[1] for fault in faults(data)]
