"""Reading the texts, questions and answers of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from pollsvc.domain.draft.faults import DraftProblem
from pollsvc.domain.draft.shape import DraftOption, DraftQuestion, Texts
from pollsvc.domain.new_poll import NewOption, NewQuestion
from pollsvc.domain.poll import Kind, Option, Order, Question, Role
from pollsvc.domain.texts import Localised, clean_text, same_text

MOST_OPTIONS = 50
LIMITS = {
    "question": 500,
    "hint": 300,
    "error": 300,
    "answer": 300,
    "short": 50,
    "intro": 5000,
    "closing": 5000,
    "title": 300,
    "note": 2000,
    "topic": 50,
}
"""The most characters that each kind of text may have."""
_LINES = frozenset({"intro", "closing", "note"})
_BLANKS = re.compile(r"[ \t\n]+")
Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Checks:
    """What is found wrong while a draft is read, and in which languages it is written."""

    languages: tuple[str, ...]
    problems: list[DraftProblem] = field(default_factory=list)

    def fault(self, name: str, code: str, **where: object) -> None:
        """Note one thing that is wrong."""
        self.problems.append(DraftProblem(field=name, code=code, **where))  # type: ignore[arg-type]

    def texts(self, name: str, kind: str, texts: Texts, **where: object) -> Localised | None:
        """The texts cleaned, the base language first; ``None`` without one in that."""
        read: dict[str, str] = {}
        for language in self.languages:
            text = tidy(texts.get(language, ""), kind)
            if len(text) > LIMITS[kind]:
                other = {} if language == self.languages[0] else {"language": language}
                self.fault(name, "too_long", limit=LIMITS[kind], **other, **where)
            if text:
                read[language] = text
        return Localised.of(read) if self.languages[0] in read else None

    def word(self, name: str, kinds: type[Word], typed: str, **where: object) -> Word:
        """The word typed; the first there is, where it is none of them."""
        if typed in list(kinds):
            return kinds(typed)
        self.fault(name, "unknown", **where)
        return next(iter(kinds))


def tidy(typed: str, kind: str) -> str:
    """A text as it is kept: cleaned, and in one line unless its kind has several."""
    text = clean_text(typed)
    return text if kind in _LINES else _BLANKS.sub(" ", text)


def read_question(
    checks: Checks, draft: DraftQuestion, place: int, stored: Question | None
) -> NewQuestion:
    """The question as it is to be stored, its problems noted; with those it is no good."""
    text = checks.texts("question", "question", draft.text, question=place)
    if text is None:
        checks.fault("question", "empty", question=place)
    kind = checks.word("kind", Kind, draft.kind, question=place)
    options = _options(checks, draft, place, stored)
    least, most = _limits(checks, draft, kind, len(options), place)
    return NewQuestion(
        code=stored.code if stored else f"q{place + 1}",
        kind=kind,
        text=text or Localised.of({checks.languages[0]: ""}),
        hint=checks.texts("hint", "hint", draft.hint, question=place),
        error=checks.texts("error", "error", draft.error, question=place),
        options=options,
        at_least=least,
        at_most=most,
        order=checks.word("order", Order, draft.order, question=place),
    )


def _options(
    checks: Checks, draft: DraftQuestion, place: int, stored: Question | None
) -> tuple[NewOption, ...]:
    base = checks.languages[0]
    numbered = _without_rest(draft.options)
    typed = tuple(one for _, one in numbered)
    codes = _codes(typed, matching(typed, stored.options if stored else (), base), stored)
    options = []
    written = sum(bool(tidy(one.label.get(base, ""), "answer")) for one in typed)
    if written < 2:
        checks.fault("options", "too_few", question=place, limit=2)
    if len(typed) > MOST_OPTIONS:
        checks.fault("options", "too_many", question=place, limit=MOST_OPTIONS)
    for (number, one), code in zip(numbered, codes, strict=True):
        where = {"question": place, "option": number}
        label = checks.texts("answer", "answer", one.label, **where)
        if label is None and written >= 2:
            checks.fault("answer", "empty", **where)
        options.append(
            NewOption(
                code=code,
                label=label or Localised.of({base: ""}),
                short=checks.texts("short", "short", one.short, **where),
                role=checks.word("answer", Role, one.role, **where),
            )
        )
    _alike(
        checks, [(number, one) for (number, _), one in zip(numbered, options, strict=True)], place
    )
    # All but plain ones keep their place at the end; what was shown already stays.
    return tuple(sorted(options, key=lambda one: one.role is not Role.PLAIN))


def _without_rest(options: tuple[DraftOption, ...]) -> list[tuple[int, DraftOption]]:
    """The answers with their places, without the blank rows that are left after the last.

    Answers that keep their place at the end have an end of their own.
    """
    left: list[tuple[int, DraftOption]] = []
    ended: set[bool] = set()
    for number, one in reversed(tuple(enumerate(options))):
        is_plain = one.role == Role.PLAIN
        if not one.is_blank:
            ended.add(is_plain)
        if is_plain in ended:
            left.insert(0, (number, one))
    return left


def matching(
    options: tuple[DraftOption, ...], stored: tuple[Option, ...], base: str
) -> tuple[Option | None, ...]:
    """For each option typed the stored one that it goes on: by key, else by the same label."""
    by_key = {str(one.id): one for one in stored}
    found = []
    for one in options:
        found.append(by_key.pop(one.key, None))
    left = {same_text(one.label.say(base).text): one for one in by_key.values()}
    return tuple(
        there or left.pop(same_text(one.label.get(base, "")), None)
        for one, there in zip(options, found, strict=True)
    )


def _codes(
    options: tuple[DraftOption, ...], known: tuple[Option | None, ...], stored: Question | None
) -> list[str]:
    """Short names for data: those there are, and new ones that no option has had."""
    taken = {one.code for one in stored.options} if stored else set()
    fresh = _fresh(taken)
    codes = []
    for one, there in zip(options, known, strict=True):
        if there is not None:
            codes.append(there.code)
        elif one.role == Role.DONT_KNOW and Role.DONT_KNOW.value not in taken:
            codes.append(Role.DONT_KNOW.value)
            taken.add(Role.DONT_KNOW.value)
        else:
            codes.append(next(fresh))
    return codes


def _fresh(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"o{number}" not in taken:
            yield f"o{number}"


def _alike(checks: Checks, options: list[tuple[int, NewOption]], place: int) -> None:
    first: dict[tuple[str, str], int] = {}
    for number, option in options:
        for language, text in option.label.texts:
            before = first.setdefault((language, same_text(text)), number)
            if text and before != number:
                other = {} if language == checks.languages[0] else {"language": language}
                detail = (str(before + 1),)
                checks.fault(
                    "answer", "alike", question=place, option=number, detail=detail, **other
                )


def _limits(
    checks: Checks, draft: DraftQuestion, kind: Kind, there: int, place: int
) -> tuple[int, int]:
    if kind is Kind.SINGLE:
        return (0 if draft.at_least.strip() == "0" else 1), 1
    there = max(1, there)
    most = _number(checks, "at_most", draft.at_most, there, bounds=(1, there), place=place)
    least = _number(checks, "at_least", draft.at_least, 1, bounds=(0, most), place=place)
    return least, most


def _number(
    checks: Checks, name: str, typed: str, default: int, *, bounds: tuple[int, int], place: int
) -> int:
    text = typed.strip()
    if not text:
        return default
    if not text.isdecimal() or len(text) > 4:
        checks.fault(name, "not_a_number", question=place)
        return default
    number, (low, high) = int(text), bounds
    if number < low:
        checks.fault(name, "too_small", question=place, limit=low)
    elif number > high:
        checks.fault(name, "too_large", question=place, limit=high)
    else:
        return number
    return default
