"""Reverse proxies: their word on who asks counts only where they are listed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(listed: Iterable[str]) -> tuple[Network, ...]:
    """The networks of a list of addresses and CIDR ranges."""
    return tuple(ipaddress.ip_network(one, strict=False) for one in listed)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of who asks: ``X-Forwarded-For`` walked from the right.

    The first address that is no listed proxy is the client; what stands left of it
    is the client's own claim. A peer that is not listed is the client itself.
    """
    address = peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while _is_listed(address, trusted) and hops:
        address = hops.pop()
    return address


def _is_listed(address: str, trusted: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in trusted if network.version == mapped.version)


class TrustedProxies:
    """WSGI layer that puts the client's address and scheme in place of the proxy's."""

    def __init__(self, app: WSGIApplication, listed: Iterable[str]) -> None:
        """Wrap ``app``; ``listed`` are the proxies of the settings."""
        self._app = app
        self._trusted = networks(listed)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request with the proxy taken out of it."""
        peer = environ.get("REMOTE_ADDR", "")
        if _is_listed(peer, self._trusted):
            forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
            environ["REMOTE_ADDR"] = client_address(peer, forwarded, self._trusted)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")[-1].strip()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)
