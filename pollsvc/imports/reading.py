"""Reading definition files: every fault of every file at once, or definitions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path as FilePath

from pydantic import ValidationError

from pollsvc.domain.new_poll import NewPoll
from pollsvc.imports.building import faults_at, new_poll
from pollsvc.imports.checks import AsRead, cross_faults, cross_hints
from pollsvc.imports.faults import DefinitionFaultsError, Fault, Path, dotted, shown
from pollsvc.imports.partly import Partly, sound_part
from pollsvc.imports.phrases import path_of, phrase
from pollsvc.imports.rules import rules_found
from pollsvc.imports.schema import PollFile
from pollsvc.imports.shorthand import write_out
from pollsvc.imports.yaml_text import (
    LARGEST_BYTES,
    Document,
    Place,
    UnreadableTextError,
    read_document,
)

SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Definition:
    """One definition file without a fault in itself. ``hints`` are worth a look."""

    file: str
    content: PollFile
    places: Mapping[Path, Place]
    hints: tuple[Fault, ...] = ()

    @property
    def slug(self) -> str:
        """The poll's address."""
        return self.content.slug

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the content, whatever its layout, comments and order of names.

        Fields at their default are left out, so that a field which a later version
        adds leaves the digests of older files as they are.
        """
        content = self.content.model_dump(mode="json", exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def new_poll(self, now: datetime) -> NewPoll:
        """The poll to write if the file is loaded at ``now`` (aware).

        Raises:
            DefinitionFaultsError: it cannot be loaded at ``now``.
        """
        if wrong := self.faults_at(now):
            raise DefinitionFaultsError(wrong)
        return new_poll(self.content, self.digest, now)

    def faults_at(self, now: datetime) -> list[Fault]:
        """What keeps the file from being loaded at ``now`` (aware).

        Fixed times and times that hang on the load are not in order then, or a day of a
        past result has not come.
        """
        return [self.fault(path, message) for path, message in faults_at(self.content, now)]

    def fault(self, path: Path, message: str) -> Fault:
        """A fault at a part of this file."""
        place = self.places.get(path, Place(1, 1))
        return Fault(self.file, place.line, place.column, dotted(path), message)


def read_definition(path: FilePath | str) -> Definition:
    """The definition in one file.

    Raises:
        DefinitionFaultsError: with every fault of the file, in the file's order.
    """
    raw, file = _bytes_of(FilePath(path))
    return read_text(raw, file)


def read_definitions(paths: Iterable[FilePath | str]) -> tuple[Definition, ...]:
    """The definitions in these files and in the folders among them, by name.

    Raises:
        DefinitionFaultsError: with every fault of every file; also where two files
            give a poll the same slug.
    """
    faults: list[Fault] = []
    files = (file for path in paths for file in _files_of(FilePath(path), faults))
    return _gathered((partial(read_definition, file) for file in files), faults)


def read_texts(files: Iterable[tuple[str, bytes]]) -> tuple[Definition, ...]:
    """The definitions in these files, each its name and its bytes.

    Raises:
        DefinitionFaultsError: as ``read_definitions``.
    """
    return _gathered((partial(read_text, raw, name) for name, raw in files), [])


def _gathered(
    files: Iterable[Callable[[], Definition]], faults: list[Fault]
) -> tuple[Definition, ...]:
    read: dict[str, Definition] = {}
    for reading in files:
        try:
            definition = reading()
        except DefinitionFaultsError as error:
            faults.extend(error.faults)
            continue
        other = read.setdefault(definition.slug, definition)
        if other is not definition and other.file != definition.file:
            faults.append(definition.fault(("slug",), f"{other.file} has this slug too"))
    if faults:
        raise DefinitionFaultsError(faults)
    return tuple(read.values())


def read_text(raw: bytes, file: str) -> Definition:
    """The definition in these bytes; ``file`` names them, ``.json`` at its end makes them JSON.

    Raises:
        DefinitionFaultsError: with every fault, in the order of the text.
    """
    try:
        document = read_document(raw, is_json=file.endswith(".json"))
    except UnreadableTextError as error:
        found = ((one.place, one.message) for one in error.every)
        faults = [Fault(file, at.line, at.column, "", message) for at, message in found]
        raise DefinitionFaultsError(faults) from None
    write_out(document)
    look = _Look(document)
    if look.content is None or look.faults:
        raise DefinitionFaultsError(look.in_order(file, look.faults))
    hints = tuple(look.in_order(file, look.hints))
    return Definition(file, look.content, document.places, hints)


_AtPlaces = dict[tuple[Path, Place], str]


class _Look:
    """Everything found in one document: its content, if that has the right form, and faults."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.faults: _AtPlaces = {(one.path, one.place): one.message for one in document.found}
        self.hints: _AtPlaces = {(one.path, one.place): one.message for one in document.hints}
        self.content = self._content()

    def in_order(self, file: str, found: _AtPlaces) -> Iterator[Fault]:
        """What was found, in the order of the text."""
        for (path, place), message in sorted(
            found.items(), key=lambda one: (one[0][1].line, one[0][1].column)
        ):
            yield Fault(file, place.line, place.column, dotted(path), message)

    def _content(self) -> PollFile | None:
        document, content = self._document, None
        faulty = {path for path, _ in self.faults}
        try:
            content = PollFile.model_validate(document.data)
        except ValidationError as error:
            seen = frozenset(faulty)
            comments = {one.path: one.message for one in document.hints}
            for one in error.errors(include_url=False):
                faulty.add(path_of(one))
                # What was wrong in the text already is no second fault in the data.
                if path_of(one) not in seen:
                    self._add(path_of(one), comments.get(path_of(one)) or phrase(one))
        if isinstance(document.data, dict):
            read = AsRead(document.data, faulty)
            for path, message in cross_faults(read):
                self._add(path, message)
            for path, message in cross_hints(read):
                self.hints.setdefault((path, document.place(path)), message)
            partly = sound_part(read) if content is None else Partly(content)
            if partly is not None:
                self._look_at_rules(partly, read)
        return content

    def _add(self, path: Path, message: str) -> None:
        self.faults.setdefault((path, self._document.place(path)), message)

    def _look_at_rules(self, partly: Partly, read: AsRead) -> None:
        for path, column, message, is_hint in rules_found(partly, read):
            place, said = self._document.place_inside(path, column), message
            if place is None:
                place = self._document.place(path)
                said = f"at character {column}: {message}" if column > 1 else message
            (self.hints if is_hint else self.faults).setdefault((path, place), said)


def _bytes_of(path: FilePath) -> tuple[bytes, str]:
    file = shown_file(path)
    try:
        if path.exists() and not path.is_file():
            raise DefinitionFaultsError([Fault(file, 1, 1, "", "this is not a file")])
        with path.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1), file
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "there can be no such file"
        raise DefinitionFaultsError([Fault(file, 1, 1, "", f"cannot be read: {reason}")]) from None


def _files_of(path: FilePath, faults: list[Fault]) -> list[FilePath]:
    if not path.is_dir():
        return [path]
    files = sorted(one for one in path.iterdir() if one.suffix in SUFFIXES and one.is_file())
    if not files:
        names = ", ".join(SUFFIXES)
        message = f"there is no definition file in this folder ({names})"
        faults.append(Fault(shown_file(path), 1, 1, "", message))
    return files


def shown_file(path: FilePath) -> str:
    """The file's name, safe to print, whole (names may be long)."""
    return "/".join(shown(part) if part != "/" else "" for part in path.parts) or "."
