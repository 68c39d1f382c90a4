"""What is wrong with a definition file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pollsvc.domain.errors import DefinitionError

Path = tuple[str | int, ...]
"""Where in a document: ``("questions", 0, "text")``; ``()`` is all of it."""

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """One fault. ``line`` and ``column`` count from 1; ``path`` is "" for the whole file."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """``file:line:column: path: message``, the form that editors can jump from."""
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.message}"


class DefinitionFaultsError(DefinitionError):
    """The definition file has faults."""

    def __init__(self, faults: Iterable[Fault], *, is_partly_written: bool = False) -> None:
        """Keep every fault; the message names them all, one a line."""
        self.faults = tuple(faults)
        self.is_partly_written = is_partly_written
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(text: str) -> str:
    """Text from a file, safe to print: short, and without control or invisible characters."""
    short = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in short)


def dotted(path: Path) -> str:
    """The path as people write it: ``questions[0].options[1].label``."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += ("." if written else "") + shown(part)
    return written
