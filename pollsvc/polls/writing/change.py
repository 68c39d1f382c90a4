"""One thing that was written anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that was written anew. A text has its language; other values are plain.

    ``field`` is the name in ``poll``, ``question`` or ``option`` rows, or that of a text
    (``"text"``, ``"label"``, ``"intro"`` …), or ``"questions"``, ``"rows"`` or
    ``"options"`` for those that came, went or moved, by their ids.
    """

    field: str
    before: Any
    after: Any
    subject: str = "poll"
    subject_id: int = 0
    language: str | None = None

    @property
    def is_rewording(self) -> bool:
        """Whether what readers were asked reads differently now."""
        is_said = self.field in ("text", "label") and self.language is not None
        return is_said and bool(self.before) and bool(self.after)

    def as_detail(self) -> dict[str, Any]:
        """The change as the history keeps it."""
        of_part = {"subject": self.subject, "id": self.subject_id} if self.subject_id else {}
        language = {"language": self.language} if self.language else {}
        plain = {"before": _plain(self.before), "after": _plain(self.after)}
        return {"field": self.field, **of_part, **language, **plain}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def of(subject: str, subject_id: int) -> dict[str, Any]:
    """What a change is of, as its fields."""
    return {"subject": subject, "subject_id": subject_id}
