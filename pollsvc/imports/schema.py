"""The one schema of poll definition files, YAML and JSON alike.

The models say which fields there are and what each may hold; what hangs on
several fields at once is in ``checks``. ``pollsvc/help/poll.schema.json`` is made
from them, for completion in editors.
"""

from __future__ import annotations

import json
import unicodedata
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from pollsvc.domain.poll import Kind, Order, Protection, Role, Visibility
from pollsvc.domain.texts import clean_text
from pollsvc.imports.moments import read_day, read_zone

_LARGEST_COUNT = 10**12
_FORM_TAGS = ("<text>", "<texts>")


def sound_text(raw: str, *, limit: int, lines: bool = False) -> str:
    """The cleaned text, at most ``limit`` characters; one line unless ``lines``.

    Raises:
        ValueError: empty, too long, or it holds characters that hide something;
            the message says what to do.
    """
    for char in raw.replace("\r\n", "\n").replace("\r", "\n"):
        # Cleaning would drop it silently, and the text may then read as another one.
        # The dots keep spaces from being trimmed; no accent joins with a dot.
        if len(clean_text(f".{char}.")) == 2:
            name = unicodedata.name(char, "control character").lower()
            raise ValueError(f"it holds an invisible U+{ord(char):04X} ({name}); remove it")
    text = clean_text(raw)
    if not text:
        raise ValueError("give a text, this is empty")
    if not lines and any(char in text for char in "\n\t"):
        raise ValueError("write it in one line, without tabs")
    if len(text) > limit:
        raise ValueError(f"this has {len(text)} characters; at most {limit} are taken")
    return text


def _sound_url(raw: str) -> str:
    text = sound_text(raw, limit=500)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
        fine = fine and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        fine = False
    if not fine or any(char.isspace() or char in '"<>\\' for char in text):
        raise ValueError("give a web address that begins with https:// or http://")
    return text


def _day(text: str) -> str:
    read_day(text)
    return text


def _form(value: Any) -> str:
    return _FORM_TAGS[1] if isinstance(value, dict) else _FORM_TAGS[0]


def _limits(limit: int) -> Any:
    return Field(json_schema_extra={"minLength": 1, "maxLength": limit})


_Line50 = Annotated[str, AfterValidator(partial(sound_text, limit=50)), _limits(50)]
_Line200 = Annotated[str, AfterValidator(partial(sound_text, limit=200)), _limits(200)]
_Line300 = Annotated[str, AfterValidator(partial(sound_text, limit=300)), _limits(300)]
_Lines2000 = Annotated[
    str, AfterValidator(partial(sound_text, limit=2000, lines=True)), _limits(2000)
]

Text50 = Annotated[
    Annotated[_Line50, Tag("<text>")]
    | Annotated[dict[str, _Line50], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text200 = Annotated[
    Annotated[_Line200, Tag("<text>")]
    | Annotated[dict[str, _Line200], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text300 = Annotated[
    Annotated[_Line300, Tag("<text>")]
    | Annotated[dict[str, _Line300], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text2000 = Annotated[
    Annotated[_Lines2000, Tag("<text>")]
    | Annotated[dict[str, _Lines2000], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text = str | dict[str, str]
"""A text as it is written: in the base language, or by language."""

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=32)]
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""The form of a language code, from BCP 47: language, then script, region and so on."""
Language = Annotated[str, Field(pattern=LANGUAGE, max_length=35)]
MomentText = Annotated[str, Field(max_length=40)]
# The names of pollsvc.domain.theme, written out for editors that complete them.
ThemeVariable = Literal["font", "font-question", "size", "radius", "bg", "text", "accent", "bar"]
ThemeValue = Annotated[str, AfterValidator(partial(sound_text, limit=200)), _limits(200)]
Count = Annotated[int, Field(ge=0, le=_LARGEST_COUNT)]
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LinkPart(_Part):
    """An address with its title."""

    title: Annotated[Text300, Field(description="What it is: title, author, publisher.")]
    url: Annotated[
        Annotated[str, AfterValidator(_sound_url)] | None,
        Field(description="Web address, https or http."),
    ] = None
    note: Annotated[Text2000 | None, Field(description="What a reader should know of it.")] = None


class TagPart(_Part):
    """A topic that polls share."""

    code: Annotated[Code, Field(description="Short name for addresses and data.")]
    label: Annotated[Text50, Field(description="The topic as readers see it.")]


class OptionPart(_Part):
    """A possible answer."""

    code: Annotated[Code, Field(description="Short name for data; never change it.")]
    label: Annotated[Text200, Field(description="The answer as readers see it.")]
    short: Annotated[Text50 | None, Field(description="A shorter form for charts.")] = None
    role: Annotated[
        Role,
        Field(
            strict=False,
            description="plain; dont_know: for who has no view, shown last after the word “or”.",
        ),
    ] = Role.PLAIN


class QuestionPart(_Part):
    """One thing asked."""

    code: Annotated[Code, Field(description="Short name for data; never change it.")]
    kind: Annotated[
        Kind, Field(strict=False, description="single: one answer; multiple: several answers.")
    ] = Kind.SINGLE
    text: Annotated[Text300, Field(description="The question.")]
    hint: Annotated[Text300 | None, Field(description="A line of help below the question.")] = None
    error: Annotated[Text300 | None, Field(description="What to say when nothing was chosen.")] = (
        None
    )
    at_least: Annotated[int, Field(ge=0, le=100, description="Fewest answers; 0: may be left.")] = 1
    at_most: Annotated[
        int | None,
        Field(ge=1, le=100, description="Most answers; for several answers, else all of them."),
    ] = None
    order: Annotated[
        Order,
        Field(
            strict=False,
            description="How readers see the answers. fixed: as here; random: each in an order"
            " of their own; reversed: half of them the other way round.",
        ),
    ] = Order.FIXED
    options: Annotated[
        list[OptionPart], Field(min_length=2, max_length=100, description="The answers, in order.")
    ]


class CountsPart(_Part):
    """The published counts of one question."""

    respondents: Annotated[
        Count | None,
        Field(description="How many people answered; needed where they could choose several."),
    ] = None
    counts: Annotated[dict[str, Count], Field(description="Every answer's code and its count.")]


class TallyPart(_Part):
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


class PollFile(_Part):
    """A poll of one or more questions, as a definition file writes it."""

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
    questions: Annotated[list[QuestionPart], Field(min_length=1, max_length=50)]
    numbered: Annotated[bool, Field(description="Whether questions have numbers.")] = False
    intro: Annotated[
        Text2000 | None, Field(description="A text with the question, in Markdown.")
    ] = None
    closing: Annotated[
        Text2000 | None, Field(description="A text for those who have voted, in Markdown.")
    ] = None
    asked_by: Annotated[LinkPart | None, Field(description="Who asks.")] = None
    source: Annotated[LinkPart | None, Field(description="Where it comes from.")] = None
    article: Annotated[LinkPart | None, Field(description="What it goes with.")] = None
    tags: Annotated[list[TagPart], Field(max_length=20, description="Topics.")] = []
    theme: Annotated[
        dict[ThemeVariable, ThemeValue], Field(description="What differs from the site's look.")
    ] = {}
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


def schema_text() -> str:
    """The JSON Schema (2020-12) of a definition file, as it stands in the manual's folder."""
    made = PollFile.model_json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "Poll definition file",
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
