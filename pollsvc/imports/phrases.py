"""What pydantic finds wrong, said to people: what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from pollsvc.imports.faults import Path, shown
from pollsvc.imports.schema import (
    CountsPart,
    EventPart,
    LinkPart,
    PollFile,
    TagPart,
    TallyPart,
)
from pollsvc.imports.schema.questions import (
    OptionPart,
    PagePart,
    QuestionPart,
    RowPart,
    ScalePart,
)
from pollsvc.imports.schema.sample import DrawPart, GroupPart, SamplePart

_PARTS: Mapping[str, type[BaseModel]] = {
    "asked_by": LinkPart,
    "source": LinkPart,
    "article": LinkPart,
    "tags": TagPart,
    "questions": QuestionPart,
    "pages": PagePart,
    "options": OptionPart,
    "rows": RowPart,
    "scale": ScalePart,
    "event": EventPart,
    "tally": TallyPart,
    "sample": SamplePart,
    "groups": GroupPart,
}
_PATTERNS = {
    "slug": "use small letters a-z, digits and single hyphens, such as us-goals-for-russia",
    "languages": 'give language codes such as "en", "ja" or "pt-BR"',
    "code": "use small letters a-z, digits and underscores, such as dont_know",
    "event": "use small letters a-z, digits and single hyphens, such as valdai-july",
    "series": "use small letters a-z, digits and underscores, such as dont_know",
}
_HOLDERS: Mapping[str, type[BaseModel]] = {
    "the poll": PollFile,
    "a page": PagePart,
    "a question": QuestionPart,
    "an answer": OptionPart,
    "scale": ScalePart,
    "sample": SamplePart,
    "tally": TallyPart,
}
_MEANT: Mapping[type[BaseModel], Mapping[str, str]] = {
    QuestionPart: {
        "min": "at_least, or for a number low",
        "max": "at_most, or for a number high",
        **dict.fromkeys(("choices", "answers", "columns", "points"), "options"),
        "items": "options, or for a matrix rows",
        "statements": "rows",
        "type": "kind",
        **dict.fromkeys(("question", "title"), "text"),
    },
    OptionPart: {"text": "label"},
    RowPart: {"label": "text"},
    ScalePart: {"min": "from", "max": "to"},
}
"""What fields are called elsewhere, and here."""
_TEXTS = ["title", "text", "label", "short", "hint", "error", "unit", "intro", "closing", "note"]
_NAME = re.compile(r"[a-z_]+")
_MARKS = ("<text>", "<texts>", "[key]")
_WANTED = {
    "bool_type": "write true or false",
    "int_type": "give a whole number, without quotes",
    "int_from_float": "give a whole number",
    "float_type": "give a number, without quotes",
    "finite_number": "give a number",
    "list_type": "give a list: lines below this that begin with a hyphen and a space",
    "dict_type": "give names with values below this, such as name: value",
    "string_unicode": "it holds a character that cannot be kept; remove it",
}


def path_of(error: ErrorDetails) -> Path:
    """Where in the document the error is, without the marks that stand for no part of it."""
    *around, last = error["loc"] or (_MARKS[0],)
    path = tuple(part for part in around if part not in _MARKS)
    # A name that the file gives may look like such a mark.
    if last in _MARKS and error["type"] != "extra_forbidden":
        return path
    return (*path, last)


def phrase(error: ErrorDetails) -> str:
    """The error in words."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    path = path_of(error)
    if kind == "missing":
        return "this is missing; add it"
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind == "model_type":
        return _not_a_text(value) if _is_listed(path) else _fields_wanted(path)
    if kind == "dict_type" and path[-1] == "labels" and isinstance(value, list):
        said = f"a list needs one label for each point, and this one has {len(value)}"
        return f"{said}; name the points instead, such as 0: Very bad"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_type":
        return field_in_text(path) or _not_a_text(value)
    if kind == "enum":
        return "write one of: " + _listed(context)
    if kind == "literal_error":
        return "there is no such variable; there are: " + _listed(context)
    if kind == "string_pattern_mismatch":
        return _PATTERNS["event" if path[0] == "event" else _last_name(path)]
    return _WANTED.get(kind) or _limit(kind, context)


def _listed(context: Mapping[str, Any]) -> str:
    return str(context["expected"]).replace("'", "").replace(" or ", ", ")


def _limit(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_too_long":
        return f"at most {context['max_length']} characters are taken"
    if kind == "too_short":
        return f"give at least {context['min_length']}"
    if kind == "too_long":
        return f"at most {context['max_length']} are taken"
    if kind == "greater_than_equal":
        return f"the smallest number taken is {context['ge']:g}"
    if kind == "greater_than":
        return f"give more than {context['gt']:g}"
    if kind == "less_than_equal":
        return f"the largest number taken is {context['le']:g}"
    return "this cannot be read"


def _not_a_text(value: object) -> str:
    if value is None:
        return "give a text, this is empty"
    if isinstance(value, bool):
        return "put quotes around it; without them it is read as true or false"
    if isinstance(value, int | float):
        return "put quotes around it; without them it is read as a number"
    return "give a text"


def _is_listed(path: Path) -> bool:
    """Whether this is an answer or a row, for which a text alone would do."""
    return len(path) > 1 and isinstance(path[-1], int) and path[-2] in ("options", "rows")


def _unknown(path: Path) -> str:
    part, name = _part_of(path), str(path[-1])
    known = _fields(part)
    if _is_listed(path[:-1]) and not _NAME.fullmatch(name):
        return "put quotes around the whole line; a colon makes a name of what is before it"
    meant = _MEANT.get(part, {}).get(name)
    holders = [said for said, one in _HOLDERS.items() if name in _fields(one)]
    if meant is None and len(holders) == 1:
        return f"this is a field of {holders[0]}; move it there, or indent it otherwise"
    if near := [meant] if meant else get_close_matches(name, known, n=1):
        return f"there is no such field; did you mean {near[0]}?"
    return "there is no such field here; there are: " + ", ".join(known)


def field_in_text(path: Path) -> str | None:
    """What to do with a field that stands among the languages of a text, if it is one."""
    if len(path) < 2 or path[-2] not in _TEXTS:
        return None
    around = [part for part in path[:-2] if part in _PARTS]
    known = _fields(_PARTS[str(around[-1])] if around else PollFile)
    if path[-2] not in known or path[-1] not in known:
        return None
    return f"this is no language but a field; write it beside {path[-2]}, not in it"


def _fields_wanted(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    part = _PARTS.get(names[-1]) if names else PollFile
    known = _fields(part) if part else []
    said = f", of: {', '.join(known)}" if known else ", such as name: value"
    return f"give names with values below this{said}"


def _part_of(path: Path) -> type[BaseModel]:
    """What the unknown field at this path was given to."""
    names = [part for part in path[:-1] if isinstance(part, str)]
    if not names:
        return PollFile
    if names[0] == "tally" and len(names) > 1:
        return CountsPart
    if "answers" in names:
        return DrawPart
    return _PARTS[next(name for name in reversed(names) if name in _PARTS)]


def _fields(part: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()]


def _last_name(path: Path) -> str:
    return next(shown(part) for part in reversed(path) if isinstance(part, str))
