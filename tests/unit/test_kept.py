"""Kept bytes: true until the figures change, and never for longer than a second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

from pollsvc.web import kept as module
from pollsvc.web.kept import SLOT, Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Origin:
    """An app that counts how often it is asked."""

    def __init__(
        self, poll_id: int | None = 1, keeps: bool = True, links: Iterable[str] = ()
    ) -> None:
        self.asked = 0
        self.poll_id = poll_id
        self.keeps = keeps
        self.links = frozenset(links)
        self.during: list[Any] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked += 1
        slot = environ.get(SLOT)
        if self.keeps and slot is not None:
            slot.poll_id = self.poll_id
            slot.until = slot.began + 1
            slot.links = self.links
        for act in self.during:
            act()
        body = b"answer %d" % self.asked
        start("200 OK", [("ETag", f'"{self.asked}"'), ("Content-Length", str(len(body)))])
        return [body]


class Time:
    """A monotonic clock that stands still."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


def ask(layer: Kept, method: str = "GET", **environ: str) -> tuple[str, bytes]:
    """Ask the layer; gives status and body."""
    said: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _info: Any = None) -> Any:
        said.append(status)

    base = {"REQUEST_METHOD": method, "PATH_INFO": "/p/x/results"}
    body = b"".join(layer({**base, **environ}, start))
    return said[0], body


def test_an_answer_is_kept_until_its_second_is_over(time: Time) -> None:
    layer = Kept(origin := Origin())
    assert ask(layer)[1] == ask(layer)[1] == b"answer 1"
    time.now += 1.01
    assert ask(layer)[1] == b"answer 2"
    assert origin.asked == 2


def test_an_answer_is_forgotten_when_its_poll_changes(time: Time) -> None:
    layer = Kept(Origin(poll_id=1))
    ask(layer)
    layer.counted(2)
    assert ask(layer)[1] == b"answer 1"
    layer.counted(1)
    assert ask(layer)[1] == b"answer 2"


def test_what_was_read_before_a_change_is_not_kept_after_it(time: Time) -> None:
    origin = Origin(poll_id=1)
    layer = Kept(origin)
    origin.during = [lambda: layer.counted(1)]
    ask(layer)
    origin.during = []
    assert ask(layer)[1] == b"answer 2"


def test_nothing_is_kept_that_no_view_gave_leave_for(time: Time) -> None:
    layer = Kept(Origin(keeps=False))
    assert [ask(layer)[1], ask(layer)[1]] == [b"answer 1", b"answer 2"]


@pytest.mark.parametrize(
    "other",
    [
        {"QUERY_STRING": "lang=fr"},
        {"HTTP_HOST": "other"},
        {"HTTP_ACCEPT_LANGUAGE": "fr"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"PATH_INFO": "/p/y/results"},
    ],
)
def test_what_an_answer_depends_on_is_part_of_its_key(time: Time, other: dict[str, str]) -> None:
    layer = Kept(Origin())
    ask(layer)
    assert ask(layer, **other)[1] == b"answer 2"


def test_a_known_tag_gets_304_without_asking_the_app(time: Time) -> None:
    layer = Kept(origin := Origin())
    ask(layer)
    status, body = ask(layer, HTTP_IF_NONE_MATCH='"1"')
    assert (status[:3], body, origin.asked) == ("304", b"", 1)


def test_a_post_always_goes_to_the_app(time: Time) -> None:
    layer = Kept(Origin())
    ask(layer)
    assert ask(layer, "POST")[1] == b"answer 2"


def test_a_flood_of_addresses_does_not_fill_the_memory(time: Time) -> None:
    layer = Kept(Origin())
    for number in range(3 * module._ENTRIES):
        ask(layer, QUERY_STRING=f"lang={number}")
    assert len(layer._entries) <= module._ENTRIES


def test_big_answers_do_not_fill_the_memory(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BYTES", 20)
    layer = Kept(Origin())
    for number in range(9):
        ask(layer, QUERY_STRING=f"lang={number}")
    assert sum(len(entry.body) for entry in layer._entries.values()) <= 20


def test_a_file_is_kept_once_for_all_languages(time: Time) -> None:
    layer = Kept(Origin())
    ask(layer, PATH_INFO="/p/x/results.csv", HTTP_ACCEPT_LANGUAGE="fr")
    asked = ask(layer, PATH_INFO="/p/x/results.csv", HTTP_ACCEPT_LANGUAGE="ru")
    assert asked[1] == b"answer 1"


@pytest.mark.parametrize("poll_id", [1, None])
def test_a_poll_written_anew_takes_lists_and_forms_with_it(time: Time, poll_id: int | None) -> None:
    layer = Kept(Origin(poll_id=poll_id))
    ask(layer)
    layer.forget(1)
    assert ask(layer)[1] == b"answer 2"
    assert ask(layer)[1] == b"answer 2"


def test_each_link_that_a_page_counts_has_an_answer_of_its_own(time: Time) -> None:
    layer = Kept(origin := Origin(links={"letter", "print"}))
    asked = ["", "from=letter", "from=print", "from=letter&utm_source=x", "", "from=print"]
    bodies = [ask(layer, QUERY_STRING=query)[1] for query in asked]
    assert bodies == [b"answer %d" % number for number in (1, 2, 3, 2, 1, 3)]
    assert origin.asked == 3


@pytest.mark.parametrize("first", ["", "from=letter", "from=unknown"])
def test_a_link_that_nobody_counts_is_no_further_answer(time: Time, first: str) -> None:
    layer = Kept(Origin(links={"letter"}))
    ask(layer, QUERY_STRING=first)
    for number in range(2 * module._ENTRIES):
        ask(layer, QUERY_STRING=f"from=x{number}")
    assert len(layer._entries) <= 2


def test_the_answer_of_a_link_is_made_anew_as_that_of_the_link(time: Time) -> None:
    layer = Kept(Origin(links={"letter"}))
    ask(layer, QUERY_STRING="from=letter")
    ask(layer)
    time.now += 1.01
    assert ask(layer, QUERY_STRING="from=letter")[1] == b"answer 3"
    assert ask(layer)[1] == b"answer 4"
    assert ask(layer, QUERY_STRING="from=letter")[1] == b"answer 3"


def test_a_link_counted_from_now_on_is_not_given_to_all(time: Time) -> None:
    layer = Kept(origin := Origin())
    ask(layer, QUERY_STRING="from=letter")
    origin.links = frozenset({"letter"})
    time.now += 1.01
    assert ask(layer, QUERY_STRING="from=letter")[1] == b"answer 2"
    assert ask(layer)[1] == b"answer 3"
