"""Invented responses: how many, and how their answers are drawn."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from pollsvc.imports.schema.texts import Bound, Language, Part, Rule

_Line = Annotated[str, Field(min_length=1, max_length=2000)]
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


def _short_forms(schema: dict[str, Any]) -> None:
    """In files weights or texts may stand there alone."""
    weights = {"type": "object", "additionalProperties": {"type": "number"}}
    texts = {"type": "array", "items": {"type": "string"}}
    full = schema["additionalProperties"]
    schema["additionalProperties"] = {"anyOf": [full, weights, texts]}


class DrawPart(Part):
    """How answers to one question are drawn."""

    weights: Annotated[
        dict[str, Weight],
        Field(
            default_factory=dict,
            description="By an option's code, or a point's number: how often it is drawn.",
        ),
    ]
    mean: Annotated[Bound, Field(description="The middle of numbers, points or days.")] = None
    spread: Annotated[
        float | None,
        Field(gt=0, le=1_000_000, description="Their standard deviation; of dates in days."),
    ] = None
    texts: Annotated[
        list[_Line], Field(default_factory=list, max_length=200, description="Texts to pick from.")
    ]
    skipped: Annotated[
        Percent, Field(description="Percent who leave it, where it may be left.")
    ] = 0


_Draws = Annotated[dict[str, DrawPart], Field(json_schema_extra=_short_forms)]


class GroupPart(Part):
    """Other draws for those to whom a rule applies."""

    when: Annotated[Rule, Field(description="Who: a rule such as: country is japan")]
    languages: Annotated[
        dict[Language, Weight],
        Field(default_factory=dict, description="In which languages they answer: weights."),
    ]
    answers: Annotated[
        _Draws, Field(default_factory=dict, description="By a question's or row's code.")
    ]


class SamplePart(Part):
    """Invented responses, made when the poll is loaded."""

    responses: Annotated[int, Field(ge=1, le=1000, description="How many.")]
    seed: Annotated[
        int, Field(ge=0, le=10**9, description="Another seed gives other responses.")
    ] = 1
    languages: Annotated[
        dict[Language, Weight],
        Field(default_factory=dict, description="In which languages: weights."),
    ]
    answers: Annotated[
        _Draws, Field(default_factory=dict, description="By a question's or row's code.")
    ]
    groups: Annotated[
        list[GroupPart],
        Field(default_factory=list, max_length=20, description="Who answers otherwise."),
    ]
