"""Earlier answers in later texts: ``{country}``, or ``{country|your country}``.

The words after the bar stand where there is no answer to show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pollsvc.domain.given import Answer, Response
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.texts import Localised

NOTHING_SAID = "…"
LONGEST_PIPED = 120
"""So many characters of what somebody wrote are shown in a later text."""
_PIPE = re.compile(r"\{([a-z0-9_]{1,32})(?:\|([^{}|]*))?\}")
_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "ja": "、", "zh": "、"}
_FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})
_FIRST_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

Sayer = Callable[[Question, int], str]
"""Says a number (scaled) or a day number as readers write it."""


class Pipe(NamedTuple):
    """A place in a text where an answer goes; ``column`` counts from 1."""

    name: str
    instead: str
    column: int


def pipes_in(text: str) -> tuple[Pipe, ...]:
    """The pipes of a text, in order."""
    return tuple(Pipe(one[1], one[2] or "", one.start() + 1) for one in _PIPE.finditer(text))


def texts_with_pipes(question: Question) -> Iterator[tuple[str, Localised]]:
    """The texts of a question in which answers may be shown, with the field each stands in."""
    own = (("text", question.text), ("hint", question.hint), ("error", question.error))
    yield from ((name, text) for name, text in own if text is not None)
    yield from (("row", row.text) for row in question.rows)
    yield from (("label", option.label) for option in question.options)


def names_piped(question: Question) -> tuple[str, ...]:
    """The codes of the questions whose answers its texts show, in any language."""
    found = (
        pipe.name
        for _, text in texts_with_pipes(question)
        for _, said in text.texts
        for pipe in pipes_in(said)
    )
    return tuple(dict.fromkeys(found))


def piped(text: str, poll: Poll, response: Response, tongue: str, say: Sayer) -> str:
    """The text with earlier answers in it; plain text, of which templates escape everything.

    A label is said in the tongue of its own question, what was written as it was, shortened
    to 120 characters. Points of a scale of which not all have words are said by their numbers.
    "Don't know" and its like count as no answer. A name that is no question
    of this poll stays as it is written.
    """
    if "{" not in text:
        return text
    parts = {part.code: (part, one) for one in poll.questions for part in one.parts}

    def put(found: re.Match[str]) -> str:
        if found[1] not in parts:
            return found[0]
        part, question = parts[found[1]]
        wanted = question.tongue(tongue, poll.base_language)
        said = _said(part, response, wanted, say)
        return _set_apart(said, tongue) if said else _instead(found)

    return _PIPE.sub(put, text)


def unpiped(text: str) -> str:
    """The text as it stands where nobody's answers are shown: in results, files and lists.

    An ellipsis says that each respondent read something else there. The words after the bar
    would say that all had left the earlier question out.
    """
    return _PIPE.sub(NOTHING_SAID, text)


def _instead(found: re.Match[str]) -> str:
    return found[2] or NOTHING_SAID


def _said(question: Question, response: Response, tongue: str, say: Sayer) -> str:
    """The answer in words, ``""`` where there is none to show."""
    answer = response.answers.get(question.id)
    if answer is None:
        return ""
    if isinstance(answer, str):
        return _short(response.texts.get((question.id, 0), ""))
    if isinstance(answer, int) and question.kind in (Kind.NUMBER, Kind.DATE):
        return say(question, answer)
    labels = (
        _label(question, one, response, tongue)
        for one in (answer if isinstance(answer, tuple) else (answer,))
    )
    return _COMMAS.get(_language(tongue), ", ").join(filter(None, labels))


def _label(question: Question, chosen: Answer, response: Response, tongue: str) -> str:
    option = question.option(chosen) if isinstance(chosen, int) else None
    if option is None or option.role.is_exclusive:
        return ""
    if option.value is not None and any(one.is_bare for one in question.options):
        return str(option.value)
    written = response.texts.get((question.id, option.id), "")
    return _short(written) or _PIPE.sub(_instead, option.label.say(tongue).text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_PIPED else line[: LONGEST_PIPED - 1].rstrip() + "…"


def _set_apart(said: str, tongue: str) -> str:
    """Keep an answer from turning the direction of the sentence around it.

    Source: Unicode UAX 9, first strong isolate; only where one of both runs from the right.
    """
    turns = any(unicodedata.bidirectional(char) in ("R", "AL") for char in said)
    if turns is (_language(tongue) in _FROM_THE_RIGHT):
        return said
    return f"{_FIRST_ISOLATE}{said}{_END_ISOLATE}"


def _language(tongue: str) -> str:
    return tongue.split("-", maxsplit=1)[0]
