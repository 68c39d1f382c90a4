"""The load: voters and readers on keep-alive connections, in a process of their own.

    python -m tests.load.client < job.json > round.json

One thread watches all connections. Every visitor is a new one, without a cookie; a voter
gets the form page, takes the hidden fields from it, posts one choice and is done when the
answer is a redirect. Latencies run from the first byte sent to the last one received.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from time import monotonic, perf_counter, process_time
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

HOST = "127.0.0.1"
PATIENCE = 30.0
TYPED = "30"
"""What a voter types, whether a number or a text is asked for."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r\n]+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r\n]+)", re.IGNORECASE)
_PACKED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
_BODILESS = (204, 304)


@dataclass(frozen=True)
class Job:
    """What to do: ``kind`` is ``vote``, ``read``, or ``again`` (read with the ETag known).

    The connections are spread over ``ports`` in turn. ``seconds`` is how long new visitors
    come; those who are there then finish.
    """

    kind: str
    ports: tuple[int, ...]
    path: str
    connections: int
    seconds: float
    at_most: int = 10**9


@dataclass
class Round:
    """What came of a job. Times in seconds; ``busy`` is the client's own share of its core."""

    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    busy: float = 0.0
    p95: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Visitors (or answers) a second."""
        return self.done / self.seconds


def run(job: Job) -> Round:
    """Do a job in a process of its own, on the core where this one stands."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.load.client"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        timeout=job.seconds + 2 * PATIENCE,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"the load client failed:\n{ended.stderr[-2000:]}")
    return Round(**json.loads(ended.stdout))


class Answer(NamedTuple):
    """An HTTP answer as it came."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> bytes:
        """The body unpacked."""
        return zlib.decompress(self.body, 31) if _PACKED.search(self.head) else self.body

    @property
    def cookies(self) -> bytes:
        """What a browser would send back."""
        return b"; ".join(_COOKIE.findall(self.head))


def read_answer(data: bytes) -> Answer | None:
    """The answer in these bytes, or ``None`` while it is not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[:end]
    status = int(head[9:12])
    if status in _BODILESS:
        return Answer(status, head, b"")
    length = _LENGTH.search(head)
    if length is None:
        raise ValueError(f"an answer without a length: {head[:200]!r}")
    body = data[end + 4 :]
    return Answer(status, head, body) if len(body) >= int(length[1]) else None


class VoteForm(HTMLParser):
    """The first form of a page that is posted: where it goes, and its fields.

    Selects are the places of one ranking, in order; what is typed is a number anywhere.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: list[str] = []
        self.choices: dict[str, list[str]] = {}
        self.typed: dict[str, str] = {}
        self._selects = 0
        self._inside: bool | None = None
        self.feed(page)
        if not self.choices:
            raise ValueError("the page has no form with a choice in it")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form, and the inputs within the one that is posted."""
        found = dict(attrs)
        posted = (found.get("method") or "").lower() == "post"
        if tag == "form" and self._inside is None and posted:
            self.action, self._inside = found.get("action") or "", True
        if tag not in ("input", "select", "textarea") or not self._inside:
            return
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "select":
            self._selects += 1
            self.typed[name] = str(self._selects)
        elif found.get("type") == "hidden":
            self.hidden.append(name)
        elif found.get("type") in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(value)
        else:
            self.typed[name] = TYPED

    def handle_endtag(self, tag: str) -> None:
        """Leave the form."""
        if tag == "form" and self._inside:
            self._inside = False

    def hidden_values(self) -> re.Pattern[bytes]:
        """What finds name and value of hidden fields in a page like this one, quickly."""
        names = "|".join(re.escape(name) for name in self.hidden)
        return re.compile(rf'<input\b[^>]*\bname="({names})"[^>]*\bvalue="([^"]*)"'.encode())


Visitor = Generator[bytes, Answer, None]
"""A visitor yields requests and is sent their answers."""


class Load:
    """All connections of a job, and what was measured on them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.result = Round()
        self.refused: Counter[str] = Counter()
        self.times: dict[str, list[float]] = {}
        self._end = 0.0
        self._turn = 0
        if job.kind == "vote":
            page = ask(job.ports[0], request("GET", job.path, job.ports[0])).text
            self.form = VoteForm(page.decode())
            self.hidden = self.form.hidden_values()
            self.action = urlsplit(urljoin(job.path, self.form.action)).path

    def run(self) -> Round:
        """Let visitors come until the time is over, and wait for the last of them."""
        watch = selectors.DefaultSelector()
        for place in range(self.job.connections):
            port = self.job.ports[place % len(self.job.ports)]
            connection = socket.create_connection((HOST, port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            watch.register(connection, selectors.EVENT_READ, Line(connection, self, port))
        begin, worked = perf_counter(), process_time()
        self._end = monotonic() + self.job.seconds
        lines: list[Line] = [key.data for key in watch.get_map().values()]
        waiting = sum(line.start() for line in lines)
        while waiting:
            ready = watch.select(PATIENCE)
            if not ready:
                raise TimeoutError(f"{waiting} visitors got no answer in {PATIENCE:g} s")
            for key, _events in ready:
                waiting -= key.data.receive()
        self.result.seconds = perf_counter() - begin
        self.result.busy = (process_time() - worked) / self.result.seconds
        self.result.refused = dict(self.refused)
        self.result.p95 = {kind: percentile(times, 0.95) for kind, times in self.times.items()}
        for line in lines:
            line.connection.close()
        return self.result

    def visitor(self, port: int) -> Visitor | None:
        """The next visitor, or ``None`` where no more come."""
        if monotonic() >= self._end or self._turn >= self.job.at_most:
            return None
        self._turn += 1
        return self._voter(port) if self.job.kind == "vote" else self._reader(port)

    def _voter(self, port: int) -> Visitor:
        turn = self._turn
        begin = perf_counter()
        page = yield request("GET", self.job.path, port)
        got = perf_counter()
        sent = [(name.decode(), value.decode()) for name, value in self.hidden.findall(page.text)]
        for name, values in self.form.choices.items():
            sent.append((name, values[turn % len(values)]))
        sent += self.form.typed.items()
        body = urlencode(sent).encode()
        post = perf_counter()
        answer = yield request("POST", self.action, port, body, page.cookies)
        end = perf_counter()
        if answer.status in (302, 303):
            self.result.done += 1
            self._took("get", got - begin)
            self._took("post", end - post)
            self._took("flow", end - begin)
        else:
            self.refused[str(answer.status)] += 1

    def _reader(self, port: int) -> Visitor:
        first = yield request("GET", self.job.path, port)
        tag = _ETAG.search(first.head) if self.job.kind == "again" else None
        extra = b"If-None-Match: " + tag[1] + b"\r\n" if tag else b""
        wanted = 304 if self.job.kind == "again" else 200
        ready = request("GET", self.job.path, port, extra=extra)
        seen = 0
        while not seen or monotonic() < self._end:
            seen += 1
            begin = perf_counter()
            answer = yield ready
            if answer.status == wanted:
                self.result.done += 1
                self._took("get", perf_counter() - begin)
            else:
                self.refused[str(answer.status)] += 1

    def _took(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)


class Line:
    """A connection and the visitor who has it."""

    def __init__(self, connection: socket.socket, load: Load, port: int) -> None:
        self.connection = connection
        self._load = load
        self._port = port
        self._visitor: Visitor | None = None
        self._got = b""

    def start(self) -> bool:
        """Begin the next visit; false where no more visitors come."""
        self._visitor = self._load.visitor(self._port)
        if self._visitor is None:
            return False
        self.connection.sendall(next(self._visitor))
        return True

    def receive(self) -> bool:
        """Take in what came; true where this connection's last visitor is done with it."""
        data = self.connection.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection in the middle of a visit")
        self._got = self._got + data if self._got else data
        answer = read_answer(self._got)
        if answer is None:
            return False
        self._got = b""
        assert self._visitor is not None
        try:
            self.connection.sendall(self._visitor.send(answer))
        except StopIteration:
            return not self.start()
        return False


def request(
    method: str, path: str, port: int, body: bytes = b"", cookies: bytes = b"", extra: bytes = b""
) -> bytes:
    """A request with the headers that matter of those that browsers send."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: text/html\r\n"
        "Accept-Language: en-GB,en;q=0.8\r\nAccept-Encoding: gzip, deflate\r\n"
        "Sec-Fetch-Site: same-origin\r\n"
    ).encode()
    if cookies:
        head += b"Cookie: " + cookies + b"\r\n"
    if method == "POST":
        head += f"Origin: http://{HOST}:{port}\r\nContent-Length: {len(body)}\r\n".encode()
        head += b"Content-Type: application/x-www-form-urlencoded\r\n"
    return head + extra + b"\r\n" + body


def ask(port: int, sent: bytes) -> Answer:
    """One request on a connection of its own."""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        got = b""
        while (answer := read_answer(got)) is None:
            data = connection.recv(262_144)
            if not data:
                raise ConnectionError("the server closed the connection without an answer")
            got += data
        return answer


def percentile(values: list[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def main() -> None:
    """Do the job on standard input."""
    raw: dict[str, Any] = json.load(sys.stdin)
    job = Job(**{**raw, "ports": tuple(raw["ports"])})
    json.dump(asdict(Load(job).run()), sys.stdout)


if __name__ == "__main__":
    main()
