"""What is wrong with the rules and pipes of a poll, before anybody answers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from pollsvc.domain.flow.binding import Bound, Leaf, Names, bind, nearest
from pollsvc.domain.flow.numbered import numbered
from pollsvc.domain.flow.parsing import RuleSyntaxError, parse_rule
from pollsvc.domain.flow.piping import Pipe, pipes_in, texts_with_pipes
from pollsvc.domain.flow.reach import NotCheckedError, Reach
from pollsvc.domain.flow.rules import Rule, names_in, tests_of
from pollsvc.domain.new_poll import NewQuestion
from pollsvc.domain.poll import Page
from pollsvc.domain.question import Question
from pollsvc.domain.texts import Localised

FAULT, HINT = "fault", "hint"


@dataclass(frozen=True, kw_only=True)
class RuleFault:
    """Something wrong with a rule, or with a pipe in a text; a ``hint`` may stay.

    ``question`` is a code, or ``page`` a number. ``field`` is ``show_if``, or the text with
    the pipe: ``text``, ``hint``, ``error``, ``label`` and ``row`` (``item`` is the code of the
    option or row), ``title``, ``intro``; then ``language`` says in which one.
    ``column`` counts from 1. ``code`` with its ``detail``, besides those of
    ``RuleSyntaxError``:

    ``unknown_question`` (code, the nearest one if any is near), ``matrix_named`` (code, its
    rows' codes), ``unknown_option`` (code, question, the nearest), ``wrong_test`` (question,
    kind, the tests that fit), ``not_a_number`` and ``not_a_date`` (what stands there, question),
    ``too_exact`` (number, question, digits after the point), ``out_of_range`` (number,
    question, lowest, highest), ``wrong_way_round`` (of ``between``: low, high), ``later``
    (code), ``same_page`` (code; a page's rule names a question on it), ``circle`` (codes, from
    the question back to it), ``never_shown``, and as a hint ``not_checked``;
    ``pipe_unknown`` (code, the nearest), ``pipe_matrix`` (code, its rows), ``pipe_later``
    (code), and as hints ``pipe_missing`` and ``pipe_added`` (codes that the base language
    has and this one has not, or the other way round), ``pipe_bare`` (code: somebody may have
    no answer there, and the pipe has no words for them).
    """

    question: str | None = None
    page: int | None = None
    field: str = "show_if"
    column: int = 1
    code: str
    detail: tuple[str, ...] = ()
    severity: str = FAULT
    language: str | None = None
    item: str | None = None


class Asking(Protocol):
    """A poll, stored or not yet."""

    @property
    def questions(self) -> Sequence[Question | NewQuestion]:
        """What is asked, in order."""

    @property
    def pages(self) -> Sequence[Page]:
        """The pages that have a title, a text or a rule."""


@dataclass
class _Written:
    """A rule as written: where it stands, what it shows, and what was found in it."""

    where: RuleFault
    shows: tuple[Question, ...]
    text: str
    rule: Rule | None = None
    bound: Bound | None = None
    faults: list[RuleFault] = field(default_factory=list)


def rule_faults(poll: Asking) -> tuple[RuleFault, ...]:
    """Every fault and hint: those of pages first, then question by question."""
    return tuple(_Checker(poll).faults())


class _Checker:
    def __init__(self, poll: Asking) -> None:
        self._pages = poll.pages
        self._questions = numbered(poll.questions)
        self._names = Names.of(self._questions)
        self._place = {
            part.code: place
            for place, question in reversed(list(enumerate(self._questions)))
            for part in question.parts
        }
        self._of_pages = {page.number: self._of_page(page) for page in self._pages}
        self._own = {one.id: self._of_question(one) for one in self._questions}
        self._rules = {one.id: self._rules_of(one) for one in self._questions}
        written = (*self._of_pages.values(), *self._own.values())
        for one in written:
            self._check_order(one)
        self._reach = Reach(
            self._questions,
            {key: [one.bound for one in rules if one.bound] for key, rules in self._rules.items()},
        )

    def faults(self) -> Iterator[RuleFault]:
        for page in self._pages:
            written = self._of_pages[page.number]
            self._check_reach(written, [written])
            yield from written.faults
            first = self._first_on(page)
            for name, text in (("title", page.title), ("intro", page.intro)):
                where = RuleFault(page=page.number, field=name, code="")
                yield from self._pipe_faults(where, text, first, (written,))
        for place, question in enumerate(self._questions):
            written = self._own[question.id]
            self._check_reach(written, self._rules[question.id])
            yield from written.faults
            codes = (*(one.code for one in question.rows), *(one.code for one in question.options))
            items = iter(codes)
            for name, text in texts_with_pipes(question):
                item = next(items) if name in ("row", "label") else None
                where = RuleFault(question=question.code, field=name, item=item, code="")
                yield from self._pipe_faults(where, text, place, self._rules[question.id])

    # Rules

    def _of_page(self, page: Page) -> _Written:
        shows = tuple(one for one in self._questions if one.page == page.number)
        return self._read(RuleFault(page=page.number, code=""), shows, page.show_if)

    def _of_question(self, question: Question) -> _Written:
        where = RuleFault(question=question.code, code="")
        return self._read(where, (question,), question.show_if)

    def _read(self, where: RuleFault, shows: tuple[Question, ...], text: str | None) -> _Written:
        written = _Written(where, shows, text or "")
        if not written.text.strip():
            return written
        try:
            written.rule = parse_rule(written.text)
        except RuleSyntaxError as error:
            fault = replace(where, column=error.column, code=error.code, detail=error.detail)
            written.faults.append(fault)
            return written
        written.bound, faults = bind(written.rule, self._names)
        written.faults += (
            replace(where, column=one.column, code=one.code, detail=one.detail) for one in faults
        )
        return written

    def _rules_of(self, question: Question) -> list[_Written]:
        both = (self._of_pages.get(question.page), self._own[question.id])
        return [one for one in both if one is not None and one.text.strip()]

    def _first_on(self, page: Page) -> int:
        on = (place for place, one in enumerate(self._questions) if one.page == page.number)
        return next(on, len(self._questions))

    def _check_order(self, written: _Written) -> None:
        """A rule names questions that come before the first question it shows."""
        if written.rule is None or not written.shows:
            return
        first = self._questions.index(written.shows[0])
        told: set[str] = set()
        for test in tests_of(written.rule):
            name = test.name.text
            if self._place.get(name, -1) < first or name in told:
                continue
            told.add(name)
            code, detail = self._why_not(written, name)
            written.faults.append(
                replace(written.where, column=test.name.column, code=code, detail=detail)
            )

    def _why_not(self, written: _Written, name: str) -> tuple[str, tuple[str, ...]]:
        named = self._questions[self._place[name]]
        if written.where.page is not None and named in written.shows:
            return "same_page", (name,)
        circle = self._circle(named, written.shows)
        return ("circle", circle) if circle else ("later", (name,))

    def _circle(self, start: Question, ends: tuple[Question, ...]) -> tuple[str, ...]:
        """The shortest way on which rules lead from this question to one of those, closed."""
        ways = [[start]]
        seen = {start.id}
        for way in ways:
            if way[-1] in ends:
                return tuple(one.code for one in (way[-1], *way))
            for question in self._named_by(way[-1]):
                if question.id not in seen:
                    seen.add(question.id)
                    ways.append([*way, question])
        return ()

    def _named_by(self, question: Question) -> Iterator[Question]:
        for written in self._rules[question.id]:
            for name in names_in(written.rule) if written.rule else ():
                if name in self._place:
                    yield self._questions[self._place[name]]

    def _check_reach(self, written: _Written, rules: Sequence[_Written]) -> None:
        """Somebody can come to it; said only where every rule that matters is sound."""
        if written.bound is None or not written.shows or not self._is_sound(rules):
            return
        try:
            can = self._reach.can_hold([one.bound for one in rules if one.bound])
        except NotCheckedError:
            written.faults.append(replace(written.where, code="not_checked", severity=HINT))
            return
        if not can and not any(one.code == "never_shown" for rule in rules for one in rule.faults):
            written.faults.append(replace(written.where, code="never_shown"))

    def _is_sound(self, rules: Sequence[_Written]) -> bool:
        waiting, seen = list(rules), set[int]()
        while waiting:
            written = waiting.pop()
            if any(one.severity == FAULT and one.code != "never_shown" for one in written.faults):
                return False
            for name in names_in(written.rule) if written.rule else ():
                question = self._questions[self._place[name]]
                if question.id not in seen:
                    seen.add(question.id)
                    waiting += self._rules[question.id]
        return True

    # Pipes

    def _pipe_faults(
        self, where: RuleFault, text: Localised | None, before: int, rules: Sequence[_Written]
    ) -> Iterator[RuleFault]:
        """Faults of the pipes in one text, which may show answers given before that place."""
        if text is None:
            return
        base_language, base_text = text.texts[0]
        in_base = {pipe.name for pipe in pipes_in(base_text)}
        for language, said in text.texts:
            here = replace(where, language=language)
            pipes = pipes_in(said)
            for pipe in pipes:
                yield from self._one_pipe(replace(here, column=pipe.column), pipe, before, rules)
            names = {pipe.name for pipe in pipes}
            for code, differing in (
                ("pipe_missing", in_base - names),
                ("pipe_added", names - in_base),
            ):
                if differing and language != base_language:
                    detail = tuple(sorted(differing))
                    yield replace(here, code=code, detail=detail, severity=HINT)

    def _one_pipe(
        self, here: RuleFault, pipe: Pipe, before: int, rules: Sequence[_Written]
    ) -> Iterator[RuleFault]:
        matrix = self._names.matrices.get(pipe.name)
        part = self._names.parts.get(pipe.name)
        if part is None and matrix is not None:
            rows = tuple(row.code for row in matrix.rows)
            yield replace(here, code="pipe_matrix", detail=(pipe.name, *rows))
        elif part is None:
            near = nearest(pipe.name, self._names.parts)
            yield replace(here, code="pipe_unknown", detail=(pipe.name, *near))
        elif self._place[pipe.name] >= before:
            yield replace(here, code="pipe_later", detail=(pipe.name,))
        elif not pipe.instead and self._may_lack(part, rules):
            yield replace(here, code="pipe_bare", detail=(pipe.name,), severity=HINT)

    def _may_lack(self, part: Question, rules: Sequence[_Written]) -> bool:
        """Whether somebody who sees a text with these rules may have no answer to show in it."""
        silent = {one.id for one in part.options if one.role.is_exclusive}
        nothing = Leaf(
            part.id,
            lambda answer: (
                answer is None
                or answer in silent
                or (isinstance(answer, tuple) and not silent.isdisjoint(answer))
            ),
            frozenset(silent),
        )
        of_part = self._rules[self._questions[self._place[part.code]].id]
        if not self._is_sound([*rules, *of_part]):
            return False
        try:
            return self._reach.can_hold([*(one.bound for one in rules if one.bound), nothing])
        except NotCheckedError:
            return False
