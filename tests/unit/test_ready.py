"""The vote page kept ready: packed and plain are the same page."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from pollsvc.voting.ready import ReadyPage

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
