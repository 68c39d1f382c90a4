"""The vote page kept ready: made once a second, each visitor's form id put in.

Everything before and after the id is packed ahead, and the id goes between as a
stored block, so that a new visitor costs neither a template nor a compression.

Source: RFC 1951 §3.2.4 (stored blocks), RFC 1952 §2.3 (gzip members).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_RAW_DEFLATE = -15


@dataclass(frozen=True)
class ReadyPage:
    """A page with one place left open."""

    before: bytes
    after: bytes
    packed_before: bytes
    packed_after: bytes

    @classmethod
    def of(cls, page: str, place: str) -> ReadyPage:
        """A page in which ``place`` stands once for what is put in later."""
        before, after = (part.encode() for part in page.split(place))
        packer = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
        packed_before = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
        packer = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
        packed_after = packer.compress(after) + packer.flush()
        return cls(before, after, packed_before, packed_after)

    def plain(self, put_in: bytes) -> bytes:
        """The page with this in its place."""
        return self.before + put_in + self.after

    def packed(self, put_in: bytes) -> bytes:
        """The same as one gzip member."""
        checksum = zlib.crc32(self.after, zlib.crc32(put_in, zlib.crc32(self.before)))
        length = len(self.before) + len(put_in) + len(self.after)
        size = len(put_in)
        return b"".join(
            (
                _GZIP_HEAD,
                self.packed_before,
                struct.pack("<BHH", 0, size, size ^ 0xFFFF),
                put_in,
                self.packed_after,
                struct.pack("<II", checksum, length & 0xFFFFFFFF),
            )
        )
