"""From what was typed to the poll that the store takes, or to everything that is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from pollsvc.domain.draft.asked import UNFINISHED_DAYS, page_numbers, read_pages, read_question
from pollsvc.domain.draft.coding import asked_before, check_codes, with_codes
from pollsvc.domain.draft.faults import DraftProblem, InvalidDraftError
from pollsvc.domain.draft.lists import split_topics
from pollsvc.domain.draft.rules import check_rules
from pollsvc.domain.draft.shape import Draft, DraftLink
from pollsvc.domain.draft.staying import check_what_stays
from pollsvc.domain.draft.stored import is_public
from pollsvc.domain.draft.times import read_times
from pollsvc.domain.draft.wording import LIMITS, Checks
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import (
    Event,
    Flow,
    Link,
    Origin,
    Phase,
    Poll,
    Protection,
    Tag,
    Visibility,
)
from pollsvc.domain.slugs import LONGEST_SLUG, free_code, is_slug, slug_of
from pollsvc.domain.texts import Localised, clean_text, same_text
from pollsvc.domain.theme import InvalidThemeError, Theme, read_theme

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
MOST_LANGUAGES = 30
_URL = re.compile(
    r'https?://(?:[^\s/?#@:\[\]"<>\\]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?'
    r'(?:[/?#][^\s"<>\\]*)?',
    re.IGNORECASE,
)
_HIGHEST_PORT = 65_535
_LONGEST_URL = 500
_MOST_TOPICS = 20
MOST_QUESTIONS = 100
LONGEST_WAIT = 365
_ORDER = (
    *("languages", "title", "page_title", "page_intro", "page_show_if", "new_page"),
    *("question", "code", "hint", "error", "scale_from", "scale_to", "rows", "row", "row_code"),
    *("options", "answer", "answer_code", "value", "short", "low", "high", "decimals", "unit"),
    *("longest", "private", "kind", "required", "at_least", "at_most", "show_if", "series"),
    *("method", "opens", "closes", "zone", "visibility", "release"),
    *("protection", "may_change", "may_withdraw", "order", "tags"),
)


def read_draft(
    draft: Draft,
    now: datetime,
    *,
    stored: Poll | None = None,
    spare: str = "poll",
    look: Theme = (),
) -> NewPoll:
    """The poll that a draft means if it is published now.

    ``stored`` is the poll as it is written, if it is; its options keep their codes, and once
    people have answered, what they were asked stays. ``spare`` is the slug where none can
    be made from the question; whether a slug is free is for the store to say. ``look`` is
    the site's theme, under the poll's own.

    Raises:
        InvalidDraftError: with everything that is wrong, in the order of the form.
    """
    draft = with_codes(draft, stored)
    checks = Checks(_languages(draft))
    if checks.languages != draft.languages:
        checks.fault("languages", "unknown")
    slug = _slug(checks, draft, stored, spare)
    new = replace(_poll(checks, draft, now, stored), slug=slug, theme=_theme(checks, draft, look))
    if len(draft.questions) > max(MOST_QUESTIONS, len(stored.questions) if stored else 0):
        checks.fault("question", "too_many", limit=MOST_QUESTIONS)
    check_codes(checks, draft, stored)
    check_rules(checks, draft, new)
    if stored is not None:
        check_what_stays(checks, draft, new, stored)
    if checks.problems:
        raise InvalidDraftError(sorted(checks.problems, key=_place))
    return new


def _poll(checks: Checks, draft: Draft, now: datetime, stored: Poll | None) -> NewPoll:
    """The poll without its address and look, its problems noted."""
    asked, pages = asked_before(draft, stored), page_numbers(draft)
    visibility = checks.word("visibility", Visibility, draft.visibility)
    times = read_times(checks, draft, visibility, now, stored)
    past = stored is not None and stored.origin is Origin.TALLY
    return NewPoll(
        slug="",
        origin=Origin.TALLY if past else Origin.LIVE,
        languages=checks.languages,
        questions=tuple(
            read_question(checks, one, place, pages[place], asked[place])
            for place, one in enumerate(draft.questions)
        ),
        visibility=visibility,
        protection=None if past else checks.word("protection", Protection, draft.protection),
        zone=times.zone,
        digest="",
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        release_at=times.release_at,
        archived_at=stored.archived_at if stored else None,
        may_change=draft.may_change,
        may_withdraw=draft.may_withdraw,
        numbered=draft.numbered,
        intro=checks.texts("intro", "intro", draft.intro),
        closing=checks.texts("closing", "closing", draft.closing),
        tags=_tags(checks, draft, stored),
        article=_link(checks, "article", draft.article),
        asked_by=_link(checks, "asked_by", draft.asked_by),
        source=_link(checks, "source", draft.source),
        title=checks.texts("title", "title", draft.title),
        pages=tuple(read_pages(checks, draft)),
        flow=checks.word("flow", Flow, draft.flow),
        check=draft.check,
        save_later=draft.save_later,
        unfinished_days=checks.whole(
            "unfinished_days", draft.unfinished_days, UNFINISHED_DAYS, (1, LONGEST_WAIT)
        ),
        sample=stored.sample if stored else draft.sample,
        event=_event(checks, draft),
        phase=_phase(checks, draft),
    )


def _event(checks: Checks, draft: Draft) -> Event | None:
    """The discussion that the poll belongs to; without a code the one that is called so."""
    title = checks.texts("event", "event", draft.event)
    code = draft.event_code.strip()
    if code and not is_slug(code):
        checks.fault("event_code", "code_shape")
    if title is None:
        if code or draft.phase.strip():
            checks.fault("event", "no_event")
        return None
    return Event(code=code, title=title)


def _phase(checks: Checks, draft: Draft) -> Phase | None:
    typed = draft.phase.strip()
    return checks.word("phase", Phase, typed) if typed else None


def _place(problem: DraftProblem) -> tuple[int, int, int]:
    """Where a problem stands in the form: the question's fields first, then all others."""
    name = problem.field
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    return problem.question, place, problem.option or 0


def _languages(draft: Draft) -> tuple[str, ...]:
    """Those languages that can be some, each once; English where there is none."""
    sound = dict.fromkeys(one for one in draft.languages if LANGUAGE.fullmatch(one))
    return tuple(sound)[:MOST_LANGUAGES] or ("en",)


def _slug(checks: Checks, draft: Draft, stored: Poll | None, spare: str) -> str:
    typed = clean_text(draft.slug).lower()
    if stored is not None and is_public(stored):
        if typed not in ("", stored.slug):
            checks.fault("slug", "slug_fixed", detail=(stored.slug,))
        return stored.slug
    if not typed:
        return slug_of(draft.name) or spare
    if not is_slug(typed):
        checks.fault("slug", "slug_shape", limit=LONGEST_SLUG)
    return typed


def _tags(checks: Checks, draft: Draft, stored: Poll | None) -> tuple[Tag, ...]:
    base = checks.languages[0]
    there = {same_text(one.label.say(base).text): one for one in stored.tags} if stored else {}
    tags: dict[str, Tag] = {}
    codes = {one.code for one in there.values()}
    for label in map(clean_text, split_topics(draft.tags)):
        if len(label) > LIMITS["topic"]:
            checks.fault("tags", "too_long", limit=LIMITS["topic"])
        known = there.get(same_text(label))
        if same_text(label) not in tags:
            code = free_code(label, codes)
            tag = known or Tag(code=code, label=Localised.of({base: label}))
            tags[same_text(label)] = tag
            codes.add(tag.code)
    if len(tags) > _MOST_TOPICS:
        checks.fault("tags", "too_many", limit=_MOST_TOPICS)
    return tuple(tags.values())


def _link(checks: Checks, name: str, draft: DraftLink) -> Link | None:
    url = clean_text(draft.url)
    if url and not is_web_address(url):
        checks.fault(f"{name}_url", "url")
    title = checks.texts(f"{name}_title", "title", draft.title)
    note = checks.texts(f"{name}_note", "note", draft.note)
    if title is None and url:
        title = Localised.of({checks.languages[0]: url.partition("://")[2] or url})
    return Link(title=title, url=url or None, note=note) if title else None


def is_web_address(text: str) -> bool:
    """Whether a text is an address of a page, by http or https, without a user's name."""
    found = _URL.fullmatch(text)
    if found is None or len(text) > _LONGEST_URL:
        return False
    return found["port"] is None or 0 < int(found["port"]) <= _HIGHEST_PORT


def _theme(checks: Checks, draft: Draft, look: Theme) -> Theme:
    try:
        return read_theme(draft.theme, look)
    except InvalidThemeError as error:
        for problem in error.problems:
            checks.fault(f"theme-{problem.name}", "theme", theme=problem)
        return ()
