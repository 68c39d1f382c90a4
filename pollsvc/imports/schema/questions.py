"""What is asked: options, rows, scales, questions, pages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from pollsvc.domain.question import Kind, Method, Order, Required, Role
from pollsvc.imports.schema.texts import (
    LANGUAGE,
    Bound,
    Code,
    Part,
    Rule,
    Text50,
    Text300,
    Text500,
    Text5000,
)

_PLAIN_ITEM = {"type": "string", "minLength": 1}


def _code_made(schema: dict[str, Any]) -> None:
    """In files the code may be left out: it is made before the models see the part."""
    schema["required"] = [name for name in schema["required"] if name != "code"]


def _plain_items(schema: dict[str, Any]) -> None:
    """In files an item may be a plain text, or a text by language."""
    by_language = {
        "type": "object",
        "patternProperties": {LANGUAGE: _PLAIN_ITEM},
        "additionalProperties": False,
        "minProperties": 1,
    }
    schema["items"] = {"anyOf": [schema["items"], _PLAIN_ITEM, by_language]}


def _required_words(schema: dict[str, Any]) -> None:
    schema.pop("$ref", None)
    schema["enum"] = ["hard", "soft", "no", "yes", True, False]


def _listed_too(schema: dict[str, Any]) -> None:
    """In files the words of points may be a list, one for each point."""
    by_point = {key: schema.pop(key) for key in ("type", "additionalProperties")}
    schema["anyOf"] = [by_point, {"type": "array"}]


class OptionPart(Part):
    """A possible answer."""

    model_config = ConfigDict(json_schema_extra=_code_made)

    code: Annotated[Code, Field(description="Short name for data; never change it.")]
    label: Annotated[Text300, Field(description="The answer as readers see it.")]
    short: Annotated[Text50 | None, Field(description="A shorter form for charts.")] = None
    role: Annotated[
        Role,
        Field(
            strict=False,
            description="plain; other: something else, which the reader writes; none: none of"
            " these; dont_know: for who has no view; no_answer: rather not say. All but plain"
            " ones stand last; the last three exclude the others.",
        ),
    ] = Role.PLAIN
    value: Annotated[
        int | None,
        Field(ge=-1000, le=1000, description="The number it stands for, on a scale."),
    ] = None
    pinned: Annotated[
        bool, Field(description="Whether it keeps its place where the others are shuffled.")
    ] = False


class RowPart(Part):
    """A line of a matrix, counted as a question of its own."""

    model_config = ConfigDict(json_schema_extra=_code_made)

    code: Annotated[Code, Field(description="Short name for data; never change it.")]
    text: Annotated[Text300, Field(description="The line as readers see it.")]


class ScalePart(Part):
    """Points from one number to another."""

    from_: Annotated[int, Field(alias="from", ge=-1000, le=1000, description="The first point.")]
    to: Annotated[int, Field(ge=-1000, le=1000, description="The last point.")]
    labels: Annotated[
        dict[str, Text300],
        Field(
            default_factory=dict,
            json_schema_extra=_listed_too,
            description="Words of points, by number, or a list with as many as there are points.",
        ),
    ]


class QuestionPart(Part):
    """One thing asked."""

    model_config = ConfigDict(json_schema_extra=_code_made)

    code: Annotated[Code, Field(description="Short name for data and rules; never change it.")]
    kind: Annotated[
        Kind,
        Field(
            strict=False,
            description="single: one answer; multiple: several; ranking: an order; scale: a point"
            " of a scale; matrix: rows with the same answers; number; short_text; long_text; date.",
        ),
    ] = Kind.SINGLE
    text: Annotated[Text500, Field(description="The question.")]
    hint: Annotated[Text300 | None, Field(description="A line of help below the question.")] = None
    error: Annotated[Text300 | None, Field(description="What to say when nothing was chosen.")] = (
        None
    )
    required: Annotated[
        Required,
        Field(
            strict=False,
            json_schema_extra=_required_words,
            description="hard: it must be answered; soft: who leaves it is asked once more;"
            " no: it may be left.",
        ),
    ] = Required.HARD
    show_if: Annotated[
        Rule | None, Field(description="When it is asked, such as: country is japan")
    ] = None
    options: Annotated[
        list[OptionPart],
        Field(
            default_factory=list,
            max_length=100,
            json_schema_extra=_plain_items,
            description="The answers, in order.",
        ),
    ]
    scale: Annotated[ScalePart | None, Field(description="The points of a scale or matrix.")] = None
    rows: Annotated[
        list[RowPart],
        Field(
            default_factory=list,
            max_length=50,
            json_schema_extra=_plain_items,
            description="The lines of a matrix.",
        ),
    ]
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
    rows_order: Annotated[
        Order,
        Field(
            strict=False,
            description="How readers see the rows of a matrix: fixed, random or reversed, as"
            " answers are.",
        ),
    ] = Order.FIXED
    diverging: Annotated[
        bool, Field(description="Whether the points go from one end over a middle to the other.")
    ] = False
    grid: Annotated[bool, Field(description="Whether a matrix is a table where there is room.")] = (
        False
    )
    method: Annotated[
        Method, Field(strict=False, description="The count that stands first for a ranking.")
    ] = Method.INSTANT_RUNOFF
    unit: Annotated[Text50 | None, Field(description="What a number counts, such as years.")] = None
    low: Annotated[Bound, Field(description="The smallest number, or the first day.")] = None
    high: Annotated[Bound, Field(description="The largest number, or the last day.")] = None
    decimals: Annotated[int, Field(ge=0, le=6, description="Digits after the point.")] = 0
    longest: Annotated[
        int | None, Field(ge=1, le=20_000, description="How many characters a text may have.")
    ] = None
    private: Annotated[bool, Field(description="Whether texts are never shown to readers.")] = False
    series: Annotated[
        Code | None, Field(description="Ties the same question across polls, such as a pair.")
    ] = None


class PagePart(Part):
    """A page of a survey."""

    title: Annotated[Text300 | None, Field(description="Its heading.")] = None
    intro: Annotated[Text5000 | None, Field(description="A text above it, in Markdown.")] = None
    show_if: Annotated[Rule | None, Field(description="When the questions on it are asked.")] = None
    questions: Annotated[list[QuestionPart], Field(min_length=1, max_length=100)]
