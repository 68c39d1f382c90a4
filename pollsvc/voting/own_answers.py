"""A response turned back into what a form would send: what a change begins with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pollsvc.domain.answers import Answer, Answers, Parts, Raw, Texts
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.reading import INSTEAD


def sent_again(poll: Poll, answers: Answers, texts: Texts) -> tuple[Raw, Parts]:
    """The strings that would be read as these answers, for what the poll still asks.

    ``texts`` is what was written, as answers hold only its digest once they are stored.
    """
    raw: dict[int, tuple[str, ...]] = {}
    parts: dict[tuple[int, str], str] = {}
    for number, question in poll.parts.items():
        if question.kind.is_text and (number, 0) in texts:
            raw[number] = (texts[number, 0],)
        else:
            _one(question, answers.get(number), raw, parts)
    others = {(question, str(option)): body for (question, option), body in texts.items() if option}
    known = {key: body for key, body in others.items() if key[0] in poll.parts}
    return raw, parts | known


def _one(
    question: Question,
    answer: Answer | None,
    raw: dict[int, tuple[str, ...]],
    parts: dict[tuple[int, str], str],
) -> None:
    if answer is None or isinstance(answer, str):
        return
    if isinstance(answer, int):
        raw[question.id] = (_typed(question, answer),)
    elif question.kind is Kind.MULTIPLE:
        raw[question.id] = tuple(str(one) for one in answer)
    elif _is_instead(question, answer):
        parts[question.id, INSTEAD] = str(answer[0])
    else:
        parts.update({(question.id, str(one)): str(n) for n, one in enumerate(answer, 1)})


def _typed(question: Question, answer: int) -> str:
    if question.kind is Kind.NUMBER:
        return f"{Decimal(answer).scaleb(-question.decimals).normalize():f}"
    if question.kind is Kind.DATE:
        return date.fromordinal(answer).isoformat()
    return str(answer)


def _is_instead(question: Question, answer: tuple[int, ...]) -> bool:
    """Whether "don't know" or its like was chosen instead of an order or something typed."""
    chosen = question.option(answer[0]) if answer else None
    return chosen is not None and chosen.role.is_exclusive
