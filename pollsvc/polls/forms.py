"""The fields of the edit form, as raw strings; what they mean is the domain's to say."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from pollsvc.domain.draft import Draft, DraftLink
from pollsvc.domain.draft.shape import texts_of
from pollsvc.domain.moments import offsets_at, read_zone
from pollsvc.domain.theme import NAMES as THEME
from pollsvc.polls.question_fields import Form, questions_of, raw, read_json, typed_texts

_PAGE = re.compile(r"[0-9a-f]{1,32}", re.ASCII)
_TURN = re.compile(r"[0-9]{1,9}", re.ASCII)
_FLAGS = ("may_change", "may_withdraw", "numbered", "check", "save_later", "sample")
_WORDS = ("slug", "visibility", "protection", "tags", "unfinished_days", "event_code", "phase")


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
    ``question_more`` are repeated; its other fields have the names of ``DraftQuestion``
    (its text is ``question``), from the second question on with ``q2-`` in front. Repeated
    in the same order are of each answer ``answer``, ``answer_key``, ``answer_more``,
    ``short``, ``role``, ``answer_code``, ``value``, ``pinned``, and of each row of a matrix
    ``row``, ``row_key``, ``row_more``, ``row_code``. The fields of the poll have the names of
    ``Draft``, with ``article_title``, ``article_url`` and so on, and ``theme-bg`` and so on.
    ``…_more`` are the texts in further languages, as JSON.
    """
    languages = _languages(form)
    base = languages[0]
    more = read_json(form.get("poll_more", ""))
    texts = {
        name: typed_texts(form, name, more, base) for name in ("title", "intro", "closing", "event")
    }
    words = {name: raw(form, name) for name in _WORDS}
    flags = {name: name in form for name in _FLAGS}
    return Draft(
        languages=languages,
        questions=tuple(questions_of(form, base)),
        zone=raw(form, "zone") or "UTC",
        opens=_moment(form, "opens"),
        closes=_moment(form, "closes"),
        release=_moment(form, "release"),
        flow=raw(form, "flow") or "pages",
        article=_link(form, "article", more, base),
        asked_by=_link(form, "asked_by", more, base),
        source=_link(form, "source", more, base),
        theme={name: text for name in THEME if (text := raw(form, f"theme-{name}"))},
        **texts,  # type: ignore[arg-type]
        **words,  # type: ignore[arg-type]
        **flags,  # type: ignore[arg-type]
    )


def _languages(form: Form) -> tuple[str, ...]:
    """The languages, first the one in which the texts of this form are written."""
    codes = [one.strip() for one in raw(form, "languages").split(",")]
    before, *others = [one for one in codes if one] or ["en"]
    base = raw(form, "written_in").strip() or before
    return (base, *(one for one in dict.fromkeys(others) if one != base))


def _link(form: Form, name: str, more: dict[str, Any], base: str) -> DraftLink:
    return DraftLink(
        title=typed_texts(form, f"{name}_title", more, base),
        url=raw(form, f"{name}_url"),
        note=texts_of(more.get(f"{name}_note")),
    )


def _moment(form: Form, name: str) -> str:
    """A time as typed, with the offset that was chosen where its clocks show it twice."""
    text, offset = raw(form, name).strip(), raw(form, f"{name}_offset")
    try:
        local, zone = datetime.fromisoformat(text), read_zone(raw(form, "zone").strip())
        twice = offsets_at(local, zone) if local.tzinfo is None else ()
    except (ValueError, OverflowError):
        return text
    return text + offset if len(twice) == 2 and offset in twice else text
