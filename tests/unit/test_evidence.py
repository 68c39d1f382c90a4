"""Digests of a voter: keyed per poll, signed forms, a cookie that follows the form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pollsvc.voting.evidence import PollKey, known_cookie

SECRET = b"s" * 32
KEY = PollKey.of(SECRET, 1)
NONCE = b"n" * 16


@given(st.binary(min_size=16, max_size=16))
def test_a_form_id_gives_its_nonce_back(nonce: bytes) -> None:
    assert KEY.nonce_of(KEY.form_id(nonce)) == nonce


@given(st.text())
def test_anything_else_is_no_form_id(text: str) -> None:
    assert KEY.nonce_of(text) is None


@given(st.integers(0, 37), st.sampled_from("ABCDEFGHabcdefgh0123456789-_"))
def test_a_form_id_with_one_sign_changed_is_refused(place: int, sign: str) -> None:
    good = KEY.form_id(NONCE)
    forged = good[:place] + sign + good[place + 1 :]
    # The last sign carries four bits that no byte uses.
    if forged != good and place != 37:
        assert KEY.nonce_of(forged) is None


def test_a_form_of_one_poll_is_none_of_another() -> None:
    assert PollKey.of(SECRET, 2).nonce_of(KEY.form_id(NONCE)) is None
    assert PollKey.of(b"t" * 32, 1).nonce_of(KEY.form_id(NONCE)) is None


def test_the_same_browser_in_two_polls_has_unrelated_words() -> None:
    cookie = KEY.first_cookie(NONCE)
    assert KEY.browser_word(cookie) != PollKey.of(SECRET, 2).browser_word(cookie)


def test_a_retry_before_the_cookie_arrives_is_the_same_voter() -> None:
    cookie = KEY.first_cookie(NONCE)
    assert KEY.first_cookie(NONCE) == cookie
    assert KEY.evidence(NONCE, cookie) == KEY.evidence(NONCE, cookie)


def test_browsers_that_share_a_form_have_words_of_their_own() -> None:
    one, other = KEY.evidence(NONCE, "a" * 22), KEY.evidence(NONCE, "b" * 22)
    assert one.form != other.form
    assert one.browser != other.browser


def test_words_tell_their_kind_and_have_128_bits() -> None:
    words = KEY.evidence(NONCE, "a" * 22)
    assert (words.form[:1], len(words.form)) == (b"f", 17)
    assert (words.browser[:1], len(words.browser)) == (b"b", 17)


def test_only_cookies_of_ours_are_known() -> None:
    assert known_cookie(KEY.first_cookie(NONCE))
    for raw in (None, "", "x", "a" * 21, "a" * 23, "a" * 21 + "\n", "ä" * 22, "a b" * 7 + "a"):
        assert known_cookie(raw) is None
