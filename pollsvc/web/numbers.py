"""Numbers in addresses."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

BIGGEST = 2**63 - 1
"""The highest id that a database keeps."""


class IdConverter(IntegerConverter):
    """``<int:…>``: an id that there can be; any other number is an address of nothing."""

    regex = r"[0-9]{1,19}"

    def __init__(self, addresses: Map, **more: Any) -> None:
        super().__init__(addresses, **{"max": BIGGEST, **more})


def init_numbers(app: Flask) -> None:
    """Read every ``<int:…>`` so. Before any address is added."""
    app.url_map.converters["int"] = IdConverter
