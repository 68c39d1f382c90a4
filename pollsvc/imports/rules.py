"""Rules and pipes of a definition: what is wrong with them, at their place, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pollsvc.domain.flow import RuleFault, RuleSyntaxError, parse_rule, rule_faults
from pollsvc.domain.flow.binding import Names, bind
from pollsvc.domain.flow.numbered import numbered
from pollsvc.domain.new_poll import NewQuestion
from pollsvc.domain.poll import Page
from pollsvc.imports.checks import AsRead
from pollsvc.imports.faults import Path
from pollsvc.imports.partly import Partly
from pollsvc.imports.questions import new_pages, new_questions
from pollsvc.imports.rule_words import rule_words


class Found(NamedTuple):
    """Something wrong at a letter of a text, counted from 1; a hint may stay."""

    path: Path
    column: int
    message: str
    is_hint: bool = False


@dataclass(frozen=True)
class _Asking:
    """What of a poll the checker of rules looks at."""

    questions: tuple[NewQuestion, ...]
    pages: tuple[Page, ...]


def rules_found(partly: Partly, read: AsRead) -> Iterator[Found]:
    """Everything wrong with rules and pipes, and hints about them."""
    content = partly.content
    asking = _Asking(new_questions(content), new_pages(content))
    paths = dict(zip((one.code for one in content.asked), read.questions(), strict=True))
    for fault in filter(partly.is_sure, rule_faults(asking)):
        path = _path(read, paths, fault)
        yield Found(path, fault.column, rule_words(fault), fault.severity == "hint")
    names = Names.of(numbered(asking.questions))
    groups = content.sample.groups if content.sample else ()
    for index, group in enumerate(groups):
        for fault in filter(partly.is_sure, _group_faults(group.when, names)):
            path = ("sample", "groups", index, "when")
            yield Found(path, fault.column, rule_words(fault))


def _group_faults(rule: str, names: Names) -> Iterator[RuleFault]:
    """Faults of a rule by which sample data are drawn, which may name any question."""
    try:
        _bound, faults = bind(parse_rule(rule), names)
    except RuleSyntaxError as error:
        yield RuleFault(column=error.column, code=error.code, detail=error.detail)
        return
    for fault in faults:
        yield RuleFault(column=fault.column, code=fault.code, detail=fault.detail)


def _path(read: AsRead, paths: Mapping[str, Path], fault: RuleFault) -> Path:
    if fault.page is not None:
        path: Path = ("pages", fault.page - 1, fault.field)
    elif fault.question is None:
        return ()
    else:
        find = _FIND.get(fault.field, _field)
        path = find(read, paths[fault.question], fault)
    by_language = isinstance(read.part(path), dict) and fault.language is not None
    return (*path, str(fault.language)) if by_language else path


def _field(_read: AsRead, question: Path, fault: RuleFault) -> Path:
    return (*question, fault.field)


def _label(read: AsRead, question: Path, fault: RuleFault) -> Path:
    for option in read.each(*question, "options"):
        if read.part((*option, "code")) == fault.item:
            return (*option, "label")
    point = str(fault.item).replace("minus_", "-")
    return (*question, "scale", "labels", point)


def _row(read: AsRead, question: Path, fault: RuleFault) -> Path:
    rows = read.each(*question, "rows")
    row = next(row for row in rows if read.part((*row, "code")) == fault.item)
    return (*row, "text")


_FIND: Mapping[str, Callable[[AsRead, Path, RuleFault], Path]] = {"label": _label, "row": _row}
