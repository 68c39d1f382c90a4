"""What of a document with faults can still be looked at for faults in its rules.

A question that cannot be read is put aside, so that one slip in a long survey does not keep
back what is wrong with the rules of all others. Nothing is said that may follow from the slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pollsvc.domain.flow import RuleFault, RuleSyntaxError, names_in, parse_rule
from pollsvc.domain.question import Kind
from pollsvc.imports.checks import AsRead
from pollsvc.imports.faults import Path
from pollsvc.imports.schema import PollFile
from pollsvc.imports.schema.questions import PagePart, QuestionPart

_AS_ANSWERED = frozenset(("kind", "options", "scale", "low", "high", "decimals", "at_most"))
"""Fields without which nobody knows whether a test fits a question, but its code."""
_APART = frozenset(QuestionPart.model_fields) - _AS_ANSWERED - {"code", "rows"}
_OF_ALL = frozenset(("circle", "never_shown", "not_checked", "pipe_bare"))
_OF_NAMES = frozenset(("unknown_question", "pipe_unknown"))
_OF_ORDER = frozenset(("later", "same_page", "pipe_later"))


@dataclass(frozen=True)
class Partly:
    """The sound part of a document: questions that could not be read ask for any text.

    ``doubtful`` are their codes; ``is_named`` says that all codes are known.
    """

    content: PollFile
    doubtful: frozenset[str] = frozenset()
    is_named: bool = True

    def is_sure(self, fault: RuleFault) -> bool:
        """Whether a fault stays one whatever the questions put aside turn out to be."""
        if fault.code in _OF_ALL:
            return self.is_named and not self.doubtful
        if fault.code in _OF_NAMES:
            return self.is_named
        if fault.code in _OF_ORDER:
            return True
        return not self.doubtful.intersection(fault.detail, self._names_of(fault))

    def _names_of(self, fault: RuleFault) -> tuple[str, ...]:
        """The questions that the faulty rule names; none if it cannot be read."""
        if fault.field != "show_if" or fault.page is None is fault.question:
            return ()
        if fault.page is not None:
            rule = self.content.pages[fault.page - 1].show_if
        else:
            rule = next(one.show_if for one in self.content.asked if one.code == fault.question)
        try:
            return names_in(parse_rule(rule or ""))
        except RuleSyntaxError:
            return ()


def sound_part(read: AsRead) -> Partly | None:
    """What can be looked at of data with faults; ``None`` where they are no questions at all."""
    asides = _Asides(read)
    data: dict[str, Any] = {"slug": "x", "languages": _languages(read)}
    if isinstance(read.part(("questions",)), list):
        data["questions"] = list(asides.questions(("questions",)))
    pages = [asides.page(page) for page in read.each("pages")]
    if pages:
        data["pages"] = pages
    if read.sound("sample") is not None:
        data["sample"] = read.part(("sample",))
    try:
        content = PollFile.model_validate(data)
    except ValidationError:
        return None
    return Partly(content, frozenset(asides.doubtful), asides.is_named)


def _languages(read: AsRead) -> list[str]:
    return read.sound("languages") or ["en"]


class _Asides:
    """Puts the questions aside that cannot be read."""

    def __init__(self, read: AsRead) -> None:
        self._read = read
        self.doubtful: set[str] = set()
        self.is_named = True

    def page(self, path: Path) -> dict[str, Any]:
        """A page with its sound texts and rule, and its questions."""
        names = (name for name in PagePart.model_fields if name != "questions")
        sound = {name: self._read.sound(*path, name) for name in names}
        return {**sound, "questions": list(self.questions((*path, "questions")))}

    def questions(self, path: Path) -> Iterator[dict[str, Any]]:
        """Every question of a list, or what stands for it."""
        for one in self._read.each(*path):
            yield self._question(one)

    def _question(self, path: Path) -> dict[str, Any]:
        found = self._read.part(path)
        given: Mapping[str, Any] = found if isinstance(found, dict) else {}
        wrong = {str(one[len(path)]) for one in self._read.faulty if self._is_inside(one, path)}
        if given and wrong <= _APART:
            kept = {name: value for name, value in given.items() if name not in wrong}
            return {"text": "…", **kept}
        if not wrong <= _APART | _AS_ANSWERED or not given:
            self.is_named = False
        code = self._read.sound(*path, "code") or "_".join(("unread", *map(str, path[1::2])))
        self.doubtful.add(code)
        self.doubtful.update(str(self._read.part((*row, "code"))) for row in self._rows(path))
        text, rule = (self._read.sound(*path, name) for name in ("text", "show_if"))
        return {"code": code, "kind": Kind.SHORT_TEXT.value, "text": text or "…", "show_if": rule}

    def _rows(self, path: Path) -> Iterator[Path]:
        return self._read.each(*path, "rows")

    @staticmethod
    def _is_inside(fault: Path, path: Path) -> bool:
        return len(fault) > len(path) and fault[: len(path)] == path
