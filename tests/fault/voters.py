"""Voters who keep a log of what they sent and of what was acknowledged."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.fault.running import SLUG, Answer, Instance, ask_on

PATH = f"/p/{SLUG}"
_FORM = re.compile(r'name="form" value="([^"]+)"')


@dataclass
class Voters:
    """Threads that vote, each vote as a new visitor, until they are stopped.

    A form whose answer did not come, or was a refusal, is sent again.
    """

    instance: Instance
    sent: dict[str, int] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    last: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def voting(self, threads: int = 8) -> Iterator[None]:
        """Vote from so many threads as long as this lasts."""
        running = [threading.Thread(target=self._vote, daemon=True) for _ in range(threads)]
        for thread in running:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in running:
                thread.join(30)

    def _vote(self) -> None:
        connection, form = self._connection(), ""
        while not self._over.is_set():
            try:
                form = form or form_on(ask_on(connection, PATH))
                choice = self.sent.setdefault(form, len(self.sent) % 4 + 1) if form else 0
                if form and self._has_answered(ask_on(connection, PATH, filled_in(form, choice))):
                    self.acknowledged.add(form)
                    self.last, form = time.monotonic(), ""
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = self._connection()
                time.sleep(0.02)
        connection.close()

    def _has_answered(self, answer: Answer) -> bool:
        self.statuses[answer.status] += 1
        assert answer.status != 503 or "retry-after" in answer.headers
        return answer.status == 303

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.instance.port, timeout=20)

    def acknowledged_votes(self) -> dict[bytes, int]:
        """The votes that the server said are stored."""
        return {self.instance.word_of(form): self.sent[form] for form in self.acknowledged}

    def sent_votes(self) -> dict[bytes, int]:
        """Every vote that may have been stored."""
        return {self.instance.word_of(form): choice for form, choice in dict(self.sent).items()}


def form_on(answer: Answer) -> str:
    """The form id on a vote page, or nothing where there is no form."""
    found = _FORM.search(answer.text)
    return found[1] if found else ""


def filled_in(form: str, choice: int) -> str:
    """The body of a vote."""
    return urlencode({"form": form, "act": "vote", "q1": choice})


def assert_nothing_lost_or_added(voters: Voters, at_least: int) -> None:
    """Acknowledged votes are counted as sent, and what is counted was sent."""
    counted = voters.instance.counted()
    assert len(voters.acknowledged) >= at_least
    assert voters.acknowledged_votes().items() <= counted.items()
    assert counted.items() <= voters.sent_votes().items()
    assert voters.instance.faults() == ()
