"""What the buttons beside the answers do to a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pollsvc.domain.draft.shape import Draft, DraftOption
from pollsvc.domain.poll import Role
from pollsvc.domain.texts import same_text

DONT_KNOW = {
    "ar": "لا أعرف",
    "de": "Weiß nicht",
    "en": "I don’t know",
    "es": "No lo sé",
    "fa": "نمی‌دانم",
    "fr": "Je ne sais pas",
    "he": "לא יודע/ת",
    "hi": "पता नहीं",
    "it": "Non so",
    "ja": "わからない",
    "kk": "Білмеймін",
    "ko": "모르겠다",
    "nl": "Weet ik niet",
    "pl": "Nie wiem",
    "pt": "Não sei",
    "ru": "Затрудняюсь ответить",
    "tr": "Bilmiyorum",
    "uk": "Важко відповісти",
    "zh": "不知道",
}
"""How somebody without a view says so, by language."""
_NO_VIEW = (
    *DONT_KNOW.values(),
    *("I don't know", "I do not know", "Don't know", "Do not know", "Dont know", "Not sure"),
    *("No opinion", "I have no opinion", "Undecided", "No view", "Can't say", "Don't know yet"),
    *("Ne sait pas", "Sans opinion", "Je n'ai pas d'opinion", "Sans avis", "Pas d'avis"),
    *("Aucune opinion", "Je ne sais pas encore", "Ne se prononce pas", "NSP"),
    *("Не знаю", "Я не знаю", "Затрудняюсь с ответом", "Нет мнения"),
    *("У меня нет мнения", "Трудно сказать", "Сложно сказать"),
    *(
        "分からない",
        "分かりません",
        "わかりません",
        "意見なし",
        "特に意見はない",
    ),
    *("لا اعرف", "لا أدري", "لا ادري", "لا رأي لي", "ليس لدي رأي", "بدون رأي", "بلا رأي"),
)
_LEAST = 2
_MOVE = re.compile(r"(?:q([0-9]{1,2})-)?(add|dont_know|remove-|up-|down-)([0-9]{0,3})", re.ASCII)


@dataclass(frozen=True)
class Moved:
    """A draft after a button was pressed; ``question`` and ``option`` say where to go on.

    Places count from 0; ``button`` is the button that was pressed, if it is still good.
    """

    draft: Draft
    question: int
    option: int
    button: str | None = None


def moved(draft: Draft, button: str) -> Moved | None:
    """The draft after this button; ``None`` where it is no such button or cannot be pressed.

    ``add``, ``dont_know``, and ``remove-3``, ``up-3``, ``down-3`` for the third answer;
    with ``q2-`` in front, of the second question.
    """
    found = _MOVE.fullmatch(button)
    if found is None:
        return None
    question, number = int(found[1] or 1) - 1, int(found[3] or 0) - 1
    if question not in range(len(draft.questions)):
        return None
    options = draft.questions[question].options
    act = found[2].rstrip("-")
    if act in ("add", "dont_know"):
        changed, goes_to = _added(draft, options, act)
    elif number not in range(len(options)):
        return None
    else:
        changed, goes_to = _shifted(options, act, number)
    kept = button if act in ("up", "down") and goes_to not in (0, len(changed) - 1) else None
    if kept:
        kept = kept.replace(found[3], str(goes_to + 1))
    return Moved(_with_options(draft, question, changed), question, goes_to, kept)


def _added(draft: Draft, options: Sequence[DraftOption], act: str) -> tuple[list[DraftOption], int]:
    """A row more: a plain one before those that keep their place at the end."""
    plain = [one for one in options if one.role == Role.PLAIN]
    others = [one for one in options if one.role != Role.PLAIN]
    if act == "add":
        return [*plain, DraftOption(), *others], len(plain)
    there = next((one for one in options if one.role == Role.DONT_KNOW), None)
    if there is not None:
        return list(options), list(options).index(there)
    typed = next(filter(has_no_view, plain), None)
    if typed is not None:
        rest = [one for one in plain if one is not typed]
        return [*rest, *others, replace(typed, role=Role.DONT_KNOW.value)], len(options) - 1
    label = {one: DONT_KNOW[base] for one in draft.languages if (base := _base(one)) in DONT_KNOW}
    new = DraftOption(label=label, role=Role.DONT_KNOW.value)
    while len(plain) > _LEAST and plain[-1].is_blank:
        plain.pop()
    return [*plain, *others, new], len(plain) + len(others)


def has_no_view(option: DraftOption) -> bool:
    """Whether this answer says, in any of its languages, that one has no view."""
    return any(_as_said(text) in _SAID for text in option.label.values())


def _as_said(text: str) -> str:
    return same_text(text).replace("’", "'").rstrip(".。… ")


_SAID = frozenset(map(_as_said, _NO_VIEW))


def _base(language: str) -> str:
    return language.partition("-")[0]


def _shifted(
    options: Sequence[DraftOption], act: str, number: int
) -> tuple[list[DraftOption], int]:
    rows = list(options)
    row = rows.pop(number)
    if act == "remove":
        return rows, max(0, min(number, len(rows) - 1))
    goes_to = min(max(0, number + (-1 if act == "up" else 1)), len(rows))
    rows.insert(goes_to, row)
    return rows, goes_to


def _with_options(draft: Draft, place: int, options: Sequence[DraftOption]) -> Draft:
    questions = list(draft.questions)
    questions[place] = replace(questions[place], options=tuple(options))
    return replace(draft, questions=tuple(questions))
