"""What is known of a voter: digests keyed per poll, nothing raw.

The same person in two polls has two unrelated words, as each poll has its own key.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from pollsvc.domain.repeat import Evidence

NONCE_BYTES = 16
_MAC_BYTES = 12
_WORD_BYTES = 16
_COOKIE = re.compile(r"[A-Za-z0-9_-]{22}\Z")


@dataclass(frozen=True)
class PollKey:
    """The key under which one poll's digests are made."""

    secret: bytes
    key: bytes

    @classmethod
    def of(cls, secret: bytes, poll_id: int) -> PollKey:
        """The key of a poll of this installation."""
        return _poll_key(secret, poll_id)

    def form_id(self, nonce: bytes) -> str:
        """The signed id of a form of this poll, from 16 random bytes."""
        mac = _digest(self.key, b"form", nonce)[:_MAC_BYTES]
        return _text(nonce + mac)

    def new_form_id(self) -> str:
        """The id of a form that nobody has yet."""
        return self.form_id(os.urandom(NONCE_BYTES))

    def nonce_of(self, form_id: str) -> bytes | None:
        """The random part of a form id, or ``None`` where it is not one of this poll's."""
        try:
            raw = base64.b64decode(form_id + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        nonce, mac = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        good = hmac.compare_digest(_digest(self.key, b"form", nonce)[:_MAC_BYTES], mac)
        return nonce if good else None

    def first_cookie(self, nonce: bytes) -> str:
        """The cookie that comes with a first vote.

        It is derived from the form, so that a double click or a retry before the
        cookie arrives is still the same voter.
        """
        return _text(_digest(self.secret, b"cookie", nonce)[:_WORD_BYTES])

    def browser_word(self, cookie: str) -> bytes:
        """The word of a browser in this poll."""
        return b"b" + _digest(self.key, b"browser", cookie.encode())[:_WORD_BYTES]

    def unfinished_word(self, nonce: bytes) -> bytes:
        """The word under which the answers typed so far in this form are kept."""
        return b"n" + _digest(self.key, b"unfinished", nonce)[:_WORD_BYTES]

    def changing_word(self, cookie: str) -> bytes:
        """The word under which a browser's unsent change of its vote is erased.

        Of a purpose of its own, so that whoever reads the tables cannot match it with the
        vote.
        """
        return b"c" + _digest(self.key, b"changing", cookie.encode())[:_WORD_BYTES]

    def evidence(self, nonce: bytes, cookie: str) -> Evidence:
        """The words of a vote sent with this form by this browser.

        The form's word holds the browser too: where a page was cached against our
        headers, browsers that share a form are still different voters.
        """
        form = _digest(self.key, b"sent", nonce + cookie.encode())[:_WORD_BYTES]
        return Evidence(form=b"f" + form, browser=self.browser_word(cookie))


def known_cookie(raw: str | None) -> str | None:
    """A voter's cookie as we make them; anything else counts as none."""
    return raw if raw and _COOKIE.match(raw) else None


@lru_cache(maxsize=1024)
def _poll_key(secret: bytes, poll_id: int) -> PollKey:
    # BLAKE2b takes keys of 64 bytes at most, and a secret may be longer.
    key = blake2b(secret, person=b"secret").digest()
    return PollKey(key, _digest(key, b"poll", str(poll_id).encode()))


def _digest(key: bytes, purpose: bytes, data: bytes) -> bytes:
    """A keyed digest of 32 bytes; one purpose's can never be another's.

    Source: RFC 7693 (BLAKE2 with a key is a MAC, for keys of up to 64 bytes).
    """
    return blake2b(data, digest_size=32, key=key, person=purpose).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
