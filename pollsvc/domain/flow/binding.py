"""Tying a rule to the questions it names: what is wrong with it, and when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from pollsvc.domain.flow.rules import (
    All,
    Answered,
    Any,
    Between,
    Compare,
    Includes,
    Is,
    Not,
    Rule,
    Test,
    Word,
)
from pollsvc.domain.flow.slips import EMPTY
from pollsvc.domain.given import Answer, Answers
from pollsvc.domain.question import Kind, Option, Question
from pollsvc.domain.texts import Localised, same_text
from pollsvc.domain.typed import TypedError, day_text, number_text, read_day, read_number

Holds = Callable[[Answer | None], bool]
Look = Callable[["Leaf"], bool | None]
# What stands for a test with a fault: the rule around it is never used.
_LOST: Holds = bool


class WordFault(NamedTuple):
    """What is wrong with one word of a rule; ``column`` counts from 1."""

    column: int
    code: str
    detail: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Leaf:
    """A test tied to the question with this id. ``marks`` are the options or numbers it names."""

    question: int
    holds: Holds
    marks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Opposite:
    """The contrary of a bound rule."""

    rule: Bound


@dataclass(frozen=True)
class Joined:
    """Bound rules of which every one has to hold, or any."""

    rules: tuple[Bound, ...]
    every: bool


Bound = Leaf | Opposite | Joined


@dataclass(frozen=True)
class Names:
    """The questions that rules may name, rows among them; matrices, which they may not."""

    parts: Mapping[str, Question]
    matrices: Mapping[str, Question] = field(default_factory=dict)

    @classmethod
    def of(cls, questions: Iterable[Question]) -> Names:
        """The names in these questions; where a code is there twice, the first has it."""
        parts: dict[str, Question] = {}
        matrices: dict[str, Question] = {}
        for question in questions:
            if question.kind is Kind.MATRIX:
                matrices.setdefault(question.code, question)
            for part in question.parts:
                parts.setdefault(part.code, part)
        return cls(parts, matrices)


def truth(rule: Bound, look: Look) -> bool | None:
    """Whether a rule holds, given its tests; ``None`` where that is open (Kleene's logic)."""
    match rule:
        case Leaf():
            return look(rule)
        case Opposite(inner):
            found = truth(inner, look)
            return None if found is None else not found
        case _:
            open_yet = False
            for one in rule.rules:
                found = truth(one, look)
                if found is not None and found is not rule.every:
                    return found
                open_yet = open_yet or found is None
            return None if open_yet else rule.every


def holds(rule: Bound, answers: Answers) -> bool:
    """Whether a rule holds for these answers; what is not there was not answered."""
    return truth(rule, lambda leaf: leaf.holds(answers.get(leaf.question))) is True


def leaves_of(rule: Bound) -> tuple[Leaf, ...]:
    """The tests of a bound rule."""
    match rule:
        case Leaf():
            return (rule,)
        case Opposite(inner):
            return leaves_of(inner)
        case _:
            return tuple(leaf for one in rule.rules for leaf in leaves_of(one))


def bind(rule: Rule, names: Names) -> tuple[Bound | None, tuple[WordFault, ...]]:
    """The rule tied to its questions; ``None`` and every fault where it cannot be."""
    faults: list[WordFault] = []
    bound = _bind(rule, names, faults)
    return (None if faults else bound), tuple(faults)


def _bind(rule: Rule, names: Names, faults: list[WordFault]) -> Bound:
    match rule:
        case Not(inner):
            return Opposite(_bind(inner, names, faults))
        case All(rules) | Any(rules):
            bound = tuple(_bind(one, names, faults) for one in rules)
            return Joined(bound, every=isinstance(rule, All))
        case _:
            question = names.parts.get(rule.name.text)
            if question is None:
                faults.append(_unknown_name(rule.name, names))
                return Leaf(0, _LOST)
            tied = _Tied(question, rule, faults)
            return Leaf(question.id, tied.holds(), frozenset(tied.marks))


def _unknown_name(name: Word, names: Names) -> WordFault:
    matrix = names.matrices.get(name.text)
    if matrix is not None:
        rows = tuple(row.code for row in matrix.rows)
        return WordFault(name.column, "matrix_named", (name.text, *rows))
    meant = next((one for one in names.parts.values() if _is_said(one.text, name)), None)
    if meant is not None:
        return WordFault(name.column, "words_named", (name.text, meant.code))
    return WordFault(name.column, "unknown_question", (name.text, *nearest(name.text, names.parts)))


def _is_said(said: Localised, word: Word) -> bool:
    """Whether a word of a rule is what readers see, in any language, and no code."""
    wanted = same_text(word.text)
    return bool(wanted) and any(same_text(text) == wanted for _, text in said.texts)


def nearest(code: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known code most like this one, if one is like it at all."""
    return tuple(get_close_matches(code.lower(), list(known), n=1))


_SIGNS: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


class _Tied:
    """One test and its question. Faults are gathered in the list given."""

    def __init__(self, question: Question, test: Test, faults: list[WordFault]) -> None:
        self._question = question
        self._test = test
        self._faults = faults
        self.marks: set[int] = set()
        self._values = {one.id: one.value for one in question.options if one.value is not None}

    def holds(self) -> Holds:
        """When the test holds; never, once something is wrong with it."""
        kind = self._question.kind
        if self._is_of_nothing() or self._is_no_test():
            return _LOST
        match self._test:
            case Answered(_, wanted):
                return lambda answer: (answer is not None) is wanted
            case Is(_, values, wanted) if kind is not Kind.MULTIPLE:
                return self._is(values, wanted=wanted)
            case Includes(_, values, every) if kind in (Kind.MULTIPLE, Kind.RANKING):
                return self._includes(values, every=every)
            case Compare(_, sign, value) if self._is_measured:
                fits, limit = _SIGNS[sign], self._number(value)
                return lambda answer: self._measured(answer, lambda one: fits(one, limit))
            case Between(_, low, high) if self._is_measured:
                least, most = self._number(low), self._number(high)
                if least > most and not self._faults:
                    self._fault(low, "wrong_way_round", high.text)
                return lambda answer: self._measured(answer, lambda one: least <= one <= most)
            case _:
                return self._wrong_test()

    @property
    def _is_measured(self) -> bool:
        """Whether answers can be smaller and larger: numbers, dates, points with a value."""
        question = self._question
        if question.kind in (Kind.SINGLE, Kind.SCALE):
            return bool(self._values)
        return question.kind in (Kind.NUMBER, Kind.DATE)

    def _measured(self, answer: Answer | None, fits: Callable[[int], bool]) -> bool:
        if not isinstance(answer, int):
            return False  # not answered, or "don't know" in place of a number
        if not self._question.kind.is_typed:
            value = self._values.get(answer)
            return value is not None and fits(value)
        return fits(answer)

    def _wrong_test(self) -> Holds:
        kind = self._question.kind
        known = [] if kind is Kind.MULTIPLE else ["is"]
        if self._is_only_special:
            known = [f"is {one.code}" for one in self._exclusive]
        if kind in (Kind.MULTIPLE, Kind.RANKING):
            known.append("includes")
        if self._is_measured:
            known += [*_SIGNS, "between"]
        if kind.is_text:
            known.append("is answered")
        self._fault(self._test.name, "wrong_test", kind.value, *known)
        return _LOST

    @property
    def _is_only_special(self) -> bool:
        """Whether only "don't know" and its like can be its answer as a whole."""
        return self._question.kind is Kind.RANKING or self._question.kind.is_text

    def _is_of_nothing(self) -> bool:
        """Whether ``is empty`` or its like was written; a fault then."""
        match self._test:
            case Is(_, (word,), wanted) if word.text.lower() in EMPTY:
                options = self._question.options
                if any(one.code == word.text or _is_said(one.label, word) for one in options):
                    return False
                written = f"is {word.text}" if wanted else f"is not {word.text}"
                instead = "is not answered" if wanted else "is answered"
                fault = WordFault(word.column, "use_instead", (written, instead))
                self._faults.append(fault)
                return True
            case _:
                return False

    def _is_no_test(self) -> bool:
        """Whether a text, or a ranking as a whole, is compared with words; a fault then."""
        if not (isinstance(self._test, Is) and self._is_only_special):
            return False
        if not any(map(self._is_foreign, self._test.values)):
            return False
        self._wrong_test()
        return True

    def _is_foreign(self, word: Word) -> bool:
        """Whether it is what somebody wrote, or one of the options that are ranked."""
        for one in self._question.options:
            if one.code == word.text or _is_said(one.label, word):
                return not one.role.is_exclusive
        codes = [one.code for one in self._exclusive]
        return self._question.kind.is_text and not nearest(word.text, codes)

    def _fault(self, word: Word, code: str, *detail: str) -> None:
        self._faults.append(WordFault(word.column, code, (word.text, *detail)))

    def _is(self, values: tuple[Word, ...], *, wanted: bool) -> Holds:
        if self._question.kind in (Kind.NUMBER, Kind.DATE):
            taken = frozenset(map(self._typed_or_special, values))
        elif self._is_only_special:
            taken = frozenset((self._option(one, special=True),) for one in values)
        else:
            taken = frozenset(map(self._option, values))
        return lambda answer: answer is not None and (answer in taken) is wanted

    def _includes(self, values: tuple[Word, ...], *, every: bool) -> Holds:
        ids = frozenset(map(self._option, values))
        if every:
            return lambda answer: isinstance(answer, tuple) and ids.issubset(answer)
        return lambda answer: isinstance(answer, tuple) and not ids.isdisjoint(answer)

    def _typed_or_special(self, word: Word) -> Answer:
        special = self._special(word.text)
        if special is None and self._is_label(word, self._exclusive):
            return 0
        return (special,) if special is not None else self._number(word)

    def _special(self, code: str) -> int | None:
        """The option with this code that stands beside what is typed or ranked."""
        return next((one.id for one in self._exclusive if one.code == code), None)

    @property
    def _exclusive(self) -> tuple[Option, ...]:
        return tuple(one for one in self._question.options if one.role.is_exclusive)

    def _is_label(self, word: Word, options: Iterable[Option]) -> bool:
        """Whether an option was named by what readers see of it; that is a fault."""
        for one in options:
            if _is_said(one.label, word):
                is_point = self._question.kind is Kind.SCALE and one.value is not None
                self._fault(word, "words_named", str(one.value) if is_point else one.code)
                return True
        return False

    def _option(self, word: Word, *, special: bool = False) -> int:
        """The id of an option, by its value on a scale, else by its code."""
        for option in self._question.options:
            if str(option.value) == word.text and not special:
                return self._marked(option.id)
        options = self._exclusive if special else self._question.options
        codes = {one.code: one.id for one in options}
        if word.text not in codes and not self._is_label(word, options):
            near = nearest(word.text, codes)
            self._fault(word, "unknown_option", self._question.code, *near)
        return self._marked(codes.get(word.text, 0))

    def _number(self, word: Word) -> int:
        """A number or day number inside the range; a fault and 0 where it is none."""
        question = self._question
        is_date = question.kind is Kind.DATE
        try:
            number = read_day(word.text) if is_date else read_number(word.text, question.decimals)
        except TypedError as error:
            limit = (str(question.decimals),) if error.code == "too_exact" else ()
            self._fault(word, "not_a_date" if is_date else error.code, question.code, *limit)
            return 0
        low, high = self._range()
        if (low is not None and number < low) or (high is not None and number > high):
            ends = (self._end(one) for one in (low, high))
            self._fault(word, "out_of_range", question.code, *ends)
        return self._marked(number)

    def _marked(self, number: int) -> int:
        self.marks.add(number)
        return number

    def _range(self) -> tuple[int | None, int | None]:
        if self._values:
            return min(self._values.values()), max(self._values.values())
        return self._question.low, self._question.high

    def _end(self, end: int | None) -> str:
        if end is None:
            return ""
        is_date = self._question.kind is Kind.DATE
        return day_text(end) if is_date else number_text(end, self._question.decimals)
