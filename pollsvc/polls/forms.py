"""The fields of the edit form, as raw strings; what they mean is the domain's to say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from pollsvc.domain.draft import Draft, DraftLink, DraftOption, DraftQuestion, split_list
from pollsvc.domain.draft.shape import raw_text, texts_of
from pollsvc.domain.moments import offsets_at, read_zone
from pollsvc.domain.theme import NAMES as THEME

MOST_QUESTIONS = 50
MOST_ROWS = 200
Form = MultiDict[str, str]
_PAGE = re.compile(r"[0-9a-f]{1,32}", re.ASCII)
_TURN = re.compile(r"[0-9]{1,9}", re.ASCII)


def page_of(form: Form) -> str:
    """The name of the page that sends the form; ``""`` where it has none of ours."""
    name = form.get("page", "")
    return name if _PAGE.fullmatch(name) else ""


def turn_of(form: Form) -> int | None:
    """Which sending of its page this is, as its script counts; ``None`` without script."""
    turn = form.get("turn", "")
    return int(turn) if _TURN.fullmatch(turn) else None


def draft_from(form: Form) -> Draft:
    """What the edit form holds.

    ``languages`` are codes with commas between; ``written_in`` is the language of the texts
    if it is not the first of them. Of each question ``question_key`` and
    ``question_more`` are repeated; its other fields are ``question``, ``hint``, ``error``,
    ``kind``, ``at_least``, ``at_most``, ``order``, and of each answer, repeated in the same
    order, ``answer``, ``answer_key``, ``answer_more``, ``short``, ``role``: from the second
    question on with ``q2-`` in front. The fields of the poll have the names of ``Draft``,
    with ``article_title``, ``article_url`` and so on, and ``theme-bg`` and so on.
    ``…_more`` are the texts in further languages, as JSON.
    """
    languages = _languages(form)
    base = languages[0]
    more = _json(form, "poll_more")
    return Draft(
        languages=languages,
        questions=tuple(_questions(form, base)),
        intro=_texts(form, "intro", more, base),
        closing=_texts(form, "closing", more, base),
        slug=_raw(form, "slug"),
        zone=_raw(form, "zone") or "UTC",
        opens=_moment(form, "opens"),
        closes=_moment(form, "closes"),
        release=_moment(form, "release"),
        visibility=_raw(form, "visibility"),
        protection=_raw(form, "protection"),
        may_change="may_change" in form,
        may_withdraw="may_withdraw" in form,
        numbered="numbered" in form,
        tags=_raw(form, "tags"),
        article=_link(form, "article", more, base),
        asked_by=_link(form, "asked_by", more, base),
        source=_link(form, "source", more, base),
        theme={name: text for name in THEME if (text := _raw(form, f"theme-{name}"))},
    )


def prefix_of(place: int) -> str:
    """What stands in front of the names of a question's fields."""
    return f"q{place + 1}-" if place else ""


def _languages(form: Form) -> tuple[str, ...]:
    """The languages, first the one in which the texts of this form are written."""
    codes = [one.strip() for one in _raw(form, "languages").split(",")]
    before, *others = [one for one in codes if one] or ["en"]
    base = _raw(form, "written_in").strip() or before
    return (base, *(one for one in dict.fromkeys(others) if one != base))


def _raw(form: Form, name: str) -> str:
    return raw_text(form.get(name, ""))


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _json(form: Form, name: str) -> dict[str, Any]:
    return _read(form.get(name, ""))


def _texts(
    form: Form, name: str, more: dict[str, Any], base: str, field: str = ""
) -> dict[str, str]:
    """The texts of a field: that of the base language as typed, the others as they were."""
    others = {one: text for one, text in texts_of(more.get(field or name)).items() if one != base}
    typed = _raw(form, name)
    return {base: typed, **others} if typed else others


def _link(form: Form, name: str, more: dict[str, Any], base: str) -> DraftLink:
    return DraftLink(
        title=_texts(form, f"{name}_title", more, base),
        url=_raw(form, f"{name}_url"),
        note=texts_of(more.get(f"{name}_note")),
    )


def _moment(form: Form, name: str) -> str:
    """A time as typed, with the offset that was chosen where its clocks show it twice."""
    text, offset = _raw(form, name).strip(), _raw(form, f"{name}_offset")
    try:
        local, zone = datetime.fromisoformat(text), read_zone(_raw(form, "zone").strip())
        twice = offsets_at(local, zone) if local.tzinfo is None else ()
    except (ValueError, OverflowError):
        return text
    return text + offset if len(twice) == 2 and offset in twice else text


def _questions(form: Form, base: str) -> Iterator[DraftQuestion]:
    keys = form.getlist("question_key")[:MOST_QUESTIONS] or [""]
    mores = form.getlist("question_more")
    for place, (key, text) in enumerate(zip_longest(keys, mores[: len(keys)], fillvalue="")):
        more, front = _read(text), prefix_of(place)
        yield DraftQuestion(
            key=raw_text(key),
            text=_texts(form, f"{front}question", more, base, "text"),
            hint=_texts(form, f"{front}hint", more, base, "hint"),
            error=_texts(form, f"{front}error", more, base, "error"),
            options=_options(form, front, base),
            kind=_raw(form, f"{front}kind"),
            at_least=_raw(form, f"{front}at_least"),
            at_most=_raw(form, f"{front}at_most"),
            order=_raw(form, f"{front}order") or "fixed",
        )


def _options(form: Form, front: str, base: str) -> tuple[DraftOption, ...]:
    """The answers' rows; a row with several lines is a pasted list, and so many answers.

    Where there was one, empty rows go: the list was meant to fill them.
    """
    rows = tuple(_rows(form, front, base))
    if len(rows) == len(form.getlist(f"{front}answer")):
        return rows
    filled = (one for one in rows if not one.is_blank)
    return tuple(sorted(filled, key=lambda one: one.role != "plain"))


def _rows(form: Form, front: str, base: str) -> Iterator[DraftOption]:
    labels = form.getlist(f"{front}answer")
    is_split = _rows_of(labels) <= MOST_ROWS  # a list that is too long stays as it was pasted
    others = (
        form.getlist(f"{front}{name}")[: len(labels)]
        for name in ("answer_key", "answer_more", "short", "role")
    )
    for label, key, text, short, role in zip_longest(labels, *others, fillvalue=""):
        more = _read(text)
        first, *rest = split_list(raw_text(label)) if is_split else (raw_text(label),)
        yield DraftOption(
            key=raw_text(key),
            label=_with(first, more, "label", base),
            short=_with(raw_text(short), more, "short", base),
            role=raw_text(role) or "plain",
        )
        for line in rest:
            yield DraftOption(label={base: line})


def _rows_of(labels: list[str]) -> int:
    return sum(len(split_list(raw_text(one))) for one in labels)


def rows_over(form: Form) -> Iterator[tuple[int, str]]:
    """The places of questions with more answers than ``MOST_ROWS``, and how many they have."""
    for place in range(min(len(form.getlist("question_key")) or 1, MOST_QUESTIONS)):
        rows = _rows_of(form.getlist(f"{prefix_of(place)}answer"))
        if rows > MOST_ROWS:
            yield place, str(rows)


def _with(typed: str, more: dict[str, Any], name: str, base: str) -> dict[str, str]:
    others = {one: text for one, text in texts_of(more.get(name)).items() if one != base}
    return {base: typed, **others} if typed else others
