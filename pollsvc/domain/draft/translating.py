"""The texts of a draft one by one, as they are translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pollsvc.domain.draft.shape import LINKS, Draft, DraftOption, DraftQuestion, Texts

_OF_QUESTION = ("text", "hint", "error")
_OF_OPTION = ("label", "short")
_OF_POLL = ("intro", "closing")
_NAME = re.compile(r"(?:q[0-9]+-)?([a-z_]+)(?:-[0-9]+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One text that can be translated. ``name`` is that of its field in the form.

    ``field`` is ``text``, ``hint``, ``error``, ``label``, ``short``, ``intro``, ``closing``,
    ``article``, ``asked_by`` or ``source``; ``question`` and ``option`` are places from 0;
    ``key`` the stored question's or option's id, if it has one. Without those that are
    ``is_needed`` a poll is not shown in a language.
    """

    name: str
    field: str
    texts: Texts
    question: int | None = None
    option: int | None = None
    key: str = ""

    @property
    def is_needed(self) -> bool:
        """Whether the poll can be asked in a language only with this text."""
        return self.field in ("text", "label")


def units(draft: Draft) -> tuple[Unit, ...]:
    """Every text of the draft that is written in its base language, in the form's order."""
    every = [unit for place, one in enumerate(draft.questions) for unit in _of(one, place)]
    every += [Unit(name=one, field=one, texts=getattr(draft, one)) for one in _OF_POLL]
    every += [Unit(name=one, field=one, texts=getattr(draft, one).title) for one in LINKS]
    return tuple(unit for unit in every if unit.texts.get(draft.base_language, "").strip())


def _of(question: DraftQuestion, place: int) -> Iterator[Unit]:
    for name in _OF_QUESTION:
        yield Unit(
            name=f"q{place + 1}-{name}",
            field=name,
            texts=getattr(question, name),
            question=place,
            key=question.key,
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
        return replace(
            one,
            text=put(one.text, f"{front}text"),
            hint=put(one.hint, f"{front}hint"),
            error=put(one.error, f"{front}error"),
            options=tuple(option(each, front, n) for n, each in enumerate(one.options, 1)),
        )

    questions = tuple(question(one, f"q{n}-") for n, one in enumerate(draft.questions, 1))
    links = {name: getattr(draft, name) for name in LINKS}
    return replace(
        draft,
        questions=questions,
        intro=put(draft.intro, "intro"),
        closing=put(draft.closing, "closing"),
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
    for name in (*_OF_POLL, *LINKS):
        yield Unit(name=name, field=name, texts={})
