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
from collections.abc import Iterator, Sequence
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
from pollsvc.imports.json_words import json_words
from pollsvc.imports.numbers import has_comma, number_words
from pollsvc.imports.yaml_words import syntax_words, with_quotes

LARGEST_BYTES = 256 * 1024
_MOST_SLIPS = 5
_DEEPEST = 12
_HEAD = 1024
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PACKED = b"PK\x03\x04"
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
_NO_TEXT = "this is no text; a definition file is text, in YAML or JSON"
_NOT_UTF_8 = "this is not UTF-8; save the file as UTF-8"
_ALIAS = "aliases (*name) are not taken here; write it out again, or put quotes around a text"
_ANCHOR = "anchors (&name) are not taken here; leave it out, or put quotes around a text"
_TAG = "tags (!name) are not taken here; leave it out, or put quotes around a text"
_COMMENT = "what follows this # is not read; put quotes around the whole text if it belongs to it"
_COMMA = "a comma ends a text between { and }; put quotes around the whole"
_NO_COLON = "there is no colon after this; write name: value, or quotes around the whole"
_LOOSE = re.compile(r"\s+#(?=[^\s#])")
_NOT_FINITE = re.compile(r"\.(inf|nan)")
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True, order=True)
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
    """The text breaks off as data; ``found`` says where and why, ``every`` what came before too."""

    def __init__(self, *every: Found) -> None:
        """Keep where and why."""
        super().__init__(every[-1].message)
        self.every, self.found = every, every[-1]


class _SlipError(UnreadableTextError):
    """A slip in the layout, past which the rest may be read."""


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
    hints: list[Found] = field(default_factory=list)

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
        return _walked(text, "JSON")
    slips: list[Found] = []
    while True:
        try:
            made = _walked(text, "YAML")
        except _SlipError as error:
            here = error.found
            if slips and here.place <= slips[-1].place:
                raise UnreadableTextError(*slips) from None
            slips.append(here)
            # The line may be in order with quotes: then the rest is looked at as well.
            mended = with_quotes(text, here.place.line - 1, here.place.column - 1)
            if mended is None or len(slips) > _MOST_SLIPS:
                raise UnreadableTextError(*slips) from None
            text = mended
        else:
            made.found[:0] = slips
            return made


def _walked(text: str, kind: str) -> Document:
    try:
        return _Walk(text).document()
    except yaml.reader.ReaderError as error:
        _stop(_place_at(text, error.position), _not_allowed(text[error.position]))
    except yaml.MarkedYAMLError as error:
        line, column, words = syntax_words(error, text, kind)
        raise _SlipError(Found((), Place(line + 1, column + 1), words)) from None
    except (ValueError, OverflowError):
        # The parser passes on what chr() and int() say of "\U00110000" and %YAML 1.(digits).
        _stop(Place(1, 1), "an escape such as \\U00110000 stands for no character")


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST_BYTES:
        _stop(Place(1, 1), f"the file is larger than {LARGEST_BYTES // 1024} KiB")
    if raw.startswith(_PACKED):
        _stop(Place(1, 1), _NO_TEXT)
    if b"\0" in raw[:2]:
        _stop(Place(1, 1), _NOT_UTF_8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        if b"\0" in raw[:_HEAD] and not raw.startswith(_UTF_16):
            _stop(Place(1, 1), _NO_TEXT)
        _stop(_place_at(before, len(before)), _NOT_UTF_8)


def _must_be_json(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        position, words = json_words(error)
        _stop(_place_at(text, position), f"this is not JSON: {words}")
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

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = yaml.parse(text, Loader=_Loader)
        self.text = text
        self.lines = text.splitlines()
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
            self._find(path, event, _ALIAS)
            return None
        if getattr(event, "anchor", None) is not None:
            self._find(path, event, _ANCHOR)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if getattr(event, "tag", None) not in (None, "!"):
            self._find(path, event, _TAG)
        if isinstance(event, SequenceStartEvent):
            return self._items(path, depth)
        assert isinstance(event, MappingStartEvent)
        return self._names(path, depth, in_braces=bool(event.flow_style))

    def _items(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*path, len(items))
            self.made.places[here] = _place_of(event)
            items.append(self._part(event, here, depth + 1))
        return items

    def _names(self, path: Path, depth: int, *, in_braces: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        last: Event | None = None
        torn: list[ScalarEvent] = []  # what commas took from the last value
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
            value = next(self.events)
            if in_braces and self._has_no_colon(event, value):
                torn.append(event)
                continue
            self._find_torn(path, last, torn)
            last, torn = value, []
            values[name] = self._part(value, here, depth + 1)
        self._find_torn(path, last, torn)
        return values

    def _has_no_colon(self, name: ScalarEvent, value: Event) -> bool:
        """Whether a name between braces stands alone, as what follows a comma in a text does."""
        if not isinstance(value, ScalarEvent) or value.value or value.style is not None:
            return False
        assert name.end_mark is not None
        assert value.start_mark is not None
        return ":" not in self.text[name.end_mark.index : value.start_mark.index]

    def _find_torn(self, path: Path, last: Event | None, torn: Sequence[ScalarEvent]) -> None:
        """Note a text between braces that commas end too early, and how to write it."""
        if not torn:
            return
        said = _NO_COLON if last is None else f"{_COMMA} text before this"
        if isinstance(last, ScalarEvent) and last.style is None:
            assert last.start_mark is not None
            assert torn[-1].end_mark is not None
            whole = " ".join(self.text[last.start_mark.index : torn[-1].end_mark.index].split())
            said = f"{_COMMA}: {json.dumps(shown(whole), ensure_ascii=False)}"
            if has_comma(whole):
                said += f"; for a number {number_words(whole)}"
        self._find(path, torn[0], said)

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        if event.tag not in _TEXT_TAGS:
            self._find(path, event, _TAG)
        text = self._whole_text(event.value, path, event)
        self._start(event, path)
        self._look_behind(event, path)
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

    def _look_behind(self, event: ScalarEvent, path: Path) -> None:
        """Note a comment that reads like part of the text before it, such as: item #3."""
        mark = event.end_mark
        if event.style is not None or mark is None or mark.line >= len(self.lines):
            return
        loose = _LOOSE.match(self.lines[mark.line], mark.column)
        if loose:
            place = Place(mark.line + 1, loose.end())
            self.made.hints.append(Found(path, place, _COMMENT))

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
