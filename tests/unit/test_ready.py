"""The vote page kept ready: packed and plain are the same page."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.voting import ready
from pollsvc.voting.ready import ReadyPage, ReadyPages

PLACE = "-place-"


@given(
    st.text(alphabet="abc é\n日", max_size=2000),
    st.text(alphabet="abc é\n日", max_size=2000),
    st.binary(max_size=200),
)
def test_a_packed_page_unpacks_to_the_plain_one(before: str, after: str, put_in: bytes) -> None:
    page = ReadyPage.of(before + PLACE + after, PLACE)
    assert gzip.decompress(page.packed(put_in)) == page.plain(put_in)
    assert page.plain(put_in) == before.encode() + put_in + after.encode()


def test_a_page_is_ready_for_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 50.0
    monkeypatch.setattr(ready, "monotonic", lambda: now)
    pages = ReadyPages()
    pages.put((1,), ReadyPage.of(PLACE, PLACE))
    assert pages.get((1,)) is not None
    assert pages.get((2,)) is None
    now = 51.01
    assert pages.get((1,)) is None


def test_a_bounded_number_of_pages_is_ready() -> None:
    pages = ReadyPages()
    for number in range(1000):
        pages.put((number,), ReadyPage.of(PLACE, PLACE))
    assert len(pages._pages) <= ready._KEPT_AT_MOST
