"""The text of a definition file turned into plain data, with the place of every part.

YAML is read by the core schema of YAML 1.2: ``Yes``, ``no`` and ``on`` stay
texts, as do dates and ``12:30:45``; ``012`` is the number 12. Only ``true`` and
``false`` are truth values. What could surprise is refused: one name twice,
anchors and aliases, tags, a second document. JSON is read the same way, after it
was found to be JSON.

The parser's events are walked here rather than a loader's objects: nothing can be
constructed that is not text, number, truth value, list or mapping.
Source: YAML 1.2.2, §10.3.2 (tag resolution of the core schema).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from pollsvc.imports.faults import Path, shown

LARGEST_BYTES = 256 * 1024
_DEEPEST = 12
_HEAD = 1024
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_NUMBER = 18
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    re.ASCII,
)
_NOT_FINITE = re.compile(r"\.(inf|nan)")
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True)
class Place:
    """A place in a file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Found:
    """A fault at a place, before it is known in which file."""

    path: Path
    place: Place
    message: str


class UnreadableTextError(Exception):
    """The text breaks off as data here; ``found`` says where and why."""

    def __init__(self, found: Found) -> None:
        """Keep where and why."""
        super().__init__(found.message)
        self.found = found


@dataclass
class Document:
    """Data of a file; ``places`` has each part's place: a name's, or a list item's.

    ``starts`` has the place of the first letter of each text that stands on one line as it
    is, so that a place inside of it can be told.
    """

    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    starts: dict[Path, Place] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """The place of this part, or of the nearest part around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))

    def place_inside(self, path: Path, column: int) -> Place | None:
        """The place of a letter of a text, counted from 1, if the text stands there as it is."""
        start = self.starts.get(path)
        return None if start is None else Place(start.line, start.column + column - 1)


class _Loader(yaml.SafeLoader):
    """A loader that takes ``{en: Tea?, fr: Du thé ?}``.

    PyYAML lets no plain text between brackets hold a question mark; YAML does (1.2.2,
    §7.3.3), and questions end with one.
    """

    _is_plain = False

    def peek(self, index: int = 0) -> str:
        char: str = super().peek(index)
        return "." if self._is_plain and char == "?" else char

    def scan_plain(self) -> Any:
        self._is_plain = True
        try:
            return super().scan_plain()
        finally:
            self._is_plain = False


def read_document(raw: bytes, *, is_json: bool = False) -> Document:
    """The data in these bytes, with places and what was found wrong on the way.

    Raises:
        UnreadableTextError: too large, not UTF-8, or not YAML (or JSON) at all.
    """
    text = _decoded(raw)
    if is_json:
        _must_be_json(text)
        # Between values JSON allows tabs where YAML does not; in texts neither does.
        text = text.replace("\t", " ")
    try:
        return _Walk(yaml.parse(text, Loader=_Loader)).document()
    except yaml.reader.ReaderError as error:
        _stop(_place_at(text, error.position), _not_allowed(text[error.position]))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        kind = "JSON" if is_json else "YAML"
        _stop(place, f"this is not {kind}: {shown(error.problem or error.context or '')}")
    except (ValueError, OverflowError):
        # The parser passes on what chr() and int() say of "\U00110000" and %YAML 1.(digits).
        _stop(Place(1, 1), "an escape such as \\U00110000 stands for no character")


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST_BYTES:
        _stop(Place(1, 1), f"the file is larger than {LARGEST_BYTES // 1024} KiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        if b"\0" in raw[:_HEAD] and not raw.startswith(_UTF_16):
            _stop(Place(1, 1), "this is no text; a definition file is text, in YAML or JSON")
        _stop(_place_at(before, len(before)), "this is not UTF-8; save the file as UTF-8")


def _must_be_json(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        _stop(Place(error.lineno, error.colno), f"this is not JSON: {error.msg}")
    except (RecursionError, ValueError):
        _stop(Place(1, 1), "this is nested too deeply, or holds a number that is too long")


def _stop(place: Place, message: str) -> NoReturn:
    raise UnreadableTextError(Found((), place, message)) from None


def _place_at(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _not_allowed(char: str) -> str:
    return f"the character U+{ord(char):04X} is not allowed here; remove it"


class _Walk:
    """One walk over the parser's events; builds the document part by part."""

    def __init__(self, events: Iterator[Event]) -> None:
        self.events = events
        self.made = Document()

    def document(self) -> Document:
        next(self.events)
        start = next(self.events)
        if not isinstance(start, DocumentStartEvent):
            _stop(Place(1, 1), "the file is empty")
        self.made.places[()] = Place(1, 1)
        self.made.data = self._part(next(self.events), (), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, StreamEndEvent):
            _stop(_place_of(after), "one file holds one poll; put this one into its own file")
        return self.made

    def _part(self, event: Event, path: Path, depth: int) -> Any:
        if depth > _DEEPEST:
            _stop(_place_of(event), "this is nested too deeply")
        if isinstance(event, AliasEvent):
            self._find(path, event, "aliases (*name) are not taken here; write it out again")
            return None
        if getattr(event, "anchor", None) is not None:
            self._find(path, event, "anchors (&name) are not taken here; leave this one out")
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if getattr(event, "tag", None) not in (None, "!"):
            self._find(path, event, "tags (!name) are not taken here; leave this one out")
        if isinstance(event, SequenceStartEvent):
            return self._items(path, depth)
        assert isinstance(event, MappingStartEvent)
        return self._names(path, depth)

    def _items(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*path, len(items))
            self.made.places[here] = _place_of(event)
            items.append(self._part(event, here, depth + 1))
        return items

    def _names(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                _stop(_place_of(event), "a name must be a plain text")
            # A name is its text as written: the answer code 1 and the language no are texts.
            name = self._whole_text(event.value, path, event)
            here = (*path, name)
            if name in values:
                self._find(here, event, "this name is here twice; keep one of them")
                self._part(next(self.events), (*here, "again"), depth + 1)
                continue
            self.made.places[here] = _place_of(event)
            values[name] = self._part(next(self.events), here, depth + 1)
        return values

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        if event.tag not in _TEXT_TAGS:
            self._find(path, event, "tags (!name) are not taken here; leave this one out")
        text = self._whole_text(event.value, path, event)
        self._start(event, path)
        if event.style is not None or event.tag is not None:
            return text
        return self._plain(text, path, event)

    def _start(self, event: ScalarEvent, path: Path) -> None:
        first, last = event.start_mark, event.end_mark
        assert first is not None
        assert last is not None
        quote = 0 if event.style is None else 1
        # Escapes and folded lines take more or less room than the letters they stand for.
        if last.index - first.index == len(event.value) + 2 * quote:
            self.made.starts[path] = Place(first.line + 1, first.column + 1 + quote)

    def _plain(self, text: str, path: Path, event: Event) -> Any:
        if text in _NULL:
            return None
        if text in _TRUTH:
            return _TRUTH[text]
        whole = _WHOLE.fullmatch(text)
        if (whole or _OTHER_BASE.fullmatch(text)) and len(text) > _LONGEST_NUMBER:
            self._find(path, event, "this number is too long; put quotes around it if it is a text")
            return 0
        if whole:
            return int(text)
        if _OTHER_BASE.fullmatch(text):
            return int(text, 0)
        if _DECIMAL.fullmatch(text):
            return float(_NOT_FINITE.sub(r"\1", text.lower()))
        return text

    def _whole_text(self, text: str, path: Path, event: Event) -> str:
        """The text with pairs of surrogates joined, as JSON writes characters above U+FFFF."""
        if not any("\ud800" <= char <= "\udfff" for char in text):
            return text
        pairs = text.encode("utf-16-le", "surrogatepass")
        try:
            return pairs.decode("utf-16-le")
        except UnicodeDecodeError:
            self._find(path, event, "half of a surrogate pair stands for no character; remove it")
            return pairs.decode("utf-16-le", "replace")

    def _find(self, path: Path, event: Event, message: str) -> None:
        self.made.found.append(Found(path, _place_of(event), message))


def _place_of(event: Event) -> Place:
    mark = event.start_mark
    assert mark is not None
    return Place(mark.line + 1, mark.column + 1)
