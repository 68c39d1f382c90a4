"""What an act changed, as lines of before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from pollsvc.history.queries import Act
from pollsvc.web.formats import moment_text, native_name
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_
from pollsvc.web.site import site

_LONGEST = 200
_FIELDS = {
    "text": N_("Question"),
    "label": N_("Answer"),
    "hint": N_("Hint"),
    "error": N_("Words for a missing answer"),
    "short": N_("Short answer for pictures"),
    "intro": N_("Text above the question"),
    "closing": N_("Text after voting"),
    "asked_by": N_("Asked by"),
    "asked_by_note": N_("Asked by, note"),
    "asked_by_url": N_("Asked by, address"),
    "source": N_("Source"),
    "source_note": N_("Source, note"),
    "source_url": N_("Source, address"),
    "article": N_("Article"),
    "article_note": N_("Article, note"),
    "article_url": N_("Article, address"),
    "slug": N_("Address of the poll"),
    "zone": N_("Time zone"),
    "opens_at": N_("Opens"),
    "closes_at": N_("Closes"),
    "release_at": N_("Results come out"),
    "may_change": N_("Readers may change their vote"),
    "may_withdraw": N_("Readers may take their vote back"),
    "visibility": N_("Who sees the results when"),
    "protection": N_("Double voting"),
    "languages": N_("Languages"),
    "numbered": N_("Questions are numbered"),
    "theme": N_("Look"),
    "kind": N_("Kind of question"),
    "at_least": N_("At least so many answers"),
    "at_most": N_("At most so many answers"),
    "option_order": N_("Order of answers"),
    "rows_order": N_("Order of rows"),
    "options": N_("Answers there are, by number"),
    "role": N_("What an answer stands for"),
    "value": N_("Number that an answer stands for"),
    "pinned": N_("Answer keeps its place"),
    "tags": N_("Topics"),
    # of surveys
    "page title": N_("Title of page"),
    "page intro": N_("Text of page"),
    "question method": N_("How rankings are counted"),
    "title": N_("Title"),
    "questions": N_("Questions there are, by number"),
    "rows": N_("Rows there are, by number"),
    "required": N_("Has to be answered"),
    "page": N_("Page"),
    "show_if": N_("Asked only if"),
    "series": N_("Series across polls"),
    "unit": N_("Unit"),
    "low": N_("From"),
    "high": N_("To"),
    "decimals": N_("Digits after the point"),
    "longest": N_("Most characters"),
    "diverging": N_("Bars go to both sides of a middle"),
    "grid": N_("Shown as a table"),
    "private": N_("Texts are never shown to readers"),
    "flow": N_("How questions are put"),
    "check": N_("Answers are checked before they are sent"),
    "save_later": N_("Can be finished later"),
    "unfinished_days": N_("Days to finish it"),
    "sample": N_("Sample data"),
    "page_rules": N_("Pages shown only if"),
    "event": N_("Discussion"),
    "phase": N_("Before or after the discussion"),
    # of the site
    "site_name": N_("Name of the site"),
    "base_url": N_("Base URL"),
    "default_language": N_("Default language"),
    "embed_sites": N_("Sites that may show the embeds"),
    "logo_text": N_("Logo text"),
    "privacy": N_("Privacy text"),
    "method": N_("Method text"),
    "hosts": N_("Former hosts that still work"),
    # of the look
    "font": N_("Font of the text"),
    "font-question": N_("Font of questions"),
    "size": N_("Size of the text"),
    "radius": N_("Rounding of corners"),
    "bg": N_("Background"),
    "text-colour": N_("Colour of the text"),
    "accent": N_("Accent"),
    "bar": N_("Other bars"),
}
_VALUES = {
    True: N_("yes"),
    False: N_("no"),
    "always": N_("at any time"),
    "after_voting": N_("after they vote"),
    "after_closing": N_("after the poll closes"),
    "when_released": N_("on a day that is set"),
    "desk_only": N_("only the desk"),
    "browser": N_("one vote per browser"),
    "open": N_("no limit"),
    "single": N_("one answer"),
    "multiple": N_("several answers"),
    "fixed": N_("as written"),
    "random": N_("random for each reader"),
    "reversed": N_("reversed for half of the readers"),
    "ranking": N_("answers in an order"),
    "scale": N_("a point of a scale"),
    "matrix": N_("rows with the same answers"),
    "number": N_("a number"),
    "short_text": N_("a short text"),
    "long_text": N_("a long text"),
    "date": N_("a date"),
    "plain": N_("an answer like others"),
    "other": N_("something else, which readers write"),
    "dont_know": N_("no view"),
    "no_answer": N_("rather not say"),
    "none": N_("none of these"),
    "hard": N_("yes"),
    "soft": N_("asked once more"),
    "no": N_("no"),
    "pages": N_("page by page"),
    "one": N_("one at a time"),
    "all": N_("all on one page"),
    "before": N_("before"),
    "after": N_("after"),
    "instant_runoff": N_("instant runoff"),
    "borda": N_("points by place (Borda)"),
    "schulze": N_("pairs (Schulze)"),
    "first_preferences": N_("first places"),
}
_WORDS_OF = frozenset(
    (
        *("visibility", "protection", "kind", "option_order", "role", "required", "flow", "phase"),
        *("method", "rows_order"),
    )
)


@dataclass(frozen=True)
class ChangeLine:
    """One thing with its text before and after; ``""`` where there was none."""

    what: str
    before: str
    after: str


def change_lines(act: Act) -> tuple[ChangeLine, ...]:
    """Everything that an act says it changed; what is no change of a known form is left out."""
    changes = act.detail.get("changes")
    return tuple(_lines(changes)) if isinstance(changes, list) else ()


def _lines(changes: list[Any]) -> Iterator[ChangeLine]:
    for one in changes:
        if not isinstance(one, dict) or not isinstance(name := one.get("field"), str):
            continue
        known = _FIELDS.get(f"{one.get('subject')} {name}") or _FIELDS.get(name)
        what = gettext(known) if known else name
        number, language = one.get("id"), one.get("language")
        if isinstance(number, int) and number:
            what = gettext("%(what)s %(number)s", what=what, number=number)
        if isinstance(language, str) and language:
            what = gettext("%(what)s (%(language)s)", what=what, language=native_name(language))
        yield ChangeLine(what, _said(one.get("before"), name), _said(one.get("after"), name))


def _said(value: Any, name: str) -> str:
    """A value as people read it, cut where it is long; the file of acts has all of it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool) or (isinstance(value, str) and name in _WORDS_OF):
        return gettext(_VALUES[value]) if value in _VALUES else str(value)
    if isinstance(value, str) and name.endswith("_at"):
        return _moment(value)
    if isinstance(value, list):
        return _cut(gettext(", ").join(str(one) for one in value))
    if isinstance(value, dict):
        return _cut("; ".join(f"{key}: {one}" for key, one in value.items()))
    return _cut(str(value))


def _moment(value: str) -> str:
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment_text(when, site().zone, page_language()) if when.tzinfo else value


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
