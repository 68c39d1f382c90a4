"""Words of what signs in: keyed digests, so that the database alone opens nothing.

Each purpose has digests of its own: a link's word can never be a session's.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

TOKEN_BYTES = 24
_WORD_BYTES = 16


@dataclass(frozen=True)
class DeskKey:
    """The key of this installation's desk, derived from its secret."""

    key: bytes

    @classmethod
    def of(cls, secret: bytes) -> DeskKey:
        """The key that belongs to a secret."""
        return _desk_key(secret)

    @property
    def cookie_secret(self) -> bytes:
        """What signs the desk's cookie and its forms."""
        return self._digest(b"desk cookie", b"", 32)

    def session_word(self, session_id: str) -> bytes:
        """The word of a signed-in browser."""
        return self._digest(b"desk session", session_id.encode())

    def link_word(self, token: str) -> bytes:
        """The word of a link that works once."""
        return self._digest(b"desk link", token.encode())

    def account_word(self, email: str) -> bytes:
        """The word under which failures for an (e)mail address, known or not, are counted."""
        return b"a" + self._digest(b"desk account", email.encode())

    def network_word(self, address: str) -> bytes:
        """The word under which failures from a network are counted."""
        return b"n" + self._digest(b"desk network", network_of(address).encode())

    def known_mark(self, nonce: str, email: str) -> str:
        """What shows that a browser has once signed in to this account."""
        return self._digest(b"desk known", f"{nonce} {email}".encode()).hex()

    def browser_word(self, nonce: str) -> bytes:
        """The word under which failures from such a browser are counted."""
        return b"b" + self._digest(b"desk browser", nonce.encode())

    def _digest(self, purpose: bytes, data: bytes, size: int = _WORD_BYTES) -> bytes:
        """A keyed digest. Source: RFC 7693 (BLAKE2 with a key is a MAC)."""
        return blake2b(data, digest_size=size, key=self.key, person=purpose).digest()


def new_token() -> str:
    """A secret that nobody can guess, of 192 bits, as it stands in cookies and links."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def network_of(address: str) -> str:
    """The network that an address stands for: itself, or of IPv6 what one customer is given.

    Source: RFC 6177 (a site gets a /64 at least).
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None or found.version == 4:
        return str(mapped or found)
    return str(ipaddress.ip_network((found, 64), strict=False))


@lru_cache(maxsize=8)
def _desk_key(secret: bytes) -> DeskKey:
    # BLAKE2b takes keys of 64 bytes at most, and a secret may be longer.
    return DeskKey(blake2b(secret, person=b"desk").digest())
