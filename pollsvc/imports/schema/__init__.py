"""The one schema of poll definition files, YAML and JSON alike.

The models say which fields there are and what each may hold; what hangs on
several fields at once is in ``checks``, and short forms are written out before the
models see them (``shorthand``). ``pollsvc/help/poll.schema.json`` is made from the
models, for completion in editors.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from pollsvc.domain.poll import Flow, Phase, Protection, Visibility
from pollsvc.imports.moments import read_zone
from pollsvc.imports.schema.questions import PagePart, QuestionPart
from pollsvc.imports.schema.sample import SamplePart
from pollsvc.imports.schema.texts import (
    Count,
    Day,
    Language,
    MomentText,
    Part,
    Text50,
    Text300,
    Text2000,
    Text5000,
    limits,
    sound_text,
    sound_url,
)

# The names of pollsvc.domain.theme, written out for editors that complete them.
ThemeVariable = Literal["font", "font-question", "size", "radius", "bg", "text", "accent", "bar"]
ThemeValue = Annotated[str, AfterValidator(partial(sound_text, limit=200)), limits(200)]


def _questions_or_pages(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"required": ["questions"]}, {"required": ["pages"]}]


class LinkPart(Part):
    """An address with its title."""

    title: Annotated[Text300, Field(description="What it is: title, author, publisher.")]
    url: Annotated[
        Annotated[str, AfterValidator(sound_url)] | None,
        Field(description="Web address, https or http."),
    ] = None
    note: Annotated[Text2000 | None, Field(description="What a reader should know of it.")] = None


class TagPart(Part):
    """A topic that polls share."""

    # The desk tells topics of one name apart by a hyphen and a number.
    code: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9_-]+$",
            max_length=32,
            description="Short name for addresses and data.",
        ),
    ]
    label: Annotated[Text50, Field(description="The topic as readers see it.")]


class EventPart(Part):
    """A discussion before and after which the same is asked."""

    code: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            max_length=64,
            description="Its short name; polls with the same one belong together.",
        ),
    ]
    title: Annotated[Text300, Field(description="The event as readers see it.")]


class CountsPart(Part):
    """The published counts of one question."""

    respondents: Annotated[
        Count | None,
        Field(description="How many people answered; needed where they could choose several."),
    ] = None
    counts: Annotated[dict[str, Count], Field(description="Every answer's code and its count.")]


class TallyPart(Part):
    """A past result: counts without single votes."""

    respondents: Annotated[
        Count | None,
        Field(description="How many people answered; needed where they could choose several."),
    ] = None
    counts: Annotated[
        dict[str, Count] | None,
        Field(description="For one question: every answer's code and its count."),
    ] = None
    questions: Annotated[
        dict[str, CountsPart] | None,
        Field(description="For several questions: the counts by the question's code."),
    ] = None
    field_from: Annotated[Day | None, Field(description="First day, if known.")] = None
    field_to: Annotated[Day | None, Field(description="Last day, if known.")] = None


class PollFile(Part):
    """A poll of one or more questions, as a definition file writes it."""

    model_config = ConfigDict(json_schema_extra=_questions_or_pages)

    slug: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            max_length=64,
            description="The poll's address, /p/<slug>.",
        ),
    ]
    languages: Annotated[
        list[Language],
        Field(min_length=1, max_length=30, description="The base language first."),
    ]
    title: Annotated[Text300 | None, Field(description="What the survey is called.")] = None
    questions: Annotated[
        list[QuestionPart],
        Field(
            default_factory=list,
            min_length=1,
            max_length=100,
            description="What is asked, all on one page.",
        ),
    ]
    pages: Annotated[
        list[PagePart],
        Field(
            default_factory=list,
            min_length=1,
            max_length=100,
            description="What is asked, page by page.",
        ),
    ]
    flow: Annotated[
        Flow,
        Field(
            strict=False,
            description="pages: page by page; one: one question at a time; all: all on one page.",
        ),
    ] = Flow.PAGES
    check: Annotated[
        bool | None,
        Field(description="Whether answers are shown once more before they are sent."),
    ] = None
    save_later: Annotated[bool, Field(description="Whether readers may save and finish later.")] = (
        False
    )
    unfinished_days: Annotated[
        int, Field(ge=1, le=365, description="Days after which unfinished answers are erased.")
    ] = 14
    event: Annotated[
        EventPart | None, Field(description="The discussion before and after which is asked.")
    ] = None
    phase: Annotated[
        Phase | None, Field(strict=False, description="before or after the event.")
    ] = None
    numbered: Annotated[bool, Field(description="Whether questions have numbers.")] = False
    intro: Annotated[
        Text5000 | None, Field(description="A text with the question, in Markdown.")
    ] = None
    closing: Annotated[
        Text5000 | None, Field(description="A text for those who have voted, in Markdown.")
    ] = None
    asked_by: Annotated[LinkPart | None, Field(description="Who asks.")] = None
    source: Annotated[LinkPart | None, Field(description="Where it comes from.")] = None
    article: Annotated[LinkPart | None, Field(description="What it goes with.")] = None
    tags: Annotated[
        list[TagPart], Field(default_factory=list, max_length=20, description="Topics.")
    ]
    theme: Annotated[
        dict[ThemeVariable, ThemeValue],
        Field(default_factory=dict, description="What differs from the site's look."),
    ]
    zone: Annotated[
        str,
        AfterValidator(read_zone),
        Field(description="Time zone for local times and for showing times, by IANA name."),
    ] = "UTC"
    opens: Annotated[
        MomentText | None, Field(description="When voting begins; without it, a draft.")
    ] = None
    closes: Annotated[MomentText | None, Field(description="When voting ends.")] = None
    release: Annotated[
        MomentText | None, Field(description="When results come out, for when_released.")
    ] = None
    archived: Annotated[
        MomentText | None, Field(description="When it leaves the list; its address stays.")
    ] = None
    visibility: Annotated[
        Visibility, Field(strict=False, description="Who sees the results when.")
    ] = Visibility.ALWAYS
    protection: Annotated[
        Protection,
        Field(strict=False, description="open: anybody, any number; browser: one vote a browser."),
    ] = Protection.BROWSER
    may_change: Annotated[bool, Field(description="Whether a vote may be changed.")] = False
    may_withdraw: Annotated[bool, Field(description="Whether a vote may be withdrawn.")] = False
    tally: Annotated[TallyPart | None, Field(description="A past result.")] = None
    sample: Annotated[
        SamplePart | None, Field(description="Invented responses, to show what results are like.")
    ] = None

    @property
    def asked(self) -> tuple[QuestionPart, ...]:
        """Every question in order, whatever page it stands on."""
        return (*self.questions, *(one for page in self.pages for one in page.questions))


def schema_text() -> str:
    """The JSON Schema (2020-12) of a definition file, as it stands in the manual's folder."""
    made = PollFile.model_json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "Poll definition file",
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
