"""A branching survey with every kind of question, people who answer it, and a recount.

Everything here is by codes and in plain Python, written apart from the program: who is asked
what is said a second time beside each rule, and counted a second time from what people did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Page
from pollsvc.domain.question import Kind, Order, Required, Role
from tests.make import make_new_poll, make_new_question, texts

Given = Mapping[str, Any]
"""Answers by code: a code, codes (several, or in order), a number, a date, a text; ``None``."""

_ROLES = {
    "other": Role.OTHER,
    "unsure": Role.DONT_KNOW,
    "silent": Role.NO_ANSWER,
    "nothing": Role.NONE,
}
TOPICS = ("energy", "trade", "arms", "climate")
SPEAKERS = tuple(f"speaker{number}" for number in range(1, 10))
POINTS = tuple(range(11))
WIDE = 10_000
"""Amounts have so many different values that they are counted in bins of this width."""


def _options(*codes: str, values: bool = False) -> tuple[NewOption, ...]:
    return tuple(
        NewOption(
            code=code,
            label=texts({"en": code.title(), "fr": f"{code.title()} (fr)"}),
            role=_ROLES.get(code, Role.PLAIN),
            value=place if values and code not in _ROLES else None,
            pinned=code == "arms",
        )
        for place, code in enumerate(codes)
    )


def _ask(code: str, kind: Kind, *codes: str, values: bool = False, **other: Any) -> NewQuestion:
    text = {"en": f"{code}?", "fr": f"{code} ?"}
    asked = make_new_question(code, kind=kind, options=0, text=text, **({"at_most": 1} | other))
    return NewQuestion(**{**vars(asked), "options": _options(*codes, values=values)})


def _row(code: str, kind: Kind, **other: Any) -> NewQuestion:
    return _ask(code, kind, **other)


NO = Required.NO
ROWS = ("peace", "war", "treaty")


def survey(**other: Any) -> NewPoll:
    """Twelve questions on five pages; half of them are not asked of everybody."""
    optional: dict[str, Any] = {"required": NO}
    several: dict[str, Any] = {"at_most": 3, "required": NO}
    questions = (
        _ask("role", Kind.SINGLE, "expert", "student", "other", "silent"),
        _ask("topics", Kind.MULTIPLE, *TOPICS, "nothing", at_most=3, page=2, order=Order.RANDOM),
        _ask("rating", Kind.SCALE, *(f"p{one}" for one in POINTS), "unsure", values=True, page=2,
             show_if="role is expert"),
        _ask("why", Kind.LONG_TEXT, longest=500, page=2, required=Required.SOFT,
             show_if="rating <= 3 or rating is unsure"),
        _ask("ranks", Kind.RANKING, *TOPICS, "unsure", at_most=3, page=3,
             show_if="topics includes any of energy, trade"),
        _ask("speakers", Kind.RANKING, *SPEAKERS, at_most=9, page=3, **optional),
        _ask("grid", Kind.MATRIX, "no", "maybe", "yes", "unsure", page=3, order=Order.REVERSED,
             rows=tuple(_row(code, Kind.SINGLE) for code in ROWS), show_if="not role is student"),
        _ask("habits", Kind.MATRIX, "papers", "radio", "web", page=3, **several,
             rows=(_row("weekdays", Kind.MULTIPLE, **several),)),
        _ask("age", Kind.NUMBER, "silent", low=15, high=120, page=4),
        _ask("spent", Kind.NUMBER, low=0, high=100_000_000, decimals=2, page=4, **optional),
        _ask("born", Kind.DATE, "unsure", page=5, required=NO,
             low=date(1900, 1, 1).toordinal(), high=date(2026, 1, 1).toordinal()),
        _ask("nick", Kind.SHORT_TEXT, "silent", longest=40, page=5, show_if="born is answered",
             hint=texts("You are {age|somebody} and {role|whoever}."), **optional),
        _ask("last", Kind.SINGLE, "up", "down", page=5,
             show_if="(ranks includes energy and war is yes) or age between 15 and 17"),
    )  # fmt: skip
    pages = (Page(number=5, show_if="age is answered and not age is silent"),)
    settings: dict[str, Any] = {"slug": "simulated", "languages": ("en", "fr"), "check": True}
    return make_new_poll(*questions, **({**settings, "pages": pages, "save_later": True} | other))


def _low_or_unsure(a: Given) -> bool:
    return a.get("rating") == "unsure" or a.get("rating") in {"p0", "p1", "p2", "p3"}


def _has_age(a: Given) -> bool:
    return isinstance(a.get("age"), Decimal)


def _last(a: Given) -> bool:
    keen = "energy" in (a.get("ranks") or ()) and a.get("war") == "yes"
    return _has_age(a) and (keen or a["age"] < 18)


PATH: tuple[tuple[str, Callable[[Given], bool]], ...] = (
    ("role", lambda _: True),
    ("topics", lambda _: True),
    ("rating", lambda a: a["role"] == "expert"),
    ("why", _low_or_unsure),
    ("ranks", lambda a: bool({"energy", "trade"} & set(a["topics"]))),
    ("speakers", lambda _: True),
    *((row, lambda a: a["role"] != "student") for row in ROWS),
    ("weekdays", lambda _: True),
    ("age", lambda _: True),
    ("spent", lambda _: True),
    ("born", _has_age),
    ("nick", lambda a: a.get("born") is not None),
    ("last", _last),
)
"""What is asked, in order, and of whom."""


@dataclass(frozen=True)
class Person:
    """What somebody answers wherever they are asked; ``words`` are those beside "other".

    ``first_role`` is what they say first before they change their mind.
    """

    wants: Given
    words: str = ""
    first_role: str | None = None

    def answers(self) -> dict[str, Any]:
        """What they answered in the end: everything asked of them, with ``None`` for no answer."""
        found: dict[str, Any] = {}
        for code, is_asked in PATH:
            if is_asked(found):
                found[code] = self.wants[code]
        return found


def people(number: int, seed: int = 20260310) -> list[Person]:
    """So many people, always the same for a seed."""
    chance = Random(seed)
    return [_person(chance) for _ in range(number)]


def _some(chance: Random, codes: tuple[str, ...], least: int, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(codes, chance.randint(least, most)))


def _person(chance: Random) -> Person:
    role = chance.choice(["expert", "expert", "student", "other", "silent"])
    topics = ("nothing",) if chance.random() < 0.1 else _some(chance, TOPICS, 1, 3)
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(30_000))
    speakers = _some(chance, SPEAKERS, 1, 9)
    cents = Decimal(chance.randrange(100_000_001)) / 100
    wants: dict[str, Any] = {
        "role": role,
        "topics": topics,
        "rating": chance.choice([*(f"p{point}" for point in POINTS), "unsure"]),
        "why": chance.choice([None, "Because of «prices»", "<b>Nothing</b>\nelse"]),
        "ranks": chance.choice([_some(chance, TOPICS, 1, 3), ("unsure",)]),
        "speakers": chance.choice([None, speakers, speakers]),
        **{row: chance.choice(["no", "maybe", "yes", "yes", "unsure"]) for row in ROWS},
        "weekdays": _some(chance, ("papers", "radio", "web"), 0, 3) or None,
        "age": chance.choice([Decimal(chance.randint(15, 90)), Decimal(17), "silent"]),
        "spent": chance.choice([None, cents]),
        "born": chance.choice([None, born, born, "unsure"]),
        "nick": chance.choice([None, "Ana", "Борис 🦊", "=1+1", "silent"]),
        "last": chance.choice(["up", "down"]),
    }
    words = chance.choice(["", "Taxi driver", "運転手"]) if role == "other" else ""
    first = chance.choice([None, None, None, "expert", "student"])
    return Person(wants, words, first if first != role else None)


@dataclass
class Recount:
    """What the tally should say, by codes, and the numbers behind it."""

    cells: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    numbers: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        """Count what somebody answered."""
        for code, answer in person.answers().items():
            self.cells[code, "base", "asked"] += 1
            if answer is None:
                continue
            self.cells[code, "base", "answered"] += 1
            self._count(code, answer)
        if person.words:
            self.texts["role", person.words] += 1

    def _count(self, code: str, answer: Any) -> None:
        if answer in ("silent", "unsure") or answer == ("unsure",):
            special = answer if isinstance(answer, str) else answer[0]
            self.cells[code, "option", special] += 1
        elif code in ("why", "nick"):
            self.texts[code, answer] += 1
        elif code == "ranks":
            self.cells[code, "order", ">".join(answer)] += 1
        elif code == "speakers":
            self._count_speakers(answer)
        elif isinstance(answer, Decimal | date):
            self.numbers.setdefault(code, []).append(answer)
            self.cells[code, "value", _value(code, answer)] += 1
            if code == "spent" and isinstance(answer, Decimal):
                cents = int(answer * 100)
                self.cells[code, "sum", "1"] += cents
                self.cells[code, "exact", str(cents)] += 1
        else:
            for one in (answer,) if isinstance(answer, str) else answer:
                self.cells[code, "option", one] += 1

    def _count_speakers(self, order: tuple[str, ...]) -> None:
        self.cells["speakers", "rounds", ">".join(order)] += 1
        for place, one in enumerate(order, 1):
            self.cells["speakers", "place", f"{one}@{place}"] += 1
        whole = (*order, *(one for one in SPEAKERS if one not in order))
        for before, behind in combinations(whole, 2):
            if before in order:
                self.cells["speakers", "pair", f"{before}>{behind}"] += 1


def _value(code: str, answer: Decimal | date) -> str:
    if isinstance(answer, date):
        return str((answer - date(1, 1, 1)).days + 1)
    if code == "spent":
        return str(int(answer * 100) // WIDE * WIDE)
    return str(int(answer))


def recounted(persons: list[Person]) -> Recount:
    """Everything that these people answered, counted."""
    recount = Recount()
    for person in persons:
        recount.add(person)
    return recount
