"""The texts of a draft one by one, as they are translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pollsvc.domain.draft.asked import page_numbers
from pollsvc.domain.draft.shape import LINKS, Draft, DraftOption, DraftQuestion, Texts
from pollsvc.domain.question import Kind, Role

_OF_QUESTION = ("text", "hint", "error", "unit")
_OF_PAGE = ("page_title", "page_intro")
_OF_OPTION = ("label", "short")
_OF_POLL = ("title", "intro", "closing", "event")
_NEEDED = frozenset({"text", "label", "row", "unit"})
_NAME = re.compile(r"(?:q[0-9]+-)?([a-z_]+)(?:-[0-9]+)?", re.ASCII)
_TYPED = frozenset(kind for kind in Kind if kind.is_typed)
Place = tuple[str, int, str]
"""Where a text is stored: subject, its id, field: ``("option", 3, "label")``."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One text that can be translated. ``name`` is that of its field in the form.

    ``field`` is ``text``, ``hint``, ``error``, ``unit``, ``label``, ``short``, ``row``,
    ``page_title``, ``page_intro``, ``title``, ``intro``, ``closing``, ``event``,
    ``article``, ``asked_by`` or ``source``; ``question``, ``option`` and ``row`` are places
    from 0; ``key`` the stored id of the question, option or row, if it has one, of a page
    its number. Without those that are ``is_needed`` a poll is not shown in a language.
    """

    name: str
    field: str
    texts: Texts
    question: int | None = None
    option: int | None = None
    row: int | None = None
    key: str = ""

    @property
    def is_needed(self) -> bool:
        """Whether the question can be asked in a language only with this text."""
        return self.field in _NEEDED

    @property
    def place(self) -> Place | None:
        """Where it is stored, if it is, with what else is known of it (``polls.translations``)."""
        if self.question is None:
            return None if self.field == "event" else ("poll", 0, self.field)
        if not self.key.isdecimal():
            return None
        if self.field in _OF_PAGE:
            return "page", int(self.key), self.field.removeprefix("page_")
        if self.option is not None:
            return "option", int(self.key), self.field
        return "question", int(self.key), "text" if self.row is not None else self.field


def units(draft: Draft) -> tuple[Unit, ...]:
    """Every text of the draft that is written in its base language, in the form's order."""
    every = [Unit(name="title", field="title", texts=draft.title)]
    every += _of_questions(draft)
    every += [Unit(name=one, field=one, texts=getattr(draft, one)) for one in _OF_POLL[1:]]
    every += [Unit(name=one, field=one, texts=getattr(draft, one).title) for one in LINKS]
    return tuple(unit for unit in every if unit.texts.get(draft.base_language, "").strip())


def _of_questions(draft: Draft) -> Iterator[Unit]:
    """The texts of pages and questions, without those that are not of a question's kind."""
    pages = page_numbers(draft)
    for place, one in enumerate(draft.questions):
        if place == 0 or one.new_page:
            yield from _of_page(one, place, pages[place])
        for unit in _of(one, place):
            if _is_of_kind(unit, one):
                yield unit


def _is_of_kind(unit: Unit, question: DraftQuestion) -> bool:
    if unit.row is not None:
        return question.kind == Kind.MATRIX
    if unit.option is not None and question.kind in _TYPED:
        return question.options[unit.option].role != Role.PLAIN
    return unit.field != "unit" or question.kind == Kind.NUMBER


def _of_page(question: DraftQuestion, place: int, page: int) -> Iterator[Unit]:
    for name in _OF_PAGE:
        texts = getattr(question, name)
        front = f"q{place + 1}-"
        yield Unit(name=front + name, field=name, texts=texts, question=place, key=str(page))


def _of(question: DraftQuestion, place: int) -> Iterator[Unit]:
    for name in _OF_QUESTION:
        yield Unit(
            name=f"q{place + 1}-{name}",
            field=name,
            texts=getattr(question, name),
            question=place,
            key=question.key,
        )
    for number, row in enumerate(question.rows):
        yield Unit(
            name=f"q{place + 1}-row-{number + 1}",
            field="row",
            texts=row.text,
            question=place,
            row=number,
            key=row.key,
        )
    for number, option in enumerate(question.options):
        for name in _OF_OPTION:
            yield Unit(
                name=f"q{place + 1}-{name}-{number + 1}",
                field=name,
                texts=getattr(option, name),
                question=place,
                option=number,
                key=option.key,
            )


def missing(draft: Draft, language: str) -> tuple[Unit, ...]:
    """The texts without which the draft's poll cannot be asked in this language."""
    return tuple(
        one for one in units(draft) if one.is_needed and not one.texts.get(language, "").strip()
    )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A translation as a form sends it: its field's name, and the text that it translates."""

    name: str
    said: str
    typed: str


def fitted(draft: Draft, sent: Iterable[Sent]) -> tuple[dict[str, str], tuple[Sent, ...]]:
    """Find for each translation the text it was made from, wherever that stands by now.

    Gives the unit's name by the name that was sent, and what fits nowhere. Places alone say
    nothing: answers may have moved since the form was shown.
    """
    asked = tuple(sent)
    free = {one.name: (one.field, one.texts[draft.base_language]) for one in units(draft)}
    found = {one.name: one.name for one in asked if free.get(one.name) == _sought(one)}
    for name in found:
        del free[name]
    for one in asked:
        there = (name for name, text in free.items() if text == _sought(one))
        place = None if one.name in found else next(there, None)
        if place is not None:
            found[one.name] = place
            del free[place]
    return found, tuple(one for one in asked if one.name not in found)


def _sought(one: Sent) -> tuple[str, str]:
    name = _NAME.fullmatch(one.name)
    return (name[1] if name else ""), one.said


def translated(draft: Draft, language: str, typed: Mapping[str, str]) -> Draft:
    """The draft with these texts, by the name of their unit, in this language."""

    def put(texts: Texts, name: str) -> Texts:
        if name not in typed:
            return texts
        others = {one: text for one, text in texts.items() if one != language}
        return {**others, language: typed[name]} if typed[name] else others

    def option(one: DraftOption, front: str, number: int) -> DraftOption:
        names = {name: f"{front}{name}-{number}" for name in _OF_OPTION}
        return replace(
            one, label=put(one.label, names["label"]), short=put(one.short, names["short"])
        )

    def question(one: DraftQuestion, front: str) -> DraftQuestion:
        own: dict[str, Any] = {
            name: put(getattr(one, name), f"{front}{name}") for name in (*_OF_QUESTION, *_OF_PAGE)
        }
        return replace(
            one,
            **own,
            rows=tuple(
                replace(row, text=put(row.text, f"{front}row-{n}"))
                for n, row in enumerate(one.rows, 1)
            ),
            options=tuple(option(each, front, n) for n, each in enumerate(one.options, 1)),
        )

    questions = tuple(question(one, f"q{n}-") for n, one in enumerate(draft.questions, 1))
    links = {name: getattr(draft, name) for name in LINKS}
    own: dict[str, Any] = {name: put(getattr(draft, name), name) for name in _OF_POLL}
    return replace(
        draft,
        questions=questions,
        **own,
        **{name: replace(one, title=put(one.title, name)) for name, one in links.items()},
    )


def without_language(draft: Draft, language: str) -> Draft:
    """The draft without this language; without its base language it stays as it is."""
    if language == draft.base_language:
        return draft
    emptied = translated(draft, language, {one.name: "" for one in _every(draft)})
    return replace(emptied, languages=tuple(one for one in draft.languages if one != language))


def _every(draft: Draft) -> Iterator[Unit]:
    for place, question in enumerate(draft.questions):
        yield from _of(question, place)
        yield from _of_page(question, place, 0)
    for name in (*_OF_POLL, *LINKS):
        yield Unit(name=name, field=name, texts={})
