"""Answers kept as bytes in front of the app, for as long as they are true.

An answer is kept for a second, one more while it is made anew, and forgotten at once
when this process commits a vote in its poll; other processes' votes show within two.
The view that made it says what it depends on (``keep``); nothing else is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Response, request
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SLOT = "pollsvc.slot"
AT_MOST_SECONDS = 1.0
GRACE_SECONDS = 1.0
PAGE_PARAMETERS = frozenset(
    {"again", "change", "lang", "language", "page", "q", "question", "topic"}
)
LINK_PARAMETER = "from"
"""Names a link; a page depends on it only where it is one of those that the page counts."""
PREFILL = "a-"
"""How parameters begin that answer a question: the page they lead to is never kept."""
_ENTRIES = 512
_CHARTS = (".svg", ".png", ".pdf")
_BYTES = 8 * 2**20
_PACK_FROM = 500
_PACKED_TYPES = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_Key = tuple[Any, ...]


@dataclass
class Slot:
    """Where a view says how long its answer may be kept, and of which poll it is."""

    changes: int
    began: float
    poll_id: int | None = None
    until: float = 0.0
    grace: float = 0.0
    fresh: Callable[[], bytes] | None = None
    links: Set[str] = frozenset()


@dataclass(frozen=True)
class _Entry:
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    poll_id: int | None
    changes: int
    until: float
    grace: float
    fresh: Callable[[], bytes] | None = None
    links: Set[str] = frozenset()
    renewing: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Kept:
    """The WSGI layer that answers from kept bytes."""

    app: WSGIApplication
    _entries: dict[_Key, _Entry] = field(default_factory=dict)
    _changes: int = 0
    _changed: dict[int | None, int] = field(default_factory=dict)
    _all_changed: int = 0
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def counted(self, poll_id: int) -> None:
        """Let go of this poll's figures; called with every batch of votes."""
        with self._writing:
            self._changes += 1
            self._changed[poll_id] = self._changes

    def forget(self, poll_id: int) -> None:
        """Let go of everything that shows this poll; called when it is written anew.

        What shows many polls and the forms kept ready go too, of whatever poll.
        """
        with self._writing:
            self._changes += 1
            self._changed[poll_id] = self._changed[None] = self._changes

    def forget_all(self) -> None:
        """Let go of everything; called when the site as a whole is changed."""
        with self._writing:
            self._changes += 1
            self._all_changed = self._changes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the kept bytes, or let the app answer and keep that."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.app(environ, start_response)
        key, link = _key_of(environ)
        entry = self._find(key, link)
        if entry is None:
            return self._ask(environ, start_response, key, link)
        if entry.fresh is not None and "HTTP_COOKIE" in environ:
            return self.app(environ, start_response)  # this reader's page may be another
        needed = max(self._changed.get(entry.poll_id, 0), self._all_changed)
        if entry.changes >= needed and monotonic() < entry.until:
            return _answer(entry, environ, start_response)
        return self._renew(environ, start_response, (key, link), entry, needed)

    def _find(self, key: _Key, link: str | None) -> _Entry | None:
        """What is kept for this request; a link that no page counts gets what all get."""
        entry = self._entries.get(key)
        if link is None:
            return entry
        of_link = self._entries.get((*key, link))
        return of_link or (None if entry and link in entry.links else entry)

    def _renew(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        where: tuple[_Key, str | None],
        old: _Entry,
        needed: int,
    ) -> Iterable[bytes]:
        """One asks the app; others get the old answer, or wait if it is no longer true.

        Of a chart they get the old one for a moment even then, as nobody waits for it.
        """
        # A drawing takes long, and whoever waits for one takes a thread from the voters.
        chart = environ["PATH_INFO"].endswith(_CHARTS)
        in_time = monotonic() < old.until + old.grace
        may_serve = in_time and (chart or old.changes >= needed)
        if not old.renewing.acquire(blocking=not (may_serve or chart)):
            if may_serve:
                return _answer(old, environ, start_response)
            return self._ask(environ, start_response, *where)
        try:
            entry = self._find(*where) or old
            # Made of figures at least as new as those that were there when this was asked.
            if entry is not old and entry.changes >= needed:
                return _answer(entry, environ, start_response)
            return self._ask(environ, start_response, *where, old.renewing)
        finally:
            old.renewing.release()

    def _ask(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        key: _Key,
        link: str | None,
        renewing: threading.Lock | None = None,
    ) -> Iterable[bytes]:
        # On SQLite all of a request sees the figures as they were when it first read.
        slot = environ[SLOT] = Slot(self._changes, monotonic())
        started: list[Any] = []

        def capture(status: str, headers: list[tuple[str, str]], _info: Any = None) -> Any:
            started[:] = [status, headers]
            return lambda _data: None

        answer = self.app(environ, capture)
        status, headers = started
        etag = next((value for name, value in headers if name == "ETag"), "")
        if not (etag or slot.fresh) or not status.startswith("200"):
            start_response(status, headers)
            return answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        entry = _Entry(
            status,
            headers,
            body,
            etag,
            slot.poll_id,
            slot.changes,
            slot.until,
            slot.grace,
            slot.fresh,
            slot.links,
            renewing or threading.Lock(),
        )
        if slot.until and environ["REQUEST_METHOD"] == "GET":
            self._put((*key, link) if link in slot.links else key, entry)
        return _answer(entry, environ, start_response, made=True)

    def _put(self, key: _Key, entry: _Entry) -> None:
        with self._writing:
            self._entries.pop(key, None)
            self._entries[key] = entry
            size = sum(len(one.body) for one in self._entries.values())
            while len(self._entries) > _ENTRIES or size > _BYTES:
                size -= len(self._entries.pop(next(iter(self._entries))).body)


def _key_of(environ: WSGIEnvironment) -> tuple[_Key, str | None]:
    """Everything that an answer can depend on, and the link that the request came by.

    A file's language never comes from the browser, and its parameters are a closed
    set; a page ignores parameters that it does not know, as campaign tags. Only the page
    knows which links it counts, so that the link stands apart: any word may be sent.
    """
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    packs = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if "." in path.rpartition("/")[2]:
        return (path, query, environ.get("HTTP_HOST", ""), packs), None
    known, link = _known_parameters(query) if query else ((), None)
    language = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return (path, known, environ.get("HTTP_HOST", ""), packs, language), link


@lru_cache(maxsize=1024)
def _known_parameters(query: str) -> tuple[tuple[tuple[str, str], ...], str | None]:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    link = next((value for name, value in pairs if name == LINK_PARAMETER), None)
    counts = tuple(
        pair for pair in pairs if pair[0] in PAGE_PARAMETERS or pair[0].startswith(PREFILL)
    )
    return counts, link


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether this ``Accept-Encoding`` takes gzip; ``gzip;q=0`` does not."""
    return parse_accept_header(accepted)["gzip"] > 0


def _answer(
    entry: _Entry, environ: WSGIEnvironment, start_response: StartResponse, made: bool = False
) -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and entry.etag and (entry.etag in wanted or wanted.strip() == "*"):
        left = [pair for pair in entry.headers if not pair[0].startswith("Content-")]
        start_response("304 NOT MODIFIED", left)
        return ()
    # What has a fresh part was made with one the first time.
    body = entry.body if made or entry.fresh is None else entry.fresh()
    start_response(entry.status, entry.headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def keep(
    poll_id: int | None,
    seconds: float = AT_MOST_SECONDS,
    fresh: Callable[[], bytes] | None = None,
    links: Set[str] = frozenset(),
) -> None:
    """Keep the answer to this request until the poll's figures change, or for so long.

    A change since the request came in is noticed, wherever this is called. ``None``
    stands for what shows many polls. ``fresh`` gives the body anew for each further
    request, of the same length; then only requests without a cookie are answered so.
    ``links`` are the links that have an answer of their own each; all others share one.
    """
    slot = request.environ.get(SLOT)
    if isinstance(slot, Slot):
        slot.poll_id = poll_id
        slot.until = slot.began + min(seconds, AT_MOST_SECONDS)
        # While one asks anew, others get the old answer; not past a turn of the poll.
        slot.grace = GRACE_SECONDS if seconds >= AT_MOST_SECONDS else 0.0
        slot.fresh = fresh
        slot.links = links


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
    if len(body) < _PACK_FROM or not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    response.set_data(gzip.compress(body, level, mtime=0))
    response.content_encoding = "gzip"
    tag = response.headers.get("ETag")
    if tag:
        response.headers["ETag"] = tag[:-1] + '-gz"'
    return response
