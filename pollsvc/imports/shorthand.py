"""Short forms of a definition, written out before anything is checked.

``options: [Tea, Coffee]`` becomes options with a code and a label; ``required: yes`` becomes
``hard``; what samples say in short becomes weights or texts. What has another form than a
short one stays as it is, for the checks to name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from pollsvc.domain.slugs import code_of
from pollsvc.imports.faults import Path
from pollsvc.imports.schema.sample import DrawPart
from pollsvc.imports.yaml_text import Document

_LONGEST_CODE = 32
_DIGEST = re.compile(r"t[0-9a-f]{8}")
_REQUIRED: dict[Any, str] = {True: "hard", False: "no", "yes": "hard"}
Data = MutableMapping[str, Any]


def write_out(document: Document) -> None:
    """Write every short form of this document out, in its data and its places."""
    data = document.data
    if not isinstance(data, dict):
        return
    languages = data.get("languages")
    written = _Written(document, languages if isinstance(languages, list) else [])
    for number, (path, question) in enumerate(question_paths(data), 1):
        if isinstance(question, dict):
            written.question(path, question, number)
    sample = data.get("sample")
    if isinstance(sample, dict):
        _write_draws(sample.get("answers"))
        for group in _list(sample.get("groups")):
            if isinstance(group, dict):
                _write_draws(group.get("answers"))


def question_paths(data: Data) -> Iterator[tuple[Path, Any]]:
    """Every question as read, with its path, whatever page it stands on."""
    for index, question in enumerate(_list(data.get("questions"))):
        yield ("questions", index), question
    for number, page in enumerate(_list(data.get("pages"))):
        if isinstance(page, dict):
            for index, question in enumerate(_list(page.get("questions"))):
                yield ("pages", number, "questions", index), question


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


class _Written:
    """Writes out the questions of one document."""

    def __init__(self, document: Document, languages: list[Any]) -> None:
        self._document = document
        self._languages = [one for one in languages if isinstance(one, str)]

    def question(self, path: Path, question: Data, number: int) -> None:
        """Write one question out; ``number`` counts from 1 through the poll."""
        question.setdefault("code", f"q{number}")
        required = question.get("required")
        if isinstance(required, bool | str) and required in _REQUIRED:
            question["required"] = _REQUIRED[required]
        self._items(question, path, "options", "label")
        self._items(question, path, "rows", "text")
        self._codes_of_options(_parts(question, "options"))
        of_question = str(question["code"])
        for place, row in enumerate(_list(question.get("rows")), 1):
            if isinstance(row, dict):
                row.setdefault("code", _numbered(of_question, place))
        _write_labels(question.get("scale"))

    def _items(self, question: Data, path: Path, name: str, text: str) -> None:
        """Make a part of each item that is a text alone, plain or by language."""
        items = _list(question.get(name))
        for index, item in enumerate(items):
            here = (*path, name, index)
            if isinstance(item, str):
                items[index] = {text: item}
                self._moved(here, (*here, text))
            elif isinstance(item, dict) and item and item.keys() <= set(self._languages):
                items[index] = {text: item}
                for language in item:
                    self._moved((*here, language), (*here, text, language))

    def _moved(self, before: Path, after: Path) -> None:
        self._document.places[after] = self._document.place(before)
        if before in self._document.starts:
            self._document.starts[after] = self._document.starts[before]

    def _codes_of_options(self, options: list[Data]) -> None:
        taken = {one["code"] for one in options if isinstance(one.get("code"), str)}
        for place, option in enumerate(options, 1):
            if "code" not in option:
                option["code"] = self._code(option, place, taken)
                taken.add(option["code"])

    def _code(self, option: Data, place: int, taken: set[str]) -> str:
        role = option.get("role")
        if isinstance(role, str) and role != "plain" and role not in taken:
            return role
        code = next(filter(None, map(_code_of, self._said(option.get("label")))), f"a{place}")
        return code if code not in taken else _free(code, taken)

    def _said(self, label: Any) -> list[str]:
        """The label in the languages of the poll, the base language first."""
        if isinstance(label, dict):
            label = [label.get(one) for one in self._languages]
        return [one for one in (label if isinstance(label, list) else [label]) if _is_text(one)]


def _is_text(found: Any) -> bool:
    return isinstance(found, str)


def _code_of(label: str) -> str:
    """The code that a label gives, ``""`` where it is in letters that have no Latin ones."""
    code = code_of(label)
    return "" if _DIGEST.fullmatch(code) else code


def _free(code: str, taken: set[str]) -> str:
    number = 2
    while _numbered(code, number) in taken:
        number += 1
    return _numbered(code, number)


def _numbered(code: str, number: int) -> str:
    mark = f"_{number}"
    return f"{code[: _LONGEST_CODE - len(mark)]}{mark}"


def _parts(question: Data, name: str) -> list[Data]:
    return [one for one in _list(question.get(name)) if isinstance(one, dict)]


def _write_labels(scale: Any) -> None:
    """Give each label of a list its point, where there is one for each."""
    if not isinstance(scale, dict) or not isinstance(scale.get("labels"), list):
        return
    first, last, labels = scale.get("from"), scale.get("to"), scale["labels"]
    if isinstance(first, int) and isinstance(last, int) and len(labels) == last - first + 1:
        scale["labels"] = {str(first + place): label for place, label in enumerate(labels)}


def _write_draws(answers: Any) -> None:
    """Make parts of weights and of texts that stand alone."""
    if not isinstance(answers, dict):
        return
    for code, drawn in answers.items():
        if isinstance(drawn, list):
            answers[code] = {"texts": drawn}
        elif isinstance(drawn, dict) and not drawn.keys() & DrawPart.model_fields.keys():
            answers[code] = {"weights": drawn}
