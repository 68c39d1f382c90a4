"""The texts and small values of a definition file: what each may hold."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)

from pollsvc.domain.texts import clean_text
from pollsvc.imports.moments import read_day

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


def sound_url(raw: str) -> str:
    """The address, if it is one of the web.

    Raises:
        ValueError: it is none; the message says what to do.
    """
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


def limits(limit: int) -> Any:
    """What the JSON schema says of a text's length."""
    return Field(json_schema_extra={"minLength": 1, "maxLength": limit})


_Line50 = Annotated[str, AfterValidator(partial(sound_text, limit=50)), limits(50)]
_Line300 = Annotated[str, AfterValidator(partial(sound_text, limit=300)), limits(300)]
_Line500 = Annotated[str, AfterValidator(partial(sound_text, limit=500)), limits(500)]
_Lines5000 = Annotated[
    str, AfterValidator(partial(sound_text, limit=5000, lines=True)), limits(5000)
]
_Lines2000 = Annotated[
    str, AfterValidator(partial(sound_text, limit=2000, lines=True)), limits(2000)
]

Text50 = Annotated[
    Annotated[_Line50, Tag("<text>")]
    | Annotated[dict[str, _Line50], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text300 = Annotated[
    Annotated[_Line300, Tag("<text>")]
    | Annotated[dict[str, _Line300], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text500 = Annotated[
    Annotated[_Line500, Tag("<text>")]
    | Annotated[dict[str, _Line500], Field(min_length=1), Tag("<texts>")],
    Discriminator(_form),
]
Text5000 = Annotated[
    Annotated[_Lines5000, Tag("<text>")]
    | Annotated[dict[str, _Lines5000], Field(min_length=1), Tag("<texts>")],
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
Count = Annotated[int, Field(ge=0, le=_LARGEST_COUNT)]
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]


def _rule(text: str) -> str:
    return sound_text(text, limit=2000)


Rule = Annotated[str, AfterValidator(_rule), limits(2000)]
"""When something is shown, in the language of rules; what it says is checked later."""


def _bound(value: Any) -> Any:
    if isinstance(value, str):
        return value  # a day; whether one is wanted here hangs on the kind
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("give a number such as 18, or for a date a day such as 2024-01-31")
    if exact(value) is None:
        raise ValueError("give a number between -1000000000000 and 1000000000000")
    return value


def exact(value: float) -> Decimal | None:
    """The number as it was written; ``None`` if it is none or too large."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= _LARGEST_COUNT else None


def day_number(text: str) -> int:
    """The number of a day such as ``2024-01-31``, counted as ``date.toordinal`` does."""
    return date.fromisoformat(text).toordinal()


Bound = Annotated[Any, BeforeValidator(_bound), WithJsonSchema({"type": ["number", "string"]})]
"""One end of a range: a number as written, or a day."""


class Part(BaseModel):
    """A group of fields, in which no other is taken."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
