"""Numbers in addresses."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

BIGGEST = 2**63 - 1
"""The highest id that a database keeps."""


def is_number(raw: str, digits: int = 18) -> bool:
    """Whether this is a plain whole number, of so many digits at the most.

    ``str.isdecimal`` alone takes digits of other scripts. Eighteen of them always fit a
    database's id.
    """
    return raw.isascii() and raw.isdecimal() and len(raw) <= digits


class IdConverter(IntegerConverter):
    """``<int:…>``: an id that there can be; any other number is an address of nothing."""

    regex = r"[0-9]{1,19}"

    def __init__(self, addresses: Map, **more: Any) -> None:
        super().__init__(addresses, **{"max": BIGGEST, **more})


def init_numbers(app: Flask) -> None:
    """Read every ``<int:…>`` so. Before any address is added."""
    app.url_map.converters["int"] = IdConverter
