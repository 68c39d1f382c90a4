"""Sample data: what one invented respondent sends, question by question, as a form would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pollsvc.domain.flow import asked_questions, parse_rule, read_leniently
from pollsvc.domain.flow.binding import Bound, Names, bind, holds
from pollsvc.domain.given import Answers
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Required, Role
from pollsvc.domain.typed import day_text, number_text
from pollsvc.imports.draws import Draws
from pollsvc.imports.schema.sample import DrawPart, GroupPart, SamplePart
from pollsvc.imports.schema.texts import day_number, exact

_SOME_YEARS = 5 * 365
_PLAIN = DrawPart.model_validate({})
_OTHER = 5.0
"""The weight of "other" where nothing is said: one in twenty of a plain answer's hundred."""


@dataclass(frozen=True)
class Sent:
    """What an invented respondent sends."""

    language: str
    raw: Mapping[int, list[str]]
    parts: Mapping[tuple[int, str], str]


@dataclass
class Sample:
    """The sample data of one poll, ready to be drawn."""

    poll: Poll
    said: SamplePart
    _groups: list[tuple[Bound, GroupPart]] = field(init=False)

    def __post_init__(self) -> None:
        """Tie the rules of groups to the questions."""
        names = Names.of(self.poll.questions)
        bound = ((bind(parse_rule(one.when), names)[0], one) for one in self.said.groups)
        self._groups = [(rule, one) for rule, one in bound if rule is not None]

    def respondent(self, number: int) -> Sent:
        """The respondent with this number, from 0; always the same one."""
        return self._all[number]

    @cached_property
    def _all(self) -> list[Sent]:
        """Everybody, taken through the poll question by question.

        A text that is written once needs somebody who is asked for it and does not leave it,
        which is known only when all have come as far as that question.
        """
        everybody = [_Respondent(self, number) for number in range(self.said.responses)]
        for question in self.poll.questions:
            writers: dict[tuple[str, ...], list[_Respondent]] = {}
            for one in everybody:
                one.answer(question)
                if one.awaited:
                    writers.setdefault(one.awaited, []).append(one)
            for texts, some in writers.items():
                _hand_out(question, texts, some)
        return [one.sent() for one in everybody]

    def draw_of(self, part: Question, question: Question, answers: Answers) -> DrawPart:
        """How a question or row is drawn for somebody with these answers: the last group's way."""
        groups = [one.answers for rule, one in self._groups if holds(rule, answers)]
        for draws in (*reversed(groups), self.said.answers):
            for code in (part.code, question.code):
                if code in draws:
                    return draws[code]
        return _PLAIN

    def languages_for(self, answers: Answers) -> Mapping[str, float]:
        """In which languages somebody with these answers may have answered, with weights."""
        groups = [one.languages for rule, one in self._groups if holds(rule, answers)]
        said = next(filter(None, (*reversed(groups), self.said.languages)), None)
        return said or {self.poll.base_language: 1}


class _Respondent:
    """One invented respondent, who goes through the questions in order."""

    def __init__(self, sample: Sample, number: int) -> None:
        self._sample = sample
        self._read: Answers | None = None
        self.awaited: tuple[str, ...] = ()
        self._draws = Draws(f"{sample.poll.slug}/{sample.said.seed}/{number}")
        self._raw: dict[int, list[str]] = {}
        self._parts: dict[tuple[int, str], str] = {}

    def sent(self) -> Sent:
        """All of it, in a language."""
        language = self._draws.weighed(self._sample.languages_for(self._answers))
        return Sent(language, self._raw, self._parts)

    def answer(self, question: Question) -> None:
        """Answer a question, if it is asked."""
        self.awaited = ()
        answers = self._answers
        if question not in asked_questions(self._sample.poll, answers):
            return
        for part in question.parts:
            self._answer(part, self._sample.draw_of(part, question, answers))
        self._read = None

    def write(self, question: Question, text: str) -> None:
        """Answer with this text."""
        self._raw[question.id] = [text]
        self._read = None

    @property
    def _answers(self) -> Answers:
        """What was answered so far."""
        if self._read is None:
            self._read = read_leniently(self._sample.poll, self._raw, self._parts).answers
        return self._read

    def _answer(self, question: Question, draw: DrawPart) -> None:
        if question.need is not Required.HARD and self._draws.happens(draw.skipped):
            return
        if question.kind in (Kind.SINGLE, Kind.SCALE):
            self._choose(question, [self._point(question, draw)])
            self._write_other(question, draw)
            return
        weights = _weights(question, draw)
        for option in question.options:
            if option.role.is_exclusive and self._draws.happens(weights[option]):
                self._instead(question, option)
                return
        plain = {option: weights[option] for option in question.plain_options}
        self._rest(question, draw, plain)

    def _rest(self, question: Question, draw: DrawPart, plain: dict[Option, float]) -> None:
        """Answer a question that was not answered by "don't know" or its like."""
        if question.kind is Kind.MULTIPLE:
            least, most = max(1, question.at_least), min(question.at_most, len(plain))
            self._choose(question, self._draws.several(plain, least, most))
            self._write_other(question, draw)
        elif question.kind is Kind.RANKING:
            least, most = max(1, question.at_least), question.at_most
            places = most if self._draws.happens(75) else self._draws.between(least, most)
            for place, option in enumerate(self._draws.order(plain, places), 1):
                self._parts[question.id, str(option.id)] = str(place)
        elif question.kind.is_text and question.need is Required.HARD:
            self.write(question, self._draws.one_of(draw.texts or ("–",)))
        elif question.kind.is_text:
            self.awaited = tuple(draw.texts)
        else:
            self._raw[question.id] = [self._typed(question, draw)]

    def _choose(self, question: Question, options: list[Option]) -> None:
        self._raw[question.id] = [str(option.id) for option in options]

    def _instead(self, question: Question, option: Option) -> None:
        if question.kind is Kind.MULTIPLE:
            self._choose(question, [option])
        else:
            self._parts[question.id, "s"] = str(option.id)

    def _point(self, question: Question, draw: DrawPart) -> Option:
        """The one option that is chosen."""
        weights = _weights(question, draw)
        values = {one.value: one for one in question.options if one.value is not None}
        if draw.mean is None or not values:
            return self._draws.weighed(weights)
        for option in question.options:
            if option.role.is_exclusive and self._draws.happens(weights[option]):
                return option
        low, high = min(values), max(values)
        spread = draw.spread or (high - low) / 4
        found = self._draws.normal(float(draw.mean), spread, low - 0.5, high + 0.5)
        return min(values.items(), key=lambda one: abs(one[0] - found))[1]

    def _write_other(self, question: Question, draw: DrawPart) -> None:
        chosen = self._raw[question.id]
        for option in question.options:
            if option.role is Role.OTHER and str(option.id) in chosen and draw.texts:
                self._parts[question.id, str(option.id)] = self._draws.one_of(draw.texts)

    def _typed(self, question: Question, draw: DrawPart) -> str:
        """A number or a day, as it is typed."""
        scale = 10**question.decimals
        middle = _middle(draw, scale)
        low, high = question.low, question.high
        opened = self._sample.poll.opens_at
        assert opened is not None
        # A date may have no range; then it is drawn from some years.
        known = (middle, low, high, opened.toordinal())
        around = round(next(one for one in known if one is not None))
        low = around - _SOME_YEARS if low is None else low
        high = max(low, around) + _SOME_YEARS if high is None else high
        spread = draw.spread * scale if draw.spread else (high - low) / 6 or 1
        mean = (low + high) / 2 if middle is None else middle
        found = round(self._draws.normal(mean, spread, low, high))
        is_date = question.kind is Kind.DATE
        return day_text(found) if is_date else number_text(found, question.decimals)


def _hand_out(question: Question, texts: Sequence[str], writers: Sequence[_Respondent]) -> None:
    """Let each text be written once, as far as there is somebody for it, at even distances."""
    step = max(1, len(writers) / len(texts))
    for place, text in enumerate(texts[: len(writers)]):
        writers[int(place * step + step / 2)].write(question, text)


def _middle(draw: DrawPart, scale: int) -> float | None:
    """The mean that was given, scaled, or as a day's number."""
    if isinstance(draw.mean, str):
        return float(day_number(draw.mean))
    return None if draw.mean is None else float(exact(draw.mean) or 0) * scale


def _weights(question: Question, draw: DrawPart) -> dict[Option, float]:
    """The weight of each option, by its code or value; alike for all where none is said."""
    if draw.weights:
        said = draw.weights
        return {one: said.get(one.code, said.get(str(one.value), 0.0)) for one in question.options}
    by_role = {Role.PLAIN: 100.0, Role.OTHER: _OTHER}
    if question.kind is Kind.MULTIPLE:
        by_role[Role.PLAIN] = 40.0
    return {one: by_role.get(one.role, 0.0) for one in question.options}
