"""Public answers kept as bytes in front of the app, for as long as they are true.

An answer is kept for a second at most, and forgotten at once when this process
commits a vote in its poll; so other processes' votes show within that second.
The view that made it says what it depends on (``keep``); nothing else is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from flask import Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SLOT = "pollsvc.slot"
AT_MOST_SECONDS = 1.0
_ENTRIES = 512
_BYTES = 8 * 2**20
_PACK_FROM = 500
_PACKED_TYPES = ("text/", "application/json", "application/problem+json", "image/svg+xml")


@dataclass
class Slot:
    """Where a view says how long its answer may be kept, and of which poll it is."""

    changes: int
    began: float
    poll_id: int | None = None
    until: float = 0.0


@dataclass(frozen=True)
class _Entry:
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    poll_id: int | None
    changes: int
    until: float


@dataclass
class Kept:
    """The WSGI layer that answers from kept bytes."""

    app: WSGIApplication
    _entries: dict[tuple[Any, ...], _Entry] = field(default_factory=dict)
    _changes: int = 0
    _changed: dict[int | None, int] = field(default_factory=dict)
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def forget(self, poll_id: int) -> None:
        """Let go of everything that shows this poll; called when its figures change."""
        with self._writing:
            self._changes += 1
            self._changed[poll_id] = self._changes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the kept bytes, or let the app answer and keep that."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self.app(environ, start_response)
        key = (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),
            "" if _is_file(environ["PATH_INFO"]) else environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
        )
        entry = self._entries.get(key)
        if entry is None or not self._is_true(entry):
            entry, answer = self._ask(environ, start_response, key)
            if entry is None:
                return answer
        return _answer(entry, environ, start_response)

    def _is_true(self, entry: _Entry) -> bool:
        # Compared with the moment the request came in: on SQLite all of it sees the
        # figures as they were when it first read anything.
        return monotonic() < entry.until and self._changed.get(entry.poll_id, 0) <= entry.changes

    def _ask(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: tuple[Any, ...]
    ) -> tuple[_Entry | None, Iterable[bytes]]:
        slot = environ[SLOT] = Slot(self._changes, monotonic())
        method = environ["REQUEST_METHOD"]
        started: list[Any] = []

        def capture(status: str, headers: list[tuple[str, str]], _info: Any = None) -> Any:
            started[:] = [status, headers]
            return lambda _data: None

        answer = self.app(environ, capture)
        status, headers = started
        etag = next((value for name, value in headers if name == "ETag"), "")
        if not etag or method == "HEAD" or not status.startswith("200"):
            start_response(status, headers)
            return None, answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        entry = _Entry(status, headers, body, etag, slot.poll_id, slot.changes, slot.until)
        if slot.until:
            self._put(key, entry)
        return entry, ()

    def _put(self, key: tuple[Any, ...], entry: _Entry) -> None:
        with self._writing:
            self._entries.pop(key, None)
            self._entries[key] = entry
            size = sum(len(one.body) for one in self._entries.values())
            while len(self._entries) > _ENTRIES or size > _BYTES:
                size -= len(self._entries.pop(next(iter(self._entries))).body)


def _is_file(path: str) -> bool:
    """Whether this is a file, whose language never depends on the browser."""
    return "." in path.rpartition("/")[2]


def _answer(
    entry: _Entry, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and (entry.etag in wanted or wanted.strip() == "*"):
        left = [pair for pair in entry.headers if not pair[0].startswith("Content-")]
        start_response("304 NOT MODIFIED", left)
        return ()
    start_response(entry.status, entry.headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (entry.body,)


def keep(poll_id: int | None, seconds: float = AT_MOST_SECONDS) -> None:
    """Keep the answer to this request until the poll's figures change, or for so long.

    A change since the request came in is noticed, wherever this is called. ``None``
    stands for what shows many polls.
    """
    slot = request.environ.get(SLOT)
    if isinstance(slot, Slot):
        slot.poll_id = poll_id
        slot.until = slot.began + min(seconds, AT_MOST_SECONDS)


def finished(response: Response, caching: str) -> Response:
    """A public answer with its ETag, packed if the browser takes that.

    The tag is a digest of the very bytes, so the same figures have the same tag on
    every node, and what is hidden leaves no trace in it.
    """
    response.headers["Cache-Control"] = caching
    response.headers["ETag"] = f'"{hashlib.sha256(response.get_data()).hexdigest()[:20]}"'
    return packed(response, level=6)


def packed(response: Response, level: int = 1) -> Response:
    """The response in gzip, where the browser takes it and it is worth it."""
    kind = response.mimetype or ""
    if response.direct_passthrough or response.content_encoding or response.status_code == 304:
        return response
    if not kind.startswith(_PACKED_TYPES) or response.status_code == 204:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < _PACK_FROM or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.set_data(gzip.compress(body, level, mtime=0))
    response.content_encoding = "gzip"
    tag = response.headers.get("ETag")
    if tag:
        response.headers["ETag"] = tag[:-1] + '-gz"'
    return response
